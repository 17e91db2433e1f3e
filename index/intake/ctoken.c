#include "intake/ctoken.h"
#include "intake/cpreproc.h"

enum { MAX_ANGLES_BYTES = 4096 };

static bool is_word_start(char c) { return c_is_word_byte(c) && !ascii_is_digit(c); }

static void pass_word_bytes(CText *c) {
  while (c->at < c->text.len && c_is_word_byte(c->text.ptr[c->at])) c->at++;
}

static void pass_space(CText *c) {
  while (c->at < c->text.len) {
    char byte = c->text.ptr[c->at];
    char next = ctext_peek(c, 1);
    if (ascii_is_space(byte) || (byte == '\\' && (next == '\n' || next == '\r'))) {
      c->at++;
    } else if (byte != '/' || !ctext_pass_comment(c)) {
      return;
    }
  }
}

// Behind the word `operator`: to the bracket of its parameters.
static void pass_operator(CText *c) {
  pass_space(c);
  if (ctext_peek(c, 0) == '(') { // operator()
    CText ahead = *c;
    ahead.at++;
    pass_space(&ahead);
    if (ctext_peek(&ahead, 0) == ')') c->at = ahead.at + 1;
    return;
  }
  while (c->at < c->text.len) {
    char byte = c->text.ptr[c->at];
    if (byte == '(' || byte == ';' || byte == '{' || byte == '}' || byte == '#') return;
    if (byte == '"') {
      ctext_pass_literal(c);
    } else {
      c->at++;
    }
  }
}

static void read_word(CText *c, CToken *token) {
  c->at++; // an `@`, or the first byte
  pass_word_bytes(c);
  Str word = str_slice(c->text, token->start, c->at);
  if (ctext_peek(c, 0) == '"' && word.len <= 3
      && (word.ptr[word.len - 1] == 'R' || word.len <= 2)) {
    token->kind = TOKEN_LITERAL; // L"...", u8"...", R"(...)"
    ctext_pass_literal(c);
    return;
  }
  token->kind = TOKEN_WORD;
  token->word = (uint8_t)cword_class(word, c->dialect);
  if (token->word == WORD_OPERATOR) {
    token->kind = TOKEN_OPERATOR;
    pass_operator(c);
    while (c->at > token->start && ascii_is_space(c->text.ptr[c->at - 1])) c->at--;
  }
}

static void read_number(CText *c) {
  while (c->at < c->text.len) {
    char byte = c->text.ptr[c->at];
    bool separator = byte == '\'' && c_is_word_byte(ctext_peek(c, 1));
    if (!c_is_word_byte(byte) && byte != '.' && !separator) return;
    c->at++;
  }
}

static void read_punct(CText *c, CToken *token) {
  char byte = c->text.ptr[c->at], next = ctext_peek(c, 1);
  token->kind = TOKEN_PUNCT;
  token->byte = (uint8_t)byte;
  c->at++;
  if (byte == ':' && next == ':') token->byte = PUNCT_SCOPE, c->at++;
  if (byte == '-' && next == '>') token->byte = PUNCT_ARROW, c->at++;
}

CToken ctoken_next(CText *c) {
  pass_space(c);
  CToken token = {.start = c->at, .end = c->at, .kind = TOKEN_END};
  if (c->at >= c->text.len) return token;
  char byte = c->text.ptr[c->at];
  if (is_word_start(byte) || (byte == '@' && is_word_start(ctext_peek(c, 1)))) {
    read_word(c, &token);
  } else if (ascii_is_digit(byte)) {
    token.kind = TOKEN_LITERAL;
    read_number(c);
  } else if (byte == '"' || byte == '\'') {
    token.kind = TOKEN_LITERAL;
    ctext_pass_literal(c);
  } else if (byte == '#' && ctext_at_line_start(c)) {
    token.kind = TOKEN_DIRECTIVE;
  } else {
    read_punct(c, &token);
  }
  token.end = c->at;
  return token;
}

bool ctoken_pass_group(CText *c) {
  uint32_t depth = 0;
  for (;;) {
    int byte = ctext_find(c, C_STOP_GROUP);
    if (byte == C_TEXT_END) return false;
    if (byte == '#') {
      if (ctext_at_line_start(c)) {
        cpreproc_pass_line(c, NULL);
      } else {
        c->at++;
      }
      continue;
    }
    c->at++;
    if (byte == '(' || byte == '[' || byte == '{') {
      depth++;
    } else if (byte != ';' && --depth == 0) {
      return true;
    }
  }
}

bool ctoken_pass_inner_group(CText *c, CToken *token) {
  c->at = token->start;
  if (!ctoken_pass_group(c)) return false;
  token->kind = TOKEN_GROUP;
  token->byte = (uint8_t)c->text.ptr[token->start];
  token->end = c->at;
  return true;
}

bool ctoken_argument(Str text, const CToken *group, uint32_t number, CToken *argument) {
  CText inside = {.text = str_slice(text, 0, group->end - 1), .at = group->start + 1};
  for (uint32_t at = 0; at <= number;) {
    CToken token = ctoken_next(&inside);
    if (token.kind == TOKEN_END || token.kind == TOKEN_DIRECTIVE) return false;
    if (ctoken_is_punct(&token, ',')) {
      at++;
    } else if (ctoken_is_punct(&token, '(') || ctoken_is_punct(&token, '[')) {
      if (!ctoken_pass_inner_group(&inside, &token)) return false;
    } else if (at == number) {
      CToken next = ctoken_next(&inside);
      *argument = token;
      return token.kind == TOKEN_WORD && (next.kind == TOKEN_END || ctoken_is_punct(&next, ','));
    }
  }
  return false;
}

// At `<` or `>`: how many levels it opens (1), closes (-1), or 0 for an operator; passes it.
static int pass_angle(CText *c) {
  char byte = ctext_peek(c, 0), next = ctext_peek(c, 1);
  bool arrow = byte == '>' && c->at > 0 && c->text.ptr[c->at - 1] == '-';
  bool is_operator = next == '=' && c->at > 0 && c->text.ptr[c->at - 1] == ' '; // not X<int>=0
  if (byte == '<') is_operator = next == '<' || next == '=';
  c->at += is_operator ? 2 : 1;
  return arrow || is_operator ? 0 : byte == '<' ? 1 : -1;
}

static bool find_closing_angle(CText *c) {
  int depth = 0, conditionals = 0;
  do {
    int byte = ctext_find(c, C_STOP_ANGLE);
    if (byte == '(' || byte == '[' || byte == '{') {
      if (!ctoken_pass_group(c)) return false;
    } else if (byte == '#') {
      if (!ctext_at_line_start(c)) return false;
      DirectiveKind kind = cpreproc_pass_line(c, NULL).kind;
      conditionals += kind == DIRECTIVE_IF ? 1 : kind == DIRECTIVE_ENDIF ? -1 : 0;
    } else if (byte == '<' || byte == '>') {
      depth += pass_angle(c);
    } else {
      return false;
    }
  } while (depth > 0);
  return conditionals == 0;
}

bool ctoken_pass_angles(CText *c) {
  CText ahead = *c;
  if (ahead.text.len > (size_t)c->at + MAX_ANGLES_BYTES) ahead.text.len = c->at + MAX_ANGLES_BYTES;
  size_t spans = c->out ? c->out->spans.count : 0;
  if (find_closing_angle(&ahead)) {
    c->at = ahead.at;
    return true;
  }
  if (c->out) c->out->spans.count = spans;
  return false;
}
