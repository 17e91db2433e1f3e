// Whatever is done to a tree, and however the index is told (by the paths that changed, by directories
// above them, by a refresh, in one call or many, at once or late), it then says what one built from
// nothing says: the same documents, symbols and hits.
#include "support/indexing.h"
#include "support/random.h"

#include <fcntl.h>

static const char *const LITERALS[] = {"alpha", "beta", "gamma", "(void)", "def", "x", " = ", NULL};
static const char *const WORDS[] = {
    "alpha", "beta", "gamma", "delta", "x", "xx", "\xC3\xA9t\xC3\xA9"};
static const char *const ENDINGS[] = {".c", ".py", ".txt", ".h", ".md", ""};

enum { MOST_CHANGED = 64 };

typedef struct {
  Random random;
  Place place;
  Index *index;
  char changed[MOST_CHANGED][64]; // paths that the index has not been told of
  unsigned changed_count;
  bool must_refresh; // what it was told may be lost
} Run;

static void note_change(Run *run, const char *path) {
  if (run->changed_count == MOST_CHANGED) {
    run->must_refresh = true;
    return;
  }
  snprintf(run->changed[run->changed_count++], sizeof run->changed[0], "%s", path);
}

// Tells the index, mostly of the very paths.
static void announce(Run *run) {
  Str paths[MOST_CHANGED];
  uint32_t how = random_below(&run->random, 20);
  for (unsigned i = 0; i < run->changed_count; i++) {
    char *path = run->changed[i], *slash = strrchr(path, '/');
    if (how < 4 && slash) *slash = '\0';
    paths[i] = str_from_c(path);
  }
  if (how == 0) {
    index_refresh(run->index);
  } else if (how < 10) {
    index_touch(run->index, paths, run->changed_count);
  } else {
    for (unsigned i = run->changed_count; i > 0; i--) index_touch(run->index, &paths[i - 1], 1);
  }
  run->changed_count = 0;
}

static const char *word(Run *run) { return WORDS[random_below(&run->random, COUNT_OF(WORDS))]; }

// Few names, so that they meet: "d2/e1/f3.c".
static void random_path(Run *run, char out[64]) {
  uint32_t depth = random_below(&run->random, 3);
  int used = 0;
  for (uint32_t i = 0; i < depth; i++) {
    used += snprintf(out + used, 64 - (size_t)used, "d%u/", random_below(&run->random, 3));
  }
  snprintf(out + used, 64 - (size_t)used, "f%u%s", random_below(&run->random, 4),
           ENDINGS[random_below(&run->random, COUNT_OF(ENDINGS))]);
}

static void random_text(Run *run, Buf *out) {
  uint32_t lines = random_below(&run->random, 6);
  for (uint32_t i = 0; i < lines; i++) {
    switch (random_below(&run->random, 5)) {
    case 0: buf_printf(out, "int %s(void) { return 1; }\n", word(run)); break;
    case 1: buf_printf(out, "def %s(x):\n    return %s\n", word(run), word(run)); break;
    case 2: buf_printf(out, "# %s %s\n", word(run), word(run)); break;
    case 3:
      buf_printf(out, "static int %s = %u;\n", word(run), random_below(&run->random, 10));
      break;
    default: buf_printf(out, "%s", word(run)); break;
    }
  }
  if (random_below(&run->random, 40) == 0) buf_put(out, "\0\0", 2); // binary
}

// What is in the way of `path` is removed: files where directories are wanted and the reverse.
static void make_way(Run *run, const char *path) {
  char part[64], full[2048];
  snprintf(part, sizeof part, "%s", path);
  for (char *slash = strchr(part, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    tree_path(&run->place.tree, part, full);
    FileInfo info;
    if (os_stat_link(full, &info, NULL) == STATUS_OK && info.kind != FILE_DIRECTORY) {
      unlink(full);
      note_change(run, part);
    }
    *slash = '/';
  }
  char command[2200];
  tree_path(&run->place.tree, path, full);
  snprintf(command, sizeof command, "test -d '%s' && rm -rf '%s'", full, full);
  FileInfo info;
  if (os_stat_link(full, &info, NULL) != STATUS_OK) return;
  if (info.kind == FILE_DIRECTORY) assert_int_equal(system(command), 0);
  if (info.kind == FILE_SYMLINK) unlink(full);
}

static void write_file(Run *run) {
  char path[64];
  Buf text = {0};
  random_path(run, path);
  random_text(run, &text);
  make_way(run, path);
  tree_write(&run->place.tree, path, buf_str(&text));
  note_change(run, path);
  buf_release(&text);
}

static void remove_file(Run *run) {
  char path[64], full[2048];
  random_path(run, path);
  tree_path(&run->place.tree, path, full);
  unlink(full);
  note_change(run, path);
}

static void rename_file(Run *run) {
  char from[64], to[64], full_from[2048], full_to[2048];
  random_path(run, from);
  random_path(run, to);
  tree_path(&run->place.tree, from, full_from);
  tree_path(&run->place.tree, to, full_to);
  rename(full_from, full_to); // where that is not possible, nothing happens
  note_change(run, from);
  note_change(run, to);
}

static void rename_directory(Run *run) {
  char from[2048], to[2048], name[16];
  snprintf(name, sizeof name, "d%u", random_below(&run->random, 3));
  tree_path(&run->place.tree, name, from);
  note_change(run, name);
  snprintf(name, sizeof name, "d%u/moved", random_below(&run->random, 3));
  tree_path(&run->place.tree, name, to);
  note_change(run, name);
  rename(from, to);
}

static void file_in_place_of_directory(Run *run) {
  char name[16];
  snprintf(name, sizeof name, "d%u", random_below(&run->random, 3));
  make_way(run, name);
  tree_write_c(&run->place.tree, name, "int alpha;\n");
  note_change(run, name);
}

static void edit_ignore_rules(Run *run) {
  static const char *const rules[] = {"", "*.c\n", "d1/\n", "*\n!*.py\n!d*/\n", "f2*\n"};
  tree_write_c(&run->place.tree, ".ignore", rules[random_below(&run->random, COUNT_OF(rules))]);
  note_change(run, ".ignore");
}

static void change_a_mode(Run *run) {
  char path[64], full[2048];
  random_path(run, path);
  tree_path(&run->place.tree, path, full);
  FileInfo info;
  if (os_stat_link(full, &info, NULL) != STATUS_OK || info.kind != FILE_REGULAR) return;
  chmod(full, random_below(&run->random, 2) ? 0 : 0644);
  note_change(run, path);
}

static void link_in_place_of_a_file(Run *run) {
  char path[64], full[2048];
  random_path(run, path);
  tree_path(&run->place.tree, path, full);
  if (unlink(full) == 0 && symlink("d1", full) == 0) note_change(run, path);
}

static void save_again(Run *run) {
  char path[64], full[2048];
  random_path(run, path);
  tree_path(&run->place.tree, path, full);
  utimensat(AT_FDCWD, full, NULL, AT_SYMLINK_NOFOLLOW);
  note_change(run, path);
}

static void open_and_close_a_document(Run *run) {
  char path[64];
  random_path(run, path);
  Str name = str_from_c(path);
  assert_int_equal(
      index_document_set(run->index, name, STR(""), STR("int alpha_in_editor;\n"), NULL),
      STATUS_OK);
  if (random_below(&run->random, 2)) indexing_refresh(run->index);
  index_document_clear(run->index, name);
}

static void restart(Run *run) {
  if (random_below(&run->random, 2)) index_refresh(run->index); // is interrupted
  index_close(run->index);
  run->index = indexing_open(&run->place.tree, &run->place.cache);
  run->must_refresh = true;
}

static void refresh_amid_edits(Run *run) {
  index_refresh(run->index);
  write_file(run);
  announce(run);
  remove_file(run);
  rename_file(run);
  if (random_below(&run->random, 2)) index_cancel(run->index);
}

// Files that come back are as they were, stamps included: whatever was not found meanwhile must be.
static void directory_goes_amid_a_refresh_and_comes_back(Run *run) {
  char there[2048], away[2048], name[16];
  snprintf(name, sizeof name, "d%u", random_below(&run->random, 3));
  tree_path(&run->place.tree, name, there);
  tree_path(&run->place.tree, "away", away);
  write_file(run);
  index_refresh(run->index);
  for (int i = 0; i < 20 && rename(there, away) == 0; i++) {
    assert_int_equal(rename(away, there), 0);
  }
  note_change(run, name);
}

static void step(Run *run) {
  uint32_t choice = random_below(&run->random, 100);
  if (choice < 40)
    write_file(run);
  else if (choice < 42)
    change_a_mode(run);
  else if (choice < 44)
    link_in_place_of_a_file(run);
  else if (choice < 48)
    save_again(run);
  else if (choice < 58)
    remove_file(run);
  else if (choice < 68)
    rename_file(run);
  else if (choice < 72)
    rename_directory(run);
  else if (choice < 75)
    file_in_place_of_directory(run);
  else if (choice < 80)
    edit_ignore_rules(run);
  else if (choice < 85)
    open_and_close_a_document(run);
  else if (choice < 90)
    restart(run);
  else if (choice < 95)
    (random_below(&run->random, 2) ? refresh_amid_edits
                                   : directory_goes_amid_a_refresh_and_comes_back)(run);
  else
    index_wait(run->index, PHASE_READY, INDEXING_TIMEOUT_NS); // unless it was cancelled
  if (run->changed_count && random_below(&run->random, 4)) announce(run);
}

static void settle(Run *run) {
  announce(run);
  if (run->must_refresh || random_below(&run->random, 8) == 0) index_refresh(run->index);
  run->must_refresh = false;
  index_touch(run->index, &STR("d1"), 1); // so that what was cancelled goes on
  assert_true(index_wait(run->index, PHASE_READY, INDEXING_TIMEOUT_NS));
}

static void incremental_says_what_from_scratch_says(void **state) {
  (void)state;
  enum { TREES = 12, ROUNDS = 25, STEPS = 8 };
  Run run = {.random = random_seeded("incremental")};
  for (int tree = 0; tree < TREES; tree++) {
    run.place = place_make();
    run.index = indexing_open(&run.place.tree, &run.place.cache);
    run.must_refresh = true;
    for (int round = 0; round < ROUNDS; round++) {
      for (uint32_t i = random_below(&run.random, STEPS) + 1; i > 0; i--) step(&run);
      settle(&run);
      assert_true(indexing_is_right(run.index, &run.place.tree, LITERALS));
    }
    index_close(run.index);
    place_remove(&run.place);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(incremental_says_what_from_scratch_says)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
