// What stands for one character in an expression: escapes of characters, and sets of them. A set says which
// ASCII characters it has; what it has beyond is "some", guessed upwards.
#include "query/pattern_class.h"

static int hex_value(char c) {
  if (ascii_is_digit(c)) return c - '0';
  c = ascii_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// ---- characters by escape -----------------------------------------------------------------------

// After `\x`: up to two digits, or any number in braces.
static uint32_t parse_hex(PatternParser *p) {
  bool braces = pattern_peek_at(p, 0) == '{';
  if (braces) p->at++;
  uint32_t value = 0;
  int digits = 0;
  while (hex_value(pattern_peek_at(p, 0)) >= 0 && (braces ? digits < 7 : digits < 2)) {
    value = value * 16 + (uint32_t)hex_value(pattern_peek_at(p, 0));
    p->at++;
    digits++;
  }
  if (braces && (digits == 0 || pattern_peek_at(p, 0) != '}')) pattern_give_up(p);
  if (braces) p->at++;
  if (value > 0x10FFFF) pattern_give_up(p);
  return value;
}

bool pattern_char_escape(PatternParser *p, uint32_t *code_point) {
  static const char letters[] = "aeftnr";
  static const unsigned char values[] = {7, 27, 12, 9, 10, 13};
  char c = pattern_peek_at(p, 0);
  const char *letter = c ? strchr(letters, c) : NULL;
  if (letter) {
    *code_point = values[letter - letters];
    p->at++;
    return true;
  }
  if (c == 'x') {
    p->at++;
    *code_point = parse_hex(p);
    return true;
  }
  if (ascii_is_digit(c) || ascii_is_upper(c) || ascii_is_lower(c)) return false;
  if (p->at >= p->text.len) {
    pattern_give_up(p); // a lone backslash at the end
    return false;
  }
  p->at += utf8_decode(str_slice(p->text, p->at, p->text.len), code_point);
  if (*code_point == 0xFFFD) pattern_give_up(p);
  return true;
}

// After `\p` or `\P`: one letter, or a name in braces.
static void skip_property(PatternParser *p) {
  if (pattern_peek_at(p, 0) != '{') {
    p->at++;
    return;
  }
  size_t end = str_find_byte(p->text, p->at, '}');
  if (end == p->text.len) pattern_give_up(p);
  p->at = end + 1;
}

// ---- classes ------------------------------------------------------------------------------------

typedef struct {
  PatternNode *node;
  bool may_match_line_end;
  bool names_line_end; // as an element of its own
} ClassParser;

static void class_add(ClassParser *c, uint32_t from, uint32_t to) {
  for (uint32_t code = from; code <= to && code < 128; code++) {
    c->node->ascii[code / 64] |= (uint64_t)1 << (code % 64);
    if (code == '\n') c->may_match_line_end = true;
  }
  if (to >= 128) c->node->other = true;
}

static void class_add_all(ClassParser *c) { class_add(c, 0, 128); }

// \d, \w and the like; `at` is behind the letter.
static void class_add_kind(PatternParser *p, ClassParser *c, char letter) {
  switch (letter) {
  case 'd':
    class_add(c, '0', '9');
    c->node->other = true;
    return;
  case 'w':
    class_add(c, '0', '9');
    class_add(c, 'a', 'z');
    class_add(c, 'A', 'Z');
    class_add(c, '_', '_');
    c->node->other = true;
    return;
  case 'h':
    class_add(c, ' ', ' ');
    class_add(c, '\t', '\t');
    c->node->other = true;
    return;
  case 'p':
  case 'P': skip_property(p); break;
  case 's':
  case 'v':
  case 'D':
  case 'W':
  case 'S':
  case 'H':
  case 'V': break;
  default: pattern_give_up(p); return;
  }
  class_add_all(c);
}

PatternNode *pattern_kind(PatternParser *p, char letter) {
  ClassParser c = {.node = pattern_node(p, PATTERN_CLASS)};
  class_add_kind(p, &c, letter);
  return c.node;
}

// One element's character, or false if the element was a set of its own.
static bool parse_class_char(PatternParser *p, ClassParser *c, uint32_t *code_point) {
  if (pattern_peek_at(p, 0) != '\\') {
    p->at += utf8_decode(str_slice(p->text, p->at, p->text.len), code_point);
    if (*code_point == 0xFFFD) pattern_give_up(p);
    return true;
  }
  p->at++;
  if (pattern_peek_at(p, 0) == 'b') {
    p->at++;
    *code_point = 8;
    return true;
  }
  if (pattern_char_escape(p, code_point)) return true;
  char letter = pattern_peek_at(p, 0);
  p->at++;
  class_add_kind(p, c, letter);
  return false;
}

// `[:name:]` inside a class: taken as anything.
static bool parse_posix_name(PatternParser *p, ClassParser *c) {
  char opener = pattern_peek_at(p, 1);
  if (pattern_peek_at(p, 0) != '[' || (opener != ':' && opener != '.' && opener != '='))
    return false;
  size_t end = p->at + 2;
  if (end < p->text.len && p->text.ptr[end] == '^') end++;
  while (end < p->text.len && ascii_is_lower(p->text.ptr[end])) end++;
  bool closed = opener == ':' && end + 1 < p->text.len && p->text.ptr[end] == ':'
                && p->text.ptr[end + 1] == ']';
  if (!closed) {
    pattern_give_up(p);
    return false;
  }
  p->at = end + 2;
  class_add_all(c);
  return true;
}

static void parse_class_element(PatternParser *p, ClassParser *c) {
  uint32_t from, to;
  if (parse_posix_name(p, c) || (pattern_more(p) && !parse_class_char(p, c, &from))) {
    if (pattern_looking_at(p, "--"))
      pattern_give_up(p); // behind a set the first dash is itself; is the second?
    return;
  }
  if (!pattern_more(p)) return;
  to = from;
  if (pattern_peek_at(p, 0) == '-' && pattern_peek_at(p, 1) != ']' && p->at + 1 < p->text.len) {
    p->at++;
    if (pattern_peek_at(p, 0) == '[') {
      pattern_give_up(p); // a range to '[', or '-' before [:name:]
      return;
    }
    if (!parse_class_char(p, c, &to)) { // [a-\d]: the dash is itself
      class_add(c, '-', '-');
      to = from;
    }
  }
  if (to < from) pattern_give_up(p);
  c->names_line_end |= from == '\n' && to == '\n';
  // What smart case looks at is what was typed: [A-Z] has a capital, [\x00-\x7F] has none.
  if (from >= 'A' && from <= 'Z') p->has_upper = true;
  if (to >= 'A' && to <= 'Z') p->has_upper = true;
  class_add(c, from, to);
}

// Letters of both cases, for a class that ignores case.
static void class_fold(PatternNode *node) {
  uint64_t upper = node->ascii[1] & 0x07FFFFFEu;         // A-Z
  uint64_t lower = node->ascii[1] & 0x07FFFFFE00000000u; // a-z
  node->ascii[1] |= upper << 32 | lower >> 32;
  node->fold = true;
}

PatternNode *pattern_class(PatternParser *p) {
  size_t start = p->at++;
  ClassParser c = {.node = pattern_node(p, PATTERN_CLASS)};
  bool negated = pattern_peek_at(p, 0) == '^';
  if (negated) p->at++;
  size_t body = p->at;
  char first = pattern_peek_at(p, 0);
  if (first == ']') { // literal when it comes first
    class_add(&c, ']', ']');
    p->at++;
    if (pattern_peek_at(p, 0) == '-' && pattern_peek_at(p, 1) != ']') pattern_give_up(p);
  }
  while (pattern_more(p) && pattern_peek_at(p, 0) != ']') parse_class_element(p, &c);
  if (p->at >= p->text.len) pattern_give_up(p);
  p->at++;
  if (p->fold) class_fold(c.node);
  p->multiline |= negated ? p->dot_all : c.names_line_end;
  if (negated) {
    c.node->ascii[0] = ~c.node->ascii[0];
    c.node->ascii[1] = ~c.node->ascii[1];
    c.node->other = true;
    // A negated set says what cannot match, and "anything beyond ASCII" was a guess upwards.
    if (c.may_match_line_end) c.node->ascii[0] = c.node->ascii[1] = UINT64_MAX;
  }
  if (negated && first != ']' && first != '-') {
    pattern_emit(p, "[^\\n");
    pattern_emit_since(p, body);
  } else if (negated || c.may_match_line_end) {
    pattern_emit(p, "(?:(?!\\n)");
    pattern_emit_since(p, start);
    pattern_emit(p, ")");
  } else {
    pattern_emit_since(p, start);
  }
  return c.node;
}
