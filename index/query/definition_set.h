// Where in a snapshot the names are defined that a query's texts ask for (sym: kind: in:def): found once for
// a search from the segments' symbol tables, then asked by document. What is not in the tables yet (an
// open document whose symbols lag, a file changed on disk) is asked name by name.
//
// Written by definition_set_fill alone; any thread may read it then. Memory is bounded: what matches more
// definitions than are kept is cut, and said to be.
#ifndef TREELINE_QUERY_DEFINITION_SET_H
#define TREELINE_QUERY_DEFINITION_SET_H

#include "query/context.h"
#include "query/plan.h"
#include "query/term.h"

typedef struct DefinitionSet DefinitionSet;

// Borrows `query`. STATUS_INVALID if a text is no regular expression; *out is NULL if no text asks for
// definitions.
MUST_USE Status definition_set_new(const Query *query, DefinitionSet **out, Error *error);
void definition_set_free(DefinitionSet *set); // NULL is allowed
// What filters ask for, borrowed; before it is filled. NULL, as at first: none.
void definition_set_know(DefinitionSet *set, const Facts *facts);
// Finds the definitions in the context's snapshot, which is borrowed; where the query requires filters,
// those in documents that they leave.
void definition_set_fill(DefinitionSet *set, const QueryContext *context);
// The same for who shows a page only: where very many names may match, those that begin with the text are
// looked at first, and of the others some from all over, the same ones each time. A page that cannot
// be filled so needs definition_set_fill, which may follow.
void definition_set_fill_some(DefinitionSet *set, const QueryContext *context);
// Whether that left names out.
bool definition_set_is_partial(const DefinitionSet *set);
// Something was left out: there were too many, or the search was cancelled.
bool definition_set_is_cut(const DefinitionSet *set);

// A name as the symbol tables have it: line of the file, bytes.
typedef struct {
  uint32_t line, column, length;
} DefinedName;

// Those in one document for text `number`, in order of position. Empty if the text does not ask.
const DefinedName *definition_set_in(const DefinitionSet *set, size_t number,
                                     const SnapshotPart *part, uint32_t document, size_t *count);
// Whether a definition of that name and kind is what text `number` asks for.
bool definition_set_admits(const DefinitionSet *set, size_t number, Str name, SymbolKind kind,
                           TermScratch *scratch);
// The documents that a text can be satisfied in, for plan.h; `set` is a DefinitionSet.
Iter *definition_set_source(const void *set, size_t number, const Segment *segment, Arena *arena);

#endif
