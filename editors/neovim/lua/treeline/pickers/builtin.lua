-- The picker for those who have no other: a line to type in, the results below it, and the file around the
-- one that is chosen beside them.
local config = require('treeline.config')
local history = require('treeline.history')
local place = require('treeline.place')
local sources = require('treeline.source').sources

local M = {}

local marks = vim.api.nvim_create_namespace('treeline')
local PREVIEW_BYTES = 1024 * 1024

local links = {
  TreelineNormal = 'NormalFloat', TreelineBorder = 'FloatBorder', TreelineTitle = 'FloatTitle', TreelineNote = 'Comment',
  TreelinePath = 'Directory', TreelineLine = 'LineNr', TreelineKind = 'Type', TreelineMatch = 'Search',
  TreelineChosen = 'CursorLine', TreelineProblem = 'DiagnosticError', TreelinePreviewLine = 'Visual',
}

local function define_highlights()
  for name, link in pairs(links) do vim.api.nvim_set_hl(0, name, { link = link, default = true }) end
end

-- ---- windows ---------------------------------------------------------------------------------------

---@class treeline.Layout
---@field prompt table
---@field list table
---@field preview? table

---@param with_preview boolean
---@return treeline.Layout
local function layout(with_preview)
  local width = math.min(vim.o.columns - 4, math.max(60, math.floor(vim.o.columns * 0.9)))
  local height = math.max(8, math.floor((vim.o.lines - vim.o.cmdheight) * 0.8))
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
---@field kind string
---@field server vim.lsp.Client
---@field mode treeline.Mode
---@field items treeline.Item[]
---@field chosen integer
---@field problem? string
local Picker = {}
Picker.__index = Picker

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
  end
  vim.wo[self.list].winhighlight = vim.wo[self.list].winhighlight .. ',CursorLine:TreelineChosen'
  vim.wo[self.list].cursorline = true
  self:say('')
end

-- Title and note stand in the borders, where they take no line.
function Picker:say(note, is_problem)
  local source = sources[self.kind]
  local switched = {}
  for _, name in ipairs({ 'case', 'word', 'regex' }) do
    if self.mode[name] then table.insert(switched, name) end
  end
  local title = #switched > 0 and (' Treeline: %s [%s] '):format(source.title, table.concat(switched, ', '))
    or (' Treeline: %s '):format(source.title)
  vim.api.nvim_win_set_config(self.prompt, { title = title, title_pos = 'left' })
  local footer = note ~= '' and { { ' ' .. note .. ' ', is_problem and 'TreelineProblem' or 'TreelineNote' } } or ''
  vim.api.nvim_win_set_config(self.list, { footer = footer, footer_pos = 'right' })
end

function Picker:close()
  if self.closed then return end
  self.closed = true
  if self.cancel then self.cancel() end
  history.add(self.kind, self:query(), config.get().history)
  vim.cmd.stopinsert()
  for _, window in ipairs({ self.prompt, self.list, self.preview }) do
    if vim.api.nvim_win_is_valid(window) then vim.api.nvim_win_close(window, true) end
  end
  if vim.api.nvim_win_is_valid(self.before) then vim.api.nvim_set_current_win(self.before) end
end

-- ---- asking ----------------------------------------------------------------------------------------

function Picker:query() return vim.api.nvim_buf_get_lines(self.prompt_buffer, 0, 1, false)[1] or '' end

function Picker:ask()
  if self.cancel then self.cancel() end
  self.turn = (self.turn or 0) + 1
  local turn = self.turn
  -- Files near the person's own, not near the picker's window.
  self.cancel = vim.api.nvim_win_call(self.before, function()
    return sources[self.kind].ask(self.server, self:query(), self.mode, function(answer)
      vim.schedule(function()
        if not self.closed and turn == self.turn then self:take(answer) end
      end)
    end)
  end)
end

---@param answer treeline.Answer
function Picker:take(answer)
  if answer.problem then -- half a query: what was found before stays
    self:say(answer.problem, true)
    return
  end
  self.items, self.chosen = answer.items, 1
  self:draw()
  self:say(answer.note)
  self:show()
end

-- ---- results ---------------------------------------------------------------------------------------

-- Directory, name and line as they are read best: the path shortened from its front.
local function head_of(item, room)
  local path = item.short
  if vim.fn.strdisplaywidth(path) > room then path = '…' .. vim.fn.strcharpart(path, vim.fn.strchars(path) - room + 1) end
  return path, tostring(item.lnum)
end

function Picker:draw()
  local width = vim.api.nvim_win_get_width(self.list)
  local lines, drawn = {}, {}
  for _, item in ipairs(self.items) do
    local path, line = head_of(item, math.floor(width * 0.45))
    local parts
    if item.kind then
      parts = { { item.label, nil, item.marks }, { '  ' }, { item.kind, 'TreelineKind' }, { '  ' }, { path, 'TreelinePath' },
        { ':' .. line, 'TreelineLine' } }
    else
      parts = { { path, 'TreelinePath' }, { ':' .. line, 'TreelineLine' }, { '  ' }, { item.label, nil, item.marks } }
    end
    table.insert(drawn, parts)
    table.insert(lines, table.concat(vim.tbl_map(function(part) return part[1] end, parts)))
  end
  vim.bo[self.list_buffer].modifiable = true
  vim.api.nvim_buf_set_lines(self.list_buffer, 0, -1, false, lines)
  vim.bo[self.list_buffer].modifiable = false
  vim.api.nvim_buf_clear_namespace(self.list_buffer, marks, 0, -1)
  for row, parts in ipairs(drawn) do self:mark(row - 1, parts) end
end

function Picker:mark(row, parts)
  local at = 0
  local function mark(first, last, group, priority)
    vim.api.nvim_buf_set_extmark(self.list_buffer, marks, row, first, { end_col = last, hl_group = group, priority = priority })
  end
  for _, part in ipairs(parts) do
    if part[2] then mark(at, at + #part[1], part[2], 100) end
    for _, range in ipairs(part[3] or {}) do
      mark(at + range[1], at + math.min(range[2], #part[1]), 'TreelineMatch', 200)
    end
    at = at + #part[1]
  end
end

function Picker:show()
  if #self.items == 0 then
    if self.preview then vim.api.nvim_buf_set_lines(self.preview_buffer, 0, -1, false, {}) end
    return
  end
  vim.api.nvim_win_set_cursor(self.list, { self.chosen, 0 })
  if self.preview then self:show_file(self.items[self.chosen]) end
end

function Picker:move(by)
  local count = #self.items
  if count == 0 then return end
  self.chosen = (self.chosen - 1 + by) % count + 1
  self:show()
end

-- ---- preview ---------------------------------------------------------------------------------------

-- The text as the editor has it if it does, else as the disk has it.
local function lines_of(path)
  local buffer = vim.fn.bufnr(path)
  if buffer ~= -1 and vim.api.nvim_buf_is_loaded(buffer) then return vim.api.nvim_buf_get_lines(buffer, 0, -1, false) end
  local stat = vim.uv.fs_stat(path)
  if not stat or stat.type ~= 'file' then return { '(not there any more)' } end
  if stat.size > PREVIEW_BYTES then return nil end
  local ok, lines = pcall(vim.fn.readfile, path)
  return ok and lines or { '(cannot be read)' }
end

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

---@param item treeline.Item
function Picker:show_file(item)
  if self.shown ~= item.path then
    self:load(item.path)
    self.shown = item.path
    vim.api.nvim_win_set_config(self.preview, { title = (' %s '):format(item.short), title_pos = 'left' })
    vim.wo[self.preview].number = true
  end
  local buffer, last = self.preview_buffer, vim.api.nvim_buf_line_count(self.preview_buffer)
  local line = math.min(item.lnum, last)
  vim.api.nvim_buf_clear_namespace(buffer, marks, 0, -1)
  vim.api.nvim_win_set_cursor(self.preview, { line, 0 })
  vim.api.nvim_win_call(self.preview, function() vim.cmd('normal! zz') end)
  local text = vim.api.nvim_buf_get_lines(buffer, line - 1, line, false)[1] or ''
  vim.api.nvim_buf_set_extmark(buffer, marks, line - 1, 0, { line_hl_group = 'TreelinePreviewLine' })
  local first = math.min(item.col - 1, #text)
  local stop = item.end_lnum == item.lnum and math.min(item.end_col - 1, #text) or #text
  vim.api.nvim_buf_set_extmark(buffer, marks, line - 1, first, { end_col = math.max(first, stop), hl_group = 'TreelineMatch' })
end

function Picker:scroll(keys)
  if not self.preview then return end
  vim.api.nvim_win_call(self.preview, function() vim.cmd('normal! ' .. vim.keycode(keys)) end)
end

-- ---- keys ------------------------------------------------------------------------------------------

-- Leaving insert mode moves the cursor one to the left: what sets it comes after that.
local function in_normal_mode(act)
  if vim.fn.mode():sub(1, 1) ~= 'i' then return act() end
  vim.api.nvim_create_autocmd('ModeChanged', { pattern = 'i*:n*', once = true, callback = vim.schedule_wrap(act) })
  vim.cmd.stopinsert()
end

function Picker:choose(how)
  local item = self.items[self.chosen]
  if not item then return end
  self:close()
  in_normal_mode(function() place.go(item, how) end)
end

function Picker:to_quickfix()
  if #self.items == 0 then return end
  local title = ('Treeline %s %s'):format(self.kind, self:query())
  local items = self.items
  self:close()
  in_normal_mode(function() place.to_quickfix(items, title) end)
end

function Picker:switch(name)
  if not sources[self.kind].modes then return end
  self.mode[name] = not self.mode[name] or nil
  self:say('')
  self:ask()
end

function Picker:set_query(query)
  vim.api.nvim_buf_set_lines(self.prompt_buffer, 0, -1, false, { query })
  vim.api.nvim_win_set_cursor(self.prompt, { 1, #query })
end

function Picker:remember(step)
  local query = history.step(self.kind, self:query(), step)
  if query then
    self:set_query(query)
    self:ask()
  end
end

function Picker:bind()
  local keys = {
    ['<CR>'] = function() self:choose() end,
    ['<C-s>'] = function() self:choose('split') end,
    ['<C-v>'] = function() self:choose('vsplit') end,
    ['<C-t>'] = function() self:choose('tabedit') end,
    ['<C-q>'] = function() self:to_quickfix() end,
    ['<Down>'] = function() self:move(1) end,
    ['<C-n>'] = function() self:move(1) end,
    ['<Up>'] = function() self:move(-1) end,
    ['<C-p>'] = function() self:move(-1) end,
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
    callback = function() self:ask() end,
  })
  vim.api.nvim_create_autocmd('WinLeave', {
    buffer = self.prompt_buffer,
    callback = function() vim.schedule(function() self:close() end) end,
  })
  vim.api.nvim_create_autocmd('VimResized', {
    buffer = self.prompt_buffer,
    callback = function()
      local windows = layout(self.preview ~= nil)
      vim.api.nvim_win_set_config(self.prompt, windows.prompt)
      vim.api.nvim_win_set_config(self.list, windows.list)
      if self.preview and windows.preview then vim.api.nvim_win_set_config(self.preview, windows.preview) end
      self:draw()
    end,
  })
end

---@param kind string
---@param server vim.lsp.Client
---@param query? string
function M.open(kind, server, query)
  define_highlights()
  local self = setmetatable({ kind = kind, server = server, mode = {}, items = {}, chosen = 1 }, Picker)
  self:open_windows()
  self:bind()
  if query and query ~= '' then self:set_query(query) end
  vim.cmd.startinsert({ bang = true })
  self:ask()
  return self
end

return M
