-- What was asked before, for this session of the editor.
local M = {}

---@type table<string, string[]>
local asked = {}
---@type table<string, integer>
local at = {}

---@param kind string
---@param query string
---@param most integer
function M.add(kind, query, most)
  at[kind] = nil
  if vim.trim(query) == '' then return end
  local list = vim.tbl_filter(function(other) return other ~= query end, asked[kind] or {})
  table.insert(list, query)
  while #list > most do table.remove(list, 1) end
  asked[kind] = list
end

---The query `step` further on than the one that was given last; nil where there is none.
---@param kind string
---@param current string
---@param step integer
---@return string?
function M.step(kind, current, step)
  local list = asked[kind] or {}
  local from = at[kind]
  if from and list[from] ~= current then from = nil end -- something else was typed meanwhile
  local to = (from or #list + 1) + step
  if to < 1 or to > #list then return nil end
  at[kind] = to
  return list[to]
end

return M
