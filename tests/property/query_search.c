// A search finds what reading every text line by line finds: the plan leaves nothing out, threads
// and batches keep the order, the ranked mode shows a part of the same set. Random texts, random
// queries; the oracle evaluates the parsed query with PCRE2 on single lines and with loops over
// bytes.
#include "intake/language.h"
#include "query/search.h"
#include "query/query.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"
#include "support/random.h"

#include <pcre2.h>

enum { FILES_MAX = 60, PARTS = 3 };

static const char *const words[] = {"foo",
                                    "Foo",
                                    "foobar",
                                    "bar",
                                    "kiss",
                                    "KISS",
                                    "a->b",
                                    "x::y",
                                    "f(x)",
                                    "static",
                                    "int",
                                    "k",
                                    "s",
                                    "1",
                                    "_a_1_b",
                                    "\xC5\xBF"
                                    "tatic",
                                    "\xE2\x84\xAA"
                                    "iss",
                                    "\xC3\x89t\xC3\xA9",
                                    "\xC3\xA9t\xC3\xA9",
                                    "\xE4\xB8\xAD\xE6\x96\x87",
                                    "foo.c",
                                    "-x",
                                    "\"q\""};
static const char *const gaps[] = {" ", " ", " ", "", "\n", "\n", "\r\n", "\t", ", ", "_"};
static const char *const atoms[] = {"foo",
                                    "Foo",
                                    "bar",
                                    "\"foo bar\"",
                                    "kiss",
                                    "static",
                                    "x::y",
                                    "a->b",
                                    "f(x)",
                                    "int",
                                    "fo*r",
                                    "f?o",
                                    "s",
                                    "\xC3\xA9t\xC3\xA9",
                                    "\xE4\xB8\xAD\xE6\x96\x87",
                                    "/fo+/",
                                    "/[a-z]_[0-9]/",
                                    "/^\\s*foo/",
                                    "/bar$/",
                                    "/\\bfoo\\b/",
                                    "/(kiss|static)/",
                                    "/[^a-z ]+$/",
                                    "/x*/",
                                    "/^$/",
                                    "/foo.*bar/",
                                    "/\\Aint/",
                                    "/k\\w+/",
                                    "/S/",
                                    "/(?i)foo/",
                                    "/\\xC3|foo/",
                                    "zzz",
                                    "\"-x\"",
                                    "oo",
                                    "-foo",
                                    "-/bar/",
                                    "file:c",
                                    "-dir:d1",
                                    "lang:c",
                                    "ext:h",
                                    "(foo OR bar)",
                                    "-(foo kiss)",
                                    "(file:c OR foo)",
                                    "NOT kiss"};
static const char *const switches[] = {"", "", "", "", "case:no ", "case:yes ", "word:yes "};

// ---- random trees and queries -------------------------------------------------------------------

typedef struct {
  Arena arena;
  MemoryFile files[PARTS][FILES_MAX];
  uint32_t counts[PARTS];
  uint64_t dead[PARTS];
  Snapshot *snapshot;
} Tree;

static const char *pick(Random *random, const char *const *from, size_t count) {
  return from[random_below(random, (uint32_t)count)];
}
#define PICK(random, from) pick(random, from, COUNT_OF(from))

static void put(Buf *out, const char *text) { buf_put(out, text, strlen(text)); }

static Str random_text(Random *random, Arena *arena) {
  Buf text = {0};
  for (uint32_t n = random_below(random, 60); n > 0; n--) {
    put(&text, PICK(random, words));
    put(&text, PICK(random, gaps));
  }
  Str copy = arena_dup(arena, buf_str(&text));
  buf_release(&text);
  return copy;
}

static Tree *tree_random(Random *random) {
  Tree *tree = xcalloc(1, sizeof *tree);
  tree->snapshot = snapshot_new(STR("/nowhere"), 7);
  tree->snapshot->text_complete = tree->snapshot->symbols_complete = true;
  for (uint32_t p = 0; p < PARTS; p++) {
    tree->counts[p] = random_below(random, FILES_MAX);
    for (uint32_t i = 0; i < tree->counts[p]; i++) {
      Str path = arena_printf(&tree->arena, "d%u/f%u_%u.%s", random_below(random, 4), i, p,
                              random_below(random, 2) ? "c" : "h");
      tree->files[p][i] = (MemoryFile){.path = path, .text = random_text(random, &tree->arena)};
      LanguageId language = language_detect(path, STR(""), STR(""));
      tree->files[p][i].language = (uint8_t)language;
    }
    tree->dead[p] = random_next(random) & random_next(random) & random_next(random);
    memory_tree_add(tree->snapshot, tree->files[p], tree->counts[p], random_below(random, 4) > 0,
                    &tree->dead[p]);
  }
  return tree;
}

static void tree_free(Tree *tree) {
  snapshot_unref(tree->snapshot);
  arena_release(&tree->arena);
  free(tree);
}

static void random_query(Random *random, Buf *out) {
  put(out, PICK(random, switches));
  for (uint32_t i = 0, n = 1 + random_below(random, 3); i < n; i++) {
    if (i) put(out, random_below(random, 4) ? " " : " OR ");
    put(out, PICK(random, atoms));
  }
}

// ---- the oracle ---------------------------------------------------------------------------------

typedef struct {
  uint32_t line, start, end;
} Place;
typedef ARRAY(Place) Places;

typedef struct {
  const Query *query;
  pcre2_code *codes[QUERY_MAX_TEXTS];
} Oracle;

// Literals too go through PCRE2: quoted, case as the query says.
static void oracle_open(Oracle *oracle, const Query *query) {
  oracle->query = query;
  for (size_t i = 0; i < query->text_count; i++) {
    const QueryText *text = &query->texts[i]->text;
    Buf pattern = {0};
    put(&pattern, text->whole_word ? "(?<![\\w\\x{80}-\\x{10ffff}])(?:" : "(?:");
    if (text->form == TEXT_LITERAL) {
      put(&pattern, "\\Q");
      buf_str_put(&pattern, text->text);
      put(&pattern, "\\E");
    } else if (text->form == TEXT_WILDCARD) {
      query_wildcard_regex(text->text, &pattern);
    } else {
      buf_str_put(&pattern, text->text);
    }
    put(&pattern, text->whole_word ? ")(?![\\w\\x{80}-\\x{10ffff}])" : ")");
    int code;
    PCRE2_SIZE at;
    oracle->codes[i] = pcre2_compile(
        (PCRE2_SPTR)pattern.data, pattern.len,
        PCRE2_UTF | PCRE2_UCP | (text->match_case ? 0 : PCRE2_CASELESS), &code, &at, NULL);
    assert_non_null(oracle->codes[i]);
    buf_release(&pattern);
  }
}

static void oracle_close(Oracle *oracle) {
  for (size_t i = 0; i < oracle->query->text_count; i++) pcre2_code_free(oracle->codes[i]);
}

static void places_in_line(const pcre2_code *code, Str line, uint32_t number, Places *out) {
  pcre2_match_data *data = pcre2_match_data_create(1, NULL);
  size_t from = 0, last = SIZE_MAX;
  while (from <= line.len) {
    if (pcre2_match(code, (PCRE2_SPTR)line.ptr, line.len, from, 0, data, NULL) < 0) break;
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(data);
    if (ends[0] != ends[1] || ends[1] != last) {
      array_push(out, ((Place){number, (uint32_t)ends[0], (uint32_t)ends[1]}));
    }
    last = ends[1];
    from = ends[1] > ends[0] ? ends[1] : ends[1] + 1;
    while (from < line.len && ((unsigned char)line.ptr[from] & 0xC0) == 0x80) from++;
  }
  pcre2_match_data_free(data);
}

static void places_in_text(const pcre2_code *code, Str text, Places *out) {
  uint32_t number = 0;
  for (size_t at = 0; at < text.len; number++) {
    size_t end = str_find_byte(text, at, '\n');
    Str line = str_slice(text, at, end);
    if (end < text.len && line.len && line.ptr[line.len - 1] == '\r') line.len--;
    places_in_line(code, line, number, out);
    at = end + 1;
  }
}

static bool oracle_holds(const QueryNode *node, const MemoryFile *file, const Places *places) {
  bool all = true, any = false;
  for (size_t i = 0; i < node->count; i++) {
    bool one = oracle_holds(node->items[i], file, places);
    all &= one;
    any |= one;
  }
  switch (node->kind) {
  case QUERY_NEAR:
  case QUERY_AND: return all;
  case QUERY_OR: return any;
  case QUERY_NOT: return !all;
  case QUERY_TEXT: return places[node->number].count > 0;
  case QUERY_FILTER: return filter_matches_path(&node->filter, file->path, file->language);
  }
  return false;
}

static void oracle_collect(const QueryNode *node, const MemoryFile *file, const Places *places,
                           Places *out) {
  if (node->kind == QUERY_NOT || !oracle_holds(node, file, places)) return;
  for (size_t i = 0; i < node->count; i++) oracle_collect(node->items[i], file, places, out);
  if (node->kind != QUERY_TEXT) return;
  for (size_t i = 0; i < places[node->number].count; i++) {
    array_push(out, places[node->number].items[i]);
  }
}

static int compare_places(const void *a, const void *b) {
  const Place *x = a, *y = b;
  if (x->line != y->line) return x->line < y->line ? -1 : 1;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  return (x->end < y->end) - (x->end > y->end); // the longer one first
}

static void oracle_file(const Oracle *oracle, const MemoryFile *file, Buf *out) {
  Places places[QUERY_MAX_TEXTS] = {{0}}, all = {0};
  for (size_t i = 0; i < oracle->query->text_count; i++) {
    places_in_text(oracle->codes[i], file->text, &places[i]);
  }
  oracle_collect(oracle->query->root, file, places, &all);
  if (all.count) qsort(all.items, all.count, sizeof *all.items, compare_places);
  uint32_t line = UINT32_MAX, end = 0;
  for (size_t i = 0; i < all.count; i++) {
    Place p = all.items[i];
    if (p.line == line && p.start < end) continue;
    buf_printf(out, "%.*s:%u:%u-%u\n", STR_ARGS(file->path), p.line, p.start, p.end);
    line = p.line;
    end = p.end;
  }
  for (size_t i = 0; i < oracle->query->text_count; i++) array_free(&places[i]);
  array_free(&all);
}

static int compare_files(const void *a, const void *b) {
  return str_compare((*(const MemoryFile *const *)a)->path, (*(const MemoryFile *const *)b)->path);
}

static void oracle_tree(const Oracle *oracle, const Tree *tree, Buf *out) {
  const MemoryFile *live[PARTS * FILES_MAX];
  size_t count = 0;
  for (uint32_t p = 0; p < PARTS; p++) {
    for (uint32_t i = 0; i < tree->counts[p]; i++) {
      if (!(tree->dead[p] >> i & 1)) live[count++] = &tree->files[p][i];
    }
  }
  qsort(live, count, sizeof *live, compare_files);
  for (size_t i = 0; i < count; i++) oracle_file(oracle, live[i], out);
}

// ---- the properties -----------------------------------------------------------------------------

static bool put_hit(void *user, const SearchHit *hit) {
  buf_printf(user, "%.*s:%u:%u-%u\n", STR_ARGS(hit->path), hit->line, hit->column,
             hit->column + hit->length);
  return true;
}

static size_t lines_of(Str s) {
  size_t count = 0;
  for (size_t i = 0; i < s.len; i++) count += s.ptr[i] == '\n';
  return count;
}

static int compare_strs(const void *a, const void *b) {
  return str_compare(*(const Str *)a, *(const Str *)b);
}

// Every line of `part` is a line of `whole`, as often at most.
static bool is_part_of(Str part, Str whole) {
  enum { LINES_MAX = 1 << 17 };
  static Str lines[2][LINES_MAX];
  Str both[2] = {part, whole};
  size_t counts[2] = {0, 0};
  for (int k = 0; k < 2; k++) {
    assert_true(lines_of(both[k]) < LINES_MAX);
    while (counts[k] < LINES_MAX && str_next_field(&both[k], '\n', &lines[k][counts[k]]))
      counts[k]++;
    qsort(lines[k], counts[k], sizeof lines[k][0], compare_strs);
  }
  size_t at = 0;
  for (size_t i = 0; i < counts[0]; i++) {
    while (at < counts[1] && compare_strs(&lines[1][at], &lines[0][i]) < 0) at++;
    if (at == counts[1] || !str_equal(lines[1][at], lines[0][i])) return false;
    at++;
  }
  return true;
}

static Str run_search(const Tree *tree, Str query, bool all, uint64_t limit, bool threads, Buf *out,
                      QuerySummary *summary) {
  QueryContext context = {.snapshot = tree->snapshot, .parallel = threads ? memory_parallel : NULL};
  SearchRequest request = {.query = query, .all = all, .limit = limit};
  Error error;
  buf_clear(out);
  Status status = search_run(&context, &request, put_hit, out, summary, &error);
  if (status != STATUS_OK) fail_msg("%.*s: %s", STR_ARGS(query), error.message);
  return buf_str(out);
}

static void check_same(Str query, const char *what, Str wanted, Str found) {
  if (str_equal(wanted, found)) return;
  print_error("query %.*s (%s)\nwanted\n%.*s\nfound\n%.*s\n", STR_ARGS(query), what,
              STR_ARGS(wanted), STR_ARGS(found));
  fail();
}

static size_t check_query(Random *random, const Tree *tree, Str text) {
  Arena arena = {0};
  Query query;
  QueryOptions options = {.case_mode = CASE_SMART};
  if (query_parse(text, &options, &arena, &query, NULL) != STATUS_OK) {
    arena_release(&arena); // nothing to look for on some branch
    return 0;
  }
  Oracle oracle;
  Buf wanted = {0}, found = {0};
  QuerySummary summary;
  oracle_open(&oracle, &query);
  oracle_tree(&oracle, tree, &wanted);
  size_t total = lines_of(buf_str(&wanted));
  bool threads = random_below(random, 8) == 0;
  check_same(text, "all", buf_str(&wanted),
             run_search(tree, text, true, 0, threads, &found, &summary));
  assert_int_equal(summary.hits, total);
  assert_false(summary.truncated);
  Str ranked = run_search(tree, text, false, 0, threads, &found, &summary);
  assert_int_equal(lines_of(ranked), total);
  assert_true(is_part_of(ranked, buf_str(&wanted)));
  uint64_t limit = 1 + random_below(random, 20);
  ranked = run_search(tree, text, false, limit, threads, &found, &summary);
  assert_int_equal(lines_of(ranked), total < limit ? total : limit);
  assert_true(is_part_of(ranked, buf_str(&wanted)));
  Str first = run_search(tree, text, true, limit, threads, &found, &summary);
  assert_int_equal(lines_of(first), total < limit ? total : limit);
  assert_true(str_starts_with(buf_str(&wanted), first));
  assert_int_equal(summary.truncated, total > limit);
  oracle_close(&oracle);
  buf_release(&wanted);
  buf_release(&found);
  arena_release(&arena);
  return total;
}

static void a_search_finds_what_reading_every_line_finds(void **state) {
  Random *random = *state;
  size_t hits = 0, queries = 0;
  for (int round = 0; round < 40; round++) {
    Tree *tree = tree_random(random);
    for (int i = 0; i < 40; i++) {
      Buf query = {0};
      random_query(random, &query);
      size_t found = check_query(random, tree, buf_str(&query));
      queries += found > 0;
      hits += found;
      buf_release(&query);
    }
    tree_free(tree);
  }
  print_message("%zu queries with %zu hits\n", queries, hits);
  assert_true(queries > 200);
}

// The canonical form of a query is read as the same query.
static void a_printed_query_reads_as_itself(void **state) {
  Random *random = *state;
  for (int i = 0; i < 4000; i++) {
    Buf text = {0}, once = {0}, twice = {0};
    Arena arena = {0};
    Query query, again;
    QueryOptions options = {.case_mode = CASE_SMART};
    random_query(random, &text);
    if (query_parse(buf_str(&text), &options, &arena, &query, NULL) == STATUS_OK) {
      Error error;
      query_print(&query, &once);
      if (query_parse(buf_str(&once), &options, &arena, &again, &error) != STATUS_OK) {
        fail_msg("%.*s: %s", STR_ARGS(buf_str(&once)), error.message);
      }
      query_print(&again, &twice);
      check_same(buf_str(&text), "printed", buf_str(&once), buf_str(&twice));
      assert_int_equal(query.text_count, again.text_count);
      for (size_t k = 0; k < query.text_count; k++) {
        const QueryText *a = &query.texts[k]->text, *b = &again.texts[k]->text;
        assert_int_equal(a->match_case, b->match_case);
        assert_int_equal(a->whole_word, b->whole_word);
        assert_true(a->form != TEXT_LITERAL || str_equal(a->text, b->text));
      }
    }
    buf_release(&text);
    buf_release(&once);
    buf_release(&twice);
    arena_release(&arena);
  }
}

// Any bytes are a query or an error with words, never a crash.
static void any_bytes_are_a_query_or_an_error(void **state) {
  static const char soup[] = "ab  \"\"//()()-*?:~\\|[]{}+.^$ORNOTfile:lang:case:\xC3\xA9\xFF\n";
  Random *random = *state;
  Tree *tree = tree_random(random);
  QueryContext context = {.snapshot = tree->snapshot};
  for (int i = 0; i < 20000; i++) {
    char bytes[24];
    size_t len = random_below(random, sizeof bytes);
    for (size_t k = 0; k < len; k++) bytes[k] = soup[random_below(random, sizeof soup - 1)];
    Error error = {.message = ""};
    Buf found = {0};
    SearchRequest request = {.query = str_make(bytes, len), .all = true, .limit = 20};
    request.regex = random_below(random, 3) == 0;
    Status status = search_run(&context, &request, put_hit, &found, NULL, &error);
    assert_true(status == STATUS_OK || (status == STATUS_INVALID && error.message[0]));
    buf_release(&found);
  }
  tree_free(tree);
}

int main(void) {
  Random random = random_seeded("query_search");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(a_search_finds_what_reading_every_line_finds, &random),
      cmocka_unit_test_prestate(a_printed_query_reads_as_itself, &random),
      cmocka_unit_test_prestate(any_bytes_are_a_query_or_an_error, &random)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
