// Ranked search over a few files: what comes first and why, what is shown once only, what limits
// count, and what happens when time is over. That reading early stops changes nothing is
// tests/property/query_rank.c.
#include "base/os.h"
#include "query/search.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"
#include "support/tree.h"

typedef struct {
  Buf out;
  uint64_t hits;
  int64_t nap_ns; // taken at each hit
} Sink;

static void put_lines(Buf *out, const char *before, const Str *lines, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) buf_printf(out, "%s%.*s", before, STR_ARGS(lines[i]));
}

static bool put_hit(void *user, const SearchHit *hit) {
  Sink *sink = user;
  buf_printf(&sink->out, "%s%.*s:%u", sink->hits++ ? " " : "", STR_ARGS(hit->path), hit->line);
  if (hit->folded) buf_printf(&sink->out, "+%u", hit->folded);
  put_lines(&sink->out, "<", hit->before, hit->before_count);
  put_lines(&sink->out, ">", hit->after, hit->after_count);
  assert_int_equal(hit->end_line, hit->line);
  assert_int_equal(hit->end_column, hit->column + hit->length);
  for (int64_t end = os_monotonic_ns() + sink->nap_ns; os_monotonic_ns() < end;) continue;
  return true;
}

static QuerySummary run(QueryContext context, SearchRequest request, Sink *sink) {
  QuerySummary summary;
  Error error;
  buf_clear(&sink->out);
  sink->hits = 0;
  context.parallel = memory_parallel;
  if (search_run(&context, &request, put_hit, sink, &summary, &error) != STATUS_OK) {
    fail_msg("%.*s: %s", STR_ARGS(request.query), error.message);
  }
  buf_byte(&sink->out, '\0');
  return summary;
}

static QuerySummary expect(Snapshot *snapshot, SearchRequest request, const char *wanted) {
  Sink sink = {.hits = 0};
  QuerySummary summary = run((QueryContext){.snapshot = snapshot}, request, &sink);
  assert_string_equal(sink.out.data, wanted);
  buf_release(&sink.out);
  return summary;
}

static Snapshot *snapshot_of(const MemoryFile *files, uint32_t count) {
  Snapshot *snapshot = snapshot_new(STR("/nowhere"), 1);
  snapshot->text_complete = snapshot->symbols_complete = true;
  snapshot->covered = 1;
  memory_tree_add(snapshot, files, count, MEMORY_GRAMS | MEMORY_WORDS | MEMORY_HASHES, NULL);
  return snapshot;
}

enum { MANY = 400 };

typedef struct {
  char paths[MANY][16], texts[MANY][32];
} ManyFiles;

// Two of many files have the word, and all have its grams.
static Snapshot *sparse_tree(ManyFiles *many) {
  MemoryFile files[MANY];
  for (int i = 0; i < MANY; i++) {
    bool has = i == 7 || i == 333;
    snprintf(many->paths[i], sizeof many->paths[i], "f%03d.c", i);
    snprintf(many->texts[i], sizeof many->texts[i], "%s %d\n", has ? "foobar" : "foob ooba obar",
             i);
    files[i] = memory_file(many->paths[i], many->texts[i]);
  }
  return snapshot_of(files, MANY);
}

// ---- what comes first ---------------------------------------------------------------------------

static void definitions_then_declarations_then_words_then_parts(void **state) {
  (void)state;
  Symbol field = {.name = STR("lock"), .kind = SYMBOL_FIELD, .column = 4};
  Symbol function = {.name = STR("lock"), .kind = SYMBOL_FUNCTION, .column = 5};
  Symbol prototype = function;
  prototype.flags = SYMBOL_DECLARATION;
  MemoryFile files[] = {memory_file("a.c", "unlock\nlock lock lock\n"),
                        memory_file("b.h", "void lock(void);\n"), memory_file("c.c", "int lock;\n"),
                        memory_file("d.c", "void lock() {}\n")};
  files[1].symbols = &prototype, files[2].symbols = &field, files[3].symbols = &function;
  for (int i = 1; i < 4; i++) files[i].symbol_count = 1;
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files));
  expect(snapshot, (SearchRequest){.query = STR("lock")},
         "d.c:0 c.c:0 b.h:0 a.c:1 a.c:1 a.c:1 a.c:0");
  snapshot_unref(snapshot);
}

static void a_type_that_is_only_declared_is_a_mention(void **state) {
  (void)state;
  Symbol forward = {.name = STR("page"), .kind = SYMBOL_STRUCT, .column = 7};
  Symbol whole = forward, variable = forward;
  forward.flags = SYMBOL_DECLARATION;
  variable.kind = SYMBOL_VARIABLE;
  MemoryFile files[] = {
      memory_file("a.h", "struct page;\n"), memory_file("b.h", "struct page {};\n"),
      memory_file("c.h", "struct page *p;\n"), memory_file("d.c", "static page = 1;\n")};
  files[0].symbols = &forward, files[1].symbols = &whole, files[3].symbols = &variable;
  files[0].symbol_count = files[1].symbol_count = files[3].symbol_count = 1;
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files));
  expect(snapshot, (SearchRequest){.query = STR("page")}, "b.h:0 d.c:0 a.h:0 c.h:0");
  expect(snapshot, (SearchRequest){.query = STR("\"struct page\"")}, "b.h:0 a.h:0 c.h:0");
  snapshot_unref(snapshot);
}

static void a_definition_of_what_the_words_make_together_comes_first(void **state) {
  (void)state;
  Symbol both = {.name = STR("ext4_readdir"), .kind = SYMBOL_FUNCTION, .line = 1, .column = 4};
  Symbol one = {.name = STR("readdir"), .kind = SYMBOL_FUNCTION, .column = 4};
  MemoryFile files[] = {memory_file("a.c", "int readdir(); ext4 ext4 ext4 readdir readdir\n"),
                        memory_file("z/z/z.c", "// ext4\nint ext4_readdir();\nreaddir\n")};
  files[0].symbols = &one, files[1].symbols = &both;
  files[0].symbol_count = files[1].symbol_count = 1;
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files));
  expect(snapshot, (SearchRequest){.query = STR("ext4 readdir"), .limit = 1}, "z/z/z.c:1");
  snapshot_unref(snapshot);
}

// More of it, a file of its name, a directory, and where the file lies: each alone decides.
static void documents_come_by_relevance_and_quality(void **state) {
  (void)state;
  MemoryFile files[] = {
      memory_file("a.c", "slab"),         memory_file("b.c", "slab slab slab slab slab"),
      memory_file("slab.c", "1 slab"),    memory_file("slab/x.c", "2 slab"),
      memory_file("tests/a.c", "3 slab"), memory_file("tests/b.c", "1 slab slab slab slab slab")};
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files));
  expect(snapshot, (SearchRequest){.query = STR("slab"), .files_only = true},
         "slab.c:0 b.c:0 slab/x.c:0 tests/b.c:0 a.c:0 tests/a.c:0");
  snapshot_unref(snapshot);
}

static void lines_with_more_of_the_words_come_first_within_a_file(void **state) {
  (void)state;
  MemoryFile file = memory_file("a.c", "page\nfault\nfault page\nthe page table\n");
  Snapshot *snapshot = snapshot_of(&file, 1);
  expect(snapshot, (SearchRequest){.query = STR("page fault")}, "a.c:2 a.c:2 a.c:0 a.c:1 a.c:3");
  snapshot_unref(snapshot);
}

// However much more of the one word the other files have.
static void lines_with_all_words_come_before_lines_with_one(void **state) {
  (void)state;
  MemoryFile files[] = {
      memory_file("a.c", "page page page page page\n\n\n\nfault fault fault fault fault\n"),
      memory_file("b.c", "page page page\n.\nfault fault fault\n"),
      memory_file("c.c", "1\n2\n3\n4 page\n5\n6\n7 pagefaults\n"),
      memory_file("d/page.c", "a page\n1\n2\n3\na fault\n")};
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files));
  SearchRequest request = {.query = STR("page fault"), .files_only = true};
  expect(snapshot, request, "d/page.c:4 c.c:6 b.c:0 a.c:0");
  request.query = STR("page fault -nothing");
  expect(snapshot, request, "d/page.c:4 c.c:6 b.c:0 a.c:0");
  snapshot_unref(snapshot);
}

static void lines_with_the_words_as_typed_come_first_within_a_file(void **state) {
  (void)state;
  MemoryFile file = memory_file("a.c", "fault page\npage of a fault\n.\n.\npage\n.\n.\nfault\n"
                                       "the page-fault\n");
  Snapshot *snapshot = snapshot_of(&file, 1);
  expect(snapshot, (SearchRequest){.query = STR("page fault")},
         "a.c:8 a.c:8 a.c:0 a.c:0 a.c:1 a.c:1 a.c:7 a.c:4");
  snapshot_unref(snapshot);
}

// Thousands of hits, of which few are kept: those of the lines that are decided on last are no others.
static void of_many_hits_close_to_each_other_the_best_are_kept(void **state) {
  (void)state;
  Buf text = {0};
  for (int i = 0; i < 500; i++) buf_printf(&text, "%s\n", i % 7 ? "page page page" : "fault");
  buf_printf(&text, "page fault\n");
  MemoryFile file = memory_file("a.c", "");
  file.text = buf_str(&text);
  Snapshot *snapshot = snapshot_of(&file, 1);
  expect(snapshot, (SearchRequest){.query = STR("page fault"), .limit = 4},
         "a.c:500 a.c:500 a.c:0 a.c:1");
  snapshot_unref(snapshot);
  buf_release(&text);
}

static void files_take_turns(void **state) {
  (void)state;
  MemoryFile files[] = {memory_file("a.c", "lock\nlock\nlock\nlock\nlock\n"),
                        memory_file("b.c", "lock\nlock\n"), memory_file("c.c", "lock\n")};
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files));
  expect(snapshot, (SearchRequest){.query = STR("lock")},
         "a.c:0 a.c:1 b.c:0 b.c:1 c.c:0 a.c:2 a.c:3 a.c:4");
  snapshot_unref(snapshot);
}

static void near_files_and_those_edited_lately_come_first(void **state) {
  (void)state;
  MemoryFile files[] = {memory_file("a/x.c", "lock 1"), memory_file("b/x.c", "lock 2"),
                        memory_file("b/y.c", "lock 3"), memory_file("c/x.c", "lock 4")};
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files));
  expect(snapshot, (SearchRequest){.query = STR("lock")}, "a/x.c:0 b/x.c:0 b/y.c:0 c/x.c:0");
  expect(snapshot, (SearchRequest){.query = STR("lock"), .near = STR("b/y.c")},
         "b/y.c:0 b/x.c:0 a/x.c:0 c/x.c:0");
  Str recent[] = {STR("c/x.c"), STR("gone.c"), STR("b/x.c")};
  expect(snapshot, (SearchRequest){.query = STR("lock"), .recent = recent, .recent_count = 3},
         "c/x.c:0 b/x.c:0 a/x.c:0 b/y.c:0");
  snapshot_unref(snapshot);
}

// ---- identical files ----------------------------------------------------------------------------

static void identical_files_are_shown_once(void **state) {
  (void)state;
  MemoryFile files[] = {memory_file("lib/a.c", "lock\nlock\n"), memory_file("lib/b.c", "lock\n"),
                        memory_file("vendor/x/a.c", "lock\nlock\n"),
                        memory_file("vendor/y/a.c", "lock\nlock\n")};
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files));
  QuerySummary summary = expect(snapshot, (SearchRequest){.query = STR("lock"), .limit = 10},
                                "lib/a.c:0+2 lib/a.c:1+2 lib/b.c:0");
  assert_int_equal(summary.documents, 2);
  assert_int_equal(summary.candidates, 2);
  assert_false(summary.truncated);
  expect(snapshot, (SearchRequest){.query = STR("lock dir:vendor")},
         "vendor/x/a.c:0+1 vendor/x/a.c:1+1");
  // What one branch asks of the file tells copies apart.
  expect(snapshot, (SearchRequest){.query = STR("lock (dir:y OR dir:lib)"), .files_only = true},
         "lib/a.c:0 vendor/y/a.c:0 lib/b.c:0");
  snapshot_unref(snapshot);
}

static void a_copy_stands_in_for_a_file_that_is_gone(void **state) {
  (void)state;
  Tree tree = tree_make();
  tree_write_c(&tree, "b/copy.c", "lock\n");
  tree_write_c(&tree, "c/copy.c", "lock\n");
  MemoryFile files[] = {memory_file("a/gone.c", "lock\n"), memory_file("b/copy.c", "lock\n"),
                        memory_file("c/copy.c", "lock\n")};
  Snapshot *snapshot = snapshot_new(str_from_c(tree.root), 1);
  memory_tree_add(snapshot, files, COUNT_OF(files), MEMORY_GRAMS | MEMORY_ON_DISK, NULL);
  expect(snapshot, (SearchRequest){.query = STR("lock"), .limit = 5}, "b/copy.c:0+2");
  expect(snapshot, (SearchRequest){.query = STR("lock"), .limit = 1}, "b/copy.c:0+2");
  snapshot_unref(snapshot);
  tree_remove(&tree);
}

// ---- limits -------------------------------------------------------------------------------------

static void limits_of_a_file_count_its_best_hits(void **state) {
  (void)state;
  Symbol definition = {.name = STR("lock"), .kind = SYMBOL_FUNCTION, .line = 3};
  MemoryFile files[] = {memory_file("a.c", "unlock\nlock\nlock\nlock()\n"),
                        memory_file("b.c", "unlock\nunlock\n")};
  files[0].symbols = &definition, files[0].symbol_count = 1;
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files));
  SearchRequest request = {.query = STR("lock"), .limit = 9, .document_limit = 2};
  QuerySummary summary = expect(snapshot, request, "a.c:3 a.c:1 b.c:0 b.c:1");
  assert_false(summary.truncated);
  request.limit = 0;
  expect(snapshot, request, "a.c:3 a.c:1 b.c:0 b.c:1");
  request.files_only = true;
  summary = expect(snapshot, request, "a.c:3 b.c:0");
  assert_int_equal(summary.documents, 2);
  request.limit = 1;
  summary = expect(snapshot, request, "a.c:3");
  assert_true(summary.truncated);
  assert_string_equal(summary.reason, "limit");
  snapshot_unref(snapshot);
}

static void chunks_of_a_file_share_its_limits(void **state) {
  (void)state;
  MemoryFile files[] = {memory_file("a.c", "lock\n"), memory_file("big.txt", "lock\nlock\n"),
                        memory_file("big.txt", "lock\nlock\n")};
  for (int i = 1; i < 3; i++) files[i].flags = DOCUMENT_CHUNK, files[i].chunk_size = 10;
  files[2].chunk_start = 10, files[2].first_line = 2;
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files));
  QuerySummary summary = expect(snapshot, (SearchRequest){.query = STR("lock")},
                                "big.txt:0 big.txt:1 a.c:0 big.txt:2 big.txt:3");
  assert_int_equal(summary.documents, 2);
  expect(snapshot, (SearchRequest){.query = STR("lock"), .document_limit = 3, .limit = 9},
         "big.txt:0 big.txt:1 a.c:0 big.txt:2");
  expect(snapshot, (SearchRequest){.query = STR("lock"), .files_only = true, .limit = 9},
         "big.txt:0 a.c:0");
  snapshot_unref(snapshot);
}

// Bytes from disk say where a chunk begins; whatever they say, nothing is written beyond what is held.
static void lines_that_are_numbered_wrongly_do_no_harm(void **state) {
  (void)state;
  const char *text = "page x\npage y\nfault\npage\nfault page\npage\npage\nfault\npage\npage\n";
  MemoryFile file = memory_file("big.txt", text);
  file.flags = DOCUMENT_CHUNK;
  file.chunk_start = 10, file.chunk_size = file.text.len;
  file.first_line = UINT32_MAX - 2; // of ten lines
  Snapshot *snapshot = snapshot_of(&file, 1);
  Sink sink = {.hits = 0};
  QuerySummary summary = run((QueryContext){.snapshot = snapshot},
                             (SearchRequest){.query = STR("page fault"), .limit = 50}, &sink);
  assert_int_equal(summary.hits, 11);
  buf_release(&sink.out);
  snapshot_unref(snapshot);
}

static void hits_have_the_lines_around_them(void **state) {
  (void)state;
  MemoryFile files[] = {memory_file("a.c", "1\r\n2\r\nlock\r\n4\n5\n6"),
                        memory_file("b.c", "lock")};
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files));
  expect(snapshot, (SearchRequest){.query = STR("lock"), .before = 1, .after = 2},
         "a.c:2<2>4>5 b.c:0");
  expect(snapshot, (SearchRequest){.query = STR("lock"), .before = 9, .after = 9},
         "a.c:2<1<2>4>5>6 b.c:0");
  snapshot_unref(snapshot);
}

// ---- the request's end --------------------------------------------------------------------------

typedef struct {
  uint64_t hits, copies; // of lines
  const char *line;
  size_t line_len;
} Lines;

static bool look_at_line(void *user, const SearchHit *hit) {
  Lines *lines = user;
  lines->copies += hit->text.ptr != lines->line;
  lines->line = hit->text.ptr;
  lines->hits++;
  assert_int_equal(hit->text.len, lines->line_len);
  assert_memory_equal(hit->text.ptr + hit->column, "word", 4);
  assert_int_equal(hit->before_count, 1);
  assert_true(str_equal(hit->before[0], STR("first")));
  return true;
}

static void the_hits_of_a_long_line_share_one_copy_of_it(void **state) {
  (void)state;
  enum { HITS = 5000 };
  Buf text = {0};
  buf_printf(&text, "first\n");
  for (int i = 0; i < HITS; i++) buf_printf(&text, "word %04d; ", i);
  buf_byte(&text, '\0');
  MemoryFile file = memory_file("a.js", text.data);
  Snapshot *snapshot = snapshot_of(&file, 1);
  QueryContext context = {.snapshot = snapshot};
  for (uint64_t limit = 0; limit <= HITS; limit += HITS / 2) {
    SearchRequest request = {.query = STR("word"), .limit = limit, .before = 1};
    Lines lines = {.line_len = text.len - 1 - strlen("first\n")};
    assert_int_equal(search_run(&context, &request, look_at_line, &lines, NULL, NULL), STATUS_OK);
    assert_int_equal(lines.hits, limit ? limit : HITS);
    assert_int_equal(lines.copies, 1);
  }
  snapshot_unref(snapshot);
  buf_release(&text);
}

static void time_that_is_over_cuts_the_page_and_says_so(void **state) {
  (void)state;
  MemoryFile files[] = {memory_file("a.c", "lock 1"), memory_file("b.c", "lock 2"),
                        memory_file("c.c", "lock 3")};
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files));
  Sink sink = {.hits = 0};
  QueryContext context = {.snapshot = snapshot, .deadline_ns = 1};
  SearchRequest request = {.query = STR("lock"), .limit = 5};
  QuerySummary summary = run(context, request, &sink);
  assert_true(summary.truncated);
  assert_string_equal(summary.reason, "deadline");
  assert_int_equal(summary.hits, 0);
  // Over while hits are being handed over: those that are held are handed over all the same, in
  // order.
  sink.nap_ns = 30 * 1000000;
  context.deadline_ns = os_monotonic_ns() + 10 * 1000000;
  for (int i = 0; i < 20 && sink.hits == 0; i++) {
    context.deadline_ns = os_monotonic_ns() + (i + 1) * 10 * 1000000;
    summary = run(context, request, &sink);
  }
  assert_true(str_starts_with(buf_str(&sink.out), STR("a.c:0")));
  buf_release(&sink.out);
  snapshot_unref(snapshot);
}

static void the_summary_says_how_much_was_looked_at(void **state) {
  (void)state;
  MemoryFile files[] = {memory_file("a.c", "lock\n"), memory_file("b.c", "lock\n"),
                        memory_file("c.c", "x\n")};
  uint64_t dead = 1;
  Snapshot *snapshot = snapshot_new(STR("/nowhere"), 1);
  memory_tree_add(snapshot, files, COUNT_OF(files), MEMORY_GRAMS, &dead);
  snapshot->covered = 0.25;
  QuerySummary summary = expect(snapshot, (SearchRequest){.query = STR("lock")}, "b.c:0");
  assert_int_equal(summary.documents_covered, 2);
  assert_int_equal(summary.documents_known, 8);
  assert_string_equal(summary.reason, "indexing");
  static const double nearly[] = {0, 0.9, 0.999999};
  for (size_t i = 0; i < COUNT_OF(nearly); i++) {
    snapshot->covered = nearly[i];
    summary = expect(snapshot, (SearchRequest){.query = STR("lock")}, "b.c:0");
    assert_int_equal(summary.documents_known, 3); // some are missing, however few
  }
  snapshot->covered = 1;
  summary = expect(snapshot, (SearchRequest){.query = STR("lock")}, "b.c:0");
  assert_int_equal(summary.documents_known, 2);
  snapshot_unref(snapshot);
}

static void a_page_that_is_filled_exactly_says_whether_there_is_more(void **state) {
  (void)state;
  ManyFiles many;
  Snapshot *snapshot = sparse_tree(&many);
  for (uint64_t limit = 1; limit <= 3; limit++) {
    SearchRequest request = {.query = STR("foobar"), .limit = limit};
    QuerySummary summary = expect(snapshot, request, limit == 1 ? "f007.c:0" : "f007.c:0 f333.c:0");
    assert_string_equal(summary.reason, limit == 1 ? "limit" : "");
    assert_int_equal(summary.truncated, limit == 1);
    request.files_only = true;
    summary = expect(snapshot, request, limit == 1 ? "f007.c:0" : "f007.c:0 f333.c:0");
    assert_int_equal(summary.truncated, limit == 1);
  }
  snapshot_unref(snapshot);
}

// Lets time pass by when so many documents have been read.
typedef struct {
  atomic_uint read;
  unsigned last;
  int64_t deadline_ns;
} SlowPool;

static void read_slowly(void *pool, size_t count, ParallelItem item, void *user) {
  SlowPool *slow = pool;
  for (size_t i = 0; i < count; i++) {
    bool late = slow->read++ >= slow->last;
    while (late && os_monotonic_ns() < slow->deadline_ns) continue;
    item(user, i);
  }
}

static void a_full_page_of_which_time_let_no_more_be_looked_for_says_so(void **state) {
  (void)state;
  ManyFiles many;
  Snapshot *snapshot = sparse_tree(&many);
  for (int all = 0; all < 2; all++) {
    SlowPool slow = {.last = all ? MANY : MANY - 3,
                     .deadline_ns = os_monotonic_ns() + (all ? 1000 : 2) * (int64_t)100000000};
    QueryContext context = {.snapshot = snapshot,
                            .parallel = read_slowly,
                            .pool = &slow,
                            .deadline_ns = slow.deadline_ns};
    SearchRequest request = {.query = STR("foobar"), .limit = 2};
    Sink sink = {.hits = 0};
    QuerySummary summary;
    assert_int_equal(search_run(&context, &request, put_hit, &sink, &summary, NULL), STATUS_OK);
    assert_int_equal(summary.hits, 2);
    assert_int_equal(slow.read, MANY);
    assert_int_equal(summary.truncated, !all);
    assert_string_equal(summary.reason, all ? "" : "deadline");
    buf_release(&sink.out);
  }
  snapshot_unref(snapshot);
}

static void the_highest_limit_is_no_limit(void **state) {
  (void)state;
  enum { LINES = 300 };
  Buf text = {0};
  for (int i = 0; i < LINES; i++) buf_printf(&text, "lock %d\n", i);
  MemoryFile file = memory_file("a.c", "");
  file.text = buf_str(&text);
  Snapshot *snapshot = snapshot_of(&file, 1);
  Sink sink = {.hits = 0};
  SearchRequest request = {.query = STR("lock"), .limit = UINT64_MAX};
  QuerySummary summary = run((QueryContext){.snapshot = snapshot}, request, &sink);
  assert_int_equal(summary.hits, LINES);
  assert_false(summary.truncated);
  buf_release(&sink.out);
  buf_release(&text);
  snapshot_unref(snapshot);
}

static void stages_are_measured(void **state) {
  (void)state;
  MemoryFile files[] = {memory_file("a.c", "lock 1"), memory_file("b.c", "lock 2")};
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files));
  QueryMeter meter = {0};
  Sink sink = {.nap_ns = 1000000};
  run((QueryContext){.snapshot = snapshot, .meter = &meter}, (SearchRequest){.query = STR("lock")},
      &sink);
  assert_true(atomic_load(&meter.ns[STAGE_DELIVER]) >= 2000000);
  assert_true(atomic_load(&meter.ns[STAGE_RANK]) > 0);
  assert_true(atomic_load(&meter.ns[STAGE_CANDIDATES]) > 0);
  buf_release(&sink.out);
  snapshot_unref(snapshot);
}

typedef struct {
  QueryMeter meter;
  atomic_bool cancelled;
  bool cancels; // at the first hit
  unsigned hits, read[2];
} Watcher;

static bool watch_hit(void *user, const SearchHit *hit) {
  Watcher *watcher = user;
  (void)hit;
  if (watcher->hits < 2)
    watcher->read[watcher->hits] = atomic_load(&watcher->meter.times[STAGE_READ]);
  watcher->hits++;
  atomic_store(&watcher->cancelled, watcher->cancels);
  return true;
}

static QuerySummary watch(Snapshot *snapshot, Watcher *watcher) {
  QuerySummary summary;
  QueryContext context = {
      .snapshot = snapshot, .meter = &watcher->meter, .cancelled = &watcher->cancelled};
  SearchRequest request = {.query = STR("foobar"), .limit = 50};
  assert_int_equal(search_run(&context, &request, watch_hit, watcher, &summary, NULL), STATUS_OK);
  return summary;
}

static void a_hit_that_is_certain_does_not_wait_for_the_others(void **state) {
  (void)state;
  ManyFiles many;
  Snapshot *snapshot = sparse_tree(&many);
  Watcher watcher = {.hits = 0}, cancelling = {.cancels = true};
  QuerySummary summary = watch(snapshot, &watcher);
  assert_int_equal(summary.hits, 2);
  assert_int_equal(summary.documents, 2);
  assert_int_equal(summary.candidates, MANY);
  assert_string_equal(summary.reason, "");
  assert_true(watcher.read[0] < MANY / 2 && watcher.read[1] > 333);
  summary = watch(snapshot, &cancelling);
  assert_int_equal(summary.hits, 1);
  assert_string_equal(summary.reason, "cancelled");
  assert_true(atomic_load(&cancelling.meter.times[STAGE_READ]) < MANY / 2);
  snapshot_unref(snapshot);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(definitions_then_declarations_then_words_then_parts),
      cmocka_unit_test(a_type_that_is_only_declared_is_a_mention),
      cmocka_unit_test(a_definition_of_what_the_words_make_together_comes_first),
      cmocka_unit_test(documents_come_by_relevance_and_quality),
      cmocka_unit_test(lines_with_more_of_the_words_come_first_within_a_file),
      cmocka_unit_test(lines_with_all_words_come_before_lines_with_one),
      cmocka_unit_test(lines_with_the_words_as_typed_come_first_within_a_file),
      cmocka_unit_test(of_many_hits_close_to_each_other_the_best_are_kept),
      cmocka_unit_test(files_take_turns),
      cmocka_unit_test(near_files_and_those_edited_lately_come_first),
      cmocka_unit_test(identical_files_are_shown_once),
      cmocka_unit_test(a_copy_stands_in_for_a_file_that_is_gone),
      cmocka_unit_test(limits_of_a_file_count_its_best_hits),
      cmocka_unit_test(chunks_of_a_file_share_its_limits),
      cmocka_unit_test(lines_that_are_numbered_wrongly_do_no_harm),
      cmocka_unit_test(hits_have_the_lines_around_them),
      cmocka_unit_test(the_hits_of_a_long_line_share_one_copy_of_it),
      cmocka_unit_test(time_that_is_over_cuts_the_page_and_says_so),
      cmocka_unit_test(the_summary_says_how_much_was_looked_at),
      cmocka_unit_test(a_hit_that_is_certain_does_not_wait_for_the_others),
      cmocka_unit_test(a_page_that_is_filled_exactly_says_whether_there_is_more),
      cmocka_unit_test(a_full_page_of_which_time_let_no_more_be_looked_for_says_so),
      cmocka_unit_test(the_highest_limit_is_no_limit),
      cmocka_unit_test(stages_are_measured)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
