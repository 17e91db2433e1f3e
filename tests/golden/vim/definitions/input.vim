" tide.vim: function Fake()
if exists('g:loaded_tide') | finish | endif
let g:loaded_tide = 1
let s:state = {'open': "yes"}
let g:tide_level = 3 " trailing words
let g:tide_level += 1
if g:tide_level == 2 | endif
const s:LIMIT = 10

function! tide#level(name, ...) abort
  let l:value = a:name
  let g:tide_last = l:value
  return l:value
endfunction

fu s:helper() dict
  echo "endfunction"
endfu

function! <SID>mapped()
endfunction

func g:Global()
endfunc

command! -nargs=1 -complete=file TideOpen call tide#level(<q-args>)
com -bang TideClose call s:helper()

augroup tide
  autocmd!
  autocmd BufRead *.tide setfiletype tide
augroup END

def Vim9Style(x: number): number
  return x
enddef
function Dict.method() dict
endfunction
nnoremap <silent> t :call <SID>mapped()<CR>
let plain = 1
let b:did_ftplugin = 1
python3 << EOF
def not_vim(x):
    pass
EOF
