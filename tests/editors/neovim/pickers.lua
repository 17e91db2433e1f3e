-- The adapters for fzf-lua, snacks.nvim and mini.pick, each against a stand-in that keeps the plugin's protocol: a live
-- list in the server's order, no answer of an older query, what is wrong said and what was found kept, matches marked,
-- switches, places.
--
-- Environment: TREELINE, the program; TREE, an empty folder; PLUGIN, the plugin's folder.

local editor = require('editor')
local step, wait = editor.step, editor.wait
local tree = assert(vim.uv.fs_realpath(editor.from_environment('TREE')))
require('person').make_project(tree, {
  ['doc/wide.md'] = '漢字の行 warm_up と続く\n',
  ['src/shapes.py'] = 'class Circle:\n    def area_of_shape(self):\n        return 3\n\n'
    .. 'class LongerNamedSquare:\n    def area_of_shape(self):\n        return 4\n',
})
vim.o.columns, vim.o.lines = 160, 40
vim.opt.runtimepath:append(editor.from_environment('PLUGIN'))
local said = {}
vim.notify = function(message) table.insert(said, message) end
require('treeline').setup({ cmd = { editor.from_environment('TREELINE'), 'lsp' } })
vim.cmd.edit(vim.fn.fnameescape(tree .. '/src/engine.c'))
local client = require('treeline.client')
local picker = require('treeline.picker')
wait('the index', function()
  local server = client.running()
  if not server or not server.initialized then return false end
  local status = client.ask_and_wait(server, 'treeline/status', vim.empty_dict(), 5000)
  return status and status.folders[1] and status.folders[1].phase == 'ready'
end)

local function equal(given, wanted, what)
  if not vim.deep_equal(given, wanted) then
    error(('%s is %s and not %s'):format(what, vim.inspect(given), vim.inspect(wanted)), 2)
  end
end

-- What the server ranks, as the adapters should show it.
local function ranked(query)
  local hits = assert(client.ask_and_wait(client.running(), 'treeline/search', {
    query = query, lines = true, near = vim.uri_from_fname(tree .. '/src/engine.c'),
  }, 5000)).hits
  return vim.tbl_map(function(hit) return { vim.uri_to_fname(hit.uri), hit.range.start.line + 1 } end, hits)
end
local function path_column(row) return vim.api.nvim_strwidth((assert(row:match('^(.*)src/shapes'), row))) end

-- ---- snacks.nvim -----------------------------------------------------------------------------------

local snacks = require('standin.snacks')
snacks.install()
equal(picker.choose(), 'snacks', 'the choice')
require('treeline').search({ query = 'warm_up' })
local function settled() return not snacks.picker.task:running() end
local function titled(pattern)
  wait(pattern, function() return settled() and snacks.picker.title:find(pattern) end)
  equal(snacks.problems, {}, 'what went wrong')
end
titled('6 in 5 files')
assert(snacks.fast, 'the stand-in runs finders in a fast event')
equal(vim.tbl_map(function(item) return { item.file, item.pos[1] } end, snacks.picker.items), ranked('warm_up'), 'the list')
local line, marked = snacks.picker:line(snacks.picker.items[1])
assert(line:find('^src/warm.c:4  int warm_up'), line)
equal(marked, { 'warm_up' }, 'what is marked')

snacks.picker:type('warm') -- at once another: the items are those of the last
snacks.picker:type('engine')
snacks.picker:type('warm_up file:wide')
titled('1 in 1 file')
vim.wait(100)
equal(#snacks.picker.items, 1, 'the number of items')
equal({ snacks.picker.items[1].pos, snacks.picker.items[1].end_pos }, { { 1, 13 }, { 1, 20 } }, 'the place')
snacks.picker:type('')
wait('the end of an empty query', settled)
equal(snacks.picker.items, {}, 'the list')
snacks.picker:type('warm_up')
titled('6 in 5 files')
snacks.picker:type('warm_up lang:klingon')
titled('klingon')
equal(#snacks.picker.items, 5, 'what was found before')
snacks.picker:type('warm')
titled('in [56] files')
snacks.picker:press('<a-o>')
titled('%[word%] · 1 in 1 file')
snacks.picker:type('engine')
snacks.picker:close()
vim.wait(50)
require('treeline').symbols({ query = 'area_of' })
titled('2 symbols')
equal(path_column((snacks.picker:line(snacks.picker.items[1]))), path_column((snacks.picker:line(snacks.picker.items[2]))), 'the columns')
snacks.picker:close()
equal(snacks.problems, {}, 'what went wrong')
_G.Snacks = nil
step('snacks.nvim: its protocol is kept')

-- ---- fzf-lua ---------------------------------------------------------------------------------------

local fzf = require('standin.fzf_lua')
fzf.install()
equal(picker.choose(), 'fzf-lua', 'the choice')
for _, newer in ipairs({ true, false }) do
  fzf.newer = newer
  require('treeline').search({ query = 'warm_up' })
  local function ended(pattern)
    wait(pattern, function() return fzf.pipe.ended and fzf.header():find(pattern) end)
  end
  ended('6 in 5 files')
  equal(vim.tbl_map(function(place) return { place[1], place[2] } end, fzf.places()), ranked('warm_up'), 'the list')
  assert(fzf.shown()[1]:find('^src/warm.c:4  int warm_up'), fzf.shown()[1])
  assert(fzf.pipe.lines[2]:find('\27[1;31mwarm_up\27[0m', 1, true), 'the match is coloured')

  local older = fzf.type('engine')
  fzf.type('warm_up file:wide')
  ended('1 in 1 file')
  assert(older.ended and #older.lines == 0, 'the older question is ended, and not answered')
  equal(fzf.places(), { { tree .. '/doc/wide.md', 1, 14 } }, 'the place')
  fzf.type('')
  ended('^ $')
  fzf.type('warm_up')
  ended('6 in 5 files')
  fzf.type('warm_up lang:klingon')
  ended('klingon')
  equal(#fzf.shown(), 5, 'what was found before')
  fzf.type('warm')
  ended('in [56] files')
  fzf.press('alt-w')
  wait('the picker again', function() return fzf.pipe.ended and fzf.opts.winopts.title == ' Treeline: Search [word] ' end)
  ended('1 in 1 file')
  equal(fzf.opts.query, 'warm', 'the query')
  assert(fzf.opts.actions.default, "the person's own actions")
  fzf.close()
end
require('treeline').symbols({ query = 'area_of' })
wait('symbols', function() return fzf.pipe.ended and #fzf.shown() == 2 end)
equal(path_column(fzf.shown()[1]), path_column(fzf.shown()[2]), 'the columns')
fzf.close()
package.loaded['fzf-lua'], package.loaded['fzf-lua.config'] = nil, nil
step('fzf-lua: its protocol is kept')

-- ---- mini.pick -------------------------------------------------------------------------------------

local mini = require('standin.mini')
mini.install()
equal(picker.choose(), 'mini', 'the choice')
vim.o.ignorecase = true
mini.script = function()
  local function named(pattern)
    wait(pattern, function() return not mini.is_busy() and mini.name():find(pattern) end)
  end
  local function items() return MiniPick.get_picker_matches().all end
  named('6 in 5 files')
  equal(vim.tbl_map(function(item) return { item.path, item.lnum } end, items()), ranked('warm_up'), 'the list')
  assert(mini.lines()[1]:find('^src/warm.c:4  int warm_up'), mini.lines()[1])
  local ranges = vim.tbl_filter(function(mark) return mark[4].hl_group == 'MiniPickMatchRanges' end,
    vim.api.nvim_buf_get_extmarks(mini.buffer(), -1, { 0, 0 }, { 0, -1 }, { details = true }))
  equal(mini.lines()[1]:sub(ranges[1][3] + 1, ranges[1][4].end_col), 'warm_up', 'what is marked')

  mini.type(' file:wide')
  named('1 in 1 file')
  vim.wait(50)
  equal(#items(), 1, 'the number of items')
  mini.source().choose(items()[1])
  equal({ mini.chosen.lnum, mini.chosen.col, mini.chosen.end_col }, { 1, 14, 21 }, 'the place')
  mini.erase()
  named('^Treeline: Search$')
  equal(items(), {}, 'the list')
  mini.type('WARM_UP') -- 'ignorecase' would have it in lower case
  named('nothing found')
  mini.erase()
  mini.type('warm_up')
  named('6 in 5 files')
  mini.type(' lang:klingon')
  named('klingon')
  equal(#items(), 5, 'what was found before')
  mini.erase()
  mini.type('warm')
  named('in [56] files')
  mini.press('<M-w>')
  named('%[word%] · 1 in 1 file')
  mini.press('<M-w>')
  named('Search · %d+ in [56] files')
  mini.mark(1, 2)
  assert(mini.press('<C-q>'), 'the key ends the picker')
end
require('treeline').search({ query = 'warm_up' })
wait('the quickfix list', function() return #vim.fn.getqflist() == 2 end)
equal(vim.fn.getqflist({ title = true }).title, 'Treeline search warm', 'the title')
vim.cmd.cclose()
mini.script = function()
  wait('symbols', function() return not mini.is_busy() and #mini.lines() == 2 end)
  equal(path_column(mini.lines()[1]), path_column(mini.lines()[2]), 'the columns')
end
require('treeline').symbols({ query = 'area_of' })
_G.MiniPick = nil
step('mini.pick: its protocol is kept')

-- What is asked for and not there is said, and the built-in picker comes.
require('treeline').search({ picker = 'mini' })
assert(said[#said]:find('mini is not installed'), vim.inspect(said))
step('ended')
