require "set"

class Thing
  def run(<=1>a, b = <1>a, *<=2>rest, key: 1, **opts, &<=3>blk)
    <=4>x = <1>a
    <4>x += 1
    @x = <4>x
    y, (<=5>z, *w) = 1, 2
    <2>rest.each do |<=6>i, (<=7>j, k)|
      <4>x = <6>i
      <=8>n = <7>j
      <8>n.x(<5>z)
    end
    <2>rest.map { |<=9>x| <9>x + 1 }
    l = ->(<=10>q) { <10>q + <4>x }
    begin
    rescue E => <=11>e
      <11>e.e
    end
    case <4>x
    in {name: String, age: <=12>ag} then <12>ag
    in [<=13>first, *others] then <13>first
    end
    foo <4>x, x: <4>x
    "#{<4>x} x"
    <3>blk.call(<4>x).rest = :x
    <0>n
  end

  def other
    <0>x + <0>a
  end
end
