-- Through snacks.nvim's picker: a live source, whose finder waits for the server in its own coroutine.
local M = {}

local sources = require('treeline.source').sources

local function item_of(item)
  return {
    text = item.label, line = item.label, file = item.path, pos = { item.lnum, item.col - 1 },
    end_pos = { item.end_lnum, item.end_col - 1 }, comment = item.kind,
  }
end

---@param kind string
---@param server vim.lsp.Client
---@param query? string
function M.open(kind, server, query)
  _G.Snacks.picker.pick({
    source = 'treeline_' .. kind,
    title = 'Treeline: ' .. sources[kind].title,
    live = true,
    supports_live = true,
    search = query,
    format = 'file',
    preview = 'file',
    matcher = { sort_empty = false },
    sort = { fields = { 'idx' } },
    finder = function(_, context)
      return function(add)
        local waiting = context.async
        local cancel = sources[kind].ask(server, context.filter.search, {}, function(answer)
          for _, item in ipairs(answer.items) do add(item_of(item)) end
          waiting:resume()
        end)
        waiting:on('abort', vim.schedule_wrap(cancel))
        waiting:suspend()
      end
    end,
  })
end

return M
