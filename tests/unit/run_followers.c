// Several processes, or several indexes in one, on one directory: one writes, the others follow.
#include "support/servers.h"

static const char *const LITERALS[] = {"alpha", "int", NULL};

static Place sample(void) {
  Place place = place_make();
  tree_write_c(&place.tree, "alpha.c", "int alpha;\n");
  tree_write_c(&place.tree, "beta.c", "int beta;\n");
  return place;
}

static void remove_file(const Tree *tree, const char *path) {
  char full[2048];
  tree_path(tree, path, full);
  assert_int_equal(unlink(full), 0);
}

static size_t files_in(const char *folder) {
  char command[1024];
  snprintf(command, sizeof command, "find '%s' -type f | wc -l", folder);
  FILE *pipe = popen(command, "r");
  assert_non_null(pipe);
  unsigned long count = 0;
  assert_int_equal(fscanf(pipe, "%lu", &count), 1);
  pclose(pipe);
  return count;
}

static void a_second_index_follows_the_first_and_takes_over_from_it(void **state) {
  (void)state;
  Place place = sample();
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  Index *follower = indexing_open(&place.tree, &place.cache);
  assert_true(indexing_status(writer).writer);
  assert_false(indexing_status(follower).writer);
  assert_int_equal(indexing_count(follower, "alpha"), 1); // from disk at once
  tree_write_c(&place.tree, "gamma.c", "int gamma;\n");
  indexing_refresh(writer);
  indexing_refresh(follower);
  assert_int_equal(indexing_count(follower, "gamma"), 1);
  assert_int_equal(indexing_symbol_count(follower, "gamma"), 1);
  assert_true(indexing_is_right(follower, &place.tree, LITERALS));
  index_close(writer);
  tree_write_c(&place.tree, "delta.c", "int delta;\n");
  indexing_refresh(follower);
  assert_true(indexing_status(follower).writer);
  assert_true(indexing_is_right(follower, &place.tree, LITERALS));
  index_close(follower);
  Index *after = indexing_open(&place.tree, &place.cache);
  assert_int_equal(indexing_count(after, "delta"), 1); // was written by the one that took over
  index_close(after);
  place_remove(&place);
}

static void a_follower_reads_changes_by_itself_and_writes_nothing(void **state) {
  (void)state;
  Place place = sample();
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  size_t files = files_in(place.cache.root);
  Index *follower = indexing_open(&place.tree, &place.cache);
  for (int i = 0; i < 12; i++) { // its segments in memory are small ones, too
    char path[32];
    snprintf(path, sizeof path, "f%d.c", i);
    tree_write_c(&place.tree, path, "int alpha;\n");
    indexing_refresh(follower);
  }
  assert_true(indexing_is_right(follower, &place.tree, LITERALS));
  assert_int_equal(files_in(place.cache.root), files);
  indexing_refresh(writer);
  indexing_refresh(follower);
  assert_true(indexing_is_right(writer, &place.tree, LITERALS));
  assert_true(indexing_is_right(follower, &place.tree, LITERALS));
  index_close(follower);
  index_close(writer);
  place_remove(&place);
}

static void generations_grow_whoever_writes(void **state) {
  (void)state;
  Place place = sample();
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  Index *follower = indexing_open(&place.tree, &place.cache);
  uint64_t before = indexing_status(follower).generation;
  for (int i = 0; i < 20; i++) { // the follower's own publications run ahead of the writer's
    Str text = i % 2 ? STR("int open;\n") : STR("int  open;\n"); // the same text is no news
    assert_int_equal(index_document_set(follower, STR("beta.c"), STR("c"), text, NULL), STATUS_OK);
  }
  tree_write_c(&place.tree, "gamma.c", "int gamma;\n");
  indexing_refresh(writer);
  indexing_refresh(follower);
  assert_true(indexing_status(follower).generation > before + 20);
  assert_int_equal(indexing_count(follower, "gamma"), 1);
  assert_int_equal(indexing_count(follower, "open"), 1);
  index_close(follower);
  index_close(writer);
  place_remove(&place);
}

// Nobody waits for an index that its writer will never commit.
static void a_writer_of_other_options_is_not_waited_for(void **state) {
  (void)state;
  Place place = sample();
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  options.hidden = true;
  Index *other = indexing_open_with(&options);
  indexing_set_patience(other, 2 * INDEXING_TIMEOUT_NS); // more than we have
  indexing_refresh(other);
  assert_int_equal(indexing_count(other, "alpha"), 1);
  index_close(other);
  index_close(writer);
  place_remove(&place);
}

static void read_only_takes_no_lock_and_writes_nothing(void **state) {
  (void)state;
  Place place = sample();
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  options.read_only = true;
  Index *reader = indexing_open_with(&options);
  indexing_refresh(reader);
  assert_false(indexing_status(reader).writer);
  assert_int_equal(files_in(place.cache.root), 0);
  assert_true(indexing_is_right(reader, &place.tree, LITERALS));
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  assert_true(indexing_status(writer).writer);
  indexing_refresh(reader);
  assert_true(indexing_is_right(reader, &place.tree, LITERALS));
  index_close(reader);
  index_close(writer);
  place_remove(&place);
}

static void the_lock_counts_between_processes(void **state) {
  (void)state;
  Place place = sample();
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  Server server = server_start(&options);
  assert_int_equal(server_ask(&server, ORDER_REFRESH, ""), 1);
  assert_int_equal(server_ask(&server, ORDER_WRITER, ""), 1);
  Index *index = indexing_fresh(&place.tree, &place.cache);
  assert_false(indexing_status(index).writer);
  assert_int_equal(indexing_count(index, "alpha"), 1);
  server_end(&server);
  indexing_refresh(index);
  assert_true(indexing_status(index).writer);
  index_close(index);
  place_remove(&place);
}

static void both_indexing_at_once_end_with_the_same_answers(void **state) {
  (void)state;
  for (int round = 0; round < 5; round++) {
    Place place = sample();
    for (int i = 0; i < 60; i++) {
      char path[32];
      snprintf(path, sizeof path, "d%d/f%d.c", i % 5, i);
      tree_write_c(&place.tree, path, "int alpha;\n");
    }
    Index *a = indexing_open(&place.tree, &place.cache);
    Index *b = indexing_open(&place.tree, &place.cache);
    index_refresh(b);
    index_refresh(a);
    assert_true(index_wait(a, PHASE_READY, INDEXING_TIMEOUT_NS));
    assert_true(index_wait(b, PHASE_READY, INDEXING_TIMEOUT_NS));
    assert_true(indexing_is_right(a, &place.tree, LITERALS));
    assert_true(indexing_is_right(b, &place.tree, LITERALS));
    index_close(a);
    index_close(b);
    place_remove(&place);
  }
}

// ---- what a follower sees by itself -------------------------------------------------------------

enum {
  SOON_MS = 1000,
  PATIENCE_MS = 240000
}; // what takes a second alone takes longer beside others

static bool comes_to_count(Index *index, const char *literal, size_t count) {
  int64_t end = os_monotonic_ns() + PATIENCE_MS * INT64_C(1000000);
  while (indexing_count(index, literal) != count) {
    if (os_monotonic_ns() > end) return false;
    uv_sleep(10);
  }
  return true;
}

static bool becomes_writer(Index *index, int timeout_ms) {
  int64_t end = os_monotonic_ns() + timeout_ms * INT64_C(1000000);
  while (!indexing_status(index).writer) {
    if (os_monotonic_ns() > end) return false;
    uv_sleep(10);
  }
  return true;
}

// A file that is gone has no hits, whether the follower knows of it or not: its documents tell.
static bool comes_to_be_right(Index *index, const Tree *tree) {
  int64_t end = os_monotonic_ns() + PATIENCE_MS * INT64_C(1000000);
  uv_sleep(600); // what differs is looked at twice a second
  while (os_monotonic_ns() < end) {
    uv_sleep(100);
    if (!index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS)) return false;
    if (indexing_is_right(index, tree, LITERALS)) return true;
  }
  return false;
}

static void what_the_writer_commits_is_seen_within_a_second(void **state) {
  (void)state;
  Place place = sample();
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  Index *follower = indexing_fresh(&place.tree, &place.cache);
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  options.read_only = true;
  Index *reader = indexing_open_with(&options);
  for (int i = 0; i < 3; i++) {
    char path[32], text[64];
    snprintf(path, sizeof path, "new%d.c", i);
    snprintf(text, sizeof text, "int gamma%d;\n", i);
    tree_write_c(&place.tree, path, text);
    indexing_refresh(writer);
    snprintf(text, sizeof text, "gamma%d", i);
    assert_true(comes_to_count(follower, text, 1));
    assert_true(comes_to_count(reader, text, 1));
  }
  remove_file(&place.tree, "new1.c");
  indexing_refresh(writer);
  assert_true(comes_to_be_right(follower, &place.tree));
  assert_int_equal(indexing_count(follower, "gamma1"), 0);
  index_close(reader);
  index_close(follower);
  index_close(writer);
  place_remove(&place);
}

static void a_follower_becomes_the_writer_when_the_writer_closes(void **state) {
  (void)state;
  Place place = sample();
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  options.read_only = true;
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  Index *reader = indexing_open_with(&options);
  Index *follower = indexing_fresh(&place.tree, &place.cache);
  index_close(writer);
  assert_true(becomes_writer(follower, PATIENCE_MS));
  tree_write_c(&place.tree, "gamma.c", "int gamma;\n");
  indexing_refresh(follower);
  index_close(follower);
  uv_sleep(SOON_MS);
  assert_false(indexing_status(reader).writer); // who only reads is never promoted
  assert_true(comes_to_count(reader, "gamma", 1));
  index_close(reader);
  place_remove(&place);
}

static void a_killed_writer_is_replaced_within_a_second(void **state) {
  (void)state;
  Place place = sample();
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  Server writer = server_start(&options);
  assert_int_equal(server_ask(&writer, ORDER_REFRESH, ""), 1);
  Index *follower = indexing_fresh(&place.tree, &place.cache);
  assert_false(indexing_status(follower).writer);
  tree_write_c(&place.tree, "gamma.c", "int gamma;\n");
  server_send(&writer, ORDER_REFRESH_LATER, ""); // whether it comes to commit that or not
  server_kill(&writer);
  assert_true(becomes_writer(follower, PATIENCE_MS));
  assert_true(index_wait(follower, PHASE_READY, INDEXING_TIMEOUT_NS));
  assert_true(indexing_is_right(follower, &place.tree, LITERALS));
  assert_int_equal(indexing_count(follower, "gamma"), 1);
  index_close(follower);
  place_remove(&place);
}

static void five_processes_hand_the_index_on(void **state) {
  (void)state;
  enum { SERVERS = 5 };
  Place place = sample();
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  Server servers[SERVERS];
  for (int i = 0; i < SERVERS; i++) {
    servers[i] = server_start(&options);
    assert_int_equal(server_ask(&servers[i], ORDER_REFRESH, ""), 1);
  }
  for (int left = SERVERS; left > 0; left--) {
    char path[32], text[64], word[32];
    snprintf(path, sizeof path, "new%d.c", left);
    snprintf(text, sizeof text, "int gamma%d;\n", left);
    snprintf(word, sizeof word, "gamma%d", left);
    tree_write_c(&place.tree, path, text);
    int writer = -1, writers = 0;
    int64_t end = os_monotonic_ns() + PATIENCE_MS * INT64_C(1000000);
    while (writer < 0 && os_monotonic_ns() < end) {
      writers = 0;
      for (int i = 0; i < SERVERS; i++) {
        if (!server_runs(&servers[i]) || !server_ask(&servers[i], ORDER_WRITER, "")) continue;
        writer = i;
        writers++;
      }
    }
    assert_int_equal(writers, 1);
    assert_int_equal(server_ask(&servers[writer], ORDER_REFRESH, ""), 1);
    for (int i = 0; i < SERVERS; i++) {
      if (!server_runs(&servers[i])) continue;
      assert_true(server_comes_to(&servers[i], ORDER_COUNT, word, 1, PATIENCE_MS));
      assert_true(server_comes_to(&servers[i], ORDER_SYMBOLS, word, 1, PATIENCE_MS));
    }
    if (left % 2) {
      server_kill(&servers[writer]);
    } else {
      server_end(&servers[writer]);
    }
  }
  place_remove(&place);
}

static void open_documents_stay_on_top_of_what_is_followed(void **state) {
  (void)state;
  Place place = sample();
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  Index *follower = indexing_fresh(&place.tree, &place.cache);
  Str open = STR("int open;\n");
  assert_int_equal(index_document_set(follower, STR("beta.c"), STR("c"), open, NULL), STATUS_OK);
  tree_write_c(&place.tree, "beta.c", "int saved_elsewhere;\n");
  tree_write_c(&place.tree, "gamma.c", "int gamma;\n");
  indexing_refresh(writer);
  assert_true(comes_to_count(follower, "gamma", 1));
  assert_int_equal(indexing_count(follower, "open"), 1);
  assert_int_equal(indexing_count(follower, "saved_elsewhere"), 0);
  assert_int_equal(indexing_count(writer, "saved_elsewhere"), 1); // theirs, not ours
  index_close(writer);
  assert_true(becomes_writer(follower, PATIENCE_MS));
  assert_true(index_wait(follower, PHASE_READY, INDEXING_TIMEOUT_NS));
  assert_int_equal(indexing_count(follower, "open"), 1);
  index_document_clear(follower, STR("beta.c"));
  assert_true(comes_to_count(follower, "saved_elsewhere", 1));
  assert_true(index_wait(follower, PHASE_READY, INDEXING_TIMEOUT_NS));
  assert_true(indexing_is_right(follower, &place.tree, LITERALS));
  index_close(follower);
  place_remove(&place);
}

static void what_only_the_follower_has_read_outlives_a_commit(void **state) {
  (void)state;
  Place place = sample();
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  Index *follower = indexing_fresh(&place.tree, &place.cache);
  tree_write_c(&place.tree, "mine.c", "int mine;\n");
  tree_write_c(&place.tree, "beta.c", "int changed;\n");
  remove_file(&place.tree, "alpha.c");
  Str mine[] = {STR("mine.c"), STR("beta.c"), STR("alpha.c")};
  index_touch(follower, mine, COUNT_OF(mine));
  assert_true(index_wait(follower, PHASE_READY, INDEXING_TIMEOUT_NS));
  assert_true(indexing_memory_segments(follower) > 0);
  tree_write_c(&place.tree, "theirs.c", "int theirs;\n");
  Str theirs = STR("theirs.c");
  index_touch(writer, &theirs, 1); // it knows nothing of the others
  assert_true(index_wait(writer, PHASE_READY, INDEXING_TIMEOUT_NS));
  int64_t end = os_monotonic_ns() + 2 * SOON_MS * INT64_C(1000000);
  while (os_monotonic_ns() < end) { // whatever the follower takes over meanwhile
    assert_int_equal(indexing_count(follower, "mine"), 1);
    assert_int_equal(indexing_count(follower, "changed"), 1);
    assert_int_equal(indexing_count(follower, "beta"), 0);
    assert_int_equal(indexing_count(follower, "alpha"), 0);
    uv_sleep(5);
  }
  index_close(follower);
  index_close(writer);
  place_remove(&place);
}

static void copies_go_when_the_writer_has_the_same(void **state) {
  (void)state;
  Place place = sample();
  uv_sleep(60);
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  Index *follower = indexing_fresh(&place.tree, &place.cache);
  for (int i = 0; i < 20; i++) {
    char path[32];
    snprintf(path, sizeof path, "f%d.c", i);
    tree_write_c(&place.tree, path, "int gamma;\n");
    Str touched = str_from_c(path);
    index_touch(follower, &touched, 1);
    assert_true(index_wait(follower, PHASE_READY, INDEXING_TIMEOUT_NS));
  }
  assert_true(indexing_memory_segments(follower) > 0);
  uv_sleep(60); // nothing is racy
  indexing_refresh(writer);
  int64_t end = os_monotonic_ns() + PATIENCE_MS * INT64_C(1000000);
  while (indexing_memory_segments(follower) > 0) {
    assert_int_equal(indexing_count(follower, "gamma"), 20);
    if (os_monotonic_ns() > end) fail_msg("the follower keeps its copies");
    uv_sleep(5);
  }
  assert_true(index_wait(follower, PHASE_READY, INDEXING_TIMEOUT_NS));
  assert_true(indexing_is_right(follower, &place.tree, LITERALS));
  index_close(follower);
  index_close(writer);
  place_remove(&place);
}

static bool holds_nothing(Index *index) { return indexing_memory_segments(index) == 0; }

static bool comes_to_hold_nothing(Index *index) {
  int64_t end = os_monotonic_ns() + PATIENCE_MS * INT64_C(1000000);
  while (!holds_nothing(index)) {
    if (os_monotonic_ns() > end) return false;
    uv_sleep(10);
  }
  return true;
}

// Two editors on one tree: both see every save by themselves, one writes it, and the other forgets its own.
static void both_watch_and_one_writes(void **state) {
  (void)state;
  static const UpkeepDelays eager = {.rest = 1000000, .longest = 5000000};
  Place place = sample();
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  options.watch = true;
  Index *writer = indexing_open_with(&options), *follower = indexing_open_with(&options);
  upkeep_set_delays(writer, &eager);
  upkeep_set_delays(follower, &eager);
  indexing_refresh(writer);
  indexing_refresh(follower);
  for (int i = 0; i < 20; i++) {
    char path[32], text[64];
    snprintf(path, sizeof path, "d%d/f%d.c", i % 3, i);
    snprintf(text, sizeof text, "int saved%d;\n", i);
    tree_write_c(&place.tree, path, text);
    snprintf(text, sizeof text, "saved%d", i);
    assert_true(comes_to_count(writer, text, 1));
    assert_true(comes_to_count(follower, text, 1));
  }
  assert_true(comes_to_hold_nothing(writer));
  assert_true(comes_to_hold_nothing(follower));
  assert_true(comes_to_be_right(follower, &place.tree));
  index_close(writer);
  assert_true(becomes_writer(follower, PATIENCE_MS));
  tree_write_c(&place.tree, "d0/f0.c", "int at_last;\n");
  assert_true(comes_to_count(follower, "at_last", 1));
  assert_true(comes_to_hold_nothing(follower)); // it writes now
  index_close(follower);
  place_remove(&place);
}

// Saves lie in memory first. What is committed meanwhile must not lack the files they are of.
static void a_save_that_is_not_on_disk_yet_takes_nothing_away(void **state) {
  (void)state;
  Place place = sample();
  uv_sleep(60);
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  const UpkeepDelays never = {.rest = INDEXING_TIMEOUT_NS, .longest = INDEXING_TIMEOUT_NS};
  upkeep_set_delays(writer, &never);
  Index *follower = indexing_fresh(&place.tree, &place.cache);
  tree_write_c(&place.tree, "beta.c", "int beta_changed;\n");
  Str saved = STR("beta.c");
  index_touch(writer, &saved, 1);
  assert_true(index_wait(writer, PHASE_READY, INDEXING_TIMEOUT_NS));
  assert_true(indexing_comes_to_rest(writer)); // so that it need not be read again
  assert_true(indexing_memory_segments(writer) > 0);
  tree_write_c(&place.tree, "gamma.c", "int gamma;\n");
  indexing_refresh(writer); // commits
  assert_true(comes_to_count(follower, "gamma", 1));
  // As far as it knows; a slow one may have looked at the file by then.
  assert_int_equal(
      indexing_symbol_count(follower, "beta") + indexing_symbol_count(follower, "beta_changed"), 1);
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  options.read_only = true;
  Index *late = indexing_open_with(&options);
  assert_int_equal(indexing_status(late).covered, 1);
  assert_int_equal(indexing_symbol_count(late, "beta"), 1);
  indexing_refresh(late);
  assert_true(indexing_is_right(late, &place.tree, LITERALS));
  index_close(late);
  index_close(follower);
  index_close(writer);
  place_remove(&place);
}

// The command line beside a server, and a server that starts while the command line works.
static void whoever_comes_later_follows_and_inherits(void **state) {
  (void)state;
  Place place = sample();
  Index *server = indexing_fresh(&place.tree, &place.cache);
  for (int i = 0; i < 3; i++) {
    Index *command = indexing_fresh(&place.tree, &place.cache);
    assert_false(indexing_status(command).writer);
    assert_true(indexing_status(server).writer);
    index_close(command);
  }
  index_close(server);
  Index *command = indexing_fresh(&place.tree, &place.cache);
  assert_true(indexing_status(command).writer);
  server = indexing_fresh(&place.tree, &place.cache);
  assert_false(indexing_status(server).writer);
  index_close(command);
  assert_true(becomes_writer(server, PATIENCE_MS));
  index_close(server);
  place_remove(&place);
}

static void empty_cache(const Place *place) {
  char command[700];
  snprintf(command, sizeof command, "rm -rf '%s'/*", place->cache.root);
  assert_int_equal(system(command), 0);
}

static void a_directory_removed_under_both_is_made_again(void **state) {
  (void)state;
  Place place = sample();
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  Index *follower = indexing_fresh(&place.tree, &place.cache);
  for (int i = 0; i < 3; i++) {
    char path[32];
    empty_cache(&place);
    assert_int_equal(indexing_count(writer, "alpha"), 1);
    assert_int_equal(indexing_count(follower, "alpha"), 1);
    snprintf(path, sizeof path, "new%d.c", i);
    tree_write_c(&place.tree, path, "int gamma;\n");
    indexing_refresh(i % 2 ? follower : writer);
    indexing_refresh(i % 2 ? writer : follower);
    assert_true(indexing_is_right(writer, &place.tree, LITERALS));
    assert_true(indexing_is_right(follower, &place.tree, LITERALS));
    IndexStatus a = indexing_status(writer), b = indexing_status(follower);
    assert_true(a.writer != b.writer); // whoever looked first
    assert_string_equal(a.message, "");
    assert_string_equal(b.message, "");
    assert_true(files_in(place.cache.root) >= 2); // lock, manifest
  }
  index_close(writer);
  assert_true(becomes_writer(follower, PATIENCE_MS));
  index_close(follower);
  Index *after = indexing_fresh(&place.tree, &place.cache);
  assert_true(indexing_is_right(after, &place.tree, LITERALS));
  index_close(after);
  place_remove(&place);
}

static void a_follower_inherits_a_directory_that_is_gone(void **state) {
  (void)state;
  Place place = sample();
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  Index *follower = indexing_fresh(&place.tree, &place.cache);
  index_close(writer);
  empty_cache(&place);
  assert_true(becomes_writer(follower, PATIENCE_MS));
  assert_true(index_wait(follower, PHASE_READY, INDEXING_TIMEOUT_NS));
  assert_true(indexing_is_right(follower, &place.tree, LITERALS));
  index_close(follower);
  place_remove(&place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_second_index_follows_the_first_and_takes_over_from_it),
      cmocka_unit_test(a_follower_reads_changes_by_itself_and_writes_nothing),
      cmocka_unit_test(generations_grow_whoever_writes),
      cmocka_unit_test(a_writer_of_other_options_is_not_waited_for),
      cmocka_unit_test(read_only_takes_no_lock_and_writes_nothing),
      cmocka_unit_test(the_lock_counts_between_processes),
      cmocka_unit_test(both_indexing_at_once_end_with_the_same_answers),
      cmocka_unit_test(what_the_writer_commits_is_seen_within_a_second),
      cmocka_unit_test(a_follower_becomes_the_writer_when_the_writer_closes),
      cmocka_unit_test(a_killed_writer_is_replaced_within_a_second),
      cmocka_unit_test(five_processes_hand_the_index_on),
      cmocka_unit_test(open_documents_stay_on_top_of_what_is_followed),
      cmocka_unit_test(what_only_the_follower_has_read_outlives_a_commit),
      cmocka_unit_test(copies_go_when_the_writer_has_the_same),
      cmocka_unit_test(both_watch_and_one_writes),
      cmocka_unit_test(a_save_that_is_not_on_disk_yet_takes_nothing_away),
      cmocka_unit_test(whoever_comes_later_follows_and_inherits),
      cmocka_unit_test(a_directory_removed_under_both_is_made_again),
      cmocka_unit_test(a_follower_inherits_a_directory_that_is_gone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
