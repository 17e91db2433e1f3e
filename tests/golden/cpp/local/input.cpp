void walk() {
  struct Up : Base<int>, Other {
    int x;
    void m() { enum class E : int { A, B }; }
  };
  class C final { };
  template_thing<struct Fwd> x;
  enum : int { K };
  auto l = [] { struct InLambda { }; };
  for (auto &x : struct_list) { }
  struct timeval tv {};
  switch (x) { case A: { } }
}
int after;
