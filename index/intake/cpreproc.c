#include "intake/cpreproc.h"

// On a directive's line: spaces, tabs and continued line ends.
static void pass_blanks(CText *c) {
  for (;;) {
    char byte = ctext_peek(c, 0);
    if (byte == ' ' || byte == '\t') {
      c->at++;
    } else if (byte == '\\' && ctext_peek(c, 1) == '\n') {
      c->at += 2;
    } else if (byte == '\\' && ctext_peek(c, 1) == '\r' && ctext_peek(c, 2) == '\n') {
      c->at += 3;
    } else if (byte != '/' || ctext_peek(c, 1) != '*' || !ctext_pass_comment(c)) {
      return;
    }
  }
}

static Str pass_word(CText *c) {
  uint32_t start = c->at;
  while (c->at < c->text.len && c_is_word_byte(c->text.ptr[c->at])) c->at++;
  return str_slice(c->text, start, c->at);
}

static const bool ends_plain_line[256] = {['\n'] = true, ['/'] = true, ['"'] = true, ['\''] = true};

// To the newline that ends the logical line. `has_literals` is false where quotes are prose
// (#error).
static void pass_rest_of_line(CText *c, bool has_literals) {
  const unsigned char *bytes = (const unsigned char *)c->text.ptr;
  uint32_t length = (uint32_t)c->text.len, at = c->at;
  for (;;) {
    while (at < length && !ends_plain_line[bytes[at]]) at++;
    if (at >= length) break;
    if (bytes[at] == '\n') {
      bool continued =
          at > 0
          && (bytes[at - 1] == '\\' || (at > 1 && bytes[at - 1] == '\r' && bytes[at - 2] == '\\'));
      if (!continued) break;
      at++;
      continue;
    }
    c->at = at;
    if (bytes[at] == '/') {
      if (!ctext_pass_comment(c)) c->at++;
    } else if (has_literals) {
      ctext_pass_literal(c);
    } else {
      c->at++;
    }
    at = c->at;
  }
  c->at = at;
}

static bool is_foreign(const CText *c, Str name) {
  if (str_equal(name, STR("__cplusplus"))) return c->dialect == C_DIALECT_C;
  return str_equal(name, STR("__ASSEMBLY__")) || str_equal(name, STR("__ASSEMBLER__"));
}

// What can be known of `#if CONDITION` without evaluating anything.
static Directive read_condition(CText *c) {
  Directive found = {.kind = DIRECTIVE_IF};
  CText ahead = *c;
  ahead.out = NULL;
  bool negated = ctext_peek(&ahead, 0) == '!';
  if (negated) ahead.at++;
  Str word = pass_word(&ahead);
  if (str_equal(word, STR("0")) && !negated) {
    pass_blanks(&ahead);
    char next = ctext_peek(&ahead, 0);
    found.zero = next != '|' && next != '&' && next != '=' && next != '<' && next != '>'
                 && next != '+' && next != '?';
  } else if (str_equal(word, STR("defined"))) {
    pass_blanks(&ahead);
    bool bracket = ctext_peek(&ahead, 0) == '(';
    if (bracket) ahead.at++;
    pass_blanks(&ahead);
    found.never = is_foreign(c, pass_word(&ahead));
    pass_blanks(&ahead);
    if (bracket && ctext_peek(&ahead, 0) == ')') ahead.at++;
    pass_blanks(&ahead);
    if (ctext_peek(&ahead, 0) == '|') found.never = false;
    if (negated) {
      found.never_else = found.never && ctext_peek(&ahead, 0) != '&';
      found.never = false;
    }
  }
  return found;
}

static void add_macro(CText *c, Definitions *macros, uint32_t start) {
  uint32_t name_start = c->at;
  Str name = pass_word(c);
  uint32_t name_end = c->at;
  pass_rest_of_line(c, true);
  if (!macros || name.len == 0 || ascii_is_digit(name.ptr[0])) return;
  uint32_t end = c->at;
  while (end > name_end && ascii_is_space(c->text.ptr[end - 1])) end--;
  Definition d = {.name = name,
                  .kind = SYMBOL_MACRO,
                  .name_start = name_start,
                  .name_end = name_end,
                  .start = start,
                  .end = end};
  array_push(macros, d);
}

// <name> of an #include.
static void pass_header(CText *c) {
  uint32_t start = c->at, at = start;
  while (at < c->text.len && c->text.ptr[at] != '>' && c->text.ptr[at] != '\n') at++;
  if (at >= c->text.len || c->text.ptr[at] != '>') return;
  c->at = at + 1;
  ctext_add_span(c, start, SPAN_STRING);
}

Directive cpreproc_pass_line(CText *c, Definitions *macros) {
  Directive found = {.kind = DIRECTIVE_OTHER};
  uint32_t start = c->at++;
  pass_blanks(c);
  Str word = pass_word(c);
  pass_blanks(c);
  if (str_equal(word, STR("define"))) {
    add_macro(c, macros, start);
    return found;
  }
  bool has_literals = true;
  if (str_equal(word, STR("if"))) {
    found = read_condition(c);
  } else if (str_equal(word, STR("ifdef"))) {
    CText ahead = *c;
    found = (Directive){.kind = DIRECTIVE_IF, .never = is_foreign(c, pass_word(&ahead))};
  } else if (str_equal(word, STR("ifndef"))) {
    CText ahead = *c;
    found = (Directive){.kind = DIRECTIVE_IF, .never_else = is_foreign(c, pass_word(&ahead))};
  } else if (str_equal(word, STR("else")) || str_starts_with(word, STR("elif"))) {
    found.kind = DIRECTIVE_ELSE;
  } else if (str_equal(word, STR("endif"))) {
    found.kind = DIRECTIVE_ENDIF;
    has_literals = false;
  } else {
    has_literals = str_equal(word, STR("include")) || str_equal(word, STR("import"))
                   || str_equal(word, STR("pragma")) || str_equal(word, STR("line"));
  }
  if (ctext_peek(c, 0) == '<' && has_literals && found.kind == DIRECTIVE_OTHER) pass_header(c);
  pass_rest_of_line(c, has_literals);
  return found;
}

Directive cpreproc_skip_branch(CText *c, Definitions *macros, uint32_t open) {
  uint32_t depth = open;
  while (ctext_find(c, C_STOP_DROPPED) != C_TEXT_END) {
    if (!ctext_at_line_start(c)) {
      c->at++;
      continue;
    }
    Directive found = cpreproc_pass_line(c, macros);
    if (found.kind == DIRECTIVE_IF) {
      depth++;
      // Nothing counts up to its #else. Without macros to find there is nothing to tell apart, so
      // this does not recurse further.
      if (found.zero && macros && cpreproc_skip_branch(c, NULL, 0).kind != DIRECTIVE_ELSE) depth--;
    } else if (depth == 0 && found.kind != DIRECTIVE_OTHER) {
      return found;
    } else if (found.kind == DIRECTIVE_ENDIF) {
      depth--;
    }
  }
  return (Directive){.kind = DIRECTIVE_OTHER};
}
