# Builds grammars/ once, at configure time, and imports the result. See grammars/CMakeLists.txt.
set(GRAMMARS_LIBRARY ${TREELINE_GRAMMARS_BUILD}/libgrammars.a)
file(SHA256 ${CMAKE_SOURCE_DIR}/grammars/package-lock.json GRAMMARS_KEY)
file(SHA256 ${CMAKE_SOURCE_DIR}/grammars/grammars.txt GRAMMARS_LIST)
file(SHA256 ${CMAKE_SOURCE_DIR}/grammars/CMakeLists.txt GRAMMARS_RECIPE)
set(GRAMMARS_SCANNERS "")
file(GLOB GRAMMARS_SCANNER_FILES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/grammars/scanners/*.c)
foreach(FILE ${GRAMMARS_SCANNER_FILES})
  file(SHA256 ${FILE} HASH)
  string(APPEND GRAMMARS_SCANNERS ${HASH})
endforeach()
string(SHA256 GRAMMARS_KEY
       "${GRAMMARS_KEY}${GRAMMARS_LIST}${GRAMMARS_RECIPE}${GRAMMARS_SCANNERS}")
set(GRAMMARS_STAMP ${TREELINE_GRAMMARS_BUILD}/built.sha256)
set(GRAMMARS_HAVE "")
if(EXISTS ${GRAMMARS_STAMP} AND EXISTS ${GRAMMARS_LIBRARY})
  file(READ ${GRAMMARS_STAMP} GRAMMARS_HAVE)
endif()
if(NOT GRAMMARS_HAVE STREQUAL GRAMMARS_KEY)
  message(STATUS "building the grammars (once, about 40 CPU seconds)")
  execute_process(COMMAND ${CMAKE_COMMAND} -S ${CMAKE_SOURCE_DIR}/grammars -B ${TREELINE_GRAMMARS_BUILD}
                          -G ${CMAKE_GENERATOR} -DCMAKE_C_COMPILER=${CMAKE_C_COMPILER}
                  COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${TREELINE_GRAMMARS_BUILD} --parallel
                  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
  file(WRITE ${GRAMMARS_STAMP} ${GRAMMARS_KEY})
endif()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
             grammars/package-lock.json grammars/grammars.txt grammars/CMakeLists.txt
             ${GRAMMARS_SCANNER_FILES})

add_library(treeline_grammars STATIC IMPORTED)
set_target_properties(treeline_grammars PROPERTIES
                      IMPORTED_LOCATION ${GRAMMARS_LIBRARY}
                      INTERFACE_INCLUDE_DIRECTORIES ${TREELINE_GRAMMARS_BUILD}/include)

# The same as a library that is loaded: one file beside a hundred test programs that would hold 70 MB of
# tables each. See treeline_index.
set(GRAMMARS_EMPTY ${CMAKE_BINARY_DIR}/grammars_loaded.c)
file(WRITE ${GRAMMARS_EMPTY}.new "/* All of it comes from libgrammars.a. */\n")
configure_file(${GRAMMARS_EMPTY}.new ${GRAMMARS_EMPTY} COPYONLY)
add_library(treeline_grammars_loaded SHARED EXCLUDE_FROM_ALL ${GRAMMARS_EMPTY})
set_target_properties(treeline_grammars_loaded PROPERTIES LINK_DEPENDS ${GRAMMARS_LIBRARY})
target_link_options(treeline_grammars_loaded PRIVATE -Wl,-Bsymbolic -Wl,--whole-archive ${GRAMMARS_LIBRARY}
                    -Wl,--no-whole-archive)
# A grammar that exports nothing comes from the archive all the same.
target_link_libraries(treeline_grammars_loaded INTERFACE treeline_grammars)
