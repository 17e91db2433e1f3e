// Which words of a query count for relevance, which of them it asks the definitions of, and how
// words stand in paths.
#include "query/rank_words.h"

#include "query/path_word.h"
#include "query/score.h"
#include "support/cmocka_all.h"

// "word" counts, "word!" is asked for whatever it is, "word!struct,enum" if it is one of these,
// "+word" is made of several; in the order found.
static void describe(const RankWords *words, Buf *out) {
  for (size_t i = 0; i < words->count; i++) {
    const RankWord *word = &words->items[i];
    buf_printf(out, "%s%s%.*s", i ? " " : "", word->joined ? "+" : "", STR_ARGS(word->word));
    if (!word->asks_for) continue;
    buf_byte(out, '!');
    bool all = word->asks_for == ((uint64_t)1 << SYMBOL_KIND_COUNT) - 1, first = true;
    for (int kind = 0; kind < SYMBOL_KIND_COUNT && !all; kind++) {
      if (!(word->asks_for >> kind & 1)) continue;
      buf_printf(out, "%s%.*s", first ? "" : ",", STR_ARGS(symbol_kind_name((SymbolKind)kind)));
      first = false;
    }
  }
  buf_byte(out, '\0');
}

static void expect_words(const char *text, bool regex, const char *wanted) {
  Arena arena = {0};
  Query query;
  RankWords words;
  Error error;
  Buf found = {0};
  QueryOptions options = {.regex = regex};
  if (query_parse(str_from_c(text), &options, &arena, &query, &error) != STATUS_OK) {
    fail_msg("%s: %s", text, error.message);
  }
  rank_words_find(&query, &arena, &words);
  describe(&words, &found);
  if (strcmp(found.data, wanted) != 0) fail_msg("%s: %s instead of %s", text, found.data, wanted);
  buf_release(&found);
  arena_release(&arena);
}

static void one_word_asks_for_its_definition(void **state) {
  (void)state;
  expect_words("mutex_lock", false, "mutex_lock!");
  expect_words("Foo::bar", false, "foo bar");
  expect_words("foo(", false, "foo!");
  expect_words("struct", false, "struct!");
  expect_words("lock -unlock file:x lang:c", false, "lock!");
  expect_words("NOT unlock lock", false, "lock!");
  expect_words("x", false, ""); // too short to be known
}

static void words_that_name_kinds_say_what_is_asked_for(void **state) {
  (void)state;
  expect_words("struct mutex", false, "struct mutex!struct");
  expect_words("\"struct mutex {\"", false, "struct mutex!struct");
  expect_words("static struct mutex", false, "static struct mutex!struct");
  expect_words("def main", false, "def main!function,method,constructor");
  expect_words("\"#define PAGE_SIZE\"", false, "define page_size!macro");
}

static void several_names_ask_for_what_they_make_together(void **state) {
  (void)state;
  expect_words("ext4 readdir", false, "ext4 readdir +ext4_readdir! +ext4readdir!");
  expect_words("page fault handler", false,
               "page fault handler +page_fault_handler! +pagefaulthandler! +page_fault +pagefault "
               "+fault_handler +faulthandler");
  expect_words("\"page fault\"", false, "page fault"); // as written, or not at all
  expect_words("foo(x) bar", false, "foo bar");
}

static void alternatives_are_asked_for_each_by_itself(void **state) {
  (void)state;
  expect_words("kmalloc OR kzalloc", false, "kmalloc! kzalloc!");
  expect_words("(kmalloc OR kzalloc) file:mm", false, "kmalloc! kzalloc!");
  expect_words("(kmalloc OR kzalloc) GFP", false, "kmalloc kzalloc gfp");
  expect_words("foo OR foo", false, "foo!");
}

static void of_an_expression_the_words_count_that_it_spells_out(void **state) {
  (void)state;
  expect_words("\\bmutex_lock\\b", true, "mutex_lock!");
  expect_words("(kmalloc|kzalloc|vmalloc)\\(.*GFP_ATOMIC", true, "kmalloc kzalloc vmalloc");
  expect_words("EXPORT_SYMBOL_GPL\\(.*_register", true, "export_symbol_gpl!");
  expect_words("[a-z]+_[0-9]+_[a-z]+\\(", true, "");
  expect_words("colou?r page+", true, "");
  expect_words("foo\\w+ bar\\s(?:baz|quux)x*", true, "bar baz quux");
  expect_words("[]x]foo (?i)struct page", true, "struct page!struct");
  expect_words("\\", false, "");
  expect_words("[\\", false, "");
}

static void very_many_words_are_bounded(void **state) {
  (void)state;
  Buf query = {0};
  for (int i = 0; i < 60; i++) buf_printf(&query, "word%d ", i);
  Arena arena = {0};
  Query parsed;
  RankWords words;
  assert_int_equal(
      query_parse(buf_str(&query), &(QueryOptions){.regex = false}, &arena, &parsed, NULL),
      STATUS_OK);
  rank_words_find(&parsed, &arena, &words);
  assert_true(words.count > 10 && words.count <= RANK_WORDS_MAX);
  arena_release(&arena);
  buf_release(&query);
}

// ---- paths --------------------------------------------------------------------------------------

static PathWord in_path(const char *path, const char *word) {
  Str whole = str_from_c(path);
  return path_word(whole, str_find(whole, str_from_c(word)), strlen(word));
}

static void a_word_stands_in_a_path_as_a_name_or_a_part_of_it(void **state) {
  (void)state;
  double whole = in_path("mm/slab.c", "slab").name, part = in_path("mm/slab_common.c", "slab").name;
  double piece = in_path("mm/slabinfo.c", "slab").name;
  assert_true(whole > part && part > piece && piece > 0);
  assert_true(in_path("a/tcpCubic.c", "Cubic").name == in_path("a/tcp_cubic.c", "cubic").name);
  assert_true(in_path("a/HTTPServer.py", "Server").name
              == in_path("a/http-server.py", "server").name);
  assert_true(in_path("a/crc32.c", "crc").name == in_path("a/crc-32.c", "crc").name);
  assert_true(in_path("a/slab.c", "slab.c").name == 0); // reaches into the extension
  assert_true(in_path("slab", "slab").name == whole);
}

static void a_word_stands_in_a_path_as_a_directory(void **state) {
  (void)state;
  PathWord whole = in_path("fs/ext4/dir.c", "ext4"), piece = in_path("fs/ext4x/dir.c", "ext4x");
  assert_true(whole.path > 0 && whole.name == 0);
  assert_true(in_path("fs/ext4/dir.c", "ext").path > 0);
  assert_true(in_path("fs/next/dir.c", "ext").path < in_path("fs/ext/dir.c", "ext").path);
  assert_true(piece.path == whole.path);
  assert_true(in_path("fs/ext4/dir.c", "4/d").path == 0); // over a border
  assert_true(in_path("a/b/c/d/ext4/dir.c", "ext4").path < whole.path);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_word_asks_for_its_definition),
      cmocka_unit_test(words_that_name_kinds_say_what_is_asked_for),
      cmocka_unit_test(several_names_ask_for_what_they_make_together),
      cmocka_unit_test(alternatives_are_asked_for_each_by_itself),
      cmocka_unit_test(of_an_expression_the_words_count_that_it_spells_out),
      cmocka_unit_test(very_many_words_are_bounded),
      cmocka_unit_test(a_word_stands_in_a_path_as_a_name_or_a_part_of_it),
      cmocka_unit_test(a_word_stands_in_a_path_as_a_directory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
