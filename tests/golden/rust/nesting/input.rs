pub mod outer {
    pub mod inner {
        #[derive(Default)]
        pub struct Deep {
            pub level: Level,
        }

        #[derive(Default)]
        pub enum Level {
            #[default]
            Ground,
            Tower {
                floors: u8,
            },
        }

        impl Deep {
            pub fn climb(&mut self) {
                const STEP: u8 = 1;
                static ONCE: () = ();
                fn helper(by: u8) -> Level {
                    let floors = by;
                    Level::Tower { floors }
                }
                self.level = helper(STEP);
                let _ = ONCE;
            }
        }
    }

    impl Iterator for &inner::Deep {
        type Item = u8;
        fn next(&mut self) -> Option<u8> {
            None
        }
    }

    pub fn factory() -> impl Fn(u8) -> u8 {
        struct Hidden {
            secret: u8,
        }
        impl Hidden {
            fn reveal(&self) -> u8 {
                self.secret
            }
        }
        move |x| {
            let y = Hidden { secret: x };
            y.reveal()
        }
    }
}

trait Shape {
    fn area(&self) -> f64;
}

impl Shape for f64 {
    fn area(&self) -> f64 {
        *self
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn area(&self) -> f64 {
        self.iter().map(|s| s.area()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: f64 = 2.0;

    #[test]
    fn area_of_a_number_is_itself() {
        assert_eq!(SIDE.area(), 2.0);
    }
}
