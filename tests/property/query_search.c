// A search finds what reading every text line by line finds: the plan leaves nothing out, threads
// and batches keep the order, the ranked mode shows a part of the same set. Random texts, random
// queries; the oracle evaluates the parsed query with PCRE2 on single lines and with loops over
// bytes. Definitions, comments and strings are those that are really found in small programs.
#include "intake/extract.h"
#include "query/search.h"
#include "query/query.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"
#include "support/random.h"
#include "support/search_oracle.h"

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
                                    "oo",
                                    "->",
                                    "ss",
                                    "a-\"oo\"",
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
                                    "NOT kiss",
                                    "sym:foo",
                                    "sym:Foo",
                                    "sym:k",
                                    "sym:/^get/",
                                    "sym:g*o",
                                    "sym:*bar",
                                    "sym:*",
                                    "sym:\xC3\xA9t",
                                    "-sym:bar",
                                    "(kind:function,method sym:*)",
                                    "(-kind:function,key foo)",
                                    "(kind:class,struct kiss)",
                                    "(in:comment foo)",
                                    "(in:comment,string bar)",
                                    "(in:code kiss -bar)",
                                    "(-in:string static)",
                                    "(in:def foo)",
                                    "(in:def /o+/)",
                                    "(-in:def foo)",
                                    "(in:code,def kiss OR in:string foo)",
                                    "(in:code in:def bar)",
                                    "(in:comment /[#/]+/)",
                                    "(in:code /[\"'`#/]+/)",
                                    "(in:string /.foo|[\"'`]/)",
                                    "-(in:comment foo)",
                                    "in:code",
                                    "-in:comment",
                                    "foo NEAR/2 bar",
                                    "foo ONEAR/1 bar",
                                    "static ONEAR/0 int",
                                    "foo NEAR/1L kiss",
                                    "foo ONEAR/2L /k\\w+/",
                                    "(foo OR kiss) NEAR/3 (bar OR static)",
                                    "foo NEAR/2 bar NEAR/3L kiss",
                                    "int ONEAR/3 foo NEAR/0 bar",
                                    "-(foo NEAR/1 bar)",
                                    "/x*/ NEAR/0 foo",
                                    "foo NEAR/4 foo",
                                    "(in:comment foo) NEAR/5 (in:code bar)",
                                    "sym:foo NEAR/3 bar",
                                    "(foo NEAR/1 bar OR kiss)",
                                    "foo~1",
                                    "fobo~2",
                                    "Kis~",
                                    "sttaic~1",
                                    "k~1",
                                    "\xC3\xA9t~2",
                                    "-foo~1",
                                    "sym:fo~1",
                                    "sym:kisss~2",
                                    "foo~1 NEAR/2 kiss",
                                    "(in:comment bar~1)",
                                    "/foo\\nbar/",
                                    "/kiss\\s*\\n\\s*foo/",
                                    "/(?s)foo.bar/",
                                    "/int$\\n^/",
                                    "\"foo\nbar\"",
                                    "/\\n+/",
                                    "/o\\r?\\n/ NEAR/3 int",
                                    "-/foo\\nbar/",
                                    "(in:string /\\w+\\n/)"};
static const char *const names[] = {
    "foo",  "Foo",  "foobar",     "get_foo", "getBar",           "kiss",
    "Kiss", "a1_b", "static_bar", "barfoo",  "\xC3\xA9t\xC3\xA9"};
// % is a name, $ some words.
static const char *const c_pieces[] = {"/* $ */\n",
                                       "// $\n",
                                       "int %(int x) {\n  return x + %; // $\n}\n",
                                       "struct % {\n  int %;\n};\n",
                                       "#define % \"$\"\n",
                                       "static const char *% = \"$\";\n",
                                       "enum { %, % };\n",
                                       "int %(void);\n"};
static const char *const python_pieces[] = {
    "# $\n", "def %(x):\n    \"\"\"$\n$\"\"\"\n    return '$'\n",
    "class %:\n    def %(self):\n        return %(1)  # $\n", "% = '$'\n"};
static const char *const script_pieces[] = {"function %(a) { // $\n  return `$`;\n}\n",
                                            "class % {\n  %(x) { return \"$\"; } /* $\n$ */\n}\n",
                                            "const % = '$';\n"};
static const char *const switches[] = {"", "", "", "", "case:no ", "case:yes ", "word:yes "};

// ---- random trees and queries -------------------------------------------------------------------

typedef struct {
  Arena arena;
  Extractor *extractor;
  MemoryFile files[PARTS][FILES_MAX];
  Extraction found[PARTS][FILES_MAX];
  uint32_t counts[PARTS];
  uint64_t dead[PARTS];
  Snapshot *snapshot;
} Tree;

static const char *pick(Random *random, const char *const *from, size_t count) {
  return from[random_below(random, (uint32_t)count)];
}
#define PICK(random, from) pick(random, from, COUNT_OF(from))

static void put(Buf *out, const char *text) { buf_put(out, text, strlen(text)); }

static void put_words(Random *random, Buf *out) {
  for (uint32_t n = random_below(random, 60); n > 0; n--) {
    put(out, PICK(random, words));
    put(out, PICK(random, gaps));
  }
}

static void put_piece(Random *random, const char *piece, Buf *out) {
  static const char *const plain[] = {"foo", "Foo", "bar", "kiss", "static", "int", "a1", "x y"};
  for (; *piece; piece++) {
    if (*piece == '%') {
      put(out, PICK(random, names));
    } else if (*piece == '$') {
      for (uint32_t n = 1 + random_below(random, 4); n > 0; n--) {
        put(out, PICK(random, plain));
        if (n > 1) buf_byte(out, ' ');
      }
    } else {
      buf_byte(out, (uint8_t)*piece);
    }
  }
}

static Str random_text(Random *random, const char *extension, Arena *arena) {
  Buf text = {0};
  if (random_below(random, 3) == 0) {
    put_words(random, &text);
  } else {
    for (uint32_t n = random_below(random, 9); n > 0; n--) {
      const char *piece = extension[0] == 'p'   ? PICK(random, python_pieces)
                          : extension[0] == 'j' ? PICK(random, script_pieces)
                                                : PICK(random, c_pieces);
      put_piece(random, piece, &text);
    }
  }
  Str copy = arena_dup(arena, buf_str(&text));
  buf_release(&text);
  return copy;
}

static void random_file(Random *random, Tree *tree, uint32_t p, uint32_t i) {
  static const char *const extensions[] = {"c", "h", "c", "py", "js", "txt"};
  const char *extension = PICK(random, extensions);
  MemoryFile *file = &tree->files[p][i];
  Extraction *found = &tree->found[p][i];
  file->path =
      arena_printf(&tree->arena, "d%u/f%u_%u.%s", random_below(random, 4), i, p, extension);
  Str text = random_text(random, extension, &tree->arena);
  // No two alike: of copies ranked search shows one.
  file->text = arena_printf(&tree->arena, "%.*s%*s", STR_ARGS(text), (int)(p * FILES_MAX + i), "");
  LanguageId language = language_detect(file->path, STR(""), STR(""));
  file->language = (uint8_t)language;
  ExtractOptions options = {.timeout_ns = 0};
  assert_int_equal(
      extractor_run(tree->extractor, language, file->text, &options, &tree->arena, found, NULL),
      STATUS_OK);
  file->symbols = found->symbols.items;
  file->symbol_count = found->symbols.count;
  file->spans = found->spans.items;
  file->span_count = found->spans.count;
}

static Tree *tree_random(Random *random) {
  Tree *tree = xcalloc(1, sizeof *tree);
  tree->extractor = extractor_new();
  tree->snapshot = snapshot_new(STR("/nowhere"), 7);
  tree->snapshot->text_complete = tree->snapshot->symbols_complete = true;
  for (uint32_t p = 0; p < PARTS; p++) {
    tree->counts[p] = random_below(random, FILES_MAX);
    for (uint32_t i = 0; i < tree->counts[p]; i++) random_file(random, tree, p, i);
    tree->dead[p] = random_next(random) & random_next(random) & random_next(random);
    int flags = random_below(random, 4) > 0 ? MEMORY_GRAMS : 0;
    if (random_below(random, 4) == 0) flags |= MEMORY_NO_SYMBOLS;
    memory_tree_add(tree->snapshot, tree->files[p], tree->counts[p], flags, &tree->dead[p]);
  }
  return tree;
}

static void tree_free(Tree *tree) {
  snapshot_unref(tree->snapshot);
  for (uint32_t p = 0; p < PARTS; p++) {
    for (uint32_t i = 0; i < tree->counts[p]; i++) extraction_release(&tree->found[p][i]);
  }
  extractor_free(tree->extractor);
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

// ---- reading every file ------------------------------------------------------------------------

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
  buf_printf(user, "%.*s:%u:%u-%u:%u\n", STR_ARGS(hit->path), hit->line, hit->column, hit->end_line,
             hit->end_column);
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

static bool put_path(void *user, const SearchHit *hit) {
  buf_printf(user, "%.*s\n", STR_ARGS(hit->path));
  return true;
}

// Who wants files only is told those that have hits, read or not; and their number.
static void check_files(const Tree *tree, Str query, Str hits) {
  QueryContext context = {.snapshot = tree->snapshot};
  SearchRequest request = {.query = query, .all = true, .files_only = true, .paths_only = true};
  QuerySummary summary;
  Buf wanted = {0}, found = {0};
  Str line, before = STR("");
  while (str_next_field(&hits, '\n', &line)) {
    size_t place = line.len, colons = 0;
    while (place > 0 && colons < 3) colons += line.ptr[--place] == ':'; // :line:column-line:column
    Str path = str_slice(line, 0, place);
    if (line.len && !str_equal(path, before)) buf_printf(&wanted, "%.*s\n", STR_ARGS(path));
    before = path;
  }
  Status status = search_run(&context, &request, put_path, &found, &summary, NULL);
  assert_int_equal(status, STATUS_OK);
  check_same(query, "files", buf_str(&wanted), buf_str(&found));
  request.count_only = true;
  status = search_run(&context, &request, put_path, &found, &summary, NULL);
  assert_int_equal(status, STATUS_OK);
  assert_int_equal(summary.hits, lines_of(buf_str(&wanted)));
  assert_int_equal(summary.documents, summary.hits);
  buf_release(&wanted);
  buf_release(&found);
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
  if (!is_part_of(ranked, buf_str(&wanted))) check_same(text, "ranked", buf_str(&wanted), ranked);
  uint64_t limit = 1 + random_below(random, 20);
  ranked = run_search(tree, text, false, limit, threads, &found, &summary);
  assert_int_equal(lines_of(ranked), total < limit ? total : limit);
  if (!is_part_of(ranked, buf_str(&wanted))) check_same(text, "ranked", buf_str(&wanted), ranked);
  Str first = run_search(tree, text, true, limit, threads, &found, &summary);
  assert_int_equal(lines_of(first), total < limit ? total : limit);
  assert_true(str_starts_with(buf_str(&wanted), first));
  assert_int_equal(summary.truncated, total > limit);
  check_files(tree, text, buf_str(&wanted));
  oracle_close(&oracle);
  buf_release(&wanted);
  buf_release(&found);
  arena_release(&arena);
  return total;
}

static void a_search_finds_what_reading_every_line_finds(void **state) {
  Random *random = *state;
  size_t hits = 0, queries = 0;
  size_t rounds = (size_t)random_rounds(18);
  for (size_t round = 0; round < rounds; round++) {
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
  assert_true(queries > 12 * rounds);
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
