package a.b
import x.y.{Z => <=1>W, Q}
class K[<=2>T](val <0>p: Int, q: Int) extends Base(p) {
  val <0>f = 1
  def m[<=3>U](<=4>a: Int, r: <2>T*)(implicit <=5>i: <3>U): <3>U = {
    val <=6>x = <4>a + <0>p
    var (<=7>y, z) = <6>x
    for (<=8>i <- 1 to <6>x; <=9>j = <8>i if <9>j > 1) yield <9>j
    val l = (<=10>u: Int, w) => <10>u + <6>x
    r.map { case (<=11>k, v) => <11>k }
    <6>x match {
      case Some(<=12>s) => <12>s
      case <=13>o @ P(t) => <13>o.o
      case <0>Const => <7>y
    }
    def <=14>inner(<=15>n: Int) = <15>n
    println(s"x $<6>x ${<7>y.x}")
    this.f + <14>inner(a = <4>a) + <5>i + <0>f + <1>W
  }
}
