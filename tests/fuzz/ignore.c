// Ignore rules and a path, of any bytes, with a NUL between them.
#include "base/compiler.h"
#include "fuzz/fuzz.h"
#include "intake/ignore.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Str all = fuzz_str(data, size);
  size_t cut = str_find_byte(all, 0, '\0');
  if (cut > size) cut = size;
  Str path = cut < size ? str_slice(all, cut + 1, size) : STR("dir/file.c");
  if (path.len > 300) path.len = 300;
  for (int fold = 0; fold < 2; fold++) {
    IgnoreRules *rules = ignore_rules_parse(str_slice(all, 0, cut), fold);
    for (int directory = 0; directory < 2; directory++) {
      IgnoreSubject subject = ignore_subject(path, directory);
      fuzz_require(ignore_rules_match(rules, &subject, 0) <= IGNORE_INCLUDED);
      size_t slash = str_find_byte(path, 0, '/');
      if (slash < path.len) ignore_rules_match(rules, &subject, slash + 1);
    }
    ignore_rules_free(rules);
  }
  return 0;
}

static const char RULES[] = "# comment\n*.o\n!keep.o\n/build/\nsrc/**/gen?.[ch]\n\\#odd\nfoo\\ \n"
                            "a/**\n**/b\n[!a-z]x\n[[:digit:]]*\ntrailing  \n";

void fuzz_seeds(FuzzSeedFn take, void *user) {
  static const char *const paths[] = {"keep.o", "build", "src/a/b/gen1.c", "#odd", "a/b/c", "5x"};
  for (size_t i = 0; i < COUNT_OF(paths); i++) {
    char seed[400];
    int length = snprintf(seed, sizeof seed, "%s%c%s", RULES, '\0', paths[i]);
    take(user, str_make(seed, (size_t)length));
  }
}
