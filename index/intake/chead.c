#include "intake/chead.h"
#include "intake/cdecl.h"

// ---- braces -------------------------------------------------------------------------------------

static bool has_parameters(const CUnitReader *r, uint32_t from) {
  for (uint32_t i = from; i < r->count; i++) {
    if (ctoken_is_group(&r->tokens[i], '(')) return true;
  }
  return false;
}

// Whether `struct` at token `key` opens a body here, and does not only name a type.
static bool opens_aggregate(const CUnitReader *r, uint32_t key) {
  uint32_t i = key + 1, names = 0;
  if (i < r->count && ctoken_is_word(&r->tokens[i], WORD_AGGREGATE)) i++; // enum class
  for (; i < r->count; i++) {
    const CToken *token = &r->tokens[i];
    if (ctoken_is_punct(token, ':')) return true;
    if (ctoken_is_punct(token, '=') || ctoken_is_punct(token, '*') || ctoken_is_punct(token, '&')) {
      return false;
    }
    if (cunit_starts_name(r, i)) {
      i = cunit_end_of_name(r, i);
      names++;
    } else if (ctoken_is_group(token, '(') && names > 1) {
      return i + 1 < r->count && cunit_starts_name(r, i + 1); // struct tag f(...) {
    }
  }
  return true;
}

// In a constructor's `: a(1), b{2} {`: whether the brace is a member's.
static bool is_member_initialiser(const CUnitReader *r) {
  bool in_list = false;
  for (uint32_t i = 1; i < r->count; i++) {
    if (ctoken_is_punct(&r->tokens[i], ':') && ctoken_is_group(&r->tokens[i - 1], '(')) {
      in_list = true;
    }
  }
  return in_list && cunit_is_name(&r->tokens[r->count - 1]);
}

// INLINE_NAMESPACE(v1) {
static bool is_namespace_macro(const CUnitReader *r) {
  if (r->context->dialect != C_DIALECT_CPP || !cunit_is_name(&r->tokens[0])) return false;
  if (r->count > 2 || (r->count == 2 && !ctoken_is_group(&r->tokens[1], '('))) return false;
  return str_find(ctoken_text(r->context->text, &r->tokens[0]), STR("NAMESPACE")) != SIZE_MAX;
}

CBrace chead_brace(const CContext *context, const CToken *tokens, size_t count) {
  CUnitReader r = {context, (CToken *)tokens, (uint32_t)count};
  if (count == 0) return BRACE_BLOCK;
  if (ctoken_is_word(&tokens[0], WORD_OBJC_CLASS)) return BRACE_IVARS;
  if (context->dialect == C_DIALECT_OBJC && tokens[0].kind == TOKEN_PUNCT) return BRACE_FUNCTION;
  if (ctoken_is_word(&tokens[0], WORD_EXTERN) && count == 2 && tokens[1].kind == TOKEN_LITERAL) {
    return BRACE_EXTERN_C;
  }
  uint32_t key = NO_TOKEN;
  for (uint32_t i = 0; i < count; i++) {
    const CToken *token = &tokens[i];
    if (ctoken_is_punct(token, '=')) { // what is behind a value and its comma is misread
      return ctoken_is_group(&tokens[count - 1], '(') ? BRACE_BLOCK : BRACE_VALUE;
    }
    if (ctoken_is_word(token, WORD_STATEMENT)) return BRACE_BLOCK;
    if (ctoken_is_word(token, WORD_NAMESPACE)) return BRACE_NAMESPACE;
    if (ctoken_is_word(token, WORD_ENUM_MACRO)) return BRACE_ENUM;
    if (key == NO_TOKEN
        && (ctoken_is_word(token, WORD_AGGREGATE) || ctoken_is_word(token, WORD_ENUM))) {
      key = i;
    }
  }
  if (is_namespace_macro(&r)) return BRACE_EXTERN_C;
  if (key != NO_TOKEN && opens_aggregate(&r, key)) {
    return ctoken_is_word(&tokens[key], WORD_ENUM) ? BRACE_ENUM : BRACE_CLASS;
  }
  if (has_parameters(&r, 0)) return is_member_initialiser(&r) ? BRACE_VALUE : BRACE_FUNCTION;
  if (context->dialect == C_DIALECT_CPP && count >= 2) return BRACE_VALUE;
  return BRACE_BLOCK;
}

static uint32_t find_key(const CToken *tokens, size_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (tokens[i].kind != TOKEN_WORD) continue;
    CWord word = (CWord)tokens[i].word;
    if (word == WORD_AGGREGATE || word == WORD_ENUM || word == WORD_NAMESPACE) return i;
  }
  return NO_TOKEN;
}

Str chead_read(const CContext *context, CToken *tokens, size_t count) {
  CUnitReader r = {context, tokens, (uint32_t)count};
  for (size_t i = 0; i < count; i++) tokens[i].use = USE_NOTHING;
  uint32_t key = find_key(tokens, count);
  if (key == NO_TOKEN) return STR("");
  uint32_t from = 0; // a macro's call ends what stands before it
  for (uint32_t i = 0; i < key; i++) {
    if (ctoken_is_group(&tokens[i], '(')) from = i + 1;
  }
  for (uint32_t i = from; i < key; i++) {
    CWord word = tokens[i].kind == TOKEN_WORD ? (CWord)tokens[i].word : WORD_NAME;
    // The grammar wants a variable behind `static struct {}`.
    bool specifier = word == WORD_SPECIFIER && ctoken_is_word(&tokens[key], WORD_NAMESPACE);
    if (specifier || word == WORD_TYPEDEF || word == WORD_TEMPLATE) {
      tokens[i].use = USE_WHOLE;
    }
    if (ctoken_is_group(&tokens[i], '<')) tokens[i].use = USE_EMPTY;
  }
  tokens[key].use = USE_WHOLE;
  uint32_t i = key + 1;
  if (i < count && ctoken_is_word(&tokens[i], WORD_AGGREGATE)) tokens[i++].use = USE_WHOLE;
  CUnit name = {UNIT_OTHER, 0, 0};
  for (; i < count && !ctoken_is_punct(&tokens[i], ':'); i++) {
    if (!cunit_starts_name(&r, i)) continue;
    CUnit unit = {UNIT_NAME, i, cunit_end_of_name(&r, i)};
    bool call = unit.last + 1 < count && ctoken_is_group(&tokens[unit.last + 1], '(');
    if (name.kind == UNIT_OTHER || (!call && !cunit_looks_like_attribute(&r, &unit))
        || cunit_looks_like_attribute(&r, &name)) {
      if (!call) name = unit;
    }
    i = unit.last;
  }
  if (name.kind == UNIT_OTHER) return STR("");
  cunit_use(&r, &name, USE_WHOLE);
  return cunit_last_part(&r, &name);
}

void chead_read_objc_method(CToken *tokens, size_t count) {
  for (size_t i = 0; i < count; i++) tokens[i].use = USE_NOTHING;
  size_t i = 0;
  tokens[i++].use = USE_WHOLE; // - or +
  if (i < count && ctoken_is_group(&tokens[i], '(')) tokens[i++].use = USE_TYPE;
  for (size_t parts = 0; i < count; parts++) {
    bool named = tokens[i].kind == TOKEN_WORD;
    bool colon = i + named < count && ctoken_is_punct(&tokens[i + named], ':');
    if (!colon && (!named || parts > 0)) break;
    if (named) tokens[i++].use = USE_WHOLE;
    if (!colon) break;
    tokens[i++].use = USE_WHOLE;
    if (i < count && ctoken_is_group(&tokens[i], '(')) tokens[i++].use = USE_TYPE;
    if (i < count && tokens[i].kind == TOKEN_WORD) tokens[i++].use = USE_WHOLE;
  }
}

size_t chead_read_objc_class(Str text, CToken *tokens, size_t count) {
  count = cdecl_strip(text, tokens, count);
  for (size_t i = 0; i < count; i++) {
    bool category = i == 2; // behind the superclass stands a macro's argument
    tokens[i].use = tokens[i].kind != TOKEN_GROUP || category ? USE_WHOLE : USE_NOTHING;
  }
  CToken name;
  bool by_macro = count > 2 && ctoken_is_group(&tokens[2], '(')
                  && cword_looks_like_attribute(ctoken_text(text, &tokens[1]));
  if (by_macro && ctoken_argument(text, &tokens[2], 0, &name)) { // GENERIC_CLASS(Name, T)
    tokens[2] = name;
    tokens[2].use = USE_WHOLE;
    tokens[1].use = USE_NOTHING;
  }
  return count;
}
