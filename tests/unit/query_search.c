// Search over a few files: what ranking shows first, what is read from disk and how, what limits,
// cancelling and hostile expressions do.
#include "query/search.h"

#include "base/os.h"
#include "intake/language.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"
#include "support/tree.h"

typedef struct {
  Buf out;
  uint64_t hits, stop_after; // 0: never
  atomic_bool *cancel_after_first;
} Sink;

static bool put_hit(void *user, const SearchHit *hit) {
  Sink *sink = user;
  sink->hits++;
  if (sink->out.len < 10000) {
    buf_printf(&sink->out, "%s%.*s:%u:%u:%.*s", sink->out.len ? " " : "", STR_ARGS(hit->path),
               hit->line, hit->column, (int)hit->length, hit->text.ptr + hit->column);
  }
  if (sink->cancel_after_first) atomic_store(sink->cancel_after_first, true);
  return sink->hits != sink->stop_after;
}

static QuerySummary run(Snapshot *snapshot, SearchRequest request, Sink *sink) {
  QueryContext context = {
      .snapshot = snapshot, .cancelled = request.cancelled, .parallel = memory_parallel};
  QuerySummary summary;
  Error error;
  buf_clear(&sink->out);
  sink->hits = 0;
  if (search_run(&context, &request, put_hit, sink, &summary, &error) != STATUS_OK) {
    fail_msg("%.*s: %s", STR_ARGS(request.query), error.message);
  }
  return summary;
}

static void expect(Snapshot *snapshot, SearchRequest request, const char *wanted) {
  Sink sink = {.hits = 0};
  run(snapshot, request, &sink);
  buf_byte(&sink.out, '\0');
  assert_string_equal(sink.out.data, wanted);
  buf_release(&sink.out);
}

// ---- ranking ------------------------------------------------------------------------------------

static Snapshot *ranked_tree(void) {
  Symbol definition = {.name = STR("lock"), .kind = SYMBOL_FUNCTION, .line = 2, .column = 5};
  Symbol declaration = {.name = STR("lock"), .kind = SYMBOL_FUNCTION, .column = 5};
  declaration.flags = SYMBOL_DECLARATION;
  MemoryFile files[] = {memory_file("a.c", "unlock(x);\nlock(x); lock(y);\nlock(z);\nlock(1);\n"),
                        memory_file("b.c", "spinlock_t s;\nlock(s);\n"),
                        memory_file("lock.h", "void lock(int);\n"),
                        memory_file("z.c", "\n\nvoid lock(int x) {}\nlock(0);\n")};
  files[2].symbols = &declaration, files[2].symbol_count = 1;
  files[3].symbols = &definition, files[3].symbol_count = 1;
  Snapshot *snapshot = memory_snapshot(STR("/nowhere"));
  memory_tree_add(snapshot, files, COUNT_OF(files), MEMORY_GRAMS, NULL);
  return snapshot;
}

static void definitions_come_first_then_words_then_parts(void **state) {
  (void)state;
  Snapshot *snapshot = ranked_tree();
  expect(snapshot, (SearchRequest){.query = STR("lock")},
         "z.c:2:5:lock lock.h:0:5:lock z.c:3:0:lock a.c:1:0:lock a.c:1:9:lock b.c:1:0:lock "
         "a.c:2:0:lock a.c:3:0:lock a.c:0:2:lock b.c:0:4:lock");
  expect(snapshot, (SearchRequest){.query = STR("lock"), .limit = 2},
         "z.c:2:5:lock lock.h:0:5:lock");
  expect(snapshot, (SearchRequest){.query = STR("lock"), .whole_word = true, .all = true},
         "a.c:1:0:lock a.c:1:9:lock a.c:2:0:lock a.c:3:0:lock b.c:1:0:lock lock.h:0:5:lock "
         "z.c:2:5:lock z.c:3:0:lock");
  expect(snapshot, (SearchRequest){.query = STR("lock -spinlock_t file:*.c"), .limit = 1},
         "z.c:2:5:lock");
  snapshot_unref(snapshot);
}

static void the_summary_says_what_was_left_out(void **state) {
  (void)state;
  Snapshot *snapshot = ranked_tree();
  Sink sink = {.hits = 0};
  QuerySummary all = run(snapshot, (SearchRequest){.query = STR("lock"), .all = true}, &sink);
  assert_int_equal(all.hits, 10);
  assert_int_equal(all.documents, 4);
  assert_int_equal(all.candidates, 4);
  assert_int_equal(all.generation, 5);
  assert_false(all.truncated);
  assert_string_equal(all.reason, "");
  QuerySummary some =
      run(snapshot, (SearchRequest){.query = STR("lock"), .all = true, .limit = 3}, &sink);
  assert_int_equal(some.hits, 3);
  assert_true(some.truncated);
  assert_string_equal(some.reason, "limit");
  QuerySummary exactly =
      run(snapshot, (SearchRequest){.query = STR("lock"), .all = true, .limit = 10}, &sink);
  assert_false(exactly.truncated);
  sink.stop_after = 2;
  QuerySummary stopped = run(snapshot, (SearchRequest){.query = STR("lock"), .all = true}, &sink);
  assert_int_equal(stopped.hits, 2);
  assert_true(stopped.truncated);
  sink.stop_after = 0;
  snapshot->text_complete = false;
  QuerySummary early = run(snapshot, (SearchRequest){.query = STR("lock")}, &sink);
  assert_false(early.truncated);
  assert_string_equal(early.reason, "indexing");
  buf_release(&sink.out);
  snapshot_unref(snapshot);
}

// ---- files on disk ------------------------------------------------------------------------------

static void what_is_on_disk_is_the_truth(void **state) {
  (void)state;
  Tree tree = tree_make();
  tree_write_c(&tree, "a/same.c", "one\nneedle\r\nlast needle");
  tree_write_c(&tree, "b/changed.c", "x\ny\nneedle\n");
  tree_write(&tree, "c/utf16.txt", STR("\xFF\xFEn\0e\0e\0d\0l\0e\0\n\0"));
  tree_write(&tree, "d/binary", STR("needle\0needle"));
  tree_write(&tree, "e/latin1.txt", STR("\xE9t\xE9 needle\n"));
  static const char *const paths[] = {"a/same.c", "b/changed.c",  "c/utf16.txt",
                                      "d/binary", "e/latin1.txt", "f/vanished.c"};
  MemoryFile files[COUNT_OF(paths)];
  for (size_t i = 0; i < COUNT_OF(paths); i++) files[i] = memory_file(paths[i], "needle");
  Snapshot *snapshot = memory_snapshot(str_from_c(tree.root));
  memory_tree_add(snapshot, files, COUNT_OF(files), MEMORY_GRAMS | MEMORY_ON_DISK, NULL);
  expect(snapshot, (SearchRequest){.query = STR("needle"), .all = true},
         "a/same.c:1:0:needle a/same.c:2:5:needle b/changed.c:2:0:needle c/utf16.txt:0:0:needle "
         "e/latin1.txt:0:6:needle");
  expect(snapshot, (SearchRequest){.query = STR("needle$"), .regex = true, .all = true},
         "a/same.c:1:0:needle a/same.c:2:5:needle b/changed.c:2:0:needle c/utf16.txt:0:0:needle "
         "e/latin1.txt:0:6:needle");
  snapshot_unref(snapshot);
  tree_remove(&tree);
}

static void chunks_are_parts_of_one_file(void **state) {
  (void)state;
  Tree tree = tree_make();
  tree_write_c(&tree, "big.txt", "one\nneedle\ntwo\nneedle\n");
  MemoryFile files[] = {memory_file("big.txt", "needle"), memory_file("big.txt", "needle")};
  for (int i = 0; i < 2; i++) files[i].flags = DOCUMENT_CHUNK, files[i].chunk_size = 11;
  files[0].chunk_start = 11,
  files[0].first_line = 2; // the better one first: not in order of position
  Snapshot *snapshot = memory_snapshot(str_from_c(tree.root));
  memory_tree_add(snapshot, files, COUNT_OF(files), MEMORY_GRAMS | MEMORY_ON_DISK, NULL);
  Sink sink = {.hits = 0};
  QuerySummary summary = run(snapshot, (SearchRequest){.query = STR("needle"), .all = true}, &sink);
  assert_true(str_equal(buf_str(&sink.out), STR("big.txt:1:0:needle big.txt:3:0:needle")));
  assert_int_equal(summary.documents, 1);
  buf_release(&sink.out);
  snapshot_unref(snapshot);
  tree_remove(&tree);
}

// ---- much ---------------------------------------------------------------------------------------

// More hits than are held of a document, in more documents than are held at once.
static void very_many_hits_come_in_order_and_bounded_memory(void **state) {
  (void)state;
  enum { LINES = 20000, FILES = 40 };
  Buf text = {0};
  for (int i = 0; i < LINES; i++) buf_printf(&text, "line x %d x\n", i);
  MemoryFile files[FILES];
  char paths[FILES][16];
  for (int i = 0; i < FILES; i++) {
    snprintf(paths[i], sizeof paths[i], "f%02d", i);
    files[i] = (MemoryFile){.path = str_from_c(paths[i]), .text = buf_str(&text)};
  }
  Snapshot *snapshot = memory_snapshot(STR("/nowhere"));
  memory_tree_add(snapshot, files, FILES, MEMORY_GRAMS, NULL);
  Sink sink = {.hits = 0};
  QuerySummary summary = run(snapshot, (SearchRequest){.query = STR("x"), .all = true}, &sink);
  assert_int_equal(summary.hits, 2 * LINES * FILES);
  assert_int_equal(summary.documents, FILES);
  assert_true(str_starts_with(buf_str(&sink.out), STR("f00:0:5:x f00:0:9:x f00:1:5:x")));
  summary = run(snapshot, (SearchRequest){.query = STR("x"), .all = true, .limit = 100000}, &sink);
  assert_int_equal(summary.hits, 100000);
  assert_int_equal(summary.documents, 3);
  summary = run(snapshot, (SearchRequest){.query = STR("x")}, &sink);
  assert_int_equal(summary.hits, 2 * LINES * FILES);
  buf_release(&sink.out);
  buf_release(&text);
  snapshot_unref(snapshot);
}

static Snapshot *hostile_tree(Buf *text) {
  for (int i = 0; i < 300; i++)
    buf_printf(text, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!%d\n", i);
  buf_printf(text, "aab\n");
  Snapshot *snapshot = memory_snapshot(STR("/nowhere"));
  MemoryFile file = {.path = STR("a.txt"), .text = buf_str(text)};
  memory_tree_add(snapshot, &file, 1, MEMORY_GRAMS, NULL);
  return snapshot;
}

static void a_hostile_expression_is_reported_and_the_rest_is_found(void **state) {
  (void)state;
  Buf text = {0};
  Snapshot *snapshot = hostile_tree(&text);
  Sink sink = {.hits = 0};
  QuerySummary summary =
      run(snapshot, (SearchRequest){.query = STR("(?:a+)+b"), .regex = true, .all = true}, &sink);
  assert_int_equal(summary.hits, 1);
  summary =
      run(snapshot, (SearchRequest){.query = STR("^(?:a|aa|a[a])+$"), .regex = true, .all = true},
          &sink);
  assert_true(summary.truncated);
  assert_non_null(strstr(summary.reason, "too long"));
  buf_release(&sink.out);
  buf_release(&text);
  snapshot_unref(snapshot);
}

static void a_cancelled_search_ends_soon_and_says_so(void **state) {
  (void)state;
  Buf text = {0};
  Snapshot *snapshot = hostile_tree(&text);
  atomic_bool cancelled = false;
  Sink sink = {.hits = 0, .cancel_after_first = &cancelled};
  SearchRequest request = {.query = STR("a"), .all = true, .cancelled = &cancelled};
  QuerySummary summary = run(snapshot, request, &sink);
  assert_int_equal(summary.hits, 1);
  assert_string_equal(summary.reason, "cancelled");
  atomic_store(&cancelled, true);
  request.all = false;
  summary = run(snapshot, request, &sink);
  assert_int_equal(summary.hits, 0);
  assert_true(summary.truncated);
  assert_string_equal(summary.reason, "cancelled");
  buf_release(&sink.out);
  buf_release(&text);
  snapshot_unref(snapshot);
}

// ---- matches over lines, time ---------------------------------------------------------------------

static bool put_extent(void *user, const SearchHit *hit) {
  buf_printf(user, "%u:%u-%u:%u %u [%.*s]\n", hit->line, hit->column, hit->end_line,
             hit->end_column, hit->length, STR_ARGS(hit->text));
  return true;
}

static void a_match_may_span_lines(void **state) {
  (void)state;
  Snapshot *snapshot = memory_snapshot(STR("/nowhere"));
  MemoryFile file = memory_file("a.c", "x a {\r\n  b\r\n} a {\n}\nlast a {\n");
  memory_tree_add(snapshot, &file, 1, MEMORY_GRAMS, NULL);
  QueryContext context = {.snapshot = snapshot};
  SearchRequest request = {.query = STR("a \\{\\r?\\n.*b"), .regex = true, .all = true};
  Buf out = {0};
  assert_int_equal(search_run(&context, &request, put_extent, &out, NULL, NULL), STATUS_OK);
  request.query = STR("\\{\\n");
  assert_int_equal(search_run(&context, &request, put_extent, &out, NULL, NULL), STATUS_OK);
  request.query = STR("/\\n. a/ OR last");
  request.regex = false;
  assert_int_equal(search_run(&context, &request, put_extent, &out, NULL, NULL), STATUS_OK);
  buf_byte(&out, '\0');
  assert_string_equal(out.data, "0:2-1:3 8 [x a {\r\n  b]\n"
                                "2:4-3:0 2 [} a {]\n"
                                "4:7-5:0 2 [last a {]\n"
                                "1:4-2:3 4 [  b\r\n} a {]\n"
                                "4:0-4:4 4 [last a {]\n");
  buf_release(&out);
  snapshot_unref(snapshot);
}

static void time_that_is_over_ends_a_search(void **state) {
  (void)state;
  Snapshot *snapshot = ranked_tree();
  Sink sink = {.hits = 0};
  SearchRequest request = {.query = STR("lock"), .all = true, .timeout_ns = 1};
  QuerySummary summary = run(snapshot, request, &sink);
  assert_true(summary.truncated);
  assert_string_equal(summary.reason, "deadline");
  request.timeout_ns = INT64_C(60000000000);
  summary = run(snapshot, request, &sink);
  assert_false(summary.truncated);
  assert_int_equal(summary.hits, 10);
  buf_release(&sink.out);
  snapshot_unref(snapshot);
}

// ---- explaining ---------------------------------------------------------------------------------

static void put_line(void *user, Str line) {
  buf_str_put(user, line);
  buf_byte(user, '\n');
}

static void explain_shows_the_plan(void **state) {
  (void)state;
  Snapshot *snapshot = ranked_tree();
  QueryContext context = {.snapshot = snapshot};
  SearchRequest request = {.query = STR("Spin (lock OR zzz) -file:z")};
  Buf out = {0};
  assert_int_equal(search_explain(&context, &request, put_line, &out, NULL), STATUS_OK);
  buf_byte(&out, '\0');
  assert_non_null(strstr(out.data, "query Spin (lock OR zzz) NOT file:z\n"));
  assert_non_null(strstr(out.data, "text Spin, case counts, requires (\"pin\" \"spi\")\n"));
  assert_non_null(strstr(out.data, "segment 0: 1 candidates of 4 documents, open\n"));
  assert_non_null(strstr(out.data, "-file:z "));
  assert_non_null(strstr(out.data, "\nread 1 documents, matched 0, hits 0\ntook "));
  assert_non_null(strstr(out.data, "gram \"pin\" "));
  assert_non_null(strstr(out.data, "1 candidates of 4 documents in 1 segments, estimated "));
  Error error;
  request.query = STR("/(/");
  assert_int_equal(search_explain(&context, &request, put_line, &out, &error), STATUS_INVALID);
  assert_non_null(strstr(error.message, "regular expression"));
  buf_release(&out);
  snapshot_unref(snapshot);
}

static void an_empty_tree_has_no_hits(void **state) {
  (void)state;
  Snapshot *snapshot = memory_snapshot(STR("/nowhere"));
  expect(snapshot, (SearchRequest){.query = STR("x"), .all = true}, "");
  expect(snapshot, (SearchRequest){.query = STR("x")}, "");
  snapshot_unref(snapshot);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(definitions_come_first_then_words_then_parts),
      cmocka_unit_test(the_summary_says_what_was_left_out),
      cmocka_unit_test(what_is_on_disk_is_the_truth),
      cmocka_unit_test(chunks_are_parts_of_one_file),
      cmocka_unit_test(very_many_hits_come_in_order_and_bounded_memory),
      cmocka_unit_test(a_hostile_expression_is_reported_and_the_rest_is_found),
      cmocka_unit_test(a_cancelled_search_ends_soon_and_says_so),
      cmocka_unit_test(a_match_may_span_lines),
      cmocka_unit_test(time_that_is_over_ends_a_search),
      cmocka_unit_test(explain_shows_the_plan),
      cmocka_unit_test(an_empty_tree_has_no_hits)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
