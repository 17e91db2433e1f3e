// The extractor reads C without function bodies, and so finds functions whatever macros do to them. Here one
// of those functions is made readable for the grammar, as cmask.c does for declarations: words that stand for
// attributes become blank, preprocessor lines too, and of a conditional whose branches do not balance
// the first alone is left. What became blank is looked up by where it stands.
//
// Rejected: parsing whole texts. It takes ten times as long, and one bad macro hides all behind it.
#include "intake/scope_c.h"
#include "intake/cword.h"

// ---- units --------------------------------------------------------------------------------------

static bool is_function(SymbolKind kind) {
  return kind == SYMBOL_FUNCTION || kind == SYMBOL_METHOD || kind == SYMBOL_CONSTRUCTOR;
}

// Where the `template <...>` before `start` begins, or `start`.
static uint32_t template_start(Str text, uint32_t start) {
  enum { FAR = 1024 };
  uint32_t at = start, stop = start > FAR ? start - FAR : 0, depth = 0;
  while (at > stop && ascii_is_space(text.ptr[at - 1])) at--;
  if (at == 0 || text.ptr[at - 1] != '>') return start;
  while (at > stop) {
    char c = text.ptr[--at];
    depth += c == '>';
    if (c == ';' || c == '{') return start;
    if (c == '<' && --depth == 0) break;
  }
  while (at > stop && ascii_is_space(text.ptr[at - 1])) at--;
  bool is = str_ends_with(str_slice(text, stop, at), STR("template"));
  return is ? template_start(text, at - 8) : start;
}

void scope_c_units(Str text, const Symbol *symbols, size_t count, ScopeUnits *units) {
  uint32_t end = 0;
  for (size_t i = 0; i < count; i++) {
    const Symbol *symbol = &symbols[i];
    bool macro = symbol->kind == SYMBOL_MACRO && symbol->name_end < text.len
                 && text.ptr[symbol->name_end] == '(';
    uint32_t start = template_start(text, symbol->start);
    if (!macro && !is_function(symbol->kind) && start == symbol->start) continue;
    if (start < end || symbol->end <= start) continue;
    ScopeUnit unit = {start, symbol->end, macro ? SCOPE_UNIT_MACRO : SCOPE_UNIT_CODE};
    array_push(units, unit);
    end = symbol->end;
  }
}

static Str word_at(Str text, size_t start, size_t end) {
  size_t to = start;
  while (to < end && c_is_word_byte(text.ptr[to])) to++;
  return str_slice(text, start, to);
}

void scope_c_macro(Str text, const ScopeUnit *unit, ScopeMap *map) {
  Scope all = {unit->start, unit->end,   SCOPE_FUNCTION, NO_SCOPE,
               NO_VARIABLE, NO_VARIABLE, NO_VARIABLE};
  array_push(&map->scopes, all);
  size_t open = str_find_byte(str_slice(text, 0, unit->end), unit->start, '(');
  size_t close = str_find_byte(str_slice(text, 0, unit->end), open, ')');
  for (size_t i = 0; i < map->places.count; i++) {
    ScopePlace *place = &map->places.items[i];
    if (place->start > open && place->end <= close) place->nature = PLACE_BINDING;
  }
}

// ---- the view -----------------------------------------------------------------------------------

typedef struct {
  uint32_t start; // where its present branch begins
  int depth;      // of brackets there
  bool first;
  bool only_first; // it does not balance: the others are dropped
} Branch;

typedef struct {
  CText c;
  char *bytes; // the copy
  uint32_t end;
  int depth, lowest; // of braces and parentheses; the lowest since the branch began
  bool in_head;      // before the body
  bool after_word;   // a name or a `*` stands before
  ARRAY(Branch) branches;
} View;

static void blank(View *view, uint32_t start, uint32_t end) {
  for (uint32_t i = start; i < end; i++) {
    if (view->bytes[i] != '\n' && view->bytes[i] != '\r') view->bytes[i] = ' ';
  }
}

// Ends the innermost branch at `at`: drops it if it does not balance and is not the first.
static void end_branch(View *view, uint32_t at) {
  Branch *branch = &view->branches.items[view->branches.count - 1];
  bool balanced = view->depth == branch->depth && view->lowest >= branch->depth;
  if (branch->first) {
    branch->only_first = !balanced;
    branch->depth = view->depth;
  } else if (branch->only_first || !balanced) {
    blank(view, branch->start, at);
  }
  view->depth = view->lowest = branch->depth;
}

static uint32_t pass_directive_line(View *view) {
  uint32_t at = view->c.at;
  for (;;) {
    at = (uint32_t)str_find_byte(view->c.text, at, '\n');
    if (at >= view->end) return view->end;
    uint32_t last = at > 0 && view->c.text.ptr[at - 1] == '\r' ? at - 1 : at;
    if (last == 0 || view->c.text.ptr[last - 1] != '\\') return at;
    at++;
  }
}

// At `#`.
static void pass_directive(View *view) {
  uint32_t hash = view->c.at, start = hash + 1, end = pass_directive_line(view);
  while (start < end && (view->bytes[start] == ' ' || view->bytes[start] == '\t')) start++;
  Str word = word_at(view->c.text, start, end);
  if (str_starts_with(word, STR("if"))) {
    Branch branch = {end, view->depth, true, false};
    array_push(&view->branches, branch);
    view->lowest = view->depth;
  } else if (str_starts_with(word, STR("el")) && view->branches.count) {
    end_branch(view, hash);
    Branch *branch = &view->branches.items[view->branches.count - 1];
    branch->start = end;
    branch->first = false;
  } else if (str_equal(word, STR("endif")) && view->branches.count) {
    end_branch(view, hash);
    view->branches.count--;
  }
  blank(view, hash, end);
  view->c.at = end;
}

// Words that the grammars know, although declarations are read without them.
static bool is_known_to_grammar(Str word) {
  static const char *const words[] = {
      "try",     "typename",   "mutable",  "volatile",  "override", "final",         "thread_local",
      "export",  "restrict",   "register", "constinit", "asm",      "_Thread_local", "_Noreturn",
      "__asm",   "__asm__",    "decltype", "noexcept",  "throw",    "typeof",        "explicit",
      "alignas", "__typeof__", "__typeof", "_Alignas",  "_Complex", "__extension__"};
  for (size_t i = 0; i < COUNT_OF(words); i++) {
    if (str_equal(word, str_from_c(words[i]))) return true;
  }
  return false;
}

static uint32_t pass_parens(const View *view, uint32_t at) {
  while (at < view->end && (view->c.text.ptr[at] == ' ' || view->c.text.ptr[at] == '\t')) at++;
  if (at >= view->end || view->c.text.ptr[at] != '(') return 0;
  int depth = 0;
  for (; at < view->end; at++) {
    depth += view->c.text.ptr[at] == '(';
    if (view->c.text.ptr[at] == ')' && --depth == 0) return at + 1;
  }
  return 0;
}

// A name between two others, or before all, in the head of a function, is none of the language's.
static bool is_head_attribute(const View *view, Str word, uint32_t end) {
  if (!view->in_head || view->depth > 0 || !cword_looks_like_attribute(word)) return false;
  while (end < view->end && ascii_is_space(view->c.text.ptr[end])) end++;
  return end < view->end && (c_is_word_byte(view->c.text.ptr[end]) || view->c.text.ptr[end] == '*');
}

static void pass_word(View *view) {
  uint32_t start = view->c.at;
  Str word = word_at(view->c.text, start, view->end);
  uint32_t end = start + (uint32_t)word.len;
  CWord class = cword_class(word, view->c.dialect);
  view->c.at = end;
  if (is_known_to_grammar(word)) return;
  if (class == WORD_ATTRIBUTE) {
    uint32_t close = pass_parens(view, end);
    if (close) view->c.at = close;
    blank(view, start, view->c.at);
  } else if (class == WORD_NOISE || is_head_attribute(view, word, end)) {
    blank(view, start, end);
  }
}

static void pass_punctuation(View *view, char c) {
  bool opens = c == '{' || c == '(';
  if (c == '{') view->in_head = false;
  view->depth += opens;
  if (c == '}' || c == ')') view->depth--;
  if (view->depth < view->lowest) view->lowest = view->depth;
  view->c.at++;
}

// SYSCALL_DEFINE2(name, type, a, type, b) becomes a function's head of the same length.
static void mend_syscall(View *view, uint32_t start) {
  Str word = word_at(view->c.text, start, view->end);
  bool syscall = str_starts_with(word, STR("SYSCALL_DEFINE"))
                 || str_starts_with(word, STR("COMPAT_SYSCALL_DEFINE"));
  uint32_t open = start + (uint32_t)word.len, close = syscall ? pass_parens(view, open) : 0;
  if (close == 0) return;
  uint32_t first = (uint32_t)str_find_byte(view->c.text, open, ',');
  bool has_parameters = first < close;
  uint32_t head_end = has_parameters ? first : close - 2;
  if (head_end - start < 8) return;
  blank(view, start, head_end + 1);
  memcpy(view->bytes + start, "int x", 5);
  view->bytes[head_end] = '(';
  unsigned comma = 0;
  for (uint32_t i = head_end + 1; has_parameters && i < close; i++) {
    if (view->bytes[i] == ',' && comma++ % 2 == 0) view->bytes[i] = ' ';
  }
}

// A method of Objective-C needs an implementation around it: over what stands before.
static void mend_method(View *view, ScopeUnit *unit) {
  static const char head[] = "@implementation X\n";
  uint32_t length = sizeof head - 1;
  bool method = view->bytes[unit->start] == '-' || view->bytes[unit->start] == '+';
  if (view->c.dialect != C_DIALECT_OBJC || !method || unit->start < length) return;
  unit->start -= length;
  memcpy(view->bytes + unit->start, head, length);
}

Str scope_c_view(CDialect dialect, Str text, ScopeUnit *unit, Arena *arena) {
  View view = {.c = {.text = str_slice(text, 0, unit->end), .at = unit->start, .dialect = dialect},
               .bytes = arena_bytes(arena, text.len),
               .end = unit->end,
               .in_head = true};
  memcpy(view.bytes, text.ptr, unit->end);
  while (view.c.at < view.end) {
    char c = text.ptr[view.c.at];
    if (c == '/' && ctext_pass_comment(&view.c)) continue;
    if (c == '"' || c == '\'') {
      ctext_pass_literal(&view.c);
    } else if (c == '#' && ctext_at_line_start(&view.c)) {
      pass_directive(&view);
    } else if (c_is_word_byte(c)) {
      pass_word(&view);
    } else {
      pass_punctuation(&view, c);
    }
  }
  array_free(&view.branches);
  mend_syscall(&view, unit->start);
  mend_method(&view, unit);
  return str_make(view.bytes, unit->end);
}

void scope_c_spans(CDialect dialect, Str text, uint32_t end, Extraction *out) {
  CText c = {.text = text, .dialect = dialect, .out = out};
  while (c.at < end && ctext_find(&c, C_STOP_DROPPED) != C_TEXT_END) c.at++;
}
