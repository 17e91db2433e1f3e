<?php
use C\D as <=1>E;

$<0>global = 1;

function f(int $<=2>a, &$b = 1, ...$<=3>rest) {
  $<=4>x = $<2>a + a($<3>rest);
  global $<0>global;
  $<0>global = $<4>x;
  foreach ($<3>rest as $<=5>k => $v) { $<5>k++; }
  [$<=6>n, 'n' => $o] = $<2>a;
  $cl = function ($<=7>p) use ($<4>x) { $<=8>a = 1; return $<7>p + $<4>x + $<8>a; };
  $ar = fn($<=9>q) => $<9>q + $<4>x;
  try {} catch (<1>E $<=10>e) { $<10>e->e(); }
  $this->x = "x $<4>x {$<6>n->n}";
  return f(x: $<2>a);
}

function g() { return $<0>x; }
