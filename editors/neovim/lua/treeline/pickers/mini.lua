-- Through mini.pick: its own matching is left out, as the server has matched.
local M = {}

local sources = require('treeline.source').sources

local function item_of(item)
  local label = item.kind and ('%s  %s'):format(item.label, item.kind) or item.label
  return {
    path = item.path, lnum = item.lnum, col = item.col, end_lnum = item.end_lnum, end_col = item.end_col,
    text = ('%s:%d  %s'):format(item.short, item.lnum, label),
  }
end

---@param kind string
---@param server vim.lsp.Client
---@param query? string
function M.open(kind, server, query)
  local pick = _G.MiniPick
  local cancel
  local asked_at
  local function match(_, _, letters)
    local tick = pick.get_querytick()
    if tick == asked_at then return end
    asked_at = tick
    if cancel then cancel() end
    cancel = sources[kind].ask(server, table.concat(letters), {}, function(answer)
      if not pick.is_picker_active() then return end
      pick.set_picker_items(vim.tbl_map(item_of, answer.items), { do_match = false, querytick = tick })
    end)
  end
  if query and query ~= '' then
    vim.schedule(function() pick.set_picker_query(vim.fn.split(query, '\\zs')) end)
  end
  pick.start({ source = { items = {}, name = 'Treeline: ' .. sources[kind].title, match = match } })
  if cancel then cancel() end
end

return M
