// Nesting of what is written in pieces: headings, equations and signatures, several names of one
// node, and what does not count or encloses nothing.
#include "intake/nest.h"
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const Str document = {"one\ntwo\nthree\nfour\nfive\nsix\n", 28};

// A definition that starts with its name.
static Definition define(SymbolKind kind, const char *name, uint32_t start, uint32_t end) {
  return (Definition){.kind = kind,
                      .name = str_from_c(name),
                      .name_start = start,
                      .name_end = start + (uint32_t)strlen(name),
                      .start = start,
                      .end = end};
}

// "container/name:start-end" of each symbol.
static void check(Definition *items, size_t count, const char *expected) {
  Definitions definitions = {0};
  for (size_t i = 0; i < count; i++) array_push(&definitions, items[i]);
  Arena arena = {0};
  Extraction out = {0};
  Buf listing = {0};
  nest_definitions(&definitions, document, STR("."), &arena, &out);
  for (size_t i = 0; i < out.symbols.count; i++) {
    const Symbol *s = &out.symbols.items[i];
    buf_printf(&listing, "%s%.*s%s%.*s:%u-%u", i ? " " : "", STR_ARGS(s->container),
               s->container.len ? "/" : "", STR_ARGS(s->name), s->start, s->end);
    if (s->flags & SYMBOL_DECLARATION) buf_printf(&listing, "!");
  }
  buf_byte(&listing, '\0');
  assert_string_equal(listing.data, expected);
  buf_release(&listing);
  array_free(&definitions);
  extraction_release(&out);
  arena_release(&arena);
}

static Definition heading(const char *name, uint8_t level, uint32_t start) {
  Definition d = define(SYMBOL_HEADING, name, start, start + 3);
  d.rules.level = level;
  return d;
}

static void a_heading_reaches_to_the_next_of_its_level_or_above(void **state) {
  (void)state;
  Definition items[] = {heading("a", 1, 0), heading("b", 2, 4), heading("c", 3, 8),
                        heading("d", 2, 14), heading("e", 1, 19)};
  check(items, COUNT_OF(items), "a:0-19 a/b:4-14 a.b/c:8-14 a/d:14-19 e:19-28");
}

static void a_heading_that_skips_levels_is_inside_what_is_above(void **state) {
  (void)state;
  Definition items[] = {heading("a", 1, 0), heading("b", 5, 4), heading("c", 3, 8)};
  check(items, COUNT_OF(items), "a:0-28 a/b:4-8 a/c:8-28");
}

static Definition piece(const char *name, uint32_t start, uint32_t end) {
  Definition d = define(SYMBOL_FUNCTION, name, start, end);
  d.rules.merge = true;
  return d;
}

static void pieces_of_one_name_are_one_symbol(void **state) {
  (void)state;
  Definition items[] = {piece("f", 0, 3), piece("f", 4, 7), piece("g", 8, 13), piece("f", 14, 18)};
  check(items, COUNT_OF(items), "f:0-7 g:8-13 f:14-18");
}

static void pieces_that_may_not_merge_stay_apart(void **state) {
  (void)state;
  Definition items[] = {piece("f", 0, 3), define(SYMBOL_FUNCTION, "f", 4, 7), piece("f", 8, 13)};
  check(items, COUNT_OF(items), "f:0-3 f:4-7 f:8-13");
}

static void a_declaration_becomes_the_definition_behind_it(void **state) {
  (void)state;
  Definition items[] = {piece("v", 0, 3), piece("v", 4, 7), piece("w", 8, 13)};
  items[0].flags = items[2].flags = SYMBOL_DECLARATION;
  items[1].kind = SYMBOL_VARIABLE;
  check(items, COUNT_OF(items), "v:0-7 w:8-13!");
}

static void what_is_inside_a_later_piece_is_inside_the_symbol(void **state) {
  (void)state;
  Definition items[] = {piece("f", 0, 3), piece("f", 4, 18), define(SYMBOL_FUNCTION, "g", 8, 13)};
  Definitions definitions = {.items = items, .count = COUNT_OF(items)};
  Arena arena = {0};
  Extraction out = {0};
  nest_definitions(&definitions, document, STR("."), &arena, &out);
  assert_int_equal(out.symbols.count, 2);
  assert_int_equal(out.symbols.items[1].parent, 0);
  assert_int_equal(out.symbols.items[0].end_line, 3);
  assert_int_equal(out.symbols.items[1].line, 2);
  extraction_release(&out);
  arena_release(&arena);
}

static void a_leaf_encloses_nothing(void **state) {
  (void)state;
  Definition items[] = {define(SYMBOL_TARGET, "t", 0, 28), define(SYMBOL_TARGET, "u", 4, 7)};
  items[0].rules.leaf = true;
  check(items, COUNT_OF(items), "t:0-28 u:4-7");
}

static void utf16_columns_count_on_along_a_line(void **state) {
  (void)state;
  Str text = STR("\xC3\xA9 a \xF0\x9F\x98\x80 b\n\xC3\xA9 c");
  Definition items[] = {define(SYMBOL_KEY, "a", 3, 4), define(SYMBOL_KEY, "b", 10, 11),
                        define(SYMBOL_KEY, "c", 15, 16)};
  Definitions definitions = {.items = items, .count = COUNT_OF(items)};
  Arena arena = {0};
  Extraction out = {0};
  nest_definitions(&definitions, text, STR("."), &arena, &out);
  assert_int_equal(out.symbols.items[0].column_utf16, 2);
  assert_int_equal(out.symbols.items[1].column_utf16, 7);
  assert_int_equal(out.symbols.items[2].column_utf16, 2);
  assert_int_equal(out.symbols.items[2].line, 1);
  extraction_release(&out);
  arena_release(&arena);
}

static void what_is_in_an_opaque_node_does_not_count(void **state) {
  (void)state;
  Error error;
  Extractor *extractor = extractor_new();
  ExtractOptions options = {0};
  Arena arena = {0};
  Extraction out = {0};
  Str text = STR("{\"a\": [{\"b\": {\"c\": 1}}, [{\"d\": 2}], {\"e\": 3}], \"f\": {\"g\": \"h\"}}");
  assert_int_equal(extractor_run(extractor, LANGUAGE_json, text, &options, &arena, &out, &error),
                   STATUS_OK);
  assert_int_equal(out.symbols.count, 3);
  assert_true(str_equal(out.symbols.items[0].name, STR("a")));
  assert_true(str_equal(out.symbols.items[1].name, STR("f")));
  assert_true(str_equal(out.symbols.items[2].name, STR("g")));
  assert_int_equal(out.spans.count, 8); // strings in arrays are strings all the same
  extraction_release(&out);
  arena_release(&arena);
  extractor_free(extractor);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_heading_reaches_to_the_next_of_its_level_or_above),
      cmocka_unit_test(a_heading_that_skips_levels_is_inside_what_is_above),
      cmocka_unit_test(pieces_of_one_name_are_one_symbol),
      cmocka_unit_test(pieces_that_may_not_merge_stay_apart),
      cmocka_unit_test(a_declaration_becomes_the_definition_behind_it),
      cmocka_unit_test(what_is_inside_a_later_piece_is_inside_the_symbol),
      cmocka_unit_test(a_leaf_encloses_nothing),
      cmocka_unit_test(utf16_columns_count_on_along_a_line),
      cmocka_unit_test(what_is_in_an_opaque_node_does_not_count),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
