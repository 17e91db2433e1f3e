-- Going to a place, and lists of places.
local M = {}

local text = require('treeline.text')

---Neovim 0.10 has the server count in UTF-16, and not every answer carries the line that it counts in: such a
---place learns its bytes from the file, when somebody goes there and not for each that is listed.
---@param item treeline.Item
---@return treeline.Item
function M.exact(item)
  local counted = item.counted
  if not counted then return item end
  item.counted = nil
  local line = text.line_of(item.path, item.lnum)
  if line then
    local length = item.end_col - item.col
    item.col = text.byte_column(line, counted.character, counted.encoding) + 1
    if item.end_lnum == item.lnum then item.end_col = item.col + length end
  end
  return item
end

---@param path string
---@param how 'edit'|'split'|'vsplit'|'tabedit'
---@return boolean ok, string? problem
local function open(path, how)
  local ok, problem = pcall(vim.cmd, { cmd = how, args = { vim.fn.fnameescape(path) } })
  -- A buffer that is modified and may not be hidden is kept, and the place is shown beside it.
  if not ok and how == 'edit' and tostring(problem):find('E37:', 1, true) then return open(path, 'split') end
  return ok, problem
end

---@param item treeline.Item
---@param how? 'edit'|'split'|'vsplit'|'tabedit'
function M.go(item, how)
  M.exact(item)
  vim.cmd("normal! m'")
  how = how or 'edit'
  if how ~= 'edit' or text.buffer_of(item.path) ~= vim.api.nvim_get_current_buf() then
    -- What is said of swap files and of changes that would be lost is said as for any :edit.
    local ok, problem = open(item.path, how)
    if not ok then
      vim.notify('treeline: ' .. tostring(problem):gsub('^.-(E%d+:)', '%1'), vim.log.levels.ERROR)
      return
    end
  end
  M.put_cursor(item)
end

---@param item treeline.Item
function M.put_cursor(item)
  local line = math.max(1, math.min(item.lnum, vim.api.nvim_buf_line_count(0)))
  local length = #(vim.api.nvim_buf_get_lines(0, line - 1, line, false)[1] or '')
  vim.api.nvim_win_set_cursor(0, { line, math.max(0, math.min(item.col - 1, length)) })
  vim.cmd('normal! zvzz')
end

---What a list says of a place.
---@param item treeline.Item
---@return string
function M.quickfix_text(item)
  if not item.kind then return item.label end
  local text = ('%s %s'):format(item.kind, item.label)
  return item.container and item.container ~= '' and ('%s  %s'):format(text, item.container) or text
end

---@param items treeline.Item[]
---@return table[] as setqflist() takes them
function M.quickfix_items(items)
  return vim.tbl_map(function(item)
    M.exact(item)
    return {
      filename = item.path, lnum = item.lnum, col = item.col, end_lnum = item.end_lnum, end_col = item.end_col,
      text = M.quickfix_text(item),
    }
  end, items)
end

---@param items treeline.Item[]
---@param title string
function M.to_quickfix(items, title)
  vim.api.nvim_exec_autocmds('QuickFixCmdPre', { pattern = 'treeline' })
  vim.fn.setqflist({}, ' ', { title = title, items = M.quickfix_items(items) })
  vim.api.nvim_exec_autocmds('QuickFixCmdPost', { pattern = 'treeline' })
  vim.cmd('botright copen')
end

return M
