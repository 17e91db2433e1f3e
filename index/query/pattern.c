// A recursive descent over PCRE2's syntax. Each step appends its rewritten form to `lines` as it
// goes, so understanding and rewriting cannot disagree.
//
// The rewriting keeps a match inside its line when the expression is run over a whole text: `.`
// becomes \N, negated classes also exclude \n, and what else could match \n is guarded by (?!\n).
// Anchors that mean the subject rather than the line (\A, \z, \Z, \G) cannot be rewritten: such
// patterns are matched line by line. A pattern that asks for a line end is not rewritten at all.
//
// Rejected: asking PCRE2 (its API tells the first code unit and the minimum length, not more); a
// complete parser (the rare constructs are rare: not understanding them costs time, never results).
#include "query/pattern.h"

#include "base/array.h"
#include "base/buf.h"

#include <pcre2.h>

enum { MAX_DEPTH = 200 };

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
} Parser;

static PatternNode *parse_alternatives(Parser *p);

// ---- small steps --------------------------------------------------------------------------------

static bool more(const Parser *p) { return p->at < p->text.len && !p->given_up; }

static char peek_at(const Parser *p, size_t ahead) {
  return p->at + ahead < p->text.len ? p->text.ptr[p->at + ahead] : '\0';
}

static bool looking_at(const Parser *p, const char *word) {
  size_t len = strlen(word);
  return p->at <= p->text.len && p->text.len - p->at >= len
         && memcmp(p->text.ptr + p->at, word, len) == 0;
}

static void emit(Parser *p, const char *text) { buf_put(&p->lines, text, strlen(text)); }

// The pattern's own text from `from` to here.
static void emit_since(Parser *p, size_t from) {
  buf_str_put(&p->lines, str_slice(p->text, from, p->at));
}

static void give_up(Parser *p) { p->given_up = true; }

static PatternNode *new_node(Parser *p, PatternKind kind) {
  PatternNode *node = arena_new(p->arena, PatternNode);
  node->kind = kind;
  return node;
}

static PatternNode *new_char(Parser *p, uint32_t code_point) {
  if (code_point >= 'A' && code_point <= 'Z') p->has_upper = true;
  PatternNode *node = new_node(p, PATTERN_CHAR);
  node->code_point = code_point;
  node->fold = p->fold;
  return node;
}

static PatternNode *new_parent(Parser *p, PatternKind kind, PatternNode *only) {
  PatternNode *node = new_node(p, kind);
  node->items = arena_array(p->arena, PatternNode *, 1);
  node->items[0] = only;
  node->count = 1;
  return node;
}

// Any character at all.
static PatternNode *new_any(Parser *p) {
  PatternNode *node = new_node(p, PATTERN_CLASS);
  node->ascii[0] = node->ascii[1] = UINT64_MAX;
  node->other = true;
  return node;
}

static int hex_value(char c) {
  if (ascii_is_digit(c)) return c - '0';
  c = ascii_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// ---- characters by escape -----------------------------------------------------------------------

// After `\x`: up to two digits, or any number in braces.
static uint32_t parse_hex(Parser *p) {
  bool braces = peek_at(p, 0) == '{';
  if (braces) p->at++;
  uint32_t value = 0;
  int digits = 0;
  while (hex_value(peek_at(p, 0)) >= 0 && (braces ? digits < 7 : digits < 2)) {
    value = value * 16 + (uint32_t)hex_value(peek_at(p, 0));
    p->at++;
    digits++;
  }
  if (braces && (digits == 0 || peek_at(p, 0) != '}')) give_up(p);
  if (braces) p->at++;
  if (value > 0x10FFFF) give_up(p);
  return value;
}

// An escape that stands for one character, in or out of a class; `at` is behind the backslash.
// false: it is something else, and nothing was consumed.
static bool parse_char_escape(Parser *p, uint32_t *code_point) {
  static const char letters[] = "aeftnr";
  static const unsigned char values[] = {7, 27, 12, 9, 10, 13};
  char c = peek_at(p, 0);
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
    give_up(p); // a lone backslash at the end
    return false;
  }
  p->at += utf8_decode(str_slice(p->text, p->at, p->text.len), code_point);
  if (*code_point == 0xFFFD) give_up(p);
  return true;
}

// After `\p` or `\P`: one letter, or a name in braces.
static void skip_property(Parser *p) {
  if (peek_at(p, 0) != '{') {
    p->at++;
    return;
  }
  size_t end = str_find_byte(p->text, p->at, '}');
  if (end == p->text.len) give_up(p);
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
static void class_add_kind(Parser *p, ClassParser *c, char letter) {
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
  default: give_up(p); return;
  }
  class_add_all(c);
}

// One element's character, or false if the element was a set of its own.
static bool parse_class_char(Parser *p, ClassParser *c, uint32_t *code_point) {
  if (peek_at(p, 0) != '\\') {
    p->at += utf8_decode(str_slice(p->text, p->at, p->text.len), code_point);
    if (*code_point == 0xFFFD) give_up(p);
    return true;
  }
  p->at++;
  if (peek_at(p, 0) == 'b') {
    p->at++;
    *code_point = 8;
    return true;
  }
  if (parse_char_escape(p, code_point)) return true;
  char letter = peek_at(p, 0);
  p->at++;
  class_add_kind(p, c, letter);
  return false;
}

// `[:name:]` inside a class: taken as anything.
static bool parse_posix_name(Parser *p, ClassParser *c) {
  char opener = peek_at(p, 1);
  if (peek_at(p, 0) != '[' || (opener != ':' && opener != '.' && opener != '=')) return false;
  size_t end = p->at + 2;
  if (end < p->text.len && p->text.ptr[end] == '^') end++;
  while (end < p->text.len && ascii_is_lower(p->text.ptr[end])) end++;
  bool closed = opener == ':' && end + 1 < p->text.len && p->text.ptr[end] == ':'
                && p->text.ptr[end + 1] == ']';
  if (!closed) {
    give_up(p);
    return false;
  }
  p->at = end + 2;
  class_add_all(c);
  return true;
}

static void parse_class_element(Parser *p, ClassParser *c) {
  uint32_t from, to;
  if (parse_posix_name(p, c) || (more(p) && !parse_class_char(p, c, &from))) {
    if (looking_at(p, "--")) give_up(p); // behind a set the first dash is itself; is the second?
    return;
  }
  if (!more(p)) return;
  to = from;
  if (peek_at(p, 0) == '-' && peek_at(p, 1) != ']' && p->at + 1 < p->text.len) {
    p->at++;
    if (peek_at(p, 0) == '[') {
      give_up(p); // a range to '[', or '-' before [:name:]
      return;
    }
    if (!parse_class_char(p, c, &to)) { // [a-\d]: the dash is itself
      class_add(c, '-', '-');
      to = from;
    }
  }
  if (to < from) give_up(p);
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

static PatternNode *parse_class(Parser *p) {
  size_t start = p->at++;
  ClassParser c = {.node = new_node(p, PATTERN_CLASS)};
  bool negated = peek_at(p, 0) == '^';
  if (negated) p->at++;
  size_t body = p->at;
  char first = peek_at(p, 0);
  if (first == ']') { // literal when it comes first
    class_add(&c, ']', ']');
    p->at++;
    if (peek_at(p, 0) == '-' && peek_at(p, 1) != ']') give_up(p);
  }
  while (more(p) && peek_at(p, 0) != ']') parse_class_element(p, &c);
  if (p->at >= p->text.len) give_up(p);
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
    emit(p, "[^\\n");
    emit_since(p, body);
  } else if (negated || c.may_match_line_end) {
    emit(p, "(?:(?!\\n)");
    emit_since(p, start);
    emit(p, ")");
  } else {
    emit_since(p, start);
  }
  return c.node;
}

// ---- escapes outside classes --------------------------------------------------------------------

static PatternNode *parse_reference(Parser *p, size_t start) {
  char letter = peek_at(p, 0);
  p->at++;
  if (letter == 'k' || letter == 'g') {
    char opener = peek_at(p, 0);
    char closer = opener == '{' ? '}' : opener == '<' ? '>' : opener == '\'' ? '\'' : '\0';
    size_t end = closer ? str_find_byte(p->text, p->at + 1, closer) : p->text.len;
    if (end == p->text.len) give_up(p);
    p->at = end + 1;
  } else if (letter == '0' || ascii_is_digit(peek_at(p, 0))) {
    give_up(p); // may be octal
  }
  if (!p->given_up) emit_since(p, start);
  return new_node(p, PATTERN_UNKNOWN);
}

static PatternNode *parse_kind_escape(Parser *p, size_t start) {
  char letter = peek_at(p, 0);
  p->at++;
  ClassParser c = {.node = new_node(p, PATTERN_CLASS)};
  class_add_kind(p, &c, letter);
  switch (letter) {
  case 's': emit(p, "[^\\S\\n]"); break;
  case 'W': emit(p, "[^\\w\\n]"); break;
  case 'D': emit(p, "[^\\d\\n]"); break;
  case 'H': emit(p, "[^\\h\\n]"); break;
  case 'd':
  case 'w':
  case 'h':
  case 'S': emit_since(p, start); break;
  default:
    emit(p, "(?:(?!\\n)");
    if (!p->given_up) emit_since(p, start);
    emit(p, ")");
  }
  return c.node;
}

static PatternNode *parse_escape(Parser *p) {
  size_t start = p->at++;
  uint32_t code_point;
  if (parse_char_escape(p, &code_point)) {
    if (code_point == '\n') p->multiline = true;
    emit_since(p, start);
    return new_char(p, code_point);
  }
  char letter = peek_at(p, 0);
  if (letter == '\0' || p->given_up) {
    give_up(p);
    return new_node(p, PATTERN_UNKNOWN);
  }
  if (ascii_is_digit(letter) || letter == 'k' || letter == 'g') return parse_reference(p, start);
  if (strchr("bBKAzZG", letter)) {
    if (strchr("AzZG", letter)) p->line_safe = false;
    p->at++;
    emit_since(p, start);
    return new_node(p, PATTERN_EMPTY);
  }
  if (letter == 'R') {
    p->at++;
    p->multiline = true;
    return new_node(p, PATTERN_UNKNOWN);
  }
  if (letter == 'N' && peek_at(p, 1) != '{') {
    p->at++;
    emit_since(p, start);
    return new_any(p);
  }
  return parse_kind_escape(p, start);
}

// ---- groups -------------------------------------------------------------------------------------

// The flags of `(?flags)` or `(?flags:`; `at` is behind the question mark.
static void parse_flags(Parser *p) {
  bool on = true;
  for (; more(p) && peek_at(p, 0) != ')' && peek_at(p, 0) != ':'; p->at++) {
    switch (peek_at(p, 0)) {
    case '-': on = false; break;
    case 'i': p->fold = on; break;
    case 'm': p->line_safe = p->line_safe && on; break;
    case 's': p->dot_all = on; break;
    case 'U':
    case 'J':
    case 'n': break;
    default: give_up(p);
    }
  }
}

// Behind `(?<`, `(?P<` or `(?'`: a group's name.
static void skip_name(Parser *p, char closer) {
  while (is_word_byte(peek_at(p, 0))) p->at++;
  if (peek_at(p, 0) != closer) give_up(p);
  p->at++;
}

typedef enum { GROUP_PLAIN, GROUP_LOOK, GROUP_LOOK_NOT, GROUP_FLAGS_ONLY } GroupKind;

// What follows `(?`, up to the group's contents.
static GroupKind parse_group_head(Parser *p) {
  static const char *const plain[] = {":", ">", "|"};
  static const char *const looks[] = {"=", "<=", "!", "<!"};
  static const char *const names[] = {"<", "P<", "'"};
  for (size_t i = 0; i < COUNT_OF(looks); i++) {
    if (looking_at(p, looks[i])) {
      p->at += strlen(looks[i]);
      return i < 2 ? GROUP_LOOK : GROUP_LOOK_NOT;
    }
  }
  for (size_t i = 0; i < COUNT_OF(plain); i++) {
    if (looking_at(p, plain[i])) {
      p->at++;
      return GROUP_PLAIN;
    }
  }
  for (size_t i = 0; i < COUNT_OF(names); i++) {
    if (looking_at(p, names[i])) {
      p->at += strlen(names[i]);
      skip_name(p, i == 2 ? '\'' : '>');
      return GROUP_PLAIN;
    }
  }
  parse_flags(p);
  if (peek_at(p, 0) == ')') return GROUP_FLAGS_ONLY;
  p->at++;
  return GROUP_PLAIN;
}

static PatternNode *parse_group(Parser *p) {
  size_t start = p->at++;
  bool outer_fold = p->fold, outer_dot_all = p->dot_all;
  GroupKind kind = GROUP_PLAIN;
  if (peek_at(p, 0) == '*' || ++p->depth > MAX_DEPTH) {
    give_up(p);
    return NULL;
  }
  if (peek_at(p, 0) == '?') {
    p->at++;
    kind = parse_group_head(p);
  }
  emit_since(p, start);
  PatternNode *inner = NULL;
  if (kind != GROUP_FLAGS_ONLY) {
    inner = parse_alternatives(p);
    p->fold = outer_fold;
    p->dot_all = outer_dot_all;
  }
  if (peek_at(p, 0) != ')') give_up(p);
  p->at++;
  emit(p, ")");
  p->depth--;
  if (kind == GROUP_PLAIN) return inner;
  return kind == GROUP_LOOK ? new_parent(p, PATTERN_LOOK, inner) : new_node(p, PATTERN_EMPTY);
}

// ---- repeats, sequences, alternatives -----------------------------------------------------------

// Forms that are text to one version of PCRE2 and a quantifier to another: `{,3}`, `{ 1, 2 }`.
static bool braces_are_unclear(const Parser *p) {
  size_t at = p->at + 1;
  while (at < p->text.len && (ascii_is_digit(p->text.ptr[at]) || strchr(", \t", p->text.ptr[at])))
    at++;
  return at > p->at + 1 && at < p->text.len && p->text.ptr[at] == '}';
}

// `{n}`, `{n,}` or `{n,m}` here? Other braces are text.
static bool parse_braces(Parser *p, uint32_t *min, uint32_t *max) {
  size_t at = p->at + 1;
  uint32_t numbers[2] = {0, 0};
  bool have[2] = {false, false}, comma = false;
  for (; at < p->text.len && p->text.ptr[at] != '}'; at++) {
    char c = p->text.ptr[at];
    if (c == ',' && !comma) {
      comma = true;
    } else if (ascii_is_digit(c) && numbers[comma] < 100000) {
      numbers[comma] = numbers[comma] * 10 + (uint32_t)(c - '0');
      have[comma] = true;
    } else {
      return false;
    }
  }
  if (at >= p->text.len || !have[0]) return false;
  *min = numbers[0];
  *max = !comma ? numbers[0] : have[1] ? numbers[1] : PATTERN_UNBOUNDED;
  if (*max < *min) give_up(p); // PCRE2 refuses it
  p->at = at + 1;
  return true;
}

static bool parse_quantifier(Parser *p, uint32_t *min, uint32_t *max) {
  size_t start = p->at;
  if (p->quoting) return false;
  char c = peek_at(p, 0);
  if (c == '*' || c == '+' || c == '?') {
    *min = c == '+';
    *max = c == '?' ? 1 : PATTERN_UNBOUNDED;
    p->at++;
  } else if (c != '{') {
    return false;
  } else if (!parse_braces(p, min, max)) {
    if (braces_are_unclear(p)) give_up(p);
    return false;
  }
  if (peek_at(p, 0) == '?' || peek_at(p, 0) == '+') p->at++;
  emit_since(p, start);
  return true;
}

// A character that stands for itself.
static PatternNode *parse_literal(Parser *p) {
  size_t start = p->at;
  uint32_t code_point;
  p->at += utf8_decode(str_slice(p->text, p->at, p->text.len), &code_point);
  if (code_point == 0xFFFD) give_up(p);
  if (code_point == '\n') p->multiline = true;
  emit_since(p, start);
  return new_char(p, code_point);
}

static PatternNode *parse_atom(Parser *p) {
  char c = peek_at(p, 0);
  size_t start = p->at;
  if (p->quoting) return parse_literal(p);
  switch (c) {
  case '\\': return parse_escape(p);
  case '[': return parse_class(p);
  case '(': return parse_group(p);
  case '.':
    p->at++;
    p->multiline |= p->dot_all;
    emit(p, "[^\\n]");
    return new_any(p);
  case '^':
  case '$':
    p->at++;
    emit_since(p, start);
    return new_node(p, PATTERN_EMPTY);
  case '*':
  case '+':
  case '?': give_up(p); return NULL;
  case '{':
    if (braces_are_unclear(p)) give_up(p);
    break;
  default: break;
  }
  return parse_literal(p);
}

static PatternNode *repeated(Parser *p, PatternNode *node, uint32_t min, uint32_t max) {
  PatternNode *repeat = new_parent(p, PATTERN_REPEAT, node);
  repeat->min = min;
  repeat->max = max;
  return repeat;
}

// The items of a sequence or of a choice under construction.
typedef ARRAY(PatternNode *) Nodes;

static PatternNode *joined(Parser *p, PatternKind kind, Nodes *nodes) {
  PatternNode *node;
  if (nodes->count == 1) {
    node = nodes->items[0];
  } else {
    node = new_node(p, nodes->count ? kind : PATTERN_EMPTY);
    node->items = arena_array(p->arena, PatternNode *, nodes->count);
    node->count = nodes->count;
    if (nodes->count) memcpy(node->items, nodes->items, nodes->count * sizeof *nodes->items);
  }
  array_free(nodes);
  return node;
}

// What stands between the others without being one of them, even between a character and its quantifier:
// \Q, \E and comments.
static void skip_marks(Parser *p) {
  for (;;) {
    size_t start = p->at;
    if (looking_at(p, "\\E") || (!p->quoting && looking_at(p, "\\Q"))) {
      p->quoting = peek_at(p, 1) == 'Q';
      p->at += 2;
    } else if (!p->quoting && looking_at(p, "(?#")) {
      size_t end = str_find_byte(p->text, p->at, ')');
      if (end == p->text.len) {
        give_up(p);
        return;
      }
      p->at = end + 1;
    } else {
      return;
    }
    emit_since(p, start);
  }
}

static bool at_sequence_end(const Parser *p) {
  return !p->quoting && (peek_at(p, 0) == '|' || peek_at(p, 0) == ')');
}

static PatternNode *parse_sequence(Parser *p) {
  Nodes nodes = {0};
  for (skip_marks(p); more(p) && !at_sequence_end(p); skip_marks(p)) {
    PatternNode *node = parse_atom(p);
    uint32_t min, max;
    skip_marks(p);
    while (more(p) && parse_quantifier(p, &min, &max)) {
      node = repeated(p, node, min, max);
      skip_marks(p);
    }
    if (!p->given_up) array_push(&nodes, node);
  }
  return joined(p, PATTERN_CAT, &nodes);
}

static PatternNode *parse_alternatives(Parser *p) {
  Nodes nodes = {0};
  array_push(&nodes, parse_sequence(p));
  while (more(p) && peek_at(p, 0) == '|') {
    p->at++;
    emit(p, "|");
    array_push(&nodes, parse_sequence(p));
  }
  return joined(p, PATTERN_ALT, &nodes);
}

// What can be told without understanding: a capital counts unless a backslash stands before it, and so
// does a line end outside [^...].
static void read_roughly(Str text, Pattern *out) {
  bool negated = false;
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i], next = i + 1 < text.len ? text.ptr[i + 1] : '\0';
    if (c == '[') negated = next == '^';
    if (c == ']') negated = false;
    if (c == '\n' || (c == '\\' && (next == 'n' || next == 'R'))) out->multiline |= !negated;
    if (str_starts_with(str_slice(text, i, text.len), STR("(?s"))) out->multiline = true;
    out->has_upper |= ascii_is_upper(c);
    if (c == '\\') i++;
  }
}

Status pattern_parse(Str text, bool fold, Arena *arena, Pattern *out, Error *error) {
  if (text.len > PATTERN_MAX_BYTES) {
    return error_set(error, STATUS_INVALID, "the regular expression is longer than %d bytes",
                     PATTERN_MAX_BYTES);
  }
  Parser p = {.text = text, .arena = arena, .fold = fold, .line_safe = true};
  PatternNode *root = parse_alternatives(&p);
  if (p.at < text.len) give_up(&p); // a stray ')'
  *out = (Pattern){.root = root, .understood = !p.given_up};
  if (p.given_up) {
    out->root = new_node(&p, PATTERN_UNKNOWN);
    read_roughly(text, out);
  } else {
    out->multiline = p.multiline;
    out->has_upper = p.has_upper;
    out->line_safe = p.line_safe && !p.multiline;
    if (out->line_safe) out->lines = arena_dup(arena, buf_str(&p.lines));
  }
  buf_release(&p.lines);
  return STATUS_OK;
}

static bool has_upper_beyond_ascii(Str text) {
  static const char letter[] = "(?![A-Z])\\p{Lu}";
  int code;
  PCRE2_SIZE at;
  pcre2_code *regex = pcre2_compile((PCRE2_SPTR)letter, sizeof letter - 1,
                                    PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &code, &at, NULL);
  if (!regex) die_out_of_memory(sizeof letter);
  pcre2_match_data *data = pcre2_match_data_create_from_pattern(regex, NULL);
  if (!data) die_out_of_memory(sizeof letter);
  bool found = pcre2_match(regex, (PCRE2_SPTR)text.ptr, text.len, 0, 0, data, NULL) >= 0;
  pcre2_match_data_free(data);
  pcre2_code_free(regex);
  return found;
}

bool pattern_text_has_upper(Str text, bool beyond_ascii) {
  bool ascii = true;
  for (size_t i = 0; i < text.len; i++) {
    if (!beyond_ascii && ascii_is_upper(text.ptr[i])) return true;
    ascii &= (unsigned char)text.ptr[i] < 0x80;
  }
  return !ascii && has_upper_beyond_ascii(text);
}
