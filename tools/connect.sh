#!/usr/bin/env bash
# Says how to connect editors to the program at $1 (an absolute path), without writing that path anywhere.
set -eu
program=$1
here=$(cd "$(dirname "$0")/.." && pwd)

# A path as each of them wants it, also one with spaces and quotes.
shell() { printf %q "$1"; }
lua() { sed "s/['\\\\]/\\\\&/g; s/.*/'&'/" <<<"$1"; }
lisp() { sed 's/["\\]/\\&/g; s/.*/"&"/' <<<"$1"; }
quoted() { sed "s/'/''/g; s/.*/'&'/" <<<"$1"; } # Vim and Kakoune
option() { sed 's/[\\ |"]/\\&/g' <<<"$1"; } # Vim's :set

cat <<TEXT
VS Code      ./dev package makes build/treeline-*.vsix, with the program inside:
                 code --install-extension build/treeline-*.vsix
             then  Ctrl+T, and "Treeline: Search" in the command palette

Neovim       in init.lua (0.11 and later; with 0.10: require('treeline').setup { cmd = { $(lua "$program"), 'lsp' } }):
                 vim.opt.runtimepath:append($(lua "$here/editors/neovim"))
                 vim.lsp.config('treeline', { cmd = { $(lua "$program"), 'lsp' } })
                 vim.lsp.enable('treeline')
             then  :Treeline search, :Treeline symbols

Helix        put $program on your PATH, then
                 cp -n $(shell "$here/editors/helix/languages.toml") ~/.config/helix/languages.toml
             then  Space S; docs/editors/helix.md if you have such a file

Emacs        in init.el:
                 (add-to-list 'load-path $(lisp "$here/editors/emacs"))
                 (require 'treeline)
                 (setq treeline-command '($(lisp "$program") "lsp"))
             then  M-x treeline-search, M-x treeline-symbols; with lsp-mode also (treeline-lsp-mode-setup)

Vim          in .vimrc, with ALE, vim-lsp or no client:
                 set runtimepath+=$(option "$here/editors/vim")
                 let g:treeline_executable = $(quoted "$program")
             then  :Treeline, :TreelineSymbols

Kakoune      in kakrc:
                 source $(quoted "$here/editors/kakoune/treeline.kak")
                 set-option global treeline_cmd $(quoted "$program")
             then  :treeline-search, :treeline-symbols

More         docs/editors has a page for each.

Any other    start  $(shell "$program") lsp  and speak LSP over its standard input and output.
TEXT
