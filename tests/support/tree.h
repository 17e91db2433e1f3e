// A temporary directory tree for tests: made of literals, removed at the end.
#ifndef TREELINE_TESTS_TREE_H
#define TREELINE_TESTS_TREE_H

#include "base/os.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char root[512];
} Tree;

static inline void tree_path(const Tree *tree, const char *path, char out[2048]) {
  snprintf(out, 2048, "%s/%s", tree->root, path);
}

// Environment that would let the developer's own git configuration into a test is cut off.
static inline Tree tree_make(void) {
  Tree tree;
  const char *base = getenv("TMPDIR");
  snprintf(tree.root, sizeof tree.root, "%s/treeline-test-XXXXXX", base ? base : "/tmp");
  if (!mkdtemp(tree.root)) {
    perror(tree.root);
    abort();
  }
  char home[2048];
  tree_path(&tree, ".test-home", home);
  setenv("HOME", home, 1);
  setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
  unsetenv("XDG_CONFIG_HOME");
  unsetenv("GIT_CONFIG_GLOBAL");
  unsetenv("GIT_DIR");
  return tree;
}

static inline void tree_directory(const Tree *tree, const char *path) {
  char full[2048];
  tree_path(tree, path, full);
  if (os_make_dirs(full, NULL) != STATUS_OK) abort();
}

// Writes a file, with the directories it needs.
static inline void tree_write(const Tree *tree, const char *path, Str content) {
  char full[2048];
  tree_path(tree, path, full);
  char *slash = strrchr(full, '/');
  *slash = '\0';
  if (os_make_dirs(full, NULL) != STATUS_OK) abort();
  *slash = '/';
  FILE *file = fopen(full, "wb");
  if (!file) {
    perror(full);
    abort();
  }
  if (content.len && fwrite(content.ptr, content.len, 1, file) != 1) abort();
  if (fclose(file) != 0) abort();
}

static inline void tree_write_c(const Tree *tree, const char *path, const char *content) {
  tree_write(tree, path, str_from_c(content));
}

static inline void tree_link(const Tree *tree, const char *path, const char *target) {
  char full[2048];
  tree_path(tree, path, full);
  if (symlink(target, full) != 0) abort();
}

static inline void tree_remove(Tree *tree) {
  char command[2048];
  snprintf(command, sizeof command, "chmod -R u+rwx '%s'; rm -rf '%s'", tree->root, tree->root);
  if (system(command) != 0) fprintf(stderr, "left behind: %s\n", tree->root);
}

#endif
