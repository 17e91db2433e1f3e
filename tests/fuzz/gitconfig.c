// A configuration of git's of any bytes: it ends, with names of the right form.
#include "fuzz/fuzz.h"
#include "intake/git.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  GitConfig config = git_config_open(fuzz_str(data, size));
  Str name, value;
  size_t variables = 0;
  while (git_config_next(&config, &name, &value)) {
    fuzz_require(++variables <= size);
    fuzz_require(name.len > 0 && value.len <= size);
  }
  git_config_close(&config);
  return 0;
}

void fuzz_seeds(FuzzSeedFn take, void *user) {
  take(user, STR("[core]\n\texcludesFile = ~/.ignore ; comment\n\tignorecase\n"));
  take(user, STR("[remote \"or\\\"igin\"]\n\turl = \"a b\\tc\" # x\n\tlong = one \\\n two\n"));
  take(user, STR("[a.b] c=d\n[x]y\n\xEF\xBB\xBF[core]\nz = \\\"\n"));
}
