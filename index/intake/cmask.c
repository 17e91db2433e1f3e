// Tree-sitter's C grammar fails on 72% of the Linux kernel's files, because of macros, and spends
// nine tenths of its time in function bodies, where nothing is that a symbol index wants. So a
// scanner that knows brackets and the order of words in a declaration (cdecl.c) reads the text once
// and passes on the declarations alone, cleaned.
//
// The parse is of a text of its own (skeleton.h) and not of ranges of the document: tree-sitter
// looks up its included ranges one by one at every token, and a header has thousands; and a
// skeleton can be repaired (a missing type put in) where ranges can only leave out.
//
// Conditionals (ccond.c): branches that begin and end between declarations at the same depth are
// all read. Else the first counts, and the others are searched for macros only.
//
// If the braces do not balance all the same, the text is read again with the rule that a `}` in
// column 0 ends a function.
#include "intake/cmask.h"
#include "intake/cbound.h"
#include "intake/ccond.h"
#include "intake/chead.h"
#include "intake/cpreproc.h"
#include "intake/cwrite.h"

enum { MAX_TOKENS = 2048, MAX_KNR_TOKENS = 256, MAX_ACCESS_TOKENS = 32, MAX_ANGLE_FAILURES = 1000 };

typedef struct {
  CScopeKind kind;
  Str name;
} Scope;

struct CMask {
  CText c;
  Definitions *macros;
  Skeleton skeleton;
  CWriter writer;   // to `skeleton`
  Definitions made; // by macros; taken back by a rewind, unlike `macros`
  CTokens tokens;   // of the declaration being read
  ARRAY(Scope) scopes;
  CConditionals conditionals;
  uint32_t inner;          // brackets open in the body, value or group being passed
  uint32_t rewinds;        // how many there were: tells loops that their ground is gone
  uint32_t angle_failures; // how many `<` opened no template arguments
  bool has_type;           // the declaration goes on behind a `}`
  bool by_column;          // second reading
  bool uneven;             // a bracket was closed that is not open, or left open
};

CMask *cmask_new(void) { return xcalloc(1, sizeof(CMask)); }

void cmask_free(CMask *m) {
  if (!m) return;
  skeleton_release(&m->skeleton);
  array_free(&m->made);
  array_free(&m->tokens);
  array_free(&m->scopes);
  array_free(&m->conditionals);
  free(m);
}

bool cmask_applies(LanguageId language, CDialect *dialect) {
  switch (language) {
  case LANGUAGE_c: *dialect = C_DIALECT_C; return true;
  case LANGUAGE_cpp: *dialect = C_DIALECT_CPP; return true;
  case LANGUAGE_objc: *dialect = C_DIALECT_OBJC; return true;
  default: return false;
  }
}

static CContext context_of(const CMask *m) {
  CContext context = {.text = m->c.text, .dialect = m->c.dialect, .has_type = m->has_type};
  if (m->scopes.count) {
    context.scope = m->scopes.items[m->scopes.count - 1].kind;
    context.class_name = m->scopes.items[m->scopes.count - 1].name;
  }
  return context;
}

static CScopeKind scope_of(const CMask *m) {
  return m->scopes.count ? m->scopes.items[m->scopes.count - 1].kind : SCOPE_FILE;
}

static void forget_tokens(CMask *m) {
  m->tokens.count = 0;
  m->has_type = false;
}

// ---- definitions that macros make ---------------------------------------------------------------

// `first` is the declaration's first token, `word` the macro's; the definition ends at `end`.
static void add_made(CMask *m, const CMacro *macro, uint32_t start, const CToken *word,
                     uint32_t end) {
  CToken name, container;
  if (!ctoken_argument(m->c.text, word + 1, macro->argument, &name)) return;
  Definition d = {.name = ctoken_text(m->c.text, &name),
                  .kind = macro->kind,
                  .flags = macro->flags,
                  .name_start = name.start,
                  .name_end = name.end,
                  .start = start,
                  .end = end};
  if (d.kind == SYMBOL_VARIABLE && scope_of(m) == SCOPE_CLASS) d.kind = SYMBOL_FIELD;
  if (macro->container != NO_ARGUMENT
      && ctoken_argument(m->c.text, word + 1, macro->container, &container)) {
    d.container = ctoken_text(m->c.text, &container);
  }
  array_push(&m->made, d);
}

// ---- finishing declarations ---------------------------------------------------------------------

// @class A, B; @protocol P; are kept, @synthesize a; and its like dropped. False if it is none of
// them.
static bool put_objc_reference(CMask *m, size_t from, size_t to, uint32_t end) {
  const CToken *first = &m->tokens.items[from];
  if (from == to || first->kind != TOKEN_WORD) return false;
  bool refers = first->word == WORD_OBJC_CLASS || first->word == WORD_OBJC_REFERENCE;
  if (!refers) return first->word == WORD_OBJC_OTHER;
  for (size_t i = from; i < to; i++) {
    CToken *token = &m->tokens.items[i];
    token->use = token->kind == TOKEN_GROUP ? USE_NOTHING : USE_WHOLE;
  }
  cwrite_tokens(&m->writer, m->tokens.items + from, to - from, NULL);
  cwrite_mark(&m->writer, end, ';');
  return true;
}

// One declaration, tokens [from, to), ended by the `;` at `end` or by something else there: then
// only what a macro makes counts.
static void finish_declaration(CMask *m, size_t from, size_t to, uint32_t end) {
  CToken *tokens = m->tokens.items + from;
  CContext context = context_of(m);
  bool objc_method = context.dialect == C_DIALECT_OBJC && to > from
                     && (ctoken_is_punct(tokens, '-') || ctoken_is_punct(tokens, '+'));
  if (objc_method) {
    chead_read_objc_method(tokens, to - from);
    cwrite_tokens(&m->writer, m->tokens.items + from, to - from, NULL);
    cwrite_mark(&m->writer, end, ';');
    return;
  }
  if (put_objc_reference(m, from, to, end)) return;
  size_t left = cdecl_strip(m->c.text, tokens, to - from);
  CDecl decl = cdecl_read(&context, tokens, left);
  bool complete = end < m->c.text.len && m->c.text.ptr[end] == ';';
  if (decl.macro != NO_TOKEN) {
    add_made(m, &decl.makes, tokens[0].start, &tokens[decl.macro],
             complete ? end + 1 : tokens[decl.macro + 1].end);
  }
  bool keep = decl.keep && (complete || m->has_type);
  if (!keep && !m->has_type) return;
  if (keep) cwrite_tokens(&m->writer, tokens, left, &decl);
  cwrite_mark(&m->writer, end, ';');
}

static bool has_kept_back(const CMask *m) {
  for (size_t i = 0; i < m->tokens.count; i++) {
    if (ctoken_is_punct(&m->tokens.items[i], ';')) return true;
  }
  return false;
}

// The declarations that were kept back because they might have been a K&R definition's parameters.
static void finish_kept_back(CMask *m) {
  CTokens *tokens = &m->tokens;
  size_t from = 0;
  for (size_t i = 0; i < tokens->count; i++) {
    if (!ctoken_is_punct(&tokens->items[i], ';')) continue;
    finish_declaration(m, from, i, tokens->items[i].start);
    m->has_type = false;
    from = i + 1;
  }
  if (from == 0) return;
  memmove(tokens->items, tokens->items + from, sizeof *tokens->items * (tokens->count - from));
  tokens->count -= from;
}

// All that the tokens hold, ended by what stands at `end`.
static void finish_declarations(CMask *m, uint32_t end) {
  finish_kept_back(m);
  if (m->tokens.count || m->has_type) finish_declaration(m, 0, m->tokens.count, end);
  forget_tokens(m);
}

// `name [= value]` in an enum.
static void finish_enumerator(CMask *m, uint32_t end) {
  size_t count = cdecl_strip(m->c.text, m->tokens.items, m->tokens.count);
  if (count && ctoken_is_word(&m->tokens.items[0], WORD_NAME)
      && !(count > 1 && ctoken_is_group(&m->tokens.items[1], '('))) {
    cwrite_range(&m->writer, m->tokens.items[0].start, m->tokens.items[0].end);
    cwrite_mark(&m->writer, end, ',');
  }
  forget_tokens(m);
}

// ---- conditionals -------------------------------------------------------------------------------

static CPlace place_of(const CMask *m) {
  // In a body, a value or a group, only brackets count.
  bool between = m->inner > 0 || (m->tokens.count == 0 && !m->has_type);
  return (CPlace){m->skeleton.bytes.len, m->made.count, m->scopes.count, m->inner, between};
}

static uint32_t depth_of(const CMask *m) { return (uint32_t)m->scopes.count + m->inner; }

static void rewind_to(CMask *m, const CPlace *place) {
  skeleton_cut(&m->skeleton, place->skeleton);
  m->made.count = place->made;
  m->scopes.count = place->scopes;
  m->inner = place->inner;
  if (m->inner == 0) forget_tokens(m);
  m->rewinds++;
}

static void open_conditional(CMask *m, Directive found) {
  CPlace here = place_of(m);
  if (found.zero || found.never) { // its #else is then the first branch
    Definitions *macros = found.zero ? NULL : m->macros;
    if (cpreproc_skip_branch(&m->c, macros, 0).kind != DIRECTIVE_ELSE) return;
  }
  ccond_open(&m->conditionals, &here, found.never_else);
}

static void go_on(CMask *m, CCondAction action, const CPlace *back) {
  if (action == CCOND_REWIND) rewind_to(m, back);
  while (action == CCOND_SKIP && cpreproc_skip_branch(&m->c, m->macros, 0).kind == DIRECTIVE_ELSE) {
    continue;
  }
}

// A later branch is about to close what was open before it: takes it back and passes its rest.
static void abandon_branch(CMask *m) {
  CPlace back;
  uint32_t open;
  if (!ccond_abandon(&m->conditionals, &back, &open)) return;
  rewind_to(m, &back);
  bool ended = cpreproc_skip_branch(&m->c, m->macros, open).kind != DIRECTIVE_ELSE;
  if (ended) m->conditionals.count--;
}

// At the # of a preprocessor line.
static void pass_directive(CMask *m) {
  Directive found = cpreproc_pass_line(&m->c, m->macros);
  if (found.kind == DIRECTIVE_OTHER) return;
  if (m->inner == 0 && scope_of(m) != SCOPE_ENUM) {
    finish_kept_back(m);
    CContext context = context_of(m);
    if (cbound_only_macro_calls(&context, m->tokens.items, m->tokens.count)) {
      finish_declarations(m, (uint32_t)m->c.text.len);
    }
  }
  CPlace here = place_of(m), back = here;
  if (found.kind == DIRECTIVE_IF) {
    open_conditional(m, found);
  } else if (found.kind == DIRECTIVE_ELSE) {
    go_on(m, ccond_next(&m->conditionals, &here, &back), &back);
  } else {
    go_on(m, ccond_close(&m->conditionals, &here, &back), &back);
  }
}

// ---- passing what brackets enclose --------------------------------------------------------------

typedef struct {
  uint32_t start;  // of the opening bracket
  uint32_t base;   // m->inner outside
  uint32_t braces; // of what is open, how many are `{`
} Nest;

static bool is_same_line(Str text, uint32_t from, uint32_t to) {
  return memchr(text.ptr + from, '\n', to - from) == NULL;
}

// At a closing bracket. False if what it closes is not what was opened: the group ends before it.
static bool close_bracket(CMask *m, Nest *nest, int byte) {
  bool column_0 = byte == '}' && ctext_in_column_0(&m->c);
  bool outermost = m->inner == nest->base + 1;
  char opened = m->c.text.ptr[nest->start];
  if (byte == '}') {
    if (nest->braces == 0) {
      m->inner = nest->base;
      return false;
    }
    nest->braces--;
  }
  m->c.at++;
  if (m->by_column && opened == '{' && scope_of(m) != SCOPE_CLASS) {
    if (column_0) {
      m->inner = nest->base;
      return true;
    }
    // In C, a body that is closed elsewhere had a brace too many, unless it is a line.
    bool one_line = is_same_line(m->c.text, nest->start, m->c.at);
    if (m->c.dialect == C_DIALECT_C && outermost && !one_line) {
      nest->braces++;
      return true;
    }
  }
  m->inner--;
  return true;
}

// At a `;`: whether the bracket was never closed. Macros have statements as arguments, so only a
// line that opens it and ends here says so.
static bool is_left_open(const CMask *m, const Nest *nest) {
  char next = ctext_peek(&m->c, 1);
  return nest->braces == 0 && (next == '\n' || next == '\r')
         && is_same_line(m->c.text, nest->start, m->c.at);
}

// At an opening bracket: passes all up to behind the one that closes it. False if a rewind went
// back to before it: then everything the caller knows is void.
static bool pass_nest(CMask *m, CStop stop) {
  Nest nest = {m->c.at, m->inner, m->c.text.ptr[m->c.at] == '{'};
  uint32_t rewinds = m->rewinds;
  m->c.at++;
  m->inner++;
  while (m->inner > nest.base) {
    int byte = ctext_find(&m->c, stop);
    if (byte == C_TEXT_END) {
      m->inner = nest.base;
      m->uneven = true;
      return true;
    }
    if (byte == '#') {
      if (ctext_at_line_start(&m->c)) {
        pass_directive(m);
      } else {
        m->c.at++;
      }
    } else if (byte == '{' || byte == '(' || byte == '[') {
      if (byte == '{' && nest.braces == 0 && ctext_in_column_0(&m->c)) {
        m->inner = nest.base; // a bracket left open
        return true;
      }
      nest.braces += byte == '{';
      m->c.at++;
      m->inner++;
    } else if (byte == ';') {
      if (is_left_open(m, &nest)) {
        m->inner = nest.base;
        return true;
      }
      m->c.at++;
    } else if (depth_of(m) <= ccond_floor(&m->conditionals)) {
      abandon_branch(m);
    } else if (!close_bracket(m, &nest, byte)) {
      return true;
    }
    if (m->rewinds != rewinds) {
      if (m->inner <= nest.base) return false;
      rewinds = m->rewinds;
    }
  }
  return true;
}

static void push_token(CMask *m, CToken token) {
  if (m->tokens.count < MAX_TOKENS) array_push(&m->tokens, token);
}

// At `(`, `[` or `{`: makes one token of the group.
static void push_group(CMask *m, CTokenKind kind) {
  CToken token = {.start = m->c.at, .kind = (uint8_t)kind};
  token.byte = (uint8_t)m->c.text.ptr[m->c.at];
  if (!pass_nest(m, C_STOP_GROUP)) return;
  token.end = m->c.at;
  push_token(m, token);
}

// At a `<`: passes template arguments, or the sign alone.
static bool pass_less(CMask *m) {
  bool may = m->c.dialect != C_DIALECT_C && m->angle_failures < MAX_ANGLE_FAILURES;
  if (may && ctoken_pass_angles(&m->c)) return true;
  m->angle_failures += may;
  m->c.at++;
  return false;
}

// Behind `=`: to the `;`, `,` or `}` that ends the value.
static void pass_value(CMask *m) {
  for (;;) {
    int byte = ctext_find(&m->c, C_STOP_VALUE);
    switch (byte) {
    case '(':
    case '[':
    case '{':
      if (!pass_nest(m, C_STOP_GROUP)) return;
      break;
    case '#':
      if (ctext_at_line_start(&m->c)) {
        uint32_t rewinds = m->rewinds;
        pass_directive(m);
        if (m->rewinds != rewinds) return;
        break;
      }
      m->c.at++;
      break;
    case '<': pass_less(m); break;
    case ')':
    case ']': m->c.at++; break;
    default: return;
    }
  }
}

// ---- braces -------------------------------------------------------------------------------------

static void pass_body(CMask *m, uint32_t *end) { *end = pass_nest(m, C_STOP_BODY) ? m->c.at : 0; }

// Tokens of `f(a, b) int a; char b;` are cut behind the parameters; of `f(x) int a; int g(y)` what
// stands before the last `;` is finished.
static void settle_knr(CMask *m) {
  if (!has_kept_back(m)) return;
  size_t behind;
  CTokens *tokens = &m->tokens;
  if (ctoken_is_punct(&tokens->items[tokens->count - 1], ';')
      && cbound_maybe_knr(m->c.text, tokens->items, tokens->count, &behind)) {
    tokens->count = behind;
    return;
  }
  finish_kept_back(m);
}

static void read_function(CMask *m) {
  CContext context = context_of(m);
  context.has_body = true;
  CDecl decl = {false, NO_TOKEN, NO_TOKEN, NO_TOKEN, {0}};
  CToken first = m->tokens.items[0];
  if (first.kind == TOKEN_PUNCT && context.dialect == C_DIALECT_OBJC) {
    chead_read_objc_method(m->tokens.items, m->tokens.count);
    decl.keep = true;
  } else {
    decl = cdecl_read(&context, m->tokens.items, m->tokens.count);
  }
  CToken macro[2] = {{0}};
  if (decl.macro != NO_TOKEN) memcpy(macro, &m->tokens.items[decl.macro], sizeof macro);
  if (!decl.keep && m->has_type) cwrite_mark(&m->writer, (uint32_t)m->c.text.len, ';');
  if (decl.keep) {
    cwrite_tokens(&m->writer, m->tokens.items, m->tokens.count, &decl);
    cwrite_range(&m->writer, m->c.at, m->c.at + 1);
  }
  forget_tokens(m);
  uint32_t end;
  pass_body(m, &end);
  if (end == 0) return;
  if (decl.keep) {
    cwrite_mark(&m->writer, end - 1, '}');
  }
  if (decl.macro != NO_TOKEN) add_made(m, &decl.makes, first.start, macro, end);
}

static void open_scope(CMask *m, CScopeKind kind) {
  CContext context = context_of(m);
  Scope scope = {.kind = kind};
  if (kind == SCOPE_IVARS) {
    for (size_t i = 0; i < m->tokens.count; i++) m->tokens.items[i].use = USE_WHOLE;
  } else if (kind != SCOPE_EXTERN_C) {
    scope.name = chead_read(&context, m->tokens.items, m->tokens.count);
  }
  if (kind != SCOPE_EXTERN_C) {
    if (m->has_type) cwrite_mark(&m->writer, (uint32_t)m->c.text.len, ';');
    bool by_macro =
        kind == SCOPE_ENUM && cwrite_enum_macro(&m->writer, m->tokens.items, m->tokens.count);
    if (!by_macro) cwrite_tokens(&m->writer, m->tokens.items, m->tokens.count, NULL);
    cwrite_range(&m->writer, m->c.at, m->c.at + 1);
  }
  m->c.at++;
  array_push(&m->scopes, scope);
  forget_tokens(m);
}

static void read_block(CMask *m) {
  if (m->has_type) cwrite_mark(&m->writer, (uint32_t)m->c.text.len, ';');
  forget_tokens(m);
  pass_nest(m, C_STOP_BODY);
}

static void on_open_brace(CMask *m) {
  if (cbound_in_requires_expression(m->tokens.items, m->tokens.count)) {
    push_group(m, TOKEN_BRACES);
    return;
  }
  settle_knr(m);
  CContext context = context_of(m);
  m->tokens.count = cdecl_strip(m->c.text, m->tokens.items, m->tokens.count);
  static const CScopeKind scopes[] = {[BRACE_CLASS] = SCOPE_CLASS,
                                      [BRACE_ENUM] = SCOPE_ENUM,
                                      [BRACE_NAMESPACE] = SCOPE_NAMESPACE,
                                      [BRACE_EXTERN_C] = SCOPE_EXTERN_C,
                                      [BRACE_IVARS] = SCOPE_IVARS};
  CBrace brace = chead_brace(&context, m->tokens.items, m->tokens.count);
  if (brace == BRACE_BLOCK) {
    read_block(m);
  } else if (brace == BRACE_FUNCTION) {
    read_function(m);
  } else if (brace == BRACE_VALUE) {
    push_group(m, TOKEN_BRACES);
  } else {
    open_scope(m, scopes[brace]);
  }
}

static void on_close_brace(CMask *m) {
  CScopeKind kind = scope_of(m);
  if (kind == SCOPE_ENUM) {
    finish_enumerator(m, m->c.at);
  } else {
    finish_declarations(m, m->c.at);
  }
  if (m->scopes.count == 0) {
    m->uneven = true;
    m->c.at++;
    return;
  }
  if (depth_of(m) <= ccond_floor(&m->conditionals)) {
    abandon_branch(m);
    return;
  }
  if (kind != SCOPE_EXTERN_C) cwrite_range(&m->writer, m->c.at, m->c.at + 1);
  m->c.at++;
  m->scopes.count--;
  m->has_type = kind == SCOPE_CLASS || kind == SCOPE_ENUM;
}

// ---- the other tokens of a declaration ----------------------------------------------------------

static void on_semicolon(CMask *m, uint32_t at) {
  CScopeKind scope = scope_of(m);
  if (scope == SCOPE_ENUM) {
    finish_enumerator(m, at);
    return;
  }
  bool old_style = m->c.dialect != C_DIALECT_CPP && scope != SCOPE_CLASS && !m->has_type
                   && m->tokens.count < MAX_KNR_TOKENS;
  if (old_style && m->tokens.count > 3) {
    size_t behind;
    m->tokens.count = cdecl_strip(m->c.text, m->tokens.items, m->tokens.count);
    if (cbound_maybe_knr(m->c.text, m->tokens.items, m->tokens.count, &behind)) {
      push_token(m, (CToken){.start = at, .end = at + 1, .kind = TOKEN_PUNCT, .byte = ';'});
      return;
    }
  }
  finish_declarations(m, at);
}

static void on_equals(CMask *m, CToken token) {
  push_token(m, token);
  if (m->c.dialect == C_DIALECT_CPP) {
    CText ahead = m->c;
    ahead.out = NULL;
    CToken value = ctoken_next(&ahead), behind = ctoken_next(&ahead);
    bool whole = value.kind == TOKEN_WORD || value.kind == TOKEN_LITERAL;
    Str text = ctoken_text(m->c.text, &value);
    if (whole && ctoken_is_punct(&behind, ';')
        && (str_equal(text, STR("default")) || str_equal(text, STR("delete"))
            || str_equal(text, STR("0")))) {
      push_token(m, value);
    }
  }
  pass_value(m);
}

// public: -- or a bit-field, a base clause, a constructor's initialisers, a selector.
static void on_colon(CMask *m, CToken token) {
  bool may_be_access = m->c.dialect == C_DIALECT_CPP && scope_of(m) == SCOPE_CLASS
                       && m->tokens.count <= MAX_ACCESS_TOKENS;
  for (size_t i = 0; i < m->tokens.count && may_be_access; i++) {
    CToken *word = &m->tokens.items[i];
    if (!ctoken_is_word(word, WORD_ACCESS)) continue;
    Str text = ctoken_text(m->c.text, word);
    if (word->start > 0 && text.ptr[0] == 'p') {
      cwrite_range(&m->writer, word->start, word->end);
      cwrite_range(&m->writer, token.start, token.end);
    }
    forget_tokens(m);
    return;
  }
  if (m->tokens.count && ctoken_is_word(&m->tokens.items[0], WORD_STATEMENT)) {
    forget_tokens(m); // case 1:
    return;
  }
  push_token(m, token);
}

static void on_less(CMask *m, CToken token) {
  if (m->tokens.count && m->tokens.items[m->tokens.count - 1].kind == TOKEN_WORD) {
    m->c.at = token.start;
    if (pass_less(m)) token.kind = TOKEN_GROUP;
    token.end = m->c.at;
  }
  push_token(m, token);
}

static void on_punct(CMask *m, CToken token) {
  bool in_enum = scope_of(m) == SCOPE_ENUM;
  if (strchr("{}([", token.byte) && token.byte) m->c.at = token.start;
  switch (token.byte) {
  case '{': on_open_brace(m); break;
  case '}': on_close_brace(m); break;
  case '(':
  case '[': push_group(m, TOKEN_GROUP); break;
  case ';': on_semicolon(m, token.start); break;
  case '=': on_equals(m, token); break;
  case ':': on_colon(m, token); break;
  case '<': on_less(m, token); break;
  case ',':
    if (in_enum) finish_enumerator(m, token.start);
    if (!in_enum) push_token(m, token);
    break;
  default: push_token(m, token);
  }
}

// ---- Objective-C --------------------------------------------------------------------------------

static void finish_objc_class(CMask *m) {
  CToken *tokens = m->tokens.items;
  size_t count = chead_read_objc_class(m->c.text, tokens, m->tokens.count);
  cwrite_tokens(&m->writer, tokens, count, NULL);
  forget_tokens(m);
}

// True if the token is dealt with.
static bool on_objc_token(CMask *m, CToken token) {
  if (m->tokens.count && ctoken_is_word(&m->tokens.items[0], WORD_OBJC_CLASS)
      && token.kind != TOKEN_DIRECTIVE
      && !cbound_in_objc_class(m->tokens.items, m->tokens.count, &token)) {
    finish_objc_class(m);
  }
  if (token.kind != TOKEN_WORD) return false;
  switch ((CWord)token.word) {
  case WORD_OBJC_END:
    finish_declarations(m, (uint32_t)m->c.text.len);
    cwrite_range(&m->writer, token.start, token.end);
    return true;
  case WORD_OBJC_CLASS:
    finish_declarations(m, (uint32_t)m->c.text.len);
    push_token(m, token);
    return true;
  case WORD_OBJC_LABEL: forget_tokens(m); return true;
  default: return false;
  }
}

// ---- the whole text -----------------------------------------------------------------------------

static void read_declarations(CMask *m) {
  for (;;) {
    CToken token = ctoken_next(&m->c);
    if (token.kind == TOKEN_END) break;
    if (token.kind == TOKEN_DIRECTIVE) {
      pass_directive(m);
      continue;
    }
    if (m->c.dialect == C_DIALECT_OBJC && on_objc_token(m, token)) continue;
    if (token.kind == TOKEN_PUNCT) {
      on_punct(m, token);
      continue;
    }
    CContext context = context_of(m);
    if (cbound_before(&context, m->tokens.items, m->tokens.count, &token)) {
      finish_declarations(m, (uint32_t)m->c.text.len);
    }
    push_token(m, token);
  }
  finish_declarations(m, (uint32_t)m->c.text.len);
  if (m->scopes.count) m->uneven = true;
  for (size_t i = m->scopes.count; i > 0; i--) {
    if (m->scopes.items[i - 1].kind != SCOPE_EXTERN_C) skeleton_insert(&m->skeleton, STR("};"));
  }
}

static void start(CMask *m, bool by_column) {
  skeleton_clear(&m->skeleton);
  forget_tokens(m);
  m->made.count = m->scopes.count = m->conditionals.count = 0;
  m->inner = m->rewinds = m->angle_failures = 0;
  m->c.at = 0;
  m->by_column = by_column;
  m->uneven = false;
}

const Skeleton *cmask_run(CMask *m, CDialect dialect, Str text, Definitions *definitions,
                          Extraction *out) {
  size_t old_spans = out->spans.count, old_definitions = definitions->count;
  m->c = (CText){.text = text, .dialect = dialect, .out = out};
  m->macros = definitions;
  m->writer = (CWriter){&m->skeleton, text, dialect};
  start(m, false);
  read_declarations(m);
  if (m->uneven) {
    out->spans.count = old_spans;
    definitions->count = old_definitions;
    start(m, true);
    read_declarations(m);
  }
  for (size_t i = 0; i < m->made.count; i++) array_push(definitions, m->made.items[i]);
  return &m->skeleton;
}
