// A declaration is specifiers and a type, then declarators. Macros break that order in two ways: as
// words (`static int __init probe(...)`, `class API Foo`), and as calls (`PyAPI_FUNC(int) f(...)`,
// `int f(void) __acquires(x)`). The name is found first, from the words that cannot be attributes;
// what stands before it and is no specifier nor the one type is dropped, as is all that follows the
// parameters. Types are thus only as right as the grammar needs them: where none is left, one is
// put in. Rejected: lists of macros (every project has its own).
#include "intake/cdecl.h"

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

// ---- which unit is the name ---------------------------------------------------------------------

static bool is_call(const CUnits *units, size_t i) {
  return units->items[i].kind == UNIT_NAME && i + 1 < units->count
         && units->items[i + 1].kind == UNIT_PARENS;
}

typedef struct {
  size_t at; // index of a unit, or SIZE_MAX
  bool typed;
  bool declarator; // the name is inside unit `at`
} Choice;

// int x ALIGNED(8), char b[4] ALIGNED(8): a call right behind what must be the name.
static bool is_trailing_attribute(const CUnitReader *r, const CUnits *units, size_t call,
                                  bool has_type) {
  if (call == 0 || !cunit_looks_like_attribute(r, &units->items[call])) return false;
  const CUnit *before = &units->items[call - 1];
  if (before->kind == UNIT_ARRAY) return true;
  return has_type && before->kind == UNIT_NAME && !cunit_looks_like_attribute(r, before);
}

// `void *malloc NO_MACRO (size_t n) {`, `int f PARAMS((int n));`: the call is not the name, it
// stands between the name and its parameters. Takes it away if so.
static bool take_out_interposed(const CUnitReader *r, CUnits *units, size_t call, bool typed) {
  if (call == 0 || !typed || units->items[call - 1].kind != UNIT_NAME) return false;
  if (is_call(units, call - 1) || cunit_looks_like_attribute(r, &units->items[call - 1]))
    return false;
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
static bool has_literal_argument(const CUnitReader *r, const CUnit *parens) {
  if (r->context->dialect == C_DIALECT_CPP || r->context->has_body) return false;
  bool word_then_star;
  char first = cunit_first_inside(r->context->text, &r->tokens[parens->first], &word_then_star);
  return ascii_is_digit(first) || first == '"' || first == '\'';
}

static Choice choose_function(const CUnitReader *r, CUnits *units) {
  Choice plain = {SIZE_MAX, true, false}, shouted = plain, last = plain;
  bool typed = r->context->has_type, has_type = typed, typed_before = typed;
  bool shouted_plainly = false;
  size_t plain_names = 0;
  for (size_t i = 0; i < units->count; i++) {
    const CUnit *unit = &units->items[i];
    if (unit->kind == UNIT_TYPE || unit->kind == UNIT_TAG) typed = has_type = true;
    if (unit->kind == UNIT_POINTER) typed = has_type = true;
    if (unit->kind == UNIT_DECLARATOR)
      return plain.at != SIZE_MAX ? plain : (Choice){i, typed, true};
    if (unit->kind != UNIT_NAME) continue;
    if (!is_call(units, i)) {
      typed_before = typed && (has_type || plain_names > 0); // ... than by this name itself
      plain_names += !cunit_looks_like_attribute(r, unit);
      typed = true;
      continue;
    }
    if (cunit_needs_no_type(r, unit)) return (Choice){i, typed, false};
    if (has_literal_argument(r, &units->items[i + 1])) continue;
    bool attribute = cunit_looks_like_attribute(r, unit);
    if (attribute && take_out_interposed(r, units, i, typed_before)) {
      return (Choice){i - 1, true, false};
    }
    if (typed && is_trailing_attribute(r, units, i, has_type)) continue;
    if (typed && !attribute && plain.at == SIZE_MAX) plain.at = i;
    // Behind a type that looks like one, before one behind another attribute.
    bool plainly = has_type || plain_names > 0;
    if (typed && attribute && (shouted.at == SIZE_MAX || (plainly && !shouted_plainly))) {
      shouted.at = i;
      shouted_plainly = plainly;
    }
    if (!typed
        && (last.at == SIZE_MAX || !attribute
            || cunit_looks_like_attribute(r, &units->items[last.at]))) {
      bool call_for_type = last.at != SIZE_MAX && !attribute; // API_FUNC(type) f(...)
      last = (Choice){i, call_for_type, false};
    }
    i++; // behind its parentheses
  }
  return plain.at != SIZE_MAX ? plain : shouted.at != SIZE_MAX ? shouted : last;
}

// Of the names from unit `from` on that are no calls: the last that is no attribute, else the
// first.
static size_t last_plain_name(const CUnitReader *r, const CUnits *units, size_t from) {
  size_t found = SIZE_MAX, first = SIZE_MAX;
  uint32_t start = units->count ? units->items[0].first : 0;
  bool behind_comma = start > 0 && ctoken_is_punct(&r->tokens[start - 1], ',');
  for (size_t i = from; i < units->count; i++) {
    if (units->items[i].kind == UNIT_ARRAY) break;
    if (units->items[i].kind != UNIT_NAME || is_call(units, i)) continue;
    if (first == SIZE_MAX || behind_comma) first = i;
    if (!cunit_looks_like_attribute(r, &units->items[i])) found = i;
  }
  return found != SIZE_MAX ? found : first;
}

static Choice choose_variable(const CUnitReader *r, const CUnits *units) {
  size_t behind_type = r->context->has_type ? 0 : SIZE_MAX;
  size_t names = 0, first = SIZE_MAX, second = SIZE_MAX;
  for (size_t i = 0; i < units->count && units->items[i].kind != UNIT_ARRAY; i++) {
    CUnitKind kind = units->items[i].kind;
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

// Assembly, or something else that is no declaration: `.macro`, `\reg`.
static bool is_foreign(const CUnitReader *r, const CUnits *units) {
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
static bool use_specifiers(const CUnitReader *r, const CUnits *units, size_t name) {
  bool has_type = r->context->has_type;
  size_t type = SIZE_MAX;
  for (size_t i = 0; i < name && i < units->count; i++) {
    const CUnit *unit = &units->items[i];
    if (unit->kind == UNIT_TYPE || unit->kind == UNIT_TAG) has_type = true;
    if (unit->kind == UNIT_NAME && !is_call(units, i)
        && (type == SIZE_MAX || !cunit_looks_like_attribute(r, unit)
            || cunit_looks_like_attribute(r, &units->items[type]))) {
      type = i;
    }
  }
  bool tagged = false;
  for (size_t i = 0; i < name && i < units->count; i++) {
    const CUnit *unit = &units->items[i];
    bool is_type = unit->kind == UNIT_TYPE || unit->kind == UNIT_TAG;
    if (unit->kind == UNIT_TAG) {
      if (!tagged) cunit_use(r, unit, USE_WHOLE);
      tagged = true;
    } else if (unit->kind == UNIT_SPECIFIER || unit->kind == UNIT_POINTER
               || (is_type && !tagged && !r->context->has_type) || (!has_type && i == type)) {
      cunit_use(r, unit, USE_WHOLE);
    }
  }
  return has_type || type != SIZE_MAX;
}

// The parameters and array bounds behind the name. Returns whether there are parameters.
static bool use_suffixes(const CUnitReader *r, const CUnits *units, size_t from,
                         bool with_parameters) {
  bool has_parameters = false;
  for (size_t i = from; i < units->count; i++) {
    CUnitKind kind = units->items[i].kind;
    if (kind == UNIT_PARENS && with_parameters && !has_parameters) {
      has_parameters = true;
    } else if (kind != UNIT_ARRAY || has_parameters) {
      break;
    }
    cunit_use(r, &units->items[i], USE_EMPTY);
  }
  return has_parameters;
}

// `= default`, `= delete`, `= 0` behind parameters.
static void use_pure(const CUnitReader *r, uint32_t at) {
  while (at < r->count && !ctoken_is_punct(&r->tokens[at], '=')) at++;
  if (at + 1 >= r->count || r->context->dialect != C_DIALECT_CPP) return;
  r->tokens[at].use = r->tokens[at + 1].use = USE_WHOLE;
}

static uint32_t next_comma(const CUnitReader *r, uint32_t at) {
  while (at < r->count && !ctoken_is_punct(&r->tokens[at], ',')) at++;
  return at;
}

// `, *b, (*c)(int)`: the declarators behind the first.
static void use_more_declarators(const CUnitReader *r, uint32_t comma) {
  CContext behind_type = *r->context;
  behind_type.has_type = true;
  CUnitReader rest = {&behind_type, r->tokens, r->count};
  for (; comma < r->count; comma = next_comma(r, comma + 1)) {
    CUnits units;
    cunit_read(&rest, comma + 1, &units);
    Choice choice = choose_function(&rest, &units);
    bool function = choice.at != SIZE_MAX;
    if (!function) choice = choose_variable(&rest, &units);
    if (choice.at == SIZE_MAX) continue;
    r->tokens[comma].use = USE_WHOLE;
    for (size_t i = 0; i < choice.at; i++) {
      if (units.items[i].kind == UNIT_POINTER) cunit_use(r, &units.items[i], USE_WHOLE);
    }
    cunit_use(r, &units.items[choice.at], choice.declarator ? USE_DECLARATOR : USE_WHOLE);
    use_suffixes(r, &units, choice.at + 1, function);
  }
}

// Foo x(3), Foo x("y"), Foo x(&z): what is in parentheses are arguments, no parameters.
static bool has_arguments(const CUnitReader *r, const CUnit *parens) {
  const CContext *context = r->context;
  if (context->dialect != C_DIALECT_CPP || context->has_body || context->scope == SCOPE_CLASS) {
    return false;
  }
  bool word_then_star;
  char first = cunit_first_inside(context->text, &r->tokens[parens->first], &word_then_star);
  return first && !c_is_word_byte(first) ? first != '.' && first != ':' : ascii_is_digit(first);
}

static bool is_constexpr(const CUnitReader *r, const CUnits *units, size_t name) {
  for (size_t i = 0; i < name; i++) {
    const CToken *token = &r->tokens[units->items[i].first];
    if (str_equal(ctoken_text(r->context->text, token), STR("constexpr"))) return true;
  }
  return false;
}

// operator==, not operator bool.
static bool is_symbol_operator(const CUnitReader *r, const CUnit *name) {
  const CToken *last = &r->tokens[name->last];
  if (last->kind != TOKEN_OPERATOR) return false;
  Str symbol = str_trim(str_slice(r->context->text, last->start + STR("operator").len, last->end));
  return symbol.len == 0 || !c_is_word_byte(symbol.ptr[0]) || str_starts_with(symbol, STR("new"))
         || str_starts_with(symbol, STR("delete")) || str_starts_with(symbol, STR("co_await"));
}

static bool is_like_call(const CUnitReader *r, const CUnits *units, Choice choice) {
  if (!choice.declarator || r->context->scope == SCOPE_CLASS || r->context->has_type) return false;
  for (size_t i = 0; i < choice.at; i++) {
    CUnitKind kind = units->items[i].kind;
    if (kind != UNIT_NAME && kind != UNIT_POINTER) return false;
  }
  return true;
}

static CDecl use_first_declarator(const CUnitReader *r, const CUnits *units, Choice choice,
                                  bool function) {
  CDecl decl = {true, NO_TOKEN, NO_TOKEN, false, NO_TOKEN, {0}};
  const CUnit *name = &units->items[choice.at];
  bool special = !choice.declarator && function && cunit_needs_no_type(r, name);
  if (special) {
    for (size_t i = 0; i < choice.at; i++) {
      if (units->items[i].kind == UNIT_SPECIFIER) cunit_use(r, &units->items[i], USE_WHOLE);
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
  cunit_use(r, name, choice.declarator ? USE_DECLARATOR : USE_WHOLE);
  decl.like_call = is_like_call(r, units, choice);
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

static CDecl nothing(void) { return (CDecl){false, NO_TOKEN, NO_TOKEN, false, NO_TOKEN, {0}}; }

static bool has_statement_word(const CUnitReader *r) {
  for (uint32_t i = 0; i < r->count && !ctoken_is_punct(&r->tokens[i], '='); i++) {
    if (ctoken_is_word(&r->tokens[i], WORD_STATEMENT)) return true;
  }
  return false;
}

// using X = ...; concept X = ...; namespace X = ...: the name matters, the rest is replaced.
static CDecl read_alias(const CUnitReader *r, uint32_t at) {
  CDecl decl = nothing();
  if (at + 2 >= r->count || !cunit_is_name(&r->tokens[at + 1])) return decl;
  if (!ctoken_is_punct(&r->tokens[at + 2], '=')) return decl;
  r->tokens[at].use = r->tokens[at + 1].use = USE_WHOLE;
  decl.keep = true;
  decl.value_missing = at + 1;
  return decl;
}

static uint32_t defining_macro(const CUnitReader *r, CMacro *macro) {
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

// Whether a declaration follows behind the call at unit `call`, so that it is a macro's. What follows
// in a typedef is its name, even if it shouts: typedef STACK_OF(X) CRL_POINTS;
static bool is_type_behind(const CUnitReader *r, const CUnits *units, size_t call) {
  bool type_definition = ctoken_is_word(&r->tokens[units->items[0].first], WORD_TYPEDEF);
  for (size_t i = call + 2; i < units->count; i++) {
    const CUnit *unit = &units->items[i];
    if (unit->kind == UNIT_TYPE || unit->kind == UNIT_TAG) return true;
    if (unit->kind == UNIT_NAME && !is_call(units, i)
        && (type_definition || !cunit_looks_like_attribute(r, unit)))
      return true;
  }
  return false;
}

static CDecl read_unnamed(const CUnitReader *r, const CUnits *units) {
  CDecl decl = nothing();
  for (size_t i = 0; i < units->count; i++) {
    if (units->items[i].kind != UNIT_TAG || r->context->has_body) continue;
    decl.keep = true; // struct tag;
    use_specifiers(r, units, units->count);
    break;
  }
  return decl;
}

static bool is_friend(const CUnitReader *r, const CToken *token) {
  return ctoken_is_word(token, WORD_SPECIFIER)
         && str_equal(ctoken_text(r->context->text, token), STR("friend"));
}

// A friend that is only declared is defined elsewhere. In a definition the word is dropped, because
// the grammar takes it only at the start.
static bool is_mere_friend(const CUnitReader *r, uint32_t from) {
  for (uint32_t i = from; i < r->count && !ctoken_is_punct(&r->tokens[i], '='); i++) {
    if (!is_friend(r, &r->tokens[i])) continue;
    if (!r->context->has_body) return true;
    r->tokens[i].kind = TOKEN_LITERAL;
  }
  return false;
}

// What has no name but may have one after all: FOO(x) int a; MACRO(x); struct tag;
static CDecl read_units(const CUnitReader *r, CUnits *units) {
  bool has_body = r->context->has_body;
  Choice choice = choose_function(r, units);
  bool function = choice.at != SIZE_MAX;
  bool untyped = function && !choice.typed && !choice.declarator && !has_body;
  if ((!function && !has_body) || (untyped && is_type_behind(r, units, choice.at))) {
    function = untyped = false;
    choice = choose_variable(r, units);
  }
  if (choice.at == SIZE_MAX) return read_unnamed(r, units);
  bool member = r->context->scope == SCOPE_CLASS && function
                && cunit_needs_no_type(r, &units->items[choice.at]);
  if (untyped && !member) return nothing();
  return use_first_declarator(r, units, choice, function);
}

CDecl cdecl_read(const CContext *context, CToken *tokens, size_t count) {
  CUnitReader r = {context, tokens, (uint32_t)count};
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
  if (from == count) return decl;
  if (ctoken_is_word(&tokens[from], WORD_USING) || ctoken_is_word(&tokens[from], WORD_CONCEPT)
      || ctoken_is_word(&tokens[from], WORD_NAMESPACE)) {
    return read_alias(&r, from);
  }
  for (size_t i = from; i < count; i++) { // extern template class X<int>;
    if (ctoken_is_word(&tokens[i], WORD_TEMPLATE)) return decl;
  }
  if (is_mere_friend(&r, from)) return decl;
  CUnits units;
  cunit_read(&r, from, &units);
  return is_foreign(&r, &units) ? decl : read_units(&r, &units);
}
