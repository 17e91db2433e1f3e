-- Through fzf-lua: its live picker. For every query fzf runs a command that asks this Neovim for lines, by a function
-- that is called on the main loop and gives another, which may write when it likes; what it writes to is fzf's until it
-- says that it is done, and a question that is not answered any more has to be ended, too. fzf-lua reads the place from
-- "path:line:column:" at a line's beginning, which fzf does not show; what it shows is laid out and coloured here, since
-- fzf, when it does not filter, marks nothing. The first line is the header, for what is known of the whole.
local M = {}

local rows = require('treeline.rows')
local source = require('treeline.source')

-- As grep colours them.
local COLOURS = {
  TreelinePath = '35', TreelineLine = '32', TreelineKind = '33', TreelineContainer = '90', TreelineMatch = '1;31',
  TreelineProblem = '31', TreelineNote = '90',
}
local KEYS = { ['alt-c'] = 'case', ['alt-w'] = 'word', ['alt-r'] = 'regex' }

---@param text string
---@param group string
---@return string
local function coloured(text, group) return ('\27[%sm%s\27[0m'):format(COLOURS[group] or '33', text) end

---@param parts treeline.Part[]
---@return string
local function painted(parts)
  local line, spans = rows.flat(parts)
  table.sort(spans, function(a, b) return a.first < b.first end)
  local words, at = {}, 0
  for _, span in ipairs(spans) do -- parts that have a group have no matches: none lies in another
    table.insert(words, line:sub(at + 1, span.first))
    table.insert(words, coloured(line:sub(span.first + 1, span.stop), span.group))
    at = span.stop
  end
  table.insert(words, line:sub(at + 1))
  return table.concat(words)
end

-- How wide fzf's list is.
local function room()
  local width = vim.bo.filetype == 'fzf' and vim.api.nvim_win_get_width(0) or math.floor(vim.o.columns * 0.8)
  return math.max(40, width - 4)
end

---@param session treeline.Session
---@param answer treeline.Answer
---@return string
local function lines_of(session, answer)
  local items = answer.problem and session.shown or answer.items -- of half a query what was found before stays
  local columns = rows.columns(items, room())
  local said = answer.problem or answer.note
  -- Of the header, too, fzf shows what is behind the third colon.
  local lines = { ':::' .. (said == '' and ' ' or coloured(said, answer.problem and 'TreelineProblem' or 'TreelineNote')) }
  for _, item in ipairs(items) do
    table.insert(lines, ('%s:%d:%d:%s'):format(item.path, item.lnum, item.col, painted(rows.parts(item, columns))))
  end
  return table.concat(lines, '\n')
end

---@param session treeline.Session
---@return fun(asked: string|string[]): fun(write: fun(line?: string))
local function contents(session)
  local finish ---@type fun()? ends what was begun for the question before
  return function(asked)
    -- Older versions hand over the query, newer ones a list whose first is the query.
    local query = type(asked) == 'table' and asked[1] or asked or ''
    return function(write)
      if finish then finish() end
      local open = true
      local function done()
        if not open then return end
        open = false
        write(nil)
      end
      finish = done
      session:ask(query --[[@as string]], function(answer)
        if not open then return end
        write(lines_of(session, answer))
        done()
      end)
    end
  end
end

-- What opens, splits and fills the quickfix list is as for fzf-lua's own files, also where the person has changed it.
---@return table<string, any>
local function file_actions()
  local ok, config = pcall(require, 'fzf-lua.config')
  local globals = ok and config.globals
  if globals and globals.actions and globals.actions.files then return globals.actions.files end
  return require('fzf-lua.defaults').defaults.actions.files
end

---@param session treeline.Session
---@param options? table
---@return table<string, any>
local function actions(session, options)
  local all = vim.tbl_extend('force', {}, file_actions())
  if not source.sources[session.kind].modes then return all end
  for key, name in pairs(KEYS) do
    all[key] = function()
      session:toggle(name)
      vim.schedule(function() M.open(session, session.query, options) end)
    end
  end
  return all
end

---@param session treeline.Session
---@param query string
---@param options? table as fzf-lua's fzf_live takes them
function M.open(session, query, options)
  require('fzf-lua').fzf_live(contents(session), vim.tbl_deep_extend('force', {
    prompt = source.sources[session.kind].title .. '> ',
    query = query,
    exec_empty_query = true,
    func_async_callback = false, -- older versions would have the lines written from a coroutine
    previewer = 'builtin',
    winopts = { title = (' %s '):format(session:title()), on_close = function() session:cancel() end },
    fzf_opts = { ['--delimiter'] = ':', ['--with-nth'] = '4..', ['--header-lines'] = '1' },
    actions = actions(session, options),
  }, options or {}))
end

return M
