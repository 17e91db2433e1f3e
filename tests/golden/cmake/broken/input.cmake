function(open_one
  set(inside 1)
function(open_two)
endfunction()
endmacro()
set(never closed
set()
project(
add_library(last a.c)
