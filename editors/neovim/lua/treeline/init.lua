-- Treeline in Neovim: symbols and texts of a whole tree, found while typing. See :help treeline.
local M = {}

---@class treeline.Ask
---@field query? string what to begin with; else what was asked last, or nothing
---@field picker? treeline.PickerName
---@field mode? treeline.Mode case, word, regex: switched on from the beginning
---@field options? table for the picker, where it is Telescope, fzf-lua, snacks.nvim or mini.pick
---@field quickfix? boolean at once into the quickfix list, without a picker

---For those who do not use vim.lsp.enable(): keeps `options` and starts the server with the first file.
---@param options? treeline.Options
function M.setup(options)
  if vim.fn.has('nvim-0.10') == 0 then
    vim.notify('treeline: Neovim 0.10 or later is needed', vim.log.levels.ERROR)
    return
  end
  require('treeline.config').set(options)
  require('treeline.client').attach_always()
end

---A picker of the text's occurrences.
---@param ask? treeline.Ask
function M.search(ask) require('treeline.picker').open('search', ask) end

---A picker of the tree's definitions.
---@param ask? treeline.Ask
function M.symbols(ask) require('treeline.picker').open('symbols', ask) end

---The last picker again, with what was asked.
function M.resume() require('treeline.picker').resume() end

---What the index holds, how fast it answers, what it does not cover.
function M.status() require('treeline.status').open() end

---Compares the tree with the index, now.
function M.rebuild() require('treeline.client').execute('treeline.reindex', 'comparing the tree with the index') end

---Where the server's messages go.
function M.log()
  local path = vim.lsp.log and vim.lsp.log.get_filename and vim.lsp.log.get_filename() or vim.lsp.get_log_path()
  vim.cmd.tabedit(vim.fn.fnameescape(path))
  vim.bo.autoread = true
  vim.cmd('normal! G')
end

---For a status line: "treeline 42%", "treeline", or "" where no server runs.
---@return string
function M.statusline() return require('treeline.client').statusline() end

return M
