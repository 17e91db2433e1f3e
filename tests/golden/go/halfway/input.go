package p
func before() { }
func broken() {
	if x {
		for {
func after() { }
type S struct {
	A int
	B
<<<<<<< HEAD
	Ours int
=======
	Theirs int
>>>>>>> branch
}
func (s *S) half(
func (s *S) next() { }
var x =
const K = 1
func last() { }
