-- Through fzf-lua: its live picker, which shows lines of "path:line:column:text" as grep prints them.
local M = {}

local source = require('treeline.source')

local function line_of(item)
  local label = item.kind and ('%s  %s'):format(item.label, item.kind) or item.label
  return ('%s:%d:%d:%s'):format(item.path, item.lnum, item.col, label)
end

---@param kind string
---@param query? string
function M.open(kind, _, query)
  local fzf = require('fzf-lua')
  -- Older versions hand over the query, newer ones a list whose first is the query.
  fzf.fzf_live(function(asked)
    local text = type(asked) == 'table' and asked[1] or asked or ''
    return vim.tbl_map(line_of, source.ask_and_wait(kind, text).items)
  end, {
    prompt = source.sources[kind].title .. '> ',
    query = query,
    exec_empty_query = true,
    previewer = 'builtin',
    fzf_opts = { ['--delimiter'] = ':', ['--nth'] = '4..' },
    actions = fzf.defaults and fzf.defaults.actions and fzf.defaults.actions.files or require('fzf-lua.defaults').defaults.actions.files,
  })
end

return M
