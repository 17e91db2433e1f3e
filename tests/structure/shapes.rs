use std::io;
use std::fmt;

/// A box.
///
/// Of things.
#[derive(Debug)]
pub struct Box<T> {
    /// How large.
    pub size: u8,
}

impl<T> Box<T>
where
    T: Ord,
{
    /* The area. */
    #[inline]
    pub fn area<'a>(&'a self, scale: u8) -> Option<&'a u8>
    where
        T: Copy,
    {
        match scale {
            0 => None,
            _ => {
                Some(&self.size)
            }
        }
    }
}
