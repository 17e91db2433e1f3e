// A declaration is specifiers and a type, then declarators. Macros break that order in two ways: as
// words (`static int __init probe(...)`, `class API Foo`), and as calls (`PyAPI_FUNC(int) f(...)`,
// `int f(void) __acquires(x)`). The name is found first, from the words that cannot be attributes;
// what stands before it and is no specifier nor the one type is dropped, as is all that follows the
// parameters. Types are thus only as right as the grammar needs them: where none is left, one is
// put in. Rejected: lists of macros (every project has its own).
#include "intake/cdecl.h"

enum { MAX_UNITS = 64 };

typedef enum {
  UNIT_NAME,
  UNIT_TYPE,
  UNIT_TAG,
  UNIT_SPECIFIER,
  UNIT_POINTER,
  UNIT_PARENS,
  UNIT_DECLARATOR,
  UNIT_ARRAY,
  UNIT_OTHER
} UnitKind;

// Tokens that count as one: `a::b::~c`, `struct tag`.
typedef struct {
  UnitKind kind;
  uint32_t first, last; // tokens; `last` is the last one's index
} Unit;

typedef struct {
  Unit items[MAX_UNITS];
  size_t count;
  uint32_t end; // the token behind the last unit
} Units;

typedef struct {
  const CContext *context;
  CToken *tokens;
  uint32_t count;
} Reader;

// ---- stripping ----------------------------------------------------------------------------------

static bool starts_attribute_list(Str text, const CToken *token) { // [[nodiscard]]
  return ctoken_is_group(token, '[') && token->end - token->start > 3
         && text.ptr[token->start + 1] == '[';
}

// The index behind a requires-clause: operands joined by operators.
static size_t behind_constraint(const CToken *tokens, size_t count, size_t at) {
  bool operand = false;
  for (; at < count; at++) {
    const CToken *token = &tokens[at];
    if (token->kind == TOKEN_PUNCT
        && (token->byte == '&' || token->byte == '|' || token->byte == '!'
            || token->byte == PUNCT_SCOPE)) {
      operand = false;
    } else if (token->kind == TOKEN_GROUP || token->kind == TOKEN_BRACES
               || ctoken_is_word(token, WORD_REQUIRES)) {
      operand = true;
    } else if (token->kind == TOKEN_WORD && !operand) {
      operand = true;
    } else {
      break;
    }
  }
  return at;
}

// Words that are names where they are called.
static bool is_contextual(Str text, const CToken *token) {
  Str word = ctoken_text(text, token);
  return str_equal(word, STR("final")) || str_equal(word, STR("override"));
}

size_t cdecl_strip(Str text, CToken *tokens, size_t count) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    CToken *token = &tokens[i];
    if (token->kind == TOKEN_WORD) {
      if (token->word == WORD_NOISE) {
        bool called = i + 1 < count && ctoken_is_group(&tokens[i + 1], '(');
        if (!called || !is_contextual(text, token)) continue;
        token->word = WORD_NAME;
      }
      if (token->word == WORD_OBJC_PROPERTY && i + 1 < count
          && ctoken_is_group(&tokens[i + 1], '(')) {
        tokens[kept++] = *token;
        i++;
        continue;
      }
      bool in_name = kept && ctoken_is_punct(&tokens[kept - 1], PUNCT_SCOPE);
      if (token->word == WORD_TEMPLATE && in_name) continue; // T::template X<U>
      if (token->word == WORD_ATTRIBUTE) {
        if (i + 1 < count && ctoken_is_group(&tokens[i + 1], '(')) i++;
        continue;
      }
      if (token->word == WORD_REQUIRES) {
        i = behind_constraint(tokens, count, i + 1) - 1;
        continue;
      }
    } else if (token->kind == TOKEN_LITERAL) {
      bool linkage = kept && ctoken_is_word(&tokens[kept - 1], WORD_EXTERN);
      bool value = kept && ctoken_is_punct(&tokens[kept - 1], '=');
      if (!linkage && !value) continue;
    } else if (token->kind == TOKEN_GROUP) {
      bool of_template = kept && ctoken_is_word(&tokens[kept - 1], WORD_TEMPLATE);
      if (token->byte == '<' && !of_template) continue;
      if (starts_attribute_list(text, token)) continue;
    }
    tokens[kept++] = *token;
  }
  return kept;
}

// ---- units --------------------------------------------------------------------------------------

static bool is_name(const CToken *token) {
  return ctoken_is_word(token, WORD_NAME) || ctoken_is_word(token, WORD_ENUM_MACRO)
         || ctoken_is_word(token, WORD_ACCESS);
}

static bool starts_name(const Reader *r, uint32_t i) {
  const CToken *token = &r->tokens[i];
  if (is_name(token) || token->kind == TOKEN_OPERATOR) return true;
  if (i + 1 >= r->count) return false;
  if (ctoken_is_punct(token, '~')) return is_name(&r->tokens[i + 1]);
  return ctoken_is_punct(token, PUNCT_SCOPE)
         && (is_name(&r->tokens[i + 1]) || r->tokens[i + 1].kind == TOKEN_OPERATOR);
}

// The last token of the qualified name that starts at `i`.
static uint32_t end_of_name(const Reader *r, uint32_t i) {
  const CToken *tokens = r->tokens;
  if (!is_name(&tokens[i]) && tokens[i].kind != TOKEN_OPERATOR) i++; // `~` or `::`
  while (i + 2 < r->count && ctoken_is_punct(&tokens[i + 1], PUNCT_SCOPE)) {
    uint32_t next = i + 2;
    if (ctoken_is_punct(&tokens[next], '~') && next + 1 < r->count) next++;
    if (!is_name(&tokens[next]) && tokens[next].kind != TOKEN_OPERATOR) break;
    i = next;
  }
  return i;
}

static Unit tag_unit(const Reader *r, uint32_t i) {
  Unit unit = {UNIT_TAG, i, i};
  if (ctoken_is_word(&r->tokens[i], WORD_ENUM) && i + 1 < r->count
      && ctoken_is_word(&r->tokens[i + 1], WORD_AGGREGATE)) {
    unit.last = ++i;
  }
  if (i + 1 < r->count && starts_name(r, i + 1)) unit.last = end_of_name(r, i + 1);
  return unit;
}

// The first byte inside a group that is no white space, and whether a `*` comes after a first word.
static char first_inside(Str text, const CToken *group, bool *word_then_star) {
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

static bool is_one_word(Str text, const CToken *group) {
  CText inside = {.text = str_slice(text, 0, group->end - 1), .at = group->start + 1};
  CToken word = ctoken_next(&inside);
  return ctoken_is_word(&word, WORD_NAME) && ctoken_next(&inside).kind == TOKEN_END;
}

// The index of the first unit that is no specifier.
static size_t first_names(const Units *units) {
  size_t i = 0;
  while (i < units->count && units->items[i].kind == UNIT_SPECIFIER) i++;
  return i;
}

static UnitKind parens_kind(const Reader *r, const Units *units, uint32_t i) {
  UnitKind before = units->count           ? units->items[units->count - 1].kind
                    : r->context->has_type ? UNIT_TYPE
                                           : UNIT_OTHER;
  if (before == UNIT_TYPE || before == UNIT_POINTER || before == UNIT_SPECIFIER) {
    return UNIT_DECLARATOR;
  }
  if (before != UNIT_NAME && before != UNIT_TAG) return UNIT_PARENS;
  bool word_then_star;
  char first = first_inside(r->context->text, &r->tokens[i], &word_then_star);
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

static Unit unit_at(const Reader *r, const Units *units, uint32_t i) {
  const CToken *token = &r->tokens[i];
  if (starts_name(r, i)) return (Unit){UNIT_NAME, i, end_of_name(r, i)};
  if (ctoken_is_group(token, '(')) return (Unit){parens_kind(r, units, i), i, i};
  if (ctoken_is_group(token, '[')) return (Unit){UNIT_ARRAY, i, i};
  if (token->kind == TOKEN_PUNCT
      && (token->byte == '*' || token->byte == '&' || token->byte == '^')) {
    return (Unit){UNIT_POINTER, i, i};
  }
  if (token->kind == TOKEN_WORD) {
    switch ((CWord)token->word) {
    case WORD_TYPE:
      return (Unit){UNIT_TYPE, i, i};
    case WORD_AGGREGATE:
    case WORD_ENUM:
      return tag_unit(r, i);
    case WORD_SPECIFIER:
    case WORD_EXTERN:
    case WORD_OBJC_PROPERTY:
    case WORD_TYPEDEF:
      return (Unit){UNIT_SPECIFIER, i, i};
    default:
      break;
    }
  }
  return (Unit){UNIT_OTHER, i, i};
}

static bool ends_declarator(const CToken *token) {
  return token->kind == TOKEN_BRACES
         || (token->kind == TOKEN_PUNCT
             && (token->byte == ',' || token->byte == '=' || token->byte == ':'
                 || token->byte == ';' || token->byte == PUNCT_ARROW));
}

static void read_units(const Reader *r, uint32_t from, Units *units) {
  uint32_t i = from;
  units->count = 0;
  while (i < r->count && units->count < MAX_UNITS && !ends_declarator(&r->tokens[i])) {
    Unit unit = unit_at(r, units, i);
    units->items[units->count++] = unit;
    i = unit.last + 1;
  }
  units->end = i;
}

// ---- which unit is the name ---------------------------------------------------------------------

static Str last_part(const Reader *r, const Unit *unit) {
  return ctoken_text(r->context->text, &r->tokens[unit->last]);
}

static bool looks_like_attribute(const Reader *r, const Unit *unit) {
  return unit->first == unit->last && r->tokens[unit->last].kind == TOKEN_WORD
         && cword_looks_like_attribute(last_part(r, unit));
}

// Constructors, destructors, operators: names that need no type before them.
static bool needs_no_type(const Reader *r, const Unit *unit) {
  const CToken *last = &r->tokens[unit->last];
  if (r->context->dialect != C_DIALECT_CPP) return false;
  if (last->kind == TOKEN_OPERATOR) return true;
  if (unit->last > unit->first && ctoken_is_punct(last - 1, '~')) return true;
  if (unit->last >= unit->first + 2 && is_name(last - 2)) {
    return str_equal(last_part(r, unit), ctoken_text(r->context->text, last - 2));
  }
  return unit->first == unit->last && r->context->class_name.len
         && str_equal(last_part(r, unit), r->context->class_name);
}

static bool is_call(const Units *units, size_t i) {
  return units->items[i].kind == UNIT_NAME && i + 1 < units->count
         && units->items[i + 1].kind == UNIT_PARENS;
}

typedef struct {
  size_t at; // index of a unit, or SIZE_MAX
  bool typed;
  bool declarator; // the name is inside unit `at`
} Choice;

// int x ALIGNED(8), char b[4] ALIGNED(8): a call right behind what must be the name.
static bool is_trailing_attribute(const Reader *r, const Units *units, size_t call, bool has_type) {
  if (call == 0 || !looks_like_attribute(r, &units->items[call])) return false;
  const Unit *before = &units->items[call - 1];
  if (before->kind == UNIT_ARRAY) return true;
  return has_type && before->kind == UNIT_NAME && !looks_like_attribute(r, before);
}

// `void *malloc NO_MACRO (size_t n) {`, `int f PARAMS((int n));`: the call is not the name, it
// stands between the name and its parameters. Takes it away if so.
static bool take_out_interposed(const Reader *r, Units *units, size_t call, bool typed) {
  if (call == 0 || !typed || units->items[call - 1].kind != UNIT_NAME) return false;
  if (is_call(units, call - 1) || looks_like_attribute(r, &units->items[call - 1])) return false;
  const CToken *parameters = &r->tokens[units->items[call + 1].first];
  bool doubled =
      parameters->end - parameters->start > 3 && r->context->text.ptr[parameters->start + 1] == '(';
  bool shouted = r->context->text.ptr[r->tokens[units->items[call].first].start] != '_';
  if (!doubled && !(shouted && r->context->has_body)) return false;
  memmove(&units->items[call], &units->items[call + 1],
          sizeof units->items[0] * (units->count - call - 1));
  units->count--;
  return true;
}

// FOO(1), FOO("x") in C: no parameters begin so.
static bool has_literal_argument(const Reader *r, const Unit *parens) {
  if (r->context->dialect == C_DIALECT_CPP || r->context->has_body) return false;
  bool word_then_star;
  char first = first_inside(r->context->text, &r->tokens[parens->first], &word_then_star);
  return ascii_is_digit(first) || first == '"' || first == '\'';
}

static Choice choose_function(const Reader *r, Units *units) {
  Choice plain = {SIZE_MAX, true, false}, shouted = plain, last = plain;
  bool typed = r->context->has_type, has_type = typed, typed_before = typed;
  size_t plain_names = 0;
  for (size_t i = 0; i < units->count; i++) {
    const Unit *unit = &units->items[i];
    if (unit->kind == UNIT_TYPE || unit->kind == UNIT_TAG) typed = has_type = true;
    if (unit->kind == UNIT_POINTER) typed = has_type = true;
    if (unit->kind == UNIT_DECLARATOR)
      return plain.at != SIZE_MAX ? plain : (Choice){i, typed, true};
    if (unit->kind != UNIT_NAME) continue;
    if (!is_call(units, i)) {
      typed_before = typed && (has_type || plain_names > 0); // ... than by this name itself
      plain_names += !looks_like_attribute(r, unit);
      typed = true;
      continue;
    }
    if (needs_no_type(r, unit)) return (Choice){i, typed, false};
    if (has_literal_argument(r, &units->items[i + 1])) continue;
    bool attribute = looks_like_attribute(r, unit);
    if (attribute && take_out_interposed(r, units, i, typed_before)) {
      return (Choice){i - 1, true, false};
    }
    if (typed && is_trailing_attribute(r, units, i, has_type)) continue;
    if (typed && !attribute && plain.at == SIZE_MAX) plain.at = i;
    if (typed && attribute && shouted.at == SIZE_MAX) shouted.at = i;
    if (!typed
        && (last.at == SIZE_MAX || !attribute || looks_like_attribute(r, &units->items[last.at]))) {
      bool call_for_type = last.at != SIZE_MAX && !attribute; // API_FUNC(type) f(...)
      last = (Choice){i, call_for_type, false};
    }
    i++; // behind its parentheses
  }
  return plain.at != SIZE_MAX ? plain : shouted.at != SIZE_MAX ? shouted : last;
}

// Of the names from unit `from` on that are no calls: the last that is no attribute, else the
// first.
static size_t last_plain_name(const Reader *r, const Units *units, size_t from) {
  size_t found = SIZE_MAX, first = SIZE_MAX;
  uint32_t start = units->count ? units->items[0].first : 0;
  bool behind_comma = start > 0 && ctoken_is_punct(&r->tokens[start - 1], ',');
  for (size_t i = from; i < units->count; i++) {
    if (units->items[i].kind == UNIT_ARRAY) break;
    if (units->items[i].kind != UNIT_NAME || is_call(units, i)) continue;
    if (first == SIZE_MAX || behind_comma) first = i;
    if (!looks_like_attribute(r, &units->items[i])) found = i;
  }
  return found != SIZE_MAX ? found : first;
}

static Choice choose_variable(const Reader *r, const Units *units) {
  size_t behind_type = r->context->has_type ? 0 : SIZE_MAX;
  size_t names = 0, first = SIZE_MAX, second = SIZE_MAX;
  for (size_t i = 0; i < units->count && units->items[i].kind != UNIT_ARRAY; i++) {
    UnitKind kind = units->items[i].kind;
    if (kind == UNIT_TYPE || kind == UNIT_TAG || kind == UNIT_POINTER) behind_type = i + 1;
    if (kind != UNIT_NAME || is_call(units, i)) continue;
    if (names == 0) first = i;
    if (names == 1) second = i;
    names++;
  }
  if (behind_type != SIZE_MAX) return (Choice){last_plain_name(r, units, behind_type), true, false};
  if (names < 2) { // FOO(type) x: the call stands for the type
    bool call_before = first != SIZE_MAX && first > 0 && units->items[0].kind != UNIT_NAME;
    for (size_t i = 0; i < first && i < units->count; i++) call_before |= is_call(units, i);
    return (Choice){call_before ? first : SIZE_MAX, false, false};
  }
  size_t name = last_plain_name(r, units, 0);
  return (Choice){name == first ? second : name, true, false};
}

// ---- which tokens are kept ----------------------------------------------------------------------

static void use_tokens(const Reader *r, const Unit *unit, CUse use) {
  for (uint32_t i = unit->first; i <= unit->last; i++) r->tokens[i].use = (uint8_t)use;
}

// Assembly, or something else that is no declaration: `.macro`, `\reg`.
static bool is_foreign(const Reader *r, const Units *units) {
  for (size_t i = 0; i < units->count; i++) {
    const CToken *token = &r->tokens[units->items[i].first];
    if (units->items[i].kind == UNIT_OTHER && token->kind == TOKEN_PUNCT
        && memchr(".\\@%!?/+-|$`", token->byte, 13)) {
      return true;
    }
  }
  return false;
}

// Specifiers, and one type of those before unit `name`. False if there is none.
static bool use_specifiers(const Reader *r, const Units *units, size_t name) {
  bool has_type = r->context->has_type;
  size_t type = SIZE_MAX;
  for (size_t i = 0; i < name && i < units->count; i++) {
    const Unit *unit = &units->items[i];
    if (unit->kind == UNIT_TYPE || unit->kind == UNIT_TAG) has_type = true;
    if (unit->kind == UNIT_NAME && !is_call(units, i)
        && (type == SIZE_MAX || !looks_like_attribute(r, unit)
            || looks_like_attribute(r, &units->items[type]))) {
      type = i;
    }
  }
  bool tagged = false;
  for (size_t i = 0; i < name && i < units->count; i++) {
    const Unit *unit = &units->items[i];
    bool is_type = unit->kind == UNIT_TYPE || unit->kind == UNIT_TAG;
    if (unit->kind == UNIT_TAG) {
      if (!tagged) use_tokens(r, unit, USE_WHOLE);
      tagged = true;
    } else if (unit->kind == UNIT_SPECIFIER || unit->kind == UNIT_POINTER
               || (is_type && !tagged && !r->context->has_type) || (!has_type && i == type)) {
      use_tokens(r, unit, USE_WHOLE);
    }
  }
  return has_type || type != SIZE_MAX;
}

// The parameters and array bounds behind the name. Returns whether there are parameters.
static bool use_suffixes(const Reader *r, const Units *units, size_t from, bool with_parameters) {
  bool has_parameters = false;
  for (size_t i = from; i < units->count; i++) {
    UnitKind kind = units->items[i].kind;
    if (kind == UNIT_PARENS && with_parameters && !has_parameters) {
      has_parameters = true;
    } else if (kind != UNIT_ARRAY || has_parameters) {
      break;
    }
    use_tokens(r, &units->items[i], USE_EMPTY);
  }
  return has_parameters;
}

// `= default`, `= delete`, `= 0` behind parameters.
static void use_pure(const Reader *r, uint32_t at) {
  while (at < r->count && !ctoken_is_punct(&r->tokens[at], '=')) at++;
  if (at + 1 >= r->count || r->context->dialect != C_DIALECT_CPP) return;
  r->tokens[at].use = r->tokens[at + 1].use = USE_WHOLE;
}

static uint32_t next_comma(const Reader *r, uint32_t at) {
  while (at < r->count && !ctoken_is_punct(&r->tokens[at], ',')) at++;
  return at;
}

// `, *b, (*c)(int)`: the declarators behind the first.
static void use_more_declarators(const Reader *r, uint32_t comma) {
  CContext behind_type = *r->context;
  behind_type.has_type = true;
  Reader rest = {&behind_type, r->tokens, r->count};
  for (; comma < r->count; comma = next_comma(r, comma + 1)) {
    Units units;
    read_units(&rest, comma + 1, &units);
    Choice choice = choose_function(&rest, &units);
    bool function = choice.at != SIZE_MAX;
    if (!function) choice = choose_variable(&rest, &units);
    if (choice.at == SIZE_MAX) continue;
    r->tokens[comma].use = USE_WHOLE;
    for (size_t i = 0; i < choice.at; i++) {
      if (units.items[i].kind == UNIT_POINTER) use_tokens(r, &units.items[i], USE_WHOLE);
    }
    use_tokens(r, &units.items[choice.at], choice.declarator ? USE_DECLARATOR : USE_WHOLE);
    use_suffixes(r, &units, choice.at + 1, function);
  }
}

// Foo x(3), Foo x("y"), Foo x(&z): what is in parentheses are arguments, no parameters.
static bool has_arguments(const Reader *r, const Unit *parens) {
  const CContext *context = r->context;
  if (context->dialect != C_DIALECT_CPP || context->has_body || context->scope == SCOPE_CLASS) {
    return false;
  }
  bool word_then_star;
  char first = first_inside(context->text, &r->tokens[parens->first], &word_then_star);
  return first && !c_is_word_byte(first) ? first != '.' && first != ':' : ascii_is_digit(first);
}

static bool is_constexpr(const Reader *r, const Units *units, size_t name) {
  for (size_t i = 0; i < name; i++) {
    const CToken *token = &r->tokens[units->items[i].first];
    if (str_equal(ctoken_text(r->context->text, token), STR("constexpr"))) return true;
  }
  return false;
}

// operator==, not operator bool.
static bool is_symbol_operator(const Reader *r, const Unit *name) {
  const CToken *last = &r->tokens[name->last];
  if (last->kind != TOKEN_OPERATOR) return false;
  Str symbol = str_trim(str_slice(r->context->text, last->start + STR("operator").len, last->end));
  return symbol.len == 0 || !c_is_word_byte(symbol.ptr[0]) || str_starts_with(symbol, STR("new"))
         || str_starts_with(symbol, STR("delete")) || str_starts_with(symbol, STR("co_await"));
}

static CDecl use_first_declarator(const Reader *r, const Units *units, Choice choice,
                                  bool function) {
  CDecl decl = {true, NO_TOKEN, NO_TOKEN, NO_TOKEN, {0}};
  const Unit *name = &units->items[choice.at];
  bool special = !choice.declarator && function && needs_no_type(r, name);
  if (special) {
    for (size_t i = 0; i < choice.at; i++) {
      if (units->items[i].kind == UNIT_SPECIFIER) use_tokens(r, &units->items[i], USE_WHOLE);
    }
    if (is_symbol_operator(r, name)) use_specifiers(r, units, choice.at);
  } else if (!use_specifiers(r, units, choice.at)) {
    uint32_t before = name->first;
    while (before > 0 && r->tokens[before - 1].use == USE_WHOLE
           && ctoken_is_punct(&r->tokens[before - 1], '*')) {
      before--;
    }
    decl.type_missing = before;
  }
  use_tokens(r, name, choice.declarator ? USE_DECLARATOR : USE_WHOLE);
  size_t behind = choice.at + 1;
  bool parameters =
      function
      && !(behind < units->count && !choice.declarator && has_arguments(r, &units->items[behind]));
  bool valued = units->end < r->count && ctoken_is_punct(&r->tokens[units->end], '=');
  if (use_suffixes(r, units, behind, parameters)) {
    // Elsewhere the grammar takes `= delete` for an expression.
    bool member = r->context->scope == SCOPE_CLASS && r->tokens[0].word != WORD_TEMPLATE;
    if (member) use_pure(r, units->end);
  } else if (valued && is_constexpr(r, units, choice.at)) {
    decl.value_missing = name->last; // an extern one has none, and is another thing to the queries
  }
  if (!r->context->has_body) use_more_declarators(r, next_comma(r, units->end));
  return decl;
}

// ---- the whole declaration ----------------------------------------------------------------------

static CDecl nothing(void) {
  return (CDecl){false, NO_TOKEN, NO_TOKEN, NO_TOKEN, {0}};
}

static bool has_statement_word(const Reader *r) {
  for (uint32_t i = 0; i < r->count && !ctoken_is_punct(&r->tokens[i], '='); i++) {
    if (ctoken_is_word(&r->tokens[i], WORD_STATEMENT)) return true;
  }
  return false;
}

// using X = ...; concept X = ...; namespace X = ...: the name matters, the rest is replaced.
static CDecl read_alias(const Reader *r, uint32_t at) {
  CDecl decl = nothing();
  if (at + 2 >= r->count || !is_name(&r->tokens[at + 1])) return decl;
  if (!ctoken_is_punct(&r->tokens[at + 2], '=')) return decl;
  r->tokens[at].use = r->tokens[at + 1].use = USE_WHOLE;
  decl.keep = true;
  decl.value_missing = at + 1;
  return decl;
}

static uint32_t defining_macro(const Reader *r, CMacro *macro) {
  for (uint32_t i = 0; i + 1 < r->count; i++) {
    if (ctoken_is_punct(&r->tokens[i], '=')) break;
    if (!ctoken_is_word(&r->tokens[i], WORD_NAME) || !ctoken_is_group(&r->tokens[i + 1], '(')) {
      continue;
    }
    CToken name;
    if (cword_defining_macro(ctoken_text(r->context->text, &r->tokens[i]), macro)
        && ctoken_argument(r->context->text, &r->tokens[i + 1], macro->argument, &name)) {
      return i;
    }
  }
  return NO_TOKEN;
}

// Whether a declaration follows behind the call at unit `call`, so that it is a macro's.
static bool is_type_behind(const Reader *r, const Units *units, size_t call) {
  for (size_t i = call + 2; i < units->count; i++) {
    const Unit *unit = &units->items[i];
    if (unit->kind == UNIT_TYPE || unit->kind == UNIT_TAG) return true;
    if (unit->kind == UNIT_NAME && !is_call(units, i) && !looks_like_attribute(r, unit))
      return true;
  }
  return false;
}

static CDecl read_unnamed(const Reader *r, const Units *units) {
  CDecl decl = nothing();
  for (size_t i = 0; i < units->count; i++) {
    if (units->items[i].kind != UNIT_TAG || r->context->has_body) continue;
    decl.keep = true; // struct tag;
    use_specifiers(r, units, units->count);
    break;
  }
  return decl;
}

static bool is_friend(const Reader *r, const CToken *token) {
  return ctoken_is_word(token, WORD_SPECIFIER)
         && str_equal(ctoken_text(r->context->text, token), STR("friend"));
}

CDecl cdecl_read(const CContext *context, CToken *tokens, size_t count) {
  Reader r = {context, tokens, (uint32_t)count};
  CDecl decl = nothing();
  for (size_t i = 0; i < count; i++) tokens[i].use = USE_NOTHING;
  if (count == 0 || has_statement_word(&r)) return decl;
  decl.macro = context->has_type ? NO_TOKEN : defining_macro(&r, &decl.makes);
  if (decl.macro != NO_TOKEN) return decl;
  uint32_t from = 0;
  while (from + 1 < count && ctoken_is_word(&tokens[from], WORD_TEMPLATE)
         && ctoken_is_group(&tokens[from + 1], '<')) {
    tokens[from].use = USE_WHOLE;
    tokens[from + 1].use = USE_EMPTY;
    from += 2;
  }
  if (from == count || ctoken_is_word(&tokens[from], WORD_TEMPLATE)) return decl;
  if (ctoken_is_word(&tokens[from], WORD_USING) || ctoken_is_word(&tokens[from], WORD_CONCEPT)
      || ctoken_is_word(&tokens[from], WORD_NAMESPACE)) {
    return read_alias(&r, from);
  }
  for (size_t i = from; i < count; i++) { // extern template class X<int>;
    if (ctoken_is_word(&tokens[i], WORD_TEMPLATE)) return decl;
  }
  for (size_t i = from; i < count && !ctoken_is_punct(&tokens[i], '='); i++) {
    if (!is_friend(&r, &tokens[i])) continue;
    if (!context->has_body) return decl; // declared elsewhere
    tokens[i].kind = TOKEN_LITERAL;      // the grammar takes it only at the start
  }
  Units units;
  read_units(&r, from, &units);
  if (is_foreign(&r, &units)) return decl;
  Choice choice = choose_function(&r, &units);
  bool function = choice.at != SIZE_MAX;
  if (!function && !context->has_body) choice = choose_variable(&r, &units);
  if (choice.at == SIZE_MAX) return read_unnamed(&r, &units);
  if (function && !choice.typed && !context->has_body && !choice.declarator
      && is_type_behind(&r, &units, choice.at)) {
    function = false; // FOO(x) int a;
    choice = choose_variable(&r, &units);
    if (choice.at == SIZE_MAX) return decl;
  }
  bool untyped_call = function && !choice.typed && !context->has_body;
  bool member =
      context->scope == SCOPE_CLASS && function && needs_no_type(&r, &units.items[choice.at]);
  if (untyped_call && !member) return decl; // MACRO(x);
  return use_first_declarator(&r, &units, choice, function);
}

// ---- braces -------------------------------------------------------------------------------------

static bool has_parameters(const Reader *r, uint32_t from) {
  for (uint32_t i = from; i < r->count; i++) {
    if (ctoken_is_group(&r->tokens[i], '(')) return true;
  }
  return false;
}

// Whether `struct` at token `key` opens a body here, and does not only name a type.
static bool opens_aggregate(const Reader *r, uint32_t key) {
  uint32_t i = key + 1, names = 0;
  if (i < r->count && ctoken_is_word(&r->tokens[i], WORD_AGGREGATE)) i++; // enum class
  for (; i < r->count; i++) {
    const CToken *token = &r->tokens[i];
    if (ctoken_is_punct(token, ':')) return true;
    if (ctoken_is_punct(token, '=') || ctoken_is_punct(token, '*') || ctoken_is_punct(token, '&')) {
      return false;
    }
    if (starts_name(r, i)) {
      i = end_of_name(r, i);
      names++;
    } else if (ctoken_is_group(token, '(') && names > 1) {
      return i + 1 < r->count && starts_name(r, i + 1); // struct tag f(...) {
    }
  }
  return true;
}

// In a constructor's `: a(1), b{2} {`: whether the brace is a member's.
static bool is_member_initialiser(const Reader *r) {
  bool in_list = false;
  for (uint32_t i = 1; i < r->count; i++) {
    if (ctoken_is_punct(&r->tokens[i], ':') && ctoken_is_group(&r->tokens[i - 1], '(')) {
      in_list = true;
    }
  }
  return in_list && is_name(&r->tokens[r->count - 1]);
}

// INLINE_NAMESPACE(v1) {
static bool is_namespace_macro(const Reader *r) {
  if (r->context->dialect != C_DIALECT_CPP || !is_name(&r->tokens[0])) return false;
  if (r->count > 2 || (r->count == 2 && !ctoken_is_group(&r->tokens[1], '('))) return false;
  return str_find(ctoken_text(r->context->text, &r->tokens[0]), STR("NAMESPACE")) != SIZE_MAX;
}

CBrace cdecl_brace(const CContext *context, const CToken *tokens, size_t count) {
  Reader r = {context, (CToken *)tokens, (uint32_t)count};
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

Str cdecl_read_head(const CContext *context, CToken *tokens, size_t count) {
  Reader r = {context, tokens, (uint32_t)count};
  for (size_t i = 0; i < count; i++) tokens[i].use = USE_NOTHING;
  uint32_t key = find_key(tokens, count);
  if (key == NO_TOKEN) return STR("");
  uint32_t from = 0; // a macro's call ends what stands before it
  for (uint32_t i = 0; i < key; i++) {
    if (ctoken_is_group(&tokens[i], '(')) from = i + 1;
  }
  for (uint32_t i = from; i < key; i++) {
    CWord word = tokens[i].kind == TOKEN_WORD ? (CWord)tokens[i].word : WORD_NAME;
    if (word == WORD_SPECIFIER || word == WORD_TYPEDEF || word == WORD_TEMPLATE
        || word == WORD_EXTERN) {
      tokens[i].use = USE_WHOLE;
    }
    if (ctoken_is_group(&tokens[i], '<')) tokens[i].use = USE_EMPTY;
  }
  tokens[key].use = USE_WHOLE;
  uint32_t i = key + 1;
  if (i < count && ctoken_is_word(&tokens[i], WORD_AGGREGATE)) tokens[i++].use = USE_WHOLE;
  Unit name = {UNIT_OTHER, 0, 0};
  for (; i < count && !ctoken_is_punct(&tokens[i], ':'); i++) {
    if (!starts_name(&r, i)) continue;
    Unit unit = {UNIT_NAME, i, end_of_name(&r, i)};
    bool call = unit.last + 1 < count && ctoken_is_group(&tokens[unit.last + 1], '(');
    if (name.kind == UNIT_OTHER || (!call && !looks_like_attribute(&r, &unit))
        || looks_like_attribute(&r, &name)) {
      if (!call) name = unit;
    }
    i = unit.last;
  }
  if (name.kind == UNIT_OTHER) return STR("");
  use_tokens(&r, &name, USE_WHOLE);
  return last_part(&r, &name);
}

// ---- Objective-C and K&R ------------------------------------------------------------------------

void cdecl_read_objc_method(CToken *tokens, size_t count) {
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
    if (i > from && ctoken_is_group(&tokens[i], '(') && is_name(&tokens[i - 1])) return false;
  }
  return true;
}

bool cdecl_maybe_knr(Str text, const CToken *tokens, size_t count, size_t *behind_parameters) {
  size_t at = 1;
  while (at < count && !ctoken_is_group(&tokens[at], '(')) at++;
  if (at >= count || !is_name(&tokens[at - 1]) || !is_list_of_names(text, &tokens[at]))
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
