require "a"
require "b"

# A shape.
# It has sides.
class Shape < Base
  # How many sides.
  def sides(count = 3, *rest)
    rest.each do |r|
      puts r
    end
  end
end
