-- A person with the real Telescope: types and sees what the server ranks, in its order; retypes; switches case, word
-- and regex; previews, opens, splits, marks, fills the quickfix list, resumes; types half a query and a query without
-- answers; types while the server is being killed.
--
-- Environment: TREELINE, the program; TREE, an empty folder; PLUGIN, the plugin's folder; TELESCOPE, where Telescope
-- and plenary are.

local editor = require('editor')
local person = require('person')
local step = editor.step
local tree = assert(vim.uv.fs_realpath(editor.from_environment('TREE')))
local long = ('x'):rep(300) .. ' behind_the_long_line(); ' .. ('y'):rep(300)
person.make_project(tree, {
  ['doc/wide.md'] = '漢字の行 warm_up と続く\n\n    ' .. long .. '\n',
  ['src/shapes.py'] = 'class Circle:\n    def area_of_shape(self):\n        return 3\n\n'
    .. 'class LongerNamedSquare:\n    def area_of_shape(self):\n        return 4\n',
})

local nvim = person.start(tree, ([[
  vim.opt.runtimepath:append('%s/plenary')
  vim.opt.runtimepath:append('%s/telescope')
  vim.cmd.runtime('plugin/plenary.vim')
  vim.cmd.runtime('plugin/telescope.lua')
  require('telescope').setup({ defaults = { cache_picker = { num_pickers = 5 } } })
  require('telescope').load_extension('treeline')
  vim.cmd.edit('src/engine.c')
  function picker()
    local buffer = require('telescope.state').get_existing_prompt_bufnrs()[1]
    return buffer and require('telescope.actions.state').get_current_picker(buffer)
  end
  function entries()
    local list = {}
    if picker() and picker().manager then
      for entry in picker().manager:iter() do table.insert(list, vim.fn.fnamemodify(entry.filename, ':t') .. ':' .. entry.lnum) end
    end
    return list
  end
  function rows_shown()
    local lines = vim.api.nvim_buf_get_lines(picker().results_bufnr, 0, -1, false)
    lines = vim.tbl_filter(function(line) return line ~= '' end, lines)
    local best_first = {}
    for i = #lines, 1, -1 do table.insert(best_first, lines[i]) end
    return best_first
  end
  function marked(group)
    local words = {}
    for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(picker().results_bufnr, -1, 0, -1, { details = true })) do
      if mark[4].hl_group == group then
        table.insert(words, vim.api.nvim_buf_get_text(picker().results_bufnr, mark[2], mark[3], mark[4].end_row, mark[4].end_col, {})[1])
      end
    end
    return words
  end
  function here() return { vim.fn.fnamemodify(vim.api.nvim_buf_get_name(0), ':t'), unpack(vim.api.nvim_win_get_cursor(0)) } end
]]):format(editor.from_environment('TELESCOPE'), editor.from_environment('TELESCOPE')))

local function equal(given, wanted, what)
  if not vim.deep_equal(given, wanted) then
    error(('%s is %s and not %s\n%s'):format(what, vim.inspect(given), vim.inspect(wanted), nvim.shows()), 2)
  end
end
local function open(command)
  nvim.keys(':' .. (command or 'Telescope treeline search') .. '<CR>')
  nvim.wait('the picker', [[return picker() ~= nil and vim.fn.mode() == 'i']])
end
-- The letters before the last may have had the same note; and Telescope chooses the first a moment later.
local function until_note(pattern)
  nvim.wait(pattern, [[
    local prompt, session = picker() and picker():_get_prompt(), require('treeline.session').last()
    return prompt and session and session.query == prompt and not session.waiting and picker().results_title and picker().results_title:match((...))
  ]], pattern)
  nvim.lua('vim.wait(20)')
end
local function closed() nvim.wait('the picker to close', [[return picker() == nil and vim.fn.mode() == 'n']]) end
local function at(file, line, column)
  nvim.wait('the normal mode', [[return vim.fn.mode() == 'n']])
  equal(nvim.lua('return here()'), { file, line, column }, 'the place')
end

-- What the server ranks, in its order: the list is compared with the answer itself.
open()
nvim.keys('warm_up')
until_note('6 in 5 files · [%d.]+ ms')
local ranked = nvim.lua([[
  local client = require('treeline.client')
  local answer = client.ask_and_wait(client.running(), 'treeline/search', {
    query = 'warm_up', lines = true, near = vim.uri_from_fname(vim.fn.getcwd() .. '/src/engine.c') }, 5000)
  return vim.tbl_map(function(hit)
    return vim.fn.fnamemodify(vim.uri_to_fname(hit.uri), ':t') .. ':' .. (hit.range.start.line + 1)
  end, answer.hits)
]])
equal(nvim.lua('return entries()'), ranked, 'the list')
equal(ranked[1], 'warm.c:4', 'the first')
for _, word in ipairs(nvim.lua([[return marked('TelescopeMatching')]])) do equal(word, 'warm_up', 'what is marked') end
equal(#nvim.lua([[return marked('TelescopeMatching')]]), 6, 'the number of marks')
assert(nvim.shows():find('Warms the engine up', 1, true), 'the preview shows the file')
assert(nvim.lua([[return picker().prompt_title]]) == 'Treeline: Search')
step('shows what the server ranks, in its order')

-- Retyping takes back what was asked: the list is that of the last letter, and nothing else comes after it.
nvim.keys('<Esc>cc')
nvim.keys('e<BS>en<BS><BS>engine_start')
until_note('2 in 2 files')
nvim.lua([[vim.wait(200)]])
equal(nvim.lua('return entries()'), { 'engine.c:3', 'engine.h:2' }, 'the list after retyping')
nvim.keys('<Esc>')
nvim.keys('<Esc>')
closed()
at('engine.c', 1, 0)

-- Enter, from insert and from normal mode, and splits.
local function opens(keys, file, line, column, windows, tabs)
  open('Telescope treeline search default_text=warm_up')
  until_note('6 in 5 files')
  nvim.keys(keys)
  closed()
  at(file, line, column)
  equal(nvim.lua('return { #vim.api.nvim_tabpage_list_wins(0), #vim.api.nvim_list_tabpages() }'), { windows, tabs }, 'windows and tabs')
  nvim.lua([[vim.cmd('silent! tabonly | silent! only') vim.cmd.edit('src/engine.c') vim.api.nvim_win_set_cursor(0, { 1, 0 })]])
end
opens('<CR>', 'warm.c', 4, 4, 1, 1)
opens('<Esc><CR>', 'warm.c', 4, 4, 1, 1)
opens('<C-x>', 'warm.c', 4, 4, 2, 1)
opens('<C-v>', 'warm.c', 4, 4, 2, 1)
opens('<C-t>', 'warm.c', 4, 4, 1, 2)
step('opens at line and column, in splits and tabs')

open()
nvim.keys('warm_up file:wide')
until_note('1 in 1 file')
nvim.keys('<CR>')
closed()
at('wide.md', 1, #'漢字の行 ')
nvim.keys('<C-o>')
at('engine.c', 1, 0)

-- Of a long line, what is shown is the part with the match.
open()
nvim.keys('behind_the_long_line')
until_note('1 in 1 file')
equal(nvim.lua([[return marked('TelescopeMatching')]]), { 'behind_the_long_line' }, 'what is marked')
assert(nvim.shows():find('… ?x*x behind_the_long_line'), nvim.shows())
nvim.keys('<Esc><Esc>')
closed()
step('wide letters and long lines are right')

-- Marked ones, and all, go into the quickfix list by Telescope's own keys.
open('Telescope treeline search default_text=warm_up')
until_note('6 in 5 files')
nvim.keys('<Tab><Tab><M-q>')
closed()
equal(nvim.lua([[return vim.tbl_map(function(item) return { item.lnum, item.col, item.text } end, vim.fn.getqflist())]])[1],
  { 4, 5, 'int warm_up(struct engine *engine) {' }, 'the first in the list')
equal(nvim.lua([[return #vim.fn.getqflist()]]), 2, 'the length of the list')
nvim.lua([[vim.cmd.cclose()]])
open('Telescope treeline search default_text=warm_up')
until_note('6 in 5 files')
nvim.keys('<C-q>')
closed()
equal(nvim.lua([[return #vim.fn.getqflist()]]), #ranked, 'the length of the list')
equal(nvim.lua([[return vim.fn.getqflist({ title = true }).title]]), 'Treeline: Search (warm_up)', 'the title')
nvim.lua([[vim.cmd.cclose()]])
step('fills the quickfix list')

-- Half a query says what is missing, and what was found stays; nothing found says so; switches.
open()
nvim.keys('warm_up')
until_note('6 in 5 files')
nvim.keys(' lang:klingon')
until_note('klingon')
equal(nvim.lua('return entries()'), ranked, 'what was found before')
nvim.keys('<Esc>cc')
nvim.keys('nowhere_at_all')
until_note('nothing found')
equal(nvim.lua('return entries()'), {}, 'the list')
nvim.keys('<Esc>cc')
nvim.keys('warm(')
nvim.wait('the list', [[return picker().results_title ~= 'Results']])
nvim.keys('<M-r>')
until_note('missing closing parenthesis')
assert(nvim.lua([[return picker().prompt_title]]) == 'Treeline: Search [regex]')
assert(nvim.shows():find('Treeline: Search [regex]', 1, true), nvim.shows())
nvim.keys('<BS>.up')
until_note('6 in 5 files')
nvim.keys('<M-r><Esc>cc')
nvim.keys('WARM_UP')
until_note('nothing found')
nvim.keys('<Esc>cc')
nvim.keys('warm')
until_note('1?%d in [56] files')
nvim.keys('<M-w>')
until_note('1 in 1 file')
equal(nvim.lua([[return picker().prompt_title]]), 'Treeline: Search [word]', 'the title')
nvim.keys('<Esc><Esc>')
closed()
step('says what is wrong with a query, and what was found stays')

-- Resumed, it is as it was, switches too, and typing goes on.
open('Telescope resume')
until_note('1 in 1 file')
equal(nvim.lua('return entries()'), { 'words.md:3' }, 'the list')
nvim.keys('<Esc>cc')
nvim.keys('engine')
until_note('in [45] files')
equal(nvim.lua([[return picker().prompt_title]]), 'Treeline: Search [word]', 'the title')
nvim.keys('<Esc><Esc>')
closed()
step('resumes')

-- Symbols in columns, with their containers.
open('Telescope treeline symbols')
nvim.keys('area_of')
until_note('2 symbols')
local symbols = nvim.lua('return rows_shown()')
equal(symbols[1]:match('%S+%s+method%s+%S+'):gsub('%s+', ' '), 'area_of_shape method ' .. symbols[1]:match('method%s+(%S+)'), 'a row')
local function path_column(row) return vim.api.nvim_strwidth(row:match('^(.*)src/shapes')) end
equal(path_column(symbols[1]), path_column(symbols[2]), 'the column of the paths')
nvim.keys('<CR>')
closed()
equal(nvim.lua('return here()')[1], 'shapes.py', 'the file')
equal(nvim.lua('return here()')[3], 8, 'the column')
step('symbols stand in columns')

-- Typing goes on while the server is killed; the answer comes from the one that is started.
open()
nvim.keys('engine')
until_note('in [45] files')
nvim.lua([[
  for _, pid in ipairs(vim.api.nvim_get_proc_children(vim.uv.os_getpid())) do vim.uv.kill(pid, 'sigkill') end
]])
nvim.keys('_start')
until_note('2 in 2 files')
local again = nvim.lua('return entries()')
table.sort(again)
equal(again, { 'engine.c:3', 'engine.h:2' }, 'the list')
assert(vim.tbl_contains(nvim.lua('return said'), 'treeline: the server has ended by signal 9 and is started again'))
nvim.keys('<Esc><Esc>')
closed()
step('a question outlives the server')

equal(nvim.lua('return require("treeline.picker").choose()'), 'telescope', 'what is chosen')
nvim.stop()
step('ended')
