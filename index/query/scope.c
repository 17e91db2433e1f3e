// Two scopes narrow each other case by case, and what is left is written down in the one way that
// canonical printing needs: in: names what counts, -in: only what in: cannot say.
#include "query/scope.h"

enum {
  LEXICAL = PLACE_CODE | PLACE_COMMENT | PLACE_STRING,
  CASES = 3, // of a place, outside of definitions' names; the same inside follow
};
static const uint64_t ALL_KINDS = ((uint64_t)1 << SYMBOL_KIND_COUNT) - 1;

const char *scope_place_name(int i) {
  static const char *const names[PLACES] = {"code", "comment", "string", "def"};
  return names[i];
}

// ---- cases --------------------------------------------------------------------------------------

// Bit p: place p outside of names; bit CASES + p: inside.
static unsigned cases_of(uint8_t places, uint8_t not_places) {
  unsigned cases = 0;
  for (unsigned i = 0; i < 2 * CASES; i++) {
    unsigned bits = 1u << (i % CASES) | (i >= CASES ? PLACE_DEFINITION : 0u);
    if ((places == 0 || (places & bits)) && !(not_places & bits)) cases |= 1u << i;
  }
  return cases;
}

// The one way to write the cases down. They are not empty.
static void put_cases(unsigned cases, uint8_t *places, uint8_t *not_places) {
  uint8_t outside = cases & LEXICAL, inside = (cases >> CASES) & LEXICAL;
  *not_places = 0;
  *places = outside;
  if (inside == 0) {
    *not_places = PLACE_DEFINITION;
  } else if (inside != outside) {
    *places = outside | PLACE_DEFINITION;
    *not_places = (uint8_t)(LEXICAL & ~inside);
    return;
  }
  if (*places == LEXICAL) *places = 0;
}

static bool narrow_places(uint8_t *places, uint8_t *not_places, unsigned cases) {
  cases &= cases_of(*places, *not_places);
  if (cases == 0) return false;
  put_cases(cases, places, not_places);
  return true;
}

static bool narrow_kinds(uint64_t *kinds, uint64_t wanted) {
  uint64_t left = (*kinds ? *kinds : ALL_KINDS) & wanted;
  if (left == 0) return false;
  *kinds = left == ALL_KINDS ? 0 : left;
  return true;
}

// ---- narrowing ----------------------------------------------------------------------------------

bool scope_add_places(Scope *scope, uint8_t places, bool negated) {
  unsigned cases = negated ? cases_of(0, places) : cases_of(places, 0);
  return narrow_places(&scope->places, &scope->not_places, cases);
}

bool scope_add_kinds(Scope *scope, uint64_t kinds, bool negated) {
  scope->definition = true;
  return narrow_kinds(&scope->kinds, negated ? ALL_KINDS & ~kinds : kinds);
}

static bool apply_to_text(const Scope *scope, QueryText *text) {
  unsigned cases = cases_of(scope->places, scope->not_places);
  if (text->symbol) { // always in a name: where does not matter outside of one
    cases >>= CASES;
    cases |= cases << CASES;
  } else if (scope->definition) {
    cases &= (unsigned)LEXICAL << CASES;
  }
  if (scope->kinds && !narrow_kinds(&text->kinds, scope->kinds)) return false;
  return narrow_places(&text->places, &text->not_places, cases);
}

bool scope_apply(const Scope *scope, QueryNode *node) {
  if (node->kind == QUERY_TEXT) return apply_to_text(scope, &node->text);
  for (size_t i = 0; i < node->count; i++) {
    if (!scope_apply(scope, node->items[i])) return false;
  }
  return true;
}

// ---- printing -----------------------------------------------------------------------------------

bool scope_is_anywhere(const Scope *scope) {
  return !scope->places && !scope->not_places && !scope->definition && !scope->kinds;
}

bool scope_equal(const Scope *a, const Scope *b) {
  return a->places == b->places && a->not_places == b->not_places && a->kinds == b->kinds;
}

Scope scope_of_text(const QueryText *text) {
  Scope scope = {.places = text->places,
                 .not_places = text->not_places,
                 .definition = text->kinds != 0,
                 .kinds = text->kinds};
  if (text->kinds) scope.places &= (uint8_t)~PLACE_DEFINITION; // kind: says so
  return scope;
}

static void print_places(const char *name, uint8_t places, Buf *out) {
  const char *separator = name;
  for (int i = 0; i < PLACES; i++) {
    if (!(places >> i & 1)) continue;
    buf_printf(out, "%s%s", separator, scope_place_name(i));
    separator = ",";
  }
  if (places) buf_byte(out, ' ');
}

// The shorter list of the two: those that count, or those that do not.
static void print_kinds(uint64_t kinds, Buf *out) {
  int count = 0;
  for (int k = 0; k < SYMBOL_KIND_COUNT; k++) count += (int)(kinds >> k & 1);
  bool negated = count > SYMBOL_KIND_COUNT / 2;
  if (negated) kinds = ALL_KINDS & ~kinds;
  const char *separator = negated ? "-kind:" : "kind:";
  for (int k = 0; k < SYMBOL_KIND_COUNT; k++) {
    if (!(kinds >> k & 1)) continue;
    buf_printf(out, "%s%.*s", separator, STR_ARGS(symbol_kind_name((SymbolKind)k)));
    separator = ",";
  }
  buf_byte(out, ' ');
}

void scope_print(const Scope *scope, Buf *out) {
  print_places("in:", scope->places, out);
  print_places("-in:", scope->not_places, out);
  if (scope->kinds) print_kinds(scope->kinds, out);
}
