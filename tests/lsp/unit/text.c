#include "lsp/text.h"

#include "base/err.h"
#include "base/os.h"
#include "lsp/unit/check.h"
#include "support/random.h"

#include <stdlib.h>

#define E_ACUTE "\xC3\xA9"
#define WORLD "\xE4\xB8\x96"
#define SMILE "\xF0\x9F\x98\x80"
#define HALF "\xEF\xBF\xBD"

static TextChange change_of(const char *with) {
  TextChange change = {.whole = true, .with = xmalloc(strlen(with) + 1)};
  memcpy(change.with, with, strlen(with) + 1);
  return change;
}

static void set(Text *text, const char *with) {
  TextChange change = change_of(with);
  assert_true(text_apply(text, &change, POSITION_UTF16));
  free(change.with);
}

static void edit(Text *text, Position start, Position end, const char *with) {
  TextChange change = change_of(with);
  change.whole = false;
  change.start = start;
  change.end = end;
  assert_true(text_apply(text, &change, POSITION_UTF16));
  free(change.with);
}

static void ranges_are_replaced(void **state) {
  (void)state;
  static const struct {
    const char *before;
    Position start, end;
    const char *with, *after;
  } cases[] = {
      {"", {0, 0}, {0, 0}, "a", "a"},
      {"abc", {0, 1}, {0, 2}, "", "ac"},
      {"abc", {0, 2}, {0, 1}, "X", "aXc"}, // the wrong way round
      {"a\r\nb", {1, 0}, {0, 1}, "", "ab"},
      {"abc", {7, 7}, {UINT32_MAX, UINT32_MAX}, "!", "abc!"},
      {"a\r\nb", {0, 99}, {0, 99}, "!", "a!\r\nb"}, // before the line's end, not within it
      {"a\rb\n", {2, 0}, {2, 0}, "c", "a\rb\nc"},
      {E_ACUTE WORLD SMILE "x", {0, 4}, {0, 5}, "y", E_ACUTE WORLD SMILE "y"},
      // Between the halves of a pair.
      {"a" SMILE "b", {0, 2}, {0, 2}, "", "a" HALF HALF "b"},
      {"a" SMILE "b", {0, 2}, {0, 2}, "-", "a" HALF "-" HALF "b"},
      {"a" SMILE "b", {0, 2}, {0, 4}, "", "a" HALF},
      {"a" SMILE "b", {0, 0}, {0, 2}, "", HALF "b"},
      {SMILE SMILE, {0, 3}, {0, 1}, "", HALF HALF},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    Text text = {0};
    set(&text, cases[i].before);
    edit(&text, cases[i].start, cases[i].end, cases[i].with);
    assert_str(text_str(&text), cases[i].after);
    text_release(&text);
  }
}

static void assert_edit(const Text *text, size_t i, uint32_t start, uint32_t old_end,
                        uint32_t new_end) {
  assert_true(i < text->edits.count);
  assert_int_equal(text->edits.items[i].start, start);
  assert_int_equal(text->edits.items[i].old_end, old_end);
  assert_int_equal(text->edits.items[i].new_end, new_end);
}

static void a_whole_text_is_an_edit_of_what_differs(void **state) {
  (void)state;
  Text text = {0};
  set(&text, "one two three");
  text_forget_edits(&text);
  set(&text, "one 2 three");
  assert_int_equal(text.edits.count, 1);
  assert_edit(&text, 0, 4, 7, 5);
  text_forget_edits(&text);
  set(&text, "one 2 three");
  assert_int_equal(text.edits.count, 0);
  set(&text, "one 2 2 three"); // where the ends overlap
  assert_int_equal(text.edits.count, 1);
  assert_edit(&text, 0, 6, 6, 8);
  text_forget_edits(&text);
  set(&text, "");
  assert_edit(&text, 0, 0, 13, 0);
  text_release(&text);
}

static void a_difference_is_of_whole_characters(void **state) {
  (void)state;
  Text text = {0};
  set(&text, "a\xE4\xB8\x96z"); // differs in the last byte of a character, then in the first
  text_forget_edits(&text);
  set(&text, "a\xE4\xB8\x97z");
  assert_edit(&text, 0, 1, 4, 4);
  text_forget_edits(&text);
  set(&text, "a\xE5\xB8\x97z");
  assert_edit(&text, 0, 1, 4, 4);
  text_release(&text);
}

static void what_is_typed_is_one_edit(void **state) {
  (void)state;
  Text text = {0};
  set(&text, "ab");
  text_forget_edits(&text);
  edit(&text, (Position){0, 1}, (Position){0, 1}, "x");
  edit(&text, (Position){0, 2}, (Position){0, 2}, "y");
  edit(&text, (Position){0, 2}, (Position){0, 3}, ""); // deleted again
  edit(&text, (Position){0, 2}, (Position){0, 2}, "z");
  assert_int_equal(text.edits.count, 1);
  assert_edit(&text, 0, 1, 1, 3);
  edit(&text, (Position){0, 0}, (Position){0, 0}, "far\n");
  assert_int_equal(text.edits.count, 2);
  assert_str(text_str(&text), "far\naxzb");
  text_release(&text);
}

// ---- against a naive oracle ---------------------------------------------------------------------

static const char *const pieces[] = {"a",    "bc", E_ACUTE, WORLD, SMILE, "\n",
                                     "\r\n", "\r", " ",     "",    "def", "longer words here"};

static char *random_text(Random *random, uint32_t most) {
  Buf buf = {0};
  for (uint32_t n = random_below(random, most + 1); n; n--) {
    buf_str_put(&buf, str_from_c(pieces[random_below(random, COUNT_OF(pieces))]));
  }
  buf_byte(&buf, 0);
  return buf.data;
}

// A place as the protocol defines it, byte by byte: the offset, and what is left of the units there.
static size_t naive_offset(Str text, Position position, PositionEncoding encoding, bool *inside) {
  size_t at = 0;
  *inside = false;
  for (uint32_t line = 0; line < position.line; line++) {
    while (at < text.len && text.ptr[at] != '\n' && text.ptr[at] != '\r') at++;
    if (at == text.len) return at;
    at += text.ptr[at] == '\r' && at + 1 < text.len && text.ptr[at + 1] == '\n' ? 2 : 1;
  }
  for (uint32_t left = position.character; left;) {
    if (at == text.len || text.ptr[at] == '\n' || text.ptr[at] == '\r') break;
    unsigned char c = (unsigned char)text.ptr[at];
    uint32_t width = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    uint32_t units = encoding == POSITION_UTF8                  ? width
                     : encoding == POSITION_UTF16 && width == 4 ? 2
                                                                : 1;
    if (units > left) {
      *inside = encoding == POSITION_UTF16;
      break;
    }
    left -= units;
    at += width;
  }
  return at;
}

static void naive_apply(Buf *text, const TextChange *change, PositionEncoding encoding) {
  Buf next = {0};
  Str old = buf_str(text);
  bool inside[2] = {false, false};
  size_t at[2] = {0, old.len};
  if (!change->whole) {
    at[0] = naive_offset(old, change->start, encoding, &inside[0]);
    at[1] = naive_offset(old, change->end, encoding, &inside[1]);
  }
  int first = at[0] > at[1] || (at[0] == at[1] && inside[0] > inside[1]);
  buf_put(&next, old.ptr, at[first]);
  if (inside[first]) buf_str_put(&next, STR(HALF));
  buf_str_put(&next, str_from_c(change->with));
  if (inside[!first]) buf_str_put(&next, STR(HALF));
  size_t end = at[!first] + (inside[!first] ? 4 : 0);
  buf_put(&next, old.ptr + end, old.len - end);
  buf_release(text);
  *text = next;
}

static TextChange random_change(Random *random) {
  TextChange change = {.whole = random_below(random, 12) == 0};
  change.with = random_text(random, random_below(random, 20) ? 4 : 400);
  uint32_t line = random_below(random, 40);
  change.start = (Position){line, random_below(random, 20)};
  change.end = (Position){line + random_below(random, 3), random_below(random, 20)};
  if (random_below(random, 30) == 0) change.end.line = UINT32_MAX;
  if (random_below(random, 30) == 0) change.start.character = UINT32_MAX;
  if (random_below(random, 10) == 0) change.end = change.start;
  return change;
}

// The edits, applied to the text of before with bytes of the text of after, make the text of after.
static void assert_edits_lead(Str before, const Text *text) {
  Buf bytes = {0}, known = {0}; // known: 1 where the byte is one of before
  buf_str_put(&bytes, before);
  if (before.len) memset(buf_extend(&known, before.len), 1, before.len);
  for (size_t i = 0; i < text->edits.count; i++) {
    TextEdit e = text->edits.items[i];
    assert_true(e.start <= e.old_end && e.old_end <= bytes.len && e.start <= e.new_end);
    Buf next = {0}, next_known = {0};
    buf_put(&next, bytes.data, e.start);
    buf_put(&next_known, known.data, e.start);
    size_t inserted = e.new_end - e.start;
    if (inserted) memset(buf_extend(&next, inserted), 0, inserted);
    if (inserted) memset(buf_extend(&next_known, inserted), 0, inserted);
    buf_put(&next, bytes.data + e.old_end, bytes.len - e.old_end);
    buf_put(&next_known, known.data + e.old_end, bytes.len - e.old_end);
    buf_release(&bytes);
    buf_release(&known);
    bytes = next;
    known = next_known;
  }
  Str after = text_str(text);
  assert_int_equal(bytes.len, after.len);
  for (size_t i = 0; i < after.len; i++) {
    if (known.data[i]) assert_int_equal(bytes.data[i], after.ptr[i]);
  }
  buf_release(&bytes);
  buf_release(&known);
}

static void random_changes_do_what_the_protocol_says(void **state) {
  Random *random = *state;
  for (int round = 0; round < 150; round++) {
    PositionEncoding encoding = (PositionEncoding)(round % 3);
    Text text = {0};
    Buf naive = {0}, before = {0};
    for (int i = 0; i < 120; i++) {
      if (i % 10 == 0) {
        text_forget_edits(&text);
        buf_clear(&before);
        buf_str_put(&before, buf_str(&naive));
      }
      TextChange change = random_change(random);
      naive_apply(&naive, &change, encoding);
      assert_true(text_apply(&text, &change, encoding));
      free(change.with);
      assert_int_equal(text_str(&text).len, naive.len);
      if (naive.len) assert_memory_equal(text_str(&text).ptr, naive.data, naive.len);
      assert_edits_lead(buf_str(&before), &text);
    }
    text_release(&text);
    buf_release(&naive);
    buf_release(&before);
  }
}

static void many_edits_are_joined_and_still_lead_there(void **state) {
  Random *random = *state;
  Text text = {0};
  Buf before = {0};
  for (int i = 0; i < 20000; i++) buf_str_put(&before, STR("0123456789\n"));
  buf_byte(&before, 0);
  set(&text, before.data);
  before.len--;
  text_forget_edits(&text);
  for (uint32_t i = 0; i < 3 * TEXT_EDITS_MAX; i++) {
    uint32_t line = random_below(random, 20000);
    edit(&text, (Position){line, 2}, (Position){line, 3 + i % 2}, i % 3 ? "x" : "yz\n");
  }
  assert_int_equal(text.edits.count, TEXT_EDITS_MAX);
  assert_edits_lead(buf_str(&before), &text);
  text_release(&text);
  buf_release(&before);
}

// ---- limits and cost ----------------------------------------------------------------------------

static void a_text_that_would_be_too_large_stays_as_it_was(void **state) {
  (void)state;
  Text text = {.bytes.max = 5};
  set(&text, "abcde");
  TextChange change = change_of("x");
  change.whole = false;
  assert_false(text_apply(&text, &change, POSITION_UTF16));
  assert_str(text_str(&text), "abcde");
  change.end = (Position){0, 1}; // a byte for a byte fits
  assert_true(text_apply(&text, &change, POSITION_UTF16));
  assert_str(text_str(&text), "xbcde");
  free(change.with);
  change = change_of("abcdef");
  assert_false(text_apply(&text, &change, POSITION_UTF16));
  assert_str(text_str(&text), "xbcde");
  free(change.with);
  text_release(&text);
}

// A keystroke has a millisecond in all. The bound is far above what it takes, far below what counting
// from the beginning would.
static void edits_at_the_end_of_fifty_megabytes_are_cheap(void **state) {
  (void)state;
  enum { LINES = 1000000, EDITS = 200 };
  Buf buf = {0};
  for (int i = 0; i < LINES; i++) {
    buf_str_put(&buf, STR("a line of text that has fifty characters, all told\n"));
  }
  buf_byte(&buf, 0);
  Text text = {0};
  set(&text, buf.data);
  buf_release(&buf);
  text_forget_edits(&text);
  int64_t begun = os_thread_cpu_ns();
  for (uint32_t i = 0; i < EDITS; i++) {
    edit(&text, (Position){LINES - 1, i}, (Position){LINES - 1, i}, "x");
  }
  int64_t each = (os_thread_cpu_ns() - begun) / EDITS;
  print_message("%lld ns an edit\n", (long long)each);
  assert_in_range(each, 0, 2000000);
  assert_int_equal(text.edits.count, 1);
  text_release(&text);
}

int main(void) {
  Random random = random_seeded("lsp/text");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ranges_are_replaced),
      cmocka_unit_test(a_whole_text_is_an_edit_of_what_differs),
      cmocka_unit_test(a_difference_is_of_whole_characters),
      cmocka_unit_test(what_is_typed_is_one_edit),
      cmocka_unit_test_prestate(random_changes_do_what_the_protocol_says, &random),
      cmocka_unit_test_prestate(many_edits_are_joined_and_still_lead_there, &random),
      cmocka_unit_test(a_text_that_would_be_too_large_stays_as_it_was),
      cmocka_unit_test(edits_at_the_end_of_fifty_megabytes_are_cheap),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
