# function(fake) in a comment
#[[ macro(fake2)
    several lines ]]
cmake_minimum_required(VERSION 3.20)
project(tide VERSION 1.0 LANGUAGES C)
option(TIDE_TESTS "build the tests" ON)
set(SOURCES
    main.c   # the start
    io.c)
set(ENV{PATH} "x")
set(${PROJECT_NAME}_DIR here)
SET(CMAKE_C_STANDARD 17 CACHE STRING "set(no)")

add_library(tide STATIC ${SOURCES})
add_executable(tide-cli cli.c)
add_executable(tide::cli ALIAS tide-cli)
add_custom_target(docs
  COMMAND doxygen)
target_link_libraries(tide-cli PRIVATE tide)

function(tide_test NAME)
  set(local ${NAME})
  add_executable(test_${NAME} ${NAME}.c)
  if(x)
    set(deeper 1)
  endif()
endfunction()

macro (tide_module)
  set(MODULE ${ARGV0})
endmacro ()

set(TEXT [[
function(not_here)
]])
set(TEXT2 [=[ a ]] b ]=])
