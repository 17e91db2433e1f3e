// What becomes of the index's answers about names: definitions, references, highlights, hovers, calls.
#include "lsp/unit/fake_index.h"

// 世 is 3 bytes, 1 unit; 😀 is 4 bytes, 2 units of UTF-16. Lines end with \r\n.
#define TEXT "int x;\r\n/*世😀*/ int f(int a);\r\nint g(void) { return f(1); }\r\n"

static uint32_t offset_of(const char *text) {
  size_t at = str_find(STR(TEXT), str_from_c(text));
  assert_true(at != SIZE_MAX);
  return (uint32_t)at;
}

static SourceTarget target_of(const char *name, const char *all, Certainty certainty) {
  SourceTarget target = {.path = STR("d e.c"),
                         .language = STR("c"),
                         .text = STR(TEXT),
                         .name = str_from_c(name),
                         .kind = SYMBOL_FUNCTION,
                         .certainty = certainty};
  target.start = offset_of(all);
  target.end = target.start + (uint32_t)strlen(all);
  target.name_start = target.start + (uint32_t)str_find(str_from_c(all), target.name);
  target.name_end = target.name_start + (uint32_t)strlen(name);
  return target;
}

static void ask_about(const SourceTarget *targets, size_t count) {
  fake.text = STR(TEXT);
  fake.targets = targets;
  fake.count = count;
}

// ---- definitions -----------------------------------------------------------------------------------

static void a_definition_is_in_the_units_of_the_client(void **state) {
  (void)state;
  reset();
  SourceTarget f = target_of("f", "int f(int a);", CERTAINTY_SCOPE);
  ask_about(&f, 1);
  static const char *const expected[] = {
      "[{\"uri\":\"file:///r/d%20e.c\",\"range\":" RANGE(1, 16, 1, 17) "}]",
      "[{\"uri\":\"file:///r/d%20e.c\",\"range\":" RANGE(1, 12, 1, 13) "}]",
      "[{\"uri\":\"file:///r/d%20e.c\",\"range\":" RANGE(1, 11, 1, 12) "}]",
  };
  for (int encoding = 0; encoding < 3; encoding++) {
    server.client.encoding = (PositionEncoding)encoding;
    assert_answer(definition_request, AT(2, 21), expected[encoding]);
    assert_int_equal(fake.offset, offset_of("f(1)"));
    assert_false(fake.declarations);
    assert_answer(declaration_request, AT(2, 21), expected[encoding]);
    assert_true(fake.declarations);
  }
}

static void a_link_says_how_much_of_the_place_is_the_name(void **state) {
  (void)state;
  reset();
  server.client.definition_links = true;
  server.client.encoding = POSITION_UTF16;
  SourceTarget f = target_of("f", "int f(int a);", CERTAINTY_SCOPE);
  ask_about(&f, 1);
  fake.summary.start = offset_of("f(int a)");
  fake.summary.end = fake.summary.start + 1;
  assert_answer(
      definition_request, AT(1, 12),
      "[{\"targetUri\":\"file:///r/d%20e.c\",\"targetRange\":" RANGE(
          1, 8, 1, 21) ",\"targetSelectionRange\":" RANGE(1, 12, 1, 13) ",\"originSelect"
                                                                        "ionRange"
                                                                        "\":" RANGE(1, 12, 1,
                                                                                    13) "}]");
  fake.summary.start = 0; // on another line than the place: not said
  assert_answer(definition_request, AT(1, 12),
                "[{\"targetUri\":\"file:///r/d%20e.c\",\"targetRange\":" RANGE(
                    1, 8, 1, 21) ",\"targetSelectionRange\":" RANGE(1, 12, 1, 13) "}]");
  assert_answer(declaration_request, AT(1, 12),
                "[{\"uri\":\"file:///r/d%20e.c\",\"range\":" RANGE(1, 12, 1, 13) "}]");
}

// The names of the answered targets, in order: their lines in TEXT tell them.
static void assert_chosen(Handler handler, const char *params, const char *expected) {
  Answer answer = ask(handler, params);
  cJSON *json = cJSON_Parse(answer.text);
  char names[16] = "";
  size_t count = 0;
  const cJSON *item;
  cJSON_ArrayForEach(item, json) {
    uint64_t line = 9;
    json_get_unsigned(json_at(item, "range.start"), "line", 9, &line);
    names[count++] = line == 0 ? 'x' : line == 1 ? 'f' : 'g';
  }
  assert_string_equal(names, expected);
  cJSON_Delete(json);
  free(answer.text);
}

static void those_that_share_the_name_alone_give_way(void **state) {
  (void)state;
  reset();
  SourceTarget targets[] = {target_of("f", "int f(int a);", CERTAINTY_LIKELY),
                            target_of("g", "int g(void)", CERTAINTY_LIKELY),
                            target_of("x", "int x;", CERTAINTY_NAME)}; // in the index's order
  ask_about(targets, 3);
  assert_chosen(definition_request, AT(0, 0), "fg");
  targets[0].certainty = targets[1].certainty = CERTAINTY_NAME;
  assert_chosen(definition_request, AT(0, 0), "fgx");
}

static void a_definition_leads_to_its_counterpart_if_something_speaks_for_that(void **state) {
  (void)state;
  reset();
  SourceTarget targets[] = {
      target_of("f", "int f(int a);", CERTAINTY_LIKELY), target_of("x", "int x;", CERTAINTY_LIKELY),
      target_of("g", "int g(void)", CERTAINTY_ONLY), target_of("x", "int x;", CERTAINTY_NAME)};
  targets[2].path = STR("a.c");
  ask_about(targets, 4);
  assert_chosen(definition_request, AT(2, 4), "fx");
  assert_chosen(definition_request, AT(2, 5), "fx");  // the end of the name
  assert_chosen(definition_request, AT(2, 8), "fxg"); // not the name
  targets[0].flags = SYMBOL_DECLARATION;
  assert_chosen(definition_request, AT(2, 4), "f");
  targets[2].flags = SYMBOL_DECLARATION; // then it is the declaration
  assert_chosen(definition_request, AT(2, 4), "x");
  targets[0].certainty = CERTAINTY_NAME;
  assert_chosen(definition_request, AT(2, 4), "x");
  targets[1].certainty = CERTAINTY_NAME;
  assert_chosen(definition_request, AT(2, 4), "g");
  ask_about(&targets[2], 2); // what comes behind it is something else
  assert_chosen(definition_request, AT(2, 4), "g");
}

static void declarations_leave_definitions_out(void **state) {
  (void)state;
  reset();
  SourceTarget targets[] = {target_of("f", "int f(int a);", CERTAINTY_LIKELY),
                            target_of("x", "int x;", CERTAINTY_ONLY),
                            target_of("g", "int g(void)", CERTAINTY_NAME)};
  ask_about(targets, 3);
  assert_chosen(declaration_request, AT(0, 0), "fx");
  targets[0].flags = targets[2].flags = SYMBOL_DECLARATION;
  assert_chosen(declaration_request, AT(0, 0), "f");
  targets[0].path = STR("a.c"); // though it is the place itself
  assert_chosen(declaration_request, AT(1, 16), "f");
}

static void definitions_leave_declarations_out_if_they_are_as_likely(void **state) {
  (void)state;
  reset();
  SourceTarget targets[] = {target_of("f", "int f(int a);", CERTAINTY_LIKELY),
                            target_of("x", "int x;", CERTAINTY_LIKELY),
                            target_of("g", "int g(void)", CERTAINTY_NAME)};
  targets[0].flags = SYMBOL_DECLARATION;
  ask_about(targets, 3);
  assert_chosen(definition_request, AT(0, 0), "x");
  targets[1].certainty = CERTAINTY_NAME;
  assert_chosen(definition_request, AT(0, 0), "f");
  targets[0].certainty = CERTAINTY_NAME;
  assert_chosen(definition_request, AT(0, 0), "xg");
}

static void no_target_is_an_empty_list_and_no_document_is_null(void **state) {
  (void)state;
  reset();
  ask_about(NULL, 0);
  assert_answer(definition_request, AT(0, 0), "[]");
  assert_failures(definition_request, AT(0, 0));
  server.settings.features[FEATURE_DEFINITION] = SERVE_OFF;
  SourceTarget f = target_of("f", "int f(int a);", CERTAINTY_SCOPE);
  ask_about(&f, 1);
  assert_answer(definition_request, AT(0, 0), "");
}

static void a_place_on_an_endless_line_is_told_like_any(void **state) {
  (void)state;
  reset();
  server.client.encoding = POSITION_UTF16;
  Buf text = {0};
  buf_str_put(&text, STR("x\n"));
  for (int i = 0; i < 30000; i++) buf_str_put(&text, STR("世")); // 90000 bytes
  buf_str_put(&text, STR("name"));
  for (int i = 0; i < 30000; i++) buf_str_put(&text, STR("é"));
  fake.text = buf_str(&text);
  fake.summary.start = 90002;
  fake.summary.end = 90006;
  SourceTarget f = target_of("f", "int f(int a);", CERTAINTY_SCOPE);
  SourceHover hover = {.target = &f, .references_exact = true};
  fake.hover = &hover;
  Answer answer = ask(hover_request, AT(1, 30002));
  assert_int_equal(fake.offset, 90004);
  assert_non_null(strstr(answer.text, "\"range\":" RANGE(1, 30000, 1, 30004)));
  free(answer.text);
  buf_release(&text);
}

// ---- references and highlights ---------------------------------------------------------------------

static const SourceReference references[] = {
    {.path = STR_INIT("a.c"),
     .line = 1,
     .column = 16,
     .length = 1,
     .text = STR_INIT("/*世😀*/ int f(int a);"),
     .kind = OCCURRENCE_DECLARATION},
    {.path = STR_INIT("世.c"),
     .line = 2,
     .column = 21,
     .length = 1,
     .text = STR_INIT("int g(void) { return f(1); }"),
     .kind = OCCURRENCE_CALL},
};

#define REFERENCES_AT                                                                              \
  "{\"textDocument\":{\"uri\":\"file:///r/a.c\"},\"position\":{\"line\":1,"                        \
  "\"character\":12},\"context\":{\"includeDeclaration\":true}}"

static void references_are_locations_and_their_number_is_said(void **state) {
  (void)state;
  reset();
  server.client.encoding = POSITION_UTF16;
  fake.text = STR(TEXT);
  fake.references = references;
  fake.count = 2;
  fake.summary.found = 2;
  const char *expected = "[{\"uri\":\"file:///r/a.c\",\"range\":" RANGE(
      1, 12, 1, 13) "},{\"uri\":\"file:///r/"
                    "%E4%B8%96.c\",\"range\":" RANGE(2, 21, 2, 22) "}]";
  assert_answer(references_request, REFERENCES_AT, expected);
  assert_true(fake.declarations);
  assert_int_equal(fake.limit, 1000);
  static const struct {
    uint64_t found;
    bool truncated;
    double covered;
    const char *note;
  } notes[] = {{2, false, 1, "2 references"},
               {1, false, 1, "1 reference"},
               {5000, true, 1, "5000 references, and more"},
               {2, true, 0.4, "2 references, and more, in 40% of the files so far"}};
  assert_in_range(fake.timeout_ns, 1, 20000000000);
  server.settings.max_references = 9000; // not reached
  for (size_t i = 0; i < COUNT_OF(notes); i++) {
    fake.summary.found = notes[i].found;
    fake.summary.truncated = notes[i].truncated;
    fake.summary.covered = notes[i].covered;
    Answer answer = ask(references_request, REFERENCES_AT);
    assert_string_equal(answer.note, notes[i].note);
    free(answer.text);
  }
  assert_failures(references_request, REFERENCES_AT);
}

static void highlights_tell_writing_from_reading(void **state) {
  (void)state;
  static const int kinds[] = {1, 2, 3, 2, 2, 1, 3}; // of OccurrenceKind
  reset();
  server.client.encoding = POSITION_UTF32;
  fake.text = STR(TEXT);
  fake.count = 1;
  for (int kind = OCCURRENCE_TEXT; kind <= OCCURRENCE_DEFINITION; kind++) {
    SourceReference one = references[0];
    one.kind = (OccurrenceKind)kind;
    fake.references = &one;
    char expected[160];
    snprintf(expected, sizeof expected, "[{\"range\":" RANGE(1, 11, 1, 12) ",\"kind\":%d}]",
             kinds[kind]);
    assert_answer(highlight_request, AT(1, 11), expected);
  }
  fake.count = 0;
  assert_answer(highlight_request, AT(1, 11), "");
  assert_failures(highlight_request, AT(1, 11));
}

// ---- hover -----------------------------------------------------------------------------------------

static char *hover_text(SourceHover hover, bool markdown) {
  server.client.hover_markdown = markdown;
  fake.text = STR(TEXT);
  fake.hover = &hover;
  Answer answer = ask(hover_request, AT(2, 21));
  assert_int_equal(answer.error, 0);
  cJSON *json = cJSON_Parse(answer.text);
  const cJSON *contents = json_get(json, "contents");
  Str kind, value;
  assert_true(json_get_string(contents, "kind", &kind));
  assert_str(kind, markdown ? "markdown" : "plaintext");
  assert_true(json_get_string(contents, "value", &value));
  char *copy = str_to_c(value);
  cJSON_Delete(json);
  free(answer.text);
  return copy;
}

static void assert_hover(SourceHover hover, bool markdown, const char *expected) {
  char *text = hover_text(hover, markdown);
  assert_string_equal(text, expected);
  free(text);
}

static void a_hover_shows_the_head_the_comment_and_the_place(void **state) {
  (void)state;
  reset();
  SourceTarget f = target_of("f", "int f(int a);", CERTAINTY_SCOPE);
  f.line = 1;
  SourceHover hover = {.target = &f,
                       .signature = STR("int f(int a)"),
                       .comment = STR("First.\nSecond.\n\n- item"),
                       .references = 3,
                       .references_exact = true};
  assert_hover(hover, true,
               "```c\nint f(int a)\n```\n\n---\nFirst.  \nSecond.\n\n- item\n\n---\n"
               "function, defined in `d e.c:2`  \n3 occurrences in code");
  assert_hover(hover, false,
               "int f(int a)\n\nFirst.\nSecond.\n\n- item\n\n"
               "function, defined in d e.c:2\n3 occurrences in code");
  f.flags = SYMBOL_DECLARATION | SYMBOL_EXPORTED;
  f.container = STR("a``b");
  hover.signature = hover.comment = STR("");
  hover.references = 1;
  hover.references_exact = false;
  assert_hover(hover, true,
               "function of ``` a``b ```, declared in `d e.c:2`  \nat least 1 occurrence in code");
  hover.references = 0;
  assert_hover(hover, true, "function of ``` a``b ```, declared in `d e.c:2`");
}

static void a_hover_of_a_file_shows_no_place_in_it(void **state) {
  (void)state;
  reset();
  SourceTarget file = {.path = STR("lib/util.h"),
                       .language = STR("c"),
                       .text = STR(TEXT),
                       .kind = SYMBOL_MODULE,
                       .certainty = CERTAINTY_ONLY};
  SourceHover hover = {.target = &file, .comment = STR("Helps.")};
  assert_hover(hover, true, "Helps.\n\n---\nfile `lib/util.h`");
  file.certainty = CERTAINTY_LIKELY;
  hover.comment = STR("");
  hover.others = 2;
  assert_hover(hover, false, "file lib/util.h; likely this one of 3");
}

static void a_hover_is_honest_about_what_is_meant(void **state) {
  (void)state;
  reset();
  static const struct {
    Certainty certainty;
    uint64_t others;
    const char *words;
  } cases[] = {
      {CERTAINTY_SCOPE, 0, "d e.c:1\n"},
      {CERTAINTY_SCOPE, 2, "d e.c:1 and 2 more places\n"},
      {CERTAINTY_ONLY, 0, "d e.c:1\n"},
      {CERTAINTY_ONLY, 1, "d e.c:1 and 1 more place\n"},
      {CERTAINTY_LIKELY, 0, "d e.c:1; likely this one\n"},
      {CERTAINTY_LIKELY, 1, "d e.c:1; likely this one of 2\n"},
      {CERTAINTY_NAME, 0, "d e.c:1; found by its name alone\n"},
      {CERTAINTY_NAME, 4, "d e.c:1; one of 5 of this name: which is meant is not known\n"},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    SourceTarget f = target_of("f", "int f(int a);", cases[i].certainty);
    SourceHover hover = {.target = &f, .others = cases[i].others, .references_exact = true};
    char *text = hover_text(hover, false);
    assert_non_null(strstr(text, cases[i].words));
    free(text);
  }
}

static void nothing_in_a_source_breaks_out_of_a_hover(void **state) {
  (void)state;
  reset();
  SourceTarget f = target_of("f", "int f(int a);", CERTAINTY_SCOPE);
  SourceHover hover = {.target = &f, .signature = STR("a ```` b"), .references_exact = true};
  char *text = hover_text(hover, true);
  assert_int_equal(strncmp(text, "`````c\na ```` b\n`````\n", 22), 0);
  free(text);
  Buf wide = {0};
  for (int i = 0; i < 4000; i++) buf_str_put(&wide, STR("世"));
  hover.comment = buf_str(&wide); // cut between characters
  text = hover_text(hover, false);
  assert_int_equal(utf8_valid_prefix(str_from_c(text)), strlen(text));
  assert_non_null(strstr(text, "世 …"));
  assert_true(strlen(text) < 9000);
  free(text);
  buf_release(&wide);
}

static void a_place_without_a_name_has_no_hover(void **state) {
  (void)state;
  reset();
  fake.text = STR(TEXT);
  assert_answer(hover_request, AT(0, 0), "");
  assert_failures(hover_request, AT(0, 0));
}

// ---- calls -----------------------------------------------------------------------------------------

#define ITEM_F                                                                                     \
  "{\"name\":\"f\",\"kind\":12,\"detail\":\"d "                                                    \
  "e.c\",\"uri\":\"file:///r/d%20e.c\",\"range\":" RANGE(                                          \
      1, 12, 1, 25) ",\"selectionRange\":" RANGE(1, 16, 1, 17) ",\"data\":{\"name\":\"f\"}}"

static void the_function_at_the_place_is_prepared_alone(void **state) {
  (void)state;
  reset();
  SourceTarget targets[] = {target_of("x", "int x;", CERTAINTY_SCOPE),
                            target_of("g", "int g(void)", CERTAINTY_NAME),
                            target_of("f", "int f(int a);", CERTAINTY_NAME)};
  targets[0].kind = SYMBOL_VARIABLE;
  ask_about(targets, 3);
  assert_int_equal(count_and_free(ask(calls_prepare_request, AT(0, 0))), 2);
  targets[1].flags = SYMBOL_DECLARATION; // the definition, rather
  assert_answer(calls_prepare_request, AT(0, 0), "[" ITEM_F "]");
  targets[1].flags = 0;
  targets[2].path = STR("a.c"); // the place is its name
  Answer here = ask(calls_prepare_request, AT(1, 16));
  assert_non_null(strstr(here.text, "a.c"));
  assert_int_equal(count_and_free(here), 1);
  ask_about(targets, 1); // nothing that is called
  assert_answer(calls_prepare_request, AT(0, 4), "");
  assert_failures(calls_prepare_request, AT(0, 4));
}

#define ITEM_PARAMS(line, character, name)                                                         \
  "{\"item\":{\"name\":\"g\",\"kind\":12,\"uri\":\"file:///r/a.c\",\"range\":" RANGE(              \
      0, 0, 0, 0) ",\"selectionRange\":" RANGE(line, character, line,                              \
                                               character) ",\"data\":{\"name\":\"" name "\"}}}"

static void calls_are_ranges_of_the_caller(void **state) {
  (void)state;
  reset();
  SourceTarget f = target_of("f", "int f(int a);", CERTAINTY_SCOPE);
  f.text = STR("\n\n\n" TEXT); // another text than the place's
  f.start += 3, f.end += 3, f.name_start += 3, f.name_end += 3;
  uint32_t call[] = {offset_of("f(1)"), offset_of("f(1)") + 1};
  SourceCalls calls = {.target = &f, .calls = call, .call_count = 1};
  fake.text = STR(TEXT);
  fake.calls = &calls;
  fake.count = 1;
  Answer out = ask(calls_outgoing_request, ITEM_PARAMS(2, 4, "g"));
  assert_false(fake.incoming);
  assert_int_equal(fake.offset, offset_of("g(void)"));
  assert_non_null(strstr(out.text, "[{\"to\":{\"name\":\"f\""));
  assert_non_null(strstr(out.text, "\"selectionRange\":" RANGE(4, 16, 4, 17)));
  assert_non_null(strstr(out.text, "\"fromRanges\":[" RANGE(2, 21, 2, 22) "]"));
  free(out.text);
  Answer in = ask(calls_incoming_request, ITEM_PARAMS(2, 4, "g"));
  assert_true(fake.incoming);
  assert_non_null(strstr(in.text, "[{\"from\":{\"name\":\"f\""));
  assert_non_null(strstr(in.text, "\"fromRanges\":[" RANGE(5, 18, 5, 19) "]"));
  free(in.text);
  assert_in_range(fake.timeout_ns, 1, 20000000000);
  assert_failures(calls_incoming_request, ITEM_PARAMS(2, 4, "g"));
}

static void of_calls_the_end_of_the_progress_says_whether_there_are_more(void **state) {
  (void)state;
  reset();
  fake.text = STR(TEXT);
  fake.summary = (NavigationSummary){.found = 1, .reason = "", .covered = 1};
  Answer all = ask(calls_incoming_request, ITEM_PARAMS(2, 4, "g"));
  assert_string_equal(all.note, "1 caller");
  free(all.text);
  fake.summary =
      (NavigationSummary){.found = 256, .truncated = true, .reason = "deadline", .covered = 0.5};
  Answer in = ask(calls_incoming_request, ITEM_PARAMS(2, 4, "g"));
  assert_string_equal(in.note, "256 callers, and more: time was up, in 50% of the files so far");
  free(in.text);
  fake.summary.reason = "limit";
  fake.summary.covered = 1;
  Answer out = ask(calls_outgoing_request, ITEM_PARAMS(2, 4, "g"));
  assert_string_equal(out.note, "256 called functions, and more");
  free(out.text);
}

static void an_item_is_found_again_by_its_name(void **state) {
  (void)state;
  reset();
  fake.text = STR("gg g\nint gg;\n  g() g g\n");
  static const struct {
    const char *params;
    size_t offset;
  } cases[] = {
      {ITEM_PARAMS(2, 2, "g"), 15},  // where it was
      {ITEM_PARAMS(2, 3, "g"), 15},  // nearest before
      {ITEM_PARAMS(2, 5, "g"), 19},  // as near as the one before: the next one
      {ITEM_PARAMS(1, 0, "g"), 3},   // not in gg
      {ITEM_PARAMS(99, 9, "g"), 21}, // the text is shorter now
      {ITEM_PARAMS(1, 0, "h"), 5},   // gone: the place as it is
      {ITEM_PARAMS(1, 1, ""), 6},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    assert_answer(calls_incoming_request, cases[i].params, "[]");
    if (fake.offset != cases[i].offset) print_message("case %zu\n", i);
    assert_int_equal(fake.offset, cases[i].offset);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_definition_is_in_the_units_of_the_client),
      cmocka_unit_test(a_link_says_how_much_of_the_place_is_the_name),
      cmocka_unit_test(those_that_share_the_name_alone_give_way),
      cmocka_unit_test(a_definition_leads_to_its_counterpart_if_something_speaks_for_that),
      cmocka_unit_test(declarations_leave_definitions_out),
      cmocka_unit_test(definitions_leave_declarations_out_if_they_are_as_likely),
      cmocka_unit_test(no_target_is_an_empty_list_and_no_document_is_null),
      cmocka_unit_test(a_place_on_an_endless_line_is_told_like_any),
      cmocka_unit_test(references_are_locations_and_their_number_is_said),
      cmocka_unit_test(highlights_tell_writing_from_reading),
      cmocka_unit_test(a_hover_shows_the_head_the_comment_and_the_place),
      cmocka_unit_test(a_hover_of_a_file_shows_no_place_in_it),
      cmocka_unit_test(a_hover_is_honest_about_what_is_meant),
      cmocka_unit_test(nothing_in_a_source_breaks_out_of_a_hover),
      cmocka_unit_test(a_place_without_a_name_has_no_hover),
      cmocka_unit_test(the_function_at_the_place_is_prepared_alone),
      cmocka_unit_test(calls_are_ranges_of_the_caller),
      cmocka_unit_test(of_calls_the_end_of_the_progress_says_whether_there_are_more),
      cmocka_unit_test(an_item_is_found_again_by_its_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
