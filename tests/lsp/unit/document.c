#include "lsp/document.h"

#include "base/err.h"
#include "lsp/unit/check.h"

#include <stdlib.h>

#define URI "file:///tree/a.py"

static cJSON *parse(const char *text) {
  char copy[1024];
  const char *problem;
  memcpy(copy, text, strlen(text) + 1);
  cJSON *json = json_parse(copy, strlen(copy), &problem);
  assert_non_null(json);
  return json;
}

static TextChange *changes_of(const char *text) {
  cJSON *json = parse(text);
  TextChange *changes = documents_read_changes(json);
  cJSON_Delete(json); // what was taken out of it lives on
  return changes;
}

static TextChange *whole(const char *text) {
  TextChange *change = xcalloc(1, sizeof *change);
  *change = (TextChange){.whole = true, .with = xmalloc(strlen(text) + 1), .bytes = 100};
  memcpy(change->with, text, strlen(text) + 1);
  return change;
}

static OpenDocument *open(Documents *documents, const char *text) {
  documents_open(documents, STR(URI), STR("/tree/a.py"), STR("python"), whole(text));
  return documents_find(documents, STR(URI));
}

static void paths_of_files_and_of_untitled_documents(void **state) {
  (void)state;
  static const struct {
    const char *uri, *path; // NULL: none
  } cases[] = {
      {"file:///a/b%20c", "/a/b c"},
      {"untitled:Untitled-1", "untitled:Untitled-1"},
      {"untitled:/a%20b", "untitled:/a%20b"},
      {"git:/a/b", NULL},
      {"untitled", NULL},
      {"Untitled:x", NULL},
      {"", NULL},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    Arena arena = {0};
    Str path;
    assert_int_equal(document_path(str_from_c(cases[i].uri), &arena, &path), cases[i].path != NULL);
    if (cases[i].path) assert_str(path, cases[i].path);
    arena_release(&arena);
  }
}

static void changes_are_read_all_or_none(void **state) {
  (void)state;
  TextChange *changes =
      changes_of("[{\"range\":{\"start\":{\"line\":1,\"character\":2},\"end\":{\"line\":-3,"
                 "\"character\":1e99}},\"text\":\"a\"},{\"text\":\"b\"}]");
  assert_false(changes->whole);
  assert_int_equal(changes->start.line, 1);
  assert_int_equal(changes->end.line, 0);
  assert_int_equal(changes->end.character, UINT32_MAX);
  assert_string_equal(changes->with, "a");
  assert_true(changes->next->whole);
  assert_string_equal(changes->next->with, "b");
  assert_null(changes->next->next);
  text_change_free(changes);
  static const char *const wrong[] = {
      "{}",
      "[]",
      "[5]",
      "[{\"text\":5}]",
      "[{\"text\":\"good\"},{}]",
      "[{\"text\":\"a\",\"range\":5}]",
      "[{\"text\":\"a\",\"range\":{\"start\":{\"line\":1,\"character\":2}}}]",
  };
  for (size_t i = 0; i < COUNT_OF(wrong); i++) assert_null(changes_of(wrong[i]));
}

static void a_whole_text_makes_what_waits_void(void **state) {
  (void)state;
  Documents documents = {0};
  OpenDocument *document = open(&documents, "first");
  documents_change(&documents, document, whole("second"));
  TextChange *range = whole("third");
  range->whole = false;
  documents_change(&documents, document, range);
  assert_int_equal(documents.changes_bytes, 200);
  TextChange *taken = documents_take(&documents, document);
  assert_string_equal(taken->with, "second");
  assert_string_equal(taken->next->with, "third");
  assert_null(taken->next->next);
  assert_int_equal(documents.changes_bytes, 0);
  assert_false(document->dirty);
  text_change_free(taken);
  documents_release(&documents);
}

static void a_closed_document_is_kept_until_its_job_is_done(void **state) {
  (void)state;
  Documents documents = {0};
  OpenDocument *document = open(&documents, "text");
  text_change_free(documents_take(&documents, document));
  documents_close(&documents, document);
  assert_null(documents_find(&documents, STR(URI)));
  assert_int_equal(documents.open_count, 0);
  documents_give_back(&documents, document); // it has not heard of the end
  assert_ptr_equal(documents.first, document);
  assert_null(documents_take(&documents, document));
  documents_give_back(&documents, document);
  assert_null(documents.first);
}

static void a_document_that_is_opened_again_is_the_same(void **state) {
  (void)state;
  Documents documents = {0};
  OpenDocument *document = open(&documents, "text");
  documents_close(&documents, document);
  assert_null(document->changes);
  assert_ptr_equal(open(&documents, "again"), document);
  assert_true(document->fresh);
  assert_int_equal(documents.open_count, 1);
  assert_ptr_equal(open(&documents, "twice"), document);
  assert_int_equal(documents.open_count, 1);
  assert_string_equal(document->changes->with, "twice");
  documents_release(&documents);
}

static void every_change_counts(void **state) {
  (void)state;
  Documents documents = {0};
  uint64_t before = documents.change;
  OpenDocument *document = open(&documents, "text");
  assert_true(documents.change > before);
  before = documents.change;
  documents_mark_all(&documents);
  assert_true(documents.change > before && document->dirty);
  documents_release(&documents);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(paths_of_files_and_of_untitled_documents),
      cmocka_unit_test(changes_are_read_all_or_none),
      cmocka_unit_test(a_whole_text_makes_what_waits_void),
      cmocka_unit_test(a_closed_document_is_kept_until_its_job_is_done),
      cmocka_unit_test(a_document_that_is_opened_again_is_the_same),
      cmocka_unit_test(every_change_counts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
