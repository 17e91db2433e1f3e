using System.Linq;
using <=1>Alias = B.C;
namespace N {
  class K<<=2>T> : Base {
    int <0>field;
    K(int <=3>field) { this.field = <3>field; <1>Alias.Run(); }
    int P { get { return <0>field; } }
    void M<<=4>U>(int <=5>a, ref <2>T <=6>b, params int[] <=7>rest) where <4>U : class {
      var <=8>x = <5>a;
      for (int <=9>i = 0; <9>i < <8>x; <9>i++) {}
      for (int <=10>i = 0; <10>i < 3; <10>i++) {}
      foreach (var <=11>s in <7>rest) { <11>s.x(<8>x); }
      foreach (var (<=12>k, v) in d) { <12>k.k(); }
      using (var <=13>r = Open()) { <13>r.a = 1; }
      try {} catch (E <=14>e) when (<14>e.e) { throw <14>e; }
      Func<int, int> l = (<=15>u) => <15>u + <5>a;
      F g = <=16>w => <16>w;
      if (o is string <=17>str && <17>str.X()) { <17>str = ""; }
      switch (o) { case Circle <=18>c: <18>c.R(); break; }
      int <=19>Local(int <=20>q) => <20>q + <8>x;
      <19>Local(out var <=21>ov); Use(<21>ov, a: <5>a, "a");
      var res = from <=22>n in <7>rest where <22>n > 1 select <22>n;
      return new K { field = <8>x }.field + <0>field + <6>b;
    }
  }
}
