-- The server as Neovim's own client has it: starting it, and asking it, so that a newer question takes an
-- older one back.
local config = require('treeline.config')

local M = {}

local NAME = 'treeline'
local LATEST = vim.fn.has('nvim-0.11') == 1

local CANCELLED = -32800
local SIGTERM = 15 -- by which Neovim ends a server that is to end at once

-- Neovim 0.10 has the methods of a client as functions, later ones want the client with them.
---@param client vim.lsp.Client
---@param method string
---@return any ...
local function call(client, method, ...)
  if LATEST then return client[method](client, ...) end
  return client[method](...)
end

---@param message string
---@param level? integer
function M.say(message, level) vim.notify('treeline: ' .. message, level or vim.log.levels.INFO) end

-- ---- other servers ---------------------------------------------------------------------------------

-- Neovim asks every client of a buffer and joins what they answer: where another server speaks a language,
-- Treeline leaves definitions, hovers and the like to it. The server has to be told which languages these are.
local told = {} ---@type table<integer, string> by client id

---@return string[] language ids that have a client of their own, sorted
function M.others()
  local languages = {}
  for _, client in ipairs(vim.lsp.get_clients()) do
    if client.name ~= NAME and client.server_capabilities and client.server_capabilities.definitionProvider then
      for buffer in pairs(client.attached_buffers) do
        local filetype = vim.api.nvim_buf_is_valid(buffer) and vim.bo[buffer].filetype or ''
        if filetype ~= '' then languages[client.get_language_id and client.get_language_id(buffer, filetype) or filetype] = true end
      end
    end
  end
  local list = vim.tbl_keys(languages)
  table.sort(list)
  return list
end

local function tell_others()
  local languages = M.others()
  local words = table.concat(languages, ' ')
  for _, client in ipairs(vim.lsp.get_clients({ name = NAME })) do
    if client.initialized and (told[client.id] or '') ~= words then
      told[client.id] = words
      call(client, 'notify', 'treeline/otherServers', { languages = languages })
    end
  end
end

vim.api.nvim_create_autocmd({ 'LspAttach', 'LspDetach' }, {
  group = vim.api.nvim_create_augroup('treeline_others', {}),
  callback = vim.schedule_wrap(tell_others), -- when it has been taken off the list
})

-- ---- coming back -----------------------------------------------------------------------------------

-- A server that ends by itself comes back, unless it does so again and again.
local RESTARTS_MAX, RESTARTS_WITHIN_MS, RESTART_AFTER_MS = 3, 120000, 100
local leaving, ended, restarting = false, {}, false

---@param buffer integer
---@return boolean
local function is_file(buffer)
  local loaded = vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].buftype == ''
  return loaded and vim.api.nvim_buf_get_name(buffer) ~= ''
end

local function file_buffers() return vim.tbl_filter(is_file, vim.api.nvim_list_bufs()) end

-- Neovim forgets what a server that has ended was asked: who waits for the answer would do so for ever.
local waiting = {} ---@type table<integer, table<{ ended: fun() }, true>> by client id

---Whether a client has been told to end, be it by force: it does not come back then.
---@param signal integer
---@param id integer
---@return boolean
local function was_stopped(signal, id)
  local client = vim.lsp.get_client_by_id(id)
  return client ~= nil and client._is_stopping == true or signal == SIGTERM
end

---@param code integer
---@param signal integer
---@param id integer of the client
local function on_exit(code, signal, id)
  local questions = vim.tbl_keys(waiting[id] or {})
  waiting[id] = nil
  vim.schedule(function()
    for _, question in ipairs(questions) do question.ended() end
  end)
  if leaving or (code == 0 and signal == 0) or was_stopped(signal, id) then return end
  local now = vim.uv.now()
  ended = vim.tbl_filter(function(time) return now - time < RESTARTS_WITHIN_MS end, ended)
  table.insert(ended, now)
  restarting = #ended <= RESTARTS_MAX
  local how = signal ~= 0 and ('by signal %d'):format(signal) or ('with code %d'):format(code)
  vim.defer_fn(function() -- when Neovim has forgotten the client that ended: it would be used again
    if #ended > RESTARTS_MAX then
      M.say(('the server has ended %s, again; :Treeline start begins anew'):format(how), vim.log.levels.ERROR)
      return
    end
    M.say(('the server has ended %s and is started again'):format(how), vim.log.levels.WARN)
    restarting = false
    for _, buffer in ipairs(file_buffers()) do
      if M.wants(buffer) then M.start(buffer) end
    end
    if not M.running() then M.start(vim.api.nvim_get_current_buf()) end
  end, RESTART_AFTER_MS)
end

vim.api.nvim_create_autocmd('VimLeavePre', { callback = function() leaving = true end })

---Whether a buffer's file is one that the options speak of.
---@param buffer integer
---@return boolean
function M.wants(buffer)
  local wanted = M.settings().filetypes
  return not wanted or vim.tbl_contains(wanted, vim.bo[buffer].filetype)
end

-- ---- starting --------------------------------------------------------------------------------------

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

---The same with what was said by vim.lsp.config('treeline', ...). Of what both say, that of setup() holds.
---@return table
function M.settings()
  local settings = M.config()
  local said = LATEST and vim.lsp.config[NAME]
  if not said then return settings end
  local own = {}
  for _, key in ipairs({ 'cmd', 'filetypes', 'init_options' }) do
    if not vim.deep_equal(settings[key], config.defaults[key]) then own[key] = settings[key] end
  end
  return vim.tbl_extend('force', settings, said, own)
end

---@param buffer integer
---@return string root of the tree that the buffer's file is in
function M.root_of(buffer)
  return vim.fs.root(buffer, config.get().root_markers) or assert(vim.uv.cwd())
end

---@return string? program none where a function starts the server
function M.program()
  local cmd = M.settings().cmd
  return type(cmd) == 'table' and cmd[1] or nil
end

local missed ---@type string? the program that was not there, and was said to be missing

---Starts the server for the buffer's tree, or gives the one that runs.
---@param buffer integer
---@param by_itself? boolean nobody has asked for it: what is missing is said once
---@return integer? client id
function M.start(buffer, by_itself)
  local settings = M.settings()
  local program = M.program()
  if program and vim.fn.executable(program) == 0 then
    if not by_itself or missed ~= program then
      local words = ('%s is not on the PATH; set `cmd`, see :help treeline-install'):format(program)
      vim.schedule(function() M.say(words, vim.log.levels.ERROR) end) -- within an autocommand it would be an exception
    end
    missed = program
    return nil
  end
  local root = M.root_of(buffer)
  settings.root_dir = root
  -- 0.10 takes the folder's name for its path when it looks for a client to use again.
  settings.workspace_folders = { { uri = vim.uri_from_fname(root), name = root } }
  settings.root_markers, settings.filetypes = nil, nil
  -- A buffer without a file, or with one that the options leave out, is no document of the server's.
  if is_file(buffer) and M.wants(buffer) then return vim.lsp.start(settings, { bufnr = buffer }) end
  if LATEST then return vim.lsp.start(settings, { bufnr = buffer, attach = false }) end
  return vim.lsp.start_client(settings)
end

---From now on every file that is opened is the server's, too.
function M.attach_always()
  local group = vim.api.nvim_create_augroup('treeline', {})
  vim.api.nvim_create_autocmd({ 'BufReadPost', 'BufNewFile', 'FileType' }, {
    group = group,
    callback = function(event)
      if is_file(event.buf) and M.wants(event.buf) then M.start(event.buf, true) end
    end,
  })
  for _, buffer in ipairs(file_buffers()) do
    if M.wants(buffer) then M.start(buffer, true) end
  end
end

---Every client of ours that has not ended, also those that are starting.
---@param filter? table as vim.lsp.get_clients takes it
---@return vim.lsp.Client[]
function M.all(filter)
  local wanted = vim.tbl_extend('force', { name = NAME, _uninitialized = true }, filter or {})
  return vim.tbl_filter(function(client) return not call(client, 'is_stopped') end, vim.lsp.get_clients(wanted))
end

---@return boolean whether one that has ended is about to come back
function M.is_starting() return restarting end

---The client for a buffer: the one attached to it, the one of its tree, or any.
---@param buffer? integer
---@return vim.lsp.Client?
function M.running(buffer)
  buffer = buffer or vim.api.nvim_get_current_buf()
  if not vim.api.nvim_buf_is_valid(buffer) then buffer = vim.api.nvim_get_current_buf() end
  local attached = M.all({ bufnr = buffer })[1]
  if attached then return attached end
  local root, all = M.root_of(buffer), M.all()
  for _, client in ipairs(all) do
    if client.config.root_dir == root then return client end
  end
  return all[1]
end

---The same, started if none runs, or none for the tree of the file that the person is in.
---@return vim.lsp.Client?
function M.ensure()
  local buffer = vim.api.nvim_get_current_buf()
  local client = M.running(buffer)
  local served = client and (not is_file(buffer) or client.attached_buffers[buffer] or client.config.root_dir == M.root_of(buffer))
  if served then return client end
  local id = M.start(buffer)
  return id and vim.lsp.get_client_by_id(id) or nil
end

---@param client vim.lsp.Client
---@param method string
---@param params table
---@param buffer integer what was typed in it is sent before
---@param ended fun() called, and not `answered`, if the server ends before it answers
---@param answered fun(problem?: string, result: any) not called once the question is taken back
---@return fun() cancel
function M.ask(client, method, params, buffer, ended, answered)
  if not vim.api.nvim_buf_is_valid(buffer) then buffer = vim.api.nvim_get_current_buf() end
  local question = { ended = ended }
  local function over()
    local was_open = waiting[client.id] and waiting[client.id][question] ~= nil
    if was_open then waiting[client.id][question] = nil end
    return not was_open
  end
  waiting[client.id] = waiting[client.id] or {}
  waiting[client.id][question] = true
  local sent, id = call(client, 'request', method, params, function(err, result)
    if over() or (err and err.code == CANCELLED) then return end
    answered(err and err.message or nil, result)
  end, buffer)
  if not sent and not over() then ended() end
  return function()
    if not over() then call(client, 'cancel_request', id) end
  end
end

---Waits for the answer: for pages that need it, and for tests.
---@param client vim.lsp.Client
---@param method string
---@param params table
---@param timeout_ms? integer
---@return any result, string? problem
function M.ask_and_wait(client, method, params, timeout_ms)
  local done, problem, result = false, nil, nil
  local cancel = M.ask(client, method, params, 0, function() done, problem = true, 'the server has ended' end, function(err, answer)
    done, problem, result = true, err, answer
  end)
  if not vim.wait(timeout_ms or 2000, function() return done end, 2) then
    cancel()
    return nil, 'no answer in time'
  end
  return result, problem
end

---@param command string
---@param done? string what is said then
function M.execute(command, done)
  local client = M.ensure()
  if not client then return end
  local function failed() M.say('the server has ended', vim.log.levels.ERROR) end
  M.ask(client, 'workspace/executeCommand', { command = command }, 0, failed, function(problem)
    if problem then M.say(problem, vim.log.levels.ERROR) end
    if not problem and done then M.say(done) end
  end)
end

---@return string
function M.statusline()
  local client = M.all()[1]
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
