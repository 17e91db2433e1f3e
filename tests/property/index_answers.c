// Kept answers and what typing reuses change nothing but the time: over random trees, edits and queries, an
// index that has both answers as a search that knows of neither.
#include "query/search.h"
#include "query/symbols.h"
#include "support/indexing.h"
#include "support/random.h"

enum { FILES = 40, STEPS = 120, QUERIES = 12, TREES = 4 };

// Words that share their grams, so that many files have all grams of a word and not the word.
static Str random_word(Random *random, char *out) {
  size_t length = 2 + random_below(random, 6);
  for (size_t i = 0; i < length; i++) {
    char letter = (char)('a' + random_below(random, 3));
    out[i] = random_below(random, 12) ? letter : (char)(letter - 'a' + 'A');
  }
  return str_make(out, length);
}

static void put_text(Random *random, Buf *out) {
  size_t words = random_below(random, 60);
  char word[16];
  for (size_t i = 0; i < words; i++) {
    if (random_below(random, 8) == 0) buf_printf(out, "def ");
    buf_str_put(out, random_word(random, word));
    buf_byte(out, random_below(random, 5) ? ' ' : '\n');
  }
}

static Str random_path(Random *random, char out[32]) {
  static const char *const forms[] = {"f%u.py", "dir/f%u.c", "dir/deep/f%u.txt"};
  unsigned number = (unsigned)random_below(random, FILES);
  return str_make(out, (size_t)snprintf(out, 32, forms[number % 3], number));
}

// ---- a tree that changes ------------------------------------------------------------------------

typedef struct {
  Random *random;
  Place place;
  Index *index;
} World;

static void write_file(World *w, Str path) {
  Buf text = {0};
  char terminated[32];
  put_text(w->random, &text);
  snprintf(terminated, sizeof terminated, "%.*s", STR_ARGS(path));
  tree_write(&w->place.tree, terminated, buf_str(&text));
  buf_release(&text);
}

static void change(World *w) {
  char name[32], full[2048];
  Str path = random_path(w->random, name);
  Buf text = {0};
  Error error;
  switch (random_below(w->random, 5)) {
  case 0:
    put_text(w->random, &text);
    assert_int_equal(index_document_set(w->index, path, STR(""), buf_str(&text), &error),
                     STATUS_OK);
    break;
  case 1: index_document_clear(w->index, path); break;
  case 2:
    snprintf(full, sizeof full, "%s/%.*s", w->place.tree.root, STR_ARGS(path));
    remove(full);
    index_touch(w->index, &path, 1);
    break;
  default:
    write_file(w, path);
    index_touch(w->index, &path, 1);
    break;
  }
  buf_release(&text);
  assert_true(index_wait(w->index, PHASE_READY, INDEXING_TIMEOUT_NS));
}

// ---- one question, asked twice ------------------------------------------------------------------

static bool take_symbol(void *user, const SymbolHit *hit) {
  lines_add(user, "%.*s %.*s:%u:%u %.6f", STR_ARGS(hit->name), STR_ARGS(hit->path), hit->line,
            hit->column, hit->score);
  return true;
}

static Snapshot *present(Index *index) {
  uv_mutex_lock(&index->mutex);
  Snapshot *snapshot = snapshot_ref(index->snapshot);
  uv_mutex_unlock(&index->mutex);
  return snapshot;
}

static bool is_present(Index *index, const Snapshot *snapshot) {
  Snapshot *now = present(index);
  bool same = now == snapshot;
  snapshot_unref(now);
  return same;
}

// What the index answers, and what a search of the same generation without any memory does. False if the
// generation changed meanwhile: then nothing is to be compared.
static bool answers_alike(Index *index, const SearchRequest *request) {
  Lines with = {0}, without = {0};
  QuerySummary told, found;
  Error error;
  Snapshot *snapshot = present(index);
  QueryContext context = {.snapshot = snapshot};
  assert_int_equal(index_search(index, request, indexing_take_hit, &with, &told, &error),
                   STATUS_OK);
  assert_int_equal(search_run(&context, request, indexing_take_hit, &without, &found, &error),
                   STATUS_OK);
  bool comparable = is_present(index, snapshot);
  if (comparable) assert_int_equal(told.generation, snapshot->generation);
  snapshot_unref(snapshot);
  if (comparable) {
    if (!lines_equal(&with, &without)) {
      fail_msg("%.*s (all %d, limit %d)", STR_ARGS(request->query), request->all,
               (int)request->limit);
    }
    assert_int_equal(told.hits, found.hits);
    assert_int_equal(told.documents, found.documents);
    assert_int_equal(told.documents_covered, found.documents_covered);
    if (request->all) assert_string_equal(told.reason, found.reason);
  }
  lines_release(&with);
  lines_release(&without);
  return comparable;
}

static bool symbols_alike(Index *index, const SymbolRequest *request) {
  Lines with = {0}, without = {0};
  QuerySummary told, found;
  Error error;
  Snapshot *snapshot = present(index);
  assert_int_equal(index_symbols(index, request, take_symbol, &with, &told, &error), STATUS_OK);
  QueryContext context = {.snapshot = snapshot};
  assert_int_equal(symbols_run(&context, request, take_symbol, &without, &found, &error),
                   STATUS_OK);
  bool comparable = is_present(index, snapshot);
  if (comparable) assert_int_equal(told.generation, snapshot->generation);
  snapshot_unref(snapshot);
  if (comparable) {
    assert_true(lines_equal(&with, &without));
    assert_int_equal(told.hits, found.hits);
  }
  lines_release(&with);
  lines_release(&without);
  return comparable;
}

// A query as it is typed, with a further word or a filter at times.
static size_t type(Index *index, Random *random, SearchRequest request) {
  static const char *const filters[] = {"", "", " lang:python", " dir:deep", " ext:c"};
  size_t compared = 0;
  Buf query = {0};
  char word[16];
  buf_str_put(&query, random_word(random, word));
  if (random_below(random, 3) == 0) {
    buf_byte(&query, ' ');
    buf_str_put(&query, random_word(random, word));
  }
  buf_printf(&query, "%s", filters[random_below(random, 5)]);
  for (size_t length = 2; length <= query.len; length++) {
    request.query = str_make(query.data, length);
    if (query.data[length - 1] == ':' || query.data[length - 1] == ' ') continue;
    if (str_find(request.query, STR(":")) != SIZE_MAX && length < query.len) continue;
    compared += answers_alike(index, &request);
    if (random_below(random, 3) == 0) compared += answers_alike(index, &request);
    SymbolRequest symbols = {.query = request.query, .limit = 20};
    if (random_below(random, 4) == 0) compared += symbols_alike(index, &symbols);
  }
  buf_release(&query);
  return compared;
}

static size_t ask(World *w) {
  SearchRequest request = {.all = random_below(w->random, 2)};
  request.limit = random_below(w->random, 3) ? 1 + random_below(w->random, 40) : 0;
  request.match_case = random_below(w->random, 6) == 0;
  request.ignore_case = !request.match_case && random_below(w->random, 6) == 0;
  request.whole_word = random_below(w->random, 5) == 0;
  return type(w->index, w->random, request);
}

static void memory_changes_no_answer(void **state) {
  (void)state;
  Random random = random_seeded("index_answers");
  for (int tree = 0; tree < random_rounds(TREES); tree++) {
    World w = {.random = &random, .place = place_make()};
    char name[32];
    for (int i = 0; i < 2 * FILES; i++) write_file(&w, random_path(&random, name));
    w.index = indexing_fresh(&w.place.tree, &w.place.cache);
    size_t compared = 0;
    for (int step = 0; step < STEPS / TREES; step++) {
      for (int i = 0; i < QUERIES; i++) compared += ask(&w);
      change(&w);
    }
    IndexStatus status = indexing_status(w.index);
    assert_true(compared > STEPS / TREES * QUERIES);
    assert_true(status.answers_hit > status.answers_asked / 20); // or nothing was tested
    index_close(w.index);
    place_remove(&w.place);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(memory_changes_no_answer)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
