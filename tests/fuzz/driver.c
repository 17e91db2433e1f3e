// Runs a fuzzer where libFuzzer is not: seeds, then mutations of them for a bounded time. With
// arguments, runs the named files instead. It has no notion of coverage; it keeps what once worked
// working.
#include "base/buf.h"
#include "base/os.h"
#include "fuzz/fuzz.h"
#include "support/random.h"

enum { MAX_SEEDS = 256, MAX_BYTES = 1 << 16, RUN_MS = 400, MAX_MUTATIONS = 8 };

typedef struct {
  Buf inputs[MAX_SEEDS];
  size_t count;
} Seeds;

static void take_seed(void *user, Str seed) {
  Seeds *seeds = user;
  if (seeds->count < MAX_SEEDS) buf_str_put(&seeds->inputs[seeds->count++], seed);
}

// Bytes of its own for each run, so that a sanitizer sees the first one read too many.
static void run(const char *bytes, size_t size) {
  uint8_t *copy = malloc(size ? size : 1);
  if (!copy) abort();
  if (size) memcpy(copy, bytes, size);
  LLVMFuzzerTestOneInput(copy, size);
  free(copy);
}

static void replace(Buf *input, size_t from, size_t to, Str with) {
  Buf out = {0};
  buf_put(&out, input->data, from);
  buf_str_put(&out, with);
  buf_put(&out, input->data + to, input->len - to);
  buf_release(input);
  *input = out;
}

static void mutate(Buf *input, const Seeds *seeds, Random *random) {
  static const char interesting[] = {0, 1, 0x7F, (char)0x80, (char)0xFF, '\n', '"', '\\', '/', '*'};
  size_t at = random_below(random, (uint32_t)input->len + 1);
  size_t end = at + random_below(random, 1 + (uint32_t)(input->len - at) % 64);
  const Buf *other = &seeds->inputs[random_below(random, (uint32_t)seeds->count)];
  size_t from = random_below(random, (uint32_t)other->len + 1);
  size_t to = from + random_below(random, 1 + (uint32_t)(other->len - from));
  char byte = interesting[random_below(random, sizeof interesting)];
  switch (random_below(random, 8)) {
  case 0:
    if (at < input->len) input->data[at] ^= (char)(1 << random_below(random, 8));
    break;
  case 1:
    if (at < input->len) input->data[at] = (char)random_below(random, 256);
    break;
  case 2:
    if (at < input->len) input->data[at] = byte;
    break;
  case 3: replace(input, at, at, str_make(&byte, 1)); break;
  case 4: replace(input, at, end, STR("")); break;
  case 5: input->len = at; break;
  case 6: replace(input, at, end, str_slice(buf_str(other), from, to)); break;
  default: {
    Buf copy = {0};
    buf_put(&copy, input->data + at, end - at);
    replace(input, at, at, buf_str(&copy));
    buf_release(&copy);
  }
  }
  if (input->len > MAX_BYTES) input->len = MAX_BYTES;
}

static int run_files(int count, char **paths) {
  for (int i = 0; i < count; i++) {
    Buf bytes = {0};
    Error error;
    if (os_read_file(paths[i], &bytes, NULL, &error) != STATUS_OK) {
      fprintf(stderr, "%s\n", error.message);
      return 1;
    }
    run(bytes.data, bytes.len);
    buf_release(&bytes);
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc > 1) return run_files(argc - 1, argv + 1);
  static Seeds seeds;
  Random random = random_seeded("fuzz");
  take_seed(&seeds, STR(""));
  fuzz_seeds(take_seed, &seeds);
  for (size_t i = 0; i < seeds.count; i++) run(seeds.inputs[i].data, seeds.inputs[i].len);
  int64_t end = os_monotonic_ns() + (int64_t)RUN_MS * 1000000;
  unsigned long runs = 0;
  for (; os_monotonic_ns() < end; runs++) {
    Buf input = {0};
    buf_str_put(&input, buf_str(&seeds.inputs[random_below(&random, (uint32_t)seeds.count)]));
    for (uint32_t i = random_below(&random, MAX_MUTATIONS) + 1; i > 0; i--) {
      mutate(&input, &seeds, &random);
    }
    run(input.data, input.len);
    buf_release(&input);
  }
  for (size_t i = 0; i < seeds.count; i++) buf_release(&seeds.inputs[i]);
  printf("%zu seeds, %lu mutations\n", seeds.count, runs);
  return 0;
}
