// Which segments are merged: case by case, and what years of saves come to.
#include "store/merge.h"
#include "base/array.h"
#include "base/compiler.h"
#include "support/cmocka_all.h"
#include "support/random.h"

enum { KB = 1 << 10, MB = 1 << 20, MANY = 24 };

static MergeSegment alive(uint64_t bytes) { return (MergeSegment){bytes, bytes}; }

static size_t choose(const MergeSegment *segments, size_t count, bool *chosen) {
  return merge_choose(segments, count, MERGE_MOST, chosen);
}

static void tiers_grow_by_the_factor_up_to_the_large(void **state) {
  (void)state;
  static const struct {
    uint64_t live;
    unsigned tier;
  } cases[] = {{0, 0},
               {64 * KB - 1, 0},
               {64 * KB, 1},
               {512 * KB - 1, 1},
               {512 * KB, 2},
               {4 * MB - 1, 2},
               {4 * MB, 3},
               {16 * MB - 1, 3},
               {16 * MB, MERGE_TIERS},
               {(uint64_t)1 << 40, MERGE_TIERS}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    assert_int_equal(merge_tier(cases[i].live), cases[i].tier);
  }
}

static void a_fresh_index_is_left_alone(void **state) {
  (void)state;
  MergeSegment segments[MANY];
  bool chosen[MANY];
  for (int i = 0; i < MANY; i++) segments[i] = alive(20 * MB);
  for (int i = 0; i < 5; i++) segments[i] = alive((uint64_t)(i + 1) * MB); // not filled to the end
  assert_int_equal(choose(segments, MANY, chosen), 0);
  for (int i = 0; i < MANY; i++) assert_false(chosen[i]);
}

static void a_segment_more_than_half_dead_is_written_again(void **state) {
  (void)state;
  MergeSegment segments[] = {{30 * MB, 15 * MB}, {30 * MB, 15 * MB - 1}, alive(30 * MB)};
  bool chosen[3];
  assert_int_equal(choose(segments, 3, chosen), 1);
  assert_true(chosen[1]);
  segments[1] = alive(MB);
  assert_int_equal(choose(segments, 3, chosen), 0);
}

static void the_most_wasteful_goes_first_and_tiny_waste_never(void **state) {
  (void)state;
  MergeSegment segments[] = {{60 * KB, 0}, {10 * MB, MB}, {20 * MB, 8 * MB}, {64 * KB, 10}};
  bool chosen[4];
  assert_int_equal(choose(segments, 4, chosen), 1);
  assert_true(chosen[2]);
  segments[2] = alive(8 * MB);
  assert_int_equal(choose(segments, 4, chosen), 1);
  assert_true(chosen[1]);
  segments[1] = alive(MB);
  assert_int_equal(choose(segments, 4, chosen), 1);
  assert_true(chosen[3]);
  segments[3] = alive(10);
  assert_int_equal(choose(segments, 4, chosen), 0);
}

static void a_tier_is_merged_when_it_is_full_and_smaller_ones_come_along(void **state) {
  (void)state;
  MergeSegment segments[MERGE_FACTOR + 3];
  bool chosen[MERGE_FACTOR + 3];
  segments[0] = alive(20 * MB);
  segments[1] = alive(5 * MB);
  segments[2] = alive(3 * KB);
  for (int i = 0; i < MERGE_FACTOR; i++) segments[3 + i] = alive(100 * KB);
  assert_int_equal(choose(segments, MERGE_FACTOR + 2, chosen), 0); // one less
  assert_int_equal(choose(segments, MERGE_FACTOR + 3, chosen), MERGE_FACTOR + 1);
  assert_false(chosen[0]);
  assert_false(chosen[1]);
  assert_true(chosen[2]);
}

static void a_merge_holds_at_most_what_it_may(void **state) {
  (void)state;
  MergeSegment segments[MERGE_FACTOR];
  bool chosen[MERGE_FACTOR];
  for (int i = 0; i < MERGE_FACTOR; i++) segments[i] = alive(10 * MB);
  segments[5] = alive(6 * MB);
  assert_int_equal(choose(segments, MERGE_FACTOR, chosen), 3); // 6 + 10 + 10
  assert_true(chosen[5]);
  assert_int_equal(merge_choose(segments, MERGE_FACTOR, 15 * MB, chosen), 0);
  for (int i = 0; i < MERGE_FACTOR; i++) assert_false(chosen[i]);
  segments[0] = (MergeSegment){40 * MB, 16 * MB};
  assert_int_equal(merge_choose(segments, 1, 15 * MB, chosen), 0);
  assert_int_equal(merge_choose(segments, 1, 16 * MB, chosen), 1);
}

static void nothing_comes_of_nothing(void **state) {
  (void)state;
  assert_int_equal(choose(NULL, 0, NULL), 0);
}

// ---- what many saves come to --------------------------------------------------------------------

// An index of files, each with a size and the segment that holds it; segment -1: not there.
enum { FILES = 6000 };
typedef struct {
  uint32_t size[FILES];
  int at[FILES];
  ARRAY(MergeSegment) segments; // those of zero bytes are gone
  uint64_t saved, written, live;
  uint64_t flushes, merges;
} Simulation;

static int add_segment(Simulation *s) {
  for (size_t i = 0; i < s->segments.count; i++) {
    if (s->segments.items[i].bytes == 0) return (int)i;
  }
  array_push(&s->segments, alive(0));
  return (int)s->segments.count - 1;
}

static void kill_file(Simulation *s, uint32_t file) {
  if (s->at[file] < 0) return;
  MergeSegment *segment = &s->segments.items[s->at[file]];
  segment->live -= s->size[file];
  s->live -= s->size[file];
  if (segment->live == 0) *segment = alive(0);
  s->at[file] = -1;
}

static void put_file(Simulation *s, uint32_t file, uint32_t size, int segment) {
  kill_file(s, file);
  s->size[file] = size;
  s->at[file] = segment;
  s->segments.items[segment].bytes += size;
  s->segments.items[segment].live += size;
  s->live += size;
}

// Moves the files of the chosen segments to a new one.
static void merge_chosen(Simulation *s, const bool *chosen) {
  MergeSegment merged = alive(0);
  int target = -1;
  for (size_t i = 0; i < s->segments.count; i++) {
    if (!chosen[i]) continue;
    target = (int)i;
    merged.live += s->segments.items[i].live;
    s->segments.items[i] = alive(0);
  }
  for (uint32_t f = 0; f < FILES; f++) {
    if (s->at[f] >= 0 && chosen[s->at[f]]) s->at[f] = target;
  }
  merged.bytes = merged.live;
  s->segments.items[target] = merged;
  s->written += merged.live;
  s->merges++;
}

static void merge_until_rest(Simulation *s) {
  size_t count = s->segments.count, there = 0;
  MergeSegment *present = calloc(count, sizeof *present);
  size_t *places = calloc(count, sizeof *places);
  bool *chosen = calloc(count, sizeof *chosen), *places_chosen = calloc(count, sizeof *chosen);
  do {
    there = 0;
    for (size_t i = 0; i < count; i++) {
      places_chosen[i] = false;
      if (s->segments.items[i].bytes == 0) continue;
      places[there] = i;
      present[there++] = s->segments.items[i];
    }
    if (merge_choose(present, there, MERGE_MOST, chosen) == 0) break;
    for (size_t i = 0; i < there; i++) places_chosen[places[i]] = chosen[i];
    merge_chosen(s, places_chosen);
  } while (true);
  free(present);
  free(places);
  free(chosen);
  free(places_chosen);
}

static size_t segments_of(const Simulation *s) {
  size_t count = 0;
  for (size_t i = 0; i < s->segments.count; i++) count += s->segments.items[i].bytes > 0;
  return count;
}

static uint64_t bytes_of(const Simulation *s) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < s->segments.count; i++) bytes += s->segments.items[i].bytes;
  return bytes;
}

static void assert_bounded(const Simulation *s) {
  // Fewer than a factor a tier, and the large ones: logarithmic until there is more than MERGE_LARGE.
  size_t tiers = merge_tier(s->live) < MERGE_TIERS ? merge_tier(s->live) + 1 : MERGE_TIERS;
  assert_true(segments_of(s) <= tiers * (MERGE_FACTOR - 1) + s->live / MERGE_LARGE);
  // Half of it may be dead, but for what is not worth a merge.
  assert_true(bytes_of(s) <= 2 * s->live + (uint64_t)MERGE_FACTOR * MERGE_FLOOR);
  // Once when saved, once a tier, once more for what has died; and the lowest tier, every few flushes.
  assert_true(s->written
              <= s->saved * (MERGE_TIERS + 2) + s->flushes / (MERGE_FACTOR - 1) * MERGE_FLOOR);
}

// One flush of `count` files, most of them from among the few that are being worked on.
static void flush(Simulation *s, Random *random, uint32_t count, bool growing) {
  int segment = add_segment(s);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t among = random_below(random, 4) ? 40 : FILES;
    uint32_t file = growing ? (uint32_t)(s->flushes * 3 + i) % FILES : random_below(random, among);
    uint32_t size = 500 + random_below(random, growing ? 200000 : 12000);
    put_file(s, file, size, segment);
    s->saved += size;
    s->written += size;
  }
  s->flushes++;
}

static void simulate(Random *random, bool growing, uint32_t flushes) {
  Simulation *s = calloc(1, sizeof *s);
  for (uint32_t f = 0; f < FILES; f++) s->at[f] = -1;
  if (!growing) { // a fresh index of all files
    int segment = add_segment(s);
    for (uint32_t f = 0; f < FILES; f++) put_file(s, f, 4000, segment);
    s->saved = s->live;
    s->written = s->live;
  }
  for (uint32_t i = 0; i < flushes; i++) {
    flush(s, random, 1 + random_below(random, random_below(random, 20) ? 4 : 60), growing);
    if (random_below(random, 10) == 0) kill_file(s, random_below(random, FILES));
    merge_until_rest(s);
    assert_bounded(s);
  }
  printf("  %u flushes: %zu segments, %.1f MB on disk of %.1f alive, %.2f written a byte saved\n",
         flushes, segments_of(s), (double)bytes_of(s) / MB, (double)s->live / MB,
         (double)s->written / (double)s->saved);
  array_free(&s->segments);
  free(s);
}

static void thousands_of_saves_stay_few_segments_and_little_writing(void **state) {
  simulate(*state, false, 5000);
}

static void a_tree_that_grows_by_saves_alone_does_too(void **state) {
  simulate(*state, true, 4000);
}

int main(void) {
  Random random = random_seeded("store_merge");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tiers_grow_by_the_factor_up_to_the_large),
      cmocka_unit_test(a_fresh_index_is_left_alone),
      cmocka_unit_test(a_segment_more_than_half_dead_is_written_again),
      cmocka_unit_test(the_most_wasteful_goes_first_and_tiny_waste_never),
      cmocka_unit_test(a_tier_is_merged_when_it_is_full_and_smaller_ones_come_along),
      cmocka_unit_test(a_merge_holds_at_most_what_it_may),
      cmocka_unit_test(nothing_comes_of_nothing),
      cmocka_unit_test_prestate(thousands_of_saves_stay_few_segments_and_little_writing, &random),
      cmocka_unit_test_prestate(a_tree_that_grows_by_saves_alone_does_too, &random),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
