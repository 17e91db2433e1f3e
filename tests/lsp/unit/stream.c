#include "lsp/stream.h"

#include "lsp/unit/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

static void assert_part(Stream *stream, const char *expected) {
  Buf value = {0};
  assert_true(stream_take(stream, &value));
  assert_str(buf_str(&value), expected);
  buf_release(&value);
}

static void the_first_item_is_a_part_and_further_parts_grow(void **state) {
  (void)state;
  Stream *stream = stream_new("hits");
  assert_true(stream_add(stream, STR("1")));
  assert_part(stream, "{\"hits\":[1]}");
  for (int i = 0; i < 3; i++) assert_false(stream_add(stream, STR("2")));
  Buf value = {0};
  assert_false(stream_take(stream, &value));
  assert_true(stream_add(stream, STR("2")));
  assert_part(stream, "{\"hits\":[2,2,2,2]}");
  size_t counts[6] = {0};
  for (size_t part = 0; part < 6; part++) {
    do counts[part]++;
    while (!stream_add(stream, STR("3")));
  }
  const size_t expected[] = {16, 64, 256, 256, 256, 256};
  for (size_t i = 0; i < 6; i++) assert_int_equal(counts[i], expected[i]);
  stream_free(stream);
}

static void a_part_of_many_bytes_is_whole_before_it_has_many_items(void **state) {
  (void)state;
  Stream *stream = stream_new(NULL);
  Buf item = {0};
  memset(buf_extend(&item, STREAM_PART_BYTES), '7', STREAM_PART_BYTES);
  for (int i = 0; i < 5; i++) assert_true(stream_add(stream, buf_str(&item)));
  size_t bytes = stream_bytes(stream);
  assert_int_equal(bytes, 5 * (STREAM_PART_BYTES + 2));
  Buf value = {0};
  assert_true(stream_take(stream, &value));
  assert_int_equal(value.len, STREAM_PART_BYTES + 2);
  assert_int_equal(stream_bytes(stream), bytes - value.len);
  buf_release(&value);
  buf_release(&item);
  stream_free(stream);
}

static void what_waits_becomes_a_part_when_gathered(void **state) {
  (void)state;
  Stream *stream = stream_new(NULL);
  Buf value = {0};
  stream_gather(stream);
  assert_false(stream_take(stream, &value));
  stream_add(stream, STR("\"a\""));
  stream_add(stream, STR("\"b\""));
  stream_gather(stream);
  stream_gather(stream);
  assert_part(stream, "[\"a\"]");
  assert_part(stream, "[\"b\"]");
  assert_false(stream_take(stream, &value));
  assert_int_equal(stream_bytes(stream), 0);
  stream_free(stream);
}

enum { ITEMS = 20000 };

static void add_many(void *user) {
  for (int i = 0; i < ITEMS; i++) {
    char text[16];
    int length = snprintf(text, sizeof text, "%d", i);
    stream_add(user, str_make(text, (size_t)length));
  }
}

// The next numbers of an array.
static int check_numbers(Str part, int next) {
  Str rest = str_slice(part, 1, part.len - 1), field;
  while (str_next_field(&rest, ',', &field)) {
    uint64_t number;
    assert_true(str_to_u64(field, &number));
    assert_int_equal(number, next++);
  }
  return next;
}

static void no_item_is_lost_or_out_of_order_between_two_threads(void **state) {
  (void)state;
  Stream *stream = stream_new(NULL);
  uv_thread_t thread;
  assert_int_equal(uv_thread_create(&thread, add_many, stream), 0);
  int next = 0;
  while (next < ITEMS) {
    Buf value = {0};
    if (!stream_take(stream, &value)) stream_gather(stream);
    if (value.len) next = check_numbers(buf_str(&value), next);
    buf_release(&value);
  }
  uv_thread_join(&thread);
  assert_int_equal(stream_bytes(stream), 0);
  stream_free(stream);
}

static void what_is_left_is_freed(void **state) {
  (void)state;
  Stream *stream = stream_new("hits");
  for (int i = 0; i < 9; i++) stream_add(stream, STR("1"));
  stream_free(stream);
  stream_free(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_first_item_is_a_part_and_further_parts_grow),
      cmocka_unit_test(a_part_of_many_bytes_is_whole_before_it_has_many_items),
      cmocka_unit_test(what_waits_becomes_a_part_when_gathered),
      cmocka_unit_test(no_item_is_lost_or_out_of_order_between_two_threads),
      cmocka_unit_test(what_is_left_is_freed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
