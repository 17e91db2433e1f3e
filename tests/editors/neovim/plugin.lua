-- A person who has put editors/neovim on the runtime path: sets it up, searches in the built-in picker,
-- opens what is found, edits without saving and finds that, gets a quickfix list, reads the status page and the
-- health page; then the server is killed, and comes back with the next question.
--
-- Environment: TREELINE, the program; TREE, an empty folder; PLUGIN, the plugin's folder.

local editor = require('editor')
local step, wait = editor.step, editor.wait
local tree = assert(vim.uv.fs_realpath(editor.from_environment('TREE')))
local plugin = editor.from_environment('PLUGIN')

local many = {}
for i = 1, 300 do many[i] = ('int counted_%d;'):format(i) end
require('person').make_project(tree, {
  ['src/many.c'] = table.concat(many, '\n') .. '\n',
  ['src/wide.c'] = '/* 漢字 */ int behind_wide(void) { return 1; }\n',
  ['src/long.js'] = ('var a = 1; '):rep(300) .. 'in_a_long_line(); ' .. ('var b = 2; '):rep(300) .. '\n',
})

vim.o.columns, vim.o.lines = 160, 40
vim.opt.runtimepath:append(plugin)
vim.cmd.source(plugin .. '/plugin/treeline.lua')
vim.cmd.helptags(plugin .. '/doc')
os.remove(plugin .. '/doc/tags')

-- ---- setting up ------------------------------------------------------------------------------------

local said = {}
vim.notify = function(message) table.insert(said, message) end
require('treeline').setup({ cmd = { editor.from_environment('TREELINE'), 'lsp' }, limit = 'many', colour = 'blue' })
assert(#said == 1 and said[1]:find('limit must be a number') and said[1]:find('unknown option "colour"'), vim.inspect(said))
assert(require('treeline.config').get().limit == 200, 'what is wrong has its default')

vim.cmd.edit(vim.fn.fnameescape(tree .. '/src/engine.c'))
local treeline_client = require('treeline.client')
local client = wait('the client', function() return treeline_client.running() end)
wait('initialize', function() return client.initialized end)
assert(client.config.root_dir == tree, 'the root is ' .. client.config.root_dir)
local function status()
  return assert(treeline_client.ask_and_wait(client, 'treeline/status', vim.empty_dict(), 10000))
end
wait('the index', function() return status().folders[1].phase == 'ready' end)
step('started by itself for the first file')

-- ---- the picker ------------------------------------------------------------------------------------

-- Headless, nobody reads keys: the functions behind them are called as keys would, and typing is text in the prompt.
local builtin = require('treeline.pickers.builtin')
local function open(kind, query) return builtin.open(require('treeline.session').new(kind), query or '') end

local function press(picker, key)
  for _, map in ipairs(vim.api.nvim_buf_get_keymap(picker.prompt_buffer, 'i')) do
    if map.lhs:lower() == key:lower() then
      map.callback()
      return
    end
  end
  error('no key ' .. key)
end

local function type_in(picker, query)
  picker:set_query(query)
  vim.api.nvim_exec_autocmds('TextChangedI', { buffer = picker.prompt_buffer })
end

local function results(picker) return vim.api.nvim_buf_get_lines(picker.list_buffer, 0, -1, false) end

-- What a person sees of a window's border: "title | footer".
local function words_around(window, field)
  local parts = vim.api.nvim_win_get_config(window)[field] or {}
  if type(parts) == 'string' then return parts end
  return table.concat(vim.tbl_map(function(part) return part[1] end, parts))
end

local picker = open('search')
type_in(picker, 'warm_up')
wait('results', function() return #picker.items > 0 end)
assert(results(picker)[1]:find('src/warm.c:4', 1, true), 'the definition comes first: ' .. results(picker)[1])
assert(#picker.items == 4, 'lines, and not hits: ' .. #picker.items)
local note = words_around(picker.list, 'footer')
assert(note:find('5 in 4 files') and note:find('ms'), 'the note is ' .. note)
local preview = vim.api.nvim_buf_get_lines(picker.preview_buffer, 0, -1, false)
assert(preview[4] == 'int warm_up(struct engine *engine) {', vim.inspect(preview))
assert(vim.api.nvim_win_get_cursor(picker.preview)[1] == 4)

-- Marks stand on the text, also behind letters of several bytes.
local function marked(row)
  local words = {}
  local line = results(picker)[row]
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(picker.list_buffer, -1, { row - 1, 0 }, { row - 1, -1 }, { details = true })) do
    if mark[4].hl_group == 'TreelineMatch' then table.insert(words, line:sub(mark[3] + 1, mark[4].end_col)) end
  end
  return words
end
for row = 1, #picker.items do
  for _, word in ipairs(marked(row)) do assert(word == 'warm_up', 'marked is ' .. word) end
end
local prose
for row, item in ipairs(picker.items) do
  if item.short == 'doc/words.md' then prose = row end
end
assert(#marked(prose) == 2, 'both on the line are marked')

-- Half a query says what is missing, and what was there stays.
type_in(picker, 'warm_up lang:klingon')
wait('the complaint', function() return words_around(picker.list, 'footer'):find('klingon') end)
assert(#picker.items == 4)
type_in(picker, 'WARM_UP')
wait('nothing', function() return #picker.items == 0 and words_around(picker.list, 'footer'):find('nothing found') end)
type_in(picker, 'warm.up')
wait('nothing', function() return #picker.items == 0 end)
press(picker, '<M-r>')
wait('the expression', function() return #picker.items > 0 end)
assert(words_around(picker.prompt, 'title'):find('regex'))
press(picker, '<M-r>')
type_in(picker, 'warm_up file:warm')
wait('one file', function() return #picker.items == 1 end)
press(picker, '<C-n>')
assert(picker.chosen == 1, 'round it goes')
press(picker, '<CR>')
assert(picker.closed and not vim.api.nvim_win_is_valid(picker.prompt))
assert(vim.api.nvim_buf_get_name(0) == tree .. '/src/warm.c')
assert(vim.deep_equal(vim.api.nvim_win_get_cursor(0), { 4, 4 }), vim.inspect(vim.api.nvim_win_get_cursor(0)))
vim.cmd('normal! \15') -- <C-o>
assert(vim.api.nvim_buf_get_name(0) == tree .. '/src/engine.c', 'the jump list leads back')
step('searched, and opened what was found')

picker = open('search')
press(picker, '<M-p>')
wait('what was asked before', function() return picker:query() == 'warm_up file:warm' and #picker.items == 1 end)
press(picker, '<Esc>')
assert(picker.closed and vim.api.nvim_buf_get_name(0) == tree .. '/src/engine.c')

picker = open('symbols', 'engst')
wait('symbols', function() return #picker.items > 0 end)
assert(results(picker)[1]:find('^  engine_start') and results(picker)[1]:find('function'), results(picker)[1])
press(picker, '<C-v>')
assert(#vim.api.nvim_tabpage_list_wins(0) == 2, 'a split')
assert(vim.api.nvim_get_current_line():find('engine_start', 1, true))
vim.cmd.only()
step('found a symbol by some of its letters')

-- ---- taking back -----------------------------------------------------------------------------------

-- A newer question takes the older one back, and so does the end; none of these is answered.
local questions = require('treeline.session').new('search')
local taken_back, answered = 0, {}
local cancel_request = client.cancel_request
client.cancel_request = function(...)
  taken_back = taken_back + 1
  return cancel_request(...)
end
questions:ask('warm', function() table.insert(answered, 'warm') end)
questions:ask('warm_up', function() table.insert(answered, 'warm_up') end)
assert(taken_back == 1 and #answered == 0, 'answered before the question was asked')
wait('the newer one', function() return #answered > 0 end)
questions:ask('engine', function() table.insert(answered, 'engine') end)
questions:cancel()
vim.wait(100)
assert(taken_back == 2 and vim.deep_equal(answered, { 'warm_up' }), vim.inspect({ taken_back, answered }))
client.cancel_request = cancel_request
step('questions are taken back')

-- ---- long lines, wide letters, many results --------------------------------------------------------

local near = vim.fn.bufadd(tree .. '/src/long.json') -- a name that begins the same
vim.fn.bufload(near)
picker = open('search', 'in_a_long_line')
wait('the long line', function() return #picker.items == 1 end)
preview = vim.api.nvim_buf_get_lines(picker.preview_buffer, 0, -1, false)
assert(preview[1]:find('in_a_long_line', 1, true), 'another file is shown: ' .. preview[1])
vim.cmd.bwipeout({ near, bang = true })
assert(results(picker)[1]:find('src/long.js:1  …', 1, true) and marked(1)[1] == 'in_a_long_line', results(picker)[1])
local item = picker.items[1]
press(picker, '<CR>')
assert(vim.api.nvim_win_get_cursor(0)[2] == #('var a = 1; '):rep(300), 'the column in a long line is ' .. item.col)

-- Neovim 0.10 counts in UTF-16, and symbols come without their line.
picker = open('symbols', 'behind_wide')
wait('the symbol', function() return #picker.items == 1 end)
press(picker, '<CR>')
assert(vim.api.nvim_win_get_cursor(0)[2] == #'/* 漢字 */ int ', vim.inspect(vim.api.nvim_win_get_cursor(0)))

-- The list is cut, and says so; the quickfix list has all. What is marked goes there alone.
picker = open('search', 'counted_')
wait('the first of many', function() return #picker.items == 200 end)
assert(words_around(picker.list, 'footer'):find('200+ in 1 file', 1, true), words_around(picker.list, 'footer'))
press(picker, '<C-q>')
assert(#vim.fn.getqflist() == 300, 'all are ' .. #vim.fn.getqflist())
vim.cmd.cclose()
require('treeline').resume()
local session = require('treeline.session')
wait('the last picker again', function() return vim.bo.filetype == 'treeline-prompt' and not session.last().waiting end)
assert(vim.api.nvim_get_current_line() == 'counted_')
vim.api.nvim_win_close(0, true)
wait('its end', function() return vim.bo.filetype ~= 'treeline-prompt' end)
picker = open('search', 'counted_')
vim.cmd.edit(vim.fn.fnameescape(tree .. '/src/engine.c')) -- as a click on a list of buffers does
wait('its end', function() return not vim.api.nvim_win_is_valid(picker.list) end)
picker = open('search', 'counted_')
wait('the first of many', function() return #picker.items == 200 end)
press(picker, '<Tab>')
press(picker, '<Down>')
press(picker, '<Tab>')
assert(results(picker)[1]:find('^● ') and results(picker)[3]:find('^● ') and picker.chosen == 4)
assert(words_around(picker.list, 'footer'):find('2 marked'))
press(picker, '<C-q>')
assert(#vim.fn.getqflist() == 2 and vim.fn.getqflist()[2].text == picker.items[3].label)
vim.cmd.cclose()

-- In a narrow terminal everything is still there.
vim.o.columns = 60
picker = open('search', 'warm_up')
wait('results', function() return #picker.items > 0 end)
assert(not picker.preview and vim.api.nvim_win_get_width(picker.list) <= 58)
for row, line in ipairs(results(picker)) do
  assert(vim.api.nvim_strwidth(line:match('^(.-)warm_up')) < 58 and marked(row)[1] == 'warm_up', line)
end
press(picker, '<Esc>')
vim.o.columns = 160

-- One that becomes narrow leaves no window over the list; what folds or scrolls the person's window is not the picker's.
vim.wo.foldmethod, vim.wo.foldlevel, vim.wo.scrollbind = 'indent', 0, true
picker = open('search', 'warm_up')
wait('results', function() return #picker.items > 0 end)
local closed = vim.api.nvim_win_call(picker.preview, function() return vim.fn.foldclosed(5) end)
assert(closed == -1 and not vim.wo[picker.preview].scrollbind, 'the preview is folded, or bound')
vim.wo.foldmethod, vim.wo.scrollbind = 'manual', false
for _, columns in ipairs({ 60, 160 }) do
  vim.o.columns = columns
  vim.api.nvim_exec_autocmds('VimResized', { buffer = picker.prompt_buffer })
  assert(vim.api.nvim_win_get_config(picker.preview).hide == (columns == 60), 'the preview at ' .. columns)
end
type_in(picker, 'warm_up')
vim.api.nvim_buf_set_lines(picker.prompt_buffer, 0, -1, false, { 'warm_up', 'file:warm', '' })
vim.api.nvim_exec_autocmds('TextChangedI', { buffer = picker.prompt_buffer })
assert(picker:query() == 'warm_up file:warm', 'what is pasted in lines is ' .. picker:query())
press(picker, '<Esc>')
vim.wo.foldmethod, vim.wo.scrollbind = 'manual', false
step('long lines, wide letters and many results are right')

-- ---- what is typed and not saved -------------------------------------------------------------------

vim.cmd.edit(vim.fn.fnameescape(tree .. '/src/warm.c'))
vim.api.nvim_buf_set_lines(0, -1, -1, false, { 'int never_saved(void) { return 1; }' })
require('treeline').search({ query = 'never_saved', quickfix = true })
local list = vim.fn.getqflist()
assert(#list == 1 and list[1].lnum == 7 and list[1].col == 5, vim.inspect(list))
vim.cmd.cclose()
vim.cmd('Treeline! symbols never_saved')
list = vim.fn.getqflist({ items = true, title = true })
assert(list.title == 'Treeline symbols never_saved' and list.items[1].text == 'function never_saved', vim.inspect(list))
vim.cmd.cclose()
said = {}
vim.cmd('Treeline! search this_is_nowhere')
assert(said[1] and said[1]:find('nothing found'), vim.inspect(said))
step('unsaved text is found, in the quickfix list')

-- The buffer is the file's by whichever name, and not read again; nor lost, where it may not be hidden.
local other_tree = vim.fn.tempname()
local other_name = other_tree .. '/src/warm.c'
assert(vim.uv.fs_symlink(tree, other_tree))
vim.cmd('%bwipeout!')
vim.cmd.edit(other_name)
wait('the tree by another name', function()
  local answer = require('treeline.session').new('search'):wait('warm_up file:warm', 5000)
  return #answer.items == 1 and answer
end)
vim.api.nvim_buf_set_lines(0, -1, -1, false, { '// not saved' })
said = {}
picker = open('search', 'warm_up file:warm')
wait('one file', function() return #picker.items == 1 end)
press(picker, '<CR>')
assert(#said == 0 and vim.api.nvim_win_get_cursor(0)[1] == 4 and vim.bo.modified, vim.inspect(said))
vim.o.hidden = false
picker = open('search', 'engine_start file:engine.c')
wait('one file', function() return #picker.items == 1 end)
press(picker, '<CR>')
assert(#said == 0 and #vim.api.nvim_tabpage_list_wins(0) == 2, vim.inspect(said))
assert(vim.api.nvim_buf_get_name(0) == tree .. '/src/engine.c')
vim.o.hidden = true
vim.cmd.only()
vim.cmd.bwipeout({ other_name, bang = true })
vim.cmd.edit(vim.fn.fnameescape(tree .. '/src/warm.c'))
vim.api.nvim_buf_set_lines(0, -1, -1, false, { 'int never_saved(void) { return 1; }' })
step('what is modified is kept')

-- ---- beside another server -------------------------------------------------------------------------

-- A hover comes from Treeline as long as no other server knows the language; then it leaves C to that one.
vim.cmd.edit(vim.fn.fnameescape(tree .. '/src/engine.c'))
vim.fn.search('warm_up')
local function hovers()
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  local answer = treeline_client.ask_and_wait(client, 'textDocument/hover', params, 5000)
  return answer and vim.inspect(answer.contents):find('warm_up', 1, true) ~= nil
end
wait('the hover', hovers)
local other = { notified = {} }
local capabilities = { definitionProvider = true }
local id = vim.lsp.start({
  name = 'another',
  root_dir = tree,
  cmd = function()
    return {
      request = function(method, _, callback)
        if method == 'initialize' then callback(nil, { capabilities = capabilities }) else callback(nil, vim.NIL) end
        return true, 1
      end,
      notify = function(method) table.insert(other.notified, method) return true end,
      is_closing = function() return other.closed end,
      terminate = function() other.closed = true end,
    }
  end,
})
wait('the other client', function() return vim.lsp.get_client_by_id(id) and vim.deep_equal(treeline_client.others(), { 'c' }) end)
wait('silence', function() return not hovers() end)
vim.lsp.buf_detach_client(0, id)
wait('the hover again', hovers)
step('leaves to another server what that does better')

-- ---- the command, the pages ------------------------------------------------------------------------

assert(vim.deep_equal(vim.fn.getcompletion('Treeline st', 'cmdline'), { 'start', 'status', 'stop' }))
assert(vim.tbl_contains(vim.fn.getcompletion('Treeline search warm in:c', 'cmdline'), 'in:comment'))
said = {}
vim.cmd('Treeline nonsense')
assert(said[1]:find('no command "nonsense"'), vim.inspect(said))
assert(require('treeline').statusline() == 'treeline')

vim.cmd('Treeline status')
local page = wait('the status page', function()
  return vim.bo.filetype == 'treeline-status' and table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
end)
assert(page:find('files%s+7,') and page:find('covered%s+100%%') and page:find('treeline/search'), page)
vim.cmd.close()

vim.cmd('checkhealth treeline')
page = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
assert(#vim.lsp.get_clients({ name = 'treeline' }) == 1, 'one server for all files of the tree')
assert(not page:find('ERROR') and page:find('100%% covered') and page:find('picker: builtin'), page)
vim.cmd.bwipeout()
step('the pages are right')

-- ---- the server is killed --------------------------------------------------------------------------

local children = vim.tbl_filter(function(pid)
  local ran = vim.system({ 'ps', '-o', 'comm=', '-p', tostring(pid) }, { text = true }):wait()
  return ran.stdout:find('treeline')
end, vim.api.nvim_get_proc_children(vim.uv.os_getpid()))
assert(#children == 1, 'servers: ' .. #children)
vim.uv.kill(children[1], 'sigkill')
said = {}
local killed = client.id
picker = open('search', 'never_saved') -- typed before anybody knows
client = wait('another', function()
  local other = treeline_client.running()
  return other and other.id ~= killed and other
end)
assert(table.concat(said, ' '):find('ended by signal 9 and is started again'), vim.inspect(said))
wait('the answer of the new server', function() return #picker.items == 1 end)
press(picker, '<Esc>')
wait('the index', function() return status().folders[1].phase == 'ready' end)
vim.cmd('Treeline! search never_saved')
assert(#vim.fn.getqflist() == 1, 'what is not saved is known to the new server')
vim.cmd.cclose()
step('the server was killed, and came back')

said = {}
vim.lsp.stop_client(client.id, true)
wait('the end', function() return #vim.lsp.get_clients({ name = 'treeline' }) == 0 end)
vim.wait(300)
assert(not treeline_client.running() and #said == 0, 'who has it stopped has it stopped: ' .. vim.inspect(said))
vim.cmd('Treeline start')
client = wait('it again', function() return treeline_client.running() end)
wait('initialize', function() return client.initialized end)

-- A file of another tree is asked about in that tree, also one that the options leave out.
local elsewhere = vim.uv.fs_realpath(vim.fn.tempname():match('.*/')) .. '/elsewhere'
require('person').make_project(elsewhere, { ['doc/words.md'] = 'of_another_tree\n' })
require('treeline').setup({ cmd = { editor.from_environment('TREELINE'), 'lsp' }, filetypes = { 'c' } })
vim.cmd.edit(vim.fn.fnameescape(elsewhere .. '/doc/words.md'))
local listed = wait('the other tree', function()
  vim.cmd('Treeline! search of_another_tree')
  return #vim.fn.getqflist() == 1 and vim.fn.getqflist()[1]
end)
assert(vim.api.nvim_buf_get_name(listed.bufnr) == elsewhere .. '/doc/words.md')
assert(#vim.lsp.get_clients({ bufnr = listed.bufnr }) == 0 and #vim.lsp.get_clients({ name = 'treeline' }) == 2)
vim.cmd.cclose()
step('another tree is another server\'s')

vim.cmd('Treeline stop')
wait('the end', function() return #vim.lsp.get_clients({ name = 'treeline' }) == 0 end)

-- A program that is not there is said to be missing: once by itself, and whenever somebody asks for it.
said = {}
require('treeline').setup({ cmd = { 'no-such-treeline' } })
vim.cmd.edit(vim.fn.fnameescape(tree .. '/src/engine.h'))
wait('the complaint', function() return #said > 0 end)
vim.wait(50)
assert(#said == 1 and said[1]:find('no%-such%-treeline is not on the PATH'), vim.inspect(said))
require('treeline').search()
wait('the complaint again', function() return #said == 2 end)
step('ended')
