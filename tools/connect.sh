#!/usr/bin/env bash
# Says how to connect editors to the program at $1 (an absolute path), without writing that path anywhere.
set -eu
program=$1
cat <<TEXT
VS Code      has no setting for a server of one's own, and Treeline's extension is still to come: until then
             any extension that starts a generic language server over stdio will do, with the command
                 $program lsp
             Ctrl+T then finds symbols.

Neovim       in init.lua (0.11 and later):
                 vim.lsp.config('treeline', { cmd = { '$program', 'lsp' }, root_markers = { '.git' } })
                 vim.lsp.enable('treeline')
             then  :lua vim.lsp.buf.workspace_symbol()

Helix        in ~/.config/helix/languages.toml (for each language you use):
                 [language-server.treeline]
                 command = "$program"
                 args = ["lsp"]
                 [[language]]
                 name = "c"
                 language-servers = ["clangd", "treeline"]
             then  Space S

Emacs        in init.el:
                 (with-eval-after-load 'eglot
                   (add-to-list 'eglot-server-programs '(prog-mode . ("$program" "lsp"))))
             then  M-x eglot, C-u M-. or xref-find-apropos

Vim          with ALE, in .vimrc:
                 call ale#linter#Define('c', {'name': 'treeline', 'lsp': 'stdio',
                     \ 'executable': '$program', 'command': '%e lsp',
                     \ 'project_root': {buffer -> finddir('.git/..', expand('#'.buffer.':p:h').';')}})
             then  :ALESymbolSearch NAME

Any other    start  $program lsp  and speak LSP over its standard input and output.
TEXT
