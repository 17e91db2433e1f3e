// Objects that git has written, loose, packed and as differences, are read back: each has the name that its
// content gives it.
#include "intake/git_object.h"

#include "base/array.h"
#include "base/sha.h"
#include "support/cmocka_all.h"
#include "support/git_pack.h"
#include "support/random.h"
#include "support/tree.h"

static void git(const Tree *tree, const char *words) {
  char command[2048];
  snprintf(
      command, sizeof command,
      "cd '%s' && git -c user.name=a -c user.email=a@b -c commit.gpgsign=false %s >/dev/null 2>&1",
      tree->root, words);
  if (system(command) != 0) fail_msg("%s", command);
}

static void parse_id(const char *hex, uint8_t id[GIT_ID_MAX]) {
  for (size_t i = 0; hex[2 * i] && hex[2 * i] != ' '; i++) {
    unsigned byte;
    sscanf(hex + 2 * i, "%2x", &byte);
    id[i] = (uint8_t)byte;
  }
}

// Every object of the repository; returns how many.
static size_t check_objects(const Tree *tree, bool sha256) {
  static const char *const types[] = {"commit", "tree", "blob", "tag"};
  char line[256], path[2048];
  tree_path(tree, ".git", path);
  GitObjects *objects = git_objects_open(str_from_c(path), sha256);
  snprintf(line, sizeof line, "cd '%s' && git cat-file --batch-all-objects --batch-check",
           tree->root);
  FILE *pipe = popen(line, "r");
  size_t count = 0;
  Buf found = {0}, head = {0};
  while (fgets(line, sizeof line, pipe)) { // id SP type SP size
    uint8_t id[GIT_ID_MAX], name[SHA256_BYTES];
    parse_id(line, id);
    char *type = strchr(line, ' ') + 1, *size = strchr(type, ' ');
    *size = '\0';
    GitObjectType wanted = GIT_COMMIT;
    while (strcmp(types[wanted - 1], type) != 0) wanted++;
    Error error;
    if (git_object_read(objects, id, wanted, &found, &error) != STATUS_OK)
      fail_msg("%s", error.message);
    assert_int_equal(
        git_object_read(objects, id, wanted == GIT_TREE ? GIT_BLOB : GIT_TREE, &head, NULL),
        STATUS_NOT_FOUND);
    buf_clear(&head);
    buf_printf(&head, "%s %zu%c", type, found.len, '\0');
    Sha sha = sha_begin(sha256);
    sha_put(&sha, buf_str(&head));
    sha_put(&sha, buf_str(&found));
    sha_end(&sha, name);
    assert_memory_equal(name, id, sha256 ? 32 : 20);
    count++;
  }
  pclose(pipe);
  uint8_t nothing[GIT_ID_MAX] = {1, 2, 3};
  assert_int_equal(git_object_read(objects, nothing, GIT_TREE, &found, NULL), STATUS_NOT_FOUND);
  git_objects_close(objects);
  buf_release(&found);
  buf_release(&head);
  return count;
}

// A history of small changes to files that are alike, so that git has differences to make.
static void grow(Random *random, const Tree *tree, int commits) {
  for (int i = 0; i < commits; i++) {
    for (int k = 0; k < 20; k++) {
      char path[64];
      Buf text = {0};
      snprintf(path, sizeof path, "d%u/file%u.c", random_below(random, 3),
               random_below(random, 40));
      for (int line = 0; line < 200; line++) {
        buf_printf(&text, "line %d of a file, %u\n", line,
                   line % 50 ? 0 : random_below(random, 1000));
      }
      tree_write(tree, path, buf_str(&text));
      buf_release(&text);
    }
    git(tree, "add -A");
    git(tree, "commit -q -m 'a commit'");
  }
}

static void every_object_is_read_as_it_was_written(void **state) {
  Random *random = *state;
  for (int sha256 = 0; sha256 < 2; sha256++) {
    Tree tree = tree_make();
    git(&tree, sha256 ? "init -q --object-format=sha256" : "init -q");
    grow(random, &tree, 3);
    git(&tree, "tag -a -m x v1");
    size_t loose = check_objects(&tree, sha256);
    assert_true(loose > 60);
    git(&tree, "gc -q --aggressive");
    assert_int_equal(check_objects(&tree, sha256), loose);
    grow(random, &tree, 2); // packed and loose ones
    assert_true(check_objects(&tree, sha256) > loose);
    git(&tree, "repack -q -d --window=50 --depth=50");
    git(&tree, "-c repack.usedeltabaseoffset=false repack -q -a -d -f --depth=50"); // bases by name
    check_objects(&tree, sha256);
    tree_remove(&tree);
  }
}

static void head_is_found_wherever_git_keeps_it(void **state) {
  Random *random = *state;
  Tree tree = tree_make();
  char path[2048];
  uint8_t ids[3][GIT_ID_MAX] = {{0}};
  Str git_dir;
  git(&tree, "init -q -b trunk");
  tree_path(&tree, ".git", path);
  git_dir = str_from_c(path);
  assert_int_equal(git_head_commit(git_dir, git_dir, false, ids[0], NULL), STATUS_NOT_FOUND);
  grow(random, &tree, 1);
  assert_int_equal(git_head_commit(git_dir, git_dir, false, ids[0], NULL), STATUS_OK);
  git(&tree, "pack-refs --all");
  assert_int_equal(git_head_commit(git_dir, git_dir, false, ids[1], NULL), STATUS_OK);
  git(&tree, "checkout -q --detach");
  assert_int_equal(git_head_commit(git_dir, git_dir, false, ids[2], NULL), STATUS_OK);
  assert_memory_equal(ids[0], ids[1], 20);
  assert_memory_equal(ids[0], ids[2], 20);
  tree_write_c(&tree, ".git/HEAD", "ref: refs/../../../etc/passwd\n");
  assert_int_equal(git_head_commit(git_dir, git_dir, false, ids[0], NULL), STATUS_NOT_FOUND);
  tree_write_c(&tree, ".git/HEAD", "ref: refs/heads/trunk");
  tree_write_c(&tree, ".git/refs/heads/trunk", "ref: refs/heads/trunk\n"); // names itself
  assert_int_equal(git_head_commit(git_dir, git_dir, false, ids[0], NULL), STATUS_NOT_FOUND);
  tree_remove(&tree);
}

// Objects of another repository that this one borrows from.
static void alternates_are_looked_into(void **state) {
  Random *random = *state;
  Tree tree = tree_make(), clone = tree_make();
  char path[2048];
  uint8_t id[GIT_ID_MAX];
  git(&tree, "init -q");
  grow(random, &tree, 1);
  snprintf(path, sizeof path, "clone -q --shared '%s' c", tree.root);
  git(&clone, path);
  tree_path(&clone, "c/.git", path);
  Str git_dir = str_from_c(path);
  Buf commit = {0};
  GitObjects *objects = git_objects_open(git_dir, false);
  assert_int_equal(git_head_commit(git_dir, git_dir, false, id, NULL), STATUS_OK);
  assert_int_equal(git_object_read(objects, id, GIT_COMMIT, &commit, NULL), STATUS_OK);
  assert_int_equal(git_commit_tree(buf_str(&commit), false, id, NULL), STATUS_OK);
  assert_int_equal(git_object_read(objects, id, GIT_TREE, &commit, NULL), STATUS_OK);
  Str rest = buf_str(&commit);
  GitTreeEntry entry;
  size_t entries = 0;
  while (git_tree_next(&rest, false, &entry)) {
    assert_true(str_starts_with(entry.name, STR("d")) && entry.mode == 040000);
    entries++;
  }
  assert_true(entries > 0 && rest.len == 0);
  git_objects_close(objects);
  buf_release(&commit);
  tree_remove(&tree);
  tree_remove(&clone);
}

// ---- what a stranger may have made --------------------------------------------------------------

static Status read_first(GitPack *pack, uint64_t cost, uint64_t *left) {
  Buf index = {0}, out = {0};
  uint8_t id[GIT_ID_MAX] = {(uint8_t)pack->count}; // the last one
  git_pack_index(pack, &index);
  GitObjects *objects = git_objects_of_pack(buf_str(&index), buf_str(&pack->bytes), false);
  assert_non_null(objects);
  git_objects_bound(objects, cost);
  Status status = git_object_read(objects, id, GIT_TREE, &out, NULL);
  *left = git_objects_left(objects);
  git_objects_close(objects);
  buf_release(&index);
  buf_release(&out);
  buf_release(&pack->bytes);
  return status;
}

static void what_reading_costs_is_bounded(void **state) {
  (void)state;
  enum { SIZE = 1 << 20, CHAIN = 40, COST = 8 << 20 };
  Buf large = {0}, again = {0};
  for (int i = 0; i < SIZE; i++) buf_byte(&large, 'x');
  // "all of it, in sixteen copies of 64 KB", to each other
  for (int i = 0; i < 2; i++) buf_put(&again, "\x80\x80\x40", 3);
  for (uint32_t from = 0; from < SIZE; from += 0x10000) {
    buf_byte(&again, 0x84);
    buf_byte(&again, (uint8_t)(from >> 16));
  }
  for (int chain = 0; chain <= CHAIN; chain += CHAIN / 2) {
    GitPack pack = git_pack_make();
    uint64_t left;
    git_pack_add(&pack, GIT_TREE, 0, buf_str(&large));
    for (int i = 0; i < chain; i++) {
      uint64_t back = pack.bytes.len - pack.offsets[pack.count - 1];
      git_pack_add(&pack, 6, back, buf_str(&again));
    }
    Status status = read_first(&pack, COST, &left);
    assert_int_equal(status, chain ? STATUS_LIMIT : STATUS_OK);
    assert_true(left < COST);
  }
  buf_release(&large);
  buf_release(&again);
}

static void a_stream_is_as_long_as_it_says_or_nothing(void **state) {
  (void)state;
  static const struct {
    uint64_t says, has;
    Status status;
  } cases[] = {{100, 100, STATUS_OK},       {99, 100, STATUS_CORRUPT},
               {101, 100, STATUS_CORRUPT},  {0, 0, STATUS_OK},
               {0, 100000, STATUS_CORRUPT}, {(uint64_t)1 << 50, 100, STATUS_LIMIT}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    GitPack pack = git_pack_make();
    Buf content = {0};
    uint64_t left;
    while (content.len < cases[i].has) buf_byte(&content, 'x');
    git_pack_head(&pack, GIT_TREE, cases[i].says, 0);
    git_pack_stream(&pack.bytes, buf_str(&content));
    Status status = read_first(&pack, GIT_OBJECTS_COST, &left);
    if (cases[i].status == STATUS_CORRUPT)
      assert_true(status != STATUS_OK);
    else
      assert_int_equal(status, cases[i].status);
    buf_release(&content);
  }
}

static void differences_to_themselves_and_to_nothing_end(void **state) {
  (void)state;
  uint64_t left;
  GitPack self = git_pack_make();
  git_pack_add(&self, 7, 1, STR("\1\1\1x"));
  assert_true(read_first(&self, GIT_OBJECTS_COST, &left) != STATUS_OK);
  GitPack circle = git_pack_make();
  git_pack_add(&circle, 7, 2, STR("\1\1\1x"));
  git_pack_add(&circle, 7, 1, STR("\1\1\1x"));
  assert_true(read_first(&circle, GIT_OBJECTS_COST, &left) != STATUS_OK);
  GitPack before = git_pack_make();
  git_pack_add(&before, 6, (uint64_t)1 << 40, STR("\1\1\1x"));
  assert_true(read_first(&before, GIT_OBJECTS_COST, &left) != STATUS_OK);
}

int main(void) {
  Random random = random_seeded("intake_git_object");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(every_object_is_read_as_it_was_written, &random),
      cmocka_unit_test_prestate(head_is_found_wherever_git_keeps_it, &random),
      cmocka_unit_test_prestate(alternates_are_looked_into, &random),
      cmocka_unit_test(what_reading_costs_is_bounded),
      cmocka_unit_test(a_stream_is_as_long_as_it_says_or_nothing),
      cmocka_unit_test(differences_to_themselves_and_to_nothing_end)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
