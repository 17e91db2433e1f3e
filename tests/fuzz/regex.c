// A regular expression of any text: read, turned into grams and what is required, compiled, and matched
// over any text within bounds. Up to the first NUL is the expression, behind it the text.
#include "fuzz/fuzz.h"
#include "query/regex.h"
#include "query/required.h"
#include "query/term.h"

static void match(const QueryText *query, Str text) {
  Term *term;
  Error error = {.message = ""};
  if (term_new(query, &term, &error) != STATUS_OK) {
    fuzz_require(error.message[0] != '\0');
    return;
  }
  TermScratch *scratch = term_scratch_new(NULL);
  Subject subject = subject_make(text);
  TermCursor cursor;
  size_t start, end, before = 0;
  term_cursor_open(&cursor, term, &subject, scratch);
  for (int i = 0; i < 100 && term_cursor_next(&cursor, &start, &end); i++) {
    fuzz_require(before <= start && start <= end && end <= text.len);
    fuzz_require(term_is_multiline(term) || str_find_byte(text, start, '\n') >= end);
    before = end;
  }
  term_scratch_free(scratch);
  term_free(term);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1) return 0;
  Arena arena = {0};
  Pattern pattern;
  Buf printed = {0};
  Str all = fuzz_str(data + 1, size - 1);
  size_t cut = str_find_byte(all, 0, '\0');
  Str text = str_slice(all, 0, cut), subject = str_slice(all, cut + 1, all.len);
  if (pattern_parse(text, data[0] & 1, &arena, &pattern, NULL) == STATUS_OK) {
    RequiredSets sets;
    fuzz_require(pattern.root != NULL);
    fuzz_require(!pattern.multiline || !pattern.line_safe);
    grams_print(regex_grams(&arena, &pattern), &printed);
    required_literal(&arena, &pattern);
    required_sets(&pattern, &sets);
  }
  grams_print(regex_grams_of_folded(&arena, text), &printed);
  QueryText query = {.form = data[0] & 2 ? TEXT_LITERAL : TEXT_REGEX,
                     .text = text,
                     .match_case = !(data[0] & 1),
                     .whole_word = data[0] & 4,
                     .edits = data[0] & 2 ? (uint8_t)(data[0] >> 3 & 1) : 0};
  if (text.len) match(&query, subject);
  buf_release(&printed);
  arena_release(&arena);
  return 0;
}

void fuzz_seeds(FuzzSeedFn take, void *user) {
  static const char *const patterns[] = {"0abc",
                                         "1(abc|def)+x?",
                                         "0[a-z]{3,5}foo\\b",
                                         "1^\\s*int\\s+(\\w+)\\s*\\(",
                                         "0a.*b.*?c",
                                         "1\\Qa.b\\E",
                                         "0(?i:abc)(?=def)",
                                         "1(?<name>x|yy|zzz)\\1",
                                         "0[^\\n]{2,}end",
                                         "1\\x41\\x{263A}\\p{Lu}",
                                         "0(a|(b|(c|(d|e))))*",
                                         "1[[:alpha:]_][]a-]",
                                         "0foo\\r?\\nbar",
                                         "1(?s)a.*?b[^c]",
                                         "0(a+)+$",
                                         ":similar"};
  for (size_t i = 0; i < COUNT_OF(patterns); i++) {
    char seed[128];
    int length =
        snprintf(seed, sizeof seed, "%s%cabc def\nfoo\r\nbar aaaaaaaaaaaab simlar", patterns[i], 0);
    take(user, str_make(seed, (size_t)length));
  }
}
