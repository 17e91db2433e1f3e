-- Stands for mini.pick, as its source has it (lua/mini/pick.lua: start, set_picker_items, set_picker_opts,
-- set_picker_query, get_querytick and the helpers picker_update, picker_match, picker_set_items), for the adapter that
-- cannot be tried against the plugin itself. Kept: the number of the query, which every change of it raises; a match
-- function that may give nothing, until which the picker is busy and draws nothing; matching anew when options are
-- set; lower case for the query handed over if 'ignorecase' is set; items set in a coroutine that stops where the number is
-- another; custom mappings whose function ends the picker; that start() returns at the end. Not reproduced: windows,
-- the built-in matching, caching, views other than the list.
local M = {}

local picker, tick = nil, 0
local Pick = {}

local function draw()
  if picker.busy then return end
  local shown = vim.tbl_map(function(index) return picker.items[index] end, picker.matched)
  picker.opts.source.show(picker.buffer, shown, picker.query)
end

local function match()
  if not picker.items then return end
  local query = vim.o.ignorecase and vim.tbl_map(string.lower, picker.query) or picker.query
  picker.busy = true
  local matched = picker.opts.source.match(picker.texts, picker.matched, query)
  if matched == nil then return end
  picker.busy, picker.matched = false, matched
end

local function update(do_match)
  if do_match then match() end
  draw()
end

function Pick.is_picker_active() return picker ~= nil end
function Pick.get_querytick() return tick end
function Pick.get_picker_query() return picker and vim.deepcopy(picker.query) end
function Pick.get_picker_items() return picker and picker.items end
function Pick.get_picker_matches()
  if not picker then return nil end
  local function items(indexes) return vim.tbl_map(function(index) return picker.items[index] end, indexes) end
  return { all = items(picker.matched), marked = items(picker.marked), current = picker.items[picker.matched[1]] }
end

function Pick.set_picker_items(items, opts)
  if not picker then return end
  assert(vim.islist(items))
  opts = vim.tbl_extend('force', { do_match = true }, opts or {})
  coroutine.wrap(function()
    if opts.querytick and opts.querytick ~= tick then return end
    picker.items, picker.marked, picker.busy = items, {}, false
    picker.texts = vim.tbl_map(function(item) return assert(item.text) end, items)
    picker.matched = {}
    for index in ipairs(items) do picker.matched[index] = index end
    update(opts.do_match)
  end)()
end

function Pick.set_picker_opts(opts)
  if not picker then return end
  picker.opts = vim.tbl_deep_extend('force', picker.opts, opts)
  update(true)
end

function Pick.set_picker_query(query)
  if not picker then return end
  picker.query, tick = vim.deepcopy(query), tick + 1
  update(true)
end

function Pick.default_choose(item) M.chosen = item end
function Pick.default_preview(buffer, item) M.previewed = { buffer, item } end
function Pick.default_choose_marked(items) M.chosen = items end

-- What happens while start() runs is the script's: keys, and looking.
function Pick.start(opts)
  tick = tick + 1
  local buffer = vim.api.nvim_create_buf(false, true)
  picker = { opts = vim.deepcopy(opts), query = {}, matched = {}, marked = {}, buffer = buffer, busy = false }
  Pick.set_picker_items(opts.source.items)
  vim.schedule(function() vim.api.nvim_exec_autocmds('User', { pattern = 'MiniPickStart' }) end)
  local ok, problem = pcall(M.script)
  picker, tick = nil, tick + 1
  assert(ok, problem)
end

function M.type(text)
  for _, letter in ipairs(vim.fn.split(text, '\\zs')) do
    table.insert(picker.query, letter)
    tick = tick + 1
    update(true)
  end
end

function M.erase()
  picker.query, tick = {}, tick + 1
  update(true)
end

function M.press(key)
  for _, mapping in pairs(picker.opts.mappings) do
    if mapping.char == key then return mapping.func() end
  end
  error('no key ' .. key)
end

function M.lines() return vim.api.nvim_buf_get_lines(picker.buffer, 0, -1, false) end
function M.buffer() return picker.buffer end
function M.name() return picker.opts.source.name end
function M.is_busy() return picker.busy end
function M.mark(...) picker.marked = { ... } end
function M.source() return picker.opts.source end

function M.install() _G.MiniPick = Pick end

return M
