// Languages without a grammar: most of their definitions stand at the start of a line, behind a
// keyword. lexical.c blanks comments and strings; then every line (with braces: every statement) is
// matched with the rows of its language that can start with its first byte, and a stack of open
// blocks says where definitions end and what encloses a line.
//
// Rejected: one alternation of all patterns (a name group each, and no cheap way to skip), and
// patterns over the whole text (a hostile file makes them quadratic). Here a pattern sees one line
// of at most MAX_LINE bytes, and PCRE2's match limit bounds the rest.
#include "intake/patterns.h"
#include "intake/lexical.h"
#include "intake/runs.h"

#include <pcre2.h>
#include <stdatomic.h>

enum {
  MAX_ROWS = 32,        // bits of a row set
  MAX_LINE = 4096,      // longer lines are data
  MAX_OPEN = 128,       // nested blocks
  MAX_LOOKAHEAD = 4096, // to the end of a list in parentheses
  MATCH_LIMIT = 20000,  // PCRE2's steps a line
  MAX_NAMES_BACK = 64,  // how far back the end of a named definition looks for its start
  PATTERN_PRIORITY = 1 << 20,
};

typedef enum {
  END_LINE,        // the line it starts on
  END_PARENTHESIS, // that closes the first one behind its start
  END_BRACE,       // the brace that closes the first one behind it; `;` if none opens
  END_CLOSER,      // a row with ROW_CLOSES
  END_SIBLING,     // the next definition of the same block letter, or the end of the text
  END_PERIOD,      // a line that ends with '.', or the next definition in the first column
  END_IS,          // VHDL: END_CLOSER if `is` follows before `;`, else a declaration
} EndRule;

enum {
  ROW_COLUMN0 = 1 << 0, // only in the first column
  ROW_DECLARATION = 1 << 1,
  ROW_EXPORTED = 1 << 2,
  ROW_MERGE = 1 << 3,          // see nest_definitions
  ROW_SCOPE = 1 << 4,          // names what it encloses, is no symbol
  ROW_CONTAINER = 1 << 5,      // group 2 is the container
  ROW_CLOSES = 1 << 6,         // ends the innermost block with a letter of `in` ('*': any)
  ROW_MARKS_FUNCTION = 1 << 7, // the label of that name is a function
  ROW_ENDS_NAMED = 1 << 8,     // the definition of that name ends here
  ROW_UNTABBED = 1 << 9,       // not on a line that starts with a tab: Make's recipes
};

typedef struct {
  const char *pattern; // without a group 1: a block that has no name
  const char *next;    // matched again and again behind it, for further names on the line
  const char *in;      // letters of the blocks it may stand directly in; NULL: anywhere
  const char *must;    // a byte the line must have, checked before the pattern
  SymbolKind kind;
  uint16_t flags;
  EndRule end;
  char block; // its letter, for `in`; 0: it encloses nothing
} PatternRow;

enum {
  RULES_CASELESS = 1 << 0,
  RULES_BRACES = 1 << 1,        // { } ; delimit statements
  RULES_CONTINUE = 1 << 2,      // a backslash at its end joins a line with the next
  RULES_PERIOD = 1 << 3,        // a period at the end of a line ends a definition
  RULES_TAGS = 1 << 4,          // patterns only inside the script element
  RULES_RECORD = 1 << 5,        // a line that ends with `is` is joined with `record` on the next
  RULES_OUTSIDE_SPANS = 1 << 6, // nothing in comments and strings that the grammar found
};

typedef struct {
  LanguageId language;
  int flags;
  LexicalRules lexical;
  PatternRow rows[MAX_ROWS];
} PatternRules;

// ---- comments that a prefix does not tell -------------------------------------------------------

// `C` and `*` in the first column, unless an assignment or a word follows.
static bool fortran_starts_comment(Str text, size_t at) {
  if (at > 0 && text.ptr[at - 1] != '\n') return false;
  if (text.ptr[at] == '*') return true;
  size_t next = at + 1;
  if (next >= text.len || !is_word_byte(text.ptr[next])) {
    while (next < text.len && text.ptr[next] == ' ') next++;
    return next >= text.len || !strchr("=(%", text.ptr[next]);
  }
  return false;
}

// Not in recipes, whose lines the shell reads.
static bool make_starts_comment(Str text, size_t at) {
  if (at > 0 && !ascii_is_space(text.ptr[at - 1])) return false;
  size_t start = at;
  while (start > 0 && text.ptr[start - 1] != '\n' && at - start < MAX_LINE) start--;
  return start == at || text.ptr[start] != '\t';
}

static bool starts_preprocessor_word(Str text, size_t at) {
  static const char *const words[] = {"define", "include", "if",     "else",    "elif", "endif",
                                      "undef",  "error",   "pragma", "warning", "line"};
  while (at < text.len && text.ptr[at] == ' ') at++;
  Str rest = str_slice(text, at, at + 8);
  for (size_t i = 0; i < COUNT_OF(words); i++) {
    if (str_starts_with(rest, str_from_c(words[i]))) return true;
  }
  return false;
}

// '#' is a comment, a directive or an immediate; '@' a comment or a section type; ';' a comment or
// a separator. A space tells.
static bool assembly_starts_comment(Str text, size_t at) {
  char before = at > 0 ? text.ptr[at - 1] : '\n';
  char after = at + 1 < text.len ? text.ptr[at + 1] : '\n';
  if (!ascii_is_space(before)) return false;
  bool first = lexical_first_on_line(text, at);
  if (text.ptr[at] == ';' && first) return true;
  if (text.ptr[at] == '#' && first) return !starts_preprocessor_word(text, at + 1);
  return ascii_is_space(after) || after == text.ptr[at];
}

// ---- the table ----------------------------------------------------------------------------------

#define FORTRAN_PREFIX "(?:(?:recursive|pure|impure|elemental|module|non_recursive)\\s+)*"
#define FORTRAN_TYPED                                                                              \
  "(?!end)(?:(?:recursive|pure|impure|elemental|module|integer|real|complex|logical|character|"    \
  "double|precision|type|class)\\b[\\s*\\d]*(?:\\([^)]*\\))?\\s*)*"
#define FORTRAN_NEXT                                                                               \
  "\\s*(?:\\([^)]*\\))?\\s*(?:=(?:[^,(\\[]|\\([^)]*\\)|\\[[^]]*])*+)?\\s*,\\s*([a-z]\\w*)"
#define MAKE_TARGET "(?:[\\w./%+@~*?-]|\\$[({]\\w+[)}]|\\$\\$?[@<*])++"
#define SQL_CREATE                                                                                 \
  "create\\s+(?:or\\s+(?:replace|alter)\\s+)?(?:(?:temp|temporary|unlogged|definer\\s*="           \
  "\\s*\\S+|editionable)\\s+)*"
#define TS_LOCAL "(?:declare\\s+)?"
#define TS_EXPORT "export\\s+(?:default\\s+)?" TS_LOCAL
#define SQL_NAME "(?:if\\s+not\\s+exists\\s+)?(?:[\\w\"`\\[\\]]+\\.)?[\"`\\[]?(\\w+)"

#define LANGUAGE_ROWS(id, rule_flags, ...)                                                         \
  {                                                                                                \
    .language = LANGUAGE_##id, .flags = (rule_flags), .lexical = __VA_ARGS__, .rows = {
#define ROW(...) {__VA_ARGS__},
#define LANGUAGE_END                                                                               \
  }                                                                                                \
  }                                                                                                \
  ,
static const PatternRules all_rules[] = {
#include "intake/patterns.def"
};
#undef LANGUAGE_ROWS
#undef ROW
#undef LANGUAGE_END

static const PatternRules *rules_of(LanguageId language) {
  for (size_t i = 0; i < COUNT_OF(all_rules); i++) {
    if (all_rules[i].language == language) return &all_rules[i];
  }
  return NULL;
}

// ---- compiling ----------------------------------------------------------------------------------

// A language's rows, ready to match. Immutable once published; lives as long as the process.
typedef struct {
  const PatternRules *rules;
  pcre2_code *codes[MAX_ROWS];
  pcre2_code *next[MAX_ROWS];
  uint32_t rows_by_first[256]; // bit i: row i can match a line that starts with that byte
} Patterns;

static void patterns_free(Patterns *patterns) {
  for (int i = 0; i < MAX_ROWS; i++) {
    pcre2_code_free(patterns->codes[i]);
    pcre2_code_free(patterns->next[i]);
  }
  free(patterns);
}

static Status compile_one(const char *source, uint32_t options, pcre2_code **code, Error *error) {
  *code = NULL;
  if (!source) return STATUS_OK;
  int problem;
  PCRE2_SIZE offset;
  *code =
      pcre2_compile((PCRE2_SPTR)source, PCRE2_ZERO_TERMINATED, options, &problem, &offset, NULL);
  if (!*code) {
    return error_set(error, STATUS_INVALID, "bad pattern at %zu: %s", (size_t)offset, source);
  }
  if (options & PCRE2_ANCHORED) pcre2_jit_compile(*code, PCRE2_JIT_COMPLETE);
  return STATUS_OK;
}

// The bytes a match of `code`, which is not anchored, can start with: PCRE2 knows, from the
// pattern.
static void add_first_bytes(Patterns *patterns, int row, const pcre2_code *code) {
  const uint8_t *bitmap = NULL;
  uint32_t kind = 0, unit = 0;
  pcre2_pattern_info(code, PCRE2_INFO_FIRSTCODETYPE, &kind);
  pcre2_pattern_info(code, PCRE2_INFO_FIRSTCODEUNIT, &unit);
  pcre2_pattern_info(code, PCRE2_INFO_FIRSTBITMAP, &bitmap);
  bool caseless = patterns->rules->flags & RULES_CASELESS;
  for (int c = 0; c < 256; c++) {
    bool first = kind == 1 ? (caseless ? ascii_lower((char)c) == ascii_lower((char)unit)
                                       : (uint32_t)c == unit)
                           : !bitmap || bitmap[c / 8] & 1 << c % 8;
    if (first) patterns->rows_by_first[c] |= 1u << row;
  }
}

static Status compile_row(Patterns *patterns, int index, Error *error) {
  const PatternRow *row = &patterns->rules->rows[index];
  uint32_t options = patterns->rules->flags & RULES_CASELESS ? PCRE2_CASELESS : 0;
  pcre2_code *loose; // an anchored pattern does not tell its first bytes
  Status status = compile_one(row->pattern, options, &loose, error);
  if (status != STATUS_OK) return status;
  add_first_bytes(patterns, index, loose);
  pcre2_code_free(loose);
  options |= PCRE2_ANCHORED;
  status = compile_one(row->pattern, options, &patterns->codes[index], error);
  if (status != STATUS_OK) return status;
  return compile_one(row->next, options, &patterns->next[index], error);
}

static Status compile_all(const PatternRules *rules, Patterns **out, Error *error) {
  Patterns *patterns = xcalloc(1, sizeof *patterns);
  patterns->rules = rules;
  for (int i = 0; i < MAX_ROWS && rules->rows[i].pattern; i++) {
    Status status = compile_row(patterns, i, error);
    if (status == STATUS_OK) continue;
    patterns_free(patterns);
    return status;
  }
  *out = patterns;
  return STATUS_OK;
}

// NULL in *out if the language has no rows. Two threads that come first at once both compile, one
// result is kept.
static Status patterns_for(LanguageId language, const Patterns **out, Error *error) {
  static _Atomic(Patterns *) compiled[LANGUAGE_COUNT];
  *out = NULL;
  const PatternRules *rules = rules_of(language);
  if (!rules) return STATUS_OK;
  Patterns *patterns = atomic_load_explicit(&compiled[language], memory_order_acquire);
  if (!patterns) {
    Status status = compile_all(rules, &patterns, error);
    if (status != STATUS_OK) return status;
    Patterns *other = NULL;
    if (!atomic_compare_exchange_strong(&compiled[language], &other, patterns)) {
      patterns_free(patterns);
      patterns = other;
    }
  }
  *out = patterns;
  return STATUS_OK;
}

Status patterns_check(LanguageId language, Error *error) {
  const Patterns *patterns;
  return patterns_for(language, &patterns, error);
}

// ---- open blocks --------------------------------------------------------------------------------

typedef struct {
  size_t definition; // index, or SIZE_MAX: it has no name
  EndRule end;
  char block;
  bool opened;   // END_BRACE: its brace has been seen
  int braces_at; // depth of braces outside it
} Open;

typedef struct {
  const Patterns *patterns;
  Str text; // as written
  Str code; // with comments and strings blanked
  Definitions *definitions;
  size_t first_definition; // of this run
  Open open[MAX_OPEN];
  size_t depth;
  int braces, parentheses;
  ARRAY(Str) functions; // names that ROW_MARKS_FUNCTION told
  pcre2_match_data *match;
  pcre2_match_context *limits;
} Matcher;

// Offset behind the last byte of code before `at`.
static size_t end_of_code(const Matcher *m, size_t at) {
  while (at > 0 && ascii_is_space(m->code.ptr[at - 1])) at--;
  return at;
}

static void set_end(Matcher *m, size_t definition, size_t end) {
  if (definition == SIZE_MAX) return;
  Definition *d = &m->definitions->items[definition];
  if (end > d->end) d->end = (uint32_t)end;
}

// Closes the block `index` at `end`, with those inside it. A block that should have closed before
// and did not keeps the line it started on.
static void close_from(Matcher *m, size_t index, size_t end) {
  while (m->depth > index) {
    const Open *open = &m->open[--m->depth];
    bool lasts = open->end == END_SIBLING || open->end == END_PERIOD;
    if (m->depth == index || lasts) set_end(m, open->definition, end);
  }
}

static void close_letter(Matcher *m, const char *letters, size_t end) {
  bool any = letters[0] == '*';
  for (size_t i = m->depth; i > 0; i--) {
    if (!any && !strchr(letters, m->open[i - 1].block)) continue;
    close_from(m, i - 1, end);
    return;
  }
}

// What a definition at `at` ends without a word.
static void close_before(Matcher *m, const PatternRow *row, size_t at, bool column0) {
  while (m->depth) {
    const Open *top = &m->open[m->depth - 1];
    bool unopened = top->end == END_BRACE && !top->opened && top->braces_at == m->braces;
    bool period = top->end == END_PERIOD && column0;
    if (!unopened && !period) break;
    close_from(m, m->depth - 1, period ? end_of_code(m, at) : 0);
  }
  if (row->end != END_SIBLING) return;
  for (size_t i = m->depth; i > 0; i--) {
    if (m->open[i - 1].block == row->block) close_from(m, i - 1, end_of_code(m, at));
  }
}

static void open_block(Matcher *m, const PatternRow *row, EndRule end, size_t definition) {
  if (m->depth >= MAX_OPEN) return;
  m->open[m->depth++] =
      (Open){.definition = definition, .end = end, .block = row->block, .braces_at = m->braces};
}

static void take_brace(Matcher *m, size_t at) {
  char c = m->code.ptr[at];
  if (c == '{') {
    Open *top = m->depth ? &m->open[m->depth - 1] : NULL;
    if (top && top->end == END_BRACE && top->braces_at == m->braces) top->opened = true;
    m->braces++;
    return;
  }
  if (c == '}') {
    m->parentheses = 0; // broken code does not spoil the rest
    if (m->braces > 0) m->braces--;
  }
  for (size_t i = m->depth; i > 0; i--) {
    const Open *open = &m->open[i - 1];
    if (open->end != END_BRACE) continue;
    bool closes = c == '}' ? open->opened && open->braces_at == m->braces
                           : !open->opened && open->braces_at == m->braces;
    if (closes) close_from(m, i - 1, at + 1);
    if (open->braces_at <= m->braces) break;
  }
}

// ---- matching -----------------------------------------------------------------------------------

static size_t parenthesis_end(const Matcher *m, size_t from, size_t otherwise) {
  size_t to = from + MAX_LOOKAHEAD < m->code.len ? from + MAX_LOOKAHEAD : m->code.len;
  int depth = 0;
  for (size_t i = from; i < to; i++) {
    if (m->code.ptr[i] == '(') depth++;
    if (m->code.ptr[i] == ')' && --depth <= 0) return i + 1;
  }
  return otherwise;
}

// Whether `is` follows, outside parentheses, before `;`: then *end is untouched, else it is set.
static bool is_follows(const Matcher *m, size_t from, size_t *end) {
  size_t to = from + MAX_LOOKAHEAD < m->code.len ? from + MAX_LOOKAHEAD : m->code.len;
  int depth = 0;
  for (size_t i = from; i + 2 < to; i++) {
    char c = m->code.ptr[i];
    if (c == '(') depth++;
    if (c == ')') depth--;
    if (depth > 0) continue;
    if (c == ';') {
      *end = i + 1;
      return false;
    }
    bool word = ascii_lower(c) == 'i' && ascii_lower(m->code.ptr[i + 1]) == 's';
    if (word && !is_word_byte(m->code.ptr[i - 1]) && !is_word_byte(m->code.ptr[i + 2])) return true;
  }
  return false;
}

static bool match_at(Matcher *m, const pcre2_code *code, size_t at, size_t end) {
  return pcre2_match(code, (PCRE2_SPTR)m->code.ptr + at, end - at, 0, 0, m->match, m->limits) > 0;
}

// Group `group` of the last match, which began at `at`; false if it took no part.
static bool group_range(const Matcher *m, uint32_t group, size_t at, size_t range[2]) {
  if (group >= pcre2_get_ovector_count(m->match)) return false;
  const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(m->match);
  if (offsets[2 * group] == PCRE2_UNSET) return false;
  range[0] = at + offsets[2 * group];
  range[1] = at + offsets[2 * group + 1];
  return range[1] > range[0];
}

static void push_definition(Matcher *m, const PatternRow *row, const size_t name[2], size_t start,
                            size_t end) {
  Definition d = {.kind = row->kind, .priority = PATTERN_PRIORITY};
  d.scope = row->flags & ROW_SCOPE;
  d.rules.leaf = !row->block;
  d.rules.merge = row->flags & ROW_MERGE;
  if (row->flags & ROW_DECLARATION) d.flags |= SYMBOL_DECLARATION;
  if (row->flags & ROW_EXPORTED) d.flags |= SYMBOL_EXPORTED;
  d.name_start = (uint32_t)name[0];
  d.name_end = (uint32_t)name[1];
  if (d.name_end - d.name_start > 2 && strchr("'\"", m->text.ptr[d.name_start])) {
    d.name_start++, d.name_end--;
  }
  d.name = str_slice(m->text, d.name_start, d.name_end);
  d.start = (uint32_t)start;
  d.end = (uint32_t)end;
  array_push(m->definitions, d);
}

static void end_named(Matcher *m, Str name, size_t end) {
  size_t count = m->definitions->count;
  for (size_t i = 0; i < MAX_NAMES_BACK && count - i > m->first_definition; i++) {
    Definition *d = &m->definitions->items[count - 1 - i];
    if (!str_equal(d->name, name)) continue;
    set_end(m, count - 1 - i, end);
    d->rules.leaf = false;
    return;
  }
}

// Further names behind the first: `integer :: a, b`.
static void take_next_names(Matcher *m, const PatternRow *row, int index, size_t at, size_t end) {
  size_t name[2];
  while (at < end && match_at(m, m->patterns->next[index], at, end)) {
    if (!group_range(m, 1, at, name)) return;
    push_definition(m, row, name, name[0], name[1]);
    at = name[1];
  }
}

static void take_definition(Matcher *m, int index, size_t at, size_t end, bool column0) {
  const PatternRow *row = &m->patterns->rules->rows[index];
  size_t name[2], container[2], definition = SIZE_MAX, definition_end = end_of_code(m, end);
  bool named = group_range(m, 1, at, name);
  bool contained = row->flags & ROW_CONTAINER && group_range(m, 2, at, container);
  size_t behind = named ? name[1] : at + 1;
  EndRule rule = row->end;
  close_before(m, row, at, column0);
  if (rule == END_PARENTHESIS) definition_end = parenthesis_end(m, at, definition_end);
  bool declares = rule == END_IS && !is_follows(m, behind, &definition_end);
  if (named) {
    definition = m->definitions->count;
    push_definition(m, row, name, at, definition_end);
    Definition *d = &m->definitions->items[definition];
    if (declares) d->flags |= SYMBOL_DECLARATION;
    if (contained) d->container = str_slice(m->text, container[0], container[1]);
  }
  if (row->block && !declares) open_block(m, row, rule == END_IS ? END_CLOSER : rule, definition);
  if (named && row->next) take_next_names(m, row, index, behind, end);
}

static void take_match(Matcher *m, int index, size_t at, size_t end, bool column0) {
  const PatternRow *row = &m->patterns->rules->rows[index];
  size_t name[2];
  if (row->flags & ROW_CLOSES) {
    close_letter(m, row->in, end_of_code(m, end));
  } else if (row->flags & (ROW_MARKS_FUNCTION | ROW_ENDS_NAMED)) {
    if (!group_range(m, 1, at, name)) return;
    Str text = str_slice(m->text, name[0], name[1]);
    if (row->flags & ROW_ENDS_NAMED) {
      end_named(m, text, end_of_code(m, end));
    } else {
      array_push(&m->functions, text);
    }
  } else {
    take_definition(m, index, at, end, column0);
  }
}

// `line` has no white space at its start any more.
static bool starts_with_tab(const Matcher *m, Str line) {
  const char *first = line.ptr;
  while (first > m->code.ptr && first[-1] != '\n') first--;
  return *first == '\t';
}

static bool row_applies(const Matcher *m, const PatternRow *row, Str line, bool column0) {
  if (row->flags & ROW_COLUMN0 && !column0) return false;
  if (row->flags & ROW_UNTABBED && starts_with_tab(m, line)) return false;
  if (row->must && !memchr(line.ptr, row->must[0], line.len)) return false;
  if (!row->in || row->flags & ROW_CLOSES) return true;
  return m->depth && strchr(row->in, m->open[m->depth - 1].block);
}

// One line, or one statement of it: bytes [from, to) of the code.
static void take_line(Matcher *m, size_t from, size_t to) {
  size_t at = from;
  while (at < to && ascii_is_space(m->code.ptr[at])) at++;
  if (at == to || to - at > MAX_LINE) return;
  bool column0 = at == 0 || m->code.ptr[at - 1] == '\n';
  uint32_t rows = m->patterns->rows_by_first[(unsigned char)m->code.ptr[at]];
  Str line = str_slice(m->code, at, to);
  for (int i = 0; rows; i++, rows >>= 1) {
    if (!(rows & 1) || !row_applies(m, &m->patterns->rules->rows[i], line, column0)) continue;
    if (!match_at(m, m->patterns->codes[i], at, to)) continue;
    take_match(m, i, at, to, column0);
    return;
  }
}

// The statements of one line, and the braces between them.
static void take_statements(Matcher *m, size_t from, size_t to) {
  int parentheses = m->parentheses; // where the statement starts
  for (size_t i = from; i <= to; i++) {
    char c = i < to ? m->code.ptr[i] : '\n';
    if (c == '(' || c == '[') m->parentheses++;
    if ((c == ')' || c == ']') && m->parentheses > 0) m->parentheses--;
    if (c != '{' && c != '}' && c != ';' && c != '\n') continue;
    if (parentheses == 0) take_line(m, from, i);
    if (i < to) take_brace(m, i);
    parentheses = m->parentheses;
    from = i + 1;
  }
}

static bool word_ends_at(const Matcher *m, size_t end, Str word) {
  if (end < word.len || (end > word.len && is_word_byte(m->code.ptr[end - word.len - 1])))
    return false;
  return str_equal_fold(str_slice(m->code, end - word.len, end), word);
}

// The end of `type X is`, which is at `end`, or that of `record` on the line behind it.
static size_t record_end(const Matcher *m, size_t end) {
  if (!word_ends_at(m, end_of_code(m, end), STR("is"))) return end;
  size_t next = str_find_byte(m->code, end + 1, '\n');
  return word_ends_at(m, end_of_code(m, next), STR("record")) ? next : end;
}

static size_t line_end(const Matcher *m, size_t from) {
  size_t end = str_find_byte(m->code, from, '\n');
  if (m->patterns->rules->flags & RULES_RECORD) return record_end(m, end);
  if (!(m->patterns->rules->flags & RULES_CONTINUE)) return end;
  while (end < m->code.len && end_of_code(m, end) > from && end - from < MAX_LINE
         && m->code.ptr[end_of_code(m, end) - 1] == '\\') {
    end = str_find_byte(m->code, end + 1, '\n');
  }
  return end;
}

static void take_lines(Matcher *m, size_t from, size_t to) {
  int flags = m->patterns->rules->flags;
  while (from < to) {
    size_t end = line_end(m, from);
    if (end > to) end = to;
    if (flags & RULES_BRACES) {
      take_statements(m, from, end);
    } else {
      take_line(m, from, end);
    }
    if (flags & RULES_PERIOD && m->depth && m->open[m->depth - 1].end == END_PERIOD) {
      size_t last = end_of_code(m, end);
      if (last > from && m->code.ptr[last - 1] == '.') close_from(m, m->depth - 1, last);
    }
    from = end + 1;
  }
  while (m->depth) {
    bool lasts = m->open[m->depth - 1].end == END_SIBLING;
    close_from(m, m->depth - 1, lasts ? to : 0);
  }
}

static int by_text(const void *a, const void *b) {
  return str_compare(*(const Str *)a, *(const Str *)b);
}

// Labels that `.type` declared functions, before or behind them.
static void name_functions(Matcher *m) {
  if (!m->functions.count) return;
  qsort(m->functions.items, m->functions.count, sizeof(Str), by_text);
  for (size_t i = m->first_definition; i < m->definitions->count; i++) {
    Definition *d = &m->definitions->items[i];
    if (d->kind != SYMBOL_LABEL) continue;
    if (!bsearch(&d->name, m->functions.items, m->functions.count, sizeof(Str), by_text)) continue;
    d->kind = SYMBOL_FUNCTION;
  }
}

// ---- sections -----------------------------------------------------------------------------------

static bool has_word(Str tag, const char *word) {
  return str_find(tag, str_from_c(word)) != SIZE_MAX;
}

static LanguageId section_language(Str tag, bool script) {
  if (!script) return has_word(tag, "scss") ? LANGUAGE_scss : LANGUAGE_css;
  if (has_word(tag, "\"tsx\"") || has_word(tag, "'tsx'")) return LANGUAGE_tsx;
  return has_word(tag, "ts") ? LANGUAGE_typescript : LANGUAGE_javascript;
}

// The section whose element starts at `at`; `*at` goes behind it. false, with `*at` at
// the end, if the rest of the text has no end of such an element.
static bool read_section(Str text, size_t *at, bool script, Section *section) {
  size_t tag_end = str_find_byte(text, *at, '>');
  Str tag = str_slice(text, *at, tag_end), rest = str_slice(text, tag_end + 1, text.len);
  size_t length = str_find(rest, script ? STR("</script") : STR("</style"));
  if (length == SIZE_MAX) {
    *at = text.len;
    return false;
  }
  Str lang = str_slice(tag, str_find(tag, STR("lang=")), tag.len); // empty if it has none
  *section = (Section){.start = (uint32_t)tag_end + 1, .end = (uint32_t)(tag_end + 1 + length)};
  section->language = section_language(lang, script);
  *at = section->end;
  return true;
}

size_t patterns_sections(LanguageId language, Str text, Section sections[MAX_SECTIONS]) {
  const PatternRules *rules = rules_of(language);
  if (!rules || !(rules->flags & RULES_TAGS)) return 0;
  size_t count = 0;
  for (size_t at = 0; at < text.len && count < MAX_SECTIONS;) {
    Str line = str_slice(text, at, text.len);
    bool script = str_starts_with(line, STR("<script"));
    bool found = (script || str_starts_with(line, STR("<style")))
                 && read_section(text, &at, script, &sections[count]);
    if (found) count++;
    at = str_find_byte(text, at, '\n') + 1;
  }
  return count;
}

// ---- running ------------------------------------------------------------------------------------

static void take_sections(Matcher *m, LanguageId language) {
  if (!(m->patterns->rules->flags & RULES_TAGS)) {
    take_lines(m, 0, m->code.len);
    return;
  }
  Section sections[MAX_SECTIONS];
  size_t count = patterns_sections(language, m->text, sections);
  for (size_t i = 0; i < count; i++) {
    bool style = sections[i].language == LANGUAGE_css || sections[i].language == LANGUAGE_scss;
    if (!style) take_lines(m, sections[i].start, sections[i].end);
  }
}

static int by_span_start(const void *a, const void *b) {
  const Span *x = a, *y = b;
  return (x->start > y->start) - (x->start < y->start);
}

// Spans of a grammar come nearly in order, and may nest; an outer one starts first.
static bool is_in_span(const Span *spans, size_t count, uint32_t at) {
  size_t low = 0, high = count; // how many start at or before it
  while (low < high) {
    size_t middle = (low + high) / 2;
    bool before = spans[middle].start <= at;
    if (before) low = middle + 1;
    if (!before) high = middle;
  }
  return low > 0 && at < spans[low - 1].end;
}

static void drop_in_spans(Matcher *m, const Extraction *out, size_t count, Arena *arena) {
  size_t kept = m->first_definition;
  if (count == 0) return;
  Span *spans = arena_alloc(arena, count * sizeof *spans);
  memcpy(spans, out->spans.items, count * sizeof *spans);
  runs_sort(spans, count, sizeof *spans, by_span_start);
  for (size_t i = kept; i < m->definitions->count; i++) {
    Definition d = m->definitions->items[i];
    if (!is_in_span(spans, count, d.name_start)) m->definitions->items[kept++] = d;
  }
  m->definitions->count = kept;
}

void patterns_extract(LanguageId language, Str text, Arena *arena, Definitions *definitions,
                      Extraction *out) {
  Error error;
  const Patterns *patterns;
  if (patterns_for(language, &patterns, &error) != STATUS_OK || !patterns) return;
  Matcher m = {.patterns = patterns, .text = text, .definitions = definitions};
  m.first_definition = definitions->count;
  size_t spans = out->spans.count;
  m.code = lexical_blank(&patterns->rules->lexical, text, arena, out);
  m.match = pcre2_match_data_create(4, NULL);
  m.limits = pcre2_match_context_create(NULL);
  if (!m.match || !m.limits) die_out_of_memory(0);
  pcre2_set_match_limit(m.limits, MATCH_LIMIT);
  take_sections(&m, language);
  name_functions(&m);
  if (patterns->rules->flags & RULES_OUTSIDE_SPANS) drop_in_spans(&m, out, spans, arena);
  array_free(&m.functions);
  pcre2_match_context_free(m.limits);
  pcre2_match_data_free(m.match);
}
