#include "base/hash_map.h"

#include "support/cmocka_all.h"
#include "support/random.h"

// Against an array: hashes from a small range, so that they collide and come again.
static void what_was_put_last_is_found(void **state) {
  enum { RANGE = 5000 };
  Random *random = *state;
  HashMap map = {0};
  static uint64_t values[RANGE];
  static bool there[RANGE];
  size_t count = 0;
  uint64_t value;
  assert_false(hash_map_get(&map, 7, &value));
  for (int i = 0; i < 20000; i++) {
    uint64_t hash = 2 + random_below(random, RANGE - 2);
    bool found = hash_map_get(&map, hash, &value);
    assert_int_equal(found, there[hash]);
    if (found) assert_true(value == values[hash]);
    if (random_below(random, 3)) continue;
    values[hash] = random_next(random);
    count += !there[hash];
    there[hash] = true;
    hash_map_put(&map, hash, values[hash]);
    assert_int_equal(map.count, count);
  }
  hash_map_put(&map, 0, 5); // counts as 1
  assert_true(hash_map_get(&map, 1, &value) && value == 5);
  assert_true(hash_map_get(&map, 0, NULL));
  hash_map_release(&map);
  assert_false(hash_map_get(&map, 1, &value));
}

int main(void) {
  Random random = random_seeded("hash_map");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(what_was_put_last_is_found, &random)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
