// The rules by which nesting names, keeps, drops and marks definitions. Texts here are only places
// for ranges: a definition stands where its name is written.
#include "intake/nest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

typedef struct {
  Definitions definitions;
  Extraction out;
  Arena arena;
  Str text;
} Fixture;

static int set_up(void **state) {
  *state = xcalloc(1, sizeof(Fixture));
  return 0;
}

static int tear_down(void **state) {
  Fixture *f = *state;
  array_free(&f->definitions);
  extraction_release(&f->out);
  arena_release(&f->arena);
  free(f);
  return 0;
}

// Defines the first occurrence of `name` at or behind `from`, over [start, end) of the text.
static Definition *define(Fixture *f, SymbolKind kind, const char *name, uint32_t start,
                          uint32_t end) {
  Str wanted = str_from_c(name);
  size_t at = str_find(str_slice(f->text, start, end), wanted);
  assert_true(at != SIZE_MAX);
  Definition d = {.name = wanted, .kind = kind, .start = start, .end = end};
  d.name_start = start + (uint32_t)at;
  d.name_end = d.name_start + (uint32_t)wanted.len;
  d.priority = (uint32_t)f->definitions.count;
  array_push(&f->definitions, d);
  return &f->definitions.items[f->definitions.count - 1];
}

// Defines the letter at `name`, over [start, end).
static Definition *add(Fixture *f, SymbolKind kind, uint32_t start, uint32_t name, uint32_t end) {
  Definition d = {.kind = kind, .start = start, .end = end};
  d.name_start = name;
  d.name_end = name + 1;
  d.name = str_slice(f->text, name, name + 1);
  array_push(&f->definitions, d);
  return &f->definitions.items[f->definitions.count - 1];
}

static void run(Fixture *f) {
  nest_definitions(&f->definitions, f->text, STR("."), &f->arena, &f->out);
}

static const Symbol *find(const Fixture *f, const char *name) {
  for (size_t i = 0; i < f->out.symbols.count; i++) {
    if (str_equal(f->out.symbols.items[i].name, str_from_c(name))) return &f->out.symbols.items[i];
  }
  return NULL;
}

static const Symbol *nested(Fixture *f, size_t expected_count) {
  run(f);
  assert_int_equal(f->out.symbols.count, expected_count);
  return f->out.symbols.items;
}

static void assert_symbol(const Symbol *symbol, const char *name, const char *container) {
  assert_true(str_equal(symbol->name, str_from_c(name)));
  assert_true(str_equal(symbol->container, str_from_c(container)));
}

static void a_variable_of_a_function_is_dropped(void **state) {
  Fixture *f = *state;
  f->text = STR("def f: x = 1\ny = 2");
  define(f, SYMBOL_FUNCTION, "f", 4, 12);
  define(f, SYMBOL_VARIABLE, "x", 7, 12);
  define(f, SYMBOL_VARIABLE, "y", 13, 18);
  const Symbol *symbols = nested(f, 2);
  assert_symbol(&symbols[0], "f", "");
  assert_symbol(&symbols[1], "y", "");
  assert_int_equal(symbols[1].line, 1);
}

static void a_member_belongs_to_the_type_around_its_function(void **state) {
  Fixture *f = *state;
  f->text = STR("class A { init { self.b = 1 } }");
  define(f, SYMBOL_CLASS, "A", 0, 31);
  define(f, SYMBOL_METHOD, "init", 10, 29);
  define(f, SYMBOL_FIELD, "b", 17, 27)->rules.member = true;
  const Symbol *symbols = nested(f, 3);
  assert_symbol(&symbols[2], "b", "A");
  assert_int_equal(symbols[2].parent, 0);
}

static void a_member_without_a_type_is_dropped(void **state) {
  Fixture *f = *state;
  f->text = STR("init { self.b = 1 }");
  define(f, SYMBOL_FUNCTION, "init", 0, 19);
  define(f, SYMBOL_FIELD, "b", 7, 17)->rules.member = true;
  nested(f, 1);
}

static void only_the_first_assignment_in_a_container_defines(void **state) {
  Fixture *f = *state;
  f->text = STR("x = 1; x = 2; class x { x = 3 } x = 4");
  define(f, SYMBOL_VARIABLE, "x", 0, 5)->rules.first = true;
  define(f, SYMBOL_VARIABLE, "x", 7, 12)->rules.first = true;
  define(f, SYMBOL_CLASS, "x", 20, 31);
  define(f, SYMBOL_VARIABLE, "x", 24, 29)->rules.first = true;
  define(f, SYMBOL_VARIABLE, "x", 32, 37); // a declaration: always counts
  const Symbol *symbols = nested(f, 4);
  assert_int_equal(symbols[0].name_start, 0);
  assert_symbol(&symbols[2], "x", "x");
  assert_int_equal(symbols[3].name_start, 32);
}

static void many_names_are_told_apart(void **state) {
  Fixture *f = *state;
  enum { NAMES = 1000 };
  char *text = arena_alloc(&f->arena, NAMES * 8);
  for (uint32_t i = 0; i < NAMES; i++) {
    Str name = arena_printf(&f->arena, "v%06u ", i);
    memcpy(text + i * 8, name.ptr, 8);
  }
  f->text = str_make(text, NAMES * 8);
  for (uint32_t round = 0; round < 2; round++) {
    for (uint32_t i = 0; i < NAMES; i++) {
      Definition d = {.name = str_slice(f->text, i * 8, i * 8 + 7), .kind = SYMBOL_VARIABLE};
      d.name_start = d.start = i * 8 + round; // the second round stands elsewhere
      d.name_end = d.end = i * 8 + 7;
      d.rules.first = true;
      array_push(&f->definitions, d);
    }
  }
  nested(f, NAMES);
}

static void a_function_is_a_method_directly_in_a_type(void **state) {
  Fixture *f = *state;
  f->text = STR("class A { f { g } } h");
  define(f, SYMBOL_CLASS, "A", 0, 19);
  uint32_t starts[] = {10, 14, 20}, ends[] = {17, 15, 21};
  const char *names[] = {"f", "g", "h"};
  for (size_t i = 0; i < 3; i++) {
    Definition *d = define(f, SYMBOL_FUNCTION, names[i], starts[i], ends[i]);
    d->rules.has_kind_in_type = true;
    d->rules.kind_in_type = SYMBOL_METHOD;
  }
  const Symbol *symbols = nested(f, 4);
  assert_int_equal(symbols[1].kind, SYMBOL_METHOD);
  assert_int_equal(symbols[2].kind, SYMBOL_FUNCTION);
  assert_int_equal(symbols[3].kind, SYMBOL_FUNCTION);
}

static void names_of_one_range_are_siblings(void **state) {
  Fixture *f = *state;
  f->text = STR("a, b { c }");
  define(f, SYMBOL_SELECTOR, "a", 0, 10);
  define(f, SYMBOL_SELECTOR, "b", 0, 10);
  define(f, SYMBOL_SELECTOR, "c", 7, 8);
  const Symbol *symbols = nested(f, 3);
  assert_symbol(&symbols[1], "b", "");
  assert_symbol(&symbols[2], "c", "a");
}

static void a_chained_assignment_stands_beside_the_outer(void **state) {
  Fixture *f = *state;
  f->text = STR("a = b = 1");
  define(f, SYMBOL_VARIABLE, "a", 0, 9);
  define(f, SYMBOL_VARIABLE, "b", 4, 9);
  const Symbol *symbols = nested(f, 2);
  assert_symbol(&symbols[1], "b", "");
  assert_int_equal(symbols[1].parent, NO_PARENT);
}

static void a_rest_ends_where_the_next_of_its_block_starts(void **state) {
  Fixture *f = *state;
  f->text = STR("package A; { package B; x } y package C; z");
  struct {
    const char *name;
    uint32_t start, end;
  } packages[] = {{"A", 0, 42}, {"B", 13, 27}, {"C", 30, 42}};
  for (size_t i = 0; i < COUNT_OF(packages); i++) {
    Definition *d = define(f, SYMBOL_PACKAGE, packages[i].name, packages[i].start, packages[i].end);
    d->rules.rest = d->rules.top = true;
  }
  define(f, SYMBOL_FUNCTION, "x", 24, 25);
  define(f, SYMBOL_FUNCTION, "y", 28, 29);
  define(f, SYMBOL_FUNCTION, "z", 41, 42);
  const Symbol *symbols = nested(f, 6);
  assert_symbol(&symbols[1], "B", "");
  assert_symbol(&symbols[2], "x", "B");
  assert_symbol(&symbols[3], "y", "A");
  assert_int_equal(symbols[0].end, 30);
  assert_symbol(&symbols[5], "z", "C");
}

static void a_skipped_definition_hides_its_name(void **state) {
  Fixture *f = *state;
  f->text = STR("fs = require(1)");
  define(f, SYMBOL_CONSTANT, "fs", 0, 15)->rules.skip = true;
  define(f, SYMBOL_CONSTANT, "fs", 0, 15);
  nested(f, 0);
}

static void a_function_in_a_class_is_a_method_unless_its_kind_there_is_set(void **state) {
  Fixture *f = *state;
  f->text = STR("c{f g}");
  add(f, SYMBOL_CLASS, 0, 0, 6);
  add(f, SYMBOL_FUNCTION, 2, 2, 3);
  DefinitionRules *rules = &add(f, SYMBOL_FUNCTION, 4, 4, 5)->rules;
  rules->has_kind_in_type = true;
  rules->kind_in_type = SYMBOL_FUNCTION;
  run(f);
  assert_int_equal(find(f, "f")->kind, SYMBOL_METHOD);
  assert_int_equal(find(f, "g")->kind, SYMBOL_FUNCTION);
}

static void variables_in_functions_and_initial_values_are_dropped(void **state) {
  Fixture *f = *state;
  f->text = STR("f{v} w{x p}");
  add(f, SYMBOL_FUNCTION, 0, 0, 4);
  add(f, SYMBOL_VARIABLE, 2, 2, 3);
  add(f, SYMBOL_VARIABLE, 5, 5, 11);
  add(f, SYMBOL_CONSTANT, 7, 7, 8);
  add(f, SYMBOL_PROPERTY, 9, 9, 10);
  run(f);
  assert_null(find(f, "v"));
  assert_null(find(f, "x"));
  assert_non_null(find(f, "w"));
  assert_true(str_equal(find(f, "p")->container, STR("w")));
}

static void a_declared_function_in_a_function_is_dropped_but_a_defined_one_kept(void **state) {
  Fixture *f = *state;
  f->text = STR("f{d g}");
  add(f, SYMBOL_FUNCTION, 0, 0, 6);
  add(f, SYMBOL_FUNCTION, 2, 2, 3)->flags = SYMBOL_DECLARATION;
  add(f, SYMBOL_FUNCTION, 4, 4, 5);
  run(f);
  assert_null(find(f, "d"));
  assert_non_null(find(f, "g"));
}

static void marks_set_and_clear_flags_and_define_nothing(void **state) {
  Fixture *f = *state;
  f->text = STR("a b c");
  add(f, SYMBOL_CLASS, 0, 0, 1);
  add(f, SYMBOL_CLASS, 2, 2, 3)->flags = SYMBOL_EXPORTED;
  Definition *mark = add(f, SYMBOL_MODULE, 0, 0, 0);
  mark->mark = true;
  mark->flags = SYMBOL_EXPORTED | SYMBOL_DEPRECATED;
  mark = add(f, SYMBOL_MODULE, 0, 2, 0);
  mark->mark = true;
  mark->clears = SYMBOL_EXPORTED;
  mark = add(f, SYMBOL_MODULE, 0, 4, 0);
  mark->mark = true;
  run(f);
  assert_int_equal(f->out.symbols.count, 2);
  assert_int_equal(find(f, "a")->flags, SYMBOL_EXPORTED | SYMBOL_DEPRECATED);
  assert_int_equal(find(f, "b")->flags, 0);
}

static void nothing_in_a_function_is_exported(void **state) {
  Fixture *f = *state;
  f->text = STR("f{g}");
  add(f, SYMBOL_FUNCTION, 0, 0, 4)->flags = SYMBOL_EXPORTED;
  add(f, SYMBOL_FUNCTION, 2, 2, 3)->flags = SYMBOL_EXPORTED;
  run(f);
  assert_int_equal(find(f, "f")->flags, SYMBOL_EXPORTED);
  assert_int_equal(find(f, "g")->flags, 0);
}

static void a_container_stands_inside_what_encloses_it_if_asked(void **state) {
  Fixture *f = *state;
  f->text = STR("n{f g}");
  add(f, SYMBOL_NAMESPACE, 0, 0, 6);
  Definition *d = add(f, SYMBOL_METHOD, 2, 2, 3);
  d->container = STR("K");
  d->rules.container_inside = true;
  add(f, SYMBOL_METHOD, 4, 4, 5)->container = STR("K");
  run(f);
  assert_true(str_equal(find(f, "f")->container, STR("n.K")));
  assert_true(str_equal(find(f, "g")->container, STR("K")));
}

static void a_class_has_a_constructor_where_a_declarator_says_its_name(void **state) {
  Fixture *f = *state;
  f->text = STR("C{C} C{C}");
  add(f, SYMBOL_CLASS, 0, 0, 4);
  add(f, SYMBOL_FUNCTION, 2, 2, 3)->declarator = true;
  add(f, SYMBOL_CLASS, 5, 5, 9);
  add(f, SYMBOL_FUNCTION, 7, 7, 8);
  const Symbol *symbols = nested(f, 4);
  assert_int_equal(symbols[1].kind, SYMBOL_CONSTRUCTOR);
  assert_int_equal(symbols[3].kind, SYMBOL_METHOD);
}

static void a_scope_names_what_it_contains_and_is_no_symbol(void **state) {
  Fixture *f = *state;
  f->text = STR("S{f}");
  add(f, SYMBOL_CLASS, 0, 0, 4)->scope = true;
  add(f, SYMBOL_FUNCTION, 2, 2, 3);
  const Symbol *symbols = nested(f, 1);
  assert_symbol(&symbols[0], "f", "S");
  assert_int_equal(symbols[0].kind, SYMBOL_METHOD);
  assert_int_equal(symbols[0].parent, NO_PARENT);
}

static void a_mark_on_a_start_counts_for_all_that_start_there(void **state) {
  Fixture *f = *state;
  f->text = STR("a b c");
  add(f, SYMBOL_CLASS, 0, 2, 5);
  add(f, SYMBOL_CLASS, 1, 4, 5);
  Definition *mark = add(f, SYMBOL_MODULE, 0, 0, 0);
  mark->mark = mark->at_start = true;
  mark->flags = SYMBOL_DEPRECATED;
  const Symbol *symbols = nested(f, 2);
  assert_int_equal(symbols[0].flags, SYMBOL_DEPRECATED);
  assert_int_equal(symbols[1].flags, 0);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(a_variable_of_a_function_is_dropped),
      TEST(a_member_belongs_to_the_type_around_its_function),
      TEST(a_member_without_a_type_is_dropped),
      TEST(only_the_first_assignment_in_a_container_defines),
      TEST(many_names_are_told_apart),
      TEST(a_function_is_a_method_directly_in_a_type),
      TEST(names_of_one_range_are_siblings),
      TEST(a_chained_assignment_stands_beside_the_outer),
      TEST(a_rest_ends_where_the_next_of_its_block_starts),
      TEST(a_skipped_definition_hides_its_name),
      TEST(a_function_in_a_class_is_a_method_unless_its_kind_there_is_set),
      TEST(variables_in_functions_and_initial_values_are_dropped),
      TEST(a_declared_function_in_a_function_is_dropped_but_a_defined_one_kept),
      TEST(marks_set_and_clear_flags_and_define_nothing),
      TEST(nothing_in_a_function_is_exported),
      TEST(a_container_stands_inside_what_encloses_it_if_asked),
      TEST(a_class_has_a_constructor_where_a_declarator_says_its_name),
      TEST(a_scope_names_what_it_contains_and_is_no_symbol),
      TEST(a_mark_on_a_start_counts_for_all_that_start_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
