-- The command, and nothing that costs time at start. See :help treeline.
if vim.g.loaded_treeline then return end
vim.g.loaded_treeline = true

if vim.fn.has('nvim-0.10') == 0 then
  local function say() vim.notify('treeline: Neovim 0.10 or later is needed', vim.log.levels.ERROR) end
  vim.api.nvim_create_user_command('Treeline', say, { nargs = '*', bang = true, range = true })
  return
end

vim.api.nvim_create_user_command('Treeline', function(call) require('treeline.command').run(call) end, {
  nargs = '*',
  bang = true,
  range = true,
  desc = 'Search texts and symbols of the whole tree',
  complete = function(...) return require('treeline.command').complete(...) end,
})

for name, key in pairs({ search = '<Plug>(treeline-search)', symbols = '<Plug>(treeline-symbols)' }) do
  vim.keymap.set('n', key, function() require('treeline')[name]() end, { desc = 'Treeline: ' .. name })
  vim.keymap.set('x', key, function() require('treeline')[name]({ query = require('treeline.text').selected() }) end,
    { desc = 'Treeline: ' .. name .. ' what is selected' })
end
