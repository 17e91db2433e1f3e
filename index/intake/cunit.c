#include "intake/cunit.h"

bool cunit_is_name(const CToken *token) {
  return ctoken_is_word(token, WORD_NAME) || ctoken_is_word(token, WORD_ENUM_MACRO)
         || ctoken_is_word(token, WORD_ACCESS);
}

bool cunit_starts_name(const CUnitReader *r, uint32_t i) {
  const CToken *token = &r->tokens[i];
  if (cunit_is_name(token) || token->kind == TOKEN_OPERATOR) return true;
  if (i + 1 >= r->count) return false;
  if (ctoken_is_punct(token, '~')) return cunit_is_name(&r->tokens[i + 1]);
  return ctoken_is_punct(token, PUNCT_SCOPE)
         && (cunit_is_name(&r->tokens[i + 1]) || r->tokens[i + 1].kind == TOKEN_OPERATOR);
}

uint32_t cunit_end_of_name(const CUnitReader *r, uint32_t i) {
  const CToken *tokens = r->tokens;
  if (!cunit_is_name(&tokens[i]) && tokens[i].kind != TOKEN_OPERATOR) i++; // `~` or `::`
  while (i + 2 < r->count && ctoken_is_punct(&tokens[i + 1], PUNCT_SCOPE)) {
    uint32_t next = i + 2;
    if (ctoken_is_punct(&tokens[next], '~') && next + 1 < r->count) next++;
    if (!cunit_is_name(&tokens[next]) && tokens[next].kind != TOKEN_OPERATOR) break;
    i = next;
  }
  return i;
}

static CUnit tag_unit(const CUnitReader *r, uint32_t i) {
  CUnit unit = {UNIT_TAG, i, i};
  if (ctoken_is_word(&r->tokens[i], WORD_ENUM) && i + 1 < r->count
      && ctoken_is_word(&r->tokens[i + 1], WORD_AGGREGATE)) {
    unit.last = ++i;
  }
  if (i + 1 < r->count && cunit_starts_name(r, i + 1)) unit.last = cunit_end_of_name(r, i + 1);
  return unit;
}

char cunit_first_inside(Str text, const CToken *group, bool *word_then_star) {
  CText inside = {.text = str_slice(text, 0, group->end - 1), .at = group->start + 1};
  CToken first = ctoken_next(&inside);
  *word_then_star = false;
  if (first.kind == TOKEN_END) return 0;
  CToken next = ctoken_next(&inside);
  while (ctoken_is_punct(&next, PUNCT_SCOPE) || next.kind == TOKEN_WORD)
    next = ctoken_next(&inside);
  *word_then_star = first.kind == TOKEN_WORD && ctoken_is_punct(&next, '*');
  return text.ptr[first.start];
}

// (name), (CALLING_CONVENTION name)
static bool is_one_word(Str text, const CToken *group) {
  CText inside = {.text = str_slice(text, 0, group->end - 1), .at = group->start + 1};
  CToken word = ctoken_next(&inside);
  if (!ctoken_is_word(&word, WORD_NAME)) return false;
  CToken next = ctoken_next(&inside);
  if (ctoken_is_word(&next, WORD_NAME) && cword_looks_like_attribute(ctoken_text(text, &word))) {
    next = ctoken_next(&inside);
  }
  return next.kind == TOKEN_END;
}

// The index of the first unit that is no specifier.
static size_t first_names(const CUnits *units) {
  size_t i = 0;
  while (i < units->count && units->items[i].kind == UNIT_SPECIFIER) i++;
  return i;
}

static CUnitKind parens_kind(const CUnitReader *r, const CUnits *units, uint32_t i) {
  CUnitKind before = units->count           ? units->items[units->count - 1].kind
                     : r->context->has_type ? UNIT_TYPE
                                            : UNIT_OTHER;
  if (before == UNIT_TYPE || before == UNIT_POINTER || before == UNIT_SPECIFIER) {
    return UNIT_DECLARATOR;
  }
  if (before != UNIT_NAME && before != UNIT_TAG) return UNIT_PARENS;
  bool word_then_star;
  char first = cunit_first_inside(r->context->text, &r->tokens[i], &word_then_star);
  bool pointer = first == '*' || first == '^' || first == '&' || word_then_star;
  bool applied = i + 1 < r->count && r->tokens[i + 1].kind == TOKEN_GROUP;
  if (before == UNIT_TAG) return pointer || applied ? UNIT_DECLARATOR : UNIT_PARENS;
  if (pointer) return applied ? UNIT_DECLARATOR : UNIT_PARENS;
  // type_t (name)(int): not NAME(x)(int).
  bool is_type = !r->context->has_type && first_names(units) == units->count - 1
                 && !cword_looks_like_attribute(ctoken_text(r->context->text, &r->tokens[i - 1]));
  return applied && is_type && is_one_word(r->context->text, &r->tokens[i]) ? UNIT_DECLARATOR
                                                                            : UNIT_PARENS;
}

static CUnit unit_at(const CUnitReader *r, const CUnits *units, uint32_t i) {
  const CToken *token = &r->tokens[i];
  if (cunit_starts_name(r, i)) return (CUnit){UNIT_NAME, i, cunit_end_of_name(r, i)};
  if (ctoken_is_group(token, '(')) return (CUnit){parens_kind(r, units, i), i, i};
  if (ctoken_is_group(token, '[')) return (CUnit){UNIT_ARRAY, i, i};
  if (token->kind == TOKEN_PUNCT
      && (token->byte == '*' || token->byte == '&' || token->byte == '^')) {
    return (CUnit){UNIT_POINTER, i, i};
  }
  if (token->kind == TOKEN_WORD) {
    switch ((CWord)token->word) {
    case WORD_TYPE: return (CUnit){UNIT_TYPE, i, i};
    case WORD_AGGREGATE:
    case WORD_ENUM: return tag_unit(r, i);
    case WORD_SPECIFIER:
    case WORD_EXTERN:
    case WORD_OBJC_PROPERTY:
    case WORD_TYPEDEF: return (CUnit){UNIT_SPECIFIER, i, i};
    default: break;
    }
  }
  return (CUnit){UNIT_OTHER, i, i};
}

static bool ends_declarator(const CToken *token) {
  return token->kind == TOKEN_BRACES
         || (token->kind == TOKEN_PUNCT
             && (token->byte == ',' || token->byte == '=' || token->byte == ':'
                 || token->byte == ';' || token->byte == PUNCT_ARROW));
}

void cunit_read(const CUnitReader *r, uint32_t from, CUnits *units) {
  uint32_t i = from;
  units->count = 0;
  while (i < r->count && units->count < MAX_UNITS && !ends_declarator(&r->tokens[i])) {
    CUnit unit = unit_at(r, units, i);
    units->items[units->count++] = unit;
    i = unit.last + 1;
  }
  units->end = i;
}

Str cunit_last_part(const CUnitReader *r, const CUnit *unit) {
  return ctoken_text(r->context->text, &r->tokens[unit->last]);
}

bool cunit_looks_like_attribute(const CUnitReader *r, const CUnit *unit) {
  return unit->first == unit->last && r->tokens[unit->last].kind == TOKEN_WORD
         && cword_looks_like_attribute(cunit_last_part(r, unit));
}

bool cunit_needs_no_type(const CUnitReader *r, const CUnit *unit) {
  const CToken *last = &r->tokens[unit->last];
  if (r->context->dialect != C_DIALECT_CPP) return false;
  if (last->kind == TOKEN_OPERATOR) return true;
  if (unit->last > unit->first && ctoken_is_punct(last - 1, '~')) return true;
  if (unit->last >= unit->first + 2 && cunit_is_name(last - 2)) {
    return str_equal(cunit_last_part(r, unit), ctoken_text(r->context->text, last - 2));
  }
  return unit->first == unit->last && r->context->class_name.len
         && str_equal(cunit_last_part(r, unit), r->context->class_name);
}

void cunit_use(const CUnitReader *r, const CUnit *unit, CUse use) {
  for (uint32_t i = unit->first; i <= unit->last; i++) r->tokens[i].use = (uint8_t)use;
}
