" A person in Vim with ALE and editors/vim: finds a symbol, finds a text, types and finds that symbol unsaved.
execute 'source' fnameescape(expand('<sfile>:p:h') . '/editor.vim')
let s:tree = g:tree
let g:ale_linters = {'c': []}
let g:ale_lint_on_text_changed = 'always'
let g:ale_lint_delay = 0
packadd ale
runtime plugin/treeline.vim
call treeline#clients#ale()
filetype plugin on

function! s:shown() abort
  let l:lines = []
  for l:window in getwininfo()
    if bufname(l:window.bufnr) =~# 'ale-preview' || getbufvar(l:window.bufnr, '&filetype') =~# 'ale-preview'
      let l:lines += getbufline(l:window.bufnr, 1, '$')
    endif
  endfor
  return l:lines
endfunction

function! Shown() abort
  return join(s:shown(), ' ')
endfunction

try
  execute 'edit' fnameescape(s:tree . '/src/engine.c')
  set filetype=c
  call ale#Queue(0)
  let s:asked = 0
  for s:try in range(100)
    ALESymbolSearch warm_up
    sleep 200m
    if !empty(s:shown())
      break
    endif
  endfor
  call Wait('symbols', "Shown() =~# 'src/warm.c:4:5'")
  call Say('a symbol is found through ALE')
  pclose

  Treeline warm_up file:warm
  call Wait('the quickfix list', 'len(getqflist()) == 1')
  cfirst
  if expand('%:t') !=# 'warm.c' || getpos('.')[1:2] != [4, 5]
    call Say('the cursor is elsewhere: ' . expand('%') . string(getpos('.')))
    cquit!
  endif
  call Say('a text is found, and the cursor goes there')
  cclose

  execute 'edit' fnameescape(s:tree . '/src/engine.c')
  call append('$', 'int never_saved(void) { return 1; }')
  call ale#Queue(0)
  for s:try in range(100)
    ALESymbolSearch never_saved
    sleep 200m
    if Shown() =~# 'never_saved'
      break
    endif
  endfor
  call Wait('what is not saved', "Shown() =~# 'engine.c:6:5'")
  call Say('what is typed and not saved is found')
  pclose

  " Its own server, and no other test's.
  let s:children = split(system('pgrep -P ' . getpid()), '\n')
  let s:servers = filter(copy(s:children), {_, pid -> system('ps -o args= -p ' . pid) =~# 'lsp'})
  if empty(s:servers)
    call Say('no server runs: ' . string(s:children))
    cquit!
  endif
  for s:pid in s:servers
    call system('pkill -9 -P ' . s:pid . '; kill -9 ' . s:pid)
  endfor
  sleep 200m
  for s:try in range(100)
    call ale#Queue(0)
    ALESymbolSearch never_saved
    sleep 200m
    if Shown() =~# 'engine.c:6:5'
      break
    endif
  endfor
  call Wait('another server', "Shown() =~# 'engine.c:6:5'")
  call Say('the server was killed, and ALE has started another, which knows what is not saved')
  pclose

  " A text that only Vim knows, by the list for symbols.
  ALESymbolSearch ?return 1
  call Wait('an unsaved text', "Shown() =~# 'engine.c:6'")
  call Say('a text is found through ALE, too')
  call Say('ended')
  qall!
catch
  call Say(v:exception . ' at ' . v:throwpoint)
  cquit!
endtry
