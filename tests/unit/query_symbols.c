// Symbol search over a small tree in memory: what comes, in which order, and what the summary says.
#include "query/symbols.h"

#include "intake/language.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"

typedef struct {
  const char *path, *name, *container;
  SymbolKind kind;
  uint8_t flags;
  uint32_t line;
} Row;

// In order of quality; rows of a file stand together.
static const Row first_part[] = {
    {"src/server.c", "server_open", "", SYMBOL_FUNCTION, 0, 10},
    {"src/server.c", "Server", "", SYMBOL_STRUCT, 0, 1},
    {"src/server.c", "port", "Server", SYMBOL_FIELD, 0, 2},
    {"src/server.c", "open", "", SYMBOL_FUNCTION, SYMBOL_DECLARATION, 3},
    {"src/client.cpp", "open", "net.Client", SYMBOL_METHOD, 0, 5},
    {"src/client.cpp", "Open", "net.Client", SYMBOL_METHOD, 0, 6},
    {"src/client.cpp", "Client", "net", SYMBOL_CLASS, 0, 4},
    {"src/client.cpp", "reopenAll", "net.Client", SYMBOL_METHOD, 0, 7},
};
static const Row second_part[] = {
    {"docs/readme.md", "v1.open", "", SYMBOL_HEADING, 0, 1},
    {"lib/util.py", "open", "File", SYMBOL_METHOD, 0, 9},
    {"lib/util.py", "opener", "", SYMBOL_FUNCTION, 0, 2},
    {"lib/gone.py", "open", "", SYMBOL_FUNCTION, 0, 1},
    {"lib/one_pen.py", "one_pen", "", SYMBOL_FUNCTION, 0, 1},
};

static void add_part(Snapshot *snapshot, const Row *rows, size_t count, const uint64_t *dead) {
  MemoryFile files[16];
  Symbol symbols[16][16];
  uint32_t file_count = 0;
  for (size_t i = 0; i < count; i++) {
    Str path = str_from_c(rows[i].path);
    if (file_count == 0 || !str_equal(files[file_count - 1].path, path)) {
      LanguageId language = language_detect(path, STR(""), STR(""));
      files[file_count] = (MemoryFile){.path = path,
                                       .text = STR(""),
                                       .language = (uint8_t)language,
                                       .symbols = symbols[file_count]};
      file_count++;
    }
    MemoryFile *file = &files[file_count - 1];
    symbols[file_count - 1][file->symbol_count++] =
        (Symbol){.name = str_from_c(rows[i].name),
                 .container = str_from_c(rows[i].container),
                 .kind = rows[i].kind,
                 .flags = rows[i].flags,
                 .line = rows[i].line};
  }
  memory_tree_add(snapshot, files, file_count, true, dead);
}

static int open_tree(void **state) {
  Snapshot *snapshot = snapshot_new(STR("/nowhere"), 3);
  static const uint64_t gone = 1 << 2; // lib/gone.py
  add_part(snapshot, first_part, COUNT_OF(first_part), NULL);
  add_part(snapshot, second_part, COUNT_OF(second_part), &gone);
  snapshot->text_complete = snapshot->symbols_complete = true;
  snapshot->covered = 1;
  *state = snapshot;
  return 0;
}

static int close_tree(void **state) {
  snapshot_unref(*state);
  return 0;
}

static bool put_symbol(void *user, const SymbolHit *hit) {
  Buf *out = user;
  if (out->len) buf_byte(out, ' ');
  if (hit->container.len) buf_printf(out, "%.*s.", STR_ARGS(hit->container));
  buf_printf(out, "%.*s:%u", STR_ARGS(hit->name), hit->line);
  return true;
}

static QuerySummary ask(void **state, SymbolRequest request, Buf *out) {
  QueryContext context = {.snapshot = *state, .cancelled = request.cancelled};
  QuerySummary summary;
  Error error;
  buf_clear(out);
  Status status = symbols_run(&context, &request, put_symbol, out, &summary, &error);
  if (status != STATUS_OK) fail_msg("%.*s: %s", STR_ARGS(request.query), error.message);
  buf_byte(out, '\0');
  return summary;
}

static void expect(void **state, const char *query, SymbolMatch match, uint64_t limit,
                   const char *wanted) {
  Buf out = {0};
  ask(state, (SymbolRequest){.query = str_from_c(query), .match = match, .limit = limit}, &out);
  assert_string_equal(out.data, wanted);
  buf_release(&out);
}

static void exact_names_come_first_then_prefixes_substrings_letters(void **state) {
  expect(state, "open", SYMBOL_MATCH_FUZZY, 0,
         "net.Client.open:5 File.open:9 open:3 net.Client.Open:6 opener:2 server_open:10 v1.open:1 "
         "one_pen:1 net.Client.reopenAll:7");
  expect(state, "open", SYMBOL_MATCH_SUBSTRING, 0,
         "net.Client.open:5 File.open:9 open:3 net.Client.Open:6 opener:2 server_open:10 v1.open:1 "
         "net.Client.reopenAll:7");
  expect(state, "open", SYMBOL_MATCH_PREFIX, 0,
         "net.Client.open:5 File.open:9 open:3 net.Client.Open:6 opener:2");
  expect(state, "open", SYMBOL_MATCH_EXACT, 0,
         "net.Client.open:5 File.open:9 open:3 net.Client.Open:6");
}

static void the_same_case_comes_first(void **state) {
  expect(state, "Open", SYMBOL_MATCH_EXACT, 2, "net.Client.Open:6 net.Client.open:5");
  expect(state, "OPEN", SYMBOL_MATCH_EXACT, 0,
         "net.Client.open:5 net.Client.Open:6 File.open:9 open:3");
}

static void letters_in_order_are_enough(void **state) {
  expect(state, "svop", SYMBOL_MATCH_FUZZY, 0, "server_open:10");
  expect(state, "svop", SYMBOL_MATCH_SUBSTRING, 0, "");
  expect(state, "roa", SYMBOL_MATCH_FUZZY, 0, "net.Client.reopenAll:7");
}

static void a_separator_names_the_container(void **state) {
  expect(state, "Client::open", SYMBOL_MATCH_EXACT, 0, "net.Client.open:5 net.Client.Open:6");
  expect(state, "net::Client::op", SYMBOL_MATCH_PREFIX, 0, "net.Client.open:5 net.Client.Open:6");
  expect(state, "File.open", SYMBOL_MATCH_FUZZY, 0, "File.open:9");
  expect(state, "lient::open", SYMBOL_MATCH_EXACT, 0, "");
  expect(state, "v1.open", SYMBOL_MATCH_FUZZY, 0, "v1.open:1");
  expect(state, "Client::", SYMBOL_MATCH_EXACT, 0, "net.Client:4");
}

static void a_slip_is_forgiven_where_nothing_else_is_found(void **state) {
  expect(state, "oepner", SYMBOL_MATCH_FUZZY, 0, "opener:2");
  expect(state, "opxner", SYMBOL_MATCH_FUZZY, 0, "opener:2");
  expect(state, "openner", SYMBOL_MATCH_FUZZY, 0, "opener:2");
  expect(state, "servre_open", SYMBOL_MATCH_FUZZY, 0, "server_open:10");
  expect(state, "oepner", SYMBOL_MATCH_SUBSTRING, 0, "");
  expect(state, "oepnre", SYMBOL_MATCH_FUZZY, 0, ""); // two
}

static void wildcards_stand_for_the_whole_name(void **state) {
  expect(state, "*open", SYMBOL_MATCH_FUZZY, 0,
         "net.Client.open:5 File.open:9 open:3 net.Client.Open:6 server_open:10 v1.open:1");
  expect(state, "op?n*", SYMBOL_MATCH_FUZZY, 0,
         "net.Client.open:5 File.open:9 opener:2 open:3 net.Client.Open:6");
  expect(state, "o*r", SYMBOL_MATCH_FUZZY, 0, "opener:2");
  expect(state, "*e?open*", SYMBOL_MATCH_FUZZY, 0, "");
}

static void several_words_must_all_match(void **state) {
  expect(state, "client open", SYMBOL_MATCH_PREFIX, 0, "net.Client.open:5 net.Client.Open:6");
  expect(state, "open all", SYMBOL_MATCH_SUBSTRING, 0, "net.Client.reopenAll:7");
  expect(state, "lib/ open", SYMBOL_MATCH_PREFIX, 0, "File.open:9 opener:2");
  expect(state, "util/ open", SYMBOL_MATCH_PREFIX, 0, "File.open:9 opener:2");
  expect(state, "til/ open", SYMBOL_MATCH_PREFIX, 0, "");
  expect(state, "open nowhere", SYMBOL_MATCH_FUZZY, 0, "");
}

static void a_slash_names_a_path_or_a_container(void **state) {
  expect(state, "lib/open", SYMBOL_MATCH_EXACT, 0, "File.open:9");
  expect(state, "util.open", SYMBOL_MATCH_EXACT, 0, "File.open:9");
  expect(state, "util.py/open", SYMBOL_MATCH_EXACT, 0, "File.open:9");
  expect(state, "Client/open", SYMBOL_MATCH_EXACT, 0, "net.Client.open:5 net.Client.Open:6");
  expect(state, "src/", SYMBOL_MATCH_FUZZY, 2, "Server:1 net.Client:4");
}

static void a_letter_names_the_kind(void **state) {
  expect(state, "open:f", SYMBOL_MATCH_EXACT, 0,
         "net.Client.open:5 File.open:9 open:3 net.Client.Open:6");
  expect(state, "f:opener", SYMBOL_MATCH_FUZZY, 0, "opener:2");
  expect(state, ":c", SYMBOL_MATCH_FUZZY, 0, "Server:1 net.Client:4");
  expect(state, "open kind:head", SYMBOL_MATCH_FUZZY, 0, "v1.open:1");
}

static void half_a_filter_is_no_error_while_typing(void **state) {
  static const char *const halves[] = {"kind:gad open", "lang:pyth open",
                                       "open file:", "open -kind:", "open size:<x"};
  QueryContext context = {.snapshot = *state};
  for (size_t i = 0; i < COUNT_OF(halves); i++) {
    Buf out = {0};
    SymbolRequest request = {
        .query = str_from_c(halves[i]), .match = SYMBOL_MATCH_EXACT, .typing = true};
    assert_int_equal(symbols_run(&context, &request, put_symbol, &out, NULL, NULL), STATUS_OK);
    if (out.len == 0) fail_msg("%s found nothing", halves[i]);
    buf_release(&out);
  }
}

static void a_mistake_is_told_by_its_column(void **state) {
  QueryContext context = {.snapshot = *state};
  Error error;
  SymbolRequest request = {.query = STR("open kind:class,gadget")};
  assert_int_equal(symbols_run(&context, &request, put_symbol, NULL, NULL, &error), STATUS_INVALID);
  assert_non_null(strstr(error.message, "column 17"));
  request.query = STR("open lang:klingon");
  assert_int_equal(symbols_run(&context, &request, put_symbol, NULL, NULL, &error), STATUS_INVALID);
  assert_non_null(strstr(error.message, "column 6"));
}

static void filters_leave_symbols_out(void **state) {
  expect(state, "open kind:function", SYMBOL_MATCH_PREFIX, 0, "open:3 opener:2");
  expect(state, "open kind:method,heading lang:python", SYMBOL_MATCH_FUZZY, 0, "File.open:9");
  expect(state, "open dir:lib,docs", SYMBOL_MATCH_EXACT, 0, "File.open:9");
  expect(state, "file:one_pen,readme,", SYMBOL_MATCH_FUZZY, 0, "one_pen:1 v1.open:1");
  expect(state, "file:one_pen,util -file:util", SYMBOL_MATCH_FUZZY, 0, "one_pen:1");
  expect(state, "open -dir:lib,src", SYMBOL_MATCH_SUBSTRING, 0, "v1.open:1");
  expect(state, "open file:src -lang:c", SYMBOL_MATCH_EXACT, 0,
         "net.Client.open:5 net.Client.Open:6");
  expect(state, "kind:class,struct", SYMBOL_MATCH_FUZZY, 0, "Server:1 net.Client:4");
  Error error;
  QueryContext context = {.snapshot = *state};
  SymbolRequest request = {.query = STR("kind:gadget x")};
  assert_int_equal(symbols_run(&context, &request, put_symbol, NULL, NULL, &error), STATUS_INVALID);
  assert_non_null(strstr(error.message, "gadget"));
}

static void an_empty_query_shows_the_best_of_the_tree(void **state) {
  expect(state, "", SYMBOL_MATCH_FUZZY, 2, "Server:1 net.Client:4");
}

static void the_summary_says_what_is_missing(void **state) {
  Buf out = {0};
  QuerySummary all = ask(state, (SymbolRequest){.query = STR("open")}, &out);
  assert_int_equal(all.hits, 9);
  assert_int_equal(all.documents, 5);
  assert_int_equal(all.generation, 3);
  assert_false(all.truncated);
  assert_string_equal(all.reason, "");
  QuerySummary some = ask(state, (SymbolRequest){.query = STR("open"), .limit = 2}, &out);
  assert_int_equal(some.hits, 2);
  assert_true(some.truncated);
  assert_string_equal(some.reason, "limit");
  QuerySummary exactly = ask(state, (SymbolRequest){.query = STR("open"), .limit = 9}, &out);
  assert_false(exactly.truncated);
  atomic_bool cancelled = true;
  QuerySummary none = ask(state, (SymbolRequest){.query = STR("o"), .cancelled = &cancelled}, &out);
  assert_string_equal(none.reason, "cancelled");
  Snapshot *snapshot = *state;
  snapshot->symbols_complete = false;
  QuerySummary early = ask(state, (SymbolRequest){.query = STR("open")}, &out);
  assert_string_equal(early.reason, "indexing");
  assert_false(early.truncated);
  snapshot->symbols_complete = true;
  buf_release(&out);
}

static bool check_descends(void *user, const SymbolHit *hit) {
  double *last = user;
  assert_true(hit->score <= *last);
  *last = hit->score;
  return true;
}

static void scores_descend(void **state) {
  QueryContext context = {.snapshot = *state};
  SymbolRequest request = {.query = STR("o")};
  double last = 1e9;
  assert_int_equal(symbols_run(&context, &request, check_descends, &last, NULL, NULL), STATUS_OK);
  assert_true(last < 1e9);
}

// ---- the order of a page ------------------------------------------------------------------------

static const Row page_part[] = {
    {"kernel/lock.c", "lock_take", "", SYMBOL_FUNCTION, 0, 10},
    {"include/lock.h", "lock_take", "", SYMBOL_FUNCTION, SYMBOL_DECLARATION, 3},
    {"include/lock.h", "lock_give", "", SYMBOL_FUNCTION, SYMBOL_DECLARATION, 4},
    {"drivers/a/a.c", "probe", "", SYMBOL_FUNCTION, 0, 1},
    {"drivers/b/b.c", "probe", "", SYMBOL_FUNCTION, 0, 2},
    {"drivers/c/c.c", "probe", "", SYMBOL_FUNCTION, 0, 3},
    {"tests/t.c", "probe", "", SYMBOL_FUNCTION, 0, 4},
    {"drivers/c/d.c", "probe", "", SYMBOL_FIELD, 0, 5},
};

static int open_page(void **state) {
  Snapshot *snapshot = snapshot_new(STR("/nowhere"), 3);
  add_part(snapshot, page_part, COUNT_OF(page_part), NULL);
  snapshot->text_complete = snapshot->symbols_complete = true;
  *state = snapshot;
  return 0;
}

static void expect_near(void **state, const char *query, const char *near, const char *recent,
                        const char *wanted) {
  Buf out = {0};
  Str files[] = {str_from_c(recent)};
  SymbolRequest request = {.query = str_from_c(query),
                           .limit = 20,
                           .near = str_from_c(near),
                           .recent = files,
                           .recent_count = *recent ? 1 : 0};
  ask(state, request, &out);
  assert_string_equal(out.data, wanted);
  buf_release(&out);
}

static void a_declaration_gives_way_to_its_definition(void **state) {
  expect(state, "lock", SYMBOL_MATCH_PREFIX, 20, "lock_take:10 lock_give:4");
  expect(state, "lock", SYMBOL_MATCH_PREFIX, 0, "lock_take:10 lock_take:3 lock_give:4");
}

static void what_is_near_comes_first_then_own_code_then_tests(void **state) {
  expect_near(state, "probe", "", "", "probe:1 probe:2 probe:3 probe:4 probe:5");
  expect_near(state, "probe", "drivers/b/x.c", "", "probe:2 probe:1 probe:3 probe:5 probe:4");
  expect_near(state, "probe", "drivers/c/c.c", "", "probe:3 probe:1 probe:2 probe:5 probe:4");
  expect_near(state, "probe", "", "drivers/b/b.c", "probe:2 probe:1 probe:3 probe:4 probe:5");
}

// A name that stands in a vendored file of the same content is shown once.
static void copies_in_vendored_trees_are_folded(void **state) {
  (void)state;
  static const char *const paths[] = {"src/zlib.c", "src/copy.c", "vendor/zlib/zlib.c",
                                      "vendor/other.c"};
  static const char *const texts[] = {"same", "same", "same", "other"};
  Symbol symbol = {.name = STR("inflate"), .kind = SYMBOL_FUNCTION, .line = 1};
  MemoryFile files[COUNT_OF(paths)];
  for (size_t i = 0; i < COUNT_OF(paths); i++) {
    files[i] = (MemoryFile){.path = str_from_c(paths[i]),
                            .text = str_from_c(texts[i]),
                            .symbols = &symbol,
                            .symbol_count = 1};
  }
  Snapshot *snapshot = snapshot_new(STR("/nowhere"), 1);
  snapshot->text_complete = snapshot->symbols_complete = true;
  memory_tree_add(snapshot, files, COUNT_OF(paths), MEMORY_GRAMS | MEMORY_HASHES, NULL);
  QueryContext context = {.snapshot = snapshot};
  QuerySummary summary;
  Buf out = {0};
  SymbolRequest request = {.query = STR("inflate"), .limit = 10};
  assert_int_equal(symbols_run(&context, &request, put_symbol, &out, &summary, NULL), STATUS_OK);
  assert_int_equal(summary.hits, 3);
  request.limit = 0;
  assert_int_equal(symbols_run(&context, &request, put_symbol, &out, &summary, NULL), STATUS_OK);
  assert_int_equal(summary.hits, 4);
  buf_release(&out);
  snapshot_unref(snapshot);
}

// ---- many names ---------------------------------------------------------------------------------

enum { MANY = 60000 };

// Limits, threads and ranges: the first of all is the first of few, whatever the threads do.
static void many_names_give_the_same_answer_every_time(void **state) {
  (void)state;
  Symbol *symbols = xcalloc(MANY, sizeof *symbols);
  Arena arena = {0};
  for (uint32_t i = 0; i < MANY; i++) {
    symbols[i] = (Symbol){.name = arena_printf(&arena, "%s_%u_lock", i % 3 ? "spin" : "mutex", i),
                          .kind = i % 2 ? SYMBOL_FUNCTION : SYMBOL_MACRO,
                          .line = i};
  }
  MemoryFile file = {.path = STR("a.c"), .text = STR(""), .symbols = symbols, .symbol_count = MANY};
  Snapshot *snapshot = snapshot_new(STR("/nowhere"), 1);
  snapshot->text_complete = snapshot->symbols_complete = true;
  memory_tree_add(snapshot, &file, 1, true, NULL);
  memory_tree_add(snapshot, &file, 1, true, NULL);
  static const char *const queries[] = {"spin", "lock", "mtxlck", "9_lock", "", "k"};
  for (size_t q = 0; q < COUNT_OF(queries); q++) {
    Buf serial = {0}, spread = {0}, few = {0};
    SymbolRequest request = {.query = str_from_c(queries[q]), .limit = 50};
    QueryContext one = {.snapshot = snapshot};
    QueryContext more = {.snapshot = snapshot, .parallel = memory_parallel};
    assert_int_equal(symbols_run(&one, &request, put_symbol, &serial, NULL, NULL), STATUS_OK);
    assert_int_equal(symbols_run(&more, &request, put_symbol, &spread, NULL, NULL), STATUS_OK);
    assert_true(str_equal(buf_str(&serial), buf_str(&spread)));
    request.limit = 10;
    assert_int_equal(symbols_run(&more, &request, put_symbol, &few, NULL, NULL), STATUS_OK);
    assert_true(few.len > 0 && str_starts_with(buf_str(&serial), buf_str(&few)));
    buf_release(&serial);
    buf_release(&spread);
    buf_release(&few);
  }
  snapshot_unref(snapshot);
  arena_release(&arena);
  free(symbols);
}

// Of a query that names nothing a sample of the blocks of names is looked at first. Where filters leave
// little of it, all are, whatever many there are.
static void filters_alone_find_what_is_in_any_block(void **state) {
  (void)state;
  enum { LARGEST = 16 * 258 };
  Symbol *symbols = xcalloc(LARGEST, sizeof *symbols);
  Arena arena = {0};
  for (uint32_t i = 0; i < LARGEST; i++) {
    symbols[i] = (Symbol){.name = arena_printf(&arena, "name_%05u", i), .kind = SYMBOL_FUNCTION};
  }
  for (uint32_t i = 0; i < 16;
       i++) { // the wanted are those of blocks with even numbers, and with odd
    uint32_t other = 16 * (i * 15 + 16 + i % 3);
    Str name = symbols[i].name;
    symbols[i].name = symbols[other].name;
    symbols[other].name = name;
  }
  for (size_t count = 16 * 254; count <= LARGEST; count += 8) {
    MemoryFile files[] = {
        {.path = STR("many.c"),
         .text = STR(""),
         .symbols = symbols + 16,
         .symbol_count = count - 16},
        {.path = STR("wanted.c"), .text = STR(""), .symbols = symbols, .symbol_count = 16}};
    Snapshot *snapshot = snapshot_new(STR("/nowhere"), 1);
    memory_tree_add(snapshot, files, COUNT_OF(files), true, NULL);
    snapshot->text_complete = snapshot->symbols_complete = true;
    void *of = snapshot;
    Buf out = {0};
    SymbolRequest request = {.query = STR("file:wanted"), .limit = 256};
    QuerySummary summary = ask(&of, request, &out);
    if (summary.hits != 16 || summary.truncated) {
      fail_msg("%zu names: %d hits %s", count, (int)summary.hits, summary.reason);
    }
    buf_release(&out);
    snapshot_unref(snapshot);
  }
  arena_release(&arena);
  free(symbols);
}

#define PAGE_TEST(test) cmocka_unit_test_setup_teardown(test, open_page, close_tree)
#define TREE_TEST(test) cmocka_unit_test_setup_teardown(test, open_tree, close_tree)

int main(void) {
  const struct CMUnitTest tests[] = {
      TREE_TEST(exact_names_come_first_then_prefixes_substrings_letters),
      TREE_TEST(the_same_case_comes_first),
      TREE_TEST(letters_in_order_are_enough),
      TREE_TEST(a_separator_names_the_container),
      TREE_TEST(a_slip_is_forgiven_where_nothing_else_is_found),
      TREE_TEST(wildcards_stand_for_the_whole_name),
      TREE_TEST(several_words_must_all_match),
      TREE_TEST(a_slash_names_a_path_or_a_container),
      TREE_TEST(a_letter_names_the_kind),
      TREE_TEST(half_a_filter_is_no_error_while_typing),
      TREE_TEST(a_mistake_is_told_by_its_column),
      TREE_TEST(filters_leave_symbols_out),
      TREE_TEST(an_empty_query_shows_the_best_of_the_tree),
      TREE_TEST(the_summary_says_what_is_missing),
      TREE_TEST(scores_descend),
      PAGE_TEST(a_declaration_gives_way_to_its_definition),
      PAGE_TEST(what_is_near_comes_first_then_own_code_then_tests),
      cmocka_unit_test(copies_in_vendored_trees_are_folded),
      cmocka_unit_test(filters_alone_find_what_is_in_any_block),
      cmocka_unit_test(many_names_give_the_same_answer_every_time)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
