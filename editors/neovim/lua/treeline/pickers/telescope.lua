-- Through telescope.nvim: a finder that asks the server anew for every prompt, and no sorter, as what
-- comes is in order.
local M = {}

local place = require('treeline.place')
local sources = require('treeline.source').sources

local function entry_of(item)
  return {
    value = item, ordinal = item.label, display = item.kind
      and ('%s  %s  %s:%d'):format(item.label, item.kind, item.short, item.lnum)
      or ('%s:%d  %s'):format(item.short, item.lnum, item.label),
    filename = item.path, path = item.path, lnum = item.lnum, col = item.col, colend = item.end_col,
  }
end

---@param kind string
---@param server vim.lsp.Client
local function finder(kind, server)
  local cancel
  local function find(_, prompt, process_result, process_complete)
    if cancel then cancel() end
    cancel = sources[kind].ask(server, prompt or '', {}, function(answer)
      for _, item in ipairs(answer.items) do
        if process_result(entry_of(item)) then break end
      end
      process_complete()
    end)
  end
  return setmetatable({ close = function() if cancel then cancel() end end }, { __call = find })
end

---@param kind string
---@param server vim.lsp.Client
---@param query? string
function M.open(kind, server, query)
  local settings = require('telescope.config').values
  require('telescope.pickers').new({}, {
    prompt_title = 'Treeline: ' .. sources[kind].title,
    default_text = query,
    finder = finder(kind, server),
    sorter = require('telescope.sorters').empty(),
    previewer = settings.grep_previewer({}),
    attach_mappings = function(buffer, map)
      map({ 'i', 'n' }, '<C-q>', function()
        local items = {}
        local picker = require('telescope.actions.state').get_current_picker(buffer)
        for entry in picker.manager:iter() do table.insert(items, entry.value) end
        require('telescope.actions').close(buffer)
        place.to_quickfix(items, 'Treeline ' .. kind)
      end)
      return true
    end,
  }):find()
end

return M
