-- For `vim.lsp.enable('treeline')` of Neovim 0.11 and later. See :help treeline.
return require('treeline.client').config()
