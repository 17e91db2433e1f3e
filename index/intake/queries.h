// The tree-sitter queries of every language, embedded at build time (cmake/embed_queries.cmake).
#ifndef TREELINE_INTAKE_QUERIES_H
#define TREELINE_INTAKE_QUERIES_H

#include <stddef.h>

typedef struct {
  const char *language; // as in languages.def; NULL ends the table
  const char *text;
  size_t length;
} EmbeddedQuery;

extern const EmbeddedQuery embedded_queries[];
extern const EmbeddedQuery embedded_scope_queries[]; // scopes.scm: see scope_query.h

#endif
