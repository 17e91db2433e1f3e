#include "intake/cbound.h"

bool cbound_only_macro_calls(const CContext *context, const CToken *tokens, size_t count) {
  bool lone = false;
  if (context->has_type || count == 0) return false;
  for (size_t i = 0; i < count; i++) {
    if (!ctoken_is_word(&tokens[i], WORD_NAME)) return false;
    Str name = ctoken_text(context->text, &tokens[i]);
    bool called = i + 1 < count && ctoken_is_group(&tokens[i + 1], '(');
    bool attribute = cword_looks_like_attribute(name);
    if (!attribute && (!called || lone || str_equal(name, context->class_name))) return false;
    if (called) i++;
    lone = !called;
  }
  return true;
}

static bool is_one_line(Str text, uint32_t from, uint32_t to) {
  return memchr(text.ptr + from, '\n', to - from) == NULL;
}

static bool starts_declaration(CWord word) {
  return word == WORD_TEMPLATE || word == WORD_NAMESPACE || word == WORD_USING
         || word == WORD_TYPEDEF;
}

bool cbound_before(const CContext *context, const CToken *tokens, size_t count,
                   const CToken *next) {
  if (context->has_type || next->kind != TOKEN_WORD || count == 0) return false;
  CWord word = (CWord)next->word;
  if (starts_declaration(word) && cbound_only_macro_calls(context, tokens, count)) return true;
  if (count < 2) return false;
  const CToken *call = &tokens[count - 2];
  bool alone = count == 2 || (count == 3 && ctoken_is_word(&tokens[0], WORD_SPECIFIER));
  if (!alone || !ctoken_is_word(call, WORD_NAME) || !ctoken_is_group(call + 1, '(')) return false;
  if (is_one_line(context->text, call[1].end, next->start)) return false;
  CMacro macro;
  Str name = ctoken_text(context->text, call);
  return word == WORD_SPECIFIER || word == WORD_EXTERN || word == WORD_TYPEDEF
         || cword_looks_like_attribute(name) || cword_defining_macro(name, &macro);
}

bool cbound_in_requires_expression(const CToken *tokens, size_t count) {
  size_t at = count;
  if (at && ctoken_is_group(&tokens[at - 1], '(')) at--;
  if (at < 2 || !ctoken_is_word(&tokens[at - 1], WORD_REQUIRES)) return false;
  const CToken *before = &tokens[at - 2]; // `requires` or an operator, else it is a clause
  return at == count || ctoken_is_word(before, WORD_REQUIRES) || ctoken_is_punct(before, '&')
         || ctoken_is_punct(before, '|');
}

bool cbound_in_objc_class(const CToken *tokens, size_t count, const CToken *next) {
  if (next->kind != TOKEN_WORD) {
    return next->kind == TOKEN_PUNCT && next->byte != '-' && next->byte != '+';
  }
  return next->word == WORD_NAME && (count == 1 || ctoken_is_punct(&tokens[count - 1], ':'));
}

// ---- K&R ----------------------------------------------------------------------------------------

static bool is_list_of_names(Str text, const CToken *group) {
  CText inside = {.text = str_slice(text, 0, group->end - 1), .at = group->start + 1};
  for (;;) {
    CToken token = ctoken_next(&inside);
    if (token.kind != TOKEN_WORD || token.word != WORD_NAME) return false;
    token = ctoken_next(&inside);
    if (token.kind == TOKEN_END) return true;
    if (!ctoken_is_punct(&token, ',')) return false;
  }
}

// Whether tokens [from, count) can be the declaration of a parameter: `struct s *a, b[]`.
static bool is_parameter_declaration(Str text, const CToken *tokens, size_t from, size_t count) {
  if (count - from < 2 || tokens[from].kind != TOKEN_WORD) return false;
  CWord first = (CWord)tokens[from].word;
  bool starts =
      first == WORD_TYPE || first == WORD_AGGREGATE || first == WORD_ENUM || first == WORD_NAME
      || (first == WORD_SPECIFIER && str_equal(ctoken_text(text, &tokens[from]), STR("const")));
  if (!starts) return false;
  for (size_t i = from; i < count; i++) {
    if (ctoken_is_punct(&tokens[i], '=') || tokens[i].kind == TOKEN_BRACES) return false;
    if (i > from && ctoken_is_group(&tokens[i], '(') && ctoken_is_word(&tokens[i - 1], WORD_NAME))
      return false;
  }
  return true;
}

bool cbound_maybe_knr(Str text, const CToken *tokens, size_t count, size_t *behind_parameters) {
  size_t at = 1;
  while (at < count && !ctoken_is_group(&tokens[at], '(')) at++;
  if (at >= count || !ctoken_is_word(&tokens[at - 1], WORD_NAME)
      || !is_list_of_names(text, &tokens[at]))
    return false;
  size_t from = ++at;
  *behind_parameters = at;
  for (; at <= count; at++) {
    if (at < count && !ctoken_is_punct(&tokens[at], ';')) continue;
    if (at == count && from == count) break;
    if (!is_parameter_declaration(text, tokens, from, at)) return false;
    from = at + 1;
  }
  return from > *behind_parameters;
}
