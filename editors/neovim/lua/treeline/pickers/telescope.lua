-- Through telescope.nvim: a finder that asks the server anew for every prompt, and no sorter, as what comes is in
-- order and says itself where it matches. Telescope hands the finder two functions: one takes an entry, the other is
-- called at the end, and neither asks whether the prompt is still the same one: the session drops late answers.
local M = {}

local place = require('treeline.place')
local rows = require('treeline.rows')
local source = require('treeline.source')

local problem_marks = vim.api.nvim_create_namespace('treeline_telescope')
local KEYS = { ['<M-c>'] = 'case', ['<M-w>'] = 'word', ['<M-r>'] = 'regex' }

---@class treeline.Telescope
---@field session treeline.Session
---@field picker? table Telescope's, of the prompt that is open
---@field columns treeline.Columns
local Bridge = {}
Bridge.__index = Bridge

-- ---- entries ---------------------------------------------------------------------------------------

-- An entry's column is asked for when it is previewed, opened or listed: see place.exact.
local entry_columns = {
  __index = function(entry, field)
    if field == 'col' then return place.exact(rawget(entry, 'value')).col end
    if field == 'colend' then return place.exact(rawget(entry, 'value')).end_col end
    return nil
  end,
}

---@param item treeline.Item
---@return table as telescope.make_entry makes them
function Bridge:entry(item)
  return setmetatable({
    value = item, ordinal = item.label, filename = item.path, path = item.path, lnum = item.lnum, lnend = item.end_lnum,
    text = place.quickfix_text(item),
    display = function()
      local line, spans = rows.flat(rows.parts(item, self.columns), 'TelescopeMatching')
      return line, vim.tbl_map(function(span) return { { span.first, span.stop }, span.group } end, spans)
    end,
  }, entry_columns)
end

-- ---- titles ----------------------------------------------------------------------------------------

---@param border? table
---@param title string
local function set_title(border, title)
  if border and border.change_title then pcall(border.change_title, border, title) end
end

---The prompt's title says what is asked and how, the title of the results what is known of them.
---@param note string
---@param is_problem? boolean
function Bridge:say(note, is_problem)
  local picker = self.picker
  if not picker then return end
  if vim.api.nvim_win_is_valid(picker.results_win) then -- what is wrong stands at the end of what is said of it
    note = rows.keep_end(note, vim.api.nvim_win_get_width(picker.results_win) - 4)
  end
  picker.prompt_title, picker.results_title = self.session:title(), note ~= '' and note or 'Results'
  set_title(picker.prompt_border, picker.prompt_title)
  set_title(picker.results_border, picker.results_title)
  local buffer = picker.results_border and picker.results_border.bufnr
  if not buffer or not vim.api.nvim_buf_is_valid(buffer) then return end
  vim.api.nvim_buf_clear_namespace(buffer, problem_marks, 0, -1)
  if not is_problem then return end
  for row, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    local first, last = line:find(note, 1, true)
    if first then
      vim.api.nvim_buf_set_extmark(buffer, problem_marks, row - 1, first - 1, {
        end_col = last, hl_group = 'TreelineProblem', priority = 300,
      })
    end
  end
end

-- ---- asking ----------------------------------------------------------------------------------------

---@param prompt string
---@param add fun(entry: table): boolean? true if it is too late
---@param complete fun()
function Bridge:find(prompt, add, complete)
  self.session:ask(prompt, function(answer)
    -- Of half a query what was found before stays: Telescope has emptied its list.
    local items = answer.problem and self.session.shown or answer.items
    local window = self.picker and self.picker.results_win
    if not window or not vim.api.nvim_win_is_valid(window) then return end
    local caret = vim.api.nvim_strwidth(self.picker.selection_caret or '')
    self.columns = rows.columns(items, vim.api.nvim_win_get_width(window) - caret)
    for _, item in ipairs(items) do
      if add(self:entry(item)) then return end
    end
    complete()
    vim.schedule(function() self:say(answer.problem or answer.note, answer.problem ~= nil) end) -- as complete() does
  end)
end

---@return table as Telescope calls and closes it
function Bridge:finder()
  return setmetatable({ close = function() self.session:cancel() end }, {
    __call = function(_, prompt, add, complete) self:find(prompt or '', add, complete) end,
  })
end

-- All are equal: the order is that of their coming. Telescope ends a sorter some time after the finder is done; if the
-- prompt has changed by then, the sorter would let none of the new entries pass.
---@return table
local function sorter()
  return require('telescope.sorters').Sorter:new({
    scoring_function = function() return 1 end,
    finish = function(self) self._status = 'start' end,
  })
end

-- Telescope puts the cursor one to the right, as leaving insert mode will move it to the left: in normal mode nothing
-- does.
local function after_edit()
  local entry = require('telescope.actions.state').get_selected_entry()
  if entry and getmetatable(entry) == entry_columns and vim.fn.mode() == 'n' then
    place.put_cursor(place.exact(rawget(entry, 'value')))
  end
end

-- Called by Telescope for every prompt that it opens with this picker, resumed ones too.
---@param buffer integer
---@param map fun(modes: string[], key: string, act: fun(), options: table)
---@return boolean
function Bridge:attach(buffer, map)
  self.picker = require('telescope.actions.state').get_current_picker(buffer)
  require('telescope.actions.set').edit:enhance({ post = after_edit })
  if not source.sources[self.session.kind].modes then return true end
  for key, name in pairs(KEYS) do
    map({ 'i', 'n' }, key, function()
      self.session:toggle(name)
      self:say('')
      self.picker:refresh()
    end, { desc = 'treeline_' .. name })
  end
  return true
end

---@param session treeline.Session
---@param query string
---@param options? table as any of Telescope's pickers takes them
function M.open(session, query, options)
  rows.define_highlights()
  local self = setmetatable({ session = session, columns = rows.columns({}, 80) }, Bridge)
  require('telescope.pickers').new(options or {}, {
    prompt_title = session:title(),
    default_text = query ~= '' and query or nil,
    finder = self:finder(),
    sorter = sorter(),
    previewer = require('telescope.config').values.grep_previewer(options or {}),
    push_cursor_on_edit = true,
    temp__scrolling_limit = math.max(250, session.context.limit),
    attach_mappings = function(buffer, map) return self:attach(buffer, map) end,
  }):find()
end

return M
