-- Going to a place, and lists of places.
local M = {}

---@param item treeline.Item
---@param how? 'edit'|'split'|'vsplit'|'tabedit'
function M.go(item, how)
  vim.cmd("normal! m'")
  local current = vim.api.nvim_buf_get_name(0)
  if how and how ~= 'edit' or current ~= item.path then
    vim.cmd({ cmd = how or 'edit', args = { vim.fn.fnameescape(item.path) } })
  end
  local line = math.max(1, math.min(item.lnum, vim.api.nvim_buf_line_count(0)))
  local length = #(vim.api.nvim_buf_get_lines(0, line - 1, line, false)[1] or '')
  vim.api.nvim_win_set_cursor(0, { line, math.max(0, math.min(item.col - 1, length)) })
  vim.cmd('normal! zvzz')
end

---@param items treeline.Item[]
---@param title string
function M.to_quickfix(items, title)
  local list = {}
  for _, item in ipairs(items) do
    table.insert(list, {
      filename = item.path, lnum = item.lnum, col = item.col, end_lnum = item.end_lnum, end_col = item.end_col,
      text = item.kind and ('%s %s'):format(item.kind, item.label) or item.label,
    })
  end
  vim.fn.setqflist({}, ' ', { title = title, items = list })
  vim.cmd('botright copen')
end

return M
