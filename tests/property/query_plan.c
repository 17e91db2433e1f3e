// A plan leaves out no document in which its query occurs: over random texts with short lines, and over
// documents of which some were read before lines of two bytes were told. The oracle looks into all.
#include "query/match.h"
#include "query/plan.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"
#include "support/random.h"

enum { DOCUMENTS = 200 };

static const char *const pieces[] = {
    "a",  "b", "ab", "ba", "k",    "\xC3\xA9", "\xC3\x89", "\xD0\xB6", "foo", "Foo",  "if",
    "IF", "{", "}",  "= ", "word", "wrod",     "wordy",    "x",        "1",   "wobdy"};
static const char *const gaps[] = {" ", "\n", "\n", "\r\n", "", "\n\n", "\r", ""};
static const char *const queries[] = {"ab",
                                      "if",
                                      "\xC3\xA9",
                                      "\xD0\xB6",
                                      "}}",
                                      "foo",
                                      "fo",
                                      "kk",
                                      "aba",
                                      "/ab/",
                                      "/\\bif\\b/",
                                      "/a.b/",
                                      "/[ab]{2}/",
                                      "/(if|fo)/",
                                      "/x$/",
                                      "foo if",
                                      "foo OR if",
                                      "foo -if",
                                      "\"a b\"",
                                      "/a\\nb/",
                                      "/f.o/",
                                      "/(?=if)i/",
                                      "/(?i)\xC3\xA9/",
                                      "file:1 ab",
                                      "-file:1 foo",
                                      "(file:2 OR ext:c) if",
                                      "NOT (file:1 file:2) ab",
                                      "wordy~1",
                                      "wrod~1",
                                      "word~2"};

typedef struct {
  Arena arena;
  uint32_t count;
  MemoryFile files[DOCUMENTS];
  Snapshot *snapshot;
} Tree;

static Str random_text(Random *random, Arena *arena) {
  Buf text = {0};
  for (uint32_t n = random_below(random, 12); n > 0; n--) {
    buf_str_put(&text, str_from_c(pieces[random_below(random, COUNT_OF(pieces))]));
    buf_str_put(&text, str_from_c(gaps[random_below(random, COUNT_OF(gaps))]));
  }
  Str copy = arena_dup(arena, buf_str(&text));
  buf_release(&text);
  return copy;
}

static void tree_open(Random *random, uint32_t count, Tree *tree) {
  *tree = (Tree){.snapshot = snapshot_new(STR("/nowhere"), 1), .count = count};
  for (uint32_t d = 0; d < count; d++) {
    tree->files[d] =
        (MemoryFile){.path = arena_printf(&tree->arena, "f%u.%c", d, d % 3 ? 'c' : 'h'),
                     .text = random_text(random, &tree->arena)};
  }
  int flags = random_below(random, 2) ? MEMORY_GRAMS : MEMORY_GRAMS | MEMORY_UNITS;
  memory_tree_add(tree->snapshot, tree->files, count, flags, NULL);
}

static void tree_close(Tree *tree) {
  snapshot_unref(tree->snapshot);
  arena_release(&tree->arena);
}

// Where each text occurs, as a source might tell it: all of that, and some more.
typedef struct {
  const Tree *tree;
  const Query *query;
  Random *random;
} Source;

static bool occurs(const QueryText *text, Str in) {
  Term *term;
  assert_int_equal(term_new(text, &term, NULL), STATUS_OK);
  TermScratch *scratch = term_scratch_new(NULL);
  Subject subject = subject_make(in);
  TermCursor cursor;
  size_t start, end;
  term_cursor_open(&cursor, term, &subject, scratch);
  bool found = term_cursor_next(&cursor, &start, &end);
  term_scratch_free(scratch);
  term_free(term);
  return found;
}

static Iter *source_of(const void *user, size_t number, const Segment *segment, Arena *arena) {
  const Source *source = user;
  if (random_below(source->random, 4) == 0) return NULL;
  uint32_t *list = arena_array(arena, uint32_t, DOCUMENTS);
  size_t count = 0;
  for (uint32_t d = 0; d < source->tree->count; d++) {
    bool more = random_below(source->random, 10) == 0;
    const QueryText *text = &source->query->texts[number]->text;
    if (more || occurs(text, source->tree->files[d].text)) list[count++] = d;
  }
  return iter_list(arena, segment, list, count);
}

static bool satisfies(Matcher *matcher, MatchScratch *scratch, const Tree *tree, uint32_t d) {
  Content content = {.text = tree->files[d].text, .path = tree->files[d].path};
  assert_int_equal(segment_document(tree->snapshot->parts.items[0].segment, d, &content.record),
                   STATUS_OK);
  return match_open(scratch, matcher, &content);
}

typedef struct {
  size_t candidates, matching, documents;
} Counts;

static void check(Random *random, const Tree *tree, const char *text, bool with_source,
                  Counts *counts) {
  Arena arena = {0};
  Query query;
  Matcher *matcher;
  Error error;
  QueryOptions options = {.case_mode = random_below(random, 3) ? CASE_SMART : CASE_MATCH};
  if (query_parse(str_from_c(text), &options, &arena, &query, &error) != STATUS_OK) {
    fail_msg("%s: %s", text, error.message);
  }
  assert_int_equal(matcher_new(&query, &matcher, NULL), STATUS_OK);
  MatchScratch *scratch = match_scratch_new(matcher, NULL);
  Source source = {tree, &query, random};
  PlanInput input = {.query = &query, .grams = matcher_grams(matcher)};
  if (with_source) input.source = source_of, input.source_user = &source;
  Iter *iter = plan_segment(&input, tree->snapshot->parts.items[0].segment, &arena);
  for (uint32_t d = 0; d < tree->count; d++) {
    bool planned = iter_advance_to(iter, d) == d, right = satisfies(matcher, scratch, tree, d);
    if (right && !planned) {
      Buf plan = {0};
      iter_dump(iter, 0, &plan);
      fail_msg("%s is not planned in <%.*s>:\n%.*s", text, STR_ARGS(tree->files[d].text),
               STR_ARGS(buf_str(&plan)));
    }
    counts->candidates += planned;
    counts->matching += right;
    counts->documents++;
  }
  match_scratch_free(scratch);
  matcher_free(matcher);
  arena_release(&arena);
}

static void a_plan_leaves_nothing_out(void **state) {
  Random *random = *state;
  Counts without = {0}, with = {0};
  for (int round = 0; round < 12; round++) {
    Tree tree;
    tree_open(random, DOCUMENTS, &tree);
    for (size_t i = 0; i < COUNT_OF(queries); i++) {
      check(random, &tree, queries[i], false, &without);
      check(random, &tree, queries[i], true, &with);
    }
    tree_close(&tree);
  }
  print_message("%zu documents, %zu matching, %zu candidates, %zu with sources\n",
                without.documents, without.matching, without.candidates, with.candidates);
  assert_true(without.matching > 1000 && without.candidates < without.documents / 2);
  assert_true(with.candidates < without.candidates);
}

// Guesses are shares of a segment's documents, and must not round down to none.
static void a_plan_of_few_documents_leaves_nothing_out(void **state) {
  Random *random = *state;
  Counts counts = {0};
  for (uint32_t round = 0; round < 400; round++) {
    Tree tree;
    tree_open(random, 1 + round % 5, &tree);
    for (size_t i = 0; i < COUNT_OF(queries); i++) {
      check(random, &tree, queries[i], round % 2, &counts);
    }
    tree_close(&tree);
  }
  assert_true(counts.matching > 1000);
}

// Documents whose grams tell nothing of lines of two bytes, and those that have no text.
static void what_was_read_before_is_a_candidate_as_ever(void **state) {
  (void)state;
  TextBuilder *builder = text_builder_new();
  const struct {
    Str path, text;
    bool marked;
    unsigned flags;
  } documents[] = {{STR("old"), STR("zq\nab\n"), false, 0},
                   {STR("new"), STR("zq\nab\n"), true, 0},
                   {STR("other"), STR("abc\n"), true, 0},
                   {STR("empty"), STR(""), true, 0},
                   {STR("binary"), STR("zq"), false, DOCUMENT_BINARY},
                   {STR("gone"), STR("zq"), false, DOCUMENT_UNREADABLE},
                   {STR("around"), STR("izqi\n"), true, 0},
                   {STR("fill"), STR("xyz\n"), true, 0},
                   {STR("fill2"), STR("xyz\n"), true, 0}};
  GramSet *set = gram_set_new();
  GramList grams = {0};
  for (size_t i = 0; i < COUNT_OF(documents); i++) {
    Document record = {.path = documents[i].path,
                       .chunk_size = documents[i].text.len,
                       .flags = (uint16_t)documents[i].flags};
    gram_set_collect(set, documents[i].text, &grams);
    text_builder_add(builder, &record, grams.items, documents[i].marked ? grams.count : 0);
  }
  Buf image = {0};
  Segment *segment;
  assert_int_equal(builder_write_image(builder, NULL, 0, buf_sink(&image), NULL), STATUS_OK);
  assert_int_equal(segment_open(buf_str(&image), STR(""), &segment, NULL), STATUS_OK);
  static const struct {
    const char *query, *documents;
  } rows[] = {{"zq", "016"}, {"/zq|qz/", "016"}, {"ab", "012"}, {"x", "012678"}, {"zqi", "6"}};
  for (size_t r = 0; r < COUNT_OF(rows); r++) {
    Arena arena = {0};
    Query query;
    Matcher *matcher;
    QueryOptions options = {.case_mode = CASE_SMART};
    assert_int_equal(query_parse(str_from_c(rows[r].query), &options, &arena, &query, NULL),
                     STATUS_OK);
    assert_int_equal(matcher_new(&query, &matcher, NULL), STATUS_OK);
    PlanInput input = {.query = &query, .grams = matcher_grams(matcher)};
    Iter *iter = plan_segment(&input, segment, &arena);
    for (uint32_t d = iter_peek(iter); d != ITER_END; d = iter_advance(iter)) {
      if (!strchr(rows[r].documents, (int)('0' + d))) fail_msg("%s: %u", rows[r].query, d);
    }
    size_t wanted = strlen(rows[r].documents);
    assert_int_equal(iter_actual(iter), wanted);
    matcher_free(matcher);
    arena_release(&arena);
  }
  segment_close(segment);
  buf_release(&image);
  text_builder_free(builder);
  gram_set_free(set);
  array_free(&grams);
}

int main(void) {
  Random random = random_seeded("query_plan");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(a_plan_leaves_nothing_out, &random),
      cmocka_unit_test_prestate(a_plan_of_few_documents_leaves_nothing_out, &random),
      cmocka_unit_test(what_was_read_before_is_a_candidate_as_ever)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
