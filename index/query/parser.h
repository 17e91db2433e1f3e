// From the string a person typed to a tree of what it means, in the grammar of query.h: words, groups,
// filters, scopes pushed down to their texts. Whether case counts is decided later, by query.c.
#ifndef TREELINE_QUERY_PARSER_H
#define TREELINE_QUERY_PARSER_H

#include "base/array.h"
#include "query/query.h"

typedef struct {
  QueryNode *root; // NULL: nothing was typed
  ARRAY(QueryNode *) texts;
  CaseMode case_mode;
  bool whole_word;
} Parsed;

// Nodes and copies of strings live in the arena; array_free(&out->texts) in any case.
MUST_USE Status parser_run(Str text, Arena *arena, Parsed *out, Error *error);
// The whole string as one text.
MUST_USE Status parser_take_whole(Str text, TextForm form, Arena *arena, Parsed *out, Error *error);

#endif
