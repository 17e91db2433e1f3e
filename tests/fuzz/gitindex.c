// git's index of any bytes: what is handed over lies inside of them, and nothing else happens.
#include "fuzz/fuzz.h"
#include "intake/git_index.h"

static void take(void *user, const GitIndexEntry *entry) {
  size_t *sum = user;
  for (size_t i = 0; i < entry->path.len; i++) *sum += (unsigned char)entry->path.ptr[i];
  for (size_t i = 0; i < 20; i++) *sum += entry->id[i];
  fuzz_require(entry->stage < 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1) return 0;
  size_t sum = 0;
  Error error = {.message = ""};
  GitIndexReading reading = {.sha256 = data[0] & 1, .fn = take, .user = &sum};
  Status status = git_index_read(fuzz_str(data + 1, size - 1), &reading, &error);
  GitCachedTree tree;
  while (git_cached_tree_next(&reading.cache_tree, reading.sha256, &tree)) {
    for (size_t i = 0; tree.id && i < 20; i++) sum += tree.id[i];
  }
  fuzz_require(status == STATUS_OK || error.message[0] != '\0');
  return 0;
}

static size_t put(char *out, size_t at, const char *bytes, size_t size) {
  memcpy(out + at, bytes, size);
  return at + size;
}

// Two files, in each version; with an extension that may be passed over, and one that may not.
static void seed(FuzzSeedFn take_seed, void *user, char version, const char *extension) {
  char out[512] = {0};
  size_t at = put(out, 0, "\0DIRC\0\0\0", 8);
  out[at++] = version;
  at = put(out, at, "\0\0\0\2", 4);
  for (int i = 0; i < 2; i++) {
    size_t entry = at;
    at += 40 + 20; // zeros will do
    bool extended = version == 3 && i == 1;
    at = put(out, at, extended ? "\x40\5\x20\0" : "\0\5", extended ? 4 : 2);
    if (version == 4) out[at++] = (char)(i ? 3 : 0); // drop "b.c"
    at = put(out, at, version == 4 && i ? "c.c" : i ? "a/c.c" : "a/b.c", version == 4 && i ? 4 : 6);
    while (version < 4 && (at - entry) % 8) at++;
  }
  at = put(out, at, extension, 4);
  at = put(out, at,
           "\0\0\0\x29\0-1 1\na\0"
           "2 0\n",
           4 + 6 + 6);
  at += 20 + 8;
  at += 20;
  take_seed(user, str_make(out, at));
}

void fuzz_seeds(FuzzSeedFn take_seed, void *user) {
  for (char version = 2; version <= 4; version++) {
    seed(take_seed, user, version, "TREE");
    seed(take_seed, user, version, "link");
  }
}
