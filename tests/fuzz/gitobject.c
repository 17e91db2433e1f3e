// git's packs with their indexes, of any bytes: what is read stays within what it may cost, and what it
// holds is taken apart as a commit and as a tree.
#include "fuzz/fuzz.h"
#include "intake/git_object.h"
#include "support/git_pack.h"

enum { COST = 4 << 20, LENGTH_BYTES = 3, ASKED = 8 };

static size_t take_apart(Str object, bool sha256) {
  uint8_t id[GIT_ID_MAX];
  GitTreeEntry entry;
  size_t sum = 0;
  if (git_commit_tree(object, sha256, id, NULL) == STATUS_OK) sum += id[0];
  while (git_tree_next(&object, sha256, &entry)) {
    for (size_t i = 0; i < entry.name.len; i++) sum += (unsigned char)entry.name.ptr[i];
    for (size_t i = 0; i < (sha256 ? 32u : 20u); i++) sum += entry.id[i];
  }
  return sum;
}

// A byte of flags, three of the index's length, the index, the pack.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1 + LENGTH_BYTES) return 0;
  bool sha256 = data[0] & 1;
  size_t length = (size_t)data[1] << 16 | (size_t)data[2] << 8 | data[3];
  Str rest = fuzz_str(data + 1 + LENGTH_BYTES, size - 1 - LENGTH_BYTES);
  Str index = str_slice(rest, 0, length), pack = str_slice(rest, index.len, rest.len);
  GitObjects *objects = git_objects_of_pack(index, pack, sha256);
  if (!objects) return 0;
  git_objects_bound(objects, COST);
  Buf out = {0};
  for (uint8_t i = 0; i < ASKED; i++) {
    uint8_t id[GIT_ID_MAX] = {i};
    Error error = {.message = ""};
    uint64_t left = git_objects_left(objects);
    Status status = git_object_read(objects, id, i % 2 ? GIT_TREE : GIT_COMMIT, &out, &error);
    fuzz_require(git_objects_left(objects) <= left && left <= COST);
    fuzz_require(status == STATUS_OK || error.message[0] != '\0');
    if (status != STATUS_OK) continue;
    fuzz_require(out.len <= COST);
    take_apart(buf_str(&out), sha256);
  }
  git_objects_close(objects);
  buf_release(&out);
  return 0;
}

static void put_seed(FuzzSeedFn take, void *user, GitPack *pack) {
  Buf index = {0}, seed = {0};
  git_pack_index(pack, &index);
  buf_byte(&seed, 0);
  for (int shift = 16; shift >= 0; shift -= 8) buf_byte(&seed, (uint8_t)(index.len >> shift));
  buf_str_put(&seed, buf_str(&index));
  buf_str_put(&seed, buf_str(&pack->bytes));
  take(user, buf_str(&seed));
  buf_release(&index);
  buf_release(&seed);
  buf_release(&pack->bytes);
}

#define ID "0123456789abcdef0123456789abcdef01234567"

void fuzz_seeds(FuzzSeedFn take, void *user) {
  static const char tree[] = "40000 d\0aaaaaaaaaaaaaaaaaaaa100644 f.c\0bbbbbbbbbbbbbbbbbbbb";
  Str commit = STR("tree " ID "\nauthor a <a@b> 1 +0000\n\nwords\n");
  Str base = str_make(tree, sizeof tree - 1);
  GitPack pack = git_pack_make();
  git_pack_add(&pack, GIT_COMMIT, 0, commit);
  git_pack_add(&pack, GIT_TREE, 0, base);
  // All of it again: as a difference by distance, by name, and to a difference. Copy 57 of 57 bytes;
  // put "x".
  char difference[] = {(char)base.len, (char)base.len, (char)0x90, (char)base.len};
  char longer[] = {(char)base.len, (char)(base.len + 1), (char)0x90, (char)base.len, 1, 'x'};
  size_t at = pack.bytes.len;
  git_pack_add(&pack, 6, at - pack.offsets[1], str_make(difference, sizeof difference));
  git_pack_add(&pack, 7, 2, str_make(difference, sizeof difference));
  at = pack.bytes.len;
  git_pack_add(&pack, 6, at - pack.offsets[2], str_make(longer, sizeof longer));
  put_seed(take, user, &pack);
  pack = git_pack_make(); // of itself, and of what is not there
  git_pack_add(&pack, 7, 1, str_make(difference, sizeof difference));
  git_pack_add(&pack, 7, 9, str_make(difference, sizeof difference));
  git_pack_head(&pack, GIT_TREE, (uint64_t)1 << 40, 0);
  put_seed(take, user, &pack);
}
