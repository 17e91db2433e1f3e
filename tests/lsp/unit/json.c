#include "lsp/json_in.h"
#include "lsp/json_out.h"

#include "lsp/unit/check.h"

#include <math.h>
#include <stdlib.h>

static cJSON *parse(const char *text, const char **problem) {
  Buf copy = {0};
  buf_str_put(&copy, str_from_c(text));
  *problem = NULL;
  cJSON *json = json_parse(copy.len ? copy.data : NULL, copy.len, problem);
  buf_release(&copy);
  return json;
}

static void what_is_no_json_is_refused_in_words(void **state) {
  (void)state;
  static const char *const bad[] = {
      "", "{", "{} x", "nul", "\"\xFF\"", "[1,]", "\"\xC0\x80\"", "\"\xED\xA0\x80\"", "{\"a\":}"};
  for (size_t i = 0; i < COUNT_OF(bad); i++) {
    const char *problem;
    assert_null(parse(bad[i], &problem));
    assert_non_null(problem);
  }
}

static void escapes_that_strings_cannot_hold_keep_their_length(void **state) {
  (void)state;
  static const char *const pairs[][2] = {
      {"\"a\\u0000b\"", "a\x01"
                        "b"},
      {"\"a\\ud83db\"", "a\xEF\xBF\xBD"
                        "b"},
      {"\"a\\ude00b\"", "a\xEF\xBF\xBD"
                        "b"},
      {"\"\\ud83d\\ude00\"", "\xF0\x9F\x98\x80"},
      {"\"\\ud83d\\ud83d\\ude00\"", "\xEF\xBF\xBD\xF0\x9F\x98\x80"},
      {"\"\\\\u0000\"", "\\u0000"},
      {"\"\\\\\\u0000\"", "\\\x01"},
      {"\"\\u0041\"", "A"},
  };
  for (size_t i = 0; i < COUNT_OF(pairs); i++) {
    const char *problem;
    cJSON *json = parse(pairs[i][0], &problem);
    assert_non_null(json);
    assert_str(str_from_c(json->valuestring), pairs[i][1]);
    cJSON_Delete(json);
  }
}

static void accessors_believe_no_type(void **state) {
  (void)state;
  const char *problem;
  cJSON *json = parse(
      "{\"n\":5,\"s\":\"x\",\"f\":1.5,\"m\":-1,\"h\":1e300,\"t\":true,\"o\":{\"p\":{\"q\":true}}}",
      &problem);
  Str text = {"unchanged", 9};
  uint64_t number = 7;
  uint32_t clamped = 7;
  bool flag = false;
  assert_false(json_get_string(json, "n", &text));
  assert_false(json_get_string(NULL, "s", &text));
  assert_str(text, "unchanged");
  assert_true(json_get_string(json, "s", &text));
  assert_false(json_get_unsigned(json, "f", 10, &number));
  assert_false(json_get_unsigned(json, "m", 10, &number));
  assert_false(json_get_unsigned(json, "h", 10, &number));
  assert_false(json_get_unsigned(json, "n", 4, &number));
  assert_int_equal(number, 7);
  assert_true(json_get_unsigned(json, "n", 5, &number));
  assert_true(json_get_clamped(json, "m", &clamped));
  assert_int_equal(clamped, 0);
  assert_true(json_get_clamped(json, "h", &clamped));
  assert_int_equal(clamped, UINT32_MAX);
  assert_false(json_get_clamped(json, "s", &clamped));
  assert_true(json_get_bool(json, "t", &flag));
  assert_true(flag);
  assert_true(json_flag(json, "o.p.q"));
  assert_false(json_flag(json, "o.x.q"));
  assert_false(json_flag(json, "n.x"));
  cJSON_Delete(json);
}

static void commas_stand_where_they_belong(void **state) {
  (void)state;
  Buf buf = {0};
  JsonOut out = json_out(&buf);
  json_open(&out, '{');
  json_put_string(&out, "a", STR("x"));
  json_key(&out, "b");
  json_open(&out, '[');
  json_unsigned(&out, 1);
  json_open(&out, '[');
  json_close(&out, ']');
  json_null(&out);
  json_raw(&out, STR("{\"r\":0}"));
  json_close(&out, ']');
  json_put_bool(&out, "c", true);
  json_put_real(&out, "d", 0.25);
  json_put_real(&out, "e", NAN);
  json_close(&out, '}');
  assert_str(buf_str(&buf),
             "{\"a\":\"x\",\"b\":[1,[],null,{\"r\":0}],\"c\":true,\"d\":0.2500,\"e\":0.0000}");
  buf_release(&buf);
}

static void any_bytes_are_written_as_valid_json(void **state) {
  (void)state;
  for (int a = 0; a < 256; a++) {
    for (int b = 0; b < 256; b++) {
      char bytes[] = {'x', (char)a, (char)b, 'y'};
      Buf buf = {0};
      JsonOut out = json_out(&buf);
      json_string(&out, str_make(bytes, 4));
      assert_int_equal(utf8_valid_prefix(buf_str(&buf)), buf.len);
      const char *problem;
      cJSON *back = json_parse(buf.data, buf.len, &problem);
      assert_true(cJSON_IsString(back));
      if (a && b && utf8_valid_prefix(str_make(bytes, 4)) == 4) {
        assert_int_equal(strlen(back->valuestring), 4);
        assert_memory_equal(back->valuestring, bytes, 4);
      }
      cJSON_Delete(back);
      buf_release(&buf);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_no_json_is_refused_in_words),
      cmocka_unit_test(escapes_that_strings_cannot_hold_keep_their_length),
      cmocka_unit_test(accessors_believe_no_type),
      cmocka_unit_test(commas_stand_where_they_belong),
      cmocka_unit_test(any_bytes_are_written_as_valid_json),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
