import type { <0>A } from "./a";

function pick<<=1>T, <=2>K extends keyof <1>T>(<=3>of: <1>T, <=4>key?: <2>K, ...rest: <1>T[]): <1>T[<2>K] {
  const <=5>found: <1>T = <3>of as <1>T;
  return <5>found[<4>key!];
}

class Box<<=10>V> {
  constructor(private <=11>value: <10>V, size = <11>value) {}
  get<<=12>W>(<=13>f: (value: <10>V) => <12>W): <12>W { return <13>f(this.value); }
}
type Mapped<<=20>O> = { [<=21>P in keyof <20>O]: <20>O[<21>P] };
type First<<=22>X> = <22>X extends [infer <=23>Y, ...unknown[]] ? <23>Y : never;
namespace Inner {
  export const <0>shared = 1;
  function f({ <=30>a, b: [<=31>c] }: { a: number }, <=32>d = <0>shared) { return <30>a + <31>c + <32>d; }
}
const <0>arrow = async (<=40>e: Event) => { for (const <=41>k in <40>e) await <41>k; };
function Page({ <=50>title }: Props) { return <p title={<50>title}>{<50>title} title</p>; }
