-- A person in Neovim, in a tree that changes under it: by typing, by the shell, by git. Neovim on Linux
-- watches no files, so nobody tells the server. Then the server is killed.
--
-- Environment: TREELINE, the program; TREE, an empty folder, in which a repository is made.

local editor = require('editor')
local step, wait = editor.step, editor.wait
local tree = assert(vim.uv.fs_realpath(editor.from_environment('TREE')))

---Runs a line of shell in the tree, as a person does in another window.
local function shell(line)
  local ran = vim.system({ 'sh', '-euc', line }, { cwd = tree, text = true }):wait()
  assert(ran.code == 0, line .. ': ' .. ran.stderr)
end

shell([[
  mkdir -p src/deep doc
  printf 'int first_function(void) { return 1; }\n' >src/first.c
  printf 'def second_function():\n    return 2\n' >src/deep/second.py
  for i in 1 2 3 4 5 6 7 8 9; do printf 'int numbered_%s(void);\n' $i >src/deep/numbered_$i.h; done
  printf '# Words\n' >doc/words.md
  git init -q -b main
  git config user.name somebody
  git config user.email somebody@localhost
  git add -A
  git commit -qm first
  git checkout -qb other
  for i in 1 2 3 4 5 6 7 8 9; do printf 'int numbered_%s(void);\nint on_the_other_branch_%s;\n' $i $i >src/deep/numbered_$i.h; done
  git mv doc/words.md doc/moved.md
  git rm -q src/deep/second.py
  git commit -qam other
  git checkout -q main
]])

vim.cmd.edit(vim.fn.fnameescape(tree .. '/src/first.c'))
local server = editor.start(tree)
local status = server.ready()
step('indexed %d files', status.files)

-- Whatever is read into a buffer, again or for the first time, is the client's, as a person has it set up.
vim.api.nvim_create_autocmd('BufReadPost', {
  callback = function(event) vim.lsp.buf_attach_client(event.buf, server.client.id) end,
})

---Waits until the symbol is in these files; gives ms.
local function until_places(name, ...)
  local wanted = { ... }
  local began = vim.uv.hrtime()
  local found
  local ok = vim.wait(20000, function()
    found = server.places(name)
    return vim.deep_equal(found, wanted)
  end, 5)
  assert(ok, name .. ' should be in ' .. vim.inspect(wanted) .. ' and is in ' .. vim.inspect(found))
  return (vim.uv.hrtime() - began) / 1e6
end

---Waits until so many hits are there; gives ms.
local function until_hits(text, count)
  local began = vim.uv.hrtime()
  local found
  local ok = vim.wait(20000, function()
    found = server.hits(text)
    return #found == count
  end, 5)
  assert(ok, text .. ' should have ' .. count .. ' hits and has ' .. vim.inspect(found))
  return (vim.uv.hrtime() - began) / 1e6
end

-- Typed, not saved: a symbol and a text with the next question, and what is on disk is hidden.
vim.api.nvim_buf_set_lines(0, 0, 1, false, { 'int typed_not_saved(void) { return 2; } // a typed remark' })
assert(vim.deep_equal(server.places('typed_not_saved'), { 'src/first.c' }), 'the typed symbol is not found')
assert(#server.hits('a typed remark') == 1, 'the typed text is not found')
assert(#server.places('first_function') == 0 and #server.hits('first_function') == 0, 'what is on disk shows through')
vim.cmd('silent undo')
assert(#server.places('typed_not_saved') == 0 and #server.hits('a typed remark') == 0, 'found after undo')
assert(vim.deep_equal(server.places('first_function'), { 'src/first.c' }))
step('an unsaved edit is found by symbol and by text, and gone after undo')

-- Saved by the editor.
vim.api.nvim_buf_set_lines(0, -1, -1, false, { 'int saved_function(void) { return 3; }' })
vim.cmd('silent write')
until_places('saved_function', 'src/first.c')
vim.cmd('silent bdelete')
until_places('saved_function', 'src/first.c')
vim.cmd.edit(vim.fn.fnameescape(tree .. '/doc/words.md'))
step('a saved file is found after its buffer is gone')

-- By the shell: nobody tells.
local watches = vim.tbl_get(server.client.capabilities, 'workspace', 'didChangeWatchedFiles', 'dynamicRegistration')
assert(not watches, 'this Neovim watches files: the test is for those that do not')
local state = server.status().watch
assert(state and state.state == 'all', 'the server does not watch: ' .. vim.inspect(state))
shell([[printf 'int written_outside(void) { return 4; } /* a remark from outside */\n' >>src/deep/numbered_1.h]])
local symbol_ms = until_places('written_outside', 'src/deep/numbered_1.h')
until_hits('a remark from outside', 1)
shell([[printf 'int new_file(void);\n' >src/new.h && rm src/deep/numbered_2.h && mv src/new.h src/renamed.h]])
until_places('new_file', 'src/renamed.h')
until_places('numbered_2')
step('files written, made, removed and renamed outside are found as they are; the first after %.0f ms', symbol_ms)

-- A directory, with all that is in it; and one that is made with something in it at once.
shell([[mv src/deep moved_directory]])
until_places('second_function', 'moved_directory/second.py')
until_places('numbered_3', 'moved_directory/numbered_3.h')
assert(#server.hits('numbered_3') == 1, 'found in both places')
shell([[mkdir -p made/at/once && printf 'int at_once(void);\n' >made/at/once/x.h && printf 'made/\n' >.gitignore.new]])
until_places('at_once', 'made/at/once/x.h')
shell([[mv .gitignore.new .gitignore]])
until_places('at_once')
shell([[rm .gitignore && mv moved_directory src/deep]])
until_places('second_function', 'src/deep/second.py')
until_places('at_once', 'made/at/once/x.h')
step('a moved directory is found where it is, and ignored ones come and go')

-- Another branch, while a file that differs there is open and changed.
shell([[rm -r made && git reset -q --hard]])
until_places('numbered_2', 'src/deep/numbered_2.h')
vim.cmd.edit(vim.fn.fnameescape(tree .. '/src/deep/numbered_9.h'))
vim.cmd('silent bdelete doc/words.md')
vim.api.nvim_buf_set_lines(0, -1, -1, false, { 'int typed_on_main;' })
shell([[git checkout -q other]])
local branch_ms = until_hits('int on_the_other_branch_', 8) -- the ninth is hidden by what is typed
until_places('second_function')
until_places('typed_on_main', 'src/deep/numbered_9.h')
local words = server.hits('# Words')
assert(#words == 1 and vim.endswith(words[1].uri, 'doc/moved.md'), vim.inspect(words))
vim.cmd('silent edit!')
until_hits('int on_the_other_branch_', 9)
shell([[git checkout -q main]])
until_hits('on_the_other_branch_', 1) -- what the editor still shows
vim.cmd('silent edit!')
until_hits('on_the_other_branch_', 0)
until_places('second_function', 'src/deep/second.py')
step('another branch is found as it is, the open file as it is typed; the first after %.0f ms', branch_ms)

-- Killed, and started again: what is typed is found again, and what happened meanwhile.
vim.api.nvim_buf_set_lines(0, -1, -1, false, { 'int typed_before_the_kill;' })
assert(#server.places('typed_before_the_kill') == 1)
assert(vim.uv.kill(server.pid, 'sigkill') == 0)
wait('the killed server to be gone', function() return server.exit_code and not vim.lsp.get_client_by_id(server.client.id) end)
assert(server.exit_code == -9, 'ended by ' .. server.exit_code)
shell([[printf 'int while_it_was_away(void);\n' >src/away.h]])
server = editor.start(tree)
server.ready()
until_places('typed_before_the_kill', 'src/deep/numbered_9.h')
until_places('while_it_was_away', 'src/away.h')
shell([[printf 'int after_the_restart(void);\n' >src/away.h]])
until_places('after_the_restart', 'src/away.h')
until_places('while_it_was_away')
step('killed and started again, it answers as before')

server.stop()
step('ended with code 0')
