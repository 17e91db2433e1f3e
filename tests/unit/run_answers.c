#include "run/answers.h"

#include "support/cmocka_all.h"
#include "support/indexing.h"
#include "support/random.h"

#include <uv.h>

// ---- recording and replaying --------------------------------------------------------------------

typedef struct {
  Lines lines;
  size_t most; // hits that are taken; then no more
  atomic_bool *cancel_at_most;
} Taker;

static bool take_hit(void *user, const SearchHit *hit) {
  Taker *taker = user;
  lines_add(&taker->lines, "%.*s %.*s %u:%u+%u %u:%u x%u %.*s", STR_ARGS(hit->path),
            STR_ARGS(hit->language), hit->line, hit->column, hit->length, hit->end_line,
            hit->end_column, hit->folded, STR_ARGS(hit->text));
  for (uint32_t i = 0; i < hit->before_count; i++) {
    lines_add(&taker->lines, "  before %.*s", STR_ARGS(hit->before[i]));
  }
  for (uint32_t i = 0; i < hit->after_count; i++) {
    lines_add(&taker->lines, "  after %.*s", STR_ARGS(hit->after[i]));
  }
  bool last = taker->most && --taker->most == 0;
  if (last && taker->cancel_at_most) atomic_store(taker->cancel_at_most, true);
  return !last || taker->cancel_at_most;
}

static bool take_symbol(void *user, const SymbolHit *hit) {
  Taker *taker = user;
  lines_add(&taker->lines, "%.*s.%.*s %.*s %.*s %d/%d %u:%u:%u-%u %.17g", STR_ARGS(hit->container),
            STR_ARGS(hit->name), STR_ARGS(hit->path), STR_ARGS(hit->language), (int)hit->kind,
            hit->flags, hit->line, hit->column, hit->column_utf16, hit->end_line, hit->score);
  return true;
}

static const QuerySummary whole = {
    .hits = 1, .documents = 1, .generation = 7, .covered = 1, .reason = "", .elapsed_ns = 99};

// An answer of `hits` hits, each of about `size` bytes.
static Answer *make_answer(size_t hits, size_t size) {
  Taker taker = {.most = 0};
  Recorder recorder = recorder_make((size_t)1 << 30, take_hit, NULL, &taker);
  char *text = malloc(size + 1);
  for (size_t i = 0; i < hits; i++) {
    snprintf(text, size + 1, "%0*zu", (int)size, i); // no line is that of the hit before
    SearchHit hit = {.path = STR("a.c"), .text = str_make(text, size), .line = (uint32_t)i};
    assert_true(recorder_take_hit(&recorder, &hit));
  }
  free(text);
  lines_release(&taker.lines);
  QuerySummary summary = whole;
  summary.hits = hits;
  return recorder_finish(&recorder, &summary);
}

static void hits_come_back_as_they_were_delivered(void **state) {
  (void)state;
  Random random = random_seeded("answers");
  Taker live = {.most = 0}, again = {.most = 0};
  Recorder recorder = recorder_make(1 << 20, take_hit, NULL, &live);
  for (int i = 0; i < 2000; i++) {
    char path[32], text[64];
    snprintf(path, sizeof path, "dir/file%u.c", (unsigned)random_below(&random, 300));
    snprintf(text, sizeof text, "line %u", (unsigned)random_below(&random, 3));
    Str around[] = {STR("one"), STR(""), STR("three")};
    SearchHit hit = {.path = str_from_c(path),
                     .language = str_ends_with(str_from_c(path), STR("1.c")) ? STR("") : STR("c"),
                     .line = (uint32_t)random_below(&random, UINT32_MAX),
                     .column = (uint32_t)random_below(&random, 200),
                     .length = (uint32_t)random_below(&random, 3),
                     .end_line = (uint32_t)random_below(&random, 9),
                     .end_column = UINT32_MAX,
                     .text = random_below(&random, 9) ? str_from_c(text) : STR(""),
                     .before = around,
                     .before_count = (uint32_t)random_below(&random, 4),
                     .after = around,
                     .after_count = (uint32_t)random_below(&random, 4),
                     .folded = (uint32_t)random_below(&random, 2)};
    assert_true(recorder_take_hit(&recorder, &hit));
  }
  QuerySummary summary = whole, replayed;
  summary.hits = 2000;
  Answer *answer = recorder_finish(&recorder, &summary);
  assert_non_null(answer);
  ReplayLimits limits = {NULL, 0};
  answer_replay_hits(answer, &limits, take_hit, &again, &replayed);
  assert_true(lines_equal(&live.lines, &again.lines));
  assert_int_equal(replayed.hits, 2000);
  assert_int_equal(replayed.generation, 7);
  assert_false(replayed.truncated);
  answer_unref(answer);
  lines_release(&live.lines);
  lines_release(&again.lines);
}

static void symbols_come_back_as_they_were_delivered(void **state) {
  (void)state;
  Taker live = {.most = 0}, again = {.most = 0};
  Recorder recorder = recorder_make(1 << 20, NULL, take_symbol, &live);
  for (uint32_t i = 0; i < 200; i++) {
    char name[32];
    snprintf(name, sizeof name, "symbol_%u", i);
    SymbolHit hit = {.name = str_from_c(name),
                     .container = i % 2 ? STR("Outer") : STR(""),
                     .path = i % 3 ? STR("a.c") : STR("b.py"),
                     .language = i % 3 ? STR("c") : STR("python"),
                     .kind = (SymbolKind)(i % 20),
                     .flags = (uint8_t)i,
                     .line = i * 1000000,
                     .column = i,
                     .column_utf16 = i + 1,
                     .end_line = UINT32_MAX - i,
                     .score = (double)i / 3};
    assert_true(recorder_take_symbol(&recorder, &hit));
  }
  QuerySummary replayed;
  Answer *answer = recorder_finish(&recorder, &whole);
  ReplayLimits limits = {NULL, 0};
  answer_replay_symbols(answer, &limits, take_symbol, &again, &replayed);
  assert_true(lines_equal(&live.lines, &again.lines));
  answer_unref(answer);
  lines_release(&live.lines);
  lines_release(&again.lines);
}

static void only_whole_answers_are_kept(void **state) {
  (void)state;
  static const struct {
    const char *reason;
    bool kept;
  } cases[] = {
      {"", true},         {"limit", true},     {"indexing", true},      {"cancelled", false},
      {"stopped", false}, {"deadline", false}, {"anything else", false}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Taker taker = {.most = 0};
    Recorder recorder = recorder_make(1 << 20, take_hit, NULL, &taker);
    QuerySummary summary = whole;
    summary.reason = cases[i].reason;
    Answer *answer = recorder_finish(&recorder, &summary);
    assert_int_equal(answer != NULL, cases[i].kept);
    answer_unref(answer);
  }
  Taker taker = {.most = 1};
  Recorder recorder = recorder_make(1 << 20, take_hit, NULL, &taker);
  SearchHit hit = {.path = STR("a"), .text = STR("x")};
  assert_false(recorder_take_hit(&recorder, &hit)); // who wants no more has not seen all
  assert_null(recorder_finish(&recorder, &whole));
  recorder = recorder_make(1 << 20, take_hit, NULL, &taker);
  assert_null(recorder_finish(&recorder, NULL)); // the query failed
  lines_release(&taker.lines);
}

static void too_large_an_answer_is_delivered_and_dropped(void **state) {
  (void)state;
  Taker taker = {.most = 0};
  Recorder recorder = recorder_make(100, take_hit, NULL, &taker);
  SearchHit hit = {.path = STR("a.c"), .text = STR("some text that fills the place there is")};
  for (hit.line = 0; hit.line < 50; hit.line++) {
    hit.text.len = 30 + hit.line % 2;
    assert_true(recorder_take_hit(&recorder, &hit));
  }
  assert_int_equal(taker.lines.lines.count, 50);
  assert_null(recorder_finish(&recorder, &whole));
  lines_release(&taker.lines);
}

static void a_replay_ends_where_its_caller_wants(void **state) {
  (void)state;
  Answer *answer = make_answer(500, 10);
  QuerySummary summary;
  Taker taker = {.most = 3};
  ReplayLimits limits = {NULL, 0};
  answer_replay_hits(answer, &limits, take_hit, &taker, &summary);
  assert_int_equal(taker.lines.lines.count, 3);
  assert_true(summary.truncated && summary.hits == 3 && summary.documents == 1);
  assert_string_equal(summary.reason, "stopped");
  lines_release(&taker.lines);

  atomic_bool cancelled = false;
  taker = (Taker){.most = 10, .cancel_at_most = &cancelled};
  limits.cancelled = &cancelled;
  answer_replay_hits(answer, &limits, take_hit, &taker, &summary);
  assert_in_range(taker.lines.lines.count, 10, 100);
  assert_string_equal(summary.reason, "cancelled");
  lines_release(&taker.lines);

  taker = (Taker){.most = 0};
  limits = (ReplayLimits){NULL, 1}; // long ago
  answer_replay_hits(answer, &limits, take_hit, &taker, &summary);
  assert_int_equal(taker.lines.lines.count, 0);
  assert_string_equal(summary.reason, "deadline");
  answer_unref(answer);
}

// ---- keeping ------------------------------------------------------------------------------------

static Str key_of(int number, char text[16]) {
  snprintf(text, 16, "key %d", number);
  return str_from_c(text);
}

static void keep(Answers *answers, int number, uint64_t generation, size_t bytes) {
  char text[16];
  Answer *answer = make_answer(1, bytes);
  answers_keep(answers, key_of(number, text), generation, answer);
  answer_unref(answer);
}

static bool has(Answers *answers, int number, uint64_t generation) {
  char text[16];
  Answer *answer = answers_find(answers, key_of(number, text), generation, 0);
  answer_unref(answer);
  return answer;
}

static AnswersStatus status_of(Answers *answers) {
  AnswersStatus status;
  answers_status(answers, &status);
  return status;
}

static void the_one_used_longest_ago_goes_first(void **state) {
  (void)state;
  Answers *answers = answers_new(16000);
  for (int i = 0; i < 8; i++) keep(answers, i, 1, 1500);
  assert_int_equal(status_of(answers).count, 8);
  assert_true(has(answers, 0, 1)); // used again
  keep(answers, 8, 1, 1500);
  keep(answers, 9, 1, 1500);
  assert_true(has(answers, 0, 1));
  assert_false(has(answers, 1, 1));
  assert_true(has(answers, 9, 1));
  answers_free(answers);
}

static void bytes_stay_within_their_bound(void **state) {
  (void)state;
  Random random = random_seeded("answers_bytes");
  Answers *answers = answers_new(100000);
  for (int i = 0; i < 2000; i++) {
    int number = (int)random_below(&random, 400);
    keep(answers, number, 1, random_below(&random, 20000));
    AnswersStatus status = status_of(answers);
    assert_true(status.bytes <= 100000);
    assert_true(status.count == 0 || status.bytes / status.count > 50);
  }
  assert_true(status_of(answers).bytes > 50000);
  answers_free(answers);
}

static void one_takes_an_eighth_at_most(void **state) {
  (void)state;
  Answers *answers = answers_new(80000);
  keep(answers, 1, 1, 9900);
  assert_false(has(answers, 1, 1));
  keep(answers, 2, 1, 9000);
  assert_true(has(answers, 2, 1));
  answers_free(answers);
}

static void a_generation_that_is_over_is_forgotten(void **state) {
  (void)state;
  Answers *answers = answers_new(100000);
  keep(answers, 1, 5, 100);
  assert_true(has(answers, 1, 5));
  assert_false(has(answers, 1, 4)); // an older snapshot's question
  assert_true(has(answers, 1, 5));
  keep(answers, 2, 4, 100); // an older snapshot's answer
  assert_false(has(answers, 2, 5));
  assert_false(has(answers, 1, 6));
  assert_int_equal(status_of(answers).bytes, 0);
  assert_false(has(answers, 1, 5)); // not again
  answers_free(answers);
}

static void an_equal_request_replaces_the_answer(void **state) {
  (void)state;
  Answers *answers = answers_new(100000);
  keep(answers, 1, 1, 1000);
  size_t bytes = status_of(answers).bytes;
  keep(answers, 1, 1, 1000);
  AnswersStatus status = status_of(answers);
  assert_int_equal(status.bytes, bytes);
  assert_int_equal(status.count, 1);
  answers_free(answers);
}

static void an_answer_may_be_too_old(void **state) {
  (void)state;
  Answers *answers = answers_new(100000);
  keep(answers, 1, 1, 100);
  char text[16];
  Str key = key_of(1, text);
  assert_null(answers_find(answers, key, 1, os_monotonic_ns() + 1));
  assert_null(answers_find(answers, key, 1, INT64_MAX));
  Answer *answer = answers_find(answers, key, 1, os_monotonic_ns() - 60000000000);
  assert_non_null(answer);
  AnswersStatus status = status_of(answers);
  assert_int_equal(status.asked, 3);
  assert_int_equal(status.hit, 1);
  answers_free(answers); // while somebody still reads it
  QuerySummary summary;
  Taker taker = {.most = 0};
  ReplayLimits limits = {NULL, 0};
  answer_replay_hits(answer, &limits, take_hit, &taker, &summary);
  assert_int_equal(summary.hits, 1);
  lines_release(&taker.lines);
  answer_unref(answer);
}

// ---- keys ---------------------------------------------------------------------------------------

static void every_part_of_a_request_counts(void **state) {
  (void)state;
  const Str recent[] = {STR("a.c"), STR("b.c")}, other[] = {STR("a.cb.c")};
  const SearchRequest requests[] = {
      {.query = STR("x")},
      {.query = STR("xy")},
      {.query = STR("x"), .limit = 10},
      {.query = STR("x"), .document_limit = 10},
      {.query = STR("x"), .all = true},
      {.query = STR("x"), .ignore_case = true},
      {.query = STR("x"), .match_case = true},
      {.query = STR("x"), .whole_word = true},
      {.query = STR("x"), .regex = true},
      {.query = STR("x"), .literal = true},
      {.query = STR("x"), .files_only = true},
      {.query = STR("x"), .files_only = true, .paths_only = true},
      {.query = STR("x"), .count_only = true},
      {.query = STR("x"), .before = 1},
      {.query = STR("x"), .after = 1},
      {.query = STR("x"), .near = STR("a.c")},
      {.query = STR("x"), .start_path = STR("a.c")},
      {.query = STR("x"), .recent = recent, .recent_count = 2},
      {.query = STR("x"), .recent = recent, .recent_count = 1},
      {.query = STR("x"), .recent = other, .recent_count = 1},
  };
  enum { COUNT = sizeof requests / sizeof *requests };
  Buf keys[COUNT] = {{0}};
  for (size_t i = 0; i < COUNT; i++) {
    assert_true(answers_search_key(&requests[i], &keys[i]));
    for (size_t k = 0; k < i; k++) assert_false(str_equal(buf_str(&keys[i]), buf_str(&keys[k])));
  }
  SearchRequest timed = requests[0];
  atomic_bool cancelled = false;
  timed.timeout_ns = 5;
  timed.cancelled = &cancelled;
  Buf key = {0};
  assert_true(answers_search_key(&timed, &key)); // a whole answer is the same with less time
  assert_true(str_equal(buf_str(&key), buf_str(&keys[0])));
  buf_release(&key);
  for (size_t i = 0; i < COUNT; i++) buf_release(&keys[i]);
}

static void symbols_and_searches_are_told_apart(void **state) {
  (void)state;
  Buf a = {0}, b = {0}, c = {0};
  assert_true(answers_search_key(&(SearchRequest){.query = STR("x")}, &a));
  assert_true(answers_symbols_key(&(SymbolRequest){.query = STR("x")}, &b));
  SymbolRequest exact = {.query = STR("x"), .match = SYMBOL_MATCH_EXACT};
  assert_true(answers_symbols_key(&exact, &c));
  assert_false(str_equal(buf_str(&a), buf_str(&b)));
  assert_false(str_equal(buf_str(&b), buf_str(&c)));
  buf_release(&a);
  buf_release(&b);
  buf_release(&c);
}

static void what_changes_by_itself_is_not_kept(void **state) {
  (void)state;
  Buf key = {0};
  assert_false(answers_search_key(&(SearchRequest){.query = STR("x changed:2h")}, &key));
  assert_false(answers_search_key(&(SearchRequest){.query = STR("repo:git x")}, &key));
  assert_false(answers_symbols_key(&(SymbolRequest){.query = STR("x changed:git")}, &key));
  buf_release(&key);
}

// ---- threads ------------------------------------------------------------------------------------

typedef struct {
  Answers *answers;
  atomic_uint_fast64_t *generation;
  unsigned seed;
} Worker;

// Every answer's one hit has a line as long as its key's number, whoever made it.
static bool check_hit(void *user, const SearchHit *hit) {
  return hit->text.len == *(const size_t *)user;
}

static void use_answers(void *user) {
  const Worker *worker = user;
  unsigned seed = worker->seed;
  for (int i = 0; i < 4000; i++) {
    seed = seed * 1103515245u + 12345u;
    int number = 1 + (int)(seed >> 16) % 50;
    char text[16];
    Str key = key_of(number, text);
    uint64_t generation = atomic_load(worker->generation);
    if (i % 500 == 0) generation = atomic_fetch_add(worker->generation, 1);
    Answer *answer = answers_find(worker->answers, key, generation, 0);
    if (!answer) {
      answer = make_answer(1, (size_t)number);
      answers_keep(worker->answers, key, generation, answer);
    }
    QuerySummary summary;
    ReplayLimits limits = {NULL, 0};
    size_t length = (size_t)number;
    answer_replay_hits(answer, &limits, check_hit, &length, &summary);
    if (summary.truncated) abort();
    answer_unref(answer);
  }
}

static void threads_find_what_was_kept_and_nothing_else(void **state) {
  (void)state;
  Answers *answers = answers_new(4000); // so that answers go while they are read
  atomic_uint_fast64_t generation = 1;
  Worker workers[3];
  uv_thread_t threads[3];
  for (unsigned i = 0; i < 3; i++) {
    workers[i] = (Worker){answers, &generation, i + 1};
    uv_thread_create(&threads[i], use_answers, &workers[i]);
  }
  for (int i = 0; i < 3; i++) uv_thread_join(&threads[i]);
  AnswersStatus status = status_of(answers);
  assert_int_equal(status.asked, 3 * 4000);
  assert_true(status.hit > 0 && status.bytes <= 4000);
  answers_free(answers);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(hits_come_back_as_they_were_delivered),
      cmocka_unit_test(symbols_come_back_as_they_were_delivered),
      cmocka_unit_test(only_whole_answers_are_kept),
      cmocka_unit_test(too_large_an_answer_is_delivered_and_dropped),
      cmocka_unit_test(a_replay_ends_where_its_caller_wants),
      cmocka_unit_test(the_one_used_longest_ago_goes_first),
      cmocka_unit_test(bytes_stay_within_their_bound),
      cmocka_unit_test(one_takes_an_eighth_at_most),
      cmocka_unit_test(a_generation_that_is_over_is_forgotten),
      cmocka_unit_test(an_equal_request_replaces_the_answer),
      cmocka_unit_test(an_answer_may_be_too_old),
      cmocka_unit_test(every_part_of_a_request_counts),
      cmocka_unit_test(symbols_and_searches_are_told_apart),
      cmocka_unit_test(what_changes_by_itself_is_not_kept),
      cmocka_unit_test(threads_find_what_was_kept_and_nothing_else),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
