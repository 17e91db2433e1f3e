#include <vector>
namespace outer {
template <typename <=1>T, int <=2>N = 3>
<1>T twice(<1>T <=3>a, const <1>T &<=4>b = <0>standard, auto... <=5>rest)
{
  auto [<=6>p, q] = <3>a;
  for (auto &<=7>it : <6>p) { <7>it.x(<2>N); }
  auto <=8>l = [&, <=9>z = <6>p, <3>a](int <=10>i) mutable -> int { return <10>i + <9>z + <3>a; };
  try {
  } catch (const Error &<=11>e) {
    <11>e.what(<5>rest...);
  }
  if (auto <=12>i = <0>f(); <12>i > 0) {
    Foo bar(<12>i, q);
  }
  using <=14>Alias = <1>T;
  <14>Alias <=15>object{<4>b};
  Foo <=16>other(<6>p, <15>object);
  while (int <=17>n = <8>l(<16>other)) { <17>n--; }
  return static_cast<<1>T>(<3>a);
}

Foo::Foo(int <=20>x) : <0>x_(<20>x), y{<20>x} {}

class Inline {
  int <0>field;
  void set(int <=30>value) { <0>field = <30>value; this->value = <30>value; }
};
}
