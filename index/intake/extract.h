// Definitions, comments and strings of one text: tree-sitter with the language's queries, or the
// line patterns of languages that have no grammar. Symbols and spans come from one pass over the
// tree.
#ifndef TREELINE_INTAKE_EXTRACT_H
#define TREELINE_INTAKE_EXTRACT_H

#include "base/arena.h"
#include "base/array.h"
#include "format/record.h"
#include "intake/language.h"

#include <stdatomic.h>

typedef struct {
  ARRAY(Symbol) symbols; // in order of `start`; an enclosing symbol before what it encloses
  ARRAY(Span) spans;     // in order of `start`, not overlapping
  bool timed_out;        // the parse exceeded its budget; what was found is kept
  bool has_errors;       // the grammar met text it does not know
  bool too_large; // more than the parse limit was to be parsed: only what needs no parser was found
} Extraction;

typedef struct {
  int64_t timeout_ns;           // CPU time of this thread; 0: none
  uint64_t parse_limit;         // most bytes handed to the parser at once; 0: no limit
  const atomic_bool *cancelled; // polled while parsing; may be NULL
} ExtractOptions;

// Holds a parser and a query cursor: one per thread, used by one thread at a time.
typedef struct Extractor Extractor;
Extractor *extractor_new(void);
void extractor_free(Extractor *extractor);

// Fills `out` (cleared first; owned by the caller, see extraction_release). Names and containers
// point into `text` or `arena`. A text over 4 GiB is refused with STATUS_LIMIT; STATUS_CANCELLED
// when cancelled. Broken code is no error.
MUST_USE Status extractor_run(Extractor *extractor, LanguageId language, Str text,
                              const ExtractOptions *options, Arena *arena, Extraction *out,
                              Error *error);
void extraction_release(Extraction *extraction);

// Compiles the queries of `language` now, with words about what is wrong with them: for tests.
MUST_USE Status extract_check_queries(LanguageId language, Error *error);

#endif
