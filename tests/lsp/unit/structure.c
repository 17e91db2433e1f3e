// What becomes of the index's answers about a text's structure and words: folds, selections, completions.
#include "lsp/unit/fake_index.h"

// ---- folds -----------------------------------------------------------------------------------------

#define DOCUMENT "{\"textDocument\":{\"uri\":\"file:///r/a.c\"}}"
#define CODE "/* é\n*/\nint f(void) {\n  {\n    1;\n  }\n}\nx {}\n"

static void fold(const SourceFold *folds, size_t count) {
  fake.text = STR(CODE);
  fake.folds = folds;
  fake.count = count;
}

static const SourceFold folds[] = {{0, 8, FOLD_COMMENT}, // lines 0 to 1
                                   {21, 39, FOLD_CODE},  // lines 2 to 6
                                   {25, 37, FOLD_CODE},  // lines 3 to 5
                                   {42, 44, FOLD_CODE}}; // within a line

static void folds_are_whole_lines_where_the_client_folds_those(void **state) {
  (void)state;
  reset();
  fold(folds, COUNT_OF(folds));
  server.client.folds_lines_only = true;
  assert_answer(folding_request, DOCUMENT,
                "[{\"startLine\":0,\"endLine\":1,\"kind\":\"comment\"},{\"startLine\":2,"
                "\"endLine\":6},{\"startLine\":3,\"endLine\":5}]");
  server.client.folds_show_text = true;
  Answer answer = ask(folding_request, DOCUMENT);
  assert_non_null(strstr(answer.text, "\"kind\":\"comment\",\"collapsedText\":\"/* é …\"}"));
  free(answer.text);
  fold(NULL, 0);
  assert_answer(folding_request, DOCUMENT, "[]");
  assert_failures(folding_request, DOCUMENT);
}

static void folds_have_characters_where_the_client_wants_them(void **state) {
  (void)state;
  reset();
  fold(folds, 2);
  server.client.encoding = POSITION_UTF16;
  assert_answer(folding_request, DOCUMENT,
                "[{\"startLine\":0,\"endLine\":1,\"endCharacter\":2,\"kind\":\"comment\"},"
                "{\"startLine\":2,\"endLine\":6,\"startCharacter\":12,\"endCharacter\":1}]");
}

static void the_outermost_folds_are_left_where_there_may_be_few(void **state) {
  (void)state;
  reset();
  static const SourceFold nested[] = {{0, 39, FOLD_REGION},
                                      {5, 20, FOLD_CODE},
                                      {9, 19, FOLD_CODE}, // in a line
                                      {21, 37, FOLD_CODE},
                                      {40, 45, FOLD_IMPORTS}};
  static const char *const expected[] = {
      "[{\"startLine\":0,\"endLine\":6,\"kind\":\"region\"}]",
      "[{\"startLine\":0,\"endLine\":6,\"kind\":\"region\"},{\"startLine\":7,\"endLine\":8,"
      "\"kind\":\"imports\"}]",
      "[{\"startLine\":0,\"endLine\":6,\"kind\":\"region\"},{\"startLine\":0,\"endLine\":2},"
      "{\"startLine\":7,\"endLine\":8,\"kind\":\"imports\"}]",
      "[{\"startLine\":0,\"endLine\":6,\"kind\":\"region\"},{\"startLine\":0,\"endLine\":2},"
      "{\"startLine\":2,\"endLine\":5},{\"startLine\":7,\"endLine\":8,\"kind\":\"imports\"}]"};
  fold(nested, COUNT_OF(nested));
  server.client.folds_lines_only = true;
  for (uint32_t max = 1; max <= COUNT_OF(expected); max++) {
    server.client.folds_max = max;
    assert_answer(folding_request, DOCUMENT, expected[max - 1]);
  }
}

static void folds_nested_ever_deeper_are_counted(void **state) {
  (void)state;
  reset();
  SourceFold deep[600];
  Buf text = {0};
  for (uint32_t i = 0; i < COUNT_OF(deep); i++) {
    deep[i] = (SourceFold){i, 2 * COUNT_OF(deep) - i, FOLD_CODE};
  }
  for (size_t i = 0; i < 2 * COUNT_OF(deep); i++) buf_byte(&text, '\n');
  fold(deep, COUNT_OF(deep));
  fake.text = buf_str(&text);
  server.client.folds_max = 500;
  Answer answer = ask(folding_request, DOCUMENT);
  assert_int_equal(count_and_free(answer), 500);
  buf_release(&text);
}

// ---- selections ------------------------------------------------------------------------------------

#define SELECT(positions)                                                                          \
  "{\"textDocument\":{\"uri\":\"file:///r/a.c\"},\"positions\":[" positions "]}"
#define POSITION(l, c) "{\"line\":" #l ",\"character\":" #c "}"

static void steps_lie_in_each_other(void **state) {
  (void)state;
  reset();
  static const uint32_t ranges[] = {7, 9, 7, 9, 6, 10, 0, 12};
  fake.text = STR("世😀ab cd");
  fake.ranges = ranges;
  fake.count = 4;
  server.client.encoding = POSITION_UTF16;
  assert_answer(
      selection_request, SELECT(POSITION(0, 4) "," POSITION(0, 3)),
      "[{\"range\":" RANGE(0, 3, 0, 5) ",\"parent\":{\"range\":" RANGE(
          0, 1, 0,
          6) ",\"parent\":{\"range\":" RANGE(0, 0, 0,
                                             8) "}}},"
                                                "{\"range\":" RANGE(0, 3, 0,
                                                                    5) ",\"parent\":{"
                                                                       "\"range\":" RANGE(
                                                                           0, 1, 0,
                                                                           6) ",\"parent\""
                                                                              ":{"
                                                                              "\"range\""
                                                                              ":" RANGE(0, 0, 0,
                                                                                        8) "}}}]");
  assert_int_equal(fake.offset, 7);
}

static void every_position_has_an_item(void **state) {
  (void)state;
  reset();
  fake.text = STR("ab");
  assert_answer(selection_request, SELECT(""), "[]");
  assert_answer(selection_request, SELECT(POSITION(0, 1)), "[{\"range\":" RANGE(0, 1, 0, 1) "}]");
  fake.status = STATUS_NOT_FOUND;
  assert_answer(selection_request, SELECT(POSITION(0, 1)), "");
  assert_failures(selection_request, SELECT(POSITION(0, 1)));
}

static void deep_steps_are_cut_and_the_outermost_stays(void **state) {
  (void)state;
  reset();
  uint32_t ranges[400];
  Buf text = {0};
  for (uint32_t i = 0; i < 200; i++) {
    ranges[2 * i] = 200 - i;
    ranges[2 * i + 1] = 201 + i;
  }
  for (int i = 0; i < 500; i++) buf_byte(&text, 'x');
  fake.text = buf_str(&text);
  fake.ranges = ranges;
  fake.count = 200;
  Answer answer = ask(selection_request, SELECT(POSITION(0, 200)));
  cJSON *json = cJSON_Parse(answer.text);
  const cJSON *step = json->child;
  size_t depth = 1;
  for (const cJSON *up; (up = json_get(step, "parent")); step = up) depth++;
  assert_int_equal(depth, 64);
  uint64_t first;
  assert_true(json_get_unsigned(json_at(step, "range.start"), "character", 1000, &first));
  assert_int_equal(first, 1);
  cJSON_Delete(json);
  free(answer.text);
  buf_release(&text);
}

static void positions_beyond_a_thousand_are_answered_with_themselves(void **state) {
  (void)state;
  reset();
  static const uint32_t ranges[] = {0, 2};
  fake.text = STR("ab");
  fake.ranges = ranges;
  fake.count = 1;
  Buf params = {0};
  buf_str_put(&params, STR("{\"textDocument\":{\"uri\":\"file:///r/a.c\"},\"positions\":["));
  for (int i = 0; i < 1001; i++) {
    buf_printf(&params, "%s" POSITION(0, 1), i ? "," : "");
  }
  buf_str_put(&params, STR("]}"));
  buf_byte(&params, 0);
  Answer answer = ask(selection_request, params.data);
  const char *end = RANGE(0, 0, 0, 2) "},{\"range\":" RANGE(0, 1, 0, 1) "}]";
  assert_string_equal(answer.text + strlen(answer.text) - strlen(end), end);
  assert_int_equal(count_and_free(answer), 1001);
  buf_release(&params);
}

// ---- completion ------------------------------------------------------------------------------------

static const SourceWord words[] = {
    {.text = STR_INIT("mutex_lock"),
     .kind = SYMBOL_FUNCTION,
     .symbol = true,
     .container = STR_INIT("locks")},
    {.text = STR_INIT("mu")},
    {.text = STR_INIT("世界人"), .kind = SYMBOL_ENUMERATOR, .symbol = true},
    {.text = STR_INIT("muted"), .kind = SYMBOL_STRUCT},
};

static void complete(void) {
  reset();
  fake.text = STR("世 mu");
  fake.words = words;
  fake.count = COUNT_OF(words);
  fake.summary.start = 4;
  fake.summary.end = 6;
}

static void words_keep_their_order_and_short_ones_are_left_out(void **state) {
  (void)state;
  complete();
  server.client.completion_kinds = UINT32_MAX;
  assert_answer(completion_request, AT(0, 6),
                "{\"isIncomplete\":false,\"items\":[{\"label\":\"mutex_lock\",\"kind\":3,"
                "\"detail\":\"locks\",\"sortText\":\"00000\",\"filterText\":\"mutex_lock\"},"
                "{\"label\":\"世界人\",\"kind\":20,\"sortText\":\"00001\",\"filterText\":"
                "\"世界人\"},{\"label\":\"muted\",\"kind\":1,\"sortText\":\"00002\","
                "\"filterText\":\"muted\"}]}");
  assert_int_equal(fake.limit, 100);
  assert_failures(completion_request, AT(0, 6));
}

static void a_list_says_whether_there_is_more(void **state) {
  (void)state;
  static const struct {
    bool truncated;
    double covered;
    const char *begins;
  } cases[] = {{false, 1, "{\"isIncomplete\":false"},
               {true, 1, "{\"isIncomplete\":true"},
               {false, 0.5, "{\"isIncomplete\":true"}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    complete();
    fake.summary.truncated = cases[i].truncated;
    fake.summary.covered = cases[i].covered;
    Answer answer = ask(completion_request, AT(0, 6));
    assert_int_equal(strncmp(answer.text, cases[i].begins, strlen(cases[i].begins)), 0);
    free(answer.text);
  }
}

static void a_client_gets_the_range_and_the_kinds_that_it_knows(void **state) {
  (void)state;
  complete();
  server.client.encoding = POSITION_UTF16;
  server.client.completion_edit_range = true;
  server.client.completion_kinds = (1u << 19) - 2;
  Answer answer = ask(completion_request, AT(0, 4));
  assert_non_null(strstr(answer.text, "\"itemDefaults\":{\"editRange\":" RANGE(0, 2, 0, 4) "}"));
  assert_non_null(strstr(answer.text, "\"label\":\"世界人\",\"kind\":12,"));
  free(answer.text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(folds_are_whole_lines_where_the_client_folds_those),
      cmocka_unit_test(folds_have_characters_where_the_client_wants_them),
      cmocka_unit_test(the_outermost_folds_are_left_where_there_may_be_few),
      cmocka_unit_test(folds_nested_ever_deeper_are_counted),
      cmocka_unit_test(steps_lie_in_each_other),
      cmocka_unit_test(every_position_has_an_item),
      cmocka_unit_test(deep_steps_are_cut_and_the_outermost_stays),
      cmocka_unit_test(positions_beyond_a_thousand_are_answered_with_themselves),
      cmocka_unit_test(words_keep_their_order_and_short_ones_are_left_out),
      cmocka_unit_test(a_list_says_whether_there_is_more),
      cmocka_unit_test(a_client_gets_the_range_and_the_kinds_that_it_knows),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
