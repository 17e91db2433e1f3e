// A page of ranked search is the page of a full scan: reading stops early and nothing is different,
// limited pages are the beginning of the unlimited one, and the order does not depend on how
// documents are spread over segments. Random trees with definitions, copies and chunks; random
// queries and requests.
#include "query/rank.h"

#include "base/os.h"
#include "intake/language.h"
#include "intake/quality.h"
#include "query/search.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"
#include "support/random.h"

enum { QUERIES = 20, FILES_MAX = 120, PARTS_MAX = 4, SYMBOLS_MAX = 24, RECENT = 3 };

static const char *const words[] = {"lock",  "Lock",       "unlock",     "page",
                                    "fault", "page_fault", "page_table", "struct",
                                    "int",   "static",     "x",          "spin_lock"};
static const char *const gaps[] = {" ", " ", "\n", "\n", "(", "; ", "_", ""};
static const char *const atoms[] = {"lock",
                                    "Lock",
                                    "page",
                                    "fault",
                                    "page fault",
                                    "page_fault",
                                    "struct page",
                                    "\"struct page\"",
                                    "pag",
                                    "loc",
                                    "static",
                                    "/lock\\b/",
                                    "/(page|lock)_\\w+/",
                                    "l*k",
                                    "(lock OR fault)",
                                    "-static",
                                    "-unlock",
                                    "file:c",
                                    "-dir:d1",
                                    "lang:c",
                                    "(dir:d2 OR int)",
                                    "spin_lock",
                                    "int x",
                                    "t_l",
                                    "sym:lock",
                                    "sym:pa*e",
                                    "(in:def page)",
                                    "(kind:function,struct lock)",
                                    "lcok~1",
                                    "pgae~2",
                                    "(lock NEAR/2 page)",
                                    "(page ONEAR/1L fault)",
                                    "kk"};
static const char *const names[] = {"lock", "page", "page_fault", "main", "lock_page", "util"};

typedef struct {
  Arena arena;
  MemoryFile files[FILES_MAX];
  uint32_t count;
  uint64_t dead[FILES_MAX / 64 + 1]; // by place among the files
} Corpus;

#define PICK(random, from) ((from)[random_below((random), (uint32_t)COUNT_OF(from))])

// ---- random trees -------------------------------------------------------------------------------

// A text, and some of its words as definitions.
static void fill_file(Random *random, Corpus *corpus, MemoryFile *file) {
  Buf text = {0};
  Symbol *symbols = arena_array(&corpus->arena, Symbol, SYMBOLS_MAX);
  uint32_t line = 0;
  size_t line_start = 0;
  for (uint32_t n = random_below(random, 80); n > 0; n--) {
    Str word = str_from_c(PICK(random, words)), gap = str_from_c(PICK(random, gaps));
    if (random_below(random, 20) == 0 && file->symbol_count < SYMBOLS_MAX) {
      symbols[file->symbol_count++] =
          (Symbol){.name = word,
                   .kind = (SymbolKind)random_below(random, SYMBOL_KIND_COUNT),
                   .flags = random_below(random, 3) ? 0 : SYMBOL_DECLARATION,
                   .line = line,
                   .column = (uint32_t)(text.len - line_start)};
    }
    buf_str_put(&text, word);
    buf_str_put(&text, gap);
    if (gap.ptr[0] != '\n') continue;
    line++;
    line_start = text.len;
  }
  file->text = arena_dup(&corpus->arena, buf_str(&text));
  file->symbols = symbols;
  buf_release(&text);
}

static MemoryFile random_file(Random *random, Corpus *corpus, uint32_t i) {
  MemoryFile file = {.path =
                         arena_printf(&corpus->arena, "d%u/%s%s%u.%s", random_below(random, 3),
                                      random_below(random, 6) ? "" : "tests/", PICK(random, names),
                                      i, random_below(random, 2) ? "c" : "h")};
  const MemoryFile *before = i ? &corpus->files[random_below(random, i)] : NULL;
  uint32_t kind = random_below(random, 8);
  if (before && kind == 0) { // a copy elsewhere
    Str path = file.path;
    file = *before;
    file.path = path;
  } else {
    fill_file(random, corpus, &file);
  }
  if (before && kind == 1 && !(before->flags & DOCUMENT_CHUNK)) file.path = before->path;
  file.flags = 0;
  file.language = (uint8_t)language_detect(file.path, STR(""), STR(""));
  return file;
}

static int by_quality(const void *a, const void *b) {
  const MemoryFile *x = a, *y = b;
  int order = quality_compare(quality_of(x->path, x->text.len), x->path,
                              quality_of(y->path, y->text.len), y->path);
  return order ? order : (x->chunk_start > y->chunk_start) - (x->chunk_start < y->chunk_start);
}

static Corpus *corpus_random(Random *random) {
  Corpus *corpus = xcalloc(1, sizeof *corpus);
  corpus->count = 1 + random_below(random, FILES_MAX);
  for (uint32_t i = 0; i < corpus->count; i++) corpus->files[i] = random_file(random, corpus, i);
  // Files of the same path are chunks of it.
  for (uint32_t i = 0; i < corpus->count; i++) {
    for (uint32_t k = 0; k < i; k++) {
      if (!str_equal(corpus->files[i].path, corpus->files[k].path)) continue;
      corpus->files[k].flags = corpus->files[i].flags = DOCUMENT_CHUNK;
      corpus->files[i].chunk_start = (uint64_t)i * 1000;
    }
    corpus->files[i].chunk_size = corpus->files[i].text.len;
  }
  qsort(corpus->files, corpus->count, sizeof *corpus->files, by_quality);
  for (uint32_t i = 0; i < corpus->count; i++) {
    if (random_below(random, 10) == 0) corpus->dead[i / 64] |= (uint64_t)1 << (i % 64);
  }
  return corpus;
}

static void corpus_free(Corpus *corpus) {
  arena_release(&corpus->arena);
  free(corpus);
}

// The files, each in one of `parts` segments. `mixed`: some segments know words, some have no
// grams.
static Snapshot *spread(Random *random, const Corpus *corpus, uint32_t parts, bool mixed) {
  Snapshot *snapshot = snapshot_new(STR("/nowhere"), 1);
  uint8_t of[FILES_MAX];
  snapshot->text_complete = true;
  for (uint32_t i = 0; i < corpus->count; i++) of[i] = (uint8_t)random_below(random, parts);
  for (uint32_t p = 0; p < parts; p++) {
    MemoryFile files[FILES_MAX];
    uint64_t dead[FILES_MAX / 64 + 1] = {0};
    uint32_t count = 0;
    for (uint32_t i = 0; i < corpus->count; i++) {
      if (of[i] != p) continue;
      if (corpus->dead[i / 64] >> (i % 64) & 1) dead[count / 64] |= (uint64_t)1 << (count % 64);
      files[count++] = corpus->files[i];
    }
    int flags = MEMORY_GRAMS | MEMORY_WORDS | MEMORY_HASHES;
    if (mixed)
      flags = (int)random_below(random, 2) * MEMORY_GRAMS
              | (int)random_below(random, 2) * MEMORY_WORDS
              | (int)random_below(random, 2) * MEMORY_HASHES;
    memory_tree_add(snapshot, files, count, flags, dead);
  }
  return snapshot;
}

// ---- random requests ----------------------------------------------------------------------------

static void random_query(Random *random, Buf *out) {
  if (random_below(random, 6) == 0) buf_printf(out, "case:no ");
  if (random_below(random, 8) == 0) buf_printf(out, "word:yes ");
  for (uint32_t i = 0, n = 1 + random_below(random, 3); i < n; i++) {
    buf_printf(out, "%s%s",
               i == 0                    ? ""
               : random_below(random, 4) ? " "
                                         : " OR ",
               PICK(random, atoms));
  }
}

static SearchRequest random_request(Random *random, const Corpus *corpus, Str query, Str *recent) {
  SearchRequest request = {.query = query, .limit = 1 + random_below(random, 40)};
  if (random_below(random, 3) == 0) request.document_limit = 1 + random_below(random, 4);
  request.files_only = random_below(random, 6) == 0;
  request.before = random_below(random, 3);
  request.after = random_below(random, 3);
  if (random_below(random, 2))
    request.near = corpus->files[random_below(random, corpus->count)].path;
  request.recent = recent;
  request.recent_count = random_below(random, RECENT + 1);
  for (size_t i = 0; i < RECENT; i++) {
    recent[i] = corpus->files[random_below(random, corpus->count)].path;
  }
  return request;
}

static bool put_hit(void *user, const SearchHit *hit) {
  buf_printf(user, "%.*s:%u:%u-%u:%u+%u %.*s", STR_ARGS(hit->path), hit->line, hit->column,
             hit->end_line, hit->end_column, hit->folded, STR_ARGS(hit->text));
  for (uint32_t i = 0; i < hit->before_count; i++)
    buf_printf(user, "<%.*s", STR_ARGS(hit->before[i]));
  for (uint32_t i = 0; i < hit->after_count; i++)
    buf_printf(user, ">%.*s", STR_ARGS(hit->after[i]));
  buf_byte(user, '\n');
  return true;
}

typedef struct {
  const Query *query;
  size_t reach, early;
  bool threads;
  bool more; // what the answer said: that there is
} Asked;

// A matcher knows the definitions of one snapshot.
static uint64_t run(const Snapshot *snapshot, Asked *asked, SearchRequest request, bool read_all,
                    Buf *out) {
  QueryContext context = {.snapshot = snapshot,
                          .parallel = asked->threads ? memory_parallel : NULL};
  Matcher *matcher;
  assert_int_equal(matcher_new(asked->query, &matcher, NULL), STATUS_OK);
  matcher_prepare(matcher, &context);
  PlanInput plan = matcher_plan_input(matcher);
  RankJob job = {.request = &request,
                 .query = asked->query,
                 .matcher = matcher,
                 .plan = &plan,
                 .reach = asked->reach,
                 .early = asked->early,
                 .read_all = read_all};
  buf_clear(out);
  Delivery delivery = delivery_make(&context, request.limit, put_hit, out);
  uint64_t read = rank_run(&context, &job, &delivery);
  matcher_free(matcher);
  asked->more = delivery.reason != NULL;
  assert_true(!delivery.reason || strcmp(delivery.reason, "limit") == 0);
  return read;
}

static void check_same(Str query, const char *what, Str wanted, Str found) {
  if (str_equal(wanted, found)) return;
  fprintf(stderr, "query %.*s (%s)\nwanted\n%.*s\nfound\n%.*s\n", STR_ARGS(query), what,
          STR_ARGS(wanted), STR_ARGS(found));
  fail();
}

// ---- the properties -----------------------------------------------------------------------------

typedef struct {
  size_t queries, hits;
  uint64_t read, read_all;
} Tally;

static Str first_lines(Str s, uint64_t count) {
  size_t end = 0;
  for (; count > 0 && end < s.len; count--) end = str_find_byte(s, end, '\n') + 1;
  return str_slice(s, 0, end);
}

static void check_query(Random *random, const Corpus *corpus, Snapshot *const snapshots[2],
                        Str text, Tally *tally) {
  Arena arena = {0};
  Query query;
  QueryOptions options = {.case_mode = CASE_SMART};
  if (query_parse(text, &options, &arena, &query, NULL) == STATUS_OK) {
    Buf page = {0}, whole = {0}, other = {0};
    Str recent[RECENT];
    SearchRequest request = random_request(random, corpus, text, recent);
    Asked asked = {&query, 1 + random_below(random, 60), random_below(random, 3),
                   random_below(random, 8) == 0, false};
    tally->read += run(snapshots[0], &asked, request, false, &page);
    bool more = asked.more;
    tally->read_all += run(snapshots[0], &asked, request, true, &other);
    check_same(text, "all are read", buf_str(&other), buf_str(&page));
    SearchRequest unlimited = request;
    unlimited.limit = 0;
    run(snapshots[0], &asked, unlimited, false, &whole);
    check_same(text, "no limit", first_lines(buf_str(&whole), request.limit), buf_str(&page));
    assert_int_equal(more, whole.len > page.len); // neither more nor less is said
    assert_false(asked.more);
    run(snapshots[1], &asked, request, false, &other);
    if (snapshots[1] != snapshots[0]) {
      check_same(text, "other segments", buf_str(&page), buf_str(&other));
    }
    tally->queries += page.len > 0;
    for (size_t i = 0; i < page.len; i++) tally->hits += page.data[i] == '\n';
    buf_release(&page);
    buf_release(&whole);
    buf_release(&other);
  }
  arena_release(&arena);
}

static void check_corpora(Random *random, bool mixed) {
  Tally tally = {0};
  int rounds = random_rounds(30);
  for (int round = 0; round < rounds; round++) {
    Corpus *corpus = corpus_random(random);
    Snapshot *snapshots[2];
    snapshots[0] = spread(random, corpus, 1 + random_below(random, PARTS_MAX), mixed);
    snapshots[1] = mixed ? snapshot_ref(snapshots[0]) : spread(random, corpus, 1, false);
    for (int i = 0; i < QUERIES; i++) {
      Buf query = {0};
      random_query(random, &query);
      check_query(random, corpus, snapshots, buf_str(&query), &tally);
      buf_release(&query);
    }
    snapshot_unref(snapshots[0]);
    snapshot_unref(snapshots[1]);
    corpus_free(corpus);
  }
  print_message("%zu queries, %zu hits, %llu documents read instead of %llu\n", tally.queries,
                tally.hits, (unsigned long long)tally.read, (unsigned long long)tally.read_all);
  assert_true(tally.queries > (size_t)rounds * QUERIES / 2);
  assert_true(tally.read < tally.read_all); // or nothing has been shown
}

static void a_page_is_that_of_a_full_scan(void **state) { check_corpora(*state, false); }

static void so_it_is_where_segments_know_nothing_of_words(void **state) {
  check_corpora(*state, true);
}

int main(void) {
  Random random = random_seeded("query_rank");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(a_page_is_that_of_a_full_scan, &random),
      cmocka_unit_test_prestate(so_it_is_where_segments_know_nothing_of_words, &random)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
