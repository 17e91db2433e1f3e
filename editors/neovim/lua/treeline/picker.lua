-- Which picker shows the results: the one the person has, or our own.
local config = require('treeline.config')

local M = {}

-- In the order in which `auto` looks for them.
M.names = { 'snacks', 'telescope', 'fzf-lua', 'mini' }

local QUICKFIX_LIMIT = 10000
local QUICKFIX_TIMEOUT_MS = 10000

---What an adapter in pickers/ has.
---@class treeline.Adapter
---@field open fun(session: treeline.Session, query: string, options?: table)

local modules = { snacks = 'snacks', telescope = 'telescope', ['fzf-lua'] = 'fzf-lua', mini = 'mini.pick' }

---@param name string
---@return boolean
function M.is_there(name)
  if name == 'builtin' then return true end
  if name == 'snacks' then return _G.Snacks ~= nil and _G.Snacks.picker ~= nil end
  if name == 'mini' then return _G.MiniPick ~= nil end
  return modules[name] ~= nil and (pcall(require, modules[name]))
end

-- snacks.nvim is many things: that it is there does not mean that its picker is what somebody uses.
---@param name string
---@return boolean
local function is_wanted(name)
  if name ~= 'snacks' then return true end
  local ok, enabled = pcall(function() return _G.Snacks.config.picker.enabled end)
  return ok and enabled == true
end

---@param wanted? treeline.PickerName
---@return string
function M.choose(wanted)
  wanted = wanted or config.get().picker
  if wanted ~= 'auto' then return wanted end
  for _, name in ipairs(M.names) do
    if M.is_there(name) and is_wanted(name) then return name end
  end
  return M.is_there('snacks') and 'snacks' or 'builtin'
end

---All that is found, and not only what a picker shows, into the quickfix list.
---@param session treeline.Session
---@param query string
function M.to_quickfix(session, query)
  local client = require('treeline.client')
  session.context.limit = QUICKFIX_LIMIT
  local answer = session:wait(query, QUICKFIX_TIMEOUT_MS)
  if answer.problem or #answer.items == 0 then
    client.say(answer.problem or answer.note, vim.log.levels.WARN)
    return
  end
  require('treeline.place').to_quickfix(answer.items, ('Treeline %s %s'):format(session.kind, query))
  client.say(answer.note)
end

---@param kind treeline.Kind
---@param ask? treeline.Ask
function M.open(kind, ask)
  ask = ask or {}
  local client = require('treeline.client')
  if not client.ensure() then return end
  local session = require('treeline.session').new(kind, ask.mode)
  if ask.quickfix then
    M.to_quickfix(session, ask.query or '')
    return
  end
  local name = M.choose(ask.picker)
  local ok, adapter = pcall(require, 'treeline.pickers.' .. name:gsub('-', '_'))
  if not ok then
    client.say(('there is no picker %q'):format(name), vim.log.levels.ERROR)
    return
  end
  if not M.is_there(name) then
    client.say(('%s is not installed, or not set up: the built-in picker is used'):format(name), vim.log.levels.WARN)
    adapter = require('treeline.pickers.builtin')
  end
  adapter.open(session, ask.query or '', ask.options)
end

---The last picker again, with what was asked and how.
function M.resume()
  local last = require('treeline.session').last()
  if not last then
    require('treeline.client').say('nothing was asked yet', vim.log.levels.WARN)
    return
  end
  M.open(last.kind, { query = last.query, mode = last.mode })
end

return M
