// Cutting large documents into units changes no answer: over random trees whose files are many units, an
// index with small units answers as one without any, in every mode, with lines around hits, after edits.
#include "query/choice.h"
#include "query/match.h"
#include "query/search.h"
#include "format/units.h"
#include "support/indexing.h"
#include "support/random.h"

enum { TREES = 5, FILES = 14, ROUNDS = 3, QUERIES = 60 };

static const char *const words[] = {
    "page_fault",        "Page_Fault", "page_flip", "no_fault", "ab_cd", "AB_cd", "spin_lock",
    "\xE2\x84\xAA_id",   "kid_ok",     "x",         "foo",      "bar",   "{",     "return",
    "\xC3\xA9t\xC3\xA9", "a_b_c",      "is_kid_ok", "zz9",      "q"};
static const char *const rare[] = {"needle_one", "Needle_One", "two_pins", "haystack",
                                   "\xC3\x89t_ab_cd"};
static const char *const gaps[] = {" ", " ", " ", " ", "\n", "\n", "_", ", ", "\r\n", "\t", "\n\n"};
static const char *const queries[] = {"page_fault",
                                      "Page_Fault",
                                      "needle_one",
                                      "needle_one two_pins",
                                      "needle_one -two_pins",
                                      "haystack OR two_pins",
                                      "needle_one NEAR/3 page_fault",
                                      "two_pins ONEAR/2L needle_one",
                                      "\"foo bar\"",
                                      "/needle_\\w+/",
                                      "/\\bneedle_one\\b/",
                                      "/\\bab_cd\\b/",
                                      "/^needle/",
                                      "/two_pins$/",
                                      "/needle_one\\s*\\nhaystack/",
                                      "/(?s)two_pins.{0,40}foo/",
                                      "/page_(fault|flip).*haystack/",
                                      "/[a-z]+9/",
                                      "kid_ok",
                                      "is_kid",
                                      "t_ab_c",
                                      "needle_oen~1",
                                      "hay*tack",
                                      "file:f1 needle_one",
                                      "NOT haystack needle_one",
                                      "(needle_one OR file:f2) haystack",
                                      "word:yes two_pins",
                                      "in:comment needle_one",
                                      "ll",
                                      "pin",
                                      "kind:function needle_one",
                                      "lang:c -file:f3 ab",
                                      "ab OR zz9",
                                      "needle_one (haystack OR -two_pins)"};

typedef struct {
  Place place;
  Tree other; // cache of the index without units
  Index *cut, *whole;
  Random *random;
  size_t compared, chosen, hits;
} World;

static void put_text(Random *random, Buf *out) {
  uint32_t count =
      random_below(random, 4) ? 200 + random_below(random, 1500) : random_below(random, 60);
  uint32_t seldom = 20 + random_below(random, 400);
  if (random_below(random, 8) == 0) buf_printf(out, "\xEF\xBB\xBF");
  for (uint32_t i = 0; i < count; i++) {
    bool is_rare = random_below(random, seldom) == 0;
    buf_printf(out, "%s",
               is_rare ? rare[random_below(random, COUNT_OF(rare))]
                       : words[random_below(random, COUNT_OF(words))]);
    if (random_below(random, 300) == 0) buf_printf(out, "%s", "\n// ");
    buf_printf(out, "%s", gaps[random_below(random, COUNT_OF(gaps))]);
    bool long_line = random_below(random, 500) == 0;
    for (uint32_t k = 0; long_line && k < 400; k++) buf_printf(out, "w%u ", k % 7);
  }
  if (random_below(random, 12) == 0) buf_printf(out, "\xFF latin \xE9\n");
}

static void write_file(World *w, uint32_t number) {
  char name[32];
  Buf text = {0};
  snprintf(name, sizeof name, "%sf%u.%s", number % 3 ? "" : "d/", number, number % 2 ? "c" : "txt");
  put_text(w->random, &text);
  tree_write(&w->place.tree, name, buf_str(&text));
  buf_release(&text);
}

static Snapshot *present(Index *index) {
  uv_mutex_lock(&index->mutex);
  Snapshot *snapshot = snapshot_ref(index->snapshot);
  uv_mutex_unlock(&index->mutex);
  return snapshot;
}

static bool take_hit(void *user, const SearchHit *hit) {
  lines_add(user, "%.*s:%u:%u+%u-%u:%u %.*s", STR_ARGS(hit->path), hit->line, hit->column,
            hit->length, hit->end_line, hit->end_column,
            (int)(hit->text.len < 90 ? hit->text.len : 90), hit->text.ptr);
  for (uint32_t i = 0; i < hit->before_count; i++)
    lines_add(user, "< %.*s", (int)(hit->before[i].len < 90 ? hit->before[i].len : 90),
              hit->before[i].ptr);
  for (uint32_t i = 0; i < hit->after_count; i++)
    lines_add(user, "> %.*s", (int)(hit->after[i].len < 90 ? hit->after[i].len : 90),
              hit->after[i].ptr);
  return true;
}

static Lines answer(Index *index, const SearchRequest *request, QuerySummary *summary) {
  Lines lines = {0};
  Error error;
  Snapshot *snapshot = present(index);
  QueryContext context = {.snapshot = snapshot};
  if (search_run(&context, request, take_hit, &lines, summary, &error) != STATUS_OK) {
    fail_msg("%.*s: %s", STR_ARGS(request->query), error.message);
  }
  snapshot_unref(snapshot);
  return lines;
}

// How many documents the query would not read as a whole.
static size_t documents_chosen(Index *index, Str text) {
  Arena arena = {0};
  Query query;
  Matcher *matcher;
  size_t count = 0;
  assert_int_equal(query_parse(text, &(QueryOptions){0}, &arena, &query, NULL), STATUS_OK);
  assert_int_equal(matcher_new(&query, &matcher, NULL), STATUS_OK);
  UnitChoice *choice = matcher_choice(matcher, 0);
  Snapshot *snapshot = present(index);
  Stretches stretches = {0};
  for (size_t i = 0; choice && i < snapshot->parts.count; i++) {
    const Segment *segment = snapshot->parts.items[i].segment;
    for (uint32_t d = 0; d < segment_documents(segment); d++) {
      count += unit_choice_of(choice, segment, d, &stretches);
    }
  }
  array_free(&stretches);
  snapshot_unref(snapshot);
  unit_choice_free(choice);
  matcher_free(matcher);
  arena_release(&arena);
  return count;
}

static void ask(World *w, const char *text) {
  Random *random = w->random;
  SearchRequest request = {.query = str_from_c(text), .all = random_below(random, 2)};
  request.limit = random_below(random, 3) ? 0 : 1 + random_below(random, 30);
  request.ignore_case = random_below(random, 4) == 0;
  request.before = random_below(random, 3) ? 0 : random_below(random, 40);
  request.after = random_below(random, 3) ? 0 : random_below(random, 40);
  request.count_only = request.all && random_below(random, 8) == 0;
  request.files_only = random_below(random, 4) == 0; // and then they may be proven
  request.paths_only = request.files_only && request.all && random_below(random, 2);
  QuerySummary of_cut, of_whole;
  Lines cut = answer(w->cut, &request, &of_cut), whole = answer(w->whole, &request, &of_whole);
  if (!lines_equal(&whole, &cut))
    fail_msg("%s (all %d, limit %d)", text, request.all, (int)request.limit);
  assert_int_equal(of_cut.hits, of_whole.hits);
  assert_int_equal(of_cut.documents, of_whole.documents);
  w->compared++;
  w->hits += of_cut.hits;
  w->chosen += documents_chosen(w->cut, request.query);
  lines_release(&cut);
  lines_release(&whole);
}

static void settle(World *w) {
  uv_sleep(30); // so that no file is as young as the clock's tick
  indexing_refresh(w->cut);
  indexing_refresh(w->whole);
}

static void open_world(World *w) {
  w->place = place_make();
  w->other = indexing_tree();
  for (uint32_t i = 0; i < FILES; i++) write_file(w, i);
  uv_sleep(30);
  IndexOptions options = indexing_options(&w->place.tree, &w->place.cache);
  options.unit_bytes = 60 + random_below(w->random, 700);
  if (random_below(w->random, 2)) options.chunk_limit = 6000;
  w->cut = indexing_open_with(&options);
  options.cache_dir = str_from_c(w->other.root);
  options.unit_bytes = 1 << 30;
  w->whole = indexing_open_with(&options);
}

static void close_world(World *w) {
  Error error;
  if (index_check(w->cut, indexing_ignore_line, NULL, &error) != STATUS_OK)
    fail_msg("%s", error.message);
  index_close(w->cut);
  index_close(w->whole);
  place_remove(&w->place);
  tree_remove(&w->other);
}

static void units_change_no_answer(void **state) {
  (void)state;
  Random random = random_seeded("query_units");
  size_t compared = 0, chosen = 0, hits = 0;
  for (int tree = 0; tree < TREES; tree++) {
    World w = {.random = &random};
    open_world(&w);
    for (int round = 0; round < ROUNDS; round++) {
      settle(&w);
      for (int i = 0; i < QUERIES; i++) ask(&w, queries[random_below(&random, COUNT_OF(queries))]);
      for (uint32_t i = random_below(&random, 5); i > 0; i--)
        write_file(&w, random_below(&random, FILES));
      // What has changed behind the index's back is searched as it stands.
      if (random_below(&random, 2)) ask(&w, "needle_one");
    }
    close_world(&w);
    compared += w.compared, chosen += w.chosen, hits += w.hits;
  }
  assert_true(chosen > compared); // or nothing was tested
  assert_true(hits > compared);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(units_change_no_answer)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
