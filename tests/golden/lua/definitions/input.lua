#!/usr/bin/env lua
--[[
  A small event bus.
]]
local Bus = {}
Bus.__index = Bus

local insert, remove = table.insert, table.remove
local LIMIT <const> = 64
local handle <close> = nil
local pending
VERSION = "1.1"
VERSION = "1.2"

local defaults = {
  async = false,
  ["max-depth"] = 8,
  on_error = function(err)
    local text = tostring(err)
    print(text)
  end,
  nested = { level = 1 },
}

--- Makes a bus.
function Bus.new(options)
  local self = setmetatable({}, Bus)
  self.listeners = {}
  self.options = options or defaults
  return self
end

function Bus:on(name, callback)
  local list = self.listeners[name] or {}
  insert(list, callback)
  self.listeners[name] = list
  return self
end

Bus.off = function(self, name)
  local list = self.listeners[name]
  remove(list)
end

function Bus.util.format.plain(text)
  return [[plain ]] .. text .. 'x' .. [==[ "raw" ]==]
end

local function count(bus)
  local total = 0
  for _, list in pairs(bus.listeners) do
    total = total + #list
  end
  return total
end

local emit = function(bus, name)
  local sent = 0
  local function each(listener)
    local ok = pcall(listener, name)
    sent = sent + (ok and 1 or 0)
  end
  return sent, each
end

function globalHelper() end

anotherGlobal = function() return emit end

Bus.count = count
Bus.default_limit = LIMIT

if VERSION then
  function Bus.conditional() end
end

M["with words"] = function() end

return Bus
