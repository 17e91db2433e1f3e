import Foundation

class K<<=1>T>: Base {
  var <0>f = 1
  init(<=2>p: Int) { self.p = <2>p }
  func m<<=3>U>(_ <=4>a: Int, label <=5>b: <1>T, rest: <3>U...) -> <3>U {
    let <=6>x = <4>a + <0>f
    var (<=7>y, z) = <6>x
    for <=8>i in 0..<<6>x { <8>i.x }
    let l = { (<=9>u: Int, w) -> Int in <9>u + <6>x }
    do { try t() } catch let <=10>e as E { <10>e.e }
    switch <6>x {
    case .some(let <=11>s): <11>s
    case let (<=12>p, q): <12>p
    default: <5>b.label
    }
    if let <=13>x = <6>x { <13>x.y }
    guard let <=14>gg = <6>x else { return }
    <14>gg = <7>y
    func <=15>inner(<=16>n: Int) -> Int { <16>n }
    <15>inner(a: <4>a)
    return "\(<6>x) x"
  }
}
