// The parser of expressions while it works, shared by pattern.c and pattern_class.c. Private to these.
#ifndef TREELINE_QUERY_PATTERN_CLASS_H
#define TREELINE_QUERY_PATTERN_CLASS_H

#include "base/buf.h"
#include "query/pattern.h"

typedef struct {
  Str text;
  size_t at;
  Arena *arena;
  Buf lines;
  int depth;
  bool fold, dot_all; // (?i), (?s)
  bool quoting;       // behind \Q
  bool given_up;
  bool has_upper;
  bool line_safe;
  bool multiline;
  bool continues; // has \G
} PatternParser;

static inline bool pattern_more(const PatternParser *p) {
  return p->at < p->text.len && !p->given_up;
}

static inline char pattern_peek_at(const PatternParser *p, size_t ahead) {
  return p->at + ahead < p->text.len ? p->text.ptr[p->at + ahead] : '\0';
}

static inline bool pattern_looking_at(const PatternParser *p, const char *word) {
  size_t len = strlen(word);
  return p->at <= p->text.len && p->text.len - p->at >= len
         && memcmp(p->text.ptr + p->at, word, len) == 0;
}

static inline void pattern_emit(PatternParser *p, const char *text) {
  buf_put(&p->lines, text, strlen(text));
}

// The pattern's own text from `from` to here.
static inline void pattern_emit_since(PatternParser *p, size_t from) {
  buf_str_put(&p->lines, str_slice(p->text, from, p->at));
}

static inline void pattern_give_up(PatternParser *p) { p->given_up = true; }

static inline PatternNode *pattern_node(PatternParser *p, PatternKind kind) {
  PatternNode *node = arena_new(p->arena, PatternNode);
  node->kind = kind;
  return node;
}

// An escape that stands for one character, in or out of a class; `at` is behind the backslash.
// false: it is something else, and nothing was consumed.
bool pattern_char_escape(PatternParser *p, uint32_t *code_point);
// A class in brackets; `at` is at the first.
PatternNode *pattern_class(PatternParser *p);
// \d, \w and the like as a class; `at` is behind the letter. Nothing is emitted.
PatternNode *pattern_kind(PatternParser *p, char letter);

#endif
