// Bytes of all kinds, and the text that is made of them.
#include "intake/decode.h"
#include "support/cmocka_all.h"
#include "support/random.h"

typedef struct {
  Str bytes, text;
  Encoding encoding;
  unsigned bom_size;
  bool binary;
} Case;

#define BYTES(literal)                                                                             \
  { (literal), sizeof(literal) - 1 }

static void every_encoding_becomes_utf8(void **state) {
  (void)state;
  static const Case cases[] = {
      {BYTES(""), BYTES(""), ENCODING_UTF8, 0, false},
      {BYTES("abc"), BYTES("abc"), ENCODING_UTF8, 0, false},
      {BYTES("\xC3\xA9"), BYTES("\xC3\xA9"), ENCODING_UTF8, 0, false},
      {BYTES("\xEF\xBB\xBF"), BYTES(""), ENCODING_UTF8, 3, false},
      {BYTES("\xEF\xBB\xBFx"), BYTES("x"), ENCODING_UTF8, 3, false},
      {BYTES("\xEF\xBB"), BYTES("\xC3\xAF\xC2\xBB"), ENCODING_LATIN1, 0, false},
      {BYTES("caf\xE9!"), BYTES("caf\xC3\xA9!"), ENCODING_LATIN1, 0, false},
      {BYTES("\xC3\xA9\xE9"), BYTES("\xC3\xA9\xC3\xA9"), ENCODING_LATIN1, 0, false},
      {BYTES("\xFF\xFE"), BYTES(""), ENCODING_UTF16LE, 2, false},
      {BYTES("\xFF\xFE"
             "a\0\xE9\0\n\0"),
       BYTES("a\xC3\xA9\n"), ENCODING_UTF16LE, 2, false},
      {BYTES("\xFE\xFF\0a\x4E\x2D"), BYTES("a\xE4\xB8\xAD"), ENCODING_UTF16BE, 2, false},
      {BYTES("\xFF\xFE\x3D\xD8\x00\xDE"), BYTES("\xF0\x9F\x98\x80"), ENCODING_UTF16LE, 2, false},
      {BYTES("\xFF\xFE\x3D\xD8"
             "a\0"),
       BYTES("\xEF\xBF\xBD"
             "a"),
       ENCODING_UTF16LE, 2, false},
      {BYTES("\xFF\xFE\x00\xDE\x3D\xD8"), BYTES("\xEF\xBF\xBD\xEF\xBF\xBD"), ENCODING_UTF16LE, 2,
       false},
      {BYTES("\xFF\xFE"
             "a\0b"),
       BYTES("a\xEF\xBF\xBD"), ENCODING_UTF16LE, 2, false},
      {BYTES("\x7F"
             "ELF\0"),
       BYTES(""), ENCODING_UTF8, 0, true},
      {BYTES("\xFF\xFE\0\0a\0\0\0"), BYTES(""), ENCODING_UTF16LE, 2, true},
      {BYTES("a\0b"), BYTES(""), ENCODING_UTF8, 0, true},
  };
  Buf scratch = {0};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    DecodedText got;
    assert_int_equal(decode(cases[i].bytes, &scratch, &got, NULL), STATUS_OK);
    assert_int_equal(got.encoding, cases[i].encoding);
    assert_int_equal(got.bom_size, cases[i].bom_size);
    assert_int_equal(got.binary, cases[i].binary);
    if (!str_equal(got.text, cases[i].text)) fail_msg("case %zu: \"%.*s\"", i, STR_ARGS(got.text));
  }
  buf_release(&scratch);
}

static void clean_text_is_not_copied(void **state) {
  (void)state;
  Buf scratch = {0};
  DecodedText got;
  Str bytes = STR("\xEF\xBB\xBFplain \xE4\xB8\xAD");
  assert_int_equal(decode(bytes, &scratch, &got, NULL), STATUS_OK);
  assert_ptr_equal(got.text.ptr, bytes.ptr + 3);
  assert_int_equal(scratch.capacity, 0);
}

static void a_nul_counts_in_the_first_64_kib_only(void **state) {
  (void)state;
  Buf bytes = {0}, scratch = {0};
  DecodedText got;
  while (bytes.len < DECODE_PROBE) buf_str_put(&bytes, STR("01234567"));
  buf_byte(&bytes, '\0');
  assert_int_equal(decode(buf_str(&bytes), &scratch, &got, NULL), STATUS_OK);
  assert_false(got.binary);
  assert_int_equal(got.text.len, bytes.len);
  bytes.data[DECODE_PROBE - 1] = '\0';
  assert_int_equal(decode(buf_str(&bytes), &scratch, &got, NULL), STATUS_OK);
  assert_true(got.binary);
  buf_release(&bytes);
}

static void more_text_than_allowed_is_refused_and_outputs_stay(void **state) {
  (void)state;
  Buf bytes = {0}, scratch = {.max = 10000};
  DecodedText got = {.bom_size = 77};
  Str text;
  Error error;
  buf_str_put(&bytes, STR("\xFF\xFE"));
  for (int i = 0; i < 4000; i++) buf_str_put(&bytes, STR("\x2D\x4E"));
  assert_int_equal(decode(buf_str(&bytes), &scratch, &got, &error), STATUS_LIMIT);
  assert_int_equal(got.bom_size, 77);
  buf_clear(&bytes);
  for (int i = 0; i < 9000; i++) buf_str_put(&bytes, STR("\xE9"));
  assert_int_equal(decode(buf_str(&bytes), &scratch, &got, &error), STATUS_LIMIT);
  assert_int_equal(
      decode_part(str_slice(buf_str(&bytes), 0, 4000), ENCODING_LATIN1, &scratch, &text, &error),
      STATUS_OK);
  assert_int_equal(text.len, 8000);
  buf_release(&bytes);
  buf_release(&scratch);
}

// The plain definition, one byte at a time.
static size_t slow_valid_prefix(Str s) {
  size_t at = 0;
  while (at < s.len) {
    uint32_t code_point;
    size_t width = utf8_decode(str_slice(s, at, s.len), &code_point);
    if (width == 1 && (unsigned char)s.ptr[at] >= 0x80) break;
    at += width;
  }
  return at;
}

static void fast_validation_agrees_with_the_definition(void **state) {
  (void)state;
  static const Str pieces[] = {BYTES("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"),
                               BYTES("a"),
                               BYTES("\xC3\xA9"),
                               BYTES("\xE4\xB8\xAD"),
                               BYTES("\xF0\x9F\x98\x80"),
                               BYTES("\xED\x9F\xBF"),
                               BYTES("\xEE\x80\x80"),
                               BYTES("\xF4\x8F\xBF\xBF"),
                               BYTES("\xE0\xA0\x80"),
                               BYTES("\xF0\x90\x80\x80")};
  static const Str broken[] = {BYTES("\xED\xA0\x80"),
                               BYTES("\xF4\x90\x80\x80"),
                               BYTES("\xC0\x80"),
                               BYTES("\xE0\x9F\x80"),
                               BYTES("\xF0\x8F\x80\x80"),
                               BYTES("\x80"),
                               BYTES("\xC3"),
                               BYTES("\xFF"),
                               BYTES("\xE4\xB8")};
  Random random = random_seeded("utf8_valid_prefix");
  Buf bytes = {0}, scratch = {0};
  for (int i = 0; i < 20000; i++) {
    buf_clear(&bytes);
    for (uint32_t j = 0, n = random_below(&random, 12); j < n; j++) {
      buf_str_put(&bytes, random_below(&random, 8)
                              ? pieces[random_below(&random, COUNT_OF(pieces))]
                              : broken[random_below(&random, COUNT_OF(broken))]);
    }
    Str s = str_slice(buf_str(&bytes), random_below(&random, 4), SIZE_MAX);
    assert_int_equal(utf8_valid_prefix(s), slow_valid_prefix(s));
    DecodedText got;
    assert_int_equal(decode(s, &scratch, &got, NULL), STATUS_OK);
    assert_int_equal(slow_valid_prefix(got.text), got.text.len); // whatever comes in
  }
  buf_release(&bytes);
  buf_release(&scratch);
}

static void generated_text_is_known_by_its_heading_or_its_lines(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool generated;
  } cases[] = {
      {"// Code generated by protoc-gen-go. DO NOT EDIT.\n", true},
      {"/**\n * @generated SignedSource<<x>>\n */\n", true},
      {"# This file is automatically generated by make.\n", true},
      {"# auto-generated\n", true},
      {"// Generated by x, do not modify!\n", true},
      {"// numbers are generated at run time\n", false},
      {"// please do not edit without asking\n", false},
      {"int main(void) {}\n", false},
      {"", false},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    bool got = decode_looks_generated(str_from_c(cases[i].text));
    if (got != cases[i].generated) fail_msg("%s", cases[i].text);
  }
  Buf text = {0};
  for (int i = 0; i < 1000; i++) buf_str_put(&text, STR("a=b;"));
  assert_true(decode_looks_generated(buf_str(&text)));
  buf_clear(&text);
  for (int i = 0; i < 1000; i++) buf_str_put(&text, STR("a = b; // not so wide\n"));
  assert_false(decode_looks_generated(buf_str(&text)));
  buf_release(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_encoding_becomes_utf8),
      cmocka_unit_test(clean_text_is_not_copied),
      cmocka_unit_test(a_nul_counts_in_the_first_64_kib_only),
      cmocka_unit_test(more_text_than_allowed_is_refused_and_outputs_stay),
      cmocka_unit_test(fast_validation_agrees_with_the_definition),
      cmocka_unit_test(generated_text_is_known_by_its_heading_or_its_lines),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
