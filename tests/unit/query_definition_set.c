// Texts that very many definitions have: a page is chosen from some of them, and is whole where some do
// not fill it.
#include "query/definition_set.h"

#include "query/search.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"

enum { FILES = 40, NAMES = 1200, LAST = FILES - 1, NAME = 16, LINE = NAME + 1 };

// Each file defines NAMES names, one a line: half begin with "open", half end with it; in the last
// one, in a directory of its own, one is `open`.
typedef struct {
  Arena arena;
  MemoryFile files[FILES];
  Snapshot *snapshot;
} Tree;

static Str name_of(Arena *arena, unsigned file, unsigned i) {
  if (file == LAST && i == 7) return STR("open            ");
  return i % 2 ? arena_printf(arena, "open_%02u_%04u_end", file, i)
               : arena_printf(arena, "do_%02u_%04u___open", file, i);
}

static Tree *tree_make(void) {
  Tree *tree = xcalloc(1, sizeof *tree);
  for (unsigned f = 0; f < FILES; f++) {
    char *text = arena_alloc(&tree->arena, NAMES * LINE);
    Symbol *symbols = arena_array(&tree->arena, Symbol, NAMES);
    for (unsigned i = 0; i < NAMES; i++) {
      Str name = name_of(&tree->arena, f, i);
      memset(text + i * LINE, ' ', LINE);
      memcpy(text + i * LINE, name.ptr, name.len);
      text[i * LINE + NAME] = '\n';
      if (f == LAST && i == 7) name = STR("open");
      symbols[i] = (Symbol){.name = name, .kind = SYMBOL_FUNCTION, .line = i};
    }
    Str path = arena_printf(&tree->arena, f == LAST ? "z/last.c" : "a/%02u.c", f);
    tree->files[f] = (MemoryFile){.path = path,
                                  .text = str_make(text, NAMES * LINE),
                                  .symbols = symbols,
                                  .symbol_count = NAMES};
  }
  tree->snapshot = memory_snapshot(STR("/nowhere"));
  memory_tree_add(tree->snapshot, tree->files, FILES, MEMORY_GRAMS | MEMORY_HASHES, NULL);
  return tree;
}

static int make_tree(void **state) {
  *state = tree_make();
  return 0;
}

static int free_tree(void **state) {
  Tree *tree = *state;
  snapshot_unref(tree->snapshot);
  arena_release(&tree->arena);
  free(tree);
  return 0;
}

static bool put_hit(void *user, const SearchHit *hit) {
  buf_printf(user, "%.*s:%u ", STR_ARGS(hit->path), hit->line);
  return true;
}

static QuerySummary search(const Tree *tree, const char *query, uint64_t limit, Buf *out) {
  QueryContext context = {.snapshot = tree->snapshot, .parallel = memory_parallel};
  SearchRequest request = {.query = str_from_c(query), .limit = limit};
  QuerySummary summary;
  Error error;
  buf_clear(out);
  if (search_run(&context, &request, put_hit, out, &summary, &error) != STATUS_OK) {
    fail_msg("%s: %s", query, error.message);
  }
  buf_byte(out, '\0');
  return summary;
}

// Whether a page of the query leaves names out.
static bool is_partial(const Tree *tree, const char *text, bool page) {
  Arena arena = {0};
  Query query;
  QueryOptions options = {.case_mode = CASE_SMART};
  QueryContext context = {.snapshot = tree->snapshot, .parallel = memory_parallel};
  DefinitionSet *set;
  assert_int_equal(query_parse(str_from_c(text), &options, &arena, &query, NULL), STATUS_OK);
  assert_int_equal(definition_set_new(&query, &set, NULL), STATUS_OK);
  if (page)
    definition_set_fill_some(set, &context);
  else
    definition_set_fill(set, &context);
  bool partial = definition_set_is_partial(set);
  definition_set_free(set);
  arena_release(&arena);
  return partial;
}

static void names_are_left_out_only_for_a_page_and_only_of_very_many(void **state) {
  static const struct {
    const char *query;
    bool partial;
  } table[] = {{"sym:open", true},       {"sym:o", true},       {"sym:*", true},
               {"sym:/[od]/", true},     {"sym:_07_", false},   {"sym:nowhere", false},
               {"foo -sym:open", false}, {"in:def open", false}};
  for (size_t i = 0; i < COUNT_OF(table); i++) {
    if (is_partial(*state, table[i].query, true) != table[i].partial)
      fail_msg("%s", table[i].query);
    if (is_partial(*state, table[i].query, false)) fail_msg("%s, all", table[i].query);
  }
}

static void the_name_that_is_the_text_is_never_left_out(void **state) {
  Buf out = {0}, again = {0};
  QuerySummary summary = search(*state, "sym:open", 20, &out);
  assert_int_equal(summary.hits, 20);
  assert_string_equal(summary.reason, "limit");
  assert_int_equal(strncmp(out.data, "z/last.c:7 ", 11), 0);
  search(*state, "sym:open", 20, &again);
  assert_string_equal(again.data, out.data);
  buf_release(&out);
  buf_release(&again);
}

static void a_page_that_some_do_not_fill_is_chosen_from_all(void **state) {
  Buf out = {0};
  QuerySummary summary = search(*state, "sym:open file:last", 2 * NAMES, &out);
  assert_int_equal(summary.hits, NAMES);
  assert_false(summary.truncated);
  summary = search(*state, "sym:open dir:nowhere", 20, &out);
  assert_int_equal(summary.hits, 0);
  assert_false(summary.truncated);
  summary = search(*state, "sym:open word:yes", 20, &out);
  assert_string_equal(out.data, "z/last.c:7 ");
  assert_false(summary.truncated);
  buf_release(&out);
}

// Pages are found by asking for more each time: what came first has to come first again.
static void whoever_asks_for_more_gets_the_same_first(void **state) {
  static const char *const queries[] = {"sym:open", "sym:open file:last", "sym:o",
                                        "sym:_07_ file:last"};
  static const uint64_t limits[] = {10, 20, 50, 100, 200, 1000};
  Buf less = {0}, more = {0};
  for (size_t q = 0; q < COUNT_OF(queries); q++) {
    search(*state, queries[q], limits[0], &less);
    for (size_t i = 1; i < COUNT_OF(limits); i++) {
      search(*state, queries[q], limits[i], &more);
      if (strncmp(more.data, less.data, less.len - 1) != 0) {
        fail_msg("%s: %llu hits begin otherwise", queries[q], (unsigned long long)limits[i]);
      }
      Buf kept = less;
      less = more;
      more = kept;
    }
  }
  buf_release(&less);
  buf_release(&more);
}

static void without_a_limit_all_are_found(void **state) {
  Buf out = {0};
  QuerySummary summary = search(*state, "sym:open", 0, &out);
  assert_int_equal(summary.hits, (uint64_t)FILES * NAMES);
  assert_false(summary.truncated);
  buf_release(&out);
}

// More than there are, and yet the set had to look at all.
static void a_limit_that_nothing_reaches_cuts_nothing(void **state) {
  Buf out = {0};
  QuerySummary summary = search(*state, "sym:open", (uint64_t)FILES * NAMES + 1, &out);
  assert_int_equal(summary.hits, (uint64_t)FILES * NAMES);
  assert_false(summary.truncated);
  buf_release(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_are_left_out_only_for_a_page_and_only_of_very_many),
      cmocka_unit_test(the_name_that_is_the_text_is_never_left_out),
      cmocka_unit_test(a_page_that_some_do_not_fill_is_chosen_from_all),
      cmocka_unit_test(whoever_asks_for_more_gets_the_same_first),
      cmocka_unit_test(without_a_limit_all_are_found),
      cmocka_unit_test(a_limit_that_nothing_reaches_cuts_nothing)};
  return cmocka_run_group_tests(tests, make_tree, free_tree);
}
