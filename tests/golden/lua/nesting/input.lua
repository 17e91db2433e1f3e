return {
  "plugin/name",
  version = "*",
  opts = {
    theme = "dark",
    keys = {
      save = function(buffer)
        local path = buffer.path
        return path
      end,
    },
  },
  config = function(_, opts)
    local plugin = require("plugin")
    local M = { mode = 1 }

    function M.setup(o)
      local merged = o
      M.state = merged
      return function(x)
        local captured = x
        return captured
      end
    end

    plugin.setup(opts)

    do
      local function in_block()
        return M
      end
      in_block()
    end
  end,
}
