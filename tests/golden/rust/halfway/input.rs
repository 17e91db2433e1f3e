fn before() {}
fn broken() {
    if x {
        loop {
fn after() {}
pub struct S { a: u32, b: }
impl S {
    fn ok(&self) {}
    fn half(&self, 
    fn next(&self) {}
<<<<<<< HEAD
    fn ours() {}
=======
    fn theirs() {}
>>>>>>> branch
}
let x = 
enum E { A, B(
fn last() {}
trait T { fn m(); }
