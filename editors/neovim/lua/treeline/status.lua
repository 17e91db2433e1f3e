-- A page about the index: what it holds, how fast it answers, what it does not cover and why.
local M = {}

local client = require('treeline.client')
local count = require('treeline.text').count

local WIDTH = 24

local function bytes(number)
  local units = { 'B', 'kB', 'MB', 'GB', 'TB' }
  local unit = 1
  while number >= 1000 and unit < #units do
    number, unit = number / 1000, unit + 1
  end
  return (unit == 1 and '%d %s' or '%.1f %s'):format(number, units[unit])
end

local function add(lines, name, format, ...) table.insert(lines, ('  %-12s %s'):format(name, format:format(...))) end

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

function M.open()
  local server = client.ensure()
  if not server then return end
  local function ended() client.say('the server has ended', vim.log.levels.ERROR) end
  client.ask(server, 'treeline/status', vim.empty_dict(), 0, ended, function(problem, status)
    if problem then
      client.say(problem, vim.log.levels.ERROR)
      return
    end
    vim.schedule(function() M.show(M.lines(status)) end)
  end)
end

---@param lines string[]
function M.show(lines)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].filetype = 'treeline-status'
  local width = 0
  for _, line in ipairs(lines) do width = math.max(width, vim.fn.strdisplaywidth(line)) end
  width = math.min(width + 2, vim.o.columns - 4)
  local height = math.min(#lines, vim.o.lines - 6)
  local window = vim.api.nvim_open_win(buffer, true, {
    relative = 'editor', style = 'minimal', border = 'rounded', title = ' Treeline ', title_pos = 'center',
    width = width, height = height,
    row = math.floor((vim.o.lines - height) / 2) - 1, col = math.floor((vim.o.columns - width) / 2),
  })
  vim.wo[window].wrap = false
  for _, key in ipairs({ 'q', '<Esc>' }) do
    vim.keymap.set('n', key, function() vim.api.nvim_win_close(window, true) end, { buffer = buffer, nowait = true })
  end
end

return M
