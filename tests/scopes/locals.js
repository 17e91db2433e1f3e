import deft, { <0>a as <=1>b, <0>c } from "./x";
import * as <=2>ns from "y";

const <0>top = <1>b + <2>ns.top;

function f({ <=10>p, key: <=11>q, d = <10>p, ...<=12>rest }, [<=13>x, , y], z = <13>x) {
  var <=14>w = 1;
  var <14>w;
}

function hoists(<=20>n) {
  <21>late();
  if (<20>n) {
    var <=22>v = 1;
    let <=23>n = 2;
    <23>n.n = <22>v;
  }
  for (const <=24>k of <22>v) { <24>k(); }
  for (let <=25>k = 0; <25>k < 3; <25>k++) {}
  function <=21>late() { return <22>v; }
  try { } catch ({ <=26>message }) { log(<26>message); }
  const <=27>arrow = (<=28>p) => ({ <28>p, p: <28>p, [<28>p]: `x ${<28>p}` });
  const short = <=29>p2 => <29>p2 + <27>arrow;
  class <=30>Local { m(<=31>x) { this.x = <31>x; return <30>Local; } }
  [<22>v, <20>n.c] = [<20>n, <22>v];
  new <30>Local(<20>n);
  label: for (;;) break label;
  return function <=32>named(m) { return <32>named(m, <0>top, <0>arguments); };
}
