-- What the sessions share: words on standard output, waiting, and the server as the editor's own client has it.
local M = {}

function M.from_environment(name)
  local value = vim.env[name]
  assert(value and value ~= '', name .. ' is not set: run this through tests/editors/neovim/run')
  return value
end

function M.step(format, ...) io.stdout:write(string.format(format, ...) .. '\n') end

function M.wait(what, condition, timeout_ms)
  local value
  local ok = vim.wait(timeout_ms or 20000, function()
    value = condition()
    return value
  end, 20)
  assert(ok, 'still waiting for ' .. what)
  return value
end

---Starts the server on a tree, for the current buffer, and waits until it answers.
---@param tree string
function M.start(tree)
  local self = {}
  local others = vim.api.nvim_get_proc_children(vim.uv.os_getpid())
  local id = assert(vim.lsp.start({
    name = 'treeline',
    cmd = { M.from_environment('TREELINE'), '--stdio' },
    root_dir = tree,
    workspace_folders = { { uri = vim.uri_from_fname(tree), name = 'tree' } },
    on_exit = function(code, signal) self.exit_code = signal ~= 0 and -signal or code end,
  }))
  self.client = assert(vim.lsp.get_client_by_id(id))
  M.wait('initialize', function() return self.client.initialized end)
  for _, pid in ipairs(vim.api.nvim_get_proc_children(vim.uv.os_getpid())) do
    if not vim.tbl_contains(others, pid) then self.pid = pid end
  end

  function self.ask(method, params)
    local answer, problem = self.client.request_sync(method, params, 30000, vim.api.nvim_get_current_buf())
    assert(answer, problem)
    assert(not answer.err, vim.inspect(answer.err))
    return answer.result
  end

  function self.status() return self.ask('treeline/status', vim.empty_dict()).folders[1] end

  ---Waits until everything is indexed; gives the status.
  function self.ready()
    return M.wait('the index', function()
      local status = self.status()
      assert(status.phase ~= 'failed', status.message)
      return status.phase == 'ready' and status
    end, tonumber(vim.env.INDEX_TIMEOUT_MS or 300000))
  end

  ---Where a text occurs.
  function self.hits(text) return self.ask('treeline/search', { query = text, literal = true, caseSensitive = true }).hits end

  ---The files, relative to the tree, in which a symbol of that name is.
  function self.places(name)
    local places = {}
    for _, item in ipairs(self.ask('workspace/symbol', { query = name })) do
      if item.name == name then table.insert(places, vim.uri_to_fname(item.location.uri):sub(#tree + 2)) end
    end
    table.sort(places)
    return places
  end

  ---The session's orderly end.
  function self.stop()
    self.client.stop()
    M.wait('the exit', function() return self.exit_code end, 10000)
    assert(self.exit_code == 0, 'exit code ' .. self.exit_code)
  end

  return self
end

return M
