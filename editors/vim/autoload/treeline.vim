" What the commands do. A search is {kind: 'search' or 'symbols', query, root, near}; what is found are items of a
" quickfix list, with the columns of all that is to be highlighted in 'marks'.

let s:limit = 500
let s:asked = {}  " the question of the last list

" The tree's root: where the repository begins, else the file's own directory. What shows no file is where Vim is.
function! treeline#root(buffer) abort
  let l:from = fnamemodify(treeline#real(bufname(a:buffer)), ':h')
  if empty(bufname(a:buffer)) || !empty(getbufvar(a:buffer, '&buftype')) || l:from !~# '^/'
    let l:from = resolve(getcwd())
  endif
  " Not by finddir(), for which 'wildignore' hides directories.
  let l:at = l:from
  while 1
    for l:mark in ['.git', '.hg', '.svn', '.jj']
      if !empty(getftype(l:at . '/' . l:mark)) " a directory, or of a work tree a file
        return l:at
      endif
    endfor
    if l:at ==# fnamemodify(l:at, ':h')
      return l:from
    endif
    let l:at = fnamemodify(l:at, ':h')
  endwhile
endfunction

" A file's whole name without symbolic links, which is the server's name for it.
function! treeline#real(name) abort
  return resolve(fnamemodify(a:name, ':p'))
endfunction

" The number of the buffer that has a file, by whichever name, or -1. bufnr() would take a name for a pattern.
function! treeline#buffer(file) abort
  return bufexists(a:file) ? bufadd(a:file) : -1
endfunction

" :Treeline [QUERY]
function! treeline#search(query) abort
  call s:run('search', a:query, {})
endfunction

" :TreelineSymbols [QUERY]
function! treeline#symbols(query) abort
  call s:run('symbols', a:query, {})
endfunction

" The word under the cursor, as it is.
function! treeline#word() abort
  let l:word = expand('<cword>')
  if !empty(l:word)
    call s:run('search', l:word, {'literal': v:true, 'wholeWord': v:true, 'caseSensitive': v:true})
  endif
endfunction

function! s:run(kind, query, more) abort
  let l:search = {'kind': a:kind, 'query': a:query, 'root': treeline#root(bufnr('')), 'near': treeline#real(expand('%:p')),
        \ 'more': a:more, 'limit': s:limit}
  if treeline#server#possible()
    if !empty(a:query)
      call treeline#server#forget(s:asked)
      call s:ask(l:search)
    elseif has('popupwin')
      call treeline#picker#open(l:search)
    else
      call treeline#complain('a live list needs a Vim with +popupwin; give a query: :Treeline QUERY')
    endif
  elseif empty(a:query)
    call treeline#complain('a live list needs Vim 9, or 8.2 with patch 4758; give a query: :Treeline QUERY')
  else
    call s:list(l:search, treeline#cli(l:search), '', v:null)
  endif
endfunction

" Asks for a search, and calls Done(items, words about them, error in words or v:null), later.
function! treeline#ask(search, Done) abort
  if a:search.kind ==# 'symbols'
    return treeline#server#ask(a:search.root, 'workspace/symbol', {'query': a:search.query},
          \ function('s:symbols_came', [a:Done]))
  endif
  let l:params = extend({'query': a:search.query, 'limit': a:search.limit, 'lines': v:true}, a:search.more)
  if !empty(a:search.near)
    let l:params.near = treeline#server#uri(a:search.near)
  endif
  return treeline#server#ask(a:search.root, 'treeline/search', l:params, function('s:hits_came', [a:search, a:Done]))
endfunction

function! s:hits_came(search, Done, result, error) abort
  if a:error isnot v:null
    return a:Done([], '', a:error.message)
  endif
  let l:items = []
  for l:hit in a:result.hits
    let l:from = l:hit.range.start
    let l:shift = get(l:hit, 'textStart', 0)
    let l:text = matchstr(l:hit.text, '^[^\n]*')
    let l:marks = []
    for l:range in [l:hit.range] + get(l:hit, 'more', [])
      if l:range.start.line == l:from.line && l:range.start.character >= l:shift
        let l:begin = l:range.start.character - l:shift
        let l:end = l:range.end.line == l:from.line ? l:range.end.character - l:shift : strlen(l:text)
        call add(l:marks, [l:begin, l:end - l:begin])
      endif
    endfor
    call add(l:items, {'filename': treeline#server#path(l:hit.uri), 'lnum': l:from.line + 1, 'col': l:from.character + 1,
          \ 'text': l:text, 'marks': l:marks})
  endfor
  let l:summary = a:result.summary
  let a:search.whole = l:summary.reason !=# 'indexing'
  call a:Done(l:items, printf('%d%s in %d files%s', l:summary.hits, l:summary.truncated ? '+' : '', l:summary.documents,
        \ l:summary.covered < 1 ? printf(', of %d%% of the tree', float2nr(l:summary.covered * 100)) : ''), v:null)
endfunction

let s:kinds = ['', 'file', 'module', 'namespace', 'package', 'class', 'method', 'property', 'field', 'constructor', 'enum',
      \ 'interface', 'function', 'variable', 'constant', 'string', 'number', 'boolean', 'array', 'object', 'key', 'null',
      \ 'member', 'struct', 'event', 'operator', 'type parameter']

function! s:symbols_came(Done, result, error) abort
  if a:error isnot v:null
    return a:Done([], '', a:error.message)
  endif
  let l:items = []
  for l:symbol in a:result is v:null ? [] : a:result
    let l:start = l:symbol.location.range.start
    let l:container = get(l:symbol, 'containerName', '')
    call add(l:items, {'filename': treeline#server#path(l:symbol.location.uri), 'lnum': l:start.line + 1,
          \ 'col': l:start.character + 1, 'marks': [[0, strlen(l:symbol.name)]],
          \ 'text': l:symbol.name . '  ' . get(s:kinds, l:symbol.kind, '') . (empty(l:container) ? '' : ' in ' . l:container)})
  endfor
  call a:Done(l:items, len(l:items) . (len(l:items) == 1 ? ' symbol' : ' symbols'), v:null)
endfunction

function! s:list(search, items, words, error) abort
  if a:error isnot v:null
    return treeline#complain(a:error)
  elseif !get(a:search, 'whole', 1) && get(a:search, 'tries', 0) < 8
    " A tree that is being indexed for the first time is waited for, as long as a person does.
    let a:search.tries = get(a:search, 'tries', 0) + 1
    return s:again(a:search, 250)
  elseif !empty(a:items)
    return treeline#quickfix(a:search, a:items, a:words)
  endif
  call treeline#settled(a:search.root, function('s:nothing', [a:search]))
endfunction

" Nothing was found: all there is to say if the index was complete when it was asked; else it is asked again.
function! s:nothing(search, settled) abort
  if get(a:search, 'settled', 0) || !treeline#server#possible()
    return treeline#complain('nothing found: ' . a:search.query)
  endif
  redraw
  echo a:settled ? '' : 'Treeline: nothing found yet, the tree is being indexed'
  let a:search.settled = a:settled
  call s:again(a:search, a:settled ? 0 : 250)
endfunction

" Asks the same after some milliseconds, unless something else was asked for meanwhile.
function! s:again(search, delay) abort
  let l:before = s:asked
  call timer_start(a:delay, {_ -> s:asked is l:before ? s:ask(a:search) : 0})
endfunction

function! s:ask(search) abort
  let s:asked = treeline#ask(a:search, function('s:list', [a:search]))
endfunction

" Calls Done(whether the index of a root is complete), later.
function! treeline#settled(root, Done) abort
  if !treeline#server#possible()
    return a:Done(1)
  endif
  call treeline#server#ask(a:root, 'treeline/status', {}, {result, error -> a:Done(error isnot v:null
        \ || empty(filter(copy(result.folders), 'index(["opening", "walking", "text", "symbols"], v:val.phase) >= 0')))})
endfunction

" Items as the quickfix list, which is opened; the cursor goes there unless something is being typed.
function! treeline#quickfix(search, items, words) abort
  let l:items = map(copy(a:items), {_, item -> {'filename': item.filename, 'lnum': item.lnum, 'col': item.col,
        \ 'text': item.text}})
  call setqflist([], ' ', {'title': printf('Treeline %s%s', a:search.query, empty(a:words) ? '' : ' (' . a:words . ')'),
        \ 'items': l:items})
  let l:typing = mode() !~# '^n'
  botright copen
  if l:typing
    wincmd p
  endif
  redraw
endfunction

" A search by the command line, for a Vim whose channels speak no LSP: it waits, and knows what is saved only.
function! treeline#cli(search) abort
  let l:command = [g:treeline_executable, a:search.kind, '--json', '--limit', a:search.limit, '-C', a:search.root]
  let l:command += get(a:search.more, 'literal', v:false) ? ['-F', '-w', '-s', '--', a:search.query] : ['--', a:search.query]
  let l:lines = systemlist(join(map(l:command, 'shellescape(v:val)')))
  if v:shell_error > 1
    call treeline#complain(join(l:lines))
    return []
  endif
  let l:items = []
  for l:line in l:lines
    let l:hit = json_decode(l:line)
    if has_key(l:hit, 'path')
      call add(l:items, {'filename': a:search.root . '/' . l:hit.path, 'lnum': l:hit.line, 'col': l:hit.column,
            \ 'text': has_key(l:hit, 'text') ? matchstr(l:hit.text, '^[^\n]*') : l:hit.name . '  ' . l:hit.kind})
    endif
  endfor
  return l:items
endfunction

function! treeline#complain(words) abort
  redraw
  echohl WarningMsg
  echomsg 'Treeline: ' . a:words
  echohl None
endfunction

" :TreelineStatus
function! treeline#status() abort
  if !treeline#server#possible()
    echo system(join(map([g:treeline_executable, 'status', '-C', treeline#root(bufnr(''))], 'shellescape(v:val)')))
    return
  endif
  call treeline#server#ask(treeline#root(bufnr('')), 'treeline/status', {}, function('s:status_came'))
endfunction

function! s:status_came(result, error) abort
  if a:error isnot v:null
    return treeline#complain(a:error.message)
  endif
  redraw
  for l:folder in a:result.folders
    echomsg printf('Treeline: %s: %s, %d files, %d symbols, %d%% covered',
          \ fnamemodify(treeline#server#path(l:folder.uri), ':~'), l:folder.phase, get(l:folder, 'files', 0),
          \ get(l:folder, 'symbols', 0), float2nr(100 * get(l:folder, 'covered', 0)))
  endfor
endfunction
