-- Columns of the protocol and of Neovim, and short forms of paths.
local M = {}

---The byte column (0-based) of a protocol's character in a line that is known from byte `first` on.
---@param text string
---@param character integer
---@param encoding string
---@return integer
function M.byte_column(text, character, encoding)
  if encoding == 'utf-8' then return math.min(character, #text) end
  local ok, column = pcall(function()
    if vim.fn.has('nvim-0.11') == 1 then return vim.str_byteindex(text, encoding, character, false) end
    return vim.str_byteindex(text, character, encoding == 'utf-16')
  end)
  return ok and column or #text
end

---The buffer that has a file, loaded or not, by whichever name. bufnr() would take the path for a pattern, and give
---foo.cpp for foo.c.
---@param path string
---@return integer?
function M.buffer_of(path)
  if vim.fn.bufexists(path) == 0 then return nil end
  return vim.fn.bufadd(path) -- which adds none, then
end

---@param path string
---@return integer? the buffer, if it is loaded
function M.loaded(path)
  local buffer = M.buffer_of(path)
  return buffer and vim.api.nvim_buf_is_loaded(buffer) and buffer or nil
end

---A line of a file: of the buffer that has it loaded, else of the disk.
---@param path string
---@param lnum integer 1-based
---@return string?
function M.line_of(path, lnum)
  local buffer = M.loaded(path)
  if buffer then return vim.api.nvim_buf_get_lines(buffer, lnum - 1, lnum, false)[1] end
  local file = io.open(path, 'r')
  if not file then return nil end
  local found
  for line in file:lines() do
    lnum = lnum - 1
    if lnum == 0 then
      found = line
      break
    end
  end
  file:close()
  return found
end

---A path as people say it: relative to the root, or with ~.
---@param path string
---@param root? string
---@return string
function M.short(path, root)
  if root and path:sub(1, #root + 1) == root .. '/' then return path:sub(#root + 2) end
  return vim.fn.fnamemodify(path, ':~')
end

---What is selected in visual mode, its first line.
---@return string
function M.selected()
  local lines = vim.fn.getregion(vim.fn.getpos('v'), vim.fn.getpos('.'), { type = vim.fn.mode() })
  return lines[1] or ''
end

---1234567 as "1,234,567".
---@param number integer
---@return string
function M.count(number)
  local digits = tostring(number):reverse():gsub('(%d%d%d)', '%1,'):reverse()
  return (digits:gsub('^,', ''))
end

return M
