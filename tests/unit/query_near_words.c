// Which words of a tree a mistyped one may have meant, and that a search for it is ranked by them.
#include "query/near_words.h"

#include "query/rank_words.h"
#include "query/search.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"

// By how many documents they have weight in: encoder, encode, decoder, recorder.
static const char encoders[] = "encoder encoder encoder\nencode encode encode\n";
static const char decoders[] = "decoder decoder decoder\nencoder encoder encoder\n";
static const char recorder[] = "recorder recorder recorder\nv4l2_subdev v4l2_subdev v4l2_subdev\n";
static const char once[] =
    "/* an encoder is only named here, among much else that is said of other "
    "things, so that the word has no weight at all in this long text, which "
    "goes on for so many lines as it takes to have none left of it */\n";

typedef struct {
  Snapshot *snapshot;
  Buf padded; // `once` with much behind it
} Tree;

static int make_tree(void **state) {
  Tree *tree = xcalloc(1, sizeof *tree);
  buf_str_put(&tree->padded, STR("encoder\n"));
  for (int i = 0; i < 600; i++) buf_str_put(&tree->padded, str_from_c(once + 11));
  MemoryFile files[] = {{.path = STR("a/once.c"), .text = buf_str(&tree->padded)},
                        {.path = STR("b/encoders.c"), .text = STR(encoders)},
                        {.path = STR("c/decoders.c"), .text = STR(decoders)},
                        {.path = STR("d/recorder.c"), .text = STR(recorder)}};
  tree->snapshot = memory_snapshot(STR("/nowhere"));
  memory_tree_add(tree->snapshot, files, COUNT_OF(files), MEMORY_GRAMS | MEMORY_WORDS, NULL);
  *state = tree;
  return 0;
}

static int free_tree(void **state) {
  Tree *tree = *state;
  snapshot_unref(tree->snapshot);
  buf_release(&tree->padded);
  free(tree);
  return 0;
}

static void expect_near(const Tree *tree, const char *typed, const char *wanted) {
  Arena arena = {0};
  Str words[NEAR_WORDS_MAX];
  Buf found = {0};
  size_t count = near_words_find(tree->snapshot, str_from_c(typed), &arena, words);
  for (size_t i = 0; i < count; i++) {
    buf_printf(&found, "%s%.*s", i ? " " : "", STR_ARGS(words[i]));
  }
  buf_byte(&found, '\0');
  if (strcmp(found.data, wanted) != 0) fail_msg("%s: %s instead of %s", typed, found.data, wanted);
  buf_release(&found);
  arena_release(&arena);
}

static void each_kind_of_edit_leads_to_the_word(void **state) {
  expect_near(*state, "enocder", "encoder");        // swapped
  expect_near(*state, "encder", "encoder");         // one too few
  expect_near(*state, "encooder", "encoder");       // one too many
  expect_near(*state, "emcoder", "encoder");        // another
  expect_near(*state, "ncoder", "encoder");         // at the beginning
  expect_near(*state, "encodes", "encoder encode"); // at the end
  expect_near(*state, "ENOCDER", "encoder");
  expect_near(*state, "v4l_subdev", "v4l2_subdev");
  expect_near(*state, "v4l2subdev", "v4l2_subdev");
}

static void the_word_itself_comes_first_then_those_of_most_documents(void **state) {
  expect_near(*state, "encode", "encode encoder");
  expect_near(*state, "encoder", "encoder encode"); // which also has more
  expect_near(*state, "decoder", "decoder");
}

static void two_edits_and_what_no_list_has_lead_nowhere(void **state) {
  expect_near(*state, "enocdr", "");
  expect_near(*state, "nowhere", "");
  expect_near(*state, "encoderencoderencoder", ""); // too long to try
  expect_near(*state, "\xC3\xA9ncoder", "");        // letters that are not tried
}

static void the_query_is_ranked_by_what_was_meant(void **state) {
  static const struct {
    const char *query, *words;
  } table[] = {{"enocder~1", "encoder"},         {"encodes~1", "encoder encode"},
               {"encode~1", "encode encoder"},   {"encodes~1 encode", "encoder encode"},
               {"nowhere~1", "nowhere"},         {"enocder", "enocder"},
               {"decoder -enocder~1", "decoder"}};
  const Tree *tree = *state;
  for (size_t i = 0; i < COUNT_OF(table); i++) {
    Arena arena = {0};
    Query query;
    RankWords words;
    QueryOptions options = {.case_mode = CASE_SMART};
    Str text = str_from_c(table[i].query), wanted = str_from_c(table[i].words), one;
    assert_int_equal(query_parse(text, &options, &arena, &query, NULL), STATUS_OK);
    rank_words_find(&query, &arena, &words);
    rank_words_add_near(&query, tree->snapshot, &arena, &words);
    size_t at = 0;
    for (; str_next_field(&wanted, ' ', &one); at++) {
      if (at == words.count || !str_equal(words.items[at].word, one)) break;
    }
    size_t joined = 0;
    for (size_t k = 0; k < words.count; k++) joined += words.items[k].joined;
    if (wanted.len || at + joined != words.count) fail_msg("%s", table[i].query);
    arena_release(&arena);
  }
}

static bool put_path(void *user, const SearchHit *hit) {
  buf_printf(user, "%.*s ", STR_ARGS(hit->path));
  return true;
}

static void documents_with_what_was_meant_come_first(void **state) {
  const Tree *tree = *state;
  QueryContext context = {.snapshot = tree->snapshot};
  SearchRequest request = {.query = STR("enocder~1"), .limit = 9, .files_only = true};
  QuerySummary summary;
  Buf out = {0};
  assert_int_equal(search_run(&context, &request, put_path, &out, &summary, NULL), STATUS_OK);
  buf_byte(&out, '\0');
  assert_string_equal(out.data, "b/encoders.c c/decoders.c a/once.c ");
  buf_release(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_kind_of_edit_leads_to_the_word),
      cmocka_unit_test(the_word_itself_comes_first_then_those_of_most_documents),
      cmocka_unit_test(two_edits_and_what_no_list_has_lead_nowhere),
      cmocka_unit_test(the_query_is_ranked_by_what_was_meant),
      cmocka_unit_test(documents_with_what_was_meant_come_first)};
  return cmocka_run_group_tests(tests, make_tree, free_tree);
}
