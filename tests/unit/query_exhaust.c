// What exhaustive search does with limits a file, counts, lines around hits, deadlines; and that what it says
// is the same whether hits are held, counted or searched for while they are handed over.
#include "query/search.h"

#include "base/os.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"
#include "support/tree.h"

typedef struct {
  Buf out;
  uint64_t hits;
  int64_t sleep_until_ns; // in the first callback
} Sink;

static void put_lines(Buf *out, char mark, const Str *lines, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) buf_printf(out, "%c%.*s|", mark, STR_ARGS(lines[i]));
}

// path:line:column-end_line:end_column with the lines before, of, and after it.
static bool put_hit(void *user, const SearchHit *hit) {
  Sink *sink = user;
  while (os_monotonic_ns() < sink->sleep_until_ns) continue;
  if (++sink->hits > 1000) return true;
  buf_printf(&sink->out, "%.*s:%u:%u-%u:%u ", STR_ARGS(hit->path), hit->line, hit->column,
             hit->end_line, hit->end_column);
  put_lines(&sink->out, '-', hit->before, hit->before_count);
  put_lines(&sink->out, '=', &hit->text, 1);
  put_lines(&sink->out, '+', hit->after, hit->after_count);
  buf_byte(&sink->out, '\n');
  return true;
}

static QuerySummary run_in(const QueryContext *context, SearchRequest request, Sink *sink) {
  QuerySummary summary;
  Error error;
  buf_clear(&sink->out);
  sink->hits = 0;
  if (search_run(context, &request, put_hit, sink, &summary, &error) != STATUS_OK)
    fail_msg("%.*s: %s", STR_ARGS(request.query), error.message);
  buf_byte(&sink->out, '\0');
  return summary;
}

static QuerySummary run(Snapshot *snapshot, SearchRequest request, Sink *sink) {
  QueryContext context = {.snapshot = snapshot, .parallel = memory_parallel};
  return run_in(&context, request, sink);
}

static void expect(Snapshot *snapshot, SearchRequest request, const char *wanted) {
  Sink sink = {.hits = 0};
  request.all = true;
  run(snapshot, request, &sink);
  assert_string_equal(sink.out.data, wanted);
  buf_release(&sink.out);
}

static Snapshot *small_tree(void) {
  MemoryFile files[] = {memory_file("c.c", "x\n"), memory_file("a.c", "x x\ny\nx\r\nz\n"),
                        memory_file("b.c", "y\n"), memory_file("d.c", "0\n1\nx")};
  Snapshot *snapshot = memory_snapshot(STR("/nowhere"));
  memory_tree_add(snapshot, files, COUNT_OF(files), MEMORY_GRAMS, NULL);
  return snapshot;
}

static void a_limit_a_file_lets_the_others_speak(void **state) {
  (void)state;
  Snapshot *snapshot = small_tree();
  expect(snapshot, (SearchRequest){.query = STR("x"), .document_limit = 2},
         "a.c:0:0-0:1 =x x|\na.c:0:2-0:3 =x x|\nc.c:0:0-0:1 =x|\nd.c:2:0-2:1 =x|\n");
  expect(snapshot, (SearchRequest){.query = STR("x"), .files_only = true},
         "a.c:0:0-0:1 =x x|\nc.c:0:0-0:1 =x|\nd.c:2:0-2:1 =x|\n");
  expect(snapshot, (SearchRequest){.query = STR("x"), .files_only = true, .limit = 2},
         "a.c:0:0-0:1 =x x|\nc.c:0:0-0:1 =x|\n");
  snapshot_unref(snapshot);
}

static void it_begins_at_the_path_that_is_wanted_or_behind_it(void **state) {
  (void)state;
  static const struct {
    const char *start, *wanted;
  } cases[] = {{"", "a.c:0:0-0:1 =x x|\nc.c:0:0-0:1 =x|\nd.c:2:0-2:1 =x|\n"},
               {"a.c", "a.c:0:0-0:1 =x x|\nc.c:0:0-0:1 =x|\nd.c:2:0-2:1 =x|\n"},
               {"a.d", "c.c:0:0-0:1 =x|\nd.c:2:0-2:1 =x|\n"},
               {"d.c", "d.c:2:0-2:1 =x|\n"},
               {"e", ""}};
  Snapshot *snapshot = small_tree();
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    SearchRequest request = {.query = STR("x"), .document_limit = 1};
    request.start_path = str_from_c(cases[i].start);
    expect(snapshot, request, cases[i].wanted);
  }
  snapshot_unref(snapshot);
}

static void lines_around_end_at_the_files_ends(void **state) {
  (void)state;
  Snapshot *snapshot = small_tree();
  expect(snapshot, (SearchRequest){.query = STR("y"), .before = 1, .after = 2},
         "a.c:1:0-1:1 -x x|=y|+x|+z|\nb.c:0:0-0:1 =y|\n");
  expect(snapshot, (SearchRequest){.query = STR("x"), .before = 9, .document_limit = 1},
         "a.c:0:0-0:1 =x x|\nc.c:0:0-0:1 =x|\nd.c:2:0-2:1 -0|-1|=x|\n");
  snapshot_unref(snapshot);
}

static void who_only_counts_gets_numbers_and_no_hits(void **state) {
  (void)state;
  static const struct {
    uint64_t limit, document_limit, hits, documents;
    bool truncated;
  } cases[] = {{0, 0, 5, 3, false}, {0, 1, 3, 3, false}, {0, 2, 4, 3, false}, {5, 0, 5, 3, false},
               {4, 0, 4, 2, true},  {2, 0, 2, 1, true},  {2, 1, 2, 2, true},  {1, 0, 1, 1, true}};
  Snapshot *snapshot = small_tree();
  Sink sink = {.hits = 0};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    for (int all = 0; all < 2; all++) { // their order is nobody's concern
      SearchRequest request = {.query = STR("x"), .count_only = true, .all = all};
      request.limit = cases[i].limit;
      request.document_limit = cases[i].document_limit;
      QuerySummary summary = run(snapshot, request, &sink);
      assert_int_equal(sink.hits, 0);
      assert_int_equal(summary.hits, cases[i].hits);
      assert_int_equal(summary.documents, cases[i].documents);
      assert_int_equal(summary.truncated, cases[i].truncated);
      assert_string_equal(summary.reason, cases[i].truncated ? "limit" : "");
    }
  }
  buf_release(&sink.out);
  snapshot_unref(snapshot);
}

static void hits_that_begin_in_one_line_have_each_their_own_lines(void **state) {
  (void)state;
  MemoryFile file = memory_file("a.c", "x y x\nz\nx\n");
  Snapshot *snapshot = memory_snapshot(STR("/nowhere"));
  memory_tree_add(snapshot, &file, 1, MEMORY_GRAMS, NULL);
  expect(snapshot, (SearchRequest){.query = STR("x( y|\\nz)"), .regex = true, .after = 1},
         "a.c:0:0-0:3 =x y x|+z|\na.c:0:4-1:1 =x y x\nz|+x|\n");
  snapshot_unref(snapshot);
}

// ---- large files --------------------------------------------------------------------------------

static void the_chunks_of_a_file_are_one_file_to_limits_and_counts(void **state) {
  (void)state;
  Tree tree = tree_make();
  tree_write_c(&tree, "big.txt", "a needle\nb needle\nc needle\n");
  tree_write_c(&tree, "small.txt", "needle\n");
  MemoryFile files[] = {memory_file("big.txt", "needle"), memory_file("big.txt", "needle"),
                        memory_file("big.txt", "needle"), memory_file("small.txt", "needle")};
  for (uint32_t i = 0; i < 3; i++) {
    files[i].flags = DOCUMENT_CHUNK;
    files[i].chunk_start = 9 * (uint64_t)i;
    files[i].chunk_size = 9;
    files[i].first_line = i;
  }
  Snapshot *snapshot = memory_snapshot(str_from_c(tree.root));
  memory_tree_add(snapshot, files, COUNT_OF(files), MEMORY_GRAMS | MEMORY_ON_DISK, NULL);
  expect(snapshot, (SearchRequest){.query = STR("needle"), .files_only = true},
         "big.txt:0:2-0:8 =a needle|\nsmall.txt:0:0-0:6 =needle|\n");
  expect(snapshot, (SearchRequest){.query = STR("needle"), .document_limit = 2},
         "big.txt:0:2-0:8 =a needle|\nbig.txt:1:2-1:8 =b needle|\nsmall.txt:0:0-0:6 =needle|\n");
  Sink sink = {.hits = 0};
  SearchRequest request = {.query = STR("needle"), .count_only = true, .document_limit = 2};
  QuerySummary summary = run(snapshot, request, &sink);
  assert_int_equal(summary.hits, 3);
  assert_int_equal(summary.documents, 2);
  request.document_limit = 0;
  summary = run(snapshot, request, &sink);
  assert_int_equal(summary.hits, 4);
  assert_int_equal(summary.documents, 2);
  buf_release(&sink.out);
  snapshot_unref(snapshot);
  tree_remove(&tree);
}

// ---- much ---------------------------------------------------------------------------------------

enum { LINES = 20000, FILES = 24 };

// More hits than are held of a document, in more documents than are held at once.
static Snapshot *large_tree(Buf *text, char paths[FILES][16]) {
  for (int i = 0; i < LINES; i++) buf_printf(text, "line x %d x\n", i);
  MemoryFile files[FILES];
  for (int i = 0; i < FILES; i++) {
    snprintf(paths[i], 16, "f%02d", i);
    files[i] = (MemoryFile){.path = str_from_c(paths[i]), .text = buf_str(text)};
  }
  Snapshot *snapshot = memory_snapshot(STR("/nowhere"));
  memory_tree_add(snapshot, files, FILES, MEMORY_GRAMS, NULL);
  return snapshot;
}

typedef struct {
  Str path; // of the hit before
  uint64_t hits, of_file, wrong;
} Order;

static bool check_order(void *user, const SearchHit *hit) {
  Order *order = user;
  if (!str_equal(hit->path, order->path)) order->of_file = 0;
  order->path = hit->path;
  uint32_t line = (uint32_t)(order->of_file / 2);
  order->wrong += hit->line != line || hit->before_count != (line > 0) || hit->after_count != 0;
  order->wrong += !str_starts_with(hit->text, STR("line x "));
  if (line > 0) order->wrong += !str_starts_with(hit->before[0], STR("line x "));
  order->of_file++;
  order->hits++;
  return true;
}

static void very_many_hits_keep_their_limits_and_their_lines_around(void **state) {
  (void)state;
  char paths[FILES][16];
  Buf text = {0};
  Snapshot *snapshot = large_tree(&text, paths);
  static const uint64_t limits[] = {0, 1, 8191, 8192, 8193, 30000};
  for (size_t i = 0; i < COUNT_OF(limits); i++) {
    QueryContext context = {.snapshot = snapshot, .parallel = memory_parallel};
    SearchRequest request = {
        .query = STR("x"), .all = true, .before = 1, .document_limit = limits[i]};
    Order order = {.hits = 0};
    QuerySummary summary;
    assert_int_equal(search_run(&context, &request, check_order, &order, &summary, NULL),
                     STATUS_OK);
    uint64_t of_file = limits[i] ? limits[i] : 2 * LINES;
    assert_int_equal(order.hits, FILES * of_file);
    assert_int_equal(order.wrong, 0);
    assert_int_equal(summary.hits, order.hits);
    assert_int_equal(summary.documents, FILES);
    assert_false(summary.truncated);
    Sink sink = {.hits = 0};
    request.count_only = true;
    summary = run(snapshot, request, &sink);
    assert_int_equal(summary.hits, order.hits);
    buf_release(&sink.out);
  }
  buf_release(&text);
  snapshot_unref(snapshot);
}

static void at_the_deadline_the_answer_is_what_was_found(void **state) {
  (void)state;
  char paths[FILES][16];
  Buf text = {0};
  Snapshot *snapshot = large_tree(&text, paths);
  Sink sink = {.sleep_until_ns = os_monotonic_ns() + 30 * 1000000};
  QueryContext context = {.snapshot = snapshot,
                          .parallel = memory_parallel,
                          .deadline_ns = sink.sleep_until_ns - 10 * 1000000};
  SearchRequest request = {.query = STR("x"), .all = true};
  QuerySummary summary = run_in(&context, request, &sink);
  assert_true(summary.hits < FILES * 2 * LINES);
  assert_int_equal(summary.hits, sink.hits);
  assert_true(summary.truncated);
  assert_string_equal(summary.reason, "deadline");
  request.count_only = true;
  summary = run_in(&context, request, &sink); // it has passed
  assert_int_equal(summary.hits, 0);
  assert_string_equal(summary.reason, "deadline");
  buf_release(&sink.out);
  buf_release(&text);
  snapshot_unref(snapshot);
}

// Plans end early then, so what they leave out was not ruled out.
static void who_is_cancelled_rules_nothing_out(void **state) {
  (void)state;
  static const char *const queries[] = {"x", "zz", "/[a-z][0-9]q/", "file:c y", "/(abc|bcd)/"};
  Snapshot *snapshot = small_tree();
  atomic_bool cancelled = true;
  for (size_t i = 0; i < 2 * COUNT_OF(queries); i++) {
    Misses *misses = misses_new(snapshot);
    QueryContext context = {.snapshot = snapshot,
                            .parallel = memory_parallel,
                            .cancelled = &cancelled,
                            .misses = misses};
    Sink sink = {.hits = 0};
    SearchRequest request = {.query = str_from_c(queries[i / 2]), .all = i % 2};
    QuerySummary summary = run_in(&context, request, &sink);
    assert_int_equal(summary.hits, 0);
    assert_string_equal(summary.reason, "cancelled");
    assert_int_equal(atomic_load(&misses->count), 0);
    misses_unref(misses);
    buf_release(&sink.out);
  }
  snapshot_unref(snapshot);
}

static void a_meter_knows_of_reading_matching_and_delivering(void **state) {
  (void)state;
  char paths[FILES][16];
  Buf text = {0};
  Snapshot *snapshot = large_tree(&text, paths);
  QueryMeter meter = {0};
  QueryContext context = {.snapshot = snapshot, .parallel = memory_parallel, .meter = &meter};
  Sink sink = {.hits = 0};
  run_in(&context, (SearchRequest){.query = STR("x"), .all = true}, &sink);
  static const QueryStage stages[] = {STAGE_CANDIDATES, STAGE_READ, STAGE_MATCH, STAGE_DELIVER};
  for (size_t i = 0; i < COUNT_OF(stages); i++) assert_true(atomic_load(&meter.ns[stages[i]]) > 0);
  assert_true(atomic_load(&meter.ns[STAGE_MATCH]) > atomic_load(&meter.ns[STAGE_CANDIDATES]));
  buf_release(&sink.out);
  buf_release(&text);
  snapshot_unref(snapshot);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_limit_a_file_lets_the_others_speak),
      cmocka_unit_test(it_begins_at_the_path_that_is_wanted_or_behind_it),
      cmocka_unit_test(lines_around_end_at_the_files_ends),
      cmocka_unit_test(hits_that_begin_in_one_line_have_each_their_own_lines),
      cmocka_unit_test(who_only_counts_gets_numbers_and_no_hits),
      cmocka_unit_test(the_chunks_of_a_file_are_one_file_to_limits_and_counts),
      cmocka_unit_test(very_many_hits_keep_their_limits_and_their_lines_around),
      cmocka_unit_test(at_the_deadline_the_answer_is_what_was_found),
      cmocka_unit_test(who_is_cancelled_rules_nothing_out),
      cmocka_unit_test(a_meter_knows_of_reading_matching_and_delivering),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
