// The comment that documents a definition.
#ifndef TREELINE_INTAKE_STRUCTURE_COMMENT_H
#define TREELINE_INTAKE_STRUCTURE_COMMENT_H

#include "intake/extract.h"

// The docstring, the comment before the definition with no blank line between, or the one behind it on its
// line; without its marks, tags and Markdown as they are. `spans` are the text's. In the arena.
void structure_comment(LanguageId language, Str text, const Symbol *symbol, const Span *spans,
                       size_t span_count, Arena *arena, Str *comment);

// What a file says of itself before its code: Python's docstring, else the first comment that is no licence.
// In the arena.
void structure_head_comment(LanguageId language, Str text, const Span *spans, size_t span_count,
                            Arena *arena, Str *comment);

#endif
