-- A person in Neovim: opens a file of a tree, jumps to a symbol, finds a text, types, finds what was
-- typed. Everything goes through the editor's own client and commands.
--
-- Environment: TREELINE, the program; TREE, a folder; FILE, one of its files; SYMBOL, a symbol that is
-- defined somewhere in the tree; TEXT, a text that occurs in it.

local editor = require('editor')
local from_environment, step, wait = editor.from_environment, editor.step, editor.wait
local tree = assert(vim.uv.fs_realpath(from_environment('TREE')))
local symbol, text = from_environment('SYMBOL'), from_environment('TEXT')

vim.cmd.edit(vim.fn.fnameescape(tree .. '/' .. from_environment('FILE')))
local first_buffer = vim.api.nvim_get_current_buf()
local server = editor.start(tree)
local client, ask = server.client, server.ask
local chosen = client.server_capabilities.positionEncoding
assert(chosen == client.offset_encoding, 'the server counts in ' .. chosen .. ', the client in ' .. client.offset_encoding)

local function at_cursor(length)
  local position = vim.api.nvim_win_get_cursor(0)
  return vim.api.nvim_get_current_line():sub(position[2] + 1, position[2] + length)
end

local started = vim.uv.hrtime()
local folder = server.ready()
step('indexed %d files, %d symbols, in %.1f s', folder.files, folder.symbols, (vim.uv.hrtime() - started) / 1e9)

-- :lua vim.lsp.buf.workspace_symbol() fills the quickfix list.
vim.lsp.buf.workspace_symbol(symbol)
local items = wait('the quickfix list', function()
  local list = vim.fn.getqflist()
  return #list > 0 and list
end)
assert(items[1].text:find(symbol, 1, true), 'first of the list: ' .. items[1].text)
vim.cmd.cfirst()
assert(at_cursor(#symbol) == symbol, 'the cursor is not on the name but on ' .. at_cursor(#symbol))
step('%s is at %s:%d, the first of %d', symbol, vim.fn.bufname(), vim.fn.line('.'), #items)

-- The outline of the file that it is in has it, too.
local outline = ask('textDocument/documentSymbol', { textDocument = vim.lsp.util.make_text_document_params() })
local function contains(list)
  for _, item in ipairs(list or {}) do
    if item.name == symbol or contains(item.children) then return true end
  end
  return false
end
assert(contains(outline), 'the outline lacks ' .. symbol)

-- A text, and the place that the answer names.
local found = ask('treeline/search', { query = text, literal = true })
assert(#found.hits > 0, 'nothing found')
assert(found.summary.covered == 1, 'not all of the tree is covered')
local hit = found.hits[1]
vim.lsp.util.show_document({ uri = hit.uri, range = hit.range }, client.offset_encoding)
assert(at_cursor(#text):lower() == text:lower(), 'the cursor is on ' .. at_cursor(#text))
step('"%s" is found %d times in %d us', text, found.summary.hits, found.summary.elapsedUs)

-- What is typed and not saved is what is found.
vim.api.nvim_set_current_buf(first_buffer)
local word = 'typed_but_never_saved_' .. vim.uv.os_getpid()
assert(#ask('treeline/search', { query = word }).hits == 0)
vim.api.nvim_buf_set_lines(first_buffer, 0, 0, false, { '', '  é😀 ' .. word })
local typed = ask('treeline/search', { query = word }).hits
assert(#typed == 1, 'found ' .. #typed .. ' times')
assert(typed[1].uri == vim.uri_from_bufnr(first_buffer))
local before = ({ ['utf-8'] = 9, ['utf-16'] = 6, ['utf-32'] = 5 })[chosen]
assert(typed[1].range.start.line == 1 and typed[1].range.start.character == before, vim.inspect(typed[1].range))
vim.cmd('undo')
assert(#ask('treeline/search', { query = word }).hits == 0, 'found after undo')
step('unsaved text is found, and gone after undo')

server.stop()
step('ended with code 0')
