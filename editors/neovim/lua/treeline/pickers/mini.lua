-- Through mini.pick: its own matching is left out, as the server has matched. Its `match` may give nothing and have
-- the items set later; until then mini.pick counts as busy and shows what it had. The number of the query, which
-- changes with every letter, says whether an answer is still wanted.
local M = {}

local place = require('treeline.place')
local rows = require('treeline.rows')
local source = require('treeline.source')

local marks = vim.api.nvim_create_namespace('treeline_mini')
local KEYS = { case = '<M-c>', word = '<M-w>', regex = '<M-r>' }

---@param item treeline.Item
---@return table as mini.pick shows, previews, opens and lists it
local function item_of(item)
  return {
    path = item.path, lnum = item.lnum, col = item.col, end_lnum = item.end_lnum, end_col = item.end_col,
    text = ('%s:%d  %s'):format(item.short, item.lnum, place.quickfix_text(item)), treeline = item,
  }
end

---@param shown table
---@return table
local function exact(shown)
  local item = place.exact(shown.treeline)
  shown.col, shown.end_col = item.col, item.end_col
  return shown
end

---@param buffer integer
---@param shown table[] those that are on the screen
local function show(buffer, shown)
  local items = vim.tbl_map(function(one) return one.treeline end, shown)
  local window = vim.fn.bufwinid(buffer)
  local columns = rows.columns(items, window ~= -1 and vim.api.nvim_win_get_width(window) or vim.o.columns)
  local lines, spans = {}, {}
  for row, item in ipairs(items) do
    lines[row], spans[row] = rows.flat(rows.parts(item, columns), 'MiniPickMatchRanges')
  end
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.api.nvim_buf_clear_namespace(buffer, marks, 0, -1)
  for row in ipairs(lines) do
    for _, span in ipairs(spans[row]) do
      vim.api.nvim_buf_set_extmark(buffer, marks, row - 1, span.first, { end_col = span.stop, hl_group = span.group, priority = 200 })
    end
  end
end

---@class treeline.Mini
---@field session treeline.Session
---@field naming boolean
local Bridge = {}
Bridge.__index = Bridge

-- The name stands in the border, with what is known of the whole. Setting it has mini.pick match again.
---@param note string
function Bridge:say(note)
  local name = note ~= '' and ('%s · %s'):format(self.session:title(), note) or self.session:title()
  self.naming = true
  _G.MiniPick.set_picker_opts({ source = { name = name } })
  self.naming = false
end

---@param answer treeline.Answer
---@param tick integer
function Bridge:take(answer, tick)
  local pick = _G.MiniPick
  if not pick.is_picker_active() or pick.get_querytick() ~= tick then return end
  self:say(answer.problem or answer.note)
  -- Of half a query what was found before stays.
  local items = answer.problem and self.session.shown or answer.items
  pick.set_picker_items(vim.tbl_map(item_of, items), { do_match = false, querytick = tick })
end

-- What mini.pick hands over is in lower case if 'ignorecase' is set: capitals mean something here.
function Bridge:match()
  if self.naming then return nil end
  local pick = _G.MiniPick
  local tick = pick.get_querytick()
  self.session:ask(table.concat(pick.get_picker_query() or {}), function(answer) self:take(answer, tick) end)
  return nil
end

---@return table<string, { char: string, func: fun(): boolean? }>
function Bridge:mappings()
  local mappings = {
    treeline_quickfix = {
      char = '<C-q>',
      func = function()
        local matches = _G.MiniPick.get_picker_matches() or {}
        local chosen = #(matches.marked or {}) > 0 and matches.marked or matches.all or {}
        local items = vim.tbl_map(function(one) return one.treeline end, chosen)
        if #items == 0 then return false end
        local title = ('Treeline %s %s'):format(self.session.kind, self.session.query)
        vim.schedule(function() place.to_quickfix(items, title) end)
        return true
      end,
    },
  }
  if not source.sources[self.session.kind].modes then return mappings end
  for name, key in pairs(KEYS) do
    mappings['treeline_' .. name] = {
      char = key,
      func = function()
        self.session:toggle(name)
        self:say('')
        self:match()
      end,
    }
  end
  return mappings
end

---@param session treeline.Session
---@param query string
---@param options? table as MiniPick.start() takes them
function M.open(session, query, options)
  rows.define_highlights()
  local pick = _G.MiniPick
  local self = setmetatable({ session = session, naming = false }, Bridge)
  if query ~= '' then
    vim.api.nvim_create_autocmd('User', {
      pattern = 'MiniPickStart', once = true,
      callback = function() pick.set_picker_query(vim.fn.split(query, '\\zs')) end,
    })
  end
  pick.start(vim.tbl_deep_extend('force', {
    mappings = self:mappings(),
    options = { use_cache = false }, -- which items belong to a query is the server's to say
    source = {
      items = {}, name = session:title(), match = function() return self:match() end, show = show,
      preview = function(buffer, shown) return pick.default_preview(buffer, exact(shown)) end,
      choose = function(shown) return pick.default_choose(exact(shown)) end,
      choose_marked = function(shown) return pick.default_choose_marked(vim.tbl_map(exact, shown)) end,
    },
  }, options or {}))
  session:cancel()
end

return M
