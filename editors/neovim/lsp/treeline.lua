-- For `vim.lsp.enable('treeline')` of Neovim 0.11 and later. See :help treeline.
local client = require('treeline.client')

local settings = client.config()
settings.root_markers = nil -- a file outside every repository is served, too: from the directory Neovim is in
settings.root_dir = function(buffer, use) use(client.root_of(buffer)) end
return settings
