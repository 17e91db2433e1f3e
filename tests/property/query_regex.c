// What is planned from a regular expression is never wrong: for random patterns and texts, with
// PCRE2 itself as the oracle. $TREELINE_SEED repeats a run.
#include "base/os.h"
#include "base/scan.h"
#include "intake/grams.h"
#include "query/regex.h"
#include "query/required.h"
#include "support/random.h"

#include <pcre2.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

static Random dice;

static uint32_t below(uint32_t limit) { return random_below(&dice, limit); }

static const char *one_of(const char *const *items, uint32_t count) { return items[below(count)]; }
#define ONE_OF(items) one_of((items), COUNT_OF(items))

static const char *const text_pieces[] = {"a",
                                          "b",
                                          "k",
                                          "s",
                                          "K",
                                          "S",
                                          "A",
                                          "B",
                                          "1",
                                          "_",
                                          " ",
                                          "\t",
                                          ".",
                                          "-",
                                          "\n",
                                          "\n",
                                          "ab",
                                          "ka",
                                          "sk",
                                          "foo",
                                          "FOO",
                                          "Foo",
                                          "\xC3\xA9" /* e acute */,
                                          "\xC3\x89",
                                          "\xC5\xBF" /* long s */,
                                          "\xE2\x84\xAA" /* kelvin */,
                                          "\xE4\xB8\xAD",
                                          "\r",
                                          "\r\n",
                                          "foo\nbar",
                                          "\xC3\x9F" /* sharp s */,
                                          "\xE1\xBA\x9E",
                                          "\xD0\x94\xD0\xBE",
                                          "\xD0\xB4\xD0\x9E",
                                          "\xE1\xB2\x81" /* rounded de */,
                                          "\xCE\xA3",
                                          "\xCF\x82",
                                          "]",
                                          "{",
                                          ":"};

static const char *const atoms[] = {"a",
                                    "b",
                                    "k",
                                    "s",
                                    "K",
                                    "S",
                                    "1",
                                    "_",
                                    "ab",
                                    "foo",
                                    "kas",
                                    "Foo",
                                    "\\.",
                                    "-",
                                    ".",
                                    "\\w",
                                    "\\s",
                                    "\\S",
                                    "\\W",
                                    "\\d",
                                    "\\D",
                                    "\\h",
                                    "\\H",
                                    "\\N",
                                    "[ab]",
                                    "[^ab]",
                                    "[a-k]",
                                    "[^\\s]",
                                    "[\\s,]",
                                    "[^]a]",
                                    "[]a]",
                                    "[^-a]",
                                    "[A-Za-z_]",
                                    "[^\\W]",
                                    "[^\\n]",
                                    "[ks]",
                                    "[[:alpha:]_]",
                                    "\xC3\xA9",
                                    "\xC5\xBF",
                                    "\xE4\xB8\xAD",
                                    "[\xC3\xA9"
                                    "a]",
                                    "^",
                                    "$",
                                    "\\b",
                                    "\\B",
                                    "\\x61",
                                    "\\x{e9}",
                                    "\\p{Lu}",
                                    "\\P{L}",
                                    "\\K",
                                    "\\t",
                                    "{",
                                    "a{",
                                    "\\R",
                                    "\\v",
                                    "\\A",
                                    "\\z",
                                    "\\1",
                                    "\\x20",
                                    "[\\x00-\\x40]",
                                    "[^[:space:]]",
                                    "\\Qa.b\\E",
                                    "[a\\]b]",
                                    "\\]",
                                    "[\\w-]",
                                    "[\\d-k]",
                                    "\\n",
                                    "[ \\n]",
                                    "foo\\nbar",
                                    "\\r?\\n",
                                    "\xC3\x9F",
                                    "\xD0\xB4\xD0\xBE",
                                    "\xCF\x83",
                                    "\\Q\\E",
                                    "\\E",
                                    "k(?#c)",
                                    "\\Q|)\\E",
                                    "(?=foo)",
                                    "(?<=ab)",
                                    "(?!foo)",
                                    "a{,2}"};
static const char *const quantifiers[] = {"*",     "+",    "?",     "*?", "+?",     "??",  "{2}",
                                          "{0,2}", "{1,}", "{2,3}", "++", "{3}{2}", "{0}", "{6}"};
static const char *const openers[] = {
    "(",    "(?:",  "(?>",   "(?i:", "(?-i:",   "(?s:",   "(?=",   "(?!",
    "(?<=", "(?<!", "(?<n>", "(?|",  "(?i)(?:", "(?#c)(", "(?x: ", "(?m:"};

static void put(Buf *out, const char *s) { buf_put(out, s, strlen(s)); }

static void random_pattern(Buf *out, int depth) {
  uint32_t parts = 1 + below(4);
  for (uint32_t i = 0; i < parts; i++) {
    if (depth < 3 && below(5) == 0) {
      put(out, ONE_OF(openers));
      random_pattern(out, depth + 1);
      put(out, ")");
    } else {
      put(out, ONE_OF(atoms));
    }
    if (below(4) == 0) put(out, ONE_OF(quantifiers));
    if (below(8) == 0) put(out, "|");
    if (below(60) == 0) put(out, "(?i)");
  }
}

static void random_text(Buf *out) {
  uint32_t parts = below(24);
  for (uint32_t i = 0; i < parts; i++) put(out, ONE_OF(text_pieces));
}

// ---- the oracle ---------------------------------------------------------------------------------

static pcre2_compile_context *context;

static pcre2_code *compiled(Str pattern, bool fold) {
  int code;
  PCRE2_SIZE at;
  // Without its start optimisations: what PCRE2 takes for the least length of a match is too long where
  // a group refers back to itself.
  uint32_t options =
      PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_START_OPTIMIZE;
  if (fold) options |= PCRE2_CASELESS;
  return pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len, options, &code, &at, context);
}

static bool gave_up; // find_all met the match limit: what it found may not be all

// All matches in `subject`, as "start-end " with `base` added.
static bool find_all(const pcre2_code *code, Str subject, size_t base, Buf *out) {
  pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);
  size_t from = 0;
  bool any = false;
  while (from <= subject.len) {
    int found = pcre2_match(code, (PCRE2_SPTR)subject.ptr, subject.len, from, 0, data, NULL);
    gave_up |= found < 0 && found != PCRE2_ERROR_NOMATCH;
    if (found < 0) break;
    any = true;
    PCRE2_SIZE *ends = pcre2_get_ovector_pointer(data);
    buf_printf(out, "%zu-%zu ", base + ends[0], base + ends[1]);
    from = ends[1] > from ? ends[1] : from + 1;
    while (from < subject.len && ((unsigned char)subject.ptr[from] & 0xC0) == 0x80) from++;
  }
  pcre2_match_data_free(data);
  return any;
}

typedef struct {
  Str text;
} Document;

static bool has_gram(const void *user, uint32_t gram) {
  Str text = ((const Document *)user)->text;
  if (gram & GRAM_PAIR) {
    for (size_t i = 0; i + 2 <= text.len; i++) {
      uint32_t pair = (uint32_t)(unsigned char)ascii_lower(text.ptr[i]) << 8
                      | (unsigned char)ascii_lower(text.ptr[i + 1]);
      if (gram == (GRAM_PAIR | pair)) return true;
    }
    return false;
  }
  for (size_t i = 0; i + 3 <= text.len; i++) {
    uint32_t here = gram_make((unsigned char)ascii_lower(text.ptr[i]),
                              (unsigned char)ascii_lower(text.ptr[i + 1]),
                              (unsigned char)ascii_lower(text.ptr[i + 2]));
    if (here == gram && !memchr(text.ptr + i, '\n', 3) && !memchr(text.ptr + i, '\r', 3))
      return true;
    uint32_t joint;
    if (gram_of_joint(text, i, &joint) && joint == gram) return true;
  }
  return false;
}

static bool contains(Str text, Str needle, bool fold) {
  for (size_t i = 0; i + needle.len <= text.len; i++) {
    Str here = str_slice(text, i, i + needle.len);
    if (fold ? str_equal_fold(here, needle) : str_equal(here, needle)) return true;
  }
  return false;
}

static bool contains_sets(Str text, const RequiredSets *required) {
  if (required->count == 0) return true;
  ScanSets sets;
  scan_sets_make(&sets, required->count, required->member);
  size_t found = scan_find_sets(&sets, text, 0);
  assert_int_equal(found, scan_find_sets_scalar(&sets, text, 0));
  return found != SIZE_MAX;
}

static bool is_ascii(Str text) {
  for (size_t i = 0; i < text.len; i++) {
    if ((unsigned char)text.ptr[i] >= 0x80) return false;
  }
  return true;
}

// ---- the property -------------------------------------------------------------------------------

typedef struct {
  int tried, matched, narrowed, together, with_literal, multiline;
} Counts;

static void fail_with(const char *what, Str pattern, Str text, bool fold, Arena *arena,
                      const Pattern *parsed) {
  Buf out = {0};
  grams_print(regex_grams(arena, parsed), &out);
  print_error("%s\npattern %.*s fold %d\nlines %.*s\ngrams %.*s\ntext <%.*s>\n", what,
              STR_ARGS(pattern), fold, STR_ARGS(parsed->lines), STR_ARGS(buf_str(&out)),
              STR_ARGS(text));
  buf_release(&out);
  fail();
}

static void check_text(Str pattern, bool fold, const pcre2_code *code, const Pattern *parsed,
                       Arena *arena, Counts *counts) {
  Buf text = {0}, by_line = {0}, at_once = {0};
  random_text(&text);
  Document document = {buf_str(&text)};
  const GramExpr *grams = regex_grams(arena, parsed);
  RequiredLiteral literal = required_literal(arena, parsed);
  RequiredSets sets;
  required_sets(parsed, &sets);
  bool any = false;
  gave_up = false;
  if (parsed->multiline) { // over the whole text; there are no lines to go by
    any = find_all(code, document.text, 0, &by_line);
    counts->multiline += any;
  }
  for (size_t at = 0; at < text.len && !parsed->multiline;) {
    size_t end = str_find_byte(document.text, at, '\n');
    Str line = str_slice(document.text, at, end);
    bool here = find_all(code, line, at, &by_line);
    any |= here;
    if (here && is_ascii(line) && !contains_sets(line, &sets)) {
      fail_with("the required sets are not there", pattern, line, fold, arena, parsed);
    }
    if (here && literal.text.len && (!literal.fold || is_ascii(line))) {
      counts->with_literal++;
      if (!contains(line, literal.text, literal.fold)) {
        fail_with("the required literal is not there", pattern, line, fold, arena, parsed);
      }
    }
    at = end + 1;
  }
  counts->tried++;
  counts->matched += any;
  counts->narrowed += any && grams->kind != GRAMS_ALL;
  if (any && !grams_satisfied(grams, has_gram, &document)) {
    fail_with("a match without its grams", pattern, document.text, fold, arena, parsed);
  }
  uint32_t can_be_empty = 0;
  pcre2_pattern_info(code, PCRE2_INFO_MATCHEMPTY, &can_be_empty);
  pcre2_code *lines = parsed->line_safe ? compiled(parsed->lines, fold) : NULL;
  if (parsed->line_safe && !lines)
    fail_with("the rewriting does not compile", pattern, document.text, fold, arena, parsed);
  if (lines && !can_be_empty) {
    counts->together += find_all(lines, document.text, 0, &at_once);
    if (!gave_up && !str_equal(buf_str(&by_line), buf_str(&at_once))) {
      print_error("by line %.*s\nat once %.*s\n", STR_ARGS(buf_str(&by_line)),
                  STR_ARGS(buf_str(&at_once)));
      fail_with("matches over lines differ", pattern, document.text, fold, arena, parsed);
    }
  }
  pcre2_code_free(lines);
  buf_release(&text);
  buf_release(&by_line);
  buf_release(&at_once);
}

static void check_pattern(Counts *counts) {
  Buf pattern = {0};
  Arena arena = {0};
  random_pattern(&pattern, 0);
  bool fold = below(2);
  pcre2_code *code = compiled(buf_str(&pattern), fold);
  Pattern parsed;
  Error error;
  if (code && pattern_parse(buf_str(&pattern), fold, &arena, &parsed, &error) == STATUS_OK) {
    for (int i = 0; i < 12; i++) check_text(buf_str(&pattern), fold, code, &parsed, &arena, counts);
  }
  pcre2_code_free(code);
  arena_release(&arena);
  buf_release(&pattern);
}

static void what_is_planned_from_a_regular_expression_is_never_wrong(void **unused) {
  (void)unused;
  Counts counts = {0};
  context = pcre2_compile_context_create(NULL);
  pcre2_set_newline(context, PCRE2_NEWLINE_LF);
  for (int i = 0, n = random_rounds(60000); i < n; i++) check_pattern(&counts);
  print_message(
      "%d texts, %d matched, %d of them narrowed by grams, %d matched over all lines at once, "
      "%d by a literal, %d over line ends\n",
      counts.tried, counts.matched, counts.narrowed, counts.together, counts.with_literal,
      counts.multiline);
  assert_true(counts.matched > 1000 && counts.narrowed > 1000 && counts.together > 1000);
  assert_true(counts.multiline > 1000);
  pcre2_compile_context_free(context);
}

int main(void) {
  dice = random_seeded("query_regex");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_planned_from_a_regular_expression_is_never_wrong)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
