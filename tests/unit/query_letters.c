// What letters.c believes about case is what PCRE2 does, for every code point.
#include "query/letters.h"

#include "base/array.h"
#include "base/err.h"
#include "base/str.h"
#include "support/cmocka_all.h"

#include <pcre2.h>
#include <stdio.h>

typedef struct {
  char *bytes;
  size_t len;
} Everything;

// Every character, in order.
static Everything everything(void) {
  Everything all = {xmalloc(0x110000 * 4), 0};
  for (uint32_t c = 1; c < 0x110000; c++) {
    if (c >= 0xD800 && c < 0xE000) continue;
    all.len += utf8_encode(c, all.bytes + all.len);
  }
  return all;
}

// The characters that a caseless pattern of the one finds, ascending.
static size_t forms_by_pcre2(const Everything *all, uint32_t c, uint32_t *out, size_t room) {
  char pattern[16];
  int length = snprintf(pattern, sizeof pattern, "\\x{%x}", c), code;
  PCRE2_SIZE at;
  pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)pattern, (size_t)length,
                                       PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS, &code, &at, NULL);
  assert_non_null(compiled);
  pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE);
  pcre2_match_data *data = pcre2_match_data_create(1, NULL);
  size_t from = 0, count = 0;
  while (
      pcre2_match(compiled, (PCRE2_SPTR)all->bytes, all->len, from, PCRE2_NO_UTF_CHECK, data, NULL)
      >= 0) {
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(data);
    uint32_t found;
    utf8_decode(str_make(all->bytes + ends[0], ends[1] - ends[0]), &found);
    if (count < room) out[count] = found;
    count++;
    from = ends[1];
  }
  pcre2_match_data_free(data);
  pcre2_code_free(compiled);
  return count;
}

static int by_number(const void *a, const void *b) {
  return (*(const uint32_t *)a > *(const uint32_t *)b)
         - (*(const uint32_t *)a < *(const uint32_t *)b);
}

static void letters_with_case_have_the_forms_that_pcre2_finds(void **state) {
  (void)state;
  Everything all = everything();
  size_t known = 0;
  for (uint32_t c = 1; c < 0x2E00; c++) {
    uint32_t mine[LETTER_FORMS_MAX], theirs[8];
    size_t count = letter_forms(c, mine);
    if (count < 2) continue;
    known++;
    size_t wanted = forms_by_pcre2(&all, c, theirs, COUNT_OF(theirs));
    qsort(mine, count, sizeof *mine, by_number);
    if (count != wanted || memcmp(mine, theirs, count * sizeof *mine) != 0) {
      fail_msg("U+%04X: %zu forms, %zu wanted", c, count, wanted);
    }
  }
  print_message("%zu letters with case\n", known);
  assert_true(known > 400);
  free(all.bytes);
}

static pcre2_code *compiled(const char *pattern) {
  int code;
  PCRE2_SIZE at;
  pcre2_code *made =
      pcre2_compile((PCRE2_SPTR)pattern, strlen(pattern), PCRE2_UTF | PCRE2_UCP, &code, &at, NULL);
  assert_non_null(made);
  return made;
}

// Of the kinds of characters that can have case: letters, Roman numerals, circled letters among signs.
static void what_is_said_to_have_no_case_has_none(void **state) {
  (void)state;
  Everything all = everything();
  pcre2_code *may_have = compiled("^[\\p{L&}\\p{Nl}\\x{2100}-\\x{2bff}\\x{345}]");
  pcre2_match_data *data = pcre2_match_data_create(1, NULL);
  size_t asked = 0;
  for (uint32_t c = 1; c < 0x40000; c++) {
    char bytes[4];
    uint32_t forms[LETTER_FORMS_MAX], theirs[8];
    if ((c >= 0xD800 && c < 0xE000) || letter_forms(c, forms) != 1) continue;
    size_t len = utf8_encode(c, bytes);
    if (pcre2_match(may_have, (PCRE2_SPTR)bytes, len, 0, 0, data, NULL) < 0) continue;
    if (forms_by_pcre2(&all, c, theirs, COUNT_OF(theirs)) != 1) fail_msg("U+%04X has case", c);
    asked++;
  }
  print_message("%zu characters without case\n", asked);
  assert_true(asked > 1000);
  pcre2_match_data_free(data);
  pcre2_code_free(may_have);
  free(all.bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(letters_with_case_have_the_forms_that_pcre2_finds),
      cmocka_unit_test(what_is_said_to_have_no_case_has_none)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
