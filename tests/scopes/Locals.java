package a.b;
import java.util.List;

class Locals<<=1>T> {
  int <0>field = 1;
  Locals(int <=2>field) { this.field = <2>field; }
  int <0>get() { return <0>field; }
  <<=3>U> <3>U m(final int <=4>a, <1>T... <=5>rest) throws E {
    int <=6>x = <4>a, y = <6>x;
    for (int <=7>i = 0; <7>i < <6>x; <7>i++) {}
    for (String <=8>s : <5>rest) { <8>s.x(); }
    for (int <=9>i = 0; <9>i < 3; ++<9>i) {}
    try (var <=10>res = open(<6>x); other) { <10>res.x = 1; } catch (E | F <=11>e) { <11>e.e(); }
    G g = (<=12>u, v) -> <12>u + v;
    G h = <=13>w -> <13>w + <6>x;
    if (g instanceof String <=14>str && <14>str.x()) { <14>str.y(str()); }
    switch (g) {
      case Circle <=15>c -> <15>c.r();
      case Rec(int <=16>q, var qq) -> <16>q;
    }
    class <=17>Local { int x; int r() { return <0>x; } }
    Object o = new Object() { int f() { return <4>a; } };
    return new <17>Local().x + <0>get();
  }
}
