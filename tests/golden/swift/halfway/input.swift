class Before { func ok() { } }
func broken() {
  if (x) {
func after() { }
class After {
  func half(
  func next() { }
<<<<<<< HEAD
  func ours() { }
=======
  func theirs() { }
>>>>>>> branch
  val x =
  val last = 1
}
func last() { }
