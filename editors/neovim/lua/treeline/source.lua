-- What can be asked for: texts and symbols, as lists of places that any picker can show.
local client = require('treeline.client')
local text = require('treeline.text')

local M = {}

---@alias treeline.Kind 'search'|'symbols'

---@class treeline.Item one place
---@field path string absolute
---@field short string as shown
---@field lnum integer 1-based
---@field col integer 1-based byte
---@field end_lnum integer 1-based
---@field end_col integer 1-based byte, exclusive
---@field label string the line without what indents it, or the symbol's name
---@field marks integer[][] ranges of label to be highlighted: {start, end}, 0-based bytes, exclusive
---@field kind? string of a symbol
---@field container? string of a symbol
---@field counted? { character: integer, encoding: string } where the columns are not known in bytes: see place.exact

---@class treeline.Context the person's whereabouts when the picker was opened
---@field buffer integer
---@field near? string uri
---@field recent? string[] uris
---@field limit integer most items of an answer

---@class treeline.Answer
---@field items treeline.Item[]
---@field note string what is to be known of the whole answer
---@field truncated? boolean there are more
---@field problem? string what was wrong with the query, in words; then there are no items

---@class treeline.Mode how a text is looked for
---@field case? boolean
---@field word? boolean
---@field regex? boolean

---@class treeline.Question
---@field query string
---@field mode treeline.Mode
---@field context treeline.Context

---The switches, in the order in which titles name them.
M.modes = { 'case', 'word', 'regex' }

---@param query string
---@return boolean
local function is_blank(query) return vim.trim(query) == '' end

---As docs/protocol.md has them, as far as they are used here.
---@class treeline.SearchHit
---@field uri string
---@field range lsp.Range
---@field more? lsp.Range[]
---@field text string
---@field textStart? integer

---@class treeline.SearchSummary
---@field hits integer
---@field documents integer
---@field covered number
---@field truncated boolean
---@field reason string
---@field elapsedUs integer

-- ---- texts -----------------------------------------------------------------------------------------

---@param summary treeline.SearchSummary
---@return string
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
---@param line string
---@param marks integer[][]
---@return string, integer[][]
local function trimmed(line, marks)
  local indent = #line:match('^%s*')
  local shown = line:sub(indent + 1):gsub('%c', ' ')
  local moved = {}
  for _, mark in ipairs(marks) do
    local first, last = math.max(mark[1] - indent, 0), math.min(mark[2] - indent, #shown)
    if last > first then table.insert(moved, { first, last }) end
  end
  return shown, moved
end

---@param hit treeline.SearchHit
---@param root? string
---@param encoding string
---@return treeline.Item
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
  -- What lies before a part of a long line is not at hand.
  local unknown = first > 0 and encoding ~= 'utf-8'
  return {
    path = path, short = text.short(path, root),
    lnum = start.line + 1, col = first + column(start, line) + 1,
    end_lnum = stop.line + 1, end_col = first + column(stop, lines[#lines]) + 1,
    label = label, marks = moved, counted = unknown and { character = start.character, encoding = encoding } or nil,
  }
end

---@type treeline.AskFunction
local function search(server, question, answered, ended)
  local mode, context = question.mode, question.context
  if is_blank(question.query) then
    answered({ items = {}, note = '' })
    return function() end
  end
  local params = {
    query = question.query, limit = context.limit, lines = true,
    caseSensitive = mode.case or nil, wholeWord = mode.word or nil, regex = mode.regex or nil,
    near = context.near, recent = context.recent,
  }
  return client.ask(server, 'treeline/search', params, context.buffer, ended, function(problem, result)
    if problem then
      answered({ items = {}, note = '', problem = problem })
      return
    end
    local root = server.config.root_dir
    local items = {}
    for _, hit in ipairs(result.hits) do
      table.insert(items, search_item(hit, root, server.offset_encoding))
    end
    answered({ items = items, note = search_note(result.summary), truncated = result.summary.truncated })
  end)
end

-- ---- symbols ---------------------------------------------------------------------------------------

---@param symbol lsp.WorkspaceSymbol
---@param root? string
---@param query string
---@param encoding string
---@return treeline.Item
local function symbol_item(symbol, root, query, encoding)
  local path = vim.uri_to_fname(symbol.location.uri)
  local range = symbol.location.range or { start = { line = 0, character = 0 } }
  local kind = vim.lsp.protocol.SymbolKind[symbol.kind] or 'Symbol'
  local name, start = symbol.name:gsub('%c', ' '), range.start
  return {
    path = path, short = text.short(path, root),
    lnum = start.line + 1, col = start.character + 1, end_lnum = start.line + 1, end_col = start.character + 1 + #name,
    label = name, marks = M.letters(name, query), kind = kind:lower(), container = symbol.containerName,
    counted = encoding ~= 'utf-8' and start.character > 0 and { character = start.character, encoding = encoding } or nil,
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

---@param shown integer
---@param all integer
---@param since integer ns
---@return string
local function symbols_note(shown, all, since)
  if all == 0 then return 'no symbol of that name' end
  local words = { ('%s %s'):format(text.count(all), all == 1 and 'symbol' or 'symbols') }
  if shown < all then words[1] = ('%s of %s+ symbols'):format(text.count(shown), text.count(all)) end
  table.insert(words, ('%.1f ms'):format((vim.uv.hrtime() - since) / 1e6))
  return table.concat(words, ' · ')
end

---@type treeline.AskFunction
local function symbols(server, question, answered, ended)
  local query, context, since = question.query, question.context, vim.uv.hrtime()
  return client.ask(server, 'workspace/symbol', { query = query }, context.buffer, ended, function(problem, result)
    if problem then
      answered({ items = {}, note = '', problem = problem })
      return
    end
    local items = {}
    for i, symbol in ipairs(result or {}) do
      if i > context.limit then break end
      table.insert(items, symbol_item(symbol, server.config.root_dir, query, server.offset_encoding))
    end
    local all = #(result or {})
    local note = symbols_note(#items, all, since)
    local share = client.percentage(server)
    if share ~= '' then note = ('%s · %s indexed'):format(note, share) end
    answered({ items = items, note = note, truncated = #items < all })
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

---Gives what takes the question back. `ended` is called, and not `answered`, if the server ends before it answers.
---@alias treeline.Answered fun(answer: treeline.Answer)
---@alias treeline.AskFunction fun(server: vim.lsp.Client, question: treeline.Question, answered: treeline.Answered, ended: fun()): fun()

---@class treeline.Source
---@field title string
---@field modes boolean whether case, word and regex mean something
---@field ask treeline.AskFunction

---@type table<treeline.Kind, treeline.Source>
M.sources = {
  search = { title = 'Search', modes = true, ask = search },
  symbols = { title = 'Symbols', modes = false, ask = symbols },
}

return M
