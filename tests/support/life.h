// A life of an index in steps, during which each operation on the file system fails: once, or it and all
// after it. When the system is well again, a refresh makes everything right, and nothing is left to
// complain of.
#ifndef TREELINE_TESTS_LIFE_H
#define TREELINE_TESTS_LIFE_H

#include "support/failing.h"
#include "support/indexing.h"
#include "support/random.h"
#include "support/strays.h"

#include <ftw.h>

// Under ThreadSanitizer everything takes ten times as long, and threads are not what this is about.
#if defined(__SANITIZE_THREAD__)
enum { LIFE_STRIDE = 7 };
#elif defined(__SANITIZE_ADDRESS__)
enum { LIFE_STRIDE = 2 };
#else
enum { LIFE_STRIDE = 1 };
#endif

typedef struct Life Life;
struct Life {
  Place place;
  Index *first, *second; // NULL where opening failed, or not open
  UpkeepDelays delays;
  Lines expected; // at the end of the life
  // Given by the test:
  const char *const *literals;      // NULL ends
  void (*begin)(const Life *life);  // makes the tree as it is at first
  void (*const *steps)(Life *life); // NULL ends
};

// ---- what happens to files ----------------------------------------------------------------------

static inline void life_write(const Life *life, const char *path, const char *text) {
  long armed = failing_pause();
  tree_write_c(&life->place.tree, path, text);
  failing_resume(armed);
}

static inline void life_move(const Life *life, const char *from, const char *to) {
  char full[2][2048];
  long armed = failing_pause();
  tree_path(&life->place.tree, from, full[0]);
  tree_path(&life->place.tree, to, full[1]);
  if (rename(full[0], full[1]) != 0 && errno != ENOENT) fail_msg("%s", strerror(errno));
  failing_resume(armed);
}

static inline void life_delete(const Life *life, const char *path) {
  char full[2048];
  long armed = failing_pause();
  tree_path(&life->place.tree, path, full);
  if (unlink(full) != 0 && errno != ENOENT) fail_msg("%s", strerror(errno));
  failing_resume(armed);
}

static inline int life_remove_entry(const char *path, const struct stat *st, int kind,
                                    struct FTW *at) {
  (void)st, (void)kind;
  return at->level == 0 || remove(path) == 0 || errno == ENOENT ? 0 : -1;
}

static inline void life_empty_cache(const Life *life) {
  long armed = failing_pause();
  // Somebody may be writing there.
  for (int tries = 0; tries < 100; tries++) {
    if (nftw(life->place.cache.root, life_remove_entry, 8, FTW_DEPTH | FTW_PHYS) == 0) break;
  }
  failing_resume(armed);
}

// ---- what is done with indexes, whether it works or not -----------------------------------------

static inline Index *life_open(const Life *life) {
  IndexOptions options = indexing_options(&life->place.tree, &life->place.cache);
  options.workers = 1;
  Index *index;
  if (index_open(&options, &index, NULL) != STATUS_OK) return NULL;
  indexing_set_patience(index, 1); // a writer that cannot commit would be waited for
  if (life->delays.rest) upkeep_set_delays(index, &life->delays);
  return index;
}

// READY or FAILED, but an end.
static inline void life_wait(Index *index) {
  if (!index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS)) {
    assert_int_equal(indexing_status(index).phase, PHASE_FAILED);
  }
}

static inline void life_refresh(Index *index) {
  if (!index) return;
  index_refresh(index);
  life_wait(index);
}

static inline void life_touch(Index *index, const char *path) {
  Str touched = str_from_c(path);
  if (!index) return;
  index_touch(index, &touched, 1);
  life_wait(index);
}

static inline void life_ask(Index *index) {
  if (!index) return;
  indexing_count(index, "needle");
  indexing_symbol_count(index, "alpha");
}

// ---- checking -----------------------------------------------------------------------------------

static inline void life_live(Life *life) {
  for (size_t i = 0; life->steps[i]; i++) life->steps[i](life);
}

static inline void life_back_to_nothing(Life *life) {
  index_close(life->first);
  index_close(life->second);
  life->first = life->second = NULL;
  life_empty_cache(life);
  life->begin(life);
}

// What the end of every life is measured by, and how many operations one takes.
static inline long life_rehearse(Life *life) {
  life_back_to_nothing(life);
  failing_arm(1000000000, false);
  life_live(life);
  long count = failing_count();
  failing_disarm();
  Tree nowhere = {"/dev/null"};
  Index *oracle = indexing_fresh(&life->place.tree, &nowhere);
  life->expected = indexing_describe(oracle, life->literals);
  index_close(oracle);
  printf("%ld operations\n", count);
  return count;
}

static inline bool life_is_right(const Life *life, Index *index) {
  Lines lines = indexing_describe(index, life->literals);
  bool right = lines_equal(&life->expected, &lines);
  lines_release(&lines);
  return right;
}

static inline bool life_is_sound(Index *index, bool tell) {
  Error error;
  if (index_check(index, indexing_ignore_line, NULL, &error) == STATUS_OK) return true;
  if (tell) fprintf(stderr, "check: %s\n", error.message);
  return false;
}

// One more refresh, without faults: right, and after a moment nothing to complain of.
static inline const char *life_complaint(const Life *life, Index *index) {
  enum { MOMENT_MS = 60000 }; // at most
  // What was begun amid the faults may fail yet: that it is tried again is not waited for.
  static const UpkeepDelays soon = {.rest = 1000000, .retry = 5000000, .retry_most = 20000000};
  indexing_refresh(index);
  upkeep_set_delays(index, &soon);
  if (!life_is_right(life, index)) return "wrong answers";
  IndexStatus status = indexing_status(index);
  // The directory was emptied under the writer, too: what its manifest lacks is written again by then.
  bool sound = life_is_sound(index, false);
  for (int ms = 0; ms < MOMENT_MS && (status.message[0] || !status.writer || !sound); ms++) {
    uv_sleep(1);
    status = indexing_status(index);
    sound = life_is_sound(index, false);
  }
  if (!life_is_sound(index, true)) return "not sound on disk";
  if (!status.writer) return "not the writer";
  if (!status.message[0]) return NULL;
  fprintf(stderr, "%s\n", status.message);
  return "a message that stays";
}

static inline void life_check_recovery(Life *life, long at, bool all_after) {
  const char *and_more = all_after ? " and all after it" : "";
  life_back_to_nothing(life);
  failing_arm(at, all_after);
  life_live(life);
  failing_disarm();
  Index *left = life->second ? life->second : life->first;
  const char *wrong = left ? life_complaint(life, left) : NULL;
  if (wrong) fail_msg("operation %ld%s: %s", at, and_more, wrong);
  index_close(life->first);
  index_close(life->second);
  life->first = life->second = NULL;
  Index *index = life_open(life);
  wrong = life_complaint(life, index);
  if (wrong) fail_msg("operation %ld%s, opened again: %s", at, and_more, wrong);
  char directory[1024];
  snprintf(directory, sizeof directory, "%s", indexing_status(index).directory);
  index_close(index);
  if (strays_count(directory)) fail_msg("operation %ld%s: strays", at, and_more);
}

// Every operation, or with `stride` every so manieth, beginning with any.
static inline void life_fail_each(Life *life, bool all_after, uint32_t stride) {
  Random random = random_seeded("life");
  life->place = place_make();
  long count = life_rehearse(life);
  assert_true(count > 300);
  stride *= LIFE_STRIDE;
  for (long at = 1 + random_below(&random, stride); at <= count; at += stride) {
    life_check_recovery(life, at, all_after);
  }
  lines_release(&life->expected);
  place_remove(&life->place);
}

#endif
