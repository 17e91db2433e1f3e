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
#include "query/pattern_class.h"

#include <pcre2.h>

enum { MAX_DEPTH = 200 };

static PatternNode *parse_alternatives(PatternParser *p);

static PatternNode *new_char(PatternParser *p, uint32_t code_point) {
  if (code_point >= 'A' && code_point <= 'Z') p->has_upper = true;
  PatternNode *node = pattern_node(p, PATTERN_CHAR);
  node->code_point = code_point;
  node->fold = p->fold;
  return node;
}

static PatternNode *new_parent(PatternParser *p, PatternKind kind, PatternNode *only) {
  PatternNode *node = pattern_node(p, kind);
  node->items = arena_array(p->arena, PatternNode *, 1);
  node->items[0] = only;
  node->count = 1;
  return node;
}

// Any character at all.
static PatternNode *new_any(PatternParser *p) {
  PatternNode *node = pattern_node(p, PATTERN_CLASS);
  node->ascii[0] = node->ascii[1] = UINT64_MAX;
  node->other = true;
  return node;
}

// ---- escapes outside classes --------------------------------------------------------------------

static PatternNode *parse_reference(PatternParser *p, size_t start) {
  char letter = pattern_peek_at(p, 0);
  p->at++;
  if (letter == 'k' || letter == 'g') {
    char opener = pattern_peek_at(p, 0);
    char closer = opener == '{' ? '}' : opener == '<' ? '>' : opener == '\'' ? '\'' : '\0';
    size_t end = closer ? str_find_byte(p->text, p->at + 1, closer) : p->text.len;
    if (end == p->text.len) pattern_give_up(p);
    p->at = end + 1;
  } else if (letter == '0' || ascii_is_digit(pattern_peek_at(p, 0))) {
    pattern_give_up(p); // may be octal
  }
  if (!p->given_up) pattern_emit_since(p, start);
  return pattern_node(p, PATTERN_UNKNOWN);
}

static PatternNode *parse_kind_escape(PatternParser *p, size_t start) {
  char letter = pattern_peek_at(p, 0);
  p->at++;
  PatternNode *node = pattern_kind(p, letter);
  switch (letter) {
  case 's': pattern_emit(p, "[^\\S\\n]"); break;
  case 'W': pattern_emit(p, "[^\\w\\n]"); break;
  case 'D': pattern_emit(p, "[^\\d\\n]"); break;
  case 'H': pattern_emit(p, "[^\\h\\n]"); break;
  case 'd':
  case 'w':
  case 'h':
  case 'S': pattern_emit_since(p, start); break;
  default:
    pattern_emit(p, "(?:(?!\\n)");
    if (!p->given_up) pattern_emit_since(p, start);
    pattern_emit(p, ")");
  }
  return node;
}

static PatternNode *parse_escape(PatternParser *p) {
  size_t start = p->at++;
  uint32_t code_point;
  if (pattern_char_escape(p, &code_point)) {
    if (code_point == '\n') p->multiline = true;
    pattern_emit_since(p, start);
    return new_char(p, code_point);
  }
  char letter = pattern_peek_at(p, 0);
  if (letter == '\0' || p->given_up) {
    pattern_give_up(p);
    return pattern_node(p, PATTERN_UNKNOWN);
  }
  if (ascii_is_digit(letter) || letter == 'k' || letter == 'g') return parse_reference(p, start);
  if (strchr("bBKAzZG", letter)) {
    if (strchr("AzZG", letter)) p->line_safe = false;
    p->continues |= letter == 'G';
    p->at++;
    pattern_emit_since(p, start);
    return pattern_node(p, PATTERN_EMPTY);
  }
  if (letter == 'R') {
    p->at++;
    p->multiline = true;
    return pattern_node(p, PATTERN_UNKNOWN);
  }
  if (letter == 'N' && pattern_peek_at(p, 1) != '{') {
    p->at++;
    pattern_emit_since(p, start);
    return new_any(p);
  }
  return parse_kind_escape(p, start);
}

// ---- groups -------------------------------------------------------------------------------------

// The flags of `(?flags)` or `(?flags:`; `at` is behind the question mark.
static void parse_flags(PatternParser *p) {
  bool on = true;
  for (; pattern_more(p) && pattern_peek_at(p, 0) != ')' && pattern_peek_at(p, 0) != ':'; p->at++) {
    switch (pattern_peek_at(p, 0)) {
    case '-': on = false; break;
    case 'i': p->fold = on; break;
    case 'm': p->line_safe = p->line_safe && on; break;
    case 's': p->dot_all = on; break;
    case 'U':
    case 'J':
    case 'n': break;
    default: pattern_give_up(p);
    }
  }
}

// Behind `(?<`, `(?P<` or `(?'`: a group's name.
static void skip_name(PatternParser *p, char closer) {
  while (is_word_byte(pattern_peek_at(p, 0))) p->at++;
  if (pattern_peek_at(p, 0) != closer) pattern_give_up(p);
  p->at++;
}

typedef enum { GROUP_PLAIN, GROUP_LOOK, GROUP_LOOK_NOT, GROUP_FLAGS_ONLY } GroupKind;

// What follows `(?`, up to the group's contents.
static GroupKind parse_group_head(PatternParser *p) {
  static const char *const plain[] = {":", ">", "|"};
  static const char *const looks[] = {"=", "<=", "!", "<!"};
  static const char *const names[] = {"<", "P<", "'"};
  for (size_t i = 0; i < COUNT_OF(looks); i++) {
    if (pattern_looking_at(p, looks[i])) {
      p->at += strlen(looks[i]);
      return i < 2 ? GROUP_LOOK : GROUP_LOOK_NOT;
    }
  }
  for (size_t i = 0; i < COUNT_OF(plain); i++) {
    if (pattern_looking_at(p, plain[i])) {
      p->at++;
      return GROUP_PLAIN;
    }
  }
  for (size_t i = 0; i < COUNT_OF(names); i++) {
    if (pattern_looking_at(p, names[i])) {
      p->at += strlen(names[i]);
      skip_name(p, i == 2 ? '\'' : '>');
      return GROUP_PLAIN;
    }
  }
  parse_flags(p);
  if (pattern_peek_at(p, 0) == ')') return GROUP_FLAGS_ONLY;
  p->at++;
  return GROUP_PLAIN;
}

static PatternNode *parse_group(PatternParser *p) {
  size_t start = p->at++;
  bool outer_fold = p->fold, outer_dot_all = p->dot_all;
  GroupKind kind = GROUP_PLAIN;
  if (pattern_peek_at(p, 0) == '*' || ++p->depth > MAX_DEPTH) {
    pattern_give_up(p);
    return NULL;
  }
  if (pattern_peek_at(p, 0) == '?') {
    p->at++;
    kind = parse_group_head(p);
  }
  pattern_emit_since(p, start);
  PatternNode *inner = NULL;
  if (kind != GROUP_FLAGS_ONLY) {
    inner = parse_alternatives(p);
    p->fold = outer_fold;
    p->dot_all = outer_dot_all;
  }
  if (pattern_peek_at(p, 0) != ')') pattern_give_up(p);
  p->at++;
  pattern_emit(p, ")");
  p->depth--;
  if (kind == GROUP_PLAIN) return inner;
  return kind == GROUP_LOOK ? new_parent(p, PATTERN_LOOK, inner) : pattern_node(p, PATTERN_EMPTY);
}

// ---- repeats, sequences, alternatives -----------------------------------------------------------

// Forms that are text to one version of PCRE2 and a quantifier to another: `{,3}`, `{ 1, 2 }`.
static bool braces_are_unclear(const PatternParser *p) {
  size_t at = p->at + 1;
  while (at < p->text.len && (ascii_is_digit(p->text.ptr[at]) || strchr(", \t", p->text.ptr[at])))
    at++;
  return at > p->at + 1 && at < p->text.len && p->text.ptr[at] == '}';
}

// `{n}`, `{n,}` or `{n,m}` here? Other braces are text.
static bool parse_braces(PatternParser *p, uint32_t *min, uint32_t *max) {
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
  if (*max < *min) pattern_give_up(p); // PCRE2 refuses it
  p->at = at + 1;
  return true;
}

static bool parse_quantifier(PatternParser *p, uint32_t *min, uint32_t *max) {
  size_t start = p->at;
  if (p->quoting) return false;
  char c = pattern_peek_at(p, 0);
  if (c == '*' || c == '+' || c == '?') {
    *min = c == '+';
    *max = c == '?' ? 1 : PATTERN_UNBOUNDED;
    p->at++;
  } else if (c != '{') {
    return false;
  } else if (!parse_braces(p, min, max)) {
    if (braces_are_unclear(p)) pattern_give_up(p);
    return false;
  }
  if (pattern_peek_at(p, 0) == '?' || pattern_peek_at(p, 0) == '+') p->at++;
  pattern_emit_since(p, start);
  return true;
}

// A character that stands for itself.
static PatternNode *parse_literal(PatternParser *p) {
  size_t start = p->at;
  uint32_t code_point;
  p->at += utf8_decode(str_slice(p->text, p->at, p->text.len), &code_point);
  if (code_point == 0xFFFD) pattern_give_up(p);
  if (code_point == '\n') p->multiline = true;
  pattern_emit_since(p, start);
  return new_char(p, code_point);
}

static PatternNode *parse_atom(PatternParser *p) {
  char c = pattern_peek_at(p, 0);
  size_t start = p->at;
  if (p->quoting) return parse_literal(p);
  switch (c) {
  case '\\': return parse_escape(p);
  case '[': return pattern_class(p);
  case '(': return parse_group(p);
  case '.':
    p->at++;
    p->multiline |= p->dot_all;
    pattern_emit(p, "[^\\n]");
    return new_any(p);
  case '^':
  case '$':
    p->at++;
    pattern_emit_since(p, start);
    return pattern_node(p, PATTERN_EMPTY);
  case '*':
  case '+':
  case '?': pattern_give_up(p); return NULL;
  case '{':
    if (braces_are_unclear(p)) pattern_give_up(p);
    break;
  default: break;
  }
  return parse_literal(p);
}

static PatternNode *repeated(PatternParser *p, PatternNode *node, uint32_t min, uint32_t max) {
  PatternNode *repeat = new_parent(p, PATTERN_REPEAT, node);
  repeat->min = min;
  repeat->max = max;
  return repeat;
}

// The items of a sequence or of a choice under construction.
typedef ARRAY(PatternNode *) Nodes;

static PatternNode *joined(PatternParser *p, PatternKind kind, Nodes *nodes) {
  PatternNode *node;
  if (nodes->count == 1) {
    node = nodes->items[0];
  } else {
    node = pattern_node(p, nodes->count ? kind : PATTERN_EMPTY);
    node->items = arena_array(p->arena, PatternNode *, nodes->count);
    node->count = nodes->count;
    if (nodes->count) memcpy(node->items, nodes->items, nodes->count * sizeof *nodes->items);
  }
  array_free(nodes);
  return node;
}

// What stands between the others without being one of them, even between a character and its quantifier:
// \Q, \E and comments.
static void skip_marks(PatternParser *p) {
  for (;;) {
    size_t start = p->at;
    if (pattern_looking_at(p, "\\E") || (!p->quoting && pattern_looking_at(p, "\\Q"))) {
      p->quoting = pattern_peek_at(p, 1) == 'Q';
      p->at += 2;
    } else if (!p->quoting && pattern_looking_at(p, "(?#")) {
      size_t end = str_find_byte(p->text, p->at, ')');
      if (end == p->text.len) {
        pattern_give_up(p);
        return;
      }
      p->at = end + 1;
    } else {
      return;
    }
    pattern_emit_since(p, start);
  }
}

static bool at_sequence_end(const PatternParser *p) {
  return !p->quoting && (pattern_peek_at(p, 0) == '|' || pattern_peek_at(p, 0) == ')');
}

static PatternNode *parse_sequence(PatternParser *p) {
  Nodes nodes = {0};
  for (skip_marks(p); pattern_more(p) && !at_sequence_end(p); skip_marks(p)) {
    PatternNode *node = parse_atom(p);
    uint32_t min, max;
    skip_marks(p);
    while (pattern_more(p) && parse_quantifier(p, &min, &max)) {
      node = repeated(p, node, min, max);
      skip_marks(p);
    }
    if (!p->given_up) array_push(&nodes, node);
  }
  return joined(p, PATTERN_CAT, &nodes);
}

static PatternNode *parse_alternatives(PatternParser *p) {
  Nodes nodes = {0};
  array_push(&nodes, parse_sequence(p));
  while (pattern_more(p) && pattern_peek_at(p, 0) == '|') {
    p->at++;
    pattern_emit(p, "|");
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
    out->continues |= c == '\\' && next == 'G';
    if (c == '\\') i++;
  }
}

Status pattern_parse(Str text, bool fold, Arena *arena, Pattern *out, Error *error) {
  if (text.len > PATTERN_MAX_BYTES) {
    return error_set(error, STATUS_INVALID, "the regular expression is longer than %d bytes",
                     PATTERN_MAX_BYTES);
  }
  PatternParser p = {.text = text, .arena = arena, .fold = fold, .line_safe = true};
  PatternNode *root = parse_alternatives(&p);
  if (p.at < text.len) pattern_give_up(&p); // a stray ')'
  *out = (Pattern){.root = root, .understood = !p.given_up, .continues = p.continues};
  if (p.given_up) {
    out->root = pattern_node(&p, PATTERN_UNKNOWN);
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
