// Changes put together from random edits must lead from the first text to the last.
#include "intake/text_changes.h"
#include "intake/lines.h"
#include "support/cmocka_all.h"
#include "support/random.h"

static void put_random(Random *random, Buf *text, uint32_t limit) {
  for (uint32_t i = random_below(random, limit); i > 0; i--)
    buf_byte(text, "ab\n"[random_below(random, 3)]);
}

static TextEdit edit(Random *random, Buf *text) {
  uint32_t start = random_below(random, (uint32_t)text->len + 1);
  uint32_t end = start + random_below(random, 6);
  if (end > text->len) end = (uint32_t)text->len;
  Buf next = {0};
  buf_str_put(&next, str_slice(buf_str(text), 0, start));
  put_random(random, &next, 6);
  uint32_t new_end = (uint32_t)next.len;
  buf_str_put(&next, str_slice(buf_str(text), end, text->len));
  buf_release(text);
  *text = next;
  return (TextEdit){start, end, new_end};
}

// Disjoint, in order, and everything between them the same.
static void assert_leads(const TextChanges *changes, Str before, Str after) {
  size_t old_at = 0, new_at = 0;
  for (size_t i = 0; i < changes->count; i++) {
    TextChange change = changes->items[i];
    assert_true(change.old_start >= old_at && change.old_end >= change.old_start);
    assert_true(change.new_start >= new_at && change.new_end >= change.new_start);
    assert_true(str_equal(str_slice(before, old_at, change.old_start),
                          str_slice(after, new_at, change.new_start)));
    old_at = change.old_end;
    new_at = change.new_end;
    assert_int_equal(text_changes_map(changes, (uint32_t)old_at), new_at);
  }
  assert_true(
      str_equal(str_slice(before, old_at, before.len), str_slice(after, new_at, after.len)));
}

static void assert_whole_lines(const TextChanges *changes, Str after) {
  for (size_t i = 0; i < changes->count; i++) {
    TextChange change = changes->items[i];
    assert_true(change.new_start == 0 || after.ptr[change.new_start - 1] == '\n');
    assert_true(change.new_end == after.len || after.ptr[change.new_end - 1] == '\n');
  }
}

static void edits_add_up_to_changes_between_texts(void **state) {
  (void)state;
  Random random = random_seeded("text_changes");
  for (int round = 0; round < 3000; round++) {
    Buf before = {0}, after = {0};
    TextChanges changes = {0};
    put_random(&random, &before, 60);
    buf_str_put(&after, buf_str(&before));
    for (uint32_t i = random_below(&random, round % 100 == 0 ? 400 : 8); i > 0; i--) {
      size_t length = after.len;
      TextEdit made = edit(&random, &after);
      assert_true(text_changes_add(&changes, &made, &length));
      assert_int_equal(length, after.len);
    }
    Str old_text = buf_str(&before), new_text = buf_str(&after);
    assert_leads(&changes, old_text, new_text);
    text_changes_trim(&changes, old_text, new_text);
    assert_leads(&changes, old_text, new_text);
    if (round % 2) {
      text_changes_widen(&changes, new_text);
      assert_leads(&changes, old_text, new_text);
      assert_whole_lines(&changes, new_text);
    }
    text_changes_apply(&changes, &before, new_text);
    assert_true(str_equal(buf_str(&before), new_text));
    array_free(&changes);
    buf_release(&before);
    buf_release(&after);
  }
}

static void an_edit_that_does_not_fit_is_refused(void **state) {
  (void)state;
  static const TextEdit wrong[] = {
      {4, 3, 5}, {4, 5, 3}, {0, 11, 0}, {11, 11, 12}, {0, 0, UINT32_MAX}};
  TextChanges changes = {0};
  size_t length = 10;
  for (size_t i = 0; i < COUNT_OF(wrong); i++) {
    assert_false(text_changes_add(&changes, &wrong[i], &length));
    assert_int_equal(changes.count, 0);
    assert_int_equal(length, 10);
  }
}

static void one_change_leads_from_any_text_to_any(void **state) {
  (void)state;
  static const struct {
    const char *before, *after;
    TextChange change;
  } rows[] = {{"abc", "abXc", {2, 2, 2, 3}},
              {"aaa", "aaaa", {3, 3, 3, 4}},
              {"", "ab", {0, 0, 0, 2}},
              {"abcd", "ad", {1, 3, 1, 1}}};
  TextChanges changes = {0};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    text_changes_between(&changes, str_from_c(rows[i].before), str_from_c(rows[i].after));
    assert_int_equal(changes.count, 1);
    assert_memory_equal(&changes.items[0], &rows[i].change, sizeof(TextChange));
  }
  text_changes_between(&changes, STR("same"), STR("same"));
  assert_int_equal(changes.count, 0);
  array_free(&changes);
}

static void lines_are_counted_as_by_hand(void **state) {
  (void)state;
  Random random = random_seeded("lines");
  Buf text = {0};
  put_random(&random, &text, 4000);
  for (int i = 0; i < 200; i++) {
    size_t from = random_below(&random, (uint32_t)text.len + 1);
    size_t to = from + random_below(&random, (uint32_t)(text.len - from) + 1);
    uint32_t lines = 0;
    for (size_t at = from; at < to; at++) lines += text.data[at] == '\n';
    assert_int_equal(lines_count(buf_str(&text), from, to), lines);
  }
  buf_release(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(edits_add_up_to_changes_between_texts),
      cmocka_unit_test(an_edit_that_does_not_fit_is_refused),
      cmocka_unit_test(one_change_leads_from_any_text_to_any),
      cmocka_unit_test(lines_are_counted_as_by_hand),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
