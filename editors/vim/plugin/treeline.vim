" Treeline in Vim: texts and symbols of the whole tree, with any language client or none. See :help treeline.
"
"   g:treeline_executable  the program; default: treeline, on the PATH
"   g:treeline_options     what the server is told when it starts (initializationOptions); default: {}
"   g:treeline_filetypes   what ALE and vim-lsp run it for; default: those below

if exists('g:loaded_treeline') || &compatible
  finish
endif
let g:loaded_treeline = 1

let g:treeline_executable = get(g:, 'treeline_executable', 'treeline')
let g:treeline_options = get(g:, 'treeline_options', {})
let g:treeline_filetypes = get(g:, 'treeline_filetypes', [
      \ 'asm', 'bash', 'c', 'clojure', 'cmake', 'conf', 'cpp', 'cs', 'css', 'cuda', 'dart', 'dockerfile', 'elixir', 'elm',
      \ 'erlang', 'fortran', 'gleam', 'go', 'graphql', 'haskell', 'hcl', 'html', 'java', 'javascript', 'javascriptreact',
      \ 'json', 'jsonc', 'julia', 'kotlin', 'lisp', 'lua', 'make', 'markdown', 'nix', 'objc', 'objcpp', 'ocaml', 'perl', 'php',
      \ 'proto', 'ps1', 'python', 'r', 'ruby', 'rust', 'scala', 'scss', 'sh', 'solidity', 'sql', 'svelte', 'swift',
      \ 'terraform', 'text', 'toml', 'typescript', 'typescriptreact', 'vhdl', 'vim', 'vue', 'xml', 'yaml', 'zig', 'zsh'])

command! -nargs=* Treeline call treeline#search(<q-args>)
command! -nargs=* TreelineSymbols call treeline#symbols(<q-args>)
command! -nargs=0 TreelineStatus call treeline#status()

nnoremap <silent> <Plug>(treeline-search) :<C-u>Treeline<CR>
nnoremap <silent> <Plug>(treeline-symbols) :<C-u>TreelineSymbols<CR>
nnoremap <silent> <Plug>(treeline-word) :<C-u>call treeline#word()<CR>

" ALE may be there already, or come with the plugins that are read after this one; vim-lsp asks when it begins.
augroup treeline
  autocmd!
  autocmd VimEnter * call treeline#clients#ale()
  autocmd User lsp_setup call treeline#clients#vim_lsp()
  autocmd VimLeavePre * if exists('*treeline#server#stop') | call treeline#server#stop() | endif
augroup END
if !has('vim_starting')
  call treeline#clients#ale()
endif
