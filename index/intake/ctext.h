// A cursor over C, C++ or Objective-C text that knows what hides structure from the eye: comments,
// literals, continued lines. It records the spans of what it passes. Nothing here is an error: an
// unterminated literal ends with its line, an unterminated comment with the text.
#ifndef TREELINE_INTAKE_CTEXT_H
#define TREELINE_INTAKE_CTEXT_H

#include "intake/extract.h"

typedef enum { C_DIALECT_C, C_DIALECT_CPP, C_DIALECT_OBJC } CDialect;

typedef struct {
  Str text;    // under 4 GiB
  uint32_t at; // byte offset of what comes next
  CDialect dialect;
  Extraction *out;       // where spans go; NULL: nowhere
  uint32_t raw_failures; // raw strings without an end so far
} CText;

// Sets of bytes that stop ctext_find. Comments and literals stop nothing: they are passed.
typedef enum {
  C_STOP_BODY = 1 << 0,    // { } #
  C_STOP_GROUP = 1 << 1,   // { } ( ) [ ] # ;
  C_STOP_VALUE = 1 << 2,   // { } ( ) [ ] # ; , <
  C_STOP_ANGLE = 1 << 3,   // { } ( ) [ ] # ; < >
  C_STOP_DROPPED = 1 << 4, // #
} CStop;

enum { C_TEXT_END = -1 };

// Moves to the next byte of the set `stop` and returns it, or C_TEXT_END.
int ctext_find(CText *c, CStop stop);

// The byte `ahead` of the cursor, or 0 behind the end.
static inline char ctext_peek(const CText *c, uint32_t ahead) {
  size_t at = (size_t)c->at + ahead;
  return at < c->text.len ? c->text.ptr[at] : 0;
}

// At `/`: passes a comment if one starts here, else returns false and stays.
bool ctext_pass_comment(CText *c);
// At a quote: passes the literal. A `'` between digits is one of those digits and passed alone.
void ctext_pass_literal(CText *c);
// Records [start, cursor).
void ctext_add_span(CText *c, uint32_t start, SpanKind kind);
// Whether only blanks stand between the line's start and the cursor.
bool ctext_at_line_start(const CText *c);
// Whether the cursor stands in column 0.
bool ctext_in_column_0(const CText *c);

bool c_is_word_byte(char byte);

#endif
