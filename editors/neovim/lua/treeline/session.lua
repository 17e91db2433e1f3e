-- What one picker asks, from its opening to its end. Every picker has the same troubles, and they are dealt with
-- here: a newer question takes the older one back and its late answer is dropped; nothing blocks; the server may be
-- starting, or have been killed, while somebody types; and once the picker is open, the window and the buffer that
-- the person came from are no longer the current ones.
local client = require('treeline.client')
local config = require('treeline.config')
local source = require('treeline.source')

local M = {}

local LOOK_AGAIN_MS = 50 -- while the server is starting
local PATIENCE_MS = 10000

---@class treeline.Session
---@field kind treeline.Kind
---@field mode treeline.Mode
---@field query string the last that was asked
---@field waiting boolean for its answer
---@field shown treeline.Item[] of the last answer that was none of a wrong query
---@field buffer integer where the person came from
---@field context treeline.Context
---@field private turn integer of the newest question; an answer to another is late
---@field private take_back? fun()
local Session = {}
Session.__index = Session

local last ---@type treeline.Session?

---@param kind treeline.Kind
---@param mode? treeline.Mode
---@return treeline.Session
function M.new(kind, mode)
  local buffer = vim.api.nvim_get_current_buf()
  return setmetatable({
    kind = kind, mode = vim.deepcopy(mode or {}), query = '', waiting = false, shown = {}, buffer = buffer, turn = 0,
    context = { buffer = buffer, near = source.near(buffer), recent = source.recent(), limit = config.get().limit },
  }, Session)
end

---The last that was asked something: for opening its picker again.
---@return treeline.Session?
function M.last() return last end

---The server, once it can be asked.
---@return vim.lsp.Client? client
---@return boolean soon whether waiting helps
function Session:server()
  local running = client.running(self.buffer)
  if running and running.initialized then return running, true end
  return nil, running ~= nil or client.is_starting()
end

---Asks, and takes back what was asked before. The answer comes on the main loop, never before this returns, at most
---once, and not at all if something newer is asked or the question is taken back.
---@param query string
---@param answered fun(answer: treeline.Answer)
function Session:ask(query, answered)
  self:cancel()
  self.query = query
  last, self.waiting = self, true
  local turn, since = self.turn, vim.uv.now()
  local function take(answer)
    vim.schedule(function()
      if turn ~= self.turn then return end
      self.take_back, self.waiting = nil, false
      if not answer.problem then self.shown = answer.items end
      answered(answer)
    end)
  end
  local function try()
    if turn ~= self.turn then return end
    local server, soon = self:server()
    if server then
      local question = { query = query, mode = self.mode, context = self.context }
      self.take_back = source.sources[self.kind].ask(server, question, take, function()
        vim.defer_fn(try, LOOK_AGAIN_MS) -- it ended under the question
      end)
    elseif soon and vim.uv.now() - since < PATIENCE_MS then
      vim.defer_fn(try, LOOK_AGAIN_MS)
    else
      take({ items = {}, note = '', problem = 'no server runs: see :checkhealth treeline' })
    end
  end
  try()
end

---Takes back what is being asked.
function Session:cancel()
  self.turn = self.turn + 1
  local take_back = self.take_back
  self.take_back, self.waiting = nil, false
  if take_back then take_back() end
end

---@param query string
---@param timeout_ms integer
---@return treeline.Answer
function Session:wait(query, timeout_ms)
  local answer ---@type treeline.Answer?
  self:ask(query, function(given) answer = given end)
  if not vim.wait(timeout_ms, function() return answer ~= nil end, 2) then
    self:cancel()
    return { items = {}, note = '', problem = 'no answer in time' }
  end
  return answer
end

---@param name 'case'|'word'|'regex'
---@return boolean whether it means something for what is asked
function Session:toggle(name)
  if not source.sources[self.kind].modes then return false end
  self.mode[name] = not self.mode[name] or nil
  return true
end

---"Treeline: Search [word, regex]"
---@return string
function Session:title()
  local on = {}
  for _, name in ipairs(source.modes) do
    if self.mode[name] then table.insert(on, name) end
  end
  local title = 'Treeline: ' .. source.sources[self.kind].title
  return #on > 0 and ('%s [%s]'):format(title, table.concat(on, ', ')) or title
end

return M
