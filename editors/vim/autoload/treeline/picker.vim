" A list that follows the typing: a popup with the input and what is found for it, and beside it the file.
"
" Only the newest question counts: what was asked before is cancelled. The popup takes all keys, so that no mapping and
" no other window is touched until something is chosen.

let s:state = {}
let s:history = {'search': [], 'symbols': []}

highlight default link TreelineMatch Search
highlight default link TreelinePlace Directory
highlight default link TreelineChosen PmenuSel

function! treeline#picker#open(search) abort
  call treeline#picker#close()
  let l:wide = &columns >= 110
  let l:width = (l:wide ? &columns / 2 : &columns) - 4
  let l:height = max([5, &lines * 3 / 5])
  let l:line = max([2, (&lines - l:height) / 2])
  let s:state = {'search': extend(copy(a:search), {'limit': 200}), 'input': '', 'items': [], 'chosen': 0, 'top': 0,
        \ 'words': '', 'asked': {}, 'height': l:height - 1, 'width': l:width, 'past': -1, 'shown': '',
        \ 'preview': 0}
  let s:state.popup = popup_create([''], {'line': l:line, 'col': 2, 'pos': 'topleft',
        \ 'minwidth': l:width, 'maxwidth': l:width, 'minheight': l:height, 'maxheight': l:height, 'border': [],
        \ 'borderchars': ['─', '│', '─', '│', '╭', '╮', '╯', '╰'], 'wrap': 0, 'mapping': 0, 'zindex': 200, 'scrollbar': 0,
        \ 'filter': function('s:key'), 'filtermode': 'n', 'callback': {_, result -> s:closed()}})
  if l:wide
    let s:state.preview = popup_create([''], {'line': l:line, 'col': l:width + 4, 'pos': 'topleft',
          \ 'minwidth': &columns - l:width - 6, 'maxwidth': &columns - l:width - 6, 'minheight': l:height,
          \ 'maxheight': l:height, 'border': [], 'borderchars': ['─', '│', '─', '│', '╭', '╮', '╯', '╰'], 'wrap': 0,
          \ 'zindex': 200, 'scrollbar': 0})
  endif
  for l:type in ['Match', 'Place', 'Chosen']
    if empty(prop_type_get('Treeline' . l:type, {'bufnr': winbufnr(s:state.popup)}))
      call prop_type_add('Treeline' . l:type, {'bufnr': winbufnr(s:state.popup), 'highlight': 'Treeline' . l:type,
            \ 'priority': l:type ==# 'Chosen' ? 1 : 5, 'combine': 1})
    endif
  endfor
  call s:draw()
  call s:settle(0)
endfunction

function! treeline#picker#close() abort
  if !empty(s:state)
    call popup_close(s:state.popup)
  endif
endfunction

" What is shown, for tests.
function! treeline#picker#state() abort
  return s:state
endfunction

function! s:closed() abort
  call treeline#server#forget(s:state.asked)
  if s:state.preview
    call popup_close(s:state.preview)
  endif
  if !empty(s:state.input) && index(s:history[s:state.search.kind], s:state.input) != 0
    call insert(s:history[s:state.search.kind], s:state.input)
  endif
  let s:state = {}
endfunction

" ---- keys ---------------------------------------------------------------------------------------

let s:keys = {
      \ "\<Esc>": 'close', "\<C-c>": 'close', "\<CR>": 'edit', "\<C-s>": 'split', "\<C-x>": 'split', "\<C-v>": 'vsplit',
      \ "\<C-t>": 'tabedit', "\<Down>": 'next', "\<C-n>": 'next', "\<C-j>": 'next', "\<Up>": 'previous',
      \ "\<C-p>": 'previous', "\<C-k>": 'previous', "\<PageDown>": 'page', "\<PageUp>": 'back', "\<BS>": 'erase',
      \ "\<C-h>": 'erase', "\<C-w>": 'eraseword', "\<C-u>": 'clear', "\<C-q>": 'list', "\<M-p>": 'older', "\<M-n>": 'newer',
      \ "\<C-r>": 'word'}

function! s:key(popup, key) abort
  let l:do = get(s:keys, a:key, '')
  if index(['edit', 'split', 'vsplit', 'tabedit'], l:do) >= 0
    call s:go(l:do)
  elseif !empty(l:do)
    call s:{l:do}()
  elseif a:key =~# '^\p\+$' && a:key[0] !=# "\x80"
    call s:typed(s:state.input . a:key)
  endif
  return 1
endfunction

function! s:close() abort
  call treeline#picker#close()
endfunction
function! s:next() abort
  call s:choose(s:state.chosen + 1)
endfunction
function! s:previous() abort
  " With nothing typed, or going on from there, back in time: terminals have no <M-p>.
  if s:state.chosen == 0 && (empty(s:state.input) || s:state.past >= 0)
    return s:older()
  endif
  call s:choose(s:state.chosen - 1)
endfunction
function! s:page() abort
  call s:choose(min([s:state.chosen + s:state.height - 1, len(s:state.items) - 1]))
endfunction
function! s:back() abort
  call s:choose(max([s:state.chosen - s:state.height + 1, 0]))
endfunction
function! s:erase() abort
  call s:typed(substitute(s:state.input, '.$', '', ''))
endfunction
function! s:eraseword() abort
  call s:typed(substitute(s:state.input, '\S*\s*$', '', ''))
endfunction
function! s:clear() abort
  call s:typed('')
endfunction
function! s:word() abort
  call s:typed(s:state.input . expand('<cword>'))
endfunction
function! s:older() abort
  let s:state.past = min([s:state.past + 1, len(s:history[s:state.search.kind]) - 1])
  call s:typed(get(s:history[s:state.search.kind], s:state.past, ''))
endfunction
function! s:newer() abort
  let s:state.past = max([s:state.past - 1, -1])
  call s:typed(s:state.past < 0 ? '' : s:history[s:state.search.kind][s:state.past])
endfunction

" All of them, not only those that are shown.
function! s:list() abort
  let l:search = s:state.search
  if !empty(s:state.items)
    call treeline#picker#close()
    if l:search.kind ==# 'symbols'
      call treeline#symbols(l:search.query)
    else
      call treeline#search(l:search.query)
    endif
  endif
endfunction

function! s:go(how) abort
  if empty(s:state.items)
    return
  endif
  let l:item = s:state.items[s:state.chosen]
  call treeline#picker#close()
  try
    normal! m'
    if a:how !=# 'edit' || treeline#buffer(l:item.filename) != bufnr('')
      " A buffer that is modified and may not be hidden is kept, beside.
      let l:how = a:how ==# 'edit' && &modified && !&hidden ? 'split' : a:how
      execute l:how fnameescape(fnamemodify(l:item.filename, ':~:.'))
    endif
    call cursor(l:item.lnum, l:item.col)
    normal! zvzz
  catch /^Vim\%((\a\+)\)\=:E/
    call treeline#complain(substitute(v:exception, '^Vim\%((\a\+)\)\=:', '', ''))
  endtry
endfunction

" ---- asking and showing -------------------------------------------------------------------------

function! s:typed(input) abort
  let s:state.input = a:input
  let s:state.search.query = a:input
  call treeline#server#forget(s:state.asked)
  let s:state.asked = {}
  if a:input =~# '^\s*$'
    let s:state.items = []
    let s:state.words = ''
    call s:choose(0)
  else
    let s:state.past = a:input ==# get(s:history[s:state.search.kind], s:state.past, '') ? s:state.past : -1
    let s:state.asked = treeline#ask(s:state.search, function('s:came'))
    call s:draw()
  endif
endfunction

function! s:came(items, words, error) abort
  if empty(s:state)
    return
  endif
  let l:kept = s:state.shown ==# s:state.input ? s:state.chosen : 0
  let s:state.shown = s:state.input
  let s:state.items = a:items
  let s:state.words = a:error is v:null ? a:words : a:error
  let s:state.top = 0
  call s:choose(l:kept < len(a:items) ? l:kept : 0)
  redraw
endfunction

" While the tree is being indexed, what is found grows: it is asked for again until the index is complete.
function! s:settle(timer) abort
  if !empty(s:state)
    call treeline#settled(s:state.search.root, function('s:settled', [s:state.popup]))
  endif
endfunction

function! s:settled(popup, settled) abort
  if empty(s:state) || s:state.popup != a:popup
    return
  endif
  if !a:settled
    let s:state.settling = 1
    call timer_start(250, function('s:settle'))
  endif
  if get(s:state, 'settling', 0)
    call s:typed(s:state.input)
  endif
endfunction

function! s:choose(at) abort
  let l:count = len(s:state.items)
  let s:state.chosen = l:count ? (a:at % l:count + l:count) % l:count : 0
  let s:state.top = min([s:state.chosen, max([s:state.top, s:state.chosen - s:state.height + 1])])
  call s:draw()
  call s:show()
endfunction

" ITEM as a line of the popup: its place, its text from the first that matters, what matches highlighted.
function! s:line(item, chosen) abort
  let l:place = s:relative(a:item.filename) . ':' . a:item.lnum
  let l:indent = strlen(matchstr(a:item.text, '^\s*'))
  let l:text = substitute(strpart(a:item.text, l:indent), "\t", ' ', 'g')
  let l:props = [{'col': 1, 'length': strlen(l:place), 'type': 'TreelinePlace'}]
  " Of a long line the part with the first match.
  let l:first = get(a:item.marks, 0, [l:indent, 0])
  let l:room = s:state.width - strdisplaywidth(l:place) - 2
  if strdisplaywidth(strpart(l:text, 0, l:first[0] - l:indent + l:first[1])) > l:room
    let l:cut = byteidx(l:text, max([0, charidx(l:text, l:first[0] - l:indent) - l:room / 3]))
    let l:text = '…' . strpart(l:text, l:cut)
    let l:indent += l:cut - strlen('…')
  endif
  for [l:begin, l:length] in a:item.marks
    let l:col = l:begin - l:indent
    if l:col >= 0 && l:length > 0
      call add(l:props, {'col': strlen(l:place) + 3 + l:col, 'length': l:length, 'type': 'TreelineMatch'})
    endif
  endfor
  let l:line = l:place . '  ' . l:text
  if a:chosen
    let l:line .= repeat(' ', s:state.width - strdisplaywidth(l:line))
    call insert(l:props, {'col': 1, 'length': strlen(l:line), 'type': 'TreelineChosen'})
  endif
  return {'text': l:line, 'props': l:props}
endfunction

function! s:relative(path) abort
  let l:root = s:state.search.root . '/'
  return stridx(a:path, l:root) == 0 ? a:path[len(l:root):] : a:path
endfunction

function! s:draw() abort
  let l:name = s:state.search.kind ==# 'symbols' ? 'Symbols' : 'Search'
  let l:lines = [{'text': '> ' . s:state.input . '▏', 'props': []}]
  let l:last = min([s:state.top + s:state.height, len(s:state.items)]) - 1
  for l:at in s:state.top <= l:last ? range(s:state.top, l:last) : []
    call add(l:lines, s:line(s:state.items[l:at], l:at == s:state.chosen))
  endfor
  call popup_settext(s:state.popup, l:lines)
  call popup_setoptions(s:state.popup, {'title': ' Treeline: ' . l:name
        \ . (empty(s:state.words) ? ' ' : ', ' . s:state.words . ' ')})
endfunction

" The file around the chosen place; the buffer's text if it is loaded, since that is what was searched.
function! s:show() abort
  if !s:state.preview
    return
  elseif empty(s:state.items)
    call popup_settext(s:state.preview, [''])
    call popup_setoptions(s:state.preview, {'title': ''})
    return
  endif
  let l:item = s:state.items[s:state.chosen]
  let l:lines = bufloaded(l:item.filename)
        \ ? getbufline(treeline#buffer(l:item.filename), 1, l:item.lnum + s:state.height)
        \ : filereadable(l:item.filename) ? readfile(l:item.filename, '', l:item.lnum + s:state.height) : []
  let l:first = max([0, l:item.lnum - 1 - s:state.height / 2])
  let l:shown = l:lines[l:first : l:first + s:state.height]
  call popup_settext(s:state.preview, map(copy(l:shown), {at, line -> printf('%4d %s', l:first + at + 1,
        \ substitute(line, "\t", repeat(' ', &tabstop), 'g'))}))
  call popup_setoptions(s:state.preview, {'title': ' ' . s:relative(l:item.filename) . ' '})
  call win_execute(s:state.preview, 'syntax clear | call clearmatches() | call matchaddpos("CursorLine", ['
        \ . (l:item.lnum - l:first) . '])')
endfunction
