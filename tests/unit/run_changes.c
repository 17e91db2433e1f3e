// What is to be looked at, and when: all with times that the tests give.
#include "run/changes.h"
#include "support/cmocka_all.h"

#include <stdio.h>

static const int64_t MS = 1000000, START = 5000000000;

static void touch(Changes *changes, const char *path, int64_t now_ns) {
  Str name = str_from_c(path);
  changes_touch(changes, &name, 1, now_ns);
}

static void touch_many(Changes *changes, unsigned from, unsigned count, int64_t now_ns) {
  for (unsigned i = from; i < from + count; i++) {
    char path[32];
    snprintf(path, sizeof path, "d%u/f%u", i % 7, i);
    touch(changes, path, now_ns);
  }
}

static bool has(const TouchBatch *batch, const char *path) {
  uint32_t number;
  return intern_find(&batch->paths, str_from_c(path), &number);
}

static bool take(Changes *changes, int64_t now_ns, TouchBatch *batch) {
  return changes_take(changes, now_ns, false, batch);
}

static void finish(Changes *changes, TouchBatch *batch) {
  changes_finish(changes, batch);
  touch_batch_release(batch);
}

// Takes what is due and counts its paths; the whole tree counts as 0.
static size_t take_count(Changes *changes, int64_t now_ns) {
  TouchBatch batch;
  assert_true(take(changes, now_ns, &batch));
  size_t count = batch.paths.count;
  assert_int_equal(batch.all, count == 0);
  finish(changes, &batch);
  return count;
}

static void a_path_is_due_at_once_and_taken_once(void **state) {
  (void)state;
  Changes changes = {0};
  TouchBatch batch;
  assert_int_equal(changes_due_ns(&changes, false), INT64_MAX);
  assert_false(take(&changes, START, &batch));
  touch(&changes, "a/b.c", START);
  touch(&changes, "a/b.c", START);
  assert_int_equal(changes_due_ns(&changes, false), START);
  assert_int_equal(changes_pending(&changes), 1);
  assert_true(take(&changes, START, &batch));
  assert_int_equal(batch.paths.count, 1);
  assert_true(has(&batch, "a/b.c"));
  assert_false(batch.all || batch.rules);
  assert_int_equal(changes_pending(&changes), 1); // in hand
  finish(&changes, &batch);
  assert_int_equal(changes_pending(&changes), 0);
  assert_false(take(&changes, START + MS, &batch));
  changes_release(&changes);
}

static void a_directory_stands_for_all_below_it(void **state) {
  (void)state;
  Changes changes = {0};
  TouchBatch batch;
  Str paths[] = {STR("a/b/c.c"), STR("a-b/c.c"), STR("a/b"), STR("ab"), STR("a/bc"), STR("a/b/d")};
  changes_touch(&changes, paths, 6, START);
  assert_true(take(&changes, START, &batch));
  assert_int_equal(batch.paths.count, 4);
  assert_true(has(&batch, "a/b") && has(&batch, "a-b/c.c") && has(&batch, "ab"));
  assert_true(has(&batch, "a/bc"));
  finish(&changes, &batch);
  changes_release(&changes);
}

static void paths_are_written_as_walks_write_them(void **state) {
  (void)state;
  Changes changes = {0};
  TouchBatch batch;
  Str paths[] = {STR("./a/b"), STR("a/b/"),    STR("a/b"),    STR("/etc/passwd"),
                 STR("../x"),  STR("a/../b"),  STR("a//b"),   STR("a/./b"),
                 STR("."),     {"nul\0in", 6}, STR("././c//")};
  changes_touch(&changes, paths, 8, START);
  assert_true(take(&changes, START, &batch));
  assert_int_equal(batch.paths.count, 1);
  assert_true(has(&batch, "a/b"));
  finish(&changes, &batch);
  uint64_t asked = changes.asked;
  changes_touch(&changes, &paths[9], 1, START + MS);
  assert_int_equal(changes.asked, asked); // nothing that anybody could wait for
  changes_touch(&changes, &paths[10], 1, START + MS);
  assert_true(take(&changes, START + MS, &batch));
  assert_true(has(&batch, "c"));
  finish(&changes, &batch);
  changes_touch(&changes, &paths[8], 1, START + MS);
  assert_int_equal(take_count(&changes, START + MS), 0);
  changes_release(&changes);
}

static void rule_files_stand_for_where_they_rule(void **state) {
  (void)state;
  static const struct {
    const char *path, *directory;
  } cases[] = {{"a/.gitignore", "a"},        {"a/b/.ignore", "a/b"},    {"sub/.git", "sub"},
               {"x/.git/info/exclude", "x"}, {"x/.git/config", "x"},    {"x/.git/info", "x"},
               {".gitignore", ""},           {".git/info/exclude", ""}, {".git", ""},
               {"a/gitignore", NULL},        {"a/x.gitignore", NULL},   {"x.git/config", NULL},
               {"x/.git/index.lock", NULL},  {"x/.gitignore/y", NULL}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Changes changes = {0};
    TouchBatch batch;
    const char *expected = cases[i].directory ? cases[i].directory : cases[i].path;
    touch(&changes, cases[i].path, START);
    assert_true(take(&changes, START, &batch));
    assert_int_equal(batch.rules, cases[i].directory != NULL);
    if (*expected) {
      assert_int_equal(batch.paths.count, 1);
      assert_true(has(&batch, expected));
    } else {
      assert_true(batch.all);
    }
    finish(&changes, &batch);
    changes_release(&changes);
  }
}

static void a_burst_has_a_few_batches_at_once_and_then_gathers(void **state) {
  (void)state;
  Changes changes = {0};
  TouchBatch batch;
  int64_t now = START;
  for (unsigned i = 0; i < CHANGES_AT_ONCE; i++, now += MS) {
    touch_many(&changes, i, 1, now);
    assert_int_equal(take_count(&changes, now), 1);
  }
  int64_t first = now;
  for (int i = 0; i < 30; i++, now += 10 * MS) {
    touch_many(&changes, 100 + (unsigned)i, 1, now);
    bool due = now >= first + CHANGES_LONGEST_NS;
    assert_int_equal(take(&changes, now, &batch), due);
    if (due) break;
  }
  assert_int_equal(batch.paths.count, 21);
  finish(&changes, &batch);
  touch(&changes, "last", now);
  assert_int_equal(changes_due_ns(&changes, false), now + CHANGES_QUIET_NS);
  now += CHANGES_QUIET_NS;
  assert_int_equal(take_count(&changes, now), 1);
  now += CHANGES_QUIET_NS + MS; // quiet: the next is at once again
  touch(&changes, "next", now);
  assert_int_equal(changes_due_ns(&changes, false), now);
  changes_release(&changes);
}

static void batches_that_cost_much_are_further_apart(void **state) {
  (void)state;
  Changes changes = {0};
  int64_t now = START;
  for (unsigned i = 0; i < CHANGES_AT_ONCE; i++, now += MS) {
    touch(&changes, "log", now);
    assert_int_equal(take_count(&changes, now), 1);
    changes_pace(&changes, 700 * MS);
  }
  int64_t first = now;
  for (; now < first + 690 * MS; now += 10 * MS) {
    touch(&changes, "log", now);
    assert_true(changes_due_ns(&changes, false) > now);
  }
  assert_true(changes_due_ns(&changes, false) <= first + 700 * MS);
  assert_int_equal(take_count(&changes, first + 700 * MS), 1);
  now = first + 800 * MS; // another burst
  touch(&changes, "log", now);
  assert_int_equal(changes_due_ns(&changes, false), now);
  changes_release(&changes);
}

static void a_burst_is_followed_by_the_whole_tree_when_it_is_quiet(void **state) {
  (void)state;
  Changes changes = {0};
  touch_many(&changes, 0, CHANGES_BURST, START);
  int64_t now = changes_due_ns(&changes, false);
  assert_true(now <= START + CHANGES_QUIET_NS);
  assert_int_equal(take_count(&changes, now), CHANGES_BURST);
  assert_int_equal(changes_due_ns(&changes, false), START + CHANGES_AFTER_BURST_NS);
  touch(&changes, "late", START + 100 * MS); // puts it off
  assert_int_equal(take_count(&changes, START + 130 * MS), 1);
  assert_int_equal(changes_due_ns(&changes, false), START + 100 * MS + CHANGES_AFTER_BURST_NS);
  assert_int_equal(take_count(&changes, START + 2000 * MS), 0);
  assert_int_equal(changes_due_ns(&changes, false), INT64_MAX);
  changes_release(&changes);
}

static void many_paths_of_one_call_have_been_gathered_already(void **state) {
  (void)state;
  Changes changes = {0};
  static char names[CHANGES_BURST][16];
  static Str paths[CHANGES_BURST];
  for (int i = 0; i < CHANGES_BURST; i++) {
    snprintf(names[i], sizeof names[i], "f%d", i);
    paths[i] = str_from_c(names[i]);
  }
  int64_t now = START;
  for (unsigned i = 0; i < CHANGES_AT_ONCE; i++, now += MS) {
    changes_touch(&changes, paths, CHANGES_BURST, now);
    assert_int_equal(take_count(&changes, now), CHANGES_BURST);
  }
  changes_touch(&changes, paths, CHANGES_BURST, now); // without end: gathered all the same
  assert_int_equal(changes_due_ns(&changes, false), now + CHANGES_QUIET_NS);
  changes_release(&changes);
}

static void the_comparison_after_a_burst_waits_for_quiet_after_its_batch(void **state) {
  (void)state;
  Changes changes = {0};
  touch_many(&changes, 0, CHANGES_BURST, START);
  assert_int_equal(take_count(&changes, START + 30 * MS), CHANGES_BURST);
  int64_t rest = START + 900 * MS; // so long that took
  changes_rest(&changes, rest);
  assert_int_equal(changes_due_ns(&changes, false), rest + CHANGES_AFTER_BURST_NS);
  assert_int_equal(changes_pending(&changes), 0); // all that was told is in
  assert_int_equal(take_count(&changes, rest + CHANGES_AFTER_BURST_NS), 0);
  touch_many(&changes, 0, CHANGES_BURST,
             rest + 5000 * MS); // batches without end do not put it off for ever
  for (int64_t now = rest + 5000 * MS; now < rest + 20000 * MS; now += 400 * MS) {
    changes_rest(&changes, now);
  }
  assert_true(changes_due_ns(&changes, false) <= rest + 5000 * MS + CHANGES_BURST_LONGEST_NS);
  changes_release(&changes);
}

static void many_paths_in_small_pieces_are_a_burst(void **state) {
  (void)state;
  Changes changes = {0};
  int64_t now = START;
  for (unsigned i = 0; i < 20; i++, now += 25 * MS) { // each after a quiet moment
    touch_many(&changes, i * 50, 50, now);
    take_count(&changes, now + CHANGES_QUIET_NS);
  }
  assert_int_equal(changes_due_ns(&changes, false), now - 25 * MS + CHANGES_AFTER_BURST_NS);
  changes_release(&changes);
  Changes slow = {0};
  for (unsigned i = 0; i < 100; i++) { // as many, but over more than a second
    touch_many(&slow, i * 50, 50, START + i * 100 * MS);
    take_count(&slow, START + i * 100 * MS + CHANGES_QUIET_NS);
  }
  assert_int_equal(changes_due_ns(&slow, false), INT64_MAX);
  changes_release(&slow);
}

static void an_endless_burst_is_followed_up_too(void **state) {
  (void)state;
  Changes changes = {0};
  int64_t now = START;
  unsigned compared = 0;
  for (unsigned i = 0; i < 30 * 100; i++, now += 10 * MS) { // half a minute
    touch_many(&changes, i * 10, 10, now);
    TouchBatch batch;
    if (!take(&changes, now, &batch)) continue;
    compared += batch.all;
    finish(&changes, &batch);
  }
  assert_in_range(compared, 2, 3);
  changes_release(&changes);
}

static void too_many_paths_are_the_whole_tree(void **state) {
  (void)state;
  Changes changes = {0};
  touch_many(&changes, 0, CHANGES_MAX, START);
  assert_int_equal(changes_pending(&changes), CHANGES_MAX);
  touch_many(&changes, CHANGES_MAX, 1, START);
  assert_int_equal(changes_pending(&changes), 1);
  assert_int_equal(take_count(&changes, START + CHANGES_ALL_LONGEST_NS), 0);
  changes_release(&changes);
}

static void few_paths_go_ahead_of_the_whole_tree(void **state) {
  (void)state;
  Changes changes = {0};
  changes_touch_all(&changes, START);
  touch(&changes, "a", START);
  assert_int_equal(take_count(&changes, START), 1);
  assert_int_equal(changes.done, 0); // all that was asked for has not come yet
  touch_many(&changes, 0, CHANGES_FEW + 1, START + MS);
  assert_int_equal(take_count(&changes, START + MS), 0); // they are part of it
  assert_int_equal(changes.done, changes.asked);
  changes_release(&changes);
}

static void beside_other_work_the_whole_tree_waits(void **state) {
  (void)state;
  Changes changes = {0};
  TouchBatch batch;
  changes_touch_all(&changes, START);
  assert_int_equal(changes_due_ns(&changes, true), INT64_MAX);
  assert_false(changes_take(&changes, START, true, &batch));
  touch(&changes, "a", START);
  assert_true(changes_take(&changes, START, true, &batch));
  assert_int_equal(batch.paths.count, 1);
  finish(&changes, &batch);
  changes_release(&changes);
}

static void a_batch_that_is_put_off_is_due_again_later(void **state) {
  (void)state;
  Changes changes = {0};
  TouchBatch batch, small;
  touch(&changes, "large", START);
  assert_true(changes_take(&changes, START, true, &batch));
  changes_defer(&changes, &batch);
  touch_batch_release(&batch);
  assert_int_equal(changes_pending(&changes), 1);
  assert_int_equal(changes_due_ns(&changes, true), INT64_MAX);
  touch(&changes, "small", START + MS);
  assert_true(changes_take(&changes, START + MS, true, &small));
  assert_false(has(&small, "large"));
  finish(&changes, &small);
  assert_int_equal(changes.done, 0); // the first call is still open
  changes_resume(&changes, START + 2 * MS);
  assert_int_equal(changes_due_ns(&changes, false), START + 2 * MS);
  assert_int_equal(take_count(&changes, START + 2 * MS), 1);
  assert_int_equal(changes.done, changes.asked);
  changes_release(&changes);
}

static void nothing_is_done_while_a_larger_batch_is_open(void **state) {
  (void)state;
  Changes changes = {0};
  TouchBatch large, small;
  touch_many(&changes, 0, 300, START);
  assert_true(take(&changes, START + CHANGES_QUIET_NS, &large));
  touch(&changes, "x", START + 30 * MS);
  assert_true(changes_take(&changes, START + 60 * MS, true, &small));
  assert_int_equal(changes_pending(&changes), 301);
  finish(&changes, &small);
  assert_int_equal(changes.done, 0);
  finish(&changes, &large);
  assert_int_equal(changes.done, changes.asked);
  changes_release(&changes);
}

static void what_was_read_too_early_is_looked_at_again(void **state) {
  (void)state;
  Changes changes = {0};
  TouchBatch batch;
  changes_look_again(&changes, STR("a"), START + 30 * MS);
  changes_look_again(&changes, STR("b"), START + 40 * MS);
  assert_int_equal(changes_pending(&changes), 0); // nothing is known to have changed
  assert_int_equal(changes_due_ns(&changes, false), START + 30 * MS);
  assert_true(take(&changes, START + 30 * MS, &batch));
  assert_true(has(&batch, "a") && has(&batch, "b") && !batch.asked);
  finish(&changes, &batch);
  assert_int_equal(changes_due_ns(&changes, false), INT64_MAX);
  changes_release(&changes);
}

// A large batch that took long puts its own files off; what comes after it does not wait for those.
static void what_is_to_be_read_again_soon_waits_for_nothing_that_is_not(void **state) {
  (void)state;
  Changes changes = {0};
  TouchBatch batch;
  changes_look_again(&changes, STR("a"), START + 2000 * MS);
  changes_look_again(&changes, STR("b"), START + 30 * MS);
  assert_int_equal(changes_due_ns(&changes, false), START + 30 * MS);
  assert_true(take(&changes, START + 30 * MS, &batch));
  assert_true(has(&batch, "b"));
  finish(&changes, &batch);
  changes_release(&changes);
}

static void what_was_cancelled_waits_for_the_next_call(void **state) {
  (void)state;
  Changes changes = {0};
  changes_touch_all(&changes, START);
  changes_hold(&changes);
  assert_int_equal(changes_due_ns(&changes, false), INT64_MAX);
  assert_int_equal(changes_pending(&changes), 1);
  touch(&changes, "a", START + MS);
  assert_int_equal(take_count(&changes, START + MS), 1);
  assert_int_equal(take_count(&changes, START + MS), 0);
  assert_int_equal(changes.done, changes.asked);
  changes_release(&changes);
}

static void what_is_handed_out_is_noted(void **state) {
  (void)state;
  Changes changes = {0};
  touch(&changes, "before", START);
  take_count(&changes, START);
  changes_begin_noting(&changes);
  touch(&changes, "a/b", START + MS);
  assert_false(changes_noted(&changes, STR("a/b"))); // not yet
  take_count(&changes, START + MS);
  assert_true(changes_noted(&changes, STR("a/b")) && changes_noted(&changes, STR("a/b/c/d")));
  assert_false(changes_noted(&changes, STR("a")) || changes_noted(&changes, STR("a/bc")));
  assert_false(changes_noted(&changes, STR("before")));
  changes_end_noting(&changes);
  assert_false(changes_noted(&changes, STR("a/b")));
  changes_release(&changes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_path_is_due_at_once_and_taken_once),
      cmocka_unit_test(a_directory_stands_for_all_below_it),
      cmocka_unit_test(paths_are_written_as_walks_write_them),
      cmocka_unit_test(rule_files_stand_for_where_they_rule),
      cmocka_unit_test(a_burst_has_a_few_batches_at_once_and_then_gathers),
      cmocka_unit_test(batches_that_cost_much_are_further_apart),
      cmocka_unit_test(a_burst_is_followed_by_the_whole_tree_when_it_is_quiet),
      cmocka_unit_test(an_endless_burst_is_followed_up_too),
      cmocka_unit_test(many_paths_of_one_call_have_been_gathered_already),
      cmocka_unit_test(many_paths_in_small_pieces_are_a_burst),
      cmocka_unit_test(the_comparison_after_a_burst_waits_for_quiet_after_its_batch),
      cmocka_unit_test(too_many_paths_are_the_whole_tree),
      cmocka_unit_test(few_paths_go_ahead_of_the_whole_tree),
      cmocka_unit_test(beside_other_work_the_whole_tree_waits),
      cmocka_unit_test(a_batch_that_is_put_off_is_due_again_later),
      cmocka_unit_test(nothing_is_done_while_a_larger_batch_is_open),
      cmocka_unit_test(what_was_read_too_early_is_looked_at_again),
      cmocka_unit_test(what_is_to_be_read_again_soon_waits_for_nothing_that_is_not),
      cmocka_unit_test(what_was_cancelled_waits_for_the_next_call),
      cmocka_unit_test(what_is_handed_out_is_noted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
