" Treeline through ALE: symbols of the whole tree in every file, beside ALE's other linters. See README.md.
"
"   g:treeline_executable  the program; default: treeline, on the PATH
"   g:treeline_filetypes   default: those below

if exists('g:loaded_treeline') || &compatible
  finish
endif
let g:loaded_treeline = 1

let g:treeline_executable = get(g:, 'treeline_executable', 'treeline')
let g:treeline_filetypes = get(g:, 'treeline_filetypes', [
      \ 'asm', 'bash', 'c', 'clojure', 'cmake', 'conf', 'cpp', 'cs', 'css', 'cuda', 'dart', 'dockerfile', 'elixir', 'elm',
      \ 'erlang', 'fortran', 'gleam', 'go', 'graphql', 'haskell', 'hcl', 'html', 'java', 'javascript', 'javascriptreact',
      \ 'json', 'jsonc', 'julia', 'kotlin', 'lisp', 'lua', 'make', 'markdown', 'nix', 'objc', 'objcpp', 'ocaml', 'perl', 'php',
      \ 'proto', 'ps1', 'python', 'r', 'ruby', 'rust', 'scala', 'scss', 'sh', 'solidity', 'sql', 'svelte', 'swift',
      \ 'terraform', 'text', 'toml', 'typescript', 'typescriptreact', 'vhdl', 'vim', 'vue', 'xml', 'yaml', 'zig', 'zsh'])

command! -nargs=* Treeline call treeline#run(<q-args>)

" ALE may be there already, or come with the plugins that are read after this one.
augroup treeline
  autocmd!
  autocmd VimEnter * call treeline#define()
augroup END
if !has('vim_starting')
  call treeline#define()
endif
