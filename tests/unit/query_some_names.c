// A page that is chosen from some of very many names, while documents that a search rules out are noted
// (query/misses.h): what only seems to be missing must not be.
#include "query/definition_set.h"
#include "query/search.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"
#include "support/tree.h"

enum { SMALL = 30, OTHERS = 200, FILES = 1 + SMALL + OTHERS, NAMES = 48000 };

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
  for (unsigned i = SMALL + 1; i < FILES; i++) {
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_some_names_leave_out_is_not_taken_for_missing)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
