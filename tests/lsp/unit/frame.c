#include "lsp/frame.h"

#include "lsp/unit/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

// Feeds `bytes` in pieces of `piece`; writes bodies between brackets and '!' for each error to
// `out`.
static void decode(Str bytes, size_t piece, Buf *out) {
  Frame frame = {0};
  buf_clear(out);
  for (size_t at = 0; at < bytes.len; at += piece) {
    frame_feed(&frame, str_slice(bytes, at, at + piece));
    for (;;) {
      char *body;
      size_t length;
      const char *problem = NULL;
      FrameResult result = frame_next(&frame, &body, &length, &problem);
      if (result == FRAME_MORE) break;
      if (result == FRAME_BODY)
        buf_printf(out, "[%.*s]", (int)length, body);
      else
        assert_non_null(problem), buf_byte(out, '!');
    }
  }
  frame_release(&frame);
}

typedef struct {
  const char *bytes, *expected;
} Case;

static const Case cases[] = {
    {"Content-Length: 2\r\n\r\n{}", "[{}]"},
    {"Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\nabc", "[{}][abc]"},
    {"content-length:2\r\nX-Other: a:b\r\n\r\n{}", "[{}]"},
    {"X-Other: y\nContent-Length:  2 \n\n{}", "[{}]"},
    {"Content-Length: 0\r\n\r\nContent-Length: 1\r\n\r\nx", "[][x]"},
    {"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}", "[{}]"},
    {"Content-Length: 5\r\n\r\nab", ""},
    {"\r\n\r\nContent-Length: 1\r\n\r\nx", "![x]"},
    {"X-Other: y\r\n\r\nContent-Length: 1\r\n\r\nx", "![x]"},
    {"Content-Length: -1\r\n\r\nContent-Length: 1\r\n\r\nx", "![x]"},
    {"Content-Length: 1x\r\n\r\nContent-Length: 1\r\n\r\nx", "![x]"},
    {"Content-Length: \r\n\r\nContent-Length: 1\r\n\r\nx", "![x]"},
    {"Content-Length: 99999999999999999999\r\n\r\nContent-Length: 1\r\n\r\nx", "![x]"},
    {"Content-Length: 268435457\r\n\r\nContent-Length: 1\r\n\r\nx", "![x]"},
    {"Content-Length: 2\r\n\r\n{}}}\r\nContent-Length: 1\r\n\r\nx", "[{}]![x]"},
    {"Content-Length: 2\r\n\r\n{}, \"a\": 1}Content-Length: 1\r\n\r\nx", "[{}]![x]"},
    {"rubbish without end\r\nmore\r\n\r\nCONTENT-LENGTH: 1\r\n\r\nx", "![x]"},
};

static void messages_are_cut_out_and_the_next_header_is_found_again(void **state) {
  (void)state;
  Buf out = {0};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    Str bytes = str_from_c(cases[i].bytes);
    decode(bytes, bytes.len, &out);
    assert_str(buf_str(&out), cases[i].expected);
  }
  buf_release(&out);
}

// Errors may be seen at other points, but bodies must be the same however the bytes come.
static void pieces_of_any_size_give_the_same_messages(void **state) {
  (void)state;
  Buf whole = {0}, pieces = {0};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    Str bytes = str_from_c(cases[i].bytes);
    decode(bytes, bytes.len, &whole);
    for (size_t piece = 1; piece < 8; piece++) {
      decode(bytes, piece, &pieces);
      assert_int_equal(pieces.len, whole.len);
      assert_memory_equal(pieces.data, whole.data, whole.len);
    }
  }
  buf_release(&whole);
  buf_release(&pieces);
}

static void a_header_block_has_a_maximum(void **state) {
  (void)state;
  Buf bytes = {0}, out = {0};
  for (int i = 0; i < FRAME_HEADER_MAX; i++) buf_str_put(&bytes, STR("X: y\r\n"));
  buf_str_put(&bytes, STR("\r\nContent-Length: 1\r\n\r\nx"));
  decode(buf_str(&bytes), 4096, &out);
  assert_true(str_ends_with(buf_str(&out), STR("[x]")));
  assert_true(out.len > 3 && out.data[0] == '!');
  buf_release(&bytes);
  buf_release(&out);
}

static void random_bytes_never_wedge_it(void **state) {
  (void)state;
  unsigned seed = (unsigned)time(NULL);
  print_message("seed %u\n", seed);
  srand(seed);
  static const char alphabet[] = "Content-Length: 0123\r\n\r\n{}:x";
  for (int round = 0; round < 2000; round++) {
    Buf bytes = {0}, out = {0};
    for (int i = rand() % 200; i > 0; i--) {
      if (rand() % 8 == 0)
        buf_str_put(&bytes, STR("Content-Length: 3\r\n\r\nabc"));
      else
        buf_byte(&bytes, (uint8_t)alphabet[(size_t)rand() % (sizeof alphabet - 1)]);
    }
    // A body that was promised may swallow this much; then a message must come through.
    for (int i = 0; i < 3333 * 2; i++) buf_byte(&bytes, ' ');
    buf_str_put(&bytes, STR("\r\nContent-Length: 4\r\n\r\nlast"));
    decode(buf_str(&bytes), 1 + (size_t)rand() % 64, &out);
    assert_true(str_ends_with(buf_str(&out), STR("[last]")));
    buf_release(&bytes);
    buf_release(&out);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(messages_are_cut_out_and_the_next_header_is_found_again),
      cmocka_unit_test(pieces_of_any_size_give_the_same_messages),
      cmocka_unit_test(a_header_block_has_a_maximum),
      cmocka_unit_test(random_bytes_never_wedge_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
