// Under libFuzzer: puts the seeds into the corpus directory that the command line ends with.
#include "base/os.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);

typedef struct {
  const char *directory;
  unsigned number;
} Corpus;

static void write_seed(void *user, Str seed) {
  Corpus *corpus = user;
  char path[1024];
  snprintf(path, sizeof path, "%s/seed-%03u", corpus->directory, corpus->number++);
  status_ignore(os_replace_file(path, seed, NULL)); // without it the fuzzer starts from less
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  const char *last = (*argv)[*argc - 1];
  FileInfo info;
  if (*argc < 2 || os_stat(last, &info, NULL) != STATUS_OK || info.kind != FILE_DIRECTORY) return 0;
  Corpus corpus = {.directory = last};
  fuzz_seeds(write_seed, &corpus);
  return 0;
}
