function(open_one
  set(inside 1)
function(open_two)
endfunction()
endmacro()
set(never closed
set()
project(
add_library(last a.c)
# A quote behind a backslash opens no string.
add_custom_command(OUTPUT x COMMAND sh -c \"make all\; touch x)
function(behind_an_escaped_quote)
endfunction()
