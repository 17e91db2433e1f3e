" A person in Vim with ALE and editors/vim: finds a symbol, finds a text, types and finds that symbol unsaved.
" Environment: TREELINE, the program; TREE, a project; PLUGIN, the plugin's folder; OUT, a file for what is said.
set nocompatible nomore hidden noswapfile
let s:tree = resolve($TREE)
let g:treeline_executable = $TREELINE
let g:ale_linters = {'c': []}
let g:ale_lint_on_text_changed = 'always'
let g:ale_lint_delay = 0
packadd ale
execute 'set runtimepath+=' . fnameescape($PLUGIN)
runtime plugin/treeline.vim
call treeline#define()
filetype plugin on

function! s:say(words) abort
  call writefile([a:words], $OUT, 'a')
endfunction

function! s:wait(what, condition) abort
  for l:i in range(400)
    if eval(a:condition)
      return
    endif
    sleep 50m
  endfor
  call s:say('still waiting for ' . a:what . ': ' . string(s:shown()))
  cquit!
endfunction

function! s:shown() abort
  let l:lines = []
  for l:window in getwininfo()
    if bufname(l:window.bufnr) =~# 'ale-preview' || getbufvar(l:window.bufnr, '&filetype') =~# 'ale-preview'
      let l:lines += getbufline(l:window.bufnr, 1, '$')
    endif
  endfor
  return l:lines
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
  call s:wait('symbols', "join(s:shown(), ' ') =~# 'src/warm.c:4:5'")
  call s:say('a symbol is found through ALE')
  pclose

  Treeline warm_up file:warm
  call s:wait('the quickfix list', 'len(getqflist()) == 1')
  cfirst
  if expand('%:t') !=# 'warm.c' || getpos('.')[1:2] != [4, 5]
    call s:say('the cursor is elsewhere: ' . expand('%') . string(getpos('.')))
    cquit!
  endif
  call s:say('a text is found, and the cursor goes there')
  cclose

  execute 'edit' fnameescape(s:tree . '/src/engine.c')
  call append('$', 'int never_saved(void) { return 1; }')
  call ale#Queue(0)
  for s:try in range(100)
    ALESymbolSearch never_saved
    sleep 200m
    if join(s:shown(), ' ') =~# 'never_saved'
      break
    endif
  endfor
  call s:wait('what is not saved', "join(s:shown(), ' ') =~# 'engine.c:6:5'")
  call s:say('what is typed and not saved is found')
  pclose

  " Its own server, and no other test's.
  let s:children = split(system('pgrep -P ' . getpid()), '\n')
  let s:servers = filter(copy(s:children), {_, pid -> system('ps -o args= -p ' . pid) =~# 'lsp'})
  if empty(s:servers)
    call s:say('no server runs: ' . string(s:children))
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
    if join(s:shown(), ' ') =~# 'engine.c:6:5'
      break
    endif
  endfor
  call s:wait('another server', "join(s:shown(), ' ') =~# 'engine.c:6:5'")
  call s:say('the server was killed, and ALE has started another, which knows what is not saved')
  pclose

  Treeline this_is_nowhere
  if !empty(filter(getqflist(), 'v:val.text =~# "nowhere"'))
    cquit!
  endif
  call s:say('ended')
  qall!
catch
  call s:say(v:exception . ' at ' . v:throwpoint)
  cquit!
endtry
