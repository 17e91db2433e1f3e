// The query that options and operands make together, in the query language.
#ifndef TREELINE_CLI_FILTERS_H
#define TREELINE_CLI_FILTERS_H

#include "cli/args.h"

// For index_symbols: the operands, then kind: lang: file: as asked for.
Str filters_symbol_query(const Args *args, Arena *arena);
// For index_search and index_explain. A literal or a regular expression takes the whole query, so
// beside filters it is written as /regex/ instead.
SearchRequest filters_search_request(const Args *args, Arena *arena);

#endif
