-- A page about the index: what it holds, how fast it answers, what it does not cover and why.
local M = {}

local client = require('treeline.client')
local count = require('treeline.text').count

local WIDTH = 24
local REFRESH_MS = 300

---@param number integer
---@return string
local function bytes(number)
  local units = { 'B', 'kB', 'MB', 'GB', 'TB' }
  local unit = 1
  while number >= 1000 and unit < #units do
    number, unit = number / 1000, unit + 1
  end
  return (unit == 1 and '%d %s' or '%.1f %s'):format(number, units[unit])
end

---@param lines string[]
---@param name string
---@param format string
---@param ... any
local function add(lines, name, format, ...) table.insert(lines, ('  %-12s %s'):format(name, format:format(...))) end

---@param lines string[]
---@param folder table as treeline/status answers
local function folder_lines(lines, folder)
  table.insert(lines, '')
  table.insert(lines, vim.uri_to_fname(folder.uri))
  add(lines, 'state', '%s%s', folder.phase, folder.message ~= '' and ': ' .. folder.message or '')
  if not folder.files then return end
  add(lines, 'files', '%s, %s', count(folder.files), bytes(folder.sourceBytes))
  add(lines, 'symbols', '%s with %s names', count(folder.symbols), count(folder.names))
  add(lines, 'on disk', '%s in %d segments', bytes(folder.diskBytes), folder.segments)
  add(lines, 'covered', '%d%%', math.floor(folder.covered * 100))
  if folder.filesPending > 0 then add(lines, 'to come', '%s files', count(folder.filesPending)) end
  if folder.symbolsPending > 0 then add(lines, '', 'symbols of %s files', count(folder.symbolsPending)) end
  local left_out = {}
  for _, what in ipairs({ { 'binary', 'binary' }, { 'unreadable', 'unreadable' }, { 'textOnly', 'too large for symbols' },
    { 'timedOut', 'took too long to parse' } }) do
    if (folder[what[1]] or 0) > 0 then table.insert(left_out, ('%s %s'):format(count(folder[what[1]]), what[2])) end
  end
  if #left_out > 0 then add(lines, 'left out', '%s', table.concat(left_out, ', ')) end
  if folder.watch then
    add(lines, 'watching', '%s%s', folder.watch.state,
      folder.watch.unwatched > 0 and (', %s directories beyond the limit'):format(count(folder.watch.unwatched)) or '')
  end
end

---@param lines string[]
---@param methods table[] as treeline/status answers
local function latency_lines(lines, methods)
  local slowest = 1
  for _, method in ipairs(methods) do slowest = math.max(slowest, method.p95Us) end
  table.insert(lines, '')
  table.insert(lines, ('  %-30s %8s %9s %9s'):format('answered', 'times', 'p50', 'p95'))
  for _, method in ipairs(methods) do
    if method.count > 0 then
      local bar = ('▇'):rep(math.max(1, math.floor(method.p95Us / slowest * WIDTH)))
      table.insert(lines, ('  %-30s %8s %6.2f ms %6.2f ms  %s'):format(method.method, count(method.count),
        method.p50Us / 1000, method.p95Us / 1000, bar))
    end
  end
end

---@param status table as treeline/status answers
---@return string[]
function M.lines(status)
  local lines = { ('Treeline %s'):format(status.version) }
  add(lines, 'memory', '%s of its own, %s in all', bytes(status.memory.anonymous), bytes(status.memory.resident))
  add(lines, 'open', '%d documents, %d requests', status.openDocuments, status.openRequests)
  for _, folder in ipairs(status.folders) do folder_lines(lines, folder) end
  latency_lines(lines, status.methods or {})
  return lines
end

---@param status table
---@return boolean whether anything of it is still to come
local function is_busy(status)
  for _, folder in ipairs(status.folders) do
    if folder.phase ~= 'ready' and folder.phase ~= 'failed' then return true end
  end
  return false
end

---@param lines string[]
---@return table as nvim_open_win takes it
local function layout(lines)
  local width = 0
  for _, line in ipairs(lines) do width = math.max(width, vim.fn.strdisplaywidth(line)) end
  width = math.max(1, math.min(width + 2, vim.o.columns - 4))
  local height = math.max(1, math.min(#lines, vim.o.lines - 6))
  return {
    relative = 'editor', width = width, height = height,
    row = math.max(0, math.floor((vim.o.lines - height) / 2) - 1), col = math.floor((vim.o.columns - width) / 2),
  }
end

---@param buffer integer
---@param lines string[]
local function fill(buffer, lines)
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
end

---@param lines string[]
---@return integer buffer, integer window
function M.show(lines)
  local buffer = vim.api.nvim_create_buf(false, true)
  fill(buffer, lines)
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].filetype = 'treeline-status'
  local window = vim.api.nvim_open_win(buffer, true, vim.tbl_extend('force', layout(lines), {
    style = 'minimal', border = 'rounded', title = ' Treeline ', title_pos = 'center',
  }))
  vim.wo[window].wrap = false
  for _, key in ipairs({ 'q', '<Esc>' }) do
    vim.keymap.set('n', key, function() vim.api.nvim_win_close(window, true) end, { buffer = buffer, nowait = true })
  end
  return buffer, window
end

---@param answered fun(status: table)
local function ask(answered)
  local server = client.ensure()
  if not server then return end
  local function ended() client.say('the server has ended', vim.log.levels.ERROR) end
  client.ask(server, 'treeline/status', vim.empty_dict(), 0, ended, function(problem, status)
    if problem then
      client.say(problem, vim.log.levels.ERROR)
      return
    end
    vim.schedule(function() answered(status) end)
  end)
end

-- As long as something is being indexed the page follows it.
local function follow(buffer, window)
  vim.defer_fn(function()
    if not vim.api.nvim_buf_is_valid(buffer) then return end
    ask(function(status)
      if not vim.api.nvim_buf_is_valid(buffer) or not vim.api.nvim_win_is_valid(window) then return end
      local lines = M.lines(status)
      fill(buffer, lines)
      vim.api.nvim_win_set_config(window, layout(lines))
      if is_busy(status) then follow(buffer, window) end
    end)
  end, REFRESH_MS)
end

function M.open()
  ask(function(status)
    local buffer, window = M.show(M.lines(status))
    if is_busy(status) then follow(buffer, window) end
  end)
end

return M
