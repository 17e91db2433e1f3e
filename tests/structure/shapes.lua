--- Adds up.
-- @param a one
local function add(a, b)
  if a then
    return b
  end
end

--[[
A table.
]]
local shapes = {
  1,
}
