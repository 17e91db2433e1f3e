package a.b
import x.y.Z as <=1>W

class K<<=2>T>(val <0>p: Int, q: Int) : Base(p) {
    val <0>f = 1
    fun <<=3>U> m(<=4>a: Int, vararg r: <2>T, <=5>blk: (Int) -> <3>U): <3>U {
        val <=6>x = <4>a + <0>p
        var (<=7>y, z) = <6>x
        for (<=8>i in 1..<6>x) { <8>i.a }
        for ((<=9>k, v) in m) { <9>k() }
        val l = { <=10>u: Int, w -> <10>u + <6>x }
        try { } catch (<=11>e: E) { <11>e.e }
        when (val <=12>s = <6>x) { is Int -> <12>s; else -> 1 }
        fun <=13>inner(<=14>n: Int) = <14>n
        println("x $<6>x ${<7>y.x}")
        <6>x += <13>inner(1)
        this.f = <0>f
        foo(a = <4>a)
        return <5>blk(<1>W())
    }
}
