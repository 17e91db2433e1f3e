function before() { return 1; }

function broken(a) {
  if (a) {
    foo();

function after() { return 2; }

class Half {
  method() { }
  other( {
  third() { }
}

<<<<<<< HEAD
function ours() { }
=======
function theirs() { }
>>>>>>> branch

const half = 
const next = () => { };
export function last() { }
foo.bar = {
  a: 1,
  b: function () { },
}
interface HalfI { a: string; b: }
type T = 
enum E { A, B 
export class Last { m(): void { } }
