#include "run/typing.h"

#include "support/indexing.h"

// How long answers about a tree that is not watched are kept: run/requests.c.
static const uint64_t ANSWER_AGE_NS = 10000000000;

static bool count_hit(void *user, const SearchHit *hit) {
  (void)hit;
  ++*(uint64_t *)user;
  return true;
}

static QuerySummary search(Index *index, SearchRequest request) {
  QuerySummary summary;
  Error error;
  uint64_t hits = 0;
  Status status = index_search(index, &request, count_hit, &hits, &summary, &error);
  if (status != STATUS_OK) fail_msg("%s", error.message);
  assert_int_equal(hits, summary.hits);
  return summary;
}

static QuerySummary search_all(Index *index, const char *query) {
  return search(index, (SearchRequest){.query = str_from_c(query), .all = true});
}

// Files with all grams of `handler` in most of them, and the word in a few.
static Place make_place(void) {
  Place place = place_make();
  for (int i = 0; i < 60; i++) {
    char path[32], text[200];
    snprintf(path, sizeof path, "file%02d.c", i);
    bool has = i % 20 == 0;
    snprintf(text, sizeof text, "hand andl ndle dler xhan ler_ %s%d\n", has ? "handler" : "none",
             i);
    tree_write_c(&place.tree, path, text);
  }
  return place;
}

static void a_longer_query_reads_what_the_shorter_one_left(void **state) {
  (void)state;
  Place place = make_place();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  QuerySummary handl = search_all(index, "handl"), handle = search_all(index, "handle");
  QuerySummary handler = search_all(index, "handler");
  assert_int_equal(handl.candidates, 60);
  assert_int_equal(handl.hits, 3);
  assert_int_equal(handle.candidates, 3);
  assert_int_equal(handler.candidates, 3);
  assert_int_equal(handler.hits, 3);
  assert_int_equal(search_all(index, "ndler").candidates, 60); // no extension of any
  assert_int_equal(search_all(index, "handlers").hits, 0);
  index_close(index);
  place_remove(&place);
}

static void the_ranked_page_profits_too(void **state) {
  (void)state;
  Place place = make_place();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  SearchRequest request = {.query = STR("handl"), .limit = 10};
  assert_int_equal(search(index, request).hits, 3);
  request.query = STR("handle");
  QuerySummary summary = search(index, request);
  assert_int_equal(summary.hits, 3);
  assert_true(summary.candidates <= 3);
  index_close(index);
  place_remove(&place);
}

static void a_change_of_the_tree_is_seen(void **state) {
  (void)state;
  Place place = make_place();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  search_all(index, "handl");
  tree_write_c(&place.tree, "file07.c", "handler at last\n");
  index_touch(index, &STR("file07.c"), 1);
  assert_true(index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS));
  assert_int_equal(search_all(index, "handle").hits, 4);
  index_close(index);
  place_remove(&place);
}

static void an_open_document_is_always_looked_at(void **state) {
  (void)state;
  Place place = make_place();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  Error error;
  assert_int_equal(index_document_set(index, STR("file07.c"), STR("c"), STR("nothing\n"), &error),
                   STATUS_OK);
  assert_int_equal(search_all(index, "handl").hits, 3);
  assert_int_equal(index_document_set(index, STR("file07.c"), STR("c"), STR("handler\n"), &error),
                   STATUS_OK);
  assert_int_equal(search_all(index, "handle").hits, 4);
  index_close(index);
  place_remove(&place);
}

static void a_search_that_was_cut_teaches_nothing(void **state) {
  (void)state;
  Place place = make_place();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  atomic_bool cancelled = true;
  search(index, (SearchRequest){.query = STR("handl"), .all = true, .cancelled = &cancelled});
  assert_int_equal(search_all(index, "handle").hits, 3);
  search(index, (SearchRequest){.query = STR("hand"), .all = true, .timeout_ns = 1});
  assert_int_equal(search_all(index, "handx").hits, 0);
  assert_int_equal(search_all(index, "handler").hits, 3);
  index_close(index);
  place_remove(&place);
}

static void what_is_too_old_does_not_count(void **state) {
  (void)state;
  Place place = make_place();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  Snapshot *snapshot = index->snapshot;
  Typing *typing = typing_new();
  SearchRequest first = {.query = STR("han")}, second = {.query = STR("hand")};
  TypingTurn turn = typing_begin(typing, &first, snapshot, 0);
  assert_non_null(turn.misses);
  for (uint32_t d = 0; d < 10; d++) misses_note(turn.misses, 0, d);
  typing_end(&turn, false);
  int64_t now = os_monotonic_ns();
  turn = typing_begin(typing, &second, snapshot, now);
  assert_int_equal(atomic_load(&turn.misses->count), 0);
  typing_end(&turn, false);
  turn = typing_begin(typing, &second, snapshot, 0);
  assert_int_equal(atomic_load(&turn.misses->count), 10);
  assert_true(turn.made_ns < now); // as old as what it rests on
  typing_end(&turn, false);
  typing_free(typing);
  index_close(index);
  place_remove(&place);
}

static bool is_kept(Index *index, const char *query, int64_t since_ns) {
  SearchRequest request = {.query = str_from_c(query), .all = true};
  Buf key = {0};
  assert_true(answers_search_key(&request, &key));
  Answer *answer =
      answers_find(index->answers, buf_str(&key), index->snapshot->generation, since_ns);
  answer_unref(answer);
  buf_release(&key);
  return answer;
}

static void a_kept_answer_is_as_old_as_what_it_rests_on(void **state) {
  (void)state;
  Place place = make_place();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  int64_t between = 0;
  bool rests = false;
  for (int i = 0; i < 100 && !rests; i++) { // until no file is read again in the midst of it
    uv_mutex_lock(&index->mutex);
    index_publish(index); // a generation of which nothing is kept
    uv_mutex_unlock(&index->mutex);
    search_all(index, "handl");
    between = os_monotonic_ns();
    rests = search_all(index, "handle").candidates == 3 && is_kept(index, "handle", 0);
  }
  assert_true(rests);
  assert_false(is_kept(index, "handle", between));
  index_close(index);
  place_remove(&place);
}

static void note_ten(Typing *typing, const char *query, const Snapshot *snapshot) {
  SearchRequest request = {.query = str_from_c(query)};
  TypingTurn turn = typing_begin(typing, &request, snapshot, 0);
  for (uint32_t d = 0; d < 10; d++) misses_note(turn.misses, 0, d);
  typing_end(&turn, false);
}

static void a_search_that_outlasts_its_generation_takes_no_newer_ones_place(void **state) {
  (void)state;
  Place place = make_place();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  const Snapshot *snapshot = index->snapshot;
  Snapshot older = {.generation = snapshot->generation - 1, .parts = snapshot->parts};
  SearchRequest request = {.query = STR("hand")};
  Typing *typing = typing_new();
  note_ten(typing, "han", snapshot);
  note_ten(typing, "dle", &older);
  TypingTurn turn = typing_begin(typing, &request, snapshot, 0);
  assert_int_equal(atomic_load(&turn.misses->count), 10);
  typing_end(&turn, false);
  typing_free(typing);
  index_close(index);
  place_remove(&place);
}

static void who_types_and_retypes_is_answered_from_what_is_kept(void **state) {
  (void)state;
  Place place = make_place();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  static const char word[] = "handler none";
  enum { LENGTH = sizeof word - 1, ROUNDS = 10 };
  assert_true(indexing_comes_to_rest(index)); // no answer is dropped because the tree was looked at
  int64_t began = os_monotonic_ns();
  for (int round = 0; round < ROUNDS; round++) {
    for (size_t length = 1; length <= LENGTH; length++) { // typing
      search(index, (SearchRequest){.query = str_make(word, length), .limit = 50});
    }
    for (size_t length = LENGTH - 1; length > 0; length--) { // deleting
      search(index, (SearchRequest){.query = str_make(word, length), .limit = 50});
    }
  }
  IndexStatus status = indexing_status(index);
  assert_int_equal(status.answers_asked, ROUNDS * (2 * LENGTH - 1));
  uint64_t times =
      1 + (uint64_t)(os_monotonic_ns() - began) / ANSWER_AGE_NS; // that they grew too old
  assert_true(status.answers_hit >= status.answers_asked - times * LENGTH);
  assert_true(status.answers_bytes > 0 && status.answers_bytes < ANSWERS_BYTES);
  assert_int_equal(status.requests[REQUEST_SEARCH].count, status.answers_asked);
  assert_true(status.stages[STAGE_READ].count >= 1);
  assert_true(status.requests[REQUEST_SEARCH].p50_ns <= status.requests[REQUEST_SEARCH].p99_ns);
  index_close(index);
  place_remove(&place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_longer_query_reads_what_the_shorter_one_left),
      cmocka_unit_test(the_ranked_page_profits_too),
      cmocka_unit_test(a_change_of_the_tree_is_seen),
      cmocka_unit_test(an_open_document_is_always_looked_at),
      cmocka_unit_test(a_search_that_was_cut_teaches_nothing),
      cmocka_unit_test(what_is_too_old_does_not_count),
      cmocka_unit_test(a_kept_answer_is_as_old_as_what_it_rests_on),
      cmocka_unit_test(a_search_that_outlasts_its_generation_takes_no_newer_ones_place),
      cmocka_unit_test(who_types_and_retypes_is_answered_from_what_is_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
