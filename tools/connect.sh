#!/usr/bin/env bash
# Says how to connect editors to the program at $1 (an absolute path), without writing that path anywhere.
set -eu
program=$1
here=$(cd "$(dirname "$0")/.." && pwd)
cat <<TEXT
VS Code      ./dev package makes build/treeline-*.vsix, with the program inside:
                 code --install-extension build/treeline-*.vsix
             then  Ctrl+T, and "Treeline: Search" in the command palette

Neovim       in init.lua (0.11 and later; with 0.10: require('treeline').setup { cmd = { '$program', 'lsp' } }):
                 vim.opt.runtimepath:append('$here/editors/neovim')
                 vim.lsp.config('treeline', { cmd = { '$program', 'lsp' } })
                 vim.lsp.enable('treeline')
             then  :Treeline search, :Treeline symbols

Helix        put $program on your PATH, then
                 cp $here/editors/helix/languages.toml ~/.config/helix/languages.toml
             then  Space S

Emacs        in init.el:
                 (add-to-list 'load-path "$here/editors/emacs")
                 (require 'treeline)
                 (setq treeline-command '("$program" "lsp"))
             then  M-x treeline-search, M-x treeline-symbols; with lsp-mode also (treeline-lsp-mode-setup)

Vim          in .vimrc, with ALE, vim-lsp or no client:
                 set runtimepath+=$here/editors/vim
                 let g:treeline_executable = '$program'
             then  :Treeline, :TreelineSymbols

Kakoune      in kakrc:
                 source $here/editors/kakoune/treeline.kak
                 set-option global treeline_cmd '$program'
             then  :treeline-search, :treeline-symbols

More         docs/editors has a page for each.

Any other    start  $program lsp  and speak LSP over its standard input and output.
TEXT
