function! Open()
  let g:inside = 1
function! Second()
endfunction
endfunction
endfunction
let g:
augroup never_closed
let g:last = "unclosed
