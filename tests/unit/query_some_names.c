// A page that is chosen from some of very many names, while documents that a search rules out are noted
// (query/misses.h): what only seems to be missing must not be. And that pages of any length begin with the
// same hits and end with the last, whether some names were enough for the first of them or not.
#include "query/definition_set.h"
#include "query/search.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"
#include "support/tree.h"

enum {
  SMALL = 30,
  OTHERS = 200,
  STARTING = 60,
  FILES = 1 + SMALL + OTHERS + STARTING,
  NAMES = 48000,
};

// Names that begin with what is looked for are those that are looked at first.
static void make_starting(Arena *arena, MemoryFile *files) {
  for (unsigned i = 0; i < STARTING; i++) {
    Symbol *symbol = arena_array(arena, Symbol, 1);
    *symbol = (Symbol){.name = arena_printf(arena, "open_%02u", i), .kind = SYMBOL_FUNCTION};
    files[i] = (MemoryFile){.path = arena_printf(arena, "u%02u.c", i),
                            .text = arena_printf(arena, "open_%02u\nopen_%02u beta\n", i, i),
                            .symbols = symbol,
                            .symbol_count = 1};
  }
}

// One large file with NAMES names, and between them, in their order, one of each of the small files.
static void make_files(Arena *arena, MemoryFile files[FILES]) {
  Symbol *symbols = arena_array(arena, Symbol, NAMES);
  for (unsigned i = 0; i < NAMES; i++) {
    symbols[i] = (Symbol){.name = arena_printf(arena, "do_%05u_open", i), .kind = SYMBOL_FUNCTION};
  }
  files[0] = memory_file("large.c", "nothing\n");
  files[0].symbols = symbols, files[0].symbol_count = NAMES;
  for (unsigned i = 1; i <= SMALL; i++) {
    Symbol *symbol = arena_array(arena, Symbol, 1);
    Str name = arena_printf(arena, "do_%05u_own_open", i * (NAMES / SMALL) - 1);
    *symbol = (Symbol){.name = name, .kind = SYMBOL_FUNCTION, .line = 1};
    files[i] = (MemoryFile){.path = arena_printf(arena, "s%02u.c", i),
                            .text = arena_printf(arena, "alpha\n%.*s\n", STR_ARGS(name)),
                            .symbols = symbol,
                            .symbol_count = 1};
  }
  make_starting(arena, files + 1 + SMALL + OTHERS);
  for (unsigned i = SMALL + 1; i <= SMALL + OTHERS; i++) {
    files[i] = memory_file("", "others\n");
    files[i].path = arena_printf(arena, "t%03u.c", i);
  }
}

static Snapshot *snapshot_on_disk(Arena *arena, const Tree *tree) {
  MemoryFile *files = arena_array(arena, MemoryFile, FILES);
  make_files(arena, files);
  for (unsigned i = 0; i < FILES; i++) {
    char name[32];
    snprintf(name, sizeof name, "%.*s", STR_ARGS(files[i].path));
    tree_write(tree, name, files[i].text);
  }
  Snapshot *snapshot = memory_snapshot(str_from_c(tree->root));
  memory_tree_add(snapshot, files, FILES, MEMORY_GRAMS | MEMORY_ON_DISK, NULL);
  return snapshot;
}

static bool ignore_hit(void *user, const SearchHit *hit) {
  (void)user, (void)hit;
  return true;
}

static void what_some_names_leave_out_is_not_taken_for_missing(void **state) {
  (void)state;
  Arena arena = {0};
  Tree tree = tree_make();
  Snapshot *snapshot = snapshot_on_disk(&arena, &tree);
  for (int noting = 0; noting < 2; noting++) {
    Misses *misses = noting ? misses_new(snapshot) : NULL;
    QueryContext context = {.snapshot = snapshot, .misses = misses};
    SearchRequest request = {.query = STR("alpha sym:open"), .limit = 10 * SMALL};
    QuerySummary summary;
    assert_int_equal(search_run(&context, &request, ignore_hit, NULL, &summary, NULL), STATUS_OK);
    assert_true(summary.candidates > SMALL); // some were read twice: names had been left out
    assert_int_equal(summary.documents, SMALL);
    assert_int_equal(summary.hits, 2 * SMALL);
    assert_false(summary.truncated);
    misses_unref(misses);
  }
  snapshot_unref(snapshot);
  tree_remove(&tree);
  arena_release(&arena);
}

static bool put_hit(void *user, const SearchHit *hit) {
  buf_printf(user, "%.*s:%u:%u\n", STR_ARGS(hit->path), hit->line, hit->column);
  return true;
}

static QuerySummary page(Snapshot *snapshot, SearchRequest request, Buf *out) {
  QueryContext context = {.snapshot = snapshot};
  QuerySummary summary;
  buf_clear(out);
  assert_int_equal(search_run(&context, &request, put_hit, out, &summary, NULL), STATUS_OK);
  return summary;
}

static size_t lines_of(Str text) {
  size_t count = 0;
  for (size_t i = 0; i < text.len; i++) count += text.ptr[i] == '\n';
  return count;
}

// As lines are distinct, as many as there are hits are all of them.
static void check_pages(Snapshot *snapshot, SearchRequest request) {
  static const uint64_t limits[] = {1,  50,  59,  60,  61,   75,   89,        90,
                                    91, 119, 120, 121, 1024, 5000, UINT64_MAX};
  Buf whole = {0}, out = {0};
  SearchRequest every = request;
  every.all = true;
  QuerySummary all = page(snapshot, every, &whole);
  uint64_t total = request.files_only ? all.documents : all.hits;
  request.limit = total + 100;
  QuerySummary most = page(snapshot, request, &whole);
  assert_int_equal(most.hits, total);
  assert_int_equal(most.documents, all.documents);
  for (size_t i = 0; i < COUNT_OF(limits); i++) {
    request.limit = limits[i];
    QuerySummary summary = page(snapshot, request, &out);
    assert_int_equal(summary.hits, limits[i] < total ? limits[i] : total);
    assert_int_equal(lines_of(buf_str(&out)), summary.hits);
    assert_memory_equal(out.data, whole.data, out.len);
    assert_int_equal(summary.truncated, limits[i] < total);
    assert_string_equal(summary.reason, limits[i] < total ? "limit" : "");
  }
  buf_release(&whole);
  buf_release(&out);
}

static void longer_pages_begin_as_shorter_ones_and_have_the_rest(void **state) {
  (void)state;
  static const char *const queries[] = {"-file:large sym:open", "-file:large sym:open OR alpha",
                                        "-file:large open", "-file:large file:u sym:open",
                                        "-file:large sym:open OR beta"};
  Arena arena = {0};
  Tree tree = tree_make();
  Snapshot *snapshot = snapshot_on_disk(&arena, &tree);
  for (size_t i = 0; i < COUNT_OF(queries); i++) {
    SearchRequest request = {.query = str_from_c(queries[i])};
    check_pages(snapshot, request);
    request.document_limit = 1;
    check_pages(snapshot, request);
    request.document_limit = 0;
    request.files_only = true;
    check_pages(snapshot, request);
  }
  snapshot_unref(snapshot);
  tree_remove(&tree);
  arena_release(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_some_names_leave_out_is_not_taken_for_missing),
      cmocka_unit_test(longer_pages_begin_as_shorter_ones_and_have_the_rest)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
