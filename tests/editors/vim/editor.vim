" What the sessions begin with, and say and wait by.
" Environment: TREELINE, the program; TREE, a project; PLUGIN, the plugin's folder; OUT, a file for what is said.
set nocompatible nomore hidden noswapfile
let g:tree = resolve($TREE)
let g:treeline_executable = $TREELINE
execute 'set runtimepath^=' . fnameescape($PLUGIN)

function! Say(words) abort
  call writefile([a:words], $OUT, 'a')
endfunction

function! Want(truth, words) abort
  if !a:truth
    call Say('failed: ' . a:words)
    cquit!
  endif
endfunction

function! Wait(what, condition) abort
  for l:i in range(400)
    if eval(a:condition)
      return
    endif
    sleep 50m
  endfor
  call Say('still waiting for ' . a:what . '; messages: ' . execute('messages') . '; list: ' . string(getqflist()))
  cquit!
endfunction

function! Here() abort
  return [fnamemodify(expand('%:p'), ':s?' . g:tree . '/??'), line('.'), col('.')]
endfunction
