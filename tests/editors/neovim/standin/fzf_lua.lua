-- Stands for fzf-lua, as its sources have it (lua/fzf-lua/core.lua: fzf_live; shell.lua: stringify, pipe_wrap_fn;
-- path.lua: entry_to_file; the options of fzf itself), for the adapter that cannot be tried against the plugin itself.
-- Kept: what fzf runs for a query comes back to this Neovim, later, on the main loop, with the query as a string (older)
-- or as the first of a list (newer); the function for the contents gives one that writes, lines and at last nil, when it
-- likes; after nil nothing may be written; a newer query does not end the older one's; the first of so many lines are
-- the header; columns before a field are not shown; colours are no part of an entry; an action ends the picker. Not
-- reproduced: fzf, its windows and previews, resuming.
local M = { newer = true }

local function plain(text) return (text:gsub('\27%[[%d;]*m', '')) end

---Types a query. Gives what the pipe of it got.
function M.type(query)
  local pipe = { lines = {}, ended = false }
  M.query, M.pipe = query, pipe
  vim.schedule(function()
    local asked = query
    if M.newer then asked = { query } end
    local write = M.contents(asked)
    assert(type(write) == 'function')
    write(function(data)
      assert(not pipe.ended, 'written after the end')
      if data == nil then
        pipe.ended = true
      else
        vim.list_extend(pipe.lines, vim.split(data, '\n', { plain = true }))
      end
    end)
  end)
  return pipe
end

-- A line as it is seen, without colours: from the field of --with-nth on, which goes for the header, too.
local function seen(line)
  line = plain(line)
  for _ = 2, tonumber(M.opts.fzf_opts['--with-nth']:match('^(%d+)%.%.$')) do
    local colon = line:find(M.opts.fzf_opts['--delimiter'], 1, true)
    if not colon then return '' end
    line = line:sub(colon + 1)
  end
  return line
end

function M.header() return seen(M.pipe.lines[1] or '') end

---@return string[] entries as they are seen
function M.shown()
  return vim.tbl_map(seen, vim.list_slice(M.pipe.lines, 1 + tonumber(M.opts.fzf_opts['--header-lines'])))
end

---The places as the previewer and the actions read them.
function M.places()
  local places = {}
  for index = 2, #M.pipe.lines do
    local path, line, column = plain(M.pipe.lines[index]):match('^(.-):(%d+):(%d+):')
    table.insert(places, { path, tonumber(line), tonumber(column) })
  end
  return places
end

function M.press(key) M.opts.actions[key]({}, M.opts) end

function M.close()
  M.opts.winopts.on_close()
  M.opts = nil
end

function M.install()
  package.loaded['fzf-lua.config'] = { globals = { actions = { files = { default = function() end } } } }
  package.loaded['fzf-lua'] = {
    fzf_live = function(contents, opts)
      M.contents, M.opts = contents, opts
      if opts.query ~= '' or opts.exec_empty_query then M.type(opts.query or '') end
    end,
  }
end

return M
