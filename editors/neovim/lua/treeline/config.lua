-- What can be chosen, with its defaults.
local M = {}

---@alias treeline.PickerName 'auto'|'builtin'|'telescope'|'fzf-lua'|'snacks'|'mini'

---@class treeline.Options
---@field cmd? string[] the program and its arguments
---@field root_markers? string[] what a tree's root has; without any, the directory Neovim was started in
---@field filetypes? string[] only these; default: every file
---@field init_options? table as docs/protocol.md has them under initializationOptions
---@field picker? treeline.PickerName 'auto': the first that is installed, else the built-in one
---@field limit? integer most results shown
---@field preview? boolean the built-in picker shows the file around a result
---@field history? integer queries remembered by the built-in picker

---@class treeline.Config: treeline.Options
M.defaults = {
  cmd = { 'treeline', 'lsp' },
  root_markers = { '.git', '.hg', '.svn', '.jj' },
  filetypes = nil,
  init_options = {},
  picker = 'auto',
  limit = 200,
  preview = true,
  history = 50,
}

local types = {
  cmd = 'table', root_markers = 'table', filetypes = 'table', init_options = 'table', picker = 'string',
  limit = 'number', preview = 'boolean', history = 'number',
}

---@type treeline.Config
local current = vim.deepcopy(M.defaults)

---What is wrong with options, in words; an empty list if nothing is.
---@param options table
---@return string[]
function M.problems(options)
  local found = {}
  for key, value in pairs(options) do
    if not types[key] then
      table.insert(found, ('unknown option %q'):format(tostring(key)))
    elseif type(value) ~= types[key] then
      table.insert(found, ('%s must be a %s and is a %s'):format(key, types[key], type(value)))
    end
  end
  table.sort(found)
  return found
end

---Keeps what is right, says what is wrong.
---@param options? treeline.Options
function M.set(options)
  local wrong = M.problems(options or {})
  if #wrong > 0 then vim.notify('treeline: ' .. table.concat(wrong, '; '), vim.log.levels.ERROR) end
  current = vim.deepcopy(M.defaults)
  for key, value in pairs(options or {}) do
    if types[key] and type(value) == types[key] then current[key] = vim.deepcopy(value) end
  end
end

---@return treeline.Config
function M.get() return current end

return M
