#include "intake/runs.h"
#include "support/cmocka_all.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  uint32_t key, number; // `number`: the place before sorting
} Item;

enum { MOST = 400 };

static unsigned comparisons;

static int by_key(const void *a, const void *b) {
  const Item *x = a, *y = b;
  comparisons++;
  return (x->key > y->key) - (x->key < y->key);
}

static int by_key_and_place(const void *a, const void *b) {
  const Item *x = a, *y = b;
  if (x->key != y->key) return x->key < y->key ? -1 : 1;
  return (x->number > y->number) - (x->number < y->number);
}

static uint32_t next_random(uint32_t *state) {
  *state = *state * 1664525 + 1013904223;
  return *state >> 8;
}

static void check_sorts(Item *items, size_t count) {
  Item expected[MOST];
  for (size_t i = 0; i < count; i++) items[i].number = (uint32_t)i;
  memcpy(expected, items, count * sizeof *items);
  qsort(expected, count, sizeof *expected, by_key_and_place);
  runs_sort(items, count, sizeof *items, by_key);
  assert_memory_equal(items, expected, count * sizeof *items);
}

static void random_items_come_out_as_a_stable_sort_has_them(void **state) {
  (void)state;
  uint32_t random = 20261120;
  for (int round = 0; round < 500; round++) {
    Item items[MOST];
    size_t count = 1 + next_random(&random) % MOST;
    uint32_t most = 1 + next_random(&random) % 300;
    for (size_t i = 0; i < count; i++) items[i].key = next_random(&random) % most;
    check_sorts(items, count);
  }
}

static void any_number_of_ascending_runs_is_merged(void **state) {
  (void)state;
  for (size_t runs = 1; runs <= 17; runs++) {
    Item items[MOST];
    for (size_t i = 0; i < MOST; i++) items[i].key = (uint32_t)(i % (MOST / runs) * runs);
    check_sorts(items, MOST);
  }
}

static void falling_items_are_turned_around(void **state) {
  (void)state;
  Item items[MOST];
  for (size_t i = 0; i < MOST; i++) items[i].key = (uint32_t)(MOST - i);
  check_sorts(items, MOST);
}

static void what_is_sorted_is_looked_at_once(void **state) {
  (void)state;
  Item items[MOST];
  for (size_t i = 0; i < MOST; i++) items[i] = (Item){(uint32_t)i / 2, (uint32_t)i};
  comparisons = 0;
  runs_sort(items, MOST, sizeof *items, by_key);
  assert_int_equal(comparisons, MOST - 1);
}

static void nothing_and_one_are_sorted(void **state) {
  (void)state;
  Item one = {7, 0};
  runs_sort(NULL, 0, sizeof one, by_key);
  runs_sort(&one, 1, sizeof one, by_key);
  assert_int_equal(one.key, 7);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(random_items_come_out_as_a_stable_sort_has_them),
      cmocka_unit_test(any_number_of_ascending_runs_is_merged),
      cmocka_unit_test(falling_items_are_turned_around),
      cmocka_unit_test(what_is_sorted_is_looked_at_once),
      cmocka_unit_test(nothing_and_one_are_sorted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
