namespace N;
public class Before {
  void ok() { }
  void broken() {
    if (x) {
  void after() { }
  int half(
  int next() { return 1; }
<<<<<<< HEAD
  void ours() { }
=======
  void theirs() { }
>>>>>>> branch
  private int field = 
  String last;
}
class Last { void m() { } }
