// What can be folded in a text.
#ifndef TREELINE_INTAKE_STRUCTURE_FOLDS_H
#define TREELINE_INTAKE_STRUCTURE_FOLDS_H

#include "intake/extract.h"

// Folds in order of start, one a line: of brackets outside of comments and strings, of indentation where a
// language has none, of headings and keys, long strings, runs of comments and of imports, `#region`
// marks and `{{{`, and the branches of `#if`. What is folded away are the lines behind the one of
// `start`, up to and with the one of `end`: the line of a closing bracket stays. Memory is the arena's.
MUST_USE Status structure_folds(LanguageId language, Str text, const ExtractOptions *options,
                                Arena *arena, const SourceFold **out, size_t *count, Error *error);

#endif
