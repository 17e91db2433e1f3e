// NEAR over a text: what lies between two occurrences, which of several take part, what a chain asks.
#include "query/search.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"

#include <stdio.h>

static bool put_hit(void *user, const SearchHit *hit) {
  buf_printf(user, "%s%u:%u-%u", ((Buf *)user)->len ? " " : "", hit->line, hit->column,
             hit->length);
  return true;
}

// Hits of the query in the text, as line:column-length.
static void expect(const char *text, const char *query, const char *hits) {
  Snapshot *snapshot = snapshot_new(STR("/nowhere"), 1);
  snapshot->text_complete = snapshot->symbols_complete = true;
  MemoryFile file = {.path = STR("a.txt"), .text = str_from_c(text)};
  memory_tree_add(snapshot, &file, 1, MEMORY_GRAMS, NULL);
  QueryContext context = {.snapshot = snapshot};
  SearchRequest request = {.query = str_from_c(query), .all = true};
  Buf found = {0};
  Error error;
  if (search_run(&context, &request, put_hit, &found, NULL, &error) != STATUS_OK) {
    fail_msg("%s: %s", query, error.message);
  }
  buf_byte(&found, '\0');
  if (strcmp(found.data, hits) != 0) {
    fail_msg("%s in\n%s\nwanted %s\nfound  %s", query, text, hits, found.data);
  }
  buf_release(&found);
  snapshot_unref(snapshot);
}

static void words_between_are_counted(void **state) {
  (void)state;
  expect("a b", "a NEAR/0 b", "0:0-1 0:2-1");
  expect("a, (b)", "a NEAR/0 b", "0:0-1 0:4-1");
  expect("a x b", "a NEAR/0 b", "");
  expect("a x b", "a NEAR/1 b", "0:0-1 0:4-1");
  expect("a x->y b", "a NEAR/1 b", "");
  expect("a x->y b", "a NEAR/2 b", "0:0-1 0:7-1");
  expect("a x1_\xC3\xA9 b", "a NEAR/1 b", "0:0-1 0:8-1");
  expect("a\nx\nb", "a NEAR/1 b", "0:0-1 2:0-1");
  expect("b x a", "a NEAR/1 b", "0:0-1 0:4-1");
}

static void what_is_left_of_a_word_is_a_word(void **state) {
  (void)state;
  expect("ax b", "a NEAR/0 b", "");
  expect("ax b", "a NEAR/1 b", "0:0-1 0:3-1");
  expect("axb", "a NEAR/1 b", "0:0-1 0:2-1");
  expect("ab", "a NEAR/0 b", "0:0-1 0:1-1");
  expect("a xb", "a NEAR/0 b", "");
  expect("a xb", "a NEAR/1 b", "0:0-1 0:3-1");
}

static void line_ends_between_are_counted(void **state) {
  (void)state;
  expect("a x y z b", "a NEAR/0L b", "0:0-1 0:8-1");
  expect("a\nb", "a NEAR/0L b", "");
  expect("a\r\nb", "a NEAR/1L b", "0:0-1 1:0-1");
  expect("a\n\n\nb", "a NEAR/2L b", "");
  expect("a\n\n\nb", "a NEAR/3L b", "0:0-1 3:0-1");
}

static void in_order_the_first_comes_first(void **state) {
  (void)state;
  expect("b a", "a ONEAR/5 b", "");
  expect("a b", "a ONEAR/5 b", "0:0-1 0:2-1");
  expect("b a x b a", "a ONEAR/1 b", "0:2-1 0:6-1");
}

static void only_what_is_near_is_found(void **state) {
  (void)state;
  expect("a b x x x a x x x b", "a NEAR/1 b", "0:0-1 0:2-1");
  expect("a a b b", "a NEAR/0 b", "0:2-1 0:4-1");
  expect("a x a b", "a NEAR/2 b", "0:0-1 0:4-1 0:6-1");
  expect("a b\nz a", "z a NEAR/0 b", "0:0-1 0:2-1 1:0-1");
}

static void what_overlaps_is_not_near(void **state) {
  (void)state;
  expect("foobar", "foob NEAR/5 bar", "");
  expect("foobar bar", "foob NEAR/5 bar", "0:0-4 0:7-3");
  expect("foo", "foo NEAR/5 foo", "");
  expect("foo foo", "foo NEAR/5 foo", "0:0-3 0:4-3");
}

static void a_side_may_be_one_of_several(void **state) {
  (void)state;
  expect("a x c", "a NEAR/1 (b OR c)", "0:0-1 0:4-1");
  expect("a b y c", "(a OR y) NEAR/0 (b OR c)", "0:0-1 0:2-1 0:4-1 0:6-1");
  expect("foo bar 17", "/fo+/ NEAR/1 /[0-9]+/", "0:0-3 0:8-2");
  expect("the quick fox", "\"the quick\" NEAR/0 fox", "0:0-9 0:10-3");
}

static void a_chain_is_near_at_every_link(void **state) {
  (void)state;
  expect("a b c", "a NEAR/0 b NEAR/0 c", "0:0-1 0:2-1 0:4-1");
  expect("b a c", "a NEAR/0 b NEAR/0 c", ""); // c is near a, not that b
  expect("a b x b c", "a NEAR/0 b NEAR/0 c", "");
  expect("a b x b c", "a NEAR/2 b NEAR/0 c", "0:0-1 0:6-1 0:8-1");
  expect("a b c a b", "a NEAR/0 b ONEAR/0 c", "0:0-1 0:2-1 0:4-1");
  expect("a\nb\nc x x d", "a NEAR/1L b NEAR/1L c NEAR/1 d", "");
  expect("a\nb\nc x x d", "a NEAR/1L b NEAR/1L c NEAR/2 d", "0:0-1 1:0-1 2:0-1 2:6-1");
}

static void near_may_be_excluded(void **state) {
  (void)state;
  expect("a b x", "x -(a NEAR/0 b)", "");
  expect("a y b x", "x -(a NEAR/0 b)", "0:6-1");
  expect("a y b", "(a NEAR/0 b) OR y", "0:2-1");
}

// "a", as many words or lines as asked for, "b".
static void far_apart(Buf *text, int words, bool lines) {
  buf_clear(text);
  buf_byte(text, 'a');
  for (int i = 0; i < words; i++) buf_printf(text, lines ? "\n" : " x%d", i);
  buf_printf(text, " b");
  buf_byte(text, '\0');
}

static void near_and_far_are_counted_alike(void **state) {
  (void)state;
  Buf text = {0};
  for (int lines = 0; lines < 2; lines++) {
    for (int distance = 62; distance < 68; distance++) {
      char query[32], hits[32];
      snprintf(query, sizeof query, "a NEAR/%d%s b", distance, lines ? "L" : "");
      far_apart(&text, distance + 1, lines);
      expect(text.data, query, "");
      far_apart(&text, distance, lines);
      int line = lines ? distance : 0;
      unsigned column = lines ? 1 : (unsigned)strlen(text.data) - 1;
      snprintf(hits, sizeof hits, "0:0-1 %d:%u-1", line, column);
      expect(text.data, query, hits);
    }
  }
  buf_release(&text);
}

static void very_many_occurrences_take_no_time_to_speak_of(void **state) {
  (void)state;
  Buf text = {0};
  for (int i = 0; i < 200000; i++) buf_printf(&text, "a x x ");
  buf_printf(&text, "b");
  buf_byte(&text, '\0');
  char hits[64];
  snprintf(hits, sizeof hits, "0:%d-1 0:%d-1", 199999 * 6, 200000 * 6);
  expect(text.data, "a NEAR/2 b", hits);
  expect(text.data, "a ONEAR/2 b ONEAR/9000 a", "");
  buf_release(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_between_are_counted),
      cmocka_unit_test(what_is_left_of_a_word_is_a_word),
      cmocka_unit_test(line_ends_between_are_counted),
      cmocka_unit_test(in_order_the_first_comes_first),
      cmocka_unit_test(only_what_is_near_is_found),
      cmocka_unit_test(what_overlaps_is_not_near),
      cmocka_unit_test(a_side_may_be_one_of_several),
      cmocka_unit_test(a_chain_is_near_at_every_link),
      cmocka_unit_test(near_may_be_excluded),
      cmocka_unit_test(near_and_far_are_counted_alike),
      cmocka_unit_test(very_many_occurrences_take_no_time_to_speak_of)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
