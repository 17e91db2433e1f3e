const BEFORE = 1

function first_one(x)
    return x + 1
end

struct Half
    a::Int
    b::

end

function broken(x, y
    return x * y
end

middle(x) = x +

function after(z)
    for i in 1:z
        println(i
    end
end

last_one() = "done"
