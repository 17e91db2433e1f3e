# Embeds grammars/queries/<language>/*.scm: one C file with a table of names and texts, written again
# whenever a query changes.
file(GLOB TREELINE_QUERY_FILES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/grammars/queries/*/*.scm)
set(TREELINE_QUERIES_C ${CMAKE_BINARY_DIR}/generated/queries.c)
add_custom_command(
  OUTPUT ${TREELINE_QUERIES_C}
  COMMAND ${CMAKE_COMMAND} -DQUERIES=${CMAKE_SOURCE_DIR}/grammars/queries -DOUT=${TREELINE_QUERIES_C}
          -P ${CMAKE_SOURCE_DIR}/cmake/embed_queries.cmake
  DEPENDS ${TREELINE_QUERY_FILES} ${CMAKE_SOURCE_DIR}/cmake/embed_queries.cmake
  COMMENT "Embedding queries")
