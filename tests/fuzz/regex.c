// A regular expression of any text: read, and turned into grams and a literal.
#include "fuzz/fuzz.h"
#include "query/regex.h"
#include "query/required.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1) return 0;
  Arena arena = {0};
  Pattern pattern;
  Buf printed = {0};
  Str text = fuzz_str(data + 1, size - 1);
  if (pattern_parse(text, data[0] & 1, &arena, &pattern, NULL) == STATUS_OK) {
    fuzz_require(pattern.root != NULL);
    grams_print(regex_grams(&arena, &pattern), &printed);
    required_literal(&arena, &pattern);
  }
  grams_print(regex_grams_of_folded(&arena, text), &printed);
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
                                         "1[[:alpha:]_][]a-]"};
  for (size_t i = 0; i < COUNT_OF(patterns); i++) take(user, str_from_c(patterns[i]));
}
