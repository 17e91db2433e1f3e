// The query language in words and examples: `treeline help query`, and a part of the manual page. Its grammar
// stands in index/query/query.h.
#ifndef TREELINE_CLI_QUERY_PAGE_H
#define TREELINE_CLI_QUERY_PAGE_H

#include <stddef.h>

typedef struct {
  const char *title;
  const char *words; // a paragraph; may be empty
  const char *pairs; // lines of "left\tright"
} QuerySection;

extern const QuerySection query_page[];
extern const size_t query_page_sections;

#endif
