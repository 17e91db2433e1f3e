local M = {}

function M.before(x)
  return x + 1
end

function M.half(x
  return x *
end

local t = { a = 1, b = , c = 3 }

function M:after(y)
  if y then
    return "then"
  end
end

local function unfinished()
  for i = 1, 10 do
    print(i

local last = function(z) return z end

return M
