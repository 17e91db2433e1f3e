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
#include "intake/cbracket.h"
#include "intake/cfinish.h"
#include "intake/chead.h"

enum { MAX_KNR_TOKENS = 256, MAX_ACCESS_TOKENS = 32 };

CMask *cmask_new(void) { return xcalloc(1, sizeof(CMask)); }

void cmask_free(CMask *m) {
  if (!m) return;
  skeleton_release(&m->skeleton);
  array_free(&m->made);
  array_free(&m->tokens);
  array_free(&m->scopes);
  array_free(&m->conditionals);
  cfollow_free(m->followed);
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

// ---- braces -------------------------------------------------------------------------------------

static void pass_body(CMask *m, uint32_t *end) {
  *end = cbracket_pass(m, C_STOP_BODY) ? m->c.at : 0;
}

// Tokens of `f(a, b) int a; char b;` are cut behind the parameters; of `f(x) int a; int g(y)` what
// stands before the last `;` is finished.
static void settle_knr(CMask *m) {
  if (!cfinish_has_kept_back(m)) return;
  size_t behind;
  CTokens *tokens = &m->tokens;
  if (ctoken_is_punct(&tokens->items[tokens->count - 1], ';')
      && cbound_maybe_knr(m->c.text, tokens->items, tokens->count, &behind)) {
    tokens->count = behind;
    return;
  }
  cfinish_kept_back(m);
}

static void read_function(CMask *m) {
  CContext context = creader_context(m);
  context.has_body = true;
  CDecl decl = {false, NO_TOKEN, NO_TOKEN, false, NO_TOKEN, {0}};
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
  creader_forget(m);
  uint32_t end;
  pass_body(m, &end);
  if (end == 0) return;
  if (decl.keep) {
    cwrite_mark(&m->writer, end - 1, '}');
  }
  if (decl.macro != NO_TOKEN) cfinish_made(m, &decl.makes, first.start, macro, end);
}

static void open_scope(CMask *m, CScopeKind kind) {
  CContext context = creader_context(m);
  CScope scope = {.kind = kind};
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
  creader_forget(m);
}

static void read_block(CMask *m) {
  if (m->has_type) cwrite_mark(&m->writer, (uint32_t)m->c.text.len, ';');
  creader_forget(m);
  cbracket_pass(m, C_STOP_BODY);
}

static void on_open_brace(CMask *m) {
  if (cbound_in_requires_expression(m->tokens.items, m->tokens.count)) {
    cbracket_group(m, TOKEN_BRACES);
    return;
  }
  settle_knr(m);
  CContext context = creader_context(m);
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
    cbracket_group(m, TOKEN_BRACES);
  } else {
    open_scope(m, scopes[brace]);
  }
}

static void on_close_brace(CMask *m) {
  CScopeKind kind = creader_scope(m);
  if (kind == SCOPE_ENUM) {
    cfinish_enumerator(m, m->c.at);
  } else {
    cfinish_declarations(m, m->c.at);
  }
  if (m->scopes.count == 0) {
    m->uneven++;
    m->c.at++;
    return;
  }
  if (creader_depth(m) <= ccond_floor(&m->conditionals)) {
    cbracket_abandon(m);
    return;
  }
  if (kind != SCOPE_EXTERN_C) cwrite_range(&m->writer, m->c.at, m->c.at + 1);
  m->c.at++;
  m->scopes.count--;
  m->has_type = kind == SCOPE_CLASS || kind == SCOPE_ENUM;
}

// ---- the other tokens of a declaration ----------------------------------------------------------

static void on_semicolon(CMask *m, uint32_t at) {
  CScopeKind scope = creader_scope(m);
  if (scope == SCOPE_ENUM) {
    cfinish_enumerator(m, at);
    return;
  }
  bool old_style = m->c.dialect != C_DIALECT_CPP && scope != SCOPE_CLASS && !m->has_type
                   && m->tokens.count < MAX_KNR_TOKENS;
  if (old_style && m->tokens.count > 3) {
    size_t behind;
    m->tokens.count = cdecl_strip(m->c.text, m->tokens.items, m->tokens.count);
    if (cbound_maybe_knr(m->c.text, m->tokens.items, m->tokens.count, &behind)) {
      creader_push(m, (CToken){.start = at, .end = at + 1, .kind = TOKEN_PUNCT, .byte = ';'});
      return;
    }
  }
  cfinish_declarations(m, at);
}

static void on_equals(CMask *m, CToken token) {
  creader_push(m, token);
  if (m->c.dialect == C_DIALECT_CPP) {
    CText ahead = m->c;
    ahead.out = NULL;
    CToken value = ctoken_next(&ahead), behind = ctoken_next(&ahead);
    bool whole = value.kind == TOKEN_WORD || value.kind == TOKEN_LITERAL;
    Str text = ctoken_text(m->c.text, &value);
    if (whole && ctoken_is_punct(&behind, ';')
        && (str_equal(text, STR("default")) || str_equal(text, STR("delete"))
            || str_equal(text, STR("0")))) {
      creader_push(m, value);
    }
  }
  cbracket_value(m);
}

// public: -- or a bit-field, a base clause, a constructor's initialisers, a selector.
static void on_colon(CMask *m, CToken token) {
  bool may_be_access = m->c.dialect == C_DIALECT_CPP && creader_scope(m) == SCOPE_CLASS
                       && m->tokens.count <= MAX_ACCESS_TOKENS;
  for (size_t i = 0; i < m->tokens.count && may_be_access; i++) {
    CToken *word = &m->tokens.items[i];
    if (!ctoken_is_word(word, WORD_ACCESS)) continue;
    Str text = ctoken_text(m->c.text, word);
    if (word->start > 0 && text.ptr[0] == 'p') {
      cwrite_range(&m->writer, word->start, word->end);
      cwrite_range(&m->writer, token.start, token.end);
    }
    creader_forget(m);
    return;
  }
  if (m->tokens.count && ctoken_is_word(&m->tokens.items[0], WORD_STATEMENT)) {
    creader_forget(m); // case 1:
    return;
  }
  creader_push(m, token);
}

static void on_less(CMask *m, CToken token) {
  if (m->tokens.count && m->tokens.items[m->tokens.count - 1].kind == TOKEN_WORD) {
    m->c.at = token.start;
    if (cbracket_less(m)) token.kind = TOKEN_GROUP;
    token.end = m->c.at;
  }
  creader_push(m, token);
}

// A parenthesis that is never closed costs its declaration, not the rest of the file.
static void on_group(CMask *m) {
  CScopeKind scope = creader_scope(m);
  m->may_cut = scope == SCOPE_FILE || scope == SCOPE_NAMESPACE || scope == SCOPE_EXTERN_C;
  m->cut = false;
  cbracket_group(m, TOKEN_GROUP);
  m->may_cut = false;
  if (m->cut) creader_forget(m);
}

static void on_punct(CMask *m, CToken token) {
  bool in_enum = creader_scope(m) == SCOPE_ENUM;
  if (strchr("{}([", token.byte) && token.byte) m->c.at = token.start;
  switch (token.byte) {
  case '{': on_open_brace(m); break;
  case '}': on_close_brace(m); break;
  case '(':
  case '[': on_group(m); break;
  case ';': on_semicolon(m, token.start); break;
  case '=': on_equals(m, token); break;
  case ':': on_colon(m, token); break;
  case '<': on_less(m, token); break;
  case ',':
    if (in_enum) cfinish_enumerator(m, token.start);
    if (!in_enum) creader_push(m, token);
    break;
  default: creader_push(m, token);
  }
}

// ---- Objective-C --------------------------------------------------------------------------------

static void finish_objc_class(CMask *m) {
  CToken *tokens = m->tokens.items;
  size_t count = chead_read_objc_class(m->c.text, tokens, m->tokens.count);
  cwrite_tokens(&m->writer, tokens, count, NULL);
  creader_forget(m);
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
    cfinish_declarations(m, (uint32_t)m->c.text.len);
    cwrite_range(&m->writer, token.start, token.end);
    return true;
  case WORD_OBJC_CLASS:
    cfinish_declarations(m, (uint32_t)m->c.text.len);
    creader_push(m, token);
    return true;
  case WORD_OBJC_LABEL: creader_forget(m); return true;
  default: return false;
  }
}

// ---- the whole text -----------------------------------------------------------------------------

bool creader_read(CMask *m) {
  for (;;) {
    if (m->marks && !cmarks_pass(m)) return false;
    CToken token = ctoken_next(&m->c);
    if (token.kind == TOKEN_END) break;
    if (token.kind == TOKEN_DIRECTIVE) {
      cbracket_directive(m);
      continue;
    }
    if (m->c.dialect == C_DIALECT_OBJC && on_objc_token(m, token)) continue;
    if (token.kind == TOKEN_PUNCT) {
      on_punct(m, token);
      continue;
    }
    CContext context = creader_context(m);
    if (cbound_before(&context, m->tokens.items, m->tokens.count, &token)) {
      cfinish_declarations(m, (uint32_t)m->c.text.len);
    }
    creader_push(m, token);
  }
  cfinish_declarations(m, (uint32_t)m->c.text.len);
  if (m->scopes.count) m->uneven++;
  for (size_t i = m->scopes.count; i > 0; i--) {
    if (m->scopes.items[i - 1].kind != SCOPE_EXTERN_C) skeleton_insert(&m->skeleton, STR("};"));
  }
  return true;
}

void creader_start(CMask *m, bool by_column) {
  skeleton_clear(&m->skeleton);
  creader_forget(m);
  m->made.count = m->scopes.count = m->conditionals.count = 0;
  m->inner = m->rewinds = m->angle_failures = 0;
  m->c.at = 0;
  m->by_column = by_column;
  m->uneven = 0;
}

void creader_open(CMask *m, CDialect dialect, Str text, Definitions *macros, Extraction *out) {
  m->c = (CText){.text = text, .dialect = dialect, .out = out};
  m->macros = macros;
  m->writer = (CWriter){&m->skeleton, text, dialect};
  m->marks = NULL;
}

const Skeleton *cmask_run(CMask *m, CDialect dialect, Str text, Definitions *definitions,
                          Extraction *out) {
  size_t old_spans = out->spans.count, old_definitions = definitions->count;
  creader_open(m, dialect, text, definitions, out);
  creader_start(m, false);
  creader_read(m);
  if (m->uneven) {
    out->spans.count = old_spans;
    definitions->count = old_definitions;
    creader_start(m, true);
    creader_read(m);
  }
  for (size_t i = 0; i < m->made.count; i++) array_push(definitions, m->made.items[i]);
  return &m->skeleton;
}
