f() {
  local <=1>a=1 b
  declare <=2>c=2
  local -r d="$<1>a ${<2>c} a"
  for i in 1 2; do echo a $i; done
  <1>a=2
  <0>x=$<1>a
  (( <1>a++ ))
  g "$(h "$<1>a")"
}
g() { echo "$<0>a"; }
