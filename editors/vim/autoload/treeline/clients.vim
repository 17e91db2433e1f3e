" Treeline in the language clients that a person may have. CoC is told by its own file: see :help treeline-coc.

" ALE: as a linter that reports nothing, for every file type; false if ALE is not there.
function! treeline#clients#ale() abort
  if !exists('*ale#linter#Define') && empty(globpath(&runtimepath, 'autoload/ale/linter.vim'))
    return 0
  endif
  for l:filetype in g:treeline_filetypes
    call ale#linter#Define(l:filetype, {
          \ 'name': 'treeline',
          \ 'lsp': 'stdio',
          \ 'executable': g:treeline_executable,
          \ 'command': '%e lsp',
          \ 'initialization_options': g:treeline_options,
          \ 'project_root': function('treeline#root'),
          \ })
    " A list that the person has set names the linters that run: Treeline is put behind them.
    let l:linters = get(g:, 'ale_linters', {})
    if has_key(l:linters, l:filetype) && type(l:linters[l:filetype]) == v:t_list
          \ && index(l:linters[l:filetype], 'treeline') < 0
      call add(l:linters[l:filetype], 'treeline')
    endif
  endfor
  return 1
endfunction

" vim-lsp, at its User lsp_setup.
function! treeline#clients#vim_lsp() abort
  call lsp#register_server({
        \ 'name': 'treeline',
        \ 'cmd': [g:treeline_executable, 'lsp'],
        \ 'root_uri': {_ -> treeline#server#uri(treeline#root(bufnr('')))},
        \ 'initialization_options': g:treeline_options,
        \ 'allowlist': g:treeline_filetypes,
        \ })
endfunction
