// The query that options and operands make together, in the query language.
#ifndef TREELINE_CLI_FILTERS_H
#define TREELINE_CLI_FILTERS_H

#include "cli/args.h"

// For index_symbols: the operands, then kind: lang: file: as asked for.
Str filters_symbol_query(const Args *args, Arena *arena);
// For index_search and index_explain. A literal or a regular expression takes the whole query, so
// beside filters it is written as /regex/ instead. `near`: as SearchRequest has it.
SearchRequest filters_search_request(const Args *args, Str near, Arena *arena);
// For grep: all that matches `pattern`; `paths` is more of the query, or empty.
SearchRequest filters_grep_request(const Args *args, Str pattern, Str paths, Arena *arena);
// What is wrong with the query in the words of what was typed: with an option instead of the filter that was
// made of it. Returns `error`.
const Error *filters_reword(const Args *args, Error *error);
// Appends a filter that lets through what lies at the path or below it, and perhaps more.
void filters_put_path(Buf *query, Str path, bool directory);

#endif
