-- What can be asked for: texts and symbols, as lists of places that any picker can show.
local client = require('treeline.client')
local config = require('treeline.config')
local text = require('treeline.text')

local M = {}

---@class treeline.Item one place
---@field path string absolute
---@field short string as shown
---@field lnum integer 1-based
---@field col integer 1-based byte
---@field end_lnum integer 1-based
---@field end_col integer 1-based byte, exclusive
---@field label string what is shown behind the place: the line, or the symbol
---@field marks integer[][] ranges of label to be highlighted: {start, end}, 0-based bytes, exclusive
---@field kind? string of a symbol
---@field container? string of a symbol

---@class treeline.Answer
---@field items treeline.Item[]
---@field note string what is to be known of the whole answer
---@field problem? string what was wrong with the query, in words; then there are no items

---@class treeline.Mode how a text is looked for
---@field case? boolean
---@field word? boolean
---@field regex? boolean

local function is_blank(query) return vim.trim(query) == '' end

-- ---- texts -----------------------------------------------------------------------------------------

local function search_note(summary)
  local words = {}
  if summary.hits > 0 then
    local more = summary.truncated and '+' or ''
    local files = summary.documents == 1 and 'file' or 'files'
    table.insert(words, ('%s%s in %s %s'):format(text.count(summary.hits), more, text.count(summary.documents), files))
  else
    table.insert(words, 'nothing found')
  end
  table.insert(words, ('%.1f ms'):format(summary.elapsedUs / 1000))
  if summary.covered < 1 then table.insert(words, ('%d%% indexed'):format(math.floor(summary.covered * 100))) end
  if summary.reason ~= '' and summary.reason ~= 'limit' and summary.reason ~= 'indexing' then
    table.insert(words, summary.reason)
  end
  return table.concat(words, ' · ')
end

-- A line without what indents it, with the marks moved along.
local function trimmed(line, marks)
  local indent = #line:match('^%s*')
  local shown = line:sub(indent + 1):gsub('[\r\n\t]', ' ')
  local moved = {}
  for _, mark in ipairs(marks) do
    local first, last = math.max(mark[1] - indent, 0), math.min(mark[2] - indent, #shown)
    if last > first then table.insert(moved, { first, last }) end
  end
  return shown, moved
end

local function search_item(hit, root, encoding)
  local path = vim.uri_to_fname(hit.uri)
  local first = (hit.textStart or 0)
  local lines = vim.split(hit.text, '\n', { plain = true })
  local function column(position, line)
    if position.character < first then return 0 end
    return text.byte_column(line, position.character - first, encoding)
  end
  local start, stop = hit.range.start, hit.range['end']
  local line, same = lines[1], start.line == stop.line
  local marks = { { column(start, line), same and column(stop, line) or #line } }
  for _, range in ipairs(hit.more or {}) do
    if range['end'].line == start.line then table.insert(marks, { column(range.start, line), column(range['end'], line) }) end
  end
  local label, moved = trimmed(line, marks)
  -- What lies before a part of a long line is not known in bytes: ASCII is most likely.
  return {
    path = path, short = text.short(path, root),
    lnum = start.line + 1, col = first + column(start, line) + 1,
    end_lnum = stop.line + 1, end_col = first + column(stop, lines[#lines]) + 1,
    label = label, marks = moved,
  }
end

---@param server vim.lsp.Client
---@param query string
---@param mode treeline.Mode
---@param answered fun(answer: treeline.Answer)
---@return fun() cancel
local function search(server, query, mode, answered)
  if is_blank(query) then
    answered({ items = {}, note = '' })
    return function() end
  end
  local buffer = vim.api.nvim_get_current_buf()
  local params = {
    query = query, limit = config.get().limit, lines = true,
    caseSensitive = mode.case or nil, wholeWord = mode.word or nil, regex = mode.regex or nil,
    near = M.near(buffer), recent = M.recent(),
  }
  return client.ask(server, 'treeline/search', params, function(problem, result, cancelled)
    if cancelled then return end
    if problem then
      answered({ items = {}, note = '', problem = problem })
      return
    end
    local root = server.config.root_dir
    local items = {}
    for _, hit in ipairs(result.hits) do
      table.insert(items, search_item(hit, root, server.offset_encoding))
    end
    answered({ items = items, note = search_note(result.summary) })
  end)
end

-- ---- symbols ---------------------------------------------------------------------------------------

local function symbol_item(symbol, root, query)
  local path = vim.uri_to_fname(symbol.location.uri)
  local range = symbol.location.range or { start = { line = 0, character = 0 }, ['end'] = { line = 0, character = 0 } }
  local kind = vim.lsp.protocol.SymbolKind[symbol.kind] or 'Symbol'
  local name, container = symbol.name, symbol.containerName
  local label = container and container ~= '' and ('%s  %s'):format(name, container) or name
  -- Neovim offers to count in bytes, and the server takes that: characters are byte columns.
  local length = #name
  return {
    path = path, short = text.short(path, root),
    lnum = range.start.line + 1, col = range.start.character + 1,
    end_lnum = range.start.line + 1, end_col = range.start.character + 1 + length,
    label = label, marks = M.letters(name, query), kind = kind:lower(), container = container,
  }
end

---Where the letters of a query stand in a name: together if they do, else in order.
---@param name string
---@param query string
---@return integer[][]
function M.letters(name, query)
  local wanted = query:match('[^%s:.#/>]+$') or ''
  local low, sought = name:lower(), wanted:lower()
  if sought == '' then return {} end
  local first, last = low:find(sought, 1, true)
  if first then return { { first - 1, last } } end
  local marks, at = {}, 1
  for letter in sought:gmatch('.') do
    local found = low:find(letter, at, true)
    if not found then return {} end
    table.insert(marks, { found - 1, found })
    at = found + 1
  end
  return marks
end

local function symbols(server, query, _, answered)
  return client.ask(server, 'workspace/symbol', { query = query }, function(problem, result, cancelled)
    if cancelled then return end
    if problem then
      answered({ items = {}, note = '', problem = problem })
      return
    end
    local items = {}
    for i, symbol in ipairs(result or {}) do
      if i > config.get().limit then break end
      table.insert(items, symbol_item(symbol, server.config.root_dir, query))
    end
    local note = #items == 0 and 'no symbol of that name' or text.count(#(result or {})) .. ' symbols'
    answered({ items = items, note = note })
  end)
end

-- ---- the person's whereabouts ----------------------------------------------------------------------

---@param buffer integer
---@return string? uri of the file the person is in
function M.near(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  if vim.bo[buffer].buftype ~= '' or name == '' then return nil end
  return vim.uri_from_bufnr(buffer)
end

---@return string[]? uris of files that are being edited, the latest first
function M.recent()
  local buffers = vim.tbl_filter(function(info) return info.name ~= '' and vim.bo[info.bufnr].buftype == '' end,
    vim.fn.getbufinfo({ buflisted = 1 }))
  table.sort(buffers, function(a, b) return (a.lastused or 0) > (b.lastused or 0) end)
  local uris = {}
  for i = 1, math.min(#buffers, 16) do uris[i] = vim.uri_from_bufnr(buffers[i].bufnr) end
  return #uris > 0 and uris or nil
end

---@class treeline.Source
---@field title string
---@field modes boolean whether case, word and regex mean something
---@field ask fun(server: vim.lsp.Client, query: string, mode: treeline.Mode, answered: fun(answer: treeline.Answer)): fun()

---@type table<string, treeline.Source>
M.sources = {
  search = { title = 'Search', modes = true, ask = search },
  symbols = { title = 'Symbols', modes = false, ask = symbols },
}

---Waits for the answer.
---@param kind string
---@param query string
---@return treeline.Answer
function M.ask_and_wait(kind, query, timeout_ms)
  local server = client.ensure()
  if not server then return { items = {}, note = '', problem = 'no server' } end
  local answer
  local cancel = M.sources[kind].ask(server, query, {}, function(given) answer = given end)
  if not vim.wait(timeout_ms or 2000, function() return answer ~= nil end, 2) then
    cancel()
    return { items = {}, note = '', problem = 'no answer in time' }
  end
  return answer
end

return M
