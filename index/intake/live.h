// The reader of an open document: extract.h for a text that changes. It keeps the tree of the last text
// and what was found in it, so that the next text, known by its edits, is parsed and matched only where
// it changed. What it finds is what extractor_run finds in the same text.
#ifndef TREELINE_INTAKE_LIVE_H
#define TREELINE_INTAKE_LIVE_H

#include "intake/extract.h"

// Used by one thread at a time.
typedef struct LiveReader LiveReader;

LiveReader *live_reader_new(LanguageId language);
void live_reader_free(LiveReader *live); // NULL is allowed

// Reads `text`, which the `edits` (in order, each in terms of the text after those before it) made of
// the text of the last call, whether or not that call came to an end. Edits that do not lead from one
// length to the other, or whose bounds are wrong, count as none: all is read anew. With count 0, all is
// read anew. Fills `out` as extractor_run does; names point into `text` or `arena`.
// STATUS_CANCELLED when options->cancelled was set: what was edited is remembered, and the next call
// goes on from there.
MUST_USE Status live_reader_read(LiveReader *live, Str text, const TextEdit *edits, size_t count,
                                 const ExtractOptions *options, Arena *arena, Extraction *out,
                                 Error *error);
// Whether the last result is that of a parse from nothing. If not, it is what tree-sitter makes of the
// old tree: the same but for rare cases of broken code, so whoever has time reads once more with count 0.
bool live_reader_is_exact(const LiveReader *live);
size_t live_reader_memory(const LiveReader *live); // bytes of trees and results, roughly
// Gives up all that is kept: the next read is from nothing.
void live_reader_forget(LiveReader *live);

#endif
