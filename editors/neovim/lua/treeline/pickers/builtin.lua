-- The picker for those who have no other: a line to type in, the results below it, and the file around the
-- one that is chosen beside them.
local config = require('treeline.config')
local history = require('treeline.history')
local place = require('treeline.place')
local rows = require('treeline.rows')
local text = require('treeline.text')

local M = {}

local marks = vim.api.nvim_create_namespace('treeline')
local PREVIEW_BYTES = 1024 * 1024
local MARKED, UNMARKED = '● ', '  '

-- ---- windows ---------------------------------------------------------------------------------------

---@class treeline.Layout
---@field prompt table
---@field list table
---@field preview? table

---@param with_preview boolean
---@return treeline.Layout
local function layout(with_preview)
  local width = math.max(20, math.min(vim.o.columns - 2, math.max(80, math.floor(vim.o.columns * 0.9))))
  local height = math.max(8, math.min(vim.o.lines - vim.o.cmdheight - 2, math.max(20, math.floor(vim.o.lines * 0.8))))
  local row = math.max(0, math.floor((vim.o.lines - vim.o.cmdheight - height) / 2) - 1)
  local col = math.max(0, math.floor((vim.o.columns - width) / 2) - 1)
  local wide = with_preview and width >= 110
  local list_width = wide and math.floor(width * 0.55) or width
  local base = { relative = 'editor', style = 'minimal', border = 'rounded' }
  local function window(fields) return vim.tbl_extend('force', base, fields) end
  return {
    prompt = window({ row = row, col = col, width = list_width, height = 1 }),
    list = window({ row = row + 3, col = col, width = list_width, height = height - 5, focusable = false }),
    preview = wide and window({
      row = row, col = col + list_width + 2, width = width - list_width - 2, height = height - 2, focusable = false,
    }) or nil,
  }
end

---@class treeline.Builtin
---@field session treeline.Session
---@field items treeline.Item[]
---@field marked table<treeline.Item, true>
---@field chosen integer
---@field truncated boolean there are more than are shown
---@field closed? boolean
local Picker = {}
Picker.__index = Picker

---@param filetype? string
---@return integer buffer
local function scratch(filetype)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].swapfile = false
  vim.b[buffer].completion = false -- of plugins that complete everywhere
  if filetype then vim.bo[buffer].filetype = filetype end
  return buffer
end

function Picker:open_windows()
  local windows = layout(config.get().preview)
  self.before = vim.api.nvim_get_current_win()
  self.list_buffer = scratch('treeline-results')
  self.list = vim.api.nvim_open_win(self.list_buffer, false, windows.list)
  if windows.preview then
    self.preview_buffer = scratch()
    self.preview = vim.api.nvim_open_win(self.preview_buffer, false, windows.preview)
  end
  self.prompt_buffer = scratch('treeline-prompt')
  self.prompt = vim.api.nvim_open_win(self.prompt_buffer, true, windows.prompt)
  for _, window in ipairs({ self.list, self.preview, self.prompt }) do
    vim.wo[window].winhighlight = 'NormalFloat:TreelineNormal,FloatBorder:TreelineBorder,FloatTitle:TreelineTitle'
    vim.wo[window].wrap = false
    vim.wo[window].sidescrolloff = 8
    -- What the window has that the person came from.
    vim.wo[window].foldenable, vim.wo[window].diff = false, false
    vim.wo[window].scrollbind, vim.wo[window].cursorbind = false, false
  end
  vim.wo[self.list].winhighlight = vim.wo[self.list].winhighlight .. ',CursorLine:TreelineChosen'
  vim.wo[self.list].cursorline = true
  vim.wo[self.list].list, vim.wo[self.list].listchars = true, 'extends:…'
  self:say('')
end

-- Title and note stand in the borders, where they take no line.
---@param note string
---@param is_problem? boolean
function Picker:say(note, is_problem)
  self.note, self.is_problem = note, is_problem
  vim.api.nvim_win_set_config(self.prompt, { title = (' %s '):format(self.session:title()), title_pos = 'left' })
  local marked = vim.tbl_count(self.marked)
  if marked > 0 and not is_problem then note = ('%d marked · %s'):format(marked, note) end
  note = rows.keep_end(note, vim.api.nvim_win_get_width(self.list) - 4) -- what is wrong is said at the end
  local footer = note ~= '' and { { ' ' .. note .. ' ', is_problem and 'TreelineProblem' or 'TreelineNote' } } or ''
  vim.api.nvim_win_set_config(self.list, { footer = footer, footer_pos = 'right' })
end

function Picker:close()
  if self.closed then return end
  self.closed = true
  self.session:cancel()
  pcall(vim.api.nvim_del_autocmd, self.progress)
  history.add(self.session.kind, self:query(), config.get().history)
  local here = vim.api.nvim_get_current_win() == self.prompt -- and not in another picker by now
  if here then vim.cmd.stopinsert() end
  for _, window in ipairs({ self.prompt, self.list, self.preview }) do
    if vim.api.nvim_win_is_valid(window) then vim.api.nvim_win_close(window, true) end
  end
  if here and vim.api.nvim_win_is_valid(self.before) then vim.api.nvim_set_current_win(self.before) end
end

-- ---- asking ----------------------------------------------------------------------------------------

function Picker:query()
  if not vim.api.nvim_buf_is_valid(self.prompt_buffer) then return self.session.query end -- by :quit
  return vim.api.nvim_buf_get_lines(self.prompt_buffer, 0, 1, false)[1] or ''
end

function Picker:ask()
  self.session:ask(self:query(), function(answer)
    if not self.closed then self:take(answer) end
  end)
end

---@param answer treeline.Answer
function Picker:take(answer)
  if answer.problem then -- half a query: what was found before stays
    self:say(answer.problem, true)
    return
  end
  self.items, self.marked, self.chosen, self.truncated = answer.items, {}, 1, answer.truncated == true
  self:draw()
  self:say(answer.note)
  self:show()
end

-- ---- results ---------------------------------------------------------------------------------------

function Picker:draw()
  local columns = rows.columns(self.items, vim.api.nvim_win_get_width(self.list) - #UNMARKED)
  local lines, spans = {}, {}
  for row, item in ipairs(self.items) do
    lines[row], spans[row] = rows.flat(rows.parts(item, columns))
    lines[row] = (self.marked[item] and MARKED or UNMARKED) .. lines[row]
  end
  vim.bo[self.list_buffer].modifiable = true
  vim.api.nvim_buf_set_lines(self.list_buffer, 0, -1, false, lines)
  vim.bo[self.list_buffer].modifiable = false
  vim.api.nvim_buf_clear_namespace(self.list_buffer, marks, 0, -1)
  for row in ipairs(self.items) do self:colour(row, spans[row]) end
end

---@param row integer 1-based
---@param spans { first: integer, stop: integer, group: string }[]
function Picker:colour(row, spans)
  local front = #UNMARKED
  if self.marked[self.items[row]] then
    front = #MARKED
    vim.api.nvim_buf_set_extmark(self.list_buffer, marks, row - 1, 0, { end_col = front, hl_group = 'TreelineMarked' })
  end
  for index, span in ipairs(spans) do
    vim.api.nvim_buf_set_extmark(self.list_buffer, marks, row - 1, front + span.first, {
      end_col = front + span.stop, hl_group = span.group, priority = 100 + index,
    })
  end
end

function Picker:show()
  if #self.items == 0 then
    if self.preview then self:show_nothing() end
    return
  end
  vim.api.nvim_win_set_cursor(self.list, { self.chosen, 0 })
  if self.preview then self:show_file(self.items[self.chosen]) end
end

---@param by integer
function Picker:move(by)
  local count = #self.items
  if count == 0 then return end
  self.chosen = (self.chosen - 1 + by) % count + 1
  self:show()
end

-- ---- preview ---------------------------------------------------------------------------------------

-- The text as the editor has it if it does, else as the disk has it.
---@param path string
---@return string[]? nil: too large
local function lines_of(path)
  local buffer = text.loaded(path)
  if buffer then return vim.api.nvim_buf_get_lines(buffer, 0, -1, false) end
  local stat = vim.uv.fs_stat(path)
  if not stat or stat.type ~= 'file' then return { '(not there any more)' } end
  if stat.size > PREVIEW_BYTES then return nil end
  local ok, lines = pcall(vim.fn.readfile, path)
  return ok and lines or { '(cannot be read)' }
end

---@param path string
function Picker:load(path)
  local lines = lines_of(path) or { '(too large to be shown here)' }
  for i, line in ipairs(lines) do
    if line:find('[\n%z]') then lines[i] = line:gsub('[\n%z]', ' ') end
  end
  vim.api.nvim_buf_set_lines(self.preview_buffer, 0, -1, false, lines)
  vim.treesitter.stop(self.preview_buffer)
  vim.bo[self.preview_buffer].syntax = ''
  local filetype = vim.filetype.match({ filename = path, buf = self.preview_buffer })
  if filetype and not pcall(vim.treesitter.start, self.preview_buffer, vim.treesitter.language.get_lang(filetype) or filetype) then
    vim.bo[self.preview_buffer].syntax = filetype
  end
end

function Picker:show_nothing()
  vim.api.nvim_buf_set_lines(self.preview_buffer, 0, -1, false, {})
  vim.api.nvim_win_set_config(self.preview, { title = '' })
  self.shown = nil
end

---@param item treeline.Item
function Picker:show_file(item)
  place.exact(item)
  if self.shown ~= item.path then
    self:load(item.path)
    self.shown = item.path
    vim.api.nvim_win_set_config(self.preview, { title = (' %s '):format(item.short), title_pos = 'left' })
    vim.wo[self.preview].number = true
  end
  local buffer, last = self.preview_buffer, vim.api.nvim_buf_line_count(self.preview_buffer)
  local line = math.min(item.lnum, last)
  vim.api.nvim_buf_clear_namespace(buffer, marks, 0, -1)
  local length = #(vim.api.nvim_buf_get_lines(buffer, line - 1, line, false)[1] or '')
  vim.api.nvim_win_call(self.preview, function() -- of a long line the part with the match
    vim.fn.winrestview({ lnum = line, col = 0, leftcol = 0 })
    vim.cmd('normal! zz')
    vim.api.nvim_win_set_cursor(0, { line, math.min(item.end_col - 1, length) })
  end)
  vim.api.nvim_buf_set_extmark(buffer, marks, line - 1, 0, { line_hl_group = 'TreelinePreviewLine' })
  local first = math.min(item.col - 1, length)
  local stop = item.end_lnum == item.lnum and math.min(item.end_col - 1, length) or length
  vim.api.nvim_buf_set_extmark(buffer, marks, line - 1, first, { end_col = math.max(first, stop), hl_group = 'TreelineMatch' })
end

---@param keys string
function Picker:scroll(keys)
  if not self.preview then return end
  vim.api.nvim_win_call(self.preview, function() vim.cmd('normal! ' .. vim.keycode(keys)) end)
end

-- ---- keys ------------------------------------------------------------------------------------------

-- Leaving insert mode moves the cursor one to the left: what sets it comes after that.
---@param act fun()
local function in_normal_mode(act)
  if vim.fn.mode():sub(1, 1) ~= 'i' then return act() end
  vim.api.nvim_create_autocmd('ModeChanged', { pattern = 'i*:n*', once = true, callback = vim.schedule_wrap(act) })
  vim.cmd.stopinsert()
end

---@param how? 'edit'|'split'|'vsplit'|'tabedit'
function Picker:choose(how)
  local item = self.items[self.chosen]
  if not item then return end
  self:close()
  in_normal_mode(function() place.go(item, how) end)
end

-- What is marked; else all, also what did not fit into the list.
function Picker:to_quickfix()
  if #self.items == 0 then return end
  local query, session = self:query(), self.session
  local title = ('Treeline %s %s'):format(session.kind, query)
  local chosen = vim.tbl_filter(function(item) return self.marked[item] end, self.items)
  local items = #chosen > 0 and chosen or self.items
  local more = #chosen == 0 and self.truncated
  self:close()
  in_normal_mode(function()
    if more then require('treeline.picker').to_quickfix(session, query) else place.to_quickfix(items, title) end
  end)
end

---Marks the chosen one, or takes its mark off, and goes on.
---@param by integer
function Picker:mark(by)
  local item = self.items[self.chosen]
  if not item then return end
  self.marked[item] = not self.marked[item] or nil
  self:draw()
  self:say(self.note or '', self.is_problem)
  self:move(by)
end

---@param name 'case'|'word'|'regex'
function Picker:switch(name)
  if not self.session:toggle(name) then return end
  self:say('')
  self:ask()
end

---@param query string
function Picker:set_query(query)
  vim.api.nvim_buf_set_lines(self.prompt_buffer, 0, -1, false, { query })
  vim.api.nvim_win_set_cursor(self.prompt, { 1, #query })
end

---@param step integer -1: what was asked before
function Picker:remember(step)
  local query = history.step(self.session.kind, self:query(), step)
  if query then
    self:set_query(query)
    self:ask()
  end
end

function Picker:bind()
  local keys = {
    ['<CR>'] = function() self:choose() end,
    ['<C-s>'] = function() self:choose('split') end,
    ['<C-x>'] = function() self:choose('split') end,
    ['<C-v>'] = function() self:choose('vsplit') end,
    ['<C-t>'] = function() self:choose('tabedit') end,
    ['<C-q>'] = function() self:to_quickfix() end,
    ['<Down>'] = function() self:move(1) end,
    ['<C-n>'] = function() self:move(1) end,
    ['<Up>'] = function() self:move(-1) end,
    ['<C-p>'] = function() self:move(-1) end,
    ['<Tab>'] = function() self:mark(1) end,
    ['<S-Tab>'] = function() self:mark(-1) end,
    ['<PageDown>'] = function() self:scroll('<C-d>') end,
    ['<PageUp>'] = function() self:scroll('<C-u>') end,
    ['<M-p>'] = function() self:remember(-1) end,
    ['<M-n>'] = function() self:remember(1) end,
    ['<M-c>'] = function() self:switch('case') end,
    ['<M-w>'] = function() self:switch('word') end,
    ['<M-r>'] = function() self:switch('regex') end,
    ['<Esc>'] = function() self:close() end,
    ['<C-c>'] = function() self:close() end,
  }
  for key, action in pairs(keys) do
    vim.keymap.set({ 'i', 'n' }, key, action, { buffer = self.prompt_buffer, nowait = true })
  end
  vim.api.nvim_create_autocmd({ 'TextChangedI', 'TextChanged', 'TextChangedP' }, {
    buffer = self.prompt_buffer,
    callback = function()
      local lines = vim.api.nvim_buf_get_lines(self.prompt_buffer, 0, -1, false)
      if #lines > 1 then self:set_query(vim.trim(table.concat(lines, ' '))) end -- of what was pasted
      self:ask()
    end,
  })
  -- Also when something else is shown where the prompt was.
  vim.api.nvim_create_autocmd({ 'WinLeave', 'BufLeave' }, {
    buffer = self.prompt_buffer,
    callback = function() vim.schedule(function() self:close() end) end,
  })
  -- What was asked while the tree was being indexed is asked again when it is, unless somebody is among the results.
  self.progress = vim.api.nvim_create_autocmd('LspProgress', {
    callback = function(event)
      local data = event.data or {}
      local value = (data.params or data.result or {}).value
      local client = vim.lsp.get_client_by_id(data.client_id or -1)
      local over = client and client.name == 'treeline' and type(value) == 'table' and value.kind == 'end'
      if over and not self.closed and self.chosen == 1 and next(self.marked) == nil then self:ask() end
    end,
  })
  vim.api.nvim_create_autocmd('VimResized', {
    buffer = self.prompt_buffer,
    callback = function()
      local windows = layout(self.preview ~= nil)
      vim.api.nvim_win_set_config(self.prompt, windows.prompt)
      vim.api.nvim_win_set_config(self.list, windows.list)
      if self.preview then
        vim.api.nvim_win_set_config(self.preview, vim.tbl_extend('force', windows.preview or {}, { hide = not windows.preview }))
      end
      self:draw()
      self:say(self.note or '', self.is_problem)
    end,
  })
end

---@param session treeline.Session
---@param query string
---@return treeline.Builtin
function M.open(session, query)
  rows.define_highlights()
  local self = setmetatable({ session = session, items = {}, marked = {}, chosen = 1, truncated = false }, Picker)
  self:open_windows()
  self:bind()
  if query ~= '' then self:set_query(query) end
  vim.cmd.startinsert({ bang = true })
  self:ask()
  return self
end

return M
