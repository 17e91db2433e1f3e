// A posting list of any bytes: a count, a universe and the list's bytes. Walked and leapt through,
// it ascends and stays inside its universe.
#include "base/codec.h"
#include "format/posting.h"
#include "fuzz/fuzz.h"

enum { HEAD = 8 };

static void walk(Posting posting, uint32_t universe) {
  uint64_t steps = 0;
  uint32_t before = 0;
  while (posting.current != POSTING_END) {
    fuzz_require(posting.current < universe);
    fuzz_require(steps == 0 || posting.current >= before); // repeats are check.c's to report
    before = posting.current;
    posting_next(&posting);
    fuzz_require(++steps <= (uint64_t)posting.count + posting.size * 8u + POSTING_BLOCK);
  }
}

static void leap(Posting posting, uint32_t stride) {
  while (posting.current != POSTING_END) {
    uint32_t target = posting.current + stride;
    uint32_t reached = posting_advance_to(&posting, target);
    fuzz_require(reached >= target);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < HEAD) return 0;
  uint32_t count = le_get_u32((const char *)data), universe = le_get_u32((const char *)data + 4);
  universe %= 1 << 24; // more than the documents of any segment
  Posting forms[2];
  posting_open(&forms[0], fuzz_str(data + HEAD, size - HEAD), count, universe);
  posting_open_sized(&forms[1], fuzz_str(data + HEAD, size - HEAD), count, universe);
  for (int i = 0; i < 2; i++) {
    walk(forms[i], universe);
    leap(forms[i], 1);
    leap(forms[i], 7);
    leap(forms[i], 1000);
  }
  return 0;
}

static void seed(FuzzSeedFn take, void *user, uint32_t count, uint32_t stride) {
  uint32_t *documents = malloc(count * sizeof *documents);
  if (!documents) abort();
  for (uint32_t i = 0; i < count; i++) documents[i] = i * stride + i % 3 * (stride / 4);
  uint32_t universe = count * stride + stride;
  Buf out = {0};
  buf_u32(&out, count);
  buf_u32(&out, universe);
  posting_write_sized(&out, documents, count, universe);
  take(user, buf_str(&out));
  buf_release(&out);
  free(documents);
}

void fuzz_seeds(FuzzSeedFn take, void *user) {
  seed(take, user, 1, 1);
  seed(take, user, 50, 40);
  seed(take, user, 500, 1);
  seed(take, user, 600, 100);
  seed(take, user, 129, 5000);
}
