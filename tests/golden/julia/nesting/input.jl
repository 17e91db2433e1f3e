module Outer

module Inner
const LIMIT = 3

function walk(f, tree)
    function visit(node)
        depth = 1
        f(node)
    end
    helper(x) = x + 1
    results = map(tree) do node
        seen = visit(node)
        helper(seen)
    end
    return results
end

struct Leaf
    value::Int
end

baremodule Bare
const NOTHING = 0
end

end # Inner

if VERSION >= v"1.9"
    modern() = true
else
    modern() = false
end

let state = 0
    global function tick()
        state += 1
    end
end

for name in (:red, :green)
    @eval $name() = $(string(name))
end

begin
    grouped(x) = x
end

end
