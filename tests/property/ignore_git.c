// Random trees under random rule files: what a walk delivers is what git would add.
// TREELINE_SEED is the first tree's seed, TREELINE_CASES the number of trees; a tree that differs
// stays where it is if TREELINE_KEEP is set.
#include "intake/walk.h"
#include "support/cmocka_all.h"
#include "support/random.h"
#include "support/tree.h"

static const char *pick(Random *r, const char *const *from, uint32_t count) {
  return from[random_below(r, count)];
}

static const char *const pieces[] = {"a", "b", "ab", "c", "A", "B", ".", "x", "1",
                                     "-", "_", " ",  "!", "#", "[", "]", "^", "\xC3\xA9"};
static const char *const wild[] = {
    // clang-format off
    "*", "**", "?", "[ab]", "[!a]", "[^b]", "[a-c]", "[", "[]a]", "[A-Z]", "[[:alpha:]]",
    "[[:upper:]]", "[[:no:]]", "[[:]", "[\\a]", "[a\\-c]", "[\\a-c]", "[!]", "\\a", "\\A",
    "\\*", "\\", "**/", "/**", "/**/", "*a*", "**a", "a**", "\\/", "**\\/", "[[:x", "[a-",
    "[--0]", "[[:punct:][:digit:]]", "***", "[[a]", "[[:blank:]]", "a**/", "b**/", "**/*",
    // clang-format on
};

enum { NAME_MAX_LEN = 64, RULE_SETS = 25 };

static void random_name(Random *r, char *out) {
  do {
    *out = '\0';
    for (uint32_t i = 0, count = 1 + random_below(r, 3); i < count; i++) {
      strcat(out, pick(r, pieces, COUNT_OF(pieces)));
    }
  } while (strcmp(out, ".") == 0 || strcmp(out, "..") == 0);
}

static void put_piece(Random *r, Buf *line) {
  uint32_t kind = random_below(r, 10);
  if (kind < 5) {
    buf_str_put(line, str_from_c(pick(r, pieces, COUNT_OF(pieces))));
  } else if (kind < 8) {
    buf_str_put(line, str_from_c(pick(r, wild, COUNT_OF(wild))));
  } else {
    buf_byte(line, '/');
  }
}

// A path of the tree with some of its bytes replaced: patterns that have a chance to match.
static void put_mutated_path(Random *r, Str path, Buf *line) {
  Str tail = path;
  if (random_below(r, 2)) tail = str_base_name(path);
  for (size_t i = 0; i < tail.len; i++) {
    if (random_below(r, 6) == 0) {
      put_piece(r, line);
    } else {
      buf_byte(line, (uint8_t)tail.ptr[i]);
    }
  }
}

static void random_rules(Random *r, Str path, Buf *out) {
  if (random_below(r, 20) == 0) buf_str_put(out, STR("\xEF\xBB\xBF"));
  for (uint32_t i = 0, count = 1 + random_below(r, 4); i < count; i++) {
    if (random_below(r, 4) == 0) buf_byte(out, '!');
    if (random_below(r, 5) == 0) buf_byte(out, '/');
    if (random_below(r, 3)) {
      put_mutated_path(r, path, out);
    } else {
      for (uint32_t j = 0, n = 1 + random_below(r, 4); j < n; j++) put_piece(r, out);
    }
    if (random_below(r, 6) == 0) buf_byte(out, '/');
    if (random_below(r, 12) == 0) buf_str_put(out, STR("  "));
    if (random_below(r, 20) == 0) buf_str_put(out, STR("\\ "));
    if (random_below(r, 20) == 0) buf_byte(out, '\r');
    if (i + 1 < count || random_below(r, 2)) buf_byte(out, '\n');
  }
}

// Where a tree has rule files, and an entry of that directory for patterns to be like.
typedef struct {
  Str path, below;
} Slot;

typedef struct {
  Tree tree;
  Arena arena;
  Slot slots[1024];
  size_t count;
} World;

// A few levels of directories with files; rule files go into some of them.
static void random_tree(Random *r, World *world, Str folder, int depth) {
  Arena *arena = &world->arena;
  Str below = STR("x");
  for (uint32_t i = 0, files = 3 + random_below(r, 8); i < files; i++) {
    char name[NAME_MAX_LEN], full[2048];
    struct stat st;
    random_name(r, name);
    Str path = arena_join_path(arena, folder, str_from_c(name));
    tree_path(&world->tree, path.ptr, full);
    if (lstat(full, &st) == 0) continue;
    bool directory = depth > 0 && random_below(r, 3) == 0;
    if (directory) random_tree(r, world, path, depth - 1);
    if (!directory) tree_write_c(&world->tree, path.ptr, "");
    if (random_below(r, 2)) below = arena_printf(arena, "%s%s", name, directory ? "/a" : "");
  }
  if (random_below(r, 4) == 0 || world->count == COUNT_OF(world->slots)) return;
  Str path = arena_join_path(arena, folder, STR(".gitignore"));
  world->slots[world->count++] = (Slot){path, below};
}

static void run(const char *format, ...) {
  char command[4096];
  va_list args;
  va_start(args, format);
  vsnprintf(command, sizeof command, format, args);
  va_end(args);
  if (system(command) != 0) {
    print_error("failed: %s\n", command);
    abort();
  }
}

typedef struct {
  char **items;
  size_t count, capacity;
} Paths;

static void keep_path(Paths *paths, Str path) {
  if (paths->count == paths->capacity) {
    paths->capacity = paths->capacity * 2 + 64;
    paths->items = xrealloc(paths->items, paths->capacity * sizeof *paths->items);
  }
  char *copy = xmalloc(path.len + 1);
  memcpy(copy, path.ptr, path.len);
  copy[path.len] = '\0';
  paths->items[paths->count++] = copy;
}

static int by_bytes(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_paths(Paths *paths) {
  if (paths->count) qsort(paths->items, paths->count, sizeof *paths->items, by_bytes);
}

static void release_paths(Paths *paths) {
  for (size_t i = 0; i < paths->count; i++) free(paths->items[i]);
  free(paths->items);
}

static void walked(void *user, const WalkedFile *file) { keep_path(user, file->path); }

static Paths paths_of_walk(const char *root) {
  Paths paths = {0};
  WalkOptions options = {.hidden = true};
  Walker *walker;
  assert_int_equal(walker_open(root, &options, &walker, NULL), STATUS_OK);
  WalkResult result = {0};
  walk_tree(walker, walked, &paths, &result);
  assert_int_equal(result.failures, 0);
  assert_int_equal(result.files, paths.count);
  walker_close(walker);
  sort_paths(&paths);
  return paths;
}

static Paths paths_of_git(const Tree *tree) {
  Paths paths = {0};
  char list[2048];
  tree_path(tree, "list", list);
  run("cd '%s/repo' && git ls-files -z -o --exclude-standard > ../list", tree->root);
  Buf text = {0};
  assert_int_equal(os_read_file(list, &text, NULL, NULL), STATUS_OK);
  Str rest = buf_str(&text), path;
  while (str_next_field(&rest, '\0', &path)) keep_path(&paths, path);
  buf_release(&text);
  sort_paths(&paths);
  return paths;
}

static bool report_difference(const Paths *git, const Paths *walk) {
  size_t i = 0, j = 0;
  bool differs = false;
  while (i < git->count || j < walk->count) {
    int order = i == git->count ? 1 : j == walk->count ? -1 : strcmp(git->items[i], walk->items[j]);
    if (order < 0) print_error("only git:  \"%s\"\n", git->items[i]);
    if (order > 0) print_error("only walk: \"%s\"\n", walk->items[j]);
    differs |= order != 0;
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  return differs;
}

// The template of an empty repository is made once: `git init` is slow.
static void random_repository(Random *r, World *world) {
  const char *root = world->tree.root;
  run("rm -rf '%s/repo' && mkdir '%s/repo' && cp -r '%s/template' '%s/repo/.git'", root, root, root,
      root);
  arena_reset(&world->arena);
  world->count = 0;
  for (int i = 0; i < 8; i++) {
    random_tree(r, world, arena_printf(&world->arena, "repo/%d", i), 2);
  }
  random_tree(r, world, STR("repo"), 1);
}

static void write_random_rules(Random *r, const World *world, const char *path, Str below) {
  Buf rules = {0};
  if (random_below(r, 3)) random_rules(r, below, &rules);
  tree_write(&world->tree, path, buf_str(&rules));
  buf_release(&rules);
}

static void random_rule_files(Random *r, const World *world) {
  for (size_t i = 0; i < world->count; i++) {
    write_random_rules(r, world, world->slots[i].path.ptr, world->slots[i].below);
  }
  write_random_rules(r, world, "repo/.git/info/exclude", STR("ab/c"));
  write_random_rules(r, world, ".test-home/excluded by me", STR("a"));
  tree_write_c(&world->tree, ".test-home/.gitconfig",
               "[core]\n\texcludesFile = \"~/excluded by me\"\n");
  tree_write_c(&world->tree, "repo/.git/config",
               random_below(r, 4) ? "[core]\n repositoryformatversion = 0\n"
                                  : "[core]\n repositoryformatversion = 0\n ignorecase = true\n");
}

static uint64_t number_from(const char *variable, uint64_t otherwise) {
  uint64_t value;
  return str_to_u64(os_environment(variable), &value) ? value : otherwise;
}

// One tree under several sets of rules. False, with words, if the walk and git disagree.
static bool agrees_with_git(World *world, uint64_t seed, uint64_t *files) {
  char repository[2048];
  tree_path(&world->tree, "repo", repository);
  Random r = {seed};
  random_next(&r);
  random_repository(&r, world);
  bool agrees = true;
  for (int round = 0; round < RULE_SETS && agrees; round++) {
    random_rule_files(&r, world);
    Paths git = paths_of_git(&world->tree), walk = paths_of_walk(repository);
    agrees = !report_difference(&git, &walk);
    *files += git.count;
    release_paths(&git);
    release_paths(&walk);
  }
  if (!agrees) print_error("repeat with TREELINE_SEED=%llu\n", (unsigned long long)seed);
  return agrees;
}

static void a_walk_delivers_what_git_would_add(void **state) {
  (void)state;
  uint64_t seed = random_seeded("ignore_git").state,
           cases = number_from("TREELINE_CASES", (uint64_t)random_rounds(10));
  World *world = xcalloc(1, sizeof *world);
  world->tree = tree_make();
  const char *root = world->tree.root;
  run("git init -q --template= '%s/made' 2>/dev/null && mv '%s/made/.git' '%s/template'"
      " && mkdir -p '%s/template/info'",
      root, root, root, root);
  bool agrees = true;
  uint64_t files = 0;
  for (uint64_t i = 0; i < cases && agrees; i++) agrees = agrees_with_git(world, seed + i, &files);
  if (agrees || !getenv("TREELINE_KEEP")) tree_remove(&world->tree);
  arena_release(&world->arena);
  free(world);
  assert_true(agrees);
  assert_true(files > cases * RULE_SETS * 10); // the rules must not have hidden everything
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_walk_delivers_what_git_would_add)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
