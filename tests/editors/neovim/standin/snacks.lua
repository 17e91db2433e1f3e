-- Stands for snacks.nvim's picker, as its sources have it (lua/snacks/picker/core/finder.lua: Finder:run;
-- core/picker.lua: find, close, update_titles; util/async.lua: suspend, resume, abort, step), for the adapter that
-- cannot be tried against the plugin itself. Kept: the finder is called with options and a context whose `async` is
-- there only within the coroutine; the coroutine is resumed in a fast event; a new query aborts the task and empties
-- the items, and what an old task adds would be among the new ones; titles are told. Not reproduced: windows,
-- matching and sorting, layouts, history, resuming, several sources.
local M = {}

local Async = {}
Async.__index = Async

local executor = vim.uv.new_check()
local active = {}

local function step()
  for _ = 1, #active do
    local async = table.remove(active, 1)
    local alive = coroutine.status(async.co) ~= 'dead'
    if alive and not async.suspended then
      if async.aborted and not async.started then
        alive = false
      else
        async.started = true
        M.fast = vim.in_fast_event()
        local ok, problem = coroutine.resume(async.co, async.aborted and 'abort' or nil)
        if not ok and not tostring(problem):find('aborted', 1, true) then table.insert(M.problems, problem) end
        alive = coroutine.status(async.co) ~= 'dead'
      end
    end
    if alive then table.insert(active, async) end
  end
  if #active == 0 then executor:stop() end
end

function Async:suspend()
  self.suspended = true
  if coroutine.yield() == 'abort' then error('aborted', 2) end
end

function Async:resume() self.suspended = false end

function Async:abort()
  self.aborted = true
  self:resume()
end

function Async:running() return coroutine.status(self.co) ~= 'dead' and not self.aborted end

local Picker = {}
Picker.__index = Picker

-- Finder:run
function Picker:find()
  if self.task then self.task:abort() end
  self.items = {}
  local context = { picker = self, filter = { search = vim.trim(self.search) }, meta = {} }
  local found = self.opts.finder(self.opts, context)
  local task = setmetatable({}, Async)
  task.co = coroutine.create(function()
    context.async = task
    found(function(item)
      item.idx = #self.items + 1
      table.insert(self.items, item)
    end)
    M.done = (M.done or 0) + 1
  end)
  self.task = task
  table.insert(active, task)
  if not executor:is_active() then executor:start(step) end
end

function Picker:type(search)
  self.search = search
  self:find()
end

function Picker:update_titles()
  assert(not vim.in_fast_event(), 'titles are set on the main loop')
  table.insert(self.titles, self.title)
end

-- What the list shows of an item: see list.lua, format, and highlight.lua, to_text.
function Picker:line(item)
  if item.resolve then
    item.resolve(item)
    item.resolve = nil
  end
  local texts, marked = {}, {}
  for _, piece in ipairs(self.opts.format(item, self)) do
    assert(type(piece[1]) == 'string', 'a piece is a text and a group')
    table.insert(texts, piece[1])
    if piece[2] == 'SnacksPickerMatch' then table.insert(marked, piece[1]) end
  end
  return table.concat(texts), marked
end

function Picker:press(key)
  local action = assert(self.opts.win.input.keys[key], 'no key ' .. key)[1]
  self.opts.actions[action](self)
end

function Picker:close()
  self.opts.on_close(self)
  self.closed = true
  self.task:abort()
end

function M.install()
  M.problems = {}
  _G.Snacks = {
    config = { picker = { enabled = true } },
    picker = {
      pick = function(opts)
        assert(opts.live and opts.supports_live, 'a live picker')
        M.picker = setmetatable({ opts = opts, search = opts.search or '', title = opts.title, titles = {}, items = {} }, Picker)
        M.picker:find()
        return M.picker
      end,
    },
  }
end

return M
