class Before { fun ok() { } }
fun broken() {
  if (x) {
fun after() { }
class After {
  fun half(
  fun next() { }
<<<<<<< HEAD
  fun ours() { }
=======
  fun theirs() { }
>>>>>>> branch
  val x =
  val last = 1
}
fun last() { }
