" A person in Vim with editors/vim and no language client: lists texts and symbols, finds what is not saved, loses the
" server; and what is left in a Vim whose channels speak no LSP.
execute 'source' fnameescape(expand('<sfile>:p:h') . '/editor.vim')
runtime plugin/treeline.vim

function! s:listed(what, pattern) abort
  call Wait(a:what, 'match(getqflist(), ' . string(a:pattern) . ') >= 0')
endfunction

try
  " Paths are bytes.
  let s:path = '/a b/ü#%/c.c'
  call Want(treeline#server#uri(s:path) ==# 'file:///a%20b/%C3%BC%23%25/c.c', treeline#server#uri(s:path))
  call Want(treeline#server#path(treeline#server#uri(s:path)) ==# s:path, 'a path is lost')

  execute 'edit' fnameescape(g:tree . '/src/engine.c')
  let &wildignore = '*/' . fnamemodify(g:tree, ':h:t') . '/*'
  call Want(treeline#root(bufnr('')) ==# g:tree, treeline#root(bufnr('')))
  set wildignore&
  Treeline warm_up file:warm
  call s:listed('the index and a text', 'int warm_up')
  call Want(getqflist({'title': 0}).title ==# 'Treeline warm_up file:warm (1 in 1 files)', getqflist({'title': 0}).title)
  call Want(getqflist({'winid': 0}).winid, 'the list is not open')
  cfirst
  call Want(Here() == ['src/warm.c', 4, 5], 'the cursor is elsewhere: ' . string(Here()))
  cclose
  call Say('a text is listed, and the cursor goes there')

  TreelineSymbols wu
  call s:listed('a symbol', 'warm_up  function')
  cfirst
  call Want(Here() == ['src/warm.c', 4, 5], 'the cursor is elsewhere: ' . string(Here()))
  cclose
  call Say('a symbol is listed')

  call search('warm_up')
  execute "normal \<Plug>(treeline-word)"
  call s:listed('the word under the cursor', 'How to warm it up: call')
  cclose
  call Say('the word under the cursor is listed')

  execute 'edit' fnameescape(g:tree . '/src/engine.c')
  call append('$', '/* Ü typed and never saved */')
  Treeline "never saved"
  call s:listed('what is not saved', 'typed and never saved')
  cfirst
  call Want(Here() == ['src/engine.c', 6, strlen('/* Ü typed and ') + 1], 'the cursor is elsewhere: ' . string(Here()))
  cclose
  call Say('what is typed and not saved is found')

  " The same by another name of the file.
  call mkdir(g:tree . '/../other')
  call system('ln -s ' . shellescape(g:tree) . ' ' . shellescape(g:tree . '/../other/[name]'))
  execute 'edit' fnameescape(g:tree . '/../other/[name]/src/warm.c')
  call append('$', '// by its other name')
  Treeline "other name"
  call s:listed('what is not saved in a file by another name', 'by its other name')
  cfirst
  call Want(Here()[1:] == [7, 11] && &modified, 'the cursor is elsewhere: ' . string(Here()))
  cclose
  call Want(treeline#buffer(g:tree . '/src/warm.c') == bufnr('') && treeline#buffer(g:tree . '/src/war') == -1, 'another buffer')
  bwipeout!

  let s:servers = filter(split(system('pgrep -P ' . getpid()), '\n'), {_, pid -> system('ps -o args= -p ' . pid) =~# 'lsp'})
  call Want(len(s:servers) == 1, 'servers: ' . string(s:servers))
  call system('kill -9 ' . s:servers[0])
  call setqflist([])
  sleep 100m
  Treeline "never saved"
  call s:listed('another server', 'typed and never saved')
  cclose
  call Say('the server was killed, and another one knows what is not saved')

  " The newest question is the one that counts.
  Treeline engine
  Treeline warm_up
  call s:listed('the newest', 'How to warm it up')
  sleep 100m
  call Want(getqflist({'title': 0}).title =~# '^Treeline warm_up', getqflist({'title': 0}).title)
  call setqflist([])
  Treeline this_is_nowhere
  call Wait('words about nothing', "execute('messages') =~# 'nothing found: this_is_nowhere'")
  Treeline /(/
  call Wait('words about a wrong pattern', "execute('messages') =~# 'Treeline: [^:]*\\(column\\|character\\|parenthes\\)'")
  call Want(empty(getqflist()), 'a list of nothing')
  TreelineStatus
  call Wait('the status', "execute('messages') =~# 'ready, 4 files'")
  call Say('what is wrong, and what there is, is said')

  " By the command line.
  let s:search = {'kind': 'search', 'query': 'warm_up file:warm', 'root': g:tree, 'near': '', 'more': {}, 'limit': 9}
  let s:items = treeline#cli(s:search)
  call Want(len(s:items) == 1 && s:items[0].lnum == 4 && s:items[0].col == 5
        \ && s:items[0].filename ==# g:tree . '/src/warm.c', string(s:items))
  let s:items = treeline#cli(extend({'kind': 'symbols', 'query': 'wu'}, s:search, 'keep'))
  call Want(len(s:items) == 1 && s:items[0].text ==# 'warm_up  function', string(s:items))
  execute 'cd' fnameescape(g:tree)
  let &grepprg = shellescape($TREELINE) . ' search --limit 500'
  set grepformat=%f:%l:%c:%m
  silent grep! warm_up file:warm
  call Want(len(getqflist()) == 1 && getqflist()[0].col == 5, string(getqflist()))
  call Say("without a server, and as 'grepprg', it answers from the disk")

  call treeline#server#stop()
  call Wait('its end', "empty(filter(split(system('pgrep -P ' . getpid()), '\\n'), {_, pid -> system('ps -o args= -p ' . pid) =~# 'treeline lsp'}))")
  call Say('ended')
  qall!
catch
  call Say(v:exception . ' at ' . v:throwpoint)
  cquit!
endtry
