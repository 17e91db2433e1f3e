// The rules by which nesting names, keeps, drops and marks definitions. Texts here are only places
// for ranges: a definition stands where its name is written.
#include "intake/nest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct {
  Definitions definitions;
  Extraction found;
  Arena arena;
  Str text;
} Nest;

// `start` and `end` are those of the whole; the name is one letter, at `name`.
static Definition *add(Nest *nest, SymbolKind kind, uint32_t start, uint32_t name, uint32_t end) {
  Definition d = {.kind = kind, .start = start, .end = end};
  d.name_start = name;
  d.name_end = name + 1;
  d.name = str_slice(nest->text, name, name + 1);
  array_push(&nest->definitions, d);
  return &nest->definitions.items[nest->definitions.count - 1];
}

static Nest nest_of(const char *text) { return (Nest){.text = str_from_c(text)}; }

static void run(Nest *nest) {
  nest_definitions(&nest->definitions, nest->text, STR("."), &nest->arena, &nest->found);
}

static const Symbol *find(const Nest *nest, const char *name) {
  for (size_t i = 0; i < nest->found.symbols.count; i++) {
    if (str_equal(nest->found.symbols.items[i].name, str_from_c(name))) {
      return &nest->found.symbols.items[i];
    }
  }
  return NULL;
}

static void release(Nest *nest) {
  array_free(&nest->definitions);
  extraction_release(&nest->found);
  arena_release(&nest->arena);
}

static void definitions_of_one_range_are_siblings(void **state) {
  (void)state;
  Nest nest = nest_of("int a, b;");
  add(&nest, SYMBOL_VARIABLE, 0, 4, 9);
  add(&nest, SYMBOL_VARIABLE, 0, 7, 9);
  run(&nest);
  assert_int_equal(nest.found.symbols.count, 2);
  assert_int_equal(find(&nest, "b")->container.len, 0);
  assert_int_equal(find(&nest, "b")->parent, NO_PARENT);
  release(&nest);
}

static void a_function_in_a_class_is_a_method_unless_fixed(void **state) {
  (void)state;
  Nest nest = nest_of("c{f g}");
  add(&nest, SYMBOL_CLASS, 0, 0, 6);
  add(&nest, SYMBOL_FUNCTION, 2, 2, 3);
  add(&nest, SYMBOL_FUNCTION, 4, 4, 5)->kind_fixed = true;
  run(&nest);
  assert_int_equal(find(&nest, "f")->kind, SYMBOL_METHOD);
  assert_int_equal(find(&nest, "g")->kind, SYMBOL_FUNCTION);
  release(&nest);
}

static void variables_in_functions_and_initial_values_are_dropped(void **state) {
  (void)state;
  Nest nest = nest_of("f{v} w{x p}");
  add(&nest, SYMBOL_FUNCTION, 0, 0, 4);
  add(&nest, SYMBOL_VARIABLE, 2, 2, 3);
  add(&nest, SYMBOL_VARIABLE, 5, 5, 11);
  add(&nest, SYMBOL_CONSTANT, 7, 7, 8);
  add(&nest, SYMBOL_PROPERTY, 9, 9, 10);
  run(&nest);
  assert_null(find(&nest, "v"));
  assert_null(find(&nest, "x"));
  assert_non_null(find(&nest, "w"));
  assert_true(str_equal(find(&nest, "p")->container, STR("w")));
  release(&nest);
}

static void a_declared_function_in_a_function_is_dropped_but_a_defined_one_kept(void **state) {
  (void)state;
  Nest nest = nest_of("f{d g}");
  add(&nest, SYMBOL_FUNCTION, 0, 0, 6);
  add(&nest, SYMBOL_FUNCTION, 2, 2, 3)->flags = SYMBOL_DECLARATION;
  add(&nest, SYMBOL_FUNCTION, 4, 4, 5);
  run(&nest);
  assert_null(find(&nest, "d"));
  assert_non_null(find(&nest, "g"));
  release(&nest);
}

static void marks_set_and_clear_flags_and_define_nothing(void **state) {
  (void)state;
  Nest nest = nest_of("a b c");
  add(&nest, SYMBOL_CLASS, 0, 0, 1);
  add(&nest, SYMBOL_CLASS, 2, 2, 3)->flags = SYMBOL_EXPORTED;
  Definition *mark = add(&nest, SYMBOL_MODULE, 0, 0, 0);
  mark->mark = true;
  mark->flags = SYMBOL_EXPORTED | SYMBOL_DEPRECATED;
  mark = add(&nest, SYMBOL_MODULE, 0, 2, 0);
  mark->mark = true;
  mark->clears = SYMBOL_EXPORTED;
  mark = add(&nest, SYMBOL_MODULE, 0, 4, 0);
  mark->mark = true;
  run(&nest);
  assert_int_equal(nest.found.symbols.count, 2);
  assert_int_equal(find(&nest, "a")->flags, SYMBOL_EXPORTED | SYMBOL_DEPRECATED);
  assert_int_equal(find(&nest, "b")->flags, 0);
  release(&nest);
}

static void a_mark_at_a_start_is_for_all_that_start_there(void **state) {
  (void)state;
  Nest nest = nest_of("p a b; c");
  add(&nest, SYMBOL_FIELD, 0, 2, 6);
  add(&nest, SYMBOL_FIELD, 0, 4, 6);
  add(&nest, SYMBOL_FIELD, 7, 7, 8);
  Definition *mark = add(&nest, SYMBOL_MODULE, 0, 0, 0);
  mark->mark = mark->at_start = true;
  mark->flags = SYMBOL_EXPORTED;
  run(&nest);
  assert_int_equal(nest.found.symbols.count, 3);
  assert_int_equal(find(&nest, "a")->flags, SYMBOL_EXPORTED);
  assert_int_equal(find(&nest, "b")->flags, SYMBOL_EXPORTED);
  assert_int_equal(find(&nest, "c")->flags, 0);
  release(&nest);
}

static void a_function_in_a_scope_is_a_method_of_its_type(void **state) {
  (void)state;
  Nest nest = nest_of("T{f}");
  add(&nest, SYMBOL_MODULE, 0, 0, 4)->scope = true;
  add(&nest, SYMBOL_FUNCTION, 2, 2, 3);
  run(&nest);
  assert_int_equal(nest.found.symbols.count, 1);
  assert_int_equal(find(&nest, "f")->kind, SYMBOL_METHOD);
  assert_true(str_equal(find(&nest, "f")->container, STR("T")));
  release(&nest);
}

static void nothing_in_a_function_is_exported(void **state) {
  (void)state;
  Nest nest = nest_of("f{g}");
  add(&nest, SYMBOL_FUNCTION, 0, 0, 4)->flags = SYMBOL_EXPORTED;
  add(&nest, SYMBOL_FUNCTION, 2, 2, 3)->flags = SYMBOL_EXPORTED;
  run(&nest);
  assert_int_equal(find(&nest, "f")->flags, SYMBOL_EXPORTED);
  assert_int_equal(find(&nest, "g")->flags, 0);
  release(&nest);
}

static void a_container_stands_inside_what_encloses_it_if_asked(void **state) {
  (void)state;
  Nest nest = nest_of("n{f g}");
  add(&nest, SYMBOL_NAMESPACE, 0, 0, 6);
  Definition *d = add(&nest, SYMBOL_METHOD, 2, 2, 3);
  d->container = STR("K");
  d->container_inside = true;
  add(&nest, SYMBOL_METHOD, 4, 4, 5)->container = STR("K");
  run(&nest);
  assert_true(str_equal(find(&nest, "f")->container, STR("n.K")));
  assert_true(str_equal(find(&nest, "g")->container, STR("K")));
  release(&nest);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(definitions_of_one_range_are_siblings),
      cmocka_unit_test(a_function_in_a_class_is_a_method_unless_fixed),
      cmocka_unit_test(variables_in_functions_and_initial_values_are_dropped),
      cmocka_unit_test(a_declared_function_in_a_function_is_dropped_but_a_defined_one_kept),
      cmocka_unit_test(marks_set_and_clear_flags_and_define_nothing),
      cmocka_unit_test(a_mark_at_a_start_is_for_all_that_start_there),
      cmocka_unit_test(a_function_in_a_scope_is_a_method_of_its_type),
      cmocka_unit_test(nothing_in_a_function_is_exported),
      cmocka_unit_test(a_container_stands_inside_what_encloses_it_if_asked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
