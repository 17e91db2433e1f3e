class Before { void m(); };

void broken() {
  for (;;) {
    if (x) {
}

class After {
 public:
  void ok() { }
  int half(
  void next() { }
<<<<<<< HEAD
  void ours() { a(); }
=======
  void theirs() { b(); }
>>>>>>> branch
  int field_;
};

namespace ns {
void in_ns() { }
template <typename T
struct HalfTemplate { };
void in_ns2() { }
}
void last() { }
