// The shape of one text: what can be folded, what encloses a place, and what is said about a definition.
// Pure functions of text and language.
#ifndef TREELINE_INTAKE_STRUCTURE_H
#define TREELINE_INTAKE_STRUCTURE_H

#include "intake/extract.h"

// Folds in order of start, one a line: of brackets outside of comments and strings, of indentation where a
// language has none, of definitions, headings, long strings, runs of comments and of imports, `#region` marks
// and `{{{`, and the branches of `#if`. What is folded away are the lines behind the one of `start`, up to and
// with the one of `end`: the line of a closing bracket stays. Memory is the arena's.
MUST_USE Status structure_folds(LanguageId language, Str text, const ExtractOptions *options,
                                Arena *arena, const SourceFold **out, size_t *count, Error *error);

// Pairs of byte offsets around `offset`, the innermost first: the word, what encloses it in the tree, all.
MUST_USE Status structure_enclosing(LanguageId language, Str text, uint32_t offset,
                                    const ExtractOptions *options, Arena *arena,
                                    const uint32_t **out, size_t *count, Error *error);

// The head of a definition as it is written, without its body, its lines joined to one where they are few;
// and the comment that documents it (before it, behind it on its line, or a docstring), without its marks.
void structure_signature(LanguageId language, Str text, const Symbol *symbol, Arena *arena,
                         Str *signature);
void structure_comment(LanguageId language, Str text, const Symbol *symbol, const Span *spans,
                       size_t span_count, Arena *arena, Str *comment);

#endif
