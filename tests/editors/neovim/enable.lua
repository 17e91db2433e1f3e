-- A person with Neovim 0.11 or later, who has the one line in the configuration: vim.lsp.enable('treeline'). Every file
-- that is opened is served, positions are counted in bytes, the picker and the pages work, the server is stopped.
--
-- Environment: TREELINE, the program; TREE, an empty folder; PLUGIN, the plugin's folder.

local editor = require('editor')
local person = require('person')
local step = editor.step
local tree = assert(vim.uv.fs_realpath(editor.from_environment('TREE')))
person.make_project(tree, { ['src/wide.c'] = '/* 漢字 */ int behind_wide(void) { return 1; }\n' })

local nvim = person.start(tree, ([[
  vim.cmd.runtime('plugin/treeline.lua')
  vim.lsp.config('treeline', { cmd = { '%s', 'lsp' } })
  vim.lsp.enable('treeline')
  vim.cmd.edit('src/engine.c')
]]):format(editor.from_environment('TREELINE')), nil, true)

local facts = nvim.lua([[
  local client = vim.lsp.get_clients({ name = 'treeline', bufnr = 0 })[1]
  return { client.root_dir, client.offset_encoding, #vim.lsp.get_clients() }
]])
assert(vim.deep_equal(facts, { tree, 'utf-8', 1 }), vim.inspect(facts))
step('started for the first file')

nvim.keys(':Treeline search<CR>')
nvim.wait('the picker', [[return vim.bo.filetype == 'treeline-prompt' and vim.fn.mode() == 'i']])
nvim.keys('warm_up')
nvim.wait('results', [[
  local session = require('treeline.session').last()
  return session.query == 'warm_up' and not session.waiting and #session.shown == 4
]])
assert(nvim.shows():find('5 in 4 files', 1, true), nvim.shows())
nvim.keys('<CR>')
nvim.wait('the place', [[return vim.fn.mode() == 'n' and vim.fn.expand('%:t') == 'warm.c' and vim.fn.col('.') == 5]])

nvim.keys(':Treeline symbols behind_wide<CR>')
nvim.wait('the symbol', [[
  local session = require('treeline.session').last()
  return session.query == 'behind_wide' and not session.waiting and #session.shown == 1
]])
nvim.keys('<CR>')
nvim.wait('its place', ([[return vim.fn.mode() == 'n' and vim.fn.col('.') == %d]]):format(#'/* 漢字 */ int ' + 1))
step('opened what was found')

nvim.lua([[vim.cmd('checkhealth treeline')]])
local page = nvim.lua([[return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')]])
assert(page:find('100%% covered') and not page:find('ERROR'), page)
nvim.lua([[vim.cmd('bwipeout | Treeline stop')]])
nvim.wait('the end of the server', [[return #vim.lsp.get_clients({ name = 'treeline' }) == 0]])
nvim.lua([[vim.cmd('Treeline start')]])
nvim.wait('the server', [[return #vim.lsp.get_clients({ name = 'treeline' }) == 1]])
assert(vim.deep_equal(nvim.lua('return said'), {}), vim.inspect(nvim.lua('return said')))
nvim.stop()
step('ended')
