// One loop over the text and a row of rules a language. What is passed over is what parsers stumble on, too:
// a quote in a regular expression ends with its line, so that a mistake never reaches far.
#include "intake/scope_lexical.h"
#include "intake/scope_c.h"

enum { MAX_TEMPLATES = 8 };

typedef struct {
  LanguageId language;
  const char *line[2]; // what starts a comment that ends with its line
  const char *open, *close;
  const char *quotes;
  const char *multiline; // quotes whose strings may span lines
  const char *triple;    // quotes that three of open a string
  const char *raw;       // quotes in whose strings a backslash is none
  bool nested;           // comments nest
  bool templates;        // `${...}` in a ` string is code
  bool lifetimes;        // 'a is none
  bool regexes;          // /.../ is a string where a value may stand
} LexicalRow;

static const LexicalRow rows[] = {
    {LANGUAGE_python, {"#", 0}, 0, 0, "\"'", "", "\"'", "", .nested = false},
    {LANGUAGE_javascript,
     {"//", 0},
     "/*",
     "*/",
     "\"'`",
     "`",
     "",
     "",
     .templates = true,
     .regexes = true},
    {LANGUAGE_typescript,
     {"//", 0},
     "/*",
     "*/",
     "\"'`",
     "`",
     "",
     "",
     .templates = true,
     .regexes = true},
    {LANGUAGE_tsx, {"//", 0}, "/*", "*/", "\"'`", "`", "", "", .templates = true, .regexes = true},
    {LANGUAGE_go, {"//", 0}, "/*", "*/", "\"'`", "`", "", "`", .nested = false},
    {LANGUAGE_rust, {"//", 0}, "/*", "*/", "\"'", "\"", "", "", .nested = true, .lifetimes = true},
    {LANGUAGE_java, {"//", 0}, "/*", "*/", "\"'", "", "\"", "", .nested = false},
    {LANGUAGE_csharp, {"//", 0}, "/*", "*/", "\"'", "", "\"", "", .nested = false},
    {LANGUAGE_kotlin, {"//", 0}, "/*", "*/", "\"'", "", "\"", "", .nested = true},
    {LANGUAGE_scala, {"//", 0}, "/*", "*/", "\"", "", "\"", "", .nested = true},
    {LANGUAGE_swift, {"//", 0}, "/*", "*/", "\"", "", "\"", "", .nested = true},
    {LANGUAGE_php, {"//", "#"}, "/*", "*/", "\"'", "\"'", "", "", .nested = false},
    {LANGUAGE_ruby, {"#", 0}, "\n=begin", "\n=end", "\"'`", "\"'", "", "", .nested = false},
    {LANGUAGE_lua, {"--", 0}, "--[[", "]]", "\"'", "", "", "", .nested = false},
    {LANGUAGE_bash, {"#", 0}, 0, 0, "\"'", "\"'", "", "'", .nested = false},
};

typedef struct {
  const LexicalRow *row;
  Str text;
  size_t at, end;
  Extraction *out;
  size_t braces[MAX_TEMPLATES]; // open in each template's code
  size_t templates;
} Lexer;

static bool starts_with(const Lexer *l, size_t at, const char *what) {
  return what && str_starts_with(str_slice(l->text, at, l->text.len), str_from_c(what));
}

static void add_span(Lexer *l, size_t start, SpanKind kind) {
  Span span = {(uint32_t)start, (uint32_t)l->at, kind};
  if (l->at > start) array_push(&l->out->spans, span);
}

static void pass_block(Lexer *l) {
  size_t start = l->at, depth = 1;
  l->at += strlen(l->row->open);
  while (l->at < l->text.len && depth > 0) {
    if (starts_with(l, l->at, l->row->close)) {
      depth--;
      l->at += strlen(l->row->close);
    } else if (l->row->nested && starts_with(l, l->at, l->row->open)) {
      depth++;
      l->at += strlen(l->row->open);
    } else {
      l->at++;
    }
  }
  add_span(l, start, SPAN_COMMENT);
}

// From the inside of a template on, to its end or the code in it.
static void pass_template(Lexer *l, size_t start) {
  while (l->at < l->text.len && l->text.ptr[l->at] != '`') {
    if (starts_with(l, l->at, "${") && l->templates < MAX_TEMPLATES) {
      l->at += 2;
      l->braces[l->templates++] = 0;
      add_span(l, start, SPAN_STRING);
      return;
    }
    l->at += l->text.ptr[l->at] == '\\' ? 2 : 1;
  }
  l->at = l->at < l->text.len ? l->at + 1 : l->text.len;
  add_span(l, start, SPAN_STRING);
}

static void pass_triple(Lexer *l, size_t start, char quote) {
  char closing[4] = {quote, quote, quote, 0};
  l->at = start + 3;
  while (l->at < l->text.len && !starts_with(l, l->at, closing)) {
    l->at += l->text.ptr[l->at] == '\\' ? 2 : 1;
  }
  l->at = l->at + 3 < l->text.len ? l->at + 3 : l->text.len;
  add_span(l, start, SPAN_STRING);
}

// Rust's r#"..."#: how many # stand before the quote, with an r before them; SIZE_MAX: it is not raw.
static size_t raw_hashes(const Lexer *l, size_t quote) {
  size_t at = quote;
  while (at > 0 && l->text.ptr[at - 1] == '#') at--;
  bool raw = l->row->lifetimes && at > 0 && l->text.ptr[at - 1] == 'r';
  return raw ? quote - at : SIZE_MAX;
}

static bool closes_raw(const Lexer *l, size_t at, size_t hashes) {
  if (l->text.ptr[at] != '"' || l->text.len - at <= hashes) return false;
  for (size_t i = 1; i <= hashes; i++) {
    if (l->text.ptr[at + i] != '#') return false;
  }
  return true;
}

static void pass_string(Lexer *l) {
  size_t start = l->at++;
  char quote = l->text.ptr[start], closing[4] = {quote, quote, quote, 0};
  size_t hashes = quote == '"' ? raw_hashes(l, start) : SIZE_MAX;
  if (strchr(l->row->triple, quote) && starts_with(l, start, closing)) {
    pass_triple(l, start, quote);
    return;
  }
  if (quote == '`' && l->row->templates) {
    pass_template(l, start);
    return;
  }
  if (quote == '\'' && l->row->lifetimes) {
    bool is_char =
        starts_with(l, l->at, "\\") || (start + 2 < l->text.len && l->text.ptr[start + 2] == '\'');
    if (!is_char) return;
  }
  bool raw = strchr(l->row->raw, quote) != NULL || hashes != SIZE_MAX;
  bool multiline = strchr(l->row->multiline, quote) != NULL;
  while (l->at < l->text.len) {
    char c = l->text.ptr[l->at];
    if (c == '\n' && !multiline) break;
    if (hashes != SIZE_MAX ? closes_raw(l, l->at, hashes) : c == quote) {
      l->at++;
      break;
    }
    l->at += c == '\\' && !raw ? 2 : 1;
  }
  if (l->at > l->text.len) l->at = l->text.len;
  add_span(l, start, SPAN_STRING);
}

// Whether a value may stand where the `/` at `at` is, so that it starts a regular expression.
static bool starts_regex(const Lexer *l, size_t at) {
  size_t before = at;
  while (before > 0 && (l->text.ptr[before - 1] == ' ' || l->text.ptr[before - 1] == '\t'))
    before--;
  if (before == 0) return true;
  char c = l->text.ptr[before - 1];
  return c == '\n' || strchr("(,=:[!&|?{};<>+-*%~^", c) != NULL
         || str_ends_with(str_slice(l->text, 0, before), STR("return"));
}

static void pass_regex(Lexer *l) {
  size_t start = l->at, at = start + 1;
  bool set = false;
  for (; at < l->text.len && l->text.ptr[at] != '\n'; at++) {
    char c = l->text.ptr[at];
    if (c == '\\') at++;
    if (c == '[') set = true;
    if (c == ']') set = false;
    if (c == '/' && !set) break;
  }
  bool closes = at < l->text.len && l->text.ptr[at] == '/';
  l->at = closes ? at + 1 : start + 1;
  if (closes) add_span(l, start, SPAN_STRING);
}

static bool starts_line_comment(const Lexer *l) {
  for (size_t i = 0; i < COUNT_OF(l->row->line); i++) {
    if (!starts_with(l, l->at, l->row->line[i])) continue;
    char last = l->at > 0 ? l->text.ptr[l->at - 1] : '\n';
    if (l->row->language == LANGUAGE_bash && !ascii_is_space(last) && last != ';') continue;
    if (l->row->language == LANGUAGE_php && starts_with(l, l->at, "#[")) continue;
    return true;
  }
  return false;
}

static void pass_brace(Lexer *l, char c) {
  l->at++;
  if (l->templates == 0) return;
  size_t *open = &l->braces[l->templates - 1];
  if (c == '{') {
    ++*open;
  } else if (*open > 0) {
    --*open;
  } else {
    l->templates--;
    pass_template(l, l->at - 1);
  }
}

static void pass_any(Lexer *l) {
  char c = l->text.ptr[l->at];
  if (l->row->open && starts_with(l, l->at, l->row->open)) {
    pass_block(l);
  } else if (starts_line_comment(l)) {
    size_t start = l->at;
    l->at = str_find_byte(l->text, l->at, '\n');
    add_span(l, start, SPAN_COMMENT);
  } else if (c && strchr(l->row->quotes, c)) {
    pass_string(l);
  } else if (c == '{' || c == '}') {
    pass_brace(l, c);
  } else if (c == '/' && l->row->regexes && starts_regex(l, l->at)) {
    pass_regex(l);
  } else {
    l->at++;
  }
}

bool scope_lexical_spans(LanguageId language, Str text, uint32_t end, Extraction *out) {
  CDialect dialect;
  if (cmask_applies(language, &dialect)) {
    scope_c_spans(dialect, text, end, out);
    return true;
  }
  const LexicalRow *row = NULL;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    if (rows[i].language == language) row = &rows[i];
  }
  if (!row) return false;
  // Words and blanks start nothing: one lookup passes them.
  bool plain[256];
  for (int i = 0; i < 256; i++) plain[i] = is_word_byte((char)i) || i == ' ' || i == '\t';
  Lexer lexer = {.row = row, .text = text, .end = end, .out = out};
  while (lexer.at < end) {
    if (plain[(unsigned char)text.ptr[lexer.at]]) {
      lexer.at++;
    } else {
      pass_any(&lexer);
    }
  }
  return true;
}
