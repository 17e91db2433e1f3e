// Texts that tree-sitter's cursors would go through in quadratic time: hundreds of thousands of brackets that
// nothing closes, or that are closed at the very end. There is no timeout here: the bound is another.
#include "base/os.h"
#include "intake/scope.h"
#include "support/cmocka_all.h"

enum { BRACKETS = 200000 };
static const int64_t ENOUGH_NS =
    15000000000; // of CPU, with sanitizers; without a bound it is minutes

static const LanguageId languages[] = {LANGUAGE_python, LANGUAGE_javascript, LANGUAGE_c};

static Buf brackets(bool closed) {
  Buf text = {0};
  buf_str_put(&text, STR("name = "));
  for (int i = 0; i < BRACKETS; i++) buf_byte(&text, '[');
  for (int i = 0; i < BRACKETS && closed; i++) buf_byte(&text, ']');
  buf_byte(&text, '\n');
  return text;
}

static void read_all(LanguageId language, Str text) {
  ExtractOptions options = {0};
  Arena arena = {0};
  ScopeReader *reader = scope_reader_new();
  Extractor *extractor = extractor_new();
  Extraction found = {0};
  ScopeAnswer answer;
  const Str *imports;
  size_t count;
  Status status = scope_at(reader, language, text, 1, &options, &arena, &answer, NULL);
  assert_true(status == STATUS_OK || status == STATUS_LIMIT);
  assert_int_equal(answer.name.len, 4);
  assert_int_equal(answer.count, 1);
  status = scope_imports(reader, language, text, &options, &arena, &imports, &count, NULL);
  assert_true(status == STATUS_OK || status == STATUS_LIMIT);
  status_ignore(extractor_run(extractor, language, text, &options, &arena, &found, NULL));
  extraction_release(&found);
  extractor_free(extractor);
  scope_reader_free(reader);
  arena_release(&arena);
}

static void read_in_time(bool closed) {
  Buf text = brackets(closed);
  for (size_t i = 0; i < COUNT_OF(languages); i++) {
    int64_t began = os_thread_cpu_ns();
    read_all(languages[i], buf_str(&text));
    int64_t took = os_thread_cpu_ns() - began;
    if (took > ENOUGH_NS)
      fail_msg("%s: %lld ms", language_name(languages[i]).ptr, (long long)took / 1000000);
  }
  buf_release(&text);
}

static void brackets_that_nothing_closes_are_read_in_time(void **state) {
  (void)state;
  read_in_time(false);
}

static void brackets_that_are_closed_at_the_end_are_read_in_time(void **state) {
  (void)state;
  read_in_time(true);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(brackets_that_nothing_closes_are_read_in_time),
      cmocka_unit_test(brackets_that_are_closed_at_the_end_are_read_in_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
