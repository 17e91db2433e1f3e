// sym: kind: in: over small programs: by what was indexed where that is what is searched, and by reading the
// text where it is not.
#include "intake/extract.h"
#include "query/definition_set.h"
#include "query/search.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"
#include "support/tree.h"

static const char program[] = "// lock is taken\n"                 // 0
                              "struct lock { int lock_count; };\n" // 1
                              "int try_lock(struct lock *l) {\n"   // 2
                              "  puts(\"lock\"); /* no lock */\n"  // 3
                              "  return lock_it(l);\n"             // 4
                              "}\n";
static const char script[] = "# lock\n"
                             "class Lock:\n"
                             "    def lock(self):\n"
                             "        return 'lock'\n";

typedef struct {
  Arena arena;
  Extractor *extractor;
  Extraction found[4];
  MemoryFile files[4];
  uint32_t count;
} Programs;

static void add_program(Programs *p, const char *path, const char *text, const char *language) {
  MemoryFile *file = &p->files[p->count];
  Extraction *found = &p->found[p->count++];
  LanguageId id;
  assert_true(language_from_name(str_from_c(language), &id));
  *file = (MemoryFile){.path = str_from_c(path), .text = str_from_c(text), .language = (uint8_t)id};
  ExtractOptions options = {.timeout_ns = 0};
  assert_int_equal(extractor_run(p->extractor, id, file->text, &options, &p->arena, found, NULL),
                   STATUS_OK);
  file->symbols = found->symbols.items;
  file->symbol_count = found->symbols.count;
  file->spans = found->spans.items;
  file->span_count = found->spans.count;
}

static Programs programs_make(void) {
  Programs p = {.extractor = extractor_new()};
  add_program(&p, "a.c", program, "c");
  add_program(&p, "b.py", script, "python");
  return p;
}

static void programs_release(Programs *p) {
  for (uint32_t i = 0; i < p->count; i++) extraction_release(&p->found[i]);
  extractor_free(p->extractor);
  arena_release(&p->arena);
}

static Snapshot *snapshot_of(const Programs *p, Str root, int flags) {
  Snapshot *snapshot = snapshot_new(root, 1);
  snapshot->text_complete = snapshot->symbols_complete = true;
  memory_tree_add(snapshot, p->files, p->count, flags, NULL);
  return snapshot;
}

static bool put_hit(void *user, const SearchHit *hit) {
  buf_printf(user, "%s%.*s:%u:%u:%.*s", ((Buf *)user)->len ? " " : "", STR_ARGS(hit->path),
             hit->line, hit->column, (int)hit->length, hit->text.ptr + hit->column);
  return true;
}

static QuerySummary expect_in(Snapshot *snapshot, const char *query, const char *wanted) {
  QueryContext context = {.snapshot = snapshot, .parallel = memory_parallel};
  SearchRequest request = {.query = str_from_c(query), .all = true};
  QuerySummary summary;
  Buf found = {0};
  Error error;
  if (search_run(&context, &request, put_hit, &found, &summary, &error) != STATUS_OK) {
    fail_msg("%s: %s", query, error.message);
  }
  buf_byte(&found, '\0');
  if (strcmp(found.data, wanted) != 0) {
    fail_msg("%s\nwanted %s\nfound  %s", query, wanted, found.data);
  }
  buf_release(&found);
  return summary;
}

static const struct {
  const char *query, *hits;
} questions[] = {
    {"sym:lock", "a.c:1:7:lock a.c:1:18:lock_count a.c:2:4:try_lock b.py:1:6:Lock b.py:2:8:lock"},
    {"sym:Lock", "b.py:1:6:Lock"},
    {"word:yes sym:lock", "a.c:1:7:lock b.py:1:6:Lock b.py:2:8:lock"},
    {"sym:lock*", "a.c:1:7:lock a.c:1:18:lock_count b.py:1:6:Lock b.py:2:8:lock"},
    {"sym:*_lock", "a.c:2:4:try_lock"},
    {"sym:/_lock$/", "a.c:2:4:try_lock"},
    {"sym:lock kind:struct,class", "a.c:1:7:lock b.py:1:6:Lock"},
    {"sym:lock -kind:function,method,field", "a.c:1:7:lock b.py:1:6:Lock"},
    {"sym:* file:c kind:function", "a.c:2:4:try_lock"},
    {"kind:function lock", "a.c:2:8:lock"},
    {"in:def lock", "a.c:1:7:lock a.c:1:18:lock a.c:2:8:lock b.py:1:6:Lock b.py:2:8:lock"},
    {"in:comment lock", "a.c:0:3:lock a.c:3:22:lock b.py:0:2:lock"},
    {"in:string lock", "a.c:3:8:lock b.py:3:16:lock"},
    {"in:comment,string lock file:py", "b.py:0:2:lock b.py:3:16:lock"},
    {"in:code -in:def lock", "a.c:2:20:lock a.c:4:9:lock"},
    {"in:comment taken OR in:string lock", "a.c:0:11:taken a.c:3:8:lock b.py:3:16:lock"},
    {"lock_it -sym:try_lock", ""},
    {"self -(in:comment taken)", "b.py:2:13:self"},
    {"-in:code lock -class",
     "a.c:0:3:lock a.c:3:8:lock a.c:3:22:lock b.py:0:2:lock b.py:3:16:lock"},
    {"sym:try_lock NEAR/3 (in:string lock)", ""},
    {"sym:try_lock NEAR/4 (in:string lock)", "a.c:2:4:try_lock a.c:3:8:lock"},
};

static void the_index_answers(void **state) {
  (void)state;
  Programs p = programs_make();
  Snapshot *snapshot = snapshot_of(&p, STR("/nowhere"), MEMORY_GRAMS);
  for (size_t i = 0; i < COUNT_OF(questions); i++) {
    QuerySummary summary = expect_in(snapshot, questions[i].query, questions[i].hits);
    assert_false(summary.truncated);
  }
  assert_int_equal(expect_in(snapshot, "sym:Lock", "b.py:1:6:Lock").candidates, 1);
  snapshot_unref(snapshot);
  programs_release(&p);
}

static void an_open_document_whose_symbols_lag_is_read(void **state) {
  (void)state;
  Programs p = programs_make();
  Snapshot *snapshot = snapshot_of(&p, STR("/nowhere"), MEMORY_NO_SYMBOLS);
  for (size_t i = 0; i < COUNT_OF(questions); i++) {
    expect_in(snapshot, questions[i].query, questions[i].hits);
  }
  snapshot_unref(snapshot);
  programs_release(&p);
}

static void a_file_is_answered_for_as_it_stands_on_disk(void **state) {
  (void)state;
  Tree tree = tree_make();
  Programs p = programs_make();
  tree_write_c(&tree, "a.c", program);
  tree_write_c(&tree, "b.py", script);
  Snapshot *snapshot = snapshot_of(&p, str_from_c(tree.root), MEMORY_GRAMS | MEMORY_ON_DISK);
  for (size_t i = 0; i < COUNT_OF(questions); i++) {
    expect_in(snapshot, questions[i].query, questions[i].hits);
  }
  tree_write_c(&tree, "a.c", "int x; // lock\n\nint lock(int lock_count) {\n  return lock;\n}\n");
  expect_in(snapshot, "sym:lock file:c", "a.c:2:4:lock");
  expect_in(snapshot, "in:comment lock file:c", "a.c:0:10:lock");
  expect_in(snapshot, "in:def lock file:c", "a.c:2:4:lock");
  expect_in(snapshot, "in:code -in:def lock file:c", "a.c:2:13:lock a.c:3:9:lock");
  expect_in(snapshot, "sym:lock kind:struct file:c", "");
  snapshot_unref(snapshot);
  programs_release(&p);
  tree_remove(&tree);
}

static void symbols_that_are_still_to_come_are_said_to(void **state) {
  (void)state;
  Tree tree = tree_make();
  Programs p = programs_make();
  tree_write_c(&tree, "a.c", program);
  tree_write_c(&tree, "b.py", script);
  int flags = MEMORY_GRAMS | MEMORY_ON_DISK | MEMORY_NO_SYMBOLS;
  Snapshot *snapshot = snapshot_of(&p, str_from_c(tree.root), flags);
  snapshot->symbols_complete = false;
  QuerySummary summary = expect_in(snapshot, "sym:lock", "");
  assert_true(summary.truncated);
  assert_string_equal(summary.reason, "indexing");
  summary = expect_in(snapshot, "in:string lock", "a.c:3:8:lock b.py:3:16:lock");
  assert_false(summary.truncated); // told from the text itself
  snapshot_unref(snapshot);
  programs_release(&p);
  tree_remove(&tree);
}

static void every_text_is_code_where_nothing_is_known(void **state) {
  (void)state;
  Programs p = {.extractor = extractor_new()};
  add_program(&p, "x.txt", "// lock \"lock\"\n", "text");
  Snapshot *snapshot = snapshot_of(&p, STR("/nowhere"), MEMORY_GRAMS);
  expect_in(snapshot, "in:code lock", "x.txt:0:3:lock x.txt:0:9:lock");
  expect_in(snapshot, "in:comment lock", "");
  snapshot_unref(snapshot);
  programs_release(&p);
}

// ---- the set ------------------------------------------------------------------------------------

enum { MANY = 40000 };

// So many names that the segment tells its blocks by signatures.
static Snapshot *many_names(Arena *arena) {
  Symbol *symbols = arena_array(arena, Symbol, MANY);
  MemoryFile files[4];
  for (uint32_t i = 0; i < MANY; i++) {
    const char *stem = i % 1000 == 7  ? "\xE2\x84\xAA"
                                        "iss"
                       : i % 100 == 3 ? "kiss"
                                      : "name";
    symbols[i] = (Symbol){.name = arena_printf(arena, "%s_%05u", stem, i * 7919u % MANY),
                          .kind = i % 2 ? SYMBOL_FUNCTION : SYMBOL_STRUCT,
                          .line = i % (MANY / 4),
                          .end_line = i % (MANY / 4)};
  }
  for (int f = 0; f < 4; f++) {
    files[f] = (MemoryFile){.path = arena_printf(arena, "f%d", f),
                            .symbols = symbols + f * (MANY / 4),
                            .symbol_count = MANY / 4};
  }
  Snapshot *snapshot = snapshot_new(STR("/nowhere"), 1);
  uint64_t dead = 1 << 2;
  memory_tree_add(snapshot, files, 4, MEMORY_GRAMS, &dead);
  return snapshot;
}

static size_t count_in_set(Snapshot *snapshot, const char *text) {
  Arena arena = {0};
  Query query;
  Error error;
  QueryOptions options = {.case_mode = CASE_SMART};
  if (query_parse(str_from_c(text), &options, &arena, &query, &error) != STATUS_OK) {
    fail_msg("%s: %s", text, error.message);
  }
  DefinitionSet *set;
  assert_int_equal(definition_set_new(&query, &set, NULL), STATUS_OK);
  QueryContext context = {.snapshot = snapshot, .parallel = memory_parallel};
  definition_set_fill(set, &context);
  assert_false(definition_set_is_cut(set));
  size_t total = 0;
  for (uint32_t d = 0; d < 4; d++) {
    size_t count;
    const DefinedName *names = definition_set_in(set, 0, &snapshot->parts.items[0], d, &count);
    for (size_t i = 1; i < count; i++) assert_true(names[i - 1].line < names[i].line);
    if (d == 2) assert_int_equal(count, 0);
    total += count;
  }
  Iter *iter = definition_set_source(set, 0, snapshot->parts.items[0].segment, &arena);
  for (uint32_t d = iter_peek(iter); d != ITER_END; d = iter_advance(iter)) {
    size_t count;
    definition_set_in(set, 0, &snapshot->parts.items[0], d, &count);
    assert_true(count > 0);
  }
  definition_set_free(set);
  arena_release(&arena);
  return total;
}

static void a_set_has_what_filters_leave_and_no_more(void **state) {
  (void)state;
  Arena arena = {0};
  Snapshot *snapshot = many_names(&arena);
  assert_int_equal(count_in_set(snapshot, "file:f1 sym:*"), MANY / 4);
  assert_int_equal(count_in_set(snapshot, "-file:f1 sym:*"), MANY / 2);
  assert_int_equal(count_in_set(snapshot, "(file:f1 OR file:f3) sym:* -file:f3"), MANY / 4);
  assert_int_equal(count_in_set(snapshot, "file:f2 sym:*"), 0); // dead
  assert_int_equal(count_in_set(snapshot, "file:nowhere_at_all sym:*"), 0);
  snapshot_unref(snapshot);
  arena_release(&arena);
}

static void a_set_finds_every_name_however_it_is_asked_for(void **state) {
  (void)state;
  Arena arena = {0};
  Snapshot *snapshot = many_names(&arena);
  const size_t live = MANY / 4 * 3;
  assert_int_equal(count_in_set(snapshot, "sym:*"), live);
  assert_int_equal(count_in_set(snapshot, "sym:name"), live - live / 100 - live / 1000);
  assert_int_equal(count_in_set(snapshot, "sym:iss"), live / 100 + live / 1000);
  assert_int_equal(count_in_set(snapshot, "sym:kiss"), live / 100 + live / 1000);
  assert_int_equal(count_in_set(snapshot, "case:yes sym:kiss"), live / 100);
  assert_int_equal(count_in_set(snapshot, "sym:/^kis/"), live / 100 + live / 1000);
  assert_int_equal(count_in_set(snapshot, "sym:kiss*"), live / 100 + live / 1000);
  assert_int_equal(count_in_set(snapshot, "kind:function sym:name"),
                   live / 2 - live / 100 - live / 1000);
  assert_int_equal(count_in_set(snapshot, "kind:struct sym:/^n.*5$/"),
                   count_in_set(snapshot, "kind:struct sym:n*5"));
  assert_int_equal(count_in_set(snapshot, "sym:k"), live / 100 + live / 1000);
  assert_int_equal(count_in_set(snapshot, "sym:name_00000"), 1);
  assert_int_equal(count_in_set(snapshot, "sym:zzz"), 0);
  snapshot_unref(snapshot);
  arena_release(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_index_answers),
      cmocka_unit_test(an_open_document_whose_symbols_lag_is_read),
      cmocka_unit_test(a_file_is_answered_for_as_it_stands_on_disk),
      cmocka_unit_test(symbols_that_are_still_to_come_are_said_to),
      cmocka_unit_test(every_text_is_code_where_nothing_is_known),
      cmocka_unit_test(a_set_has_what_filters_leave_and_no_more),
      cmocka_unit_test(a_set_finds_every_name_however_it_is_asked_for)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
