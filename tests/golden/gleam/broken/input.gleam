pub fn open( {
  let x = 1
fn second() {
}
type
pub type T { A B
const last = "unclosed
