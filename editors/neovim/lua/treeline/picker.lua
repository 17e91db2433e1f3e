-- Which picker shows the results: the one the person has, or our own.
local config = require('treeline.config')

local M = {}

-- In the order in which `auto` looks for them.
M.names = { 'snacks', 'telescope', 'fzf-lua', 'mini' }

local modules = { snacks = 'snacks', telescope = 'telescope', ['fzf-lua'] = 'fzf-lua', mini = 'mini.pick' }

---@param name string
---@return boolean
function M.is_there(name)
  if name == 'snacks' then return _G.Snacks ~= nil and _G.Snacks.picker ~= nil end
  if name == 'mini' then return _G.MiniPick ~= nil end
  return pcall(require, modules[name])
end

---@param wanted? treeline.PickerName
---@return string
function M.choose(wanted)
  wanted = wanted or config.get().picker
  if wanted ~= 'auto' then return wanted end
  for _, name in ipairs(M.names) do
    if M.is_there(name) then return name end
  end
  return 'builtin'
end

---@param kind 'search'|'symbols'
---@param ask? treeline.Ask
function M.open(kind, ask)
  ask = ask or {}
  local client = require('treeline.client')
  if ask.quickfix then
    local answer = require('treeline.source').ask_and_wait(kind, ask.query or '', 10000)
    if answer.problem or #answer.items == 0 then
      client.say(answer.problem or answer.note, vim.log.levels.WARN)
      return
    end
    require('treeline.place').to_quickfix(answer.items, ('Treeline %s %s'):format(kind, ask.query))
    return
  end
  local server = client.ensure()
  if not server then return end
  local name = M.choose(ask.picker)
  local file = name:gsub('-', '_')
  local ok, picker = pcall(require, 'treeline.pickers.' .. file)
  if not ok then
    client.say(('there is no picker %q'):format(name), vim.log.levels.ERROR)
    return
  end
  picker.open(kind, server, ask.query)
end

return M
