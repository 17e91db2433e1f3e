-- The server as Neovim's own client has it: starting it, and asking it, so that a newer question takes an
-- older one back.
local config = require('treeline.config')

local M = {}

local NAME = 'treeline'
local LATEST = vim.fn.has('nvim-0.11') == 1

---@param message string
---@param level? integer
function M.say(message, level) vim.notify('treeline: ' .. message, level or vim.log.levels.INFO) end

-- A server that ends by itself comes back, unless it does so again and again.
local RESTARTS_MAX, RESTARTS_WITHIN_MS, RESTART_AFTER_MS = 3, 120000, 100
local leaving, ended = false, {}

local function file_buffers()
  return vim.tbl_filter(function(buffer)
    local loaded = vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].buftype == ''
    return loaded and vim.api.nvim_buf_get_name(buffer) ~= ''
  end, vim.api.nvim_list_bufs())
end

local function on_exit(code, signal)
  if leaving or (code == 0 and signal == 0) then return end
  local now = vim.uv.now()
  ended = vim.tbl_filter(function(time) return now - time < RESTARTS_WITHIN_MS end, ended)
  table.insert(ended, now)
  local how = signal ~= 0 and ('by signal %d'):format(signal) or ('with code %d'):format(code)
  vim.defer_fn(function() -- when Neovim has forgotten the client that ended: it would be used again
    if #ended > RESTARTS_MAX then
      M.say(('the server has ended %s, again; :Treeline start begins anew'):format(how), vim.log.levels.ERROR)
      return
    end
    M.say(('the server has ended %s and is started again'):format(how), vim.log.levels.WARN)
    for _, buffer in ipairs(file_buffers()) do
      if M.wants(buffer) then M.start(buffer) end
    end
  end, RESTART_AFTER_MS)
end

vim.api.nvim_create_autocmd('VimLeavePre', { callback = function() leaving = true end })

---Whether a buffer's file is one that the options speak of.
---@param buffer integer
---@return boolean
function M.wants(buffer)
  local wanted = config.get().filetypes
  return not wanted or vim.tbl_contains(wanted, vim.bo[buffer].filetype)
end

---The configuration of the server, as vim.lsp.config and vim.lsp.start take it.
---@return table
function M.config()
  local options = config.get()
  return {
    name = NAME,
    cmd = options.cmd,
    root_markers = options.root_markers,
    filetypes = options.filetypes,
    init_options = vim.tbl_isempty(options.init_options) and vim.empty_dict() or options.init_options,
    on_exit = on_exit,
  }
end

---@param buffer integer
---@return string root of the tree that the buffer's file is in
function M.root_of(buffer)
  return vim.fs.root(buffer, config.get().root_markers) or assert(vim.uv.cwd())
end

---Starts the server for the buffer's tree, or gives the one that runs.
---@param buffer integer
---@return integer? client id
function M.start(buffer)
  local settings = M.config()
  if vim.fn.executable(settings.cmd[1]) == 0 then
    M.say(('%s is not on the PATH; set `cmd`, see :help treeline-install'):format(settings.cmd[1]), vim.log.levels.ERROR)
    return nil
  end
  local root = M.root_of(buffer)
  settings.root_dir = root
  -- 0.10 takes the folder's name for its path when it looks for a client to use again.
  settings.workspace_folders = { { uri = vim.uri_from_fname(root), name = root } }
  settings.root_markers, settings.filetypes = nil, nil
  return vim.lsp.start(settings, { bufnr = buffer })
end

---From now on every file that is opened is the server's, too.
function M.attach_always()
  local group = vim.api.nvim_create_augroup('treeline', {})
  vim.api.nvim_create_autocmd({ 'BufReadPost', 'BufNewFile', 'FileType' }, {
    group = group,
    callback = function(event)
      if vim.tbl_contains(file_buffers(), event.buf) and M.wants(event.buf) then M.start(event.buf) end
    end,
  })
  for _, buffer in ipairs(file_buffers()) do
    if M.wants(buffer) then M.start(buffer) end
  end
end

---The client for a buffer: the one attached to it, the one of its tree, or any.
---@param buffer? integer
---@return vim.lsp.Client?
function M.running(buffer)
  buffer = buffer or vim.api.nvim_get_current_buf()
  local attached = vim.lsp.get_clients({ name = NAME, bufnr = buffer })[1]
  if attached then return attached end
  local root = M.root_of(buffer)
  local all = vim.lsp.get_clients({ name = NAME })
  for _, client in ipairs(all) do
    if client.config.root_dir == root then return client end
  end
  return all[1]
end

---The same, started if none runs.
---@return vim.lsp.Client?
function M.ensure()
  local client = M.running()
  if client then return client end
  local id = M.start(vim.api.nvim_get_current_buf())
  return id and vim.lsp.get_client_by_id(id) or nil
end

---@param client vim.lsp.Client
---@param method string
---@param params table
---@param answered fun(problem?: string, result: any, cancelled: boolean)
---@return fun() cancel
function M.ask(client, method, params, answered)
  local over = false
  local function handler(err, result)
    if over then return end
    over = true
    local cancelled = err ~= nil and err.code == -32800
    answered(err and err.message or nil, result, cancelled)
  end
  local sent, id
  local buffer = vim.api.nvim_get_current_buf()
  if LATEST then
    sent, id = client:request(method, params, handler, buffer)
  else
    sent, id = client.request(method, params, handler, buffer)
  end
  if not sent then
    over = true
    answered('the server has ended', nil, false)
  end
  return function()
    if over then return end
    over = true
    if LATEST then client:cancel_request(id) else client.cancel_request(id) end
  end
end

---Waits for the answer: for pickers that ask for lists, and for tests.
---@return any result, string? problem
function M.ask_and_wait(client, method, params, timeout_ms)
  local done, problem, result = false, nil, nil
  local cancel = M.ask(client, method, params, function(err, answer)
    done, problem, result = true, err, answer
  end)
  if not vim.wait(timeout_ms or 2000, function() return done end, 2) then
    cancel()
    return nil, 'no answer in time'
  end
  return result, problem
end

---@param command string
function M.execute(command)
  local client = M.ensure()
  if not client then return end
  M.ask(client, 'workspace/executeCommand', { command = command }, function(problem)
    if problem then M.say(problem, vim.log.levels.ERROR) end
  end)
end

---@return string
function M.statusline()
  local client = vim.lsp.get_clients({ name = NAME })[1]
  if not client then return '' end
  for _, progress in pairs(client.progress and client.progress.pending or {}) do
    if progress then return NAME .. ' ' .. M.percentage(client) end
  end
  return NAME
end

local percentages = {}

vim.api.nvim_create_autocmd('LspProgress', {
  group = vim.api.nvim_create_augroup('treeline_progress', {}),
  callback = function(event)
    local data = event.data or {}
    local value = (data.params or data.result or {}).value
    if type(value) ~= 'table' then return end
    percentages[data.client_id] = value.kind ~= 'end' and value.percentage or nil
  end,
})

---@return string "42%", or "" where the share is not known
function M.percentage(client)
  local share = percentages[client.id]
  return share and ('%d%%'):format(share) or ''
end

return M
