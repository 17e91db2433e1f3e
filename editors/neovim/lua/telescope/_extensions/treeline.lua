-- :Telescope treeline search, :Telescope treeline symbols. Options are those of any picker of Telescope's, and
-- `default_text` is what to begin with; those under `extensions.treeline` of Telescope's setup() are the defaults.
local defaults = {}

---@param kind treeline.Kind
---@return fun(options?: table)
local function picker(kind)
  return function(options)
    options = vim.tbl_extend('force', defaults, options or {})
    local query = options.query or options.default_text
    options.query, options.default_text = nil, nil
    require('treeline')[kind]({ picker = 'telescope', query = query, options = options })
  end
end

return require('telescope').register_extension({
  setup = function(options) defaults = options or {} end,
  health = function() require('treeline.health').check_program() end,
  exports = { treeline = picker('search'), search = picker('search'), symbols = picker('symbols') },
})
