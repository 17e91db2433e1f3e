#include "lsp/line_index.h"

#include "base/buf.h"
#include "lsp/unit/check.h"
#include "support/random.h"

// Offsets of the starts of all lines, by the definition.
static size_t starts_of(Str text, size_t *starts) {
  size_t count = 0;
  starts[count++] = 0;
  for (size_t at = 0; at < text.len; at++) {
    if (text.ptr[at] == '\r' && at + 1 < text.len && text.ptr[at + 1] == '\n')
      at++;
    else if (text.ptr[at] != '\n' && text.ptr[at] != '\r')
      continue;
    starts[count++] = at + 1;
  }
  return count;
}

enum { LINES_MAX = 300000 };
static size_t starts[LINES_MAX];

static void assert_lines(const LineIndex *index, Str text, Random *random) {
  size_t count = starts_of(text, starts), bytes = 0;
  for (size_t i = 0; i < index->blocks.count; i++) bytes += index->blocks.items[i].bytes;
  assert_int_equal(bytes, text.len);
  assert_int_equal(line_index_find(index, text, (uint32_t)count), text.len);
  assert_int_equal(line_index_find(index, text, UINT32_MAX), text.len);
  assert_int_equal(line_index_find(index, text, (uint32_t)count - 1), starts[count - 1]);
  for (int i = 0; i < 20; i++) {
    uint32_t line = random_below(random, (uint32_t)count);
    assert_int_equal(line_index_find(index, text, line), starts[line]);
  }
}

static void put_random(Buf *out, Random *random, size_t size) {
  static const char bytes[] = "\r\n\n\rabcdefgh";
  // Sometimes no line end at all, sometimes little else.
  uint32_t kinds = random_below(random, 3) ? sizeof bytes - 1 : 4;
  bool plain = random_below(random, 4) == 0;
  while (size--) buf_byte(out, (uint8_t)(plain ? 'x' : bytes[random_below(random, kinds)]));
}

static void replace(Buf *text, size_t from, size_t to, Str with) {
  Buf next = {0};
  buf_put(&next, text->data, from);
  buf_str_put(&next, with);
  buf_put(&next, text->data + to, text->len - to);
  buf_release(text);
  *text = next;
}

// Edits of all sizes, from a byte between \r and \n to all of the text.
static void edits_leave_what_counting_anew_finds(void **state) {
  Random *random = *state;
  for (int round = 0; round < 30; round++) {
    Buf text = {0};
    LineIndex index = {0};
    for (int i = 0; i < 200; i++) {
      size_t from = random_below(random, (uint32_t)text.len + 1);
      size_t left = text.len - from;
      size_t most = random_below(random, 8) ? (left < 3 ? left : 3) : left;
      size_t to = from + random_below(random, (uint32_t)most + 1);
      Buf with = {0};
      put_random(&with, random, random_below(random, random_below(random, 10) ? 4 : 20000));
      replace(&text, from, to, buf_str(&with));
      line_index_edit(&index, buf_str(&text), from, to, from + with.len);
      assert_lines(&index, buf_str(&text), random);
      buf_release(&with);
    }
    buf_release(&text);
    line_index_release(&index);
  }
}

static void typing_keeps_blocks_of_a_good_size(void **state) {
  (void)state;
  Buf text = {0};
  LineIndex index = {0};
  for (size_t i = 0; i < 100000; i++) {
    buf_byte(&text, i % 30 ? 'x' : '\n');
    line_index_edit(&index, buf_str(&text), i, i, i + 1);
  }
  assert_in_range(index.blocks.count, 100000 / (2 * LINE_BLOCK), 2 + 2 * 100000 / LINE_BLOCK);
  while (text.len) {
    size_t old = text.len--;
    line_index_edit(&index, buf_str(&text), text.len, old, text.len);
    assert_true(index.blocks.count <= 2 + 2 * text.len / LINE_BLOCK);
  }
  assert_int_equal(index.blocks.count, 0);
  buf_release(&text);
  line_index_release(&index);
}

int main(void) {
  Random random = random_seeded("lsp/line_index");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(edits_leave_what_counting_anew_finds, &random),
      cmocka_unit_test(typing_keeps_blocks_of_a_good_size),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
