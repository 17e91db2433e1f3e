// Writes the tokens of declarations to a skeleton, as the reading of them (cdecl.h) says, with a
// space wherever the text had something between two that are kept.
#ifndef TREELINE_INTAKE_CWRITE_H
#define TREELINE_INTAKE_CWRITE_H

#include "intake/cdecl.h"
#include "intake/skeleton.h"

typedef struct {
  Skeleton *skeleton;
  Str text;
  CDialect dialect;
} CWriter;

// Bytes [start, end) of the text.
void cwrite_range(const CWriter *writer, uint32_t start, uint32_t end);
// The tokens, on a line of their own. `decl` (NULL: none) says what is to be put between them.
void cwrite_tokens(const CWriter *writer, const CToken *tokens, size_t count, const CDecl *decl);
// The mark (`;`, `,`, `}`) at offset `at`, or one of its kind if the text has none there.
void cwrite_mark(const CWriter *writer, uint32_t at, char mark);
// For `typedef NS_ENUM(type, Name)`: enum Name. False if the tokens are nothing of the kind.
bool cwrite_enum_macro(const CWriter *writer, const CToken *tokens, size_t count);

#endif
