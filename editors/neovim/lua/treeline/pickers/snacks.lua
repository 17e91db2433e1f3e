-- Through snacks.nvim's picker: a live source. Its finder is a coroutine that is run in a fast event, where next to
-- nothing of Neovim may be called, and which adds items only from within: what is added later would stand among those
-- of another query. So it has the main loop ask, sleeps, and adds when it is woken. While it sleeps, snacks shows what
-- it had. It is ended from without when the query changes; the session takes the question back then.
local M = {}

local place = require('treeline.place')
local rows = require('treeline.rows')
local source = require('treeline.source')

-- <M-w> and, in newer versions, <M-r> mean something to snacks already; what a picker itself binds wins.
local KEYS = { ['<a-c>'] = 'case', ['<a-o>'] = 'word', ['<a-r>'] = 'regex' }

---@param item treeline.Item
---@param columns fun(picker: table): treeline.Columns
---@return table as snacks filters, previews, opens and lists it
local function item_of(item, columns)
  local shown = {
    text = ('%s %s'):format(item.label, item.short), line = place.quickfix_text(item), file = item.path,
    pos = { item.lnum, item.col - 1 }, end_pos = { item.end_lnum, item.end_col - 1 }, treeline = item,
    treeline_columns = columns,
    positions = {}, -- where it matches is known: snacks need not look for the query in the line
  }
  if item.counted then
    shown.resolve = function()
      place.exact(item)
      shown.pos, shown.end_pos = { item.lnum, item.col - 1 }, { item.end_lnum, item.end_col - 1 }
    end
  end
  return shown
end

-- A line as snacks takes it: texts with their groups, one after the other.
---@param shown table
---@param picker table
---@return { [1]: string, [2]: string? }[]
local function format(shown, picker)
  local line, spans = rows.flat(rows.parts(shown.treeline, shown.treeline_columns(picker)), 'SnacksPickerMatch')
  table.sort(spans, function(a, b) return a.first < b.first end)
  local pieces, at = {}, 0
  for _, span in ipairs(spans) do
    if span.first > at then table.insert(pieces, { line:sub(at + 1, span.first) }) end
    table.insert(pieces, { line:sub(span.first + 1, span.stop), span.group })
    at = span.stop
  end
  table.insert(pieces, { line:sub(at + 1) })
  return pieces
end

-- The widths of one answer, known when the list has a window.
---@param items treeline.Item[]
---@return fun(picker: table): treeline.Columns
local function columns_of(items)
  local columns
  return function(picker)
    local window = vim.tbl_get(picker, 'list', 'win', 'win')
    local room = (window and vim.api.nvim_win_is_valid(window) and vim.api.nvim_win_get_width(window) or vim.o.columns) - 2
    if not columns or columns.room ~= room then columns = rows.columns(items, room) end
    return columns
  end
end

---@param session treeline.Session
---@param picker table
---@param answer treeline.Answer
local function say(session, picker, answer)
  if picker.closed then return end
  local note = answer.problem or answer.note
  picker.title = note ~= '' and ('%s · %s'):format(session:title(), note) or session:title()
  picker:update_titles()
end

---@param session treeline.Session
local function finder(session)
  return function(_, context)
    local picker, query = context.picker, context.filter.search
    return function(add)
      local async, answer = context.async, nil
      vim.schedule(function()
        session:ask(query, function(given)
          answer = given
          say(session, picker, given)
          async:resume()
        end)
      end)
      while not answer do async:suspend() end
      local items = answer.problem and session.shown or answer.items -- of half a query what was found before stays
      local columns = columns_of(items)
      for _, item in ipairs(items) do add(item_of(item, columns)) end
    end
  end
end

---@param session treeline.Session
---@return table<string, function>, table<string, table>
local function actions_and_keys(session)
  local actions, keys = {}, {}
  if not source.sources[session.kind].modes then return actions, keys end
  for key, name in pairs(KEYS) do
    local action = 'treeline_' .. name
    actions[action] = function(picker)
      session:toggle(name)
      picker:find()
    end
    keys[key] = { action, mode = { 'n', 'i' } }
  end
  return actions, keys
end

---@param session treeline.Session
---@param query string
---@param options? table as Snacks.picker.pick() takes them
function M.open(session, query, options)
  rows.define_highlights()
  local actions, keys = actions_and_keys(session)
  _G.Snacks.picker.pick(vim.tbl_deep_extend('force', {
    source = 'treeline_' .. session.kind,
    title = session:title(),
    live = true,
    supports_live = true,
    show_empty = true,
    search = query ~= '' and query or nil,
    finder = finder(session),
    format = format,
    preview = 'file',
    matcher = { sort_empty = false },
    sort = { fields = { 'score:desc', 'idx' } },
    actions = actions,
    win = { input = { keys = keys }, list = { keys = keys } },
    on_close = function() session:cancel() end,
  }, options or {}))
end

return M
