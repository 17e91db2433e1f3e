// Iterators over random grams yield what sets of bits give, however they are moved.
#include "query/iter.h"

#include "support/cmocka_all.h"
#include "support/memory_tree.h"
#include "support/random.h"

enum { DOCUMENTS = 500, LETTERS = 6 };

typedef struct {
  const Segment *segment;
  Str texts[DOCUMENTS];
  Random *random;
  Arena arena;
} Model;

typedef struct {
  Iter *iter;
  bool in[DOCUMENTS];
} Pair;

static bool is_even(const void *user, const Segment *segment, uint32_t document) {
  (void)segment;
  return document % 2 == *(const uint32_t *)user;
}

static Pair random_gram(Model *m) {
  char text[3];
  for (int i = 0; i < 3; i++) text[i] = (char)('a' + (int)random_below(m->random, LETTERS));
  Pair pair = {.iter = iter_gram(&m->arena, m->segment,
                                 gram_make((unsigned char)text[0], (unsigned char)text[1],
                                           (unsigned char)text[2]))};
  for (uint32_t d = 0; d < DOCUMENTS; d++) {
    pair.in[d] = str_find(m->texts[d], str_make(text, 3)) != SIZE_MAX;
  }
  return pair;
}

// A set that somebody else made: of any density, none and all included.
static Pair random_set(Model *m, bool as_list) {
  Pair pair = {.iter = NULL};
  uint32_t one_in = 1 + random_below(m->random, 60);
  uint64_t *bits = arena_zalloc(&m->arena, (DOCUMENTS / 64 + 1) * sizeof *bits);
  uint32_t *list = arena_array(&m->arena, uint32_t, DOCUMENTS);
  size_t count = 0;
  for (uint32_t d = 0; d < DOCUMENTS; d++) {
    pair.in[d] = random_below(m->random, one_in) == 0;
    if (!pair.in[d]) continue;
    bits[d / 64] |= (uint64_t)1 << (d % 64);
    list[count++] = d;
  }
  pair.iter = as_list ? iter_list(&m->arena, m->segment, list, count)
                      : iter_bits(&m->arena, m->segment, bits);
  assert_int_equal(iter_estimate(pair.iter), count);
  return pair;
}

static Pair random_pair(Model *m, int depth) {
  static const uint32_t parities[] = {0, 1};
  uint32_t choice = random_below(m->random, depth > 2 ? 4 : 8);
  if (choice == 0) {
    Pair all = {.iter = iter_all(&m->arena, m->segment)};
    memset(all.in, true, sizeof all.in);
    return all;
  }
  if (choice == 1) return random_gram(m);
  if (choice == 2) return random_set(m, false);
  if (choice == 3) return random_set(m, true);
  if (choice == 4) {
    Pair from = random_pair(m, depth + 1);
    const uint32_t *parity = &parities[random_below(m->random, 2)];
    for (uint32_t d = 0; d < DOCUMENTS; d++) from.in[d] = from.in[d] && d % 2 == *parity;
    from.iter = iter_filter(&m->arena, m->segment, from.iter, is_even, parity);
    return from;
  }
  bool both = choice == 5;
  size_t count = 1 + random_below(m->random, 9); // from some number on, an OR is poured into bits
  Iter **items = arena_array(&m->arena, Iter *, count);
  Pair joined = {.iter = NULL};
  memset(joined.in, both, sizeof joined.in);
  for (size_t i = 0; i < count; i++) {
    Pair one = random_pair(m, depth + 1);
    items[i] = one.iter;
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
      joined.in[d] = both ? joined.in[d] && one.in[d] : joined.in[d] || one.in[d];
    }
  }
  joined.iter =
      both ? iter_and(&m->arena, items, count) : iter_or(&m->arena, m->segment, items, count);
  return joined;
}

static uint32_t next_in(const Pair *pair, uint32_t from) {
  while (from < DOCUMENTS && !pair->in[from]) from++;
  return from < DOCUMENTS ? from : ITER_END;
}

// Steps and leaps, some of them backwards, which must not move it.
static void walk(Model *m, const Pair *pair) {
  uint32_t at = next_in(pair, 0);
  assert_int_equal(iter_peek(pair->iter), at);
  while (at != ITER_END) {
    uint32_t leap = random_below(m->random, 40), target = at + 1;
    if (leap < 20) {
      assert_int_equal(iter_advance_to(pair->iter, at > leap ? at - leap : 0), at);
      target = at + leap + 1;
      at = next_in(pair, target);
      assert_int_equal(iter_advance_to(pair->iter, target), at);
    } else {
      at = next_in(pair, target);
      assert_int_equal(iter_advance(pair->iter), at);
    }
    assert_int_equal(iter_peek(pair->iter), at);
  }
  assert_int_equal(iter_advance(pair->iter), ITER_END);
}

// Walked step by step, what came out of a tree is what is in its set.
static void count(Model *m, const Pair *pair) {
  uint32_t wanted = 0, found = 0;
  (void)m;
  for (uint32_t d = 0; d < DOCUMENTS; d++) wanted += pair->in[d];
  for (uint32_t d = iter_peek(pair->iter); d != ITER_END; d = iter_advance(pair->iter)) found++;
  assert_int_equal(found, wanted);
  assert_int_equal(iter_actual(pair->iter), wanted);
}

static void trees_of_iterators_yield_what_sets_give(void **state) {
  Model model = {.random = *state};
  Arena texts = {0};
  MemoryFile files[DOCUMENTS];
  for (uint32_t d = 0; d < DOCUMENTS; d++) {
    char bytes[120];
    size_t len = random_below(model.random, sizeof bytes);
    for (size_t i = 0; i < len; i++)
      bytes[i] = (char)('a' + (int)random_below(model.random, LETTERS));
    model.texts[d] = arena_dup(&texts, str_make(bytes, len));
    files[d] = (MemoryFile){.path = arena_printf(&texts, "f%u", d), .text = model.texts[d]};
  }
  Snapshot *snapshot = snapshot_new(STR("/nowhere"), 1);
  memory_tree_add(snapshot, files, DOCUMENTS, MEMORY_GRAMS, NULL);
  model.segment = snapshot->parts.items[0].segment;
  for (int round = 0; round < 400; round++) {
    Pair pair = random_pair(&model, 0);
    Buf dump = {0};
    iter_dump(pair.iter, 0, &dump);
    assert_true(dump.len > 0 && dump.data[dump.len - 1] == '\n');
    buf_release(&dump);
    if (round % 4)
      walk(&model, &pair);
    else
      count(&model, &pair);
    arena_reset(&model.arena);
  }
  snapshot_unref(snapshot);
  arena_release(&model.arena);
  arena_release(&texts);
}

// The numbers of a dump stand below one another, and say what came out.
static void a_dump_tells_estimates_and_counts(void **state) {
  (void)state;
  Snapshot *snapshot = snapshot_new(STR("/nowhere"), 1);
  const MemoryFile files[] = {{.path = STR("a"), .text = STR("abcd")},
                              {.path = STR("b"), .text = STR("abc")},
                              {.path = STR("c"), .text = STR("bcd")}};
  memory_tree_add(snapshot, files, 3, MEMORY_GRAMS, NULL);
  const Segment *segment = snapshot->parts.items[0].segment;
  Arena arena = {0};
  Iter *items[] = {iter_gram(&arena, segment, gram_make('a', 'b', 'c')),
                   iter_gram(&arena, segment, gram_make('b', 'c', 'd'))};
  Iter *iter = iter_and(&arena, items, 2);
  while (iter_advance(iter) != ITER_END) {
  }
  Buf dump = {0};
  iter_dump(iter, 1, &dump);
  static const char wanted[] = "  and                  2 ->        1\n"
                               "    gram \"abc\"         2 ->        2\n"
                               "    gram \"bcd\"         2 ->        2\n";
  if (!str_equal(buf_str(&dump), STR(wanted))) fail_msg("%.*s", STR_ARGS(buf_str(&dump)));
  buf_release(&dump);
  arena_release(&arena);
  snapshot_unref(snapshot);
}

int main(void) {
  Random random = random_seeded("query_iter");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(trees_of_iterators_yield_what_sets_give, &random),
      cmocka_unit_test(a_dump_tells_estimates_and_counts)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
