local <=1>m = require("a.b")
local function f(<=2>a, ...)
  local <=3>x, y = <2>a, <0>x
  local <=4>x = <3>x + 1
  for <=5>i = 1, <4>x do print(<5>i) end
  for <=6>k, v in pairs(<2>a) do <6>k = v end
  t.x = <2>a
  t:m(<4>x)
  local <=7>g = function(<=8>p) return <8>p + <4>x end
  <4>x = <7>g(1)
  <0>glob = <1>m.m
  return {x = <4>x, [<4>x] = "x"}
end
