-- A person at the keys of a second Neovim, which has no screen but all modes and mappings: keys are typed into it,
-- and it is asked what it shows. For what `nvim -l` cannot do by itself, since nobody types there.
local editor = require('editor')

local M = {}

---@param tree string where it is started
---@param setup string Lua that is run first
---@param arguments? string[] files to open
---@param by_itself? boolean the setup sees to the server
function M.start(tree, setup, arguments, by_itself)
  local self = {}
  local command = { vim.v.progpath, '--clean', '--embed', '--headless', '-n', '--cmd', 'set columns=160 lines=40 shortmess+=I' }
  local channel = vim.fn.jobstart(vim.list_extend(command, arguments or {}), {
    rpc = true, cwd = tree, on_exit = function(_, code) self.exit_code = code end,
  })
  assert(channel > 0, 'the second Neovim does not start')

  ---@param code string a chunk; what is handed over is `...` in it
  function self.lua(code, ...) return vim.rpcrequest(channel, 'nvim_exec_lua', code, { ... }) end

  ---Types as a person does: mappings count, the modes too.
  function self.keys(keys) vim.rpcrequest(channel, 'nvim_input', keys) end

  ---Waits until a chunk gives something true, and gives that.
  function self.wait(what, code, ...)
    local arguments, value = { ... }, nil
    local ok = vim.wait(10000, function()
      value = self.lua(code, unpack(arguments))
      return value and value ~= vim.NIL
    end, 20)
    if not ok then error(('still waiting for %s; it shows\n%s'):format(what, self.shows()), 2) end
    return value
  end

  ---All that is shown, cell by cell.
  function self.shows()
    return self.lua([[
      vim.cmd.redraw()
      local lines = {}
      for row = 1, vim.o.lines do
        local cells = {}
        for column = 1, vim.o.columns do cells[column] = vim.fn.screenstring(row, column) end
        lines[row] = (table.concat(cells):gsub('%s+$', ''))
      end
      return table.concat(lines, '\n')
    ]])
  end

  function self.stop()
    vim.rpcnotify(channel, 'nvim_command', 'qall!')
    editor.wait('the end of the second Neovim', function() return self.exit_code end)
    assert(self.exit_code == 0, 'it ended with ' .. self.exit_code)
  end

  self.lua([[
    vim.opt.runtimepath:append((...))
    vim.o.swapfile = false
    vim.g.loaded_python3_provider = 0 -- looking for it takes seconds
    said = {}
    vim.notify = function(message) table.insert(said, message) end
  ]], editor.from_environment('PLUGIN'))
  self.lua(setup)
  if not by_itself then
    self.lua([[
      vim.cmd.runtime('plugin/treeline.lua')
      require('treeline').setup({ cmd = { (...), 'lsp' } })
    ]], editor.from_environment('TREELINE'))
  end
  self.wait('the index', [[
    local treeline = require('treeline.client')
    local client = treeline.running()
    if not client or not client.initialized then return false end
    local status = treeline.ask_and_wait(client, 'treeline/status', vim.empty_dict(), 5000)
    return status and status.folders[1] and status.folders[1].phase == 'ready'
  ]])
  return self
end

---A little project, as a repository.
---@param tree string an empty folder
---@param files? table<string, string> further ones
function M.make_project(tree, files)
  local all = vim.tbl_extend('force', {
    ['src/engine.c'] = '#include "engine.h"\n\nint engine_start(struct engine *engine) {\n\treturn warm_up(engine);\n}\n',
    ['src/engine.h'] = 'struct engine;\nint engine_start(struct engine *engine);\nint warm_up(struct engine *engine);\n',
    ['src/warm.c'] = '#include "engine.h"\n\n/* Warms the engine up. */\nint warm_up(struct engine *engine) {\n\treturn engine != 0;\n}\n',
    ['doc/words.md'] = '# Engine\n\nHow to warm it up: call `warm_up`. Ünïcode, then warm_up again.\n',
  }, files or {})
  for path, text in pairs(all) do
    local full = tree .. '/' .. path
    vim.fn.mkdir(vim.fs.dirname(full), 'p')
    local file = assert(io.open(full, 'w'))
    file:write(text)
    file:close()
  end
  assert(vim.system({ 'git', 'init', '-q' }, { cwd = tree }):wait().code == 0)
end

return M
