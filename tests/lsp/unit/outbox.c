#include "lsp/outbox.h"

#include "lsp/unit/check.h"

static void push(Outbox *outbox, const char *text, OutKind kind, uint64_t key) {
  Buf body = {0};
  buf_str_put(&body, str_from_c(text));
  outbox_push(outbox, &body, kind, key);
  assert_null(body.data);
}

static void push_large(Outbox *outbox, size_t size) {
  Buf body = {0};
  memset(buf_extend(&body, size), 'x', size);
  outbox_push(outbox, &body, OUT_NEEDED, 0);
}

static void assert_next(Outbox *outbox, const char *expected) {
  OutMessage *message = outbox_pop(outbox);
  assert_non_null(message);
  assert_str(buf_str(&message->body), expected);
  outbox_written(outbox, message->body.len);
  out_message_free(message);
}

static void messages_go_out_in_order(void **state) {
  (void)state;
  Outbox outbox = {0};
  push(&outbox, "a", OUT_NEEDED, 0);
  push(&outbox, "b", OUT_NEWS, 0);
  push(&outbox, "c", OUT_NEEDED, 0);
  assert_int_equal(outbox.bytes, 3);
  assert_next(&outbox, "a");
  assert_next(&outbox, "b");
  assert_next(&outbox, "c");
  assert_null(outbox_pop(&outbox));
  assert_int_equal(outbox.bytes, 0);
}

static void a_newer_report_takes_the_place_of_an_older_one(void **state) {
  (void)state;
  Outbox outbox = {0};
  push(&outbox, "10%", OUT_NEWS, 1);
  push(&outbox, "other", OUT_NEWS, 2);
  push(&outbox, "20 percent", OUT_NEWS, 1);
  push(&outbox, "end", OUT_NEEDED, 0);
  assert_int_equal(outbox.dropped, 1);
  assert_next(&outbox, "20 percent");
  assert_next(&outbox, "other");
  assert_next(&outbox, "end");
  assert_int_equal(outbox.bytes, 0);
}

static void news_are_dropped_when_the_client_is_behind_and_answers_never(void **state) {
  (void)state;
  Outbox outbox = {0};
  push_large(&outbox, OUTBOX_FULL);
  push_large(&outbox, OUTBOX_FULL);
  push(&outbox, "news", OUT_NEWS, 0);
  push(&outbox, "report", OUT_NEWS, 7);
  push(&outbox, "answer", OUT_NEEDED, 0);
  assert_int_equal(outbox.dropped, 2);
  for (int i = 0; i < 2; i++) {
    OutMessage *message = outbox_pop(&outbox);
    assert_int_equal(message->body.len, OUTBOX_FULL);
    outbox_written(&outbox, message->body.len);
    out_message_free(message);
  }
  assert_next(&outbox, "answer");
}

static void what_is_being_written_still_counts(void **state) {
  (void)state;
  Outbox outbox = {0};
  push(&outbox, "answer", OUT_NEEDED, 0);
  OutMessage *message = outbox_pop(&outbox);
  assert_int_equal(outbox.bytes, 6);
  outbox_written(&outbox, 6);
  assert_int_equal(outbox.bytes, 0);
  out_message_free(message);
  push(&outbox, "left", OUT_NEEDED, 0);
  outbox_release(&outbox);
  assert_int_equal(outbox.bytes, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(messages_go_out_in_order),
      cmocka_unit_test(a_newer_report_takes_the_place_of_an_older_one),
      cmocka_unit_test(news_are_dropped_when_the_client_is_behind_and_answers_never),
      cmocka_unit_test(what_is_being_written_still_counts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
