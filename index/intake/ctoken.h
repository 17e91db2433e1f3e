// Tokens of a declaration: words, punctuation and whole bracketed groups.
#ifndef TREELINE_INTAKE_CTOKEN_H
#define TREELINE_INTAKE_CTOKEN_H

#include "intake/cword.h"

typedef enum {
  TOKEN_END,
  TOKEN_WORD,
  TOKEN_LITERAL,   // number, string, character
  TOKEN_PUNCT,     // one byte, or :: and ->
  TOKEN_GROUP,     // (...), [...] or <...>, brackets included
  TOKEN_BRACES,    // {...} of an initialiser
  TOKEN_OPERATOR,  // `operator` with its symbol or type
  TOKEN_DIRECTIVE, // # at the start of a line; the cursor stays before it
} CTokenKind;

enum { PUNCT_SCOPE = 'S', PUNCT_ARROW = 'A' }; // :: and ->

typedef struct {
  uint32_t start, end;
  uint8_t kind; // CTokenKind
  uint8_t byte; // of TOKEN_PUNCT and TOKEN_GROUP: the (opening) byte
  uint8_t word; // CWord, of TOKEN_WORD
  uint8_t use;  // CUse, see cdecl.h
} CToken;

typedef ARRAY(CToken) CTokens;

// The next token. Brackets come singly, as TOKEN_PUNCT: the caller makes groups of them.
CToken ctoken_next(CText *c);

static inline Str ctoken_text(Str text, const CToken *token) {
  return str_make(text.ptr + token->start, token->end - token->start);
}
static inline bool ctoken_is_punct(const CToken *token, char byte) {
  return token->kind == TOKEN_PUNCT && token->byte == (uint8_t)byte;
}
static inline bool ctoken_is_group(const CToken *token, char open) {
  return token->kind == TOKEN_GROUP && token->byte == (uint8_t)open;
}
static inline bool ctoken_is_word(const CToken *token, CWord word) {
  return token->kind == TOKEN_WORD && token->word == word;
}

// At an opening bracket: passes it and what it encloses, directives included. False if it does not
// close in the text; the cursor is then somewhere behind it.
bool ctoken_pass_group(CText *c);

// At the opening bracket `token`: makes a group of it, as above.
bool ctoken_pass_inner_group(CText *c, CToken *token);
// Argument `number` of the call whose parentheses are `group`, if it is a single word.
bool ctoken_argument(Str text, const CToken *group, uint32_t number, CToken *argument);

// At `<`: passes template arguments. False, without moving, if this cannot be some.
bool ctoken_pass_angles(CText *c);

#endif
