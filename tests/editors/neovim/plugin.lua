-- A person who has put editors/neovim on the runtime path: sets it up, searches in the built-in picker,
-- opens what is found, edits without saving and finds that, gets a quickfix list, reads the status page and the
-- health page; then the server is killed, and comes back with the next question.
--
-- Environment: TREELINE, the program; TREE, an empty folder; PLUGIN, the plugin's folder.

local editor = require('editor')
local step, wait = editor.step, editor.wait
local tree = assert(vim.uv.fs_realpath(editor.from_environment('TREE')))
local plugin = editor.from_environment('PLUGIN')

local function write(path, text)
  local full = tree .. '/' .. path
  vim.fn.mkdir(vim.fs.dirname(full), 'p')
  local file = assert(io.open(full, 'w'))
  file:write(text)
  file:close()
end

write('src/engine.c', '#include "engine.h"\n\nint engine_start(struct engine *engine) {\n\treturn warm_up(engine);\n}\n')
write('src/engine.h', 'struct engine;\nint engine_start(struct engine *engine);\nint warm_up(struct engine *engine);\n')
write('src/warm.c', '#include "engine.h"\n\n/* Warms the engine up. */\nint warm_up(struct engine *engine) {\n\treturn engine != 0;\n}\n')
write('doc/words.md', '# Engine\n\nHow to warm it up: call `warm_up`. Ünïcode, then warm_up again.\n')
assert(vim.system({ 'git', 'init', '-q' }, { cwd = tree }):wait().code == 0)

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
assert(page:find('files%s+4,') and page:find('covered%s+100%%') and page:find('treeline/search'), page)
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
client = wait('another', function()
  local other = treeline_client.running()
  return other and other.id ~= killed and other
end)
assert(said[#said]:find('ended by signal 9 and is started again'), vim.inspect(said))
wait('initialize', function() return client.initialized end)
wait('the index', function() return status().folders[1].phase == 'ready' end)
vim.cmd('Treeline! search never_saved')
assert(#vim.fn.getqflist() == 1, 'what is not saved is known to the new server')
vim.cmd.cclose()
step('the server was killed, and came back')

vim.cmd('Treeline stop')
wait('the end', function() return #vim.lsp.get_clients({ name = 'treeline' }) == 0 end)
step('ended')
