" What plugin/treeline.vim leaves until it is needed.

" The tree's root: where the repository begins, else the file's own directory.
function! treeline#root(buffer) abort
  let l:from = fnamemodify(bufname(a:buffer), ':p:h')
  for l:mark in ['.git', '.hg', '.svn', '.jj']
    let l:found = finddir(l:mark, escape(l:from, ' ,;') . ';')
    if !empty(l:found)
      return fnamemodify(l:found, ':p:h:h')
    endif
  endfor
  return l:from
endfunction

" Makes Treeline known to ALE, for every file type; false if ALE is not there.
function! treeline#define() abort
  if !exists('*ale#linter#Define') && empty(globpath(&runtimepath, 'autoload/ale/linter.vim'))
    return 0
  endif
  for l:filetype in g:treeline_filetypes
    call ale#linter#Define(l:filetype, {
          \ 'name': 'treeline',
          \ 'lsp': 'stdio',
          \ 'executable': g:treeline_executable,
          \ 'command': '%e lsp',
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

" :Treeline QUERY: what `treeline grep`'s sibling finds, into the quickfix list. Files are read as they are on disk.
function! treeline#run(query) abort
  if empty(a:query)
    echo 'usage: :Treeline QUERY (see `treeline help query`)'
    return
  endif
  let l:command = [g:treeline_executable, 'search', '--limit', '500', '-C', treeline#root(bufnr('')), '--', a:query]
  let l:lines = systemlist(join(map(l:command, 'shellescape(v:val)')))
  if v:shell_error == 1
    echo 'Nothing found'
    return
  elseif v:shell_error > 1
    echohl ErrorMsg | echomsg join(l:lines) | echohl None
    return
  endif
  let l:root = treeline#root(bufnr(''))
  let l:items = []
  for l:line in l:lines
    let l:parts = matchlist(l:line, '^\(.\{-}\):\(\d\+\):\(\d\+\):\(.*\)$')
    if !empty(l:parts)
      call add(l:items, {'filename': l:root . '/' . l:parts[1], 'lnum': str2nr(l:parts[2]), 'col': str2nr(l:parts[3]),
            \ 'text': l:parts[4]})
    endif
  endfor
  call setqflist([], ' ', {'title': 'Treeline ' . a:query, 'items': l:items})
  botright copen
endfunction
