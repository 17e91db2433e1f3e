use std::io::{self, Read as <=1>R};

impl<'a, <=2>T: Ord> Foo<<2>T> for Bar {
    fn f<<=3>U>(&self, mut <=4>x: <2>T, (<=5>a, b): (u8, <3>U), P { <=6>q, r: <=7>s, .. }: P) -> <2>T {
        let <=8>x = <4>x;
        let <=9>x = <8>x + <5>a;
        let Some(<=10>n) = <9>x else { return <9>x };
        if let Some(<=11>n) = <10>n { <11>n } else { <10>n };
        while let Some(<=12>p) = <7>s.next() { <12>p.p }
        match <6>q {
            Some(<=13>w) if <13>w > 1 => <13>w,
            A::B(<=14>t) | A::C(<14>t) => <14>t,
            <=15>m @ 1..=3 => <15>m,
            Z { <=16>f1, f2: <0>None } => <16>f1,
            <0>LIMIT => <9>x,
            <=17>x => <17>x,
        }
        for (<=18>i, e) in <9>x.iter() { <18>i }
        let <=19>c = |<=20>u, &(<=21>g, h): &<2>T| <20>u + <21>g + <9>x;
        println!("{}", <19>c);
        fn <=22>inner(x: u8) -> u8 { <0>a + x }
        <22>inner(<9>x);
        <0>foo::<<2>T>(S { <5>a, b: <9>x }.a)
    }
}

macro_rules! twice { ($<=30>e:expr) => { $<30>e + $<30>e } }
enum E<<=40>W> { A(<40>W), B { c: <40>W } }
fn g(r: &mut <1>R) {}
