-- :checkhealth treeline
local M = {}

function M.check_program()
  local program = require('treeline.client').program()
  if not program then return end
  if vim.fn.executable(program) == 0 then
    vim.health.error(('`%s` is not on the PATH'):format(program), { 'put the program there, or set `cmd`: see :help treeline-install' })
    return
  end
  local ran = vim.system({ program, '--version' }, { text = true }):wait(5000)
  if ran.code == 0 then
    vim.health.ok(('%s: %s'):format(vim.fn.exepath(program), vim.trim(ran.stdout)))
  else
    vim.health.error(('`%s --version` ended with %d: %s'):format(program, ran.code, vim.trim(ran.stderr or '')))
  end
end

local function check_clients()
  local clients = vim.lsp.get_clients({ name = 'treeline' })
  if #clients == 0 then
    vim.health.info('no server runs: open a file, or :Treeline start')
    return
  end
  for _, client in ipairs(clients) do
    local status, problem = require('treeline.client').ask_and_wait(client, 'treeline/status', vim.empty_dict(), 5000)
    if problem or not status then
      vim.health.error(('%s: %s'):format(client.config.root_dir or '?', problem or 'no answer'))
    else
      for _, folder in ipairs(status.folders) do
        local words = ('%s: %s, %d%% covered'):format(vim.uri_to_fname(folder.uri), folder.phase, math.floor((folder.covered or 0) * 100))
        if folder.phase == 'failed' then vim.health.error(words .. ': ' .. folder.message) else vim.health.ok(words) end
        if folder.watch and folder.watch.unwatched > 0 then
          vim.health.warn(('%d directories are not watched'):format(folder.watch.unwatched),
            { 'raise fs.inotify.max_user_watches; until then the tree is compared from time to time' })
        end
      end
    end
  end
end

function M.check()
  if vim.fn.has('nvim-0.10') == 0 then -- which had these under another name
    local health = require('health')
    health.report_start('Treeline')
    health.report_error('Neovim 0.10 or later is needed')
    return
  end
  vim.health.start('Treeline')
  vim.health.ok('Neovim ' .. tostring(vim.version()))
  M.check_program()
  check_clients()
  local picker = require('treeline.picker')
  local there = vim.tbl_filter(picker.is_there, picker.names)
  vim.health.info(('picker: %s; installed: %s'):format(picker.choose(), #there > 0 and table.concat(there, ', ') or 'no other'))
end

return M
