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

thread_local! {
    static DEPTH: Cell<u32> = Cell::new(0);
}

lazy_static! {
    pub static ref NAMES: Vec<&'static str> = names();
}

cfg_if::cfg_if! {
    if #[cfg(unix)] {
        mod unix;
        pub fn page_size() -> usize {
            fn inner() {}
            4096
        }
    } else {
        pub struct Handle;
    }
}

bitflags! {
    pub struct Flags: u32 {
        const A = 1;
    }
}

check!(a, fn_name, const { 1 });
