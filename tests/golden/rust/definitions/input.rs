//! A spool of jobs.
use std::fmt;

pub mod codec;
mod wire {
    pub(crate) const MAGIC: u32 = 0x5350;
    pub fn checksum(bytes: &[u8]) -> u32 {
        let mut sum = 0u32;
        for b in bytes {
            sum = sum.wrapping_add(*b as u32);
        }
        sum
    }
}

/// How urgent a job is.
#[derive(Debug, Clone)]
pub enum Priority {
    Low,
    Normal = 5,
    Custom(u8),
    Window { from: u64, until: u64 },
}

pub struct Job<'a, T> {
    pub name: &'a str,
    payload: T,
    tries: u32,
}

struct Pair(u32, u32);
pub struct Marker;

union Bits {
    float: f32,
    int: u32,
}

pub trait Runner {
    type Output;
    const RETRIES: u32 = 3;
    fn run(&mut self) -> Self::Output;
    fn reset(&mut self) {
        let forgotten = 1;
        drop(forgotten);
    }
}

type Queue = Vec<Job<'static, ()>>;

static mut COUNTER: usize = 0;
pub static GREETING: &str = "hello";
const LIMIT: usize = 16;

impl<'a, T> Job<'a, T> {
    pub const DEFAULT_TRIES: u32 = 1;

    pub fn new(name: &'a str, payload: T) -> Self {
        let tries = Self::DEFAULT_TRIES;
        Job { name, payload, tries }
    }
}

impl<T> Runner for Job<'_, T> {
    type Output = u32;
    fn run(&mut self) -> u32 {
        self.tries
    }
}

impl fmt::Display for wire::Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, r#"frame "{}""#, 'x')
    }
}

extern "C" {
    pub fn getpid() -> i32;
    static environ: *const *const u8;
}

#[macro_export]
#[doc(hidden)]
macro_rules! spool {
    ($($job:expr),*) => { vec![$($job),*] };
}

#[deprecated(since = "2.0", note = "use spool!")]
#[inline]
pub async unsafe fn old_spool() {}

/* plain /* nested */ comment */
fn main() {
    println!("{}", b"bytes".len());
}
