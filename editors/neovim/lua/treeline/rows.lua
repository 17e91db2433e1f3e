-- How a place is shown in one line of a list: of what parts, in what colours, cut to the room there is. Symbols stand
-- in columns; of a long line the part with the match is shown. Pickers draw the parts by their own means.
local M = {}

---@class treeline.Part: { [1]: string, [2]: string?, [3]: integer[][]? } text, its highlight group, matches in it

---@class treeline.Columns what stands below each other
---@field room integer cells in all
---@field name integer
---@field kind integer
---@field container integer 0: left out

local ELLIPSIS = '…'
local GAP = '  '

local links = {
  TreelineNormal = 'NormalFloat', TreelineBorder = 'FloatBorder', TreelineTitle = 'FloatTitle', TreelineNote = 'Comment',
  TreelinePath = 'Directory', TreelineLine = 'LineNr', TreelineKind = 'Type', TreelineContainer = 'Comment',
  TreelineMatch = 'Search', TreelineChosen = 'CursorLine', TreelineMarked = 'Special', TreelineProblem = 'DiagnosticError',
  TreelinePreviewLine = 'Visual',
}

function M.define_highlights()
  for name, link in pairs(links) do vim.api.nvim_set_hl(0, name, { link = link, default = true }) end
end

---@param text string
---@return integer cells
local function width(text)
  if not text:find('[\128-\255%c]') then return #text end
  return vim.api.nvim_strwidth(text)
end

---The longest end of a text that fits.
---@param text string
---@param room integer cells
---@return string
function M.keep_end(text, room)
  if width(text) <= room then return text end
  local starts = vim.str_utf_pos(text)
  for _, start in ipairs(starts) do
    local rest = text:sub(start)
    if width(rest) + 1 <= room then return ELLIPSIS .. rest end
  end
  return ''
end

---The longest beginning of a text that fits.
---@param text string
---@param room integer
---@return string
local function keep_start(text, room)
  if width(text) <= room then return text end
  local starts = vim.str_utf_pos(text)
  for i = #starts, 1, -1 do
    local rest = text:sub(1, starts[i] - 1)
    if width(rest) + 1 <= room then return rest .. ELLIPSIS end
  end
  return ''
end

---@param marks integer[][]
---@param by integer bytes
---@param from integer what begins before it is cut
---@return integer[][]
local function moved(marks, by, from)
  local after = {}
  for _, mark in ipairs(marks) do
    local first, stop = math.max(mark[1] + by, from), mark[2] + by
    if stop > first then table.insert(after, { first, stop }) end
  end
  return after
end

---A line from which its front is left out if the first match would not be seen otherwise.
---@param text string
---@param marks integer[][]
---@param room integer
---@return string, integer[][]
function M.around_match(text, marks, room)
  local mark = marks[1]
  if not mark or width(text:sub(1, mark[2])) <= room then return text, marks end
  local before = M.keep_end(text:sub(1, mark[1]), math.max(1, math.floor(room / 3)))
  return before .. text:sub(mark[1] + 1), moved(marks, #before - mark[1], #ELLIPSIS)
end

---@param text string
---@param cells integer
---@return string
local function padded(text, cells) return text .. (' '):rep(cells - width(text)) end

---@param items treeline.Item[]
---@param room integer cells
---@return treeline.Columns
function M.columns(items, room)
  local columns, path = { room = room, name = 0, kind = 0, container = 0 }, 0
  for _, item in ipairs(items) do
    if item.kind then
      columns.name = math.max(columns.name, width(item.label))
      columns.kind = math.max(columns.kind, width(item.kind))
      columns.container = math.max(columns.container, width(item.container or ''))
      path = math.max(path, width(item.short) + #tostring(item.lnum) + 1)
    end
  end
  columns.container = room < 60 and 0 or math.min(columns.container, math.floor(room * 0.15))
  -- A third is for the path if it needs that; the name has what is left, but never less than a third.
  local others = columns.kind + columns.container + 4 * #GAP + math.min(path, math.floor(room * 0.35))
  columns.name = math.min(columns.name, math.max(math.floor(room * 0.3), room - others))
  return columns
end

---@param item treeline.Item
---@param columns treeline.Columns
---@return treeline.Part[]
local function symbol_parts(item, columns)
  local name = keep_start(item.label, columns.name)
  local icon, group = M.icon(item.kind)
  local parts = { { padded(name, columns.name), nil, moved(item.marks, 0, 0) }, { GAP } }
  vim.list_extend(parts, { { padded(icon .. item.kind, columns.kind + width(icon)), group }, { GAP } })
  local left = columns.room - columns.name - columns.kind - width(icon) - 2 * #GAP
  if columns.container > 0 then
    local container = keep_start(item.container or '', columns.container)
    vim.list_extend(parts, { { padded(container, columns.container), 'TreelineContainer' }, { GAP } })
    left = left - columns.container - #GAP
  end
  local line = ':' .. item.lnum
  vim.list_extend(parts, { { M.keep_end(item.short, math.max(8, left - #line)), 'TreelinePath' }, { line, 'TreelineLine' } })
  return parts
end

---@param item treeline.Item
---@param columns treeline.Columns
---@return treeline.Part[]
local function text_parts(item, columns)
  local path, line = M.keep_end(item.short, math.floor(columns.room * 0.45)), ':' .. item.lnum
  local left = columns.room - width(path) - #line - #GAP
  local label, marks = M.around_match(item.label, item.marks, left)
  return { { path, 'TreelinePath' }, { line, 'TreelineLine' }, { GAP }, { label, nil, marks } }
end

---@param item treeline.Item
---@param columns treeline.Columns
---@return treeline.Part[]
function M.parts(item, columns)
  if item.kind then return symbol_parts(item, columns) end
  return text_parts(item, columns)
end

---The icon of a kind of symbols if the person has mini.icons, with a space behind it; and the highlight group.
---@param kind string
---@return string icon, string group
function M.icon(kind)
  local icons = _G.MiniIcons
  if not icons then return '', 'TreelineKind' end
  local ok, icon, group, missing = pcall(icons.get, 'lsp', kind)
  if not ok or missing then return '', 'TreelineKind' end
  return icon .. ' ', group
end

---The parts as one line, and where it is coloured.
---@param parts treeline.Part[]
---@param match_group? string
---@return string line
---@return { first: integer, stop: integer, group: string }[] spans in bytes, 0-based, matches last
function M.flat(parts, match_group)
  local texts, spans, matches, at = {}, {}, {}, 0
  for _, part in ipairs(parts) do
    local text, group, marks = part[1], part[2], part[3]
    if group then table.insert(spans, { first = at, stop = at + #text, group = group }) end
    for _, mark in ipairs(marks or {}) do
      local stop = math.min(mark[2], #text)
      if stop > mark[1] then
        table.insert(matches, { first = at + mark[1], stop = at + stop, group = match_group or 'TreelineMatch' })
      end
    end
    table.insert(texts, text)
    at = at + #text
  end
  return table.concat(texts), vim.list_extend(spans, matches)
end

return M
