#include "intake/cfinish.h"
#include "intake/chead.h"

// ---- definitions that macros make ---------------------------------------------------------------

void cfinish_made(CMask *m, const CMacro *macro, uint32_t start, const CToken *word, uint32_t end) {
  CToken name, container;
  if (!ctoken_argument(m->c.text, word + 1, macro->argument, &name)) return;
  Definition d = {.name = ctoken_text(m->c.text, &name),
                  .kind = macro->kind,
                  .flags = macro->flags,
                  .name_start = name.start,
                  .name_end = name.end,
                  .start = start,
                  .end = end};
  if (d.kind == SYMBOL_VARIABLE && creader_scope(m) == SCOPE_CLASS) d.kind = SYMBOL_FIELD;
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
  CContext context = creader_context(m);
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
    cfinish_made(m, &decl.makes, tokens[0].start, &tokens[decl.macro],
                 complete ? end + 1 : tokens[decl.macro + 1].end);
  }
  bool keep = decl.keep && (complete || m->has_type);
  if (!keep && !m->has_type) return;
  if (keep) cwrite_tokens(&m->writer, tokens, left, &decl);
  cwrite_mark(&m->writer, end, ';');
}

bool cfinish_has_kept_back(const CMask *m) {
  for (size_t i = 0; i < m->tokens.count; i++) {
    if (ctoken_is_punct(&m->tokens.items[i], ';')) return true;
  }
  return false;
}

void cfinish_kept_back(CMask *m) {
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

void cfinish_declarations(CMask *m, uint32_t end) {
  cfinish_kept_back(m);
  if (m->tokens.count || m->has_type) finish_declaration(m, 0, m->tokens.count, end);
  creader_forget(m);
}

void cfinish_enumerator(CMask *m, uint32_t end) {
  size_t count = cdecl_strip(m->c.text, m->tokens.items, m->tokens.count);
  if (count && ctoken_is_word(&m->tokens.items[0], WORD_NAME)
      && !(count > 1 && ctoken_is_group(&m->tokens.items[1], '('))) {
    cwrite_range(&m->writer, m->tokens.items[0].start, m->tokens.items[0].end);
    cwrite_mark(&m->writer, end, ',');
  }
  creader_forget(m);
}
