#include "format/name_memory.h"
#include "base/array.h"
#include "support/cmocka_all.h"

#include <stdio.h>

// Symbols as they come of a document that is typed in: names may stand several times.
typedef struct {
  char name[24];
  unsigned number; // tells symbols of one name apart
} Named;

typedef ARRAY(Named) Names;

static uint32_t next_random(uint32_t *state) {
  *state = *state * 1664525 + 1013904223;
  return *state >> 8;
}

static Named made_up(uint32_t *random) {
  static const char *const stems[] = {"open", "Open", "OPEN_FILE", "openFile", "", "réseau", "x"};
  Named named = {.number = next_random(random)};
  unsigned stem = next_random(random) % 7, number = next_random(random) % 40;
  snprintf(named.name, sizeof named.name, number < 5 ? "%s" : "%s%u", stems[stem], number);
  return named;
}

static void build(const Names *names, NameMemory *memory, Buf *image) {
  SymbolBuilder *builder = symbol_builder_new(1);
  if (memory) symbol_builder_remember(builder, memory);
  for (size_t i = 0; i < names->count; i++) {
    const Named *named = &names->items[i];
    Symbol symbol = {.name = str_from_c(named->name),
                     .container = named->number % 3 ? STR("") : STR("Container"),
                     .kind = (SymbolKind)(named->number % 5),
                     .line = (uint32_t)i,
                     .end_line = (uint32_t)i + named->number % 2};
    symbol_builder_add(builder, 0, &symbol, 1, NULL, 0);
  }
  buf_clear(image);
  assert_int_equal(builder_write_image(NULL, builder, 7, buf_sink(image), NULL), STATUS_OK);
  symbol_builder_free(builder);
}

static void check_same(const Names *names, NameMemory *memory) {
  Buf with = {0}, without = {0};
  build(names, memory, &with);
  build(names, NULL, &without);
  assert_int_equal(with.len, without.len);
  assert_memory_equal(with.data, without.data, with.len);
  buf_release(&with);
  buf_release(&without);
}

static void insert(Names *names, size_t at, Named named) {
  array_push(names, named);
  memmove(&names->items[at + 1], &names->items[at], (names->count - 1 - at) * sizeof *names->items);
  names->items[at] = named;
}

static void drop(Names *names, size_t at, size_t count) {
  if (count > names->count - at) count = names->count - at;
  memmove(&names->items[at], &names->items[at + count],
          (names->count - at - count) * sizeof *names->items);
  names->count -= count;
}

// What a person does to a document's symbols between two keys.
static void change(Names *names, uint32_t *random) {
  size_t at = next_random(random) % (names->count + 1), many = next_random(random) % 9;
  switch (next_random(random) % 6) {
  case 0: drop(names, at, 1 + many); break;
  case 1:
    for (size_t i = 0; i <= many; i++) insert(names, at, made_up(random));
    break;
  case 2:
    if (at < names->count) names->items[at] = made_up(random);
    break;
  case 3:
    if (at + 1 < names->count) {
      Named moved = names->items[at];
      drop(names, at, 1);
      insert(names, next_random(random) % (names->count + 1), moved);
    }
    break;
  default: break;
  }
}

static void images_are_those_of_a_builder_without_memory(void **state) {
  (void)state;
  for (uint32_t seed = 1; seed <= 20; seed++) {
    uint32_t random = seed * 20261120;
    Names names = {0};
    NameMemory *memory = name_memory_new();
    for (unsigned i = next_random(&random) % 300; i; i--) array_push(&names, made_up(&random));
    for (int round = 0; round < 60; round++) {
      check_same(&names, memory);
      change(&names, &random);
    }
    name_memory_free(memory);
    array_free(&names);
  }
}

static void many_new_names_at_once_are_sorted_in(void **state) {
  (void)state;
  Names names = {0};
  NameMemory *memory = name_memory_new();
  for (unsigned round = 0; round < 5; round++) {
    for (unsigned i = 0; i < 50 * round; i++) {
      Named named = {.number = i};
      snprintf(named.name, sizeof named.name, "name_%u_%u", (i * 37) % 101, round);
      array_push(&names, named);
    }
    check_same(&names, memory);
  }
  name_memory_free(memory);
  array_free(&names);
}

static void names_long_out_of_use_are_forgotten(void **state) {
  (void)state;
  NameMemory *memory = name_memory_new();
  Names names = {0};
  uint64_t early = 0;
  for (unsigned i = 0; i < 20000; i++) {
    Named named = {.number = i};
    snprintf(named.name, sizeof named.name, "typed_%u", i);
    names.count = 0;
    array_push(&names, named);
    if (i % 500 == 0) {
      check_same(&names, memory);
    } else {
      Buf image = {0};
      build(&names, memory, &image);
      buf_release(&image);
    }
    if (i == 4000) early = name_memory_bytes(memory);
  }
  assert_true(name_memory_bytes(memory) <= early);
  name_memory_free(memory);
  array_free(&names);
}

static void a_walk_out_of_step_finds_its_way_back(void **state) {
  (void)state;
  NameMemory *memory = name_memory_new();
  Names names = {0};
  for (unsigned i = 0; i < 100; i++) {
    Named named = {.number = i};
    snprintf(named.name, sizeof named.name, "n%u", i);
    array_push(&names, named);
  }
  check_same(&names, memory);
  drop(&names, 10, 20);
  check_same(&names, memory);
  name_memory_restart(memory); // the numbers are those of the same names, whatever came between
  uint32_t first = name_memory_number(memory, STR("n0"));
  uint32_t behind = name_memory_number(memory, STR("n50"));
  assert_int_equal(name_memory_number(memory, STR("n51")), behind + 1);
  assert_int_equal(name_memory_number(memory, STR("n0")), first);
  assert_int_equal(name_memory_count(memory), 3);
  name_memory_free(memory);
  array_free(&names);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(images_are_those_of_a_builder_without_memory),
      cmocka_unit_test(many_new_names_at_once_are_sorted_in),
      cmocka_unit_test(names_long_out_of_use_are_forgotten),
      cmocka_unit_test(a_walk_out_of_step_finds_its_way_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
