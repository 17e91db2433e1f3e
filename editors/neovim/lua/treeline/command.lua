-- :Treeline and what completes it.
local M = {}

local client = require('treeline.client')

---@type table<string, fun(words: string, bang: boolean)>
local verbs = {
  search = function(words, bang) require('treeline').search({ query = words, quickfix = bang }) end,
  symbols = function(words, bang) require('treeline').symbols({ query = words, quickfix = bang }) end,
  resume = function() require('treeline').resume() end,
  status = function() require('treeline').status() end,
  rebuild = function() require('treeline').rebuild() end,
  log = function() require('treeline').log() end,
  start = function() client.ensure() end,
  stop = function()
    for _, running in ipairs(vim.lsp.get_clients({ name = 'treeline' })) do
      if vim.fn.has('nvim-0.11') == 1 then running:stop() else running.stop() end
    end
  end,
}

local filters = {
  'file:', 'dir:', 'lang:', 'ext:', 'sym:', 'kind:', 'in:code', 'in:comment', 'in:string', 'in:def', 'case:yes', 'case:no',
  'repo:', 'size:', 'changed:git', 'changed:2h', 'AND', 'OR', 'NOT', 'NEAR/5',
}

---@param call table as nvim_create_user_command hands it over
function M.run(call)
  local verb = call.fargs[1] or 'search'
  local act = verbs[verb]
  if not act then
    client.say(('no command %q; there are %s'):format(verb, table.concat(M.names(), ', ')), vim.log.levels.ERROR)
    return
  end
  -- The rest as it was typed: spaces within a phrase count.
  act(vim.trim((call.args:gsub('^%s*%S+%s?', '', 1))), call.bang)
end

---@return string[]
function M.names()
  local names = vim.tbl_keys(verbs)
  table.sort(names)
  return names
end

---@param lead string
---@param line string
---@return string[]
function M.complete(lead, line)
  local before = vim.split(line:sub(1, #line - #lead), '%s+', { trimempty = true })
  local offered = #before <= 1 and M.names() or (before[2] == 'search' or before[2] == 'symbols') and filters or {}
  return vim.tbl_filter(function(word) return vim.startswith(word, lead) end, offered)
end

return M
