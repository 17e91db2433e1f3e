" A server for each root that is asked about, started when it is first asked. No language client is needed, and none
" is in the way: the index on disk is shared, and what is typed and not saved is told before each question.
"
" Vim's channels speak LSP from 8.2.4758 on; treeline#server#possible() says whether this one's do.

let s:servers = {}  " by root: {job, ready, waiting: functions that want it, documents: {buffer: [uri, tick]}}

function! treeline#server#possible() abort
  return has('job') && has('channel') && has('patch-8.2.4758')
endfunction

function! treeline#server#uri(path) abort
  return 'file://' . substitute(a:path, '[^A-Za-z0-9_.~/-]', '\=s:hex(submatch(0))', 'g')
endfunction

function! s:hex(letter) abort
  return join(map(range(strlen(a:letter)), {_, at -> printf('%%%02X', char2nr(strpart(a:letter, at, 1)))}), '')
endfunction

function! treeline#server#path(uri) abort
  return substitute(a:uri[len('file://'):], '%\(\x\x\)', '\=eval("\"\\x" . submatch(1) . "\"")', 'g')
endfunction

" Asks the server of a root, and calls Done(result, error) with one of them v:null, later. What is returned can be
" given to treeline#server#forget.
function! treeline#server#ask(root, method, params, Done) abort
  let l:question = {'root': a:root, 'method': a:method, 'params': a:params, 'done': a:Done, 'id': 0, 'over': 0}
  let l:server = s:server(a:root)
  if empty(l:server)
    call a:Done(v:null, {'message': 'no program ' . g:treeline_executable . ' (g:treeline_executable)'})
  elseif l:server.ready
    call s:send(l:server, l:question)
  else
    call add(l:server.waiting, l:question)
  endif
  return l:question
endfunction

" A question whose answer nobody wants any more.
function! treeline#server#forget(question) abort
  if empty(a:question) || a:question.over
    return
  endif
  let a:question.over = 1
  let l:server = get(s:servers, a:question.root, {})
  if a:question.id && !empty(l:server) && job_status(l:server.job) ==# 'run'
    call s:notify(l:server, '$/cancelRequest', {'id': a:question.id})
  endif
endfunction

function! treeline#server#stop() abort
  for l:server in values(s:servers)
    if job_status(l:server.job) ==# 'run'
      call ch_evalexpr(l:server.job, {'method': 'shutdown'}, {'timeout': 2000})
      call s:notify(l:server, 'exit', {})
    endif
  endfor
  let s:servers = {}
endfunction

function! s:server(root) abort
  let l:server = get(s:servers, a:root, {})
  if !empty(l:server) && job_status(l:server.job) ==# 'run'
    return l:server
  endif
  if !executable(g:treeline_executable)
    return {}
  endif
  let l:job = job_start([g:treeline_executable, 'lsp'],
        \ {'in_mode': 'lsp', 'out_mode': 'lsp', 'err_io': 'null', 'noblock': 1, 'stoponexit': 'term'})
  let l:server = {'job': l:job, 'ready': 0, 'waiting': [], 'documents': {}}
  let s:servers[a:root] = l:server
  " Vim counts bytes, as UTF-8 does.
  call ch_sendexpr(l:job, {'method': 'initialize', 'params': {
        \ 'processId': getpid(), 'rootUri': treeline#server#uri(a:root),
        \ 'initializationOptions': g:treeline_options,
        \ 'capabilities': {'general': {'positionEncodings': ['utf-8']}}}},
        \ {'callback': function('s:begin', [l:server])})
  return l:server
endfunction

function! s:begin(server, channel, answer) abort
  call s:notify(a:server, 'initialized', {})
  let a:server.ready = 1
  for l:question in a:server.waiting
    if !l:question.over
      call s:send(a:server, l:question)
    endif
  endfor
  let a:server.waiting = []
endfunction

function! s:send(server, question) abort
  call s:sync(a:server, a:question.root)
  let l:sent = ch_sendexpr(a:server.job, {'method': a:question.method, 'params': a:question.params},
        \ {'callback': function('s:answered', [a:question])})
  let a:question.id = type(l:sent) == v:t_dict ? get(l:sent, 'id', 0) : 0
endfunction

function! s:answered(question, channel, answer) abort
  if a:question.over
    return
  endif
  let a:question.over = 1
  call a:question.done(get(a:answer, 'result', v:null), get(a:answer, 'error', v:null))
endfunction

function! s:notify(server, method, params) abort
  call ch_sendexpr(a:server.job, {'method': a:method, 'params': a:params})
endfunction

" A document is open there as long as its buffer below the root is modified.
function! s:sync(server, root) abort
  for [l:buffer, l:document] in items(a:server.documents)
    if !getbufvar(str2nr(l:buffer), '&modified')
      call s:notify(a:server, 'textDocument/didClose', {'textDocument': {'uri': l:document[0]}})
      unlet a:server.documents[l:buffer]
    endif
  endfor
  for l:info in getbufinfo({'bufmodified': 1, 'bufloaded': 1})
    let l:name = treeline#real(l:info.name)
    if empty(l:info.name) || !empty(getbufvar(l:info.bufnr, '&buftype')) || stridx(l:name, a:root . '/') != 0
          \ || get(a:server.documents, l:info.bufnr, ['', 0])[1] == l:info.changedtick
      continue
    endif
    let l:uri = treeline#server#uri(l:name)
    " didOpen of an open document begins it anew.
    call s:notify(a:server, 'textDocument/didOpen', {'textDocument': {'uri': l:uri, 'version': l:info.changedtick,
          \ 'languageId': getbufvar(l:info.bufnr, '&filetype'),
          \ 'text': join(getbufline(l:info.bufnr, 1, '$'), "\n") . "\n"}})
    let a:server.documents[l:info.bufnr] = [l:uri, l:info.changedtick]
  endfor
endfunction
