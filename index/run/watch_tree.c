// Problem: fifty thousand directories must be found by path at every event, dropped with all below them, and
// placed shallow first, in little memory. Approach: nodes that know their own name and their parent, a hash
// table by whole path beside them (comparing walks up the parents), and lists through the nodes.
//
// Rejected: whole paths in a table (dropping a directory would look at all of them; twice the memory);
// a table by parent and name (one probe a component instead of one a path).
#include "run/watch_tree.h"
#include "base/err.h"

enum { FEWEST_BUCKETS = 64 };

static uint32_t path_hash(Str path) { return (uint32_t)str_hash(path); }

static WatchDir *node_new(Str name, uint32_t hash) {
  WatchDir *dir = xcalloc(1, sizeof *dir + name.len);
  dir->hash = hash;
  dir->name_len = (uint32_t)name.len;
  if (name.len) memcpy(dir->name, name.ptr, name.len);
  return dir;
}

// ---- the table ----------------------------------------------------------------------------------

static WatchDir **bucket_of(const WatchTree *tree, uint32_t hash) {
  return &tree->buckets[hash & (tree->bucket_count - 1)];
}

static void table_grow(WatchTree *tree) {
  WatchTree old = *tree;
  tree->bucket_count = old.bucket_count ? old.bucket_count * 2 : FEWEST_BUCKETS;
  tree->buckets = xcalloc(tree->bucket_count, sizeof(WatchDir *));
  for (size_t i = 0; i < old.bucket_count; i++) {
    for (WatchDir *dir = old.buckets[i], *chain; dir; dir = chain) {
      chain = dir->chain;
      WatchDir **bucket = bucket_of(tree, dir->hash);
      dir->chain = *bucket;
      *bucket = dir;
    }
  }
  free(old.buckets);
}

static void table_add(WatchTree *tree, WatchDir *dir) {
  if (tree->count >= tree->bucket_count) table_grow(tree);
  WatchDir **bucket = bucket_of(tree, dir->hash);
  dir->chain = *bucket;
  *bucket = dir;
  tree->count++;
}

static void table_remove(WatchTree *tree, WatchDir *dir) {
  WatchDir **link = bucket_of(tree, dir->hash);
  while (*link != dir) link = &(*link)->chain;
  *link = dir->chain;
  tree->count--;
}

// ---- nodes --------------------------------------------------------------------------------------

void watch_tree_init(WatchTree *tree) {
  *tree = (WatchTree){0};
  tree->root = node_new(STR(""), path_hash(STR("")));
  table_add(tree, tree->root);
}

void watch_tree_release(WatchTree *tree) {
  for (size_t i = 0; i < tree->bucket_count; i++) {
    for (WatchDir *dir = tree->buckets[i], *chain; dir; dir = chain) {
      chain = dir->chain;
      free(dir);
    }
  }
  free(tree->buckets);
  *tree = (WatchTree){0};
}

static bool has_path(const WatchDir *dir, Str path) {
  size_t end = path.len;
  for (; dir->parent; dir = dir->parent) {
    if (end < dir->name_len) return false;
    end -= dir->name_len;
    if (memcmp(path.ptr + end, dir->name, dir->name_len) != 0) return false;
    if (!dir->parent->parent) break;
    if (end == 0 || path.ptr[--end] != '/') return false;
  }
  return end == 0;
}

WatchDir *watch_tree_find(const WatchTree *tree, Str path) {
  uint32_t hash = path_hash(path);
  for (WatchDir *dir = *bucket_of(tree, hash); dir; dir = dir->chain) {
    if (dir->hash == hash && has_path(dir, path)) return dir;
  }
  return NULL;
}

static WatchDir *add_child(WatchTree *tree, WatchDir *parent, Str path) {
  WatchDir *dir = node_new(str_base_name(path), path_hash(path));
  dir->parent = parent;
  dir->depth = parent->depth + 1;
  dir->next = parent->first_child;
  if (dir->next) dir->next->previous = dir;
  parent->first_child = dir;
  table_add(tree, dir);
  return dir;
}

WatchDir *watch_tree_make(WatchTree *tree, Str path) {
  // Up to the nearest that is there, which most often is the parent; then down again.
  size_t known = path.len;
  WatchDir *dir;
  while (!(dir = watch_tree_find(tree, str_slice(path, 0, known)))) {
    while (known > 0 && path.ptr[known - 1] != '/') known--;
    if (known > 0) known--;
  }
  while (known < path.len) {
    known = str_find_byte(path, known ? known + 1 : 0, '/');
    dir = add_child(tree, dir, str_slice(path, 0, known));
  }
  return dir;
}

void watch_tree_prune(WatchTree *tree, WatchDir *dir) {
  while (dir->parent && !dir->wanted && !dir->first_child) {
    WatchDir *parent = dir->parent;
    if (dir->next) dir->next->previous = dir->previous;
    *(dir->previous ? &dir->previous->next : &parent->first_child) = dir->next;
    watch_tree_list(tree, dir, LIST_NONE);
    table_remove(tree, dir);
    free(dir);
    dir = parent;
  }
}

void watch_tree_path(const WatchDir *dir, Str name, Buf *out) {
  size_t size = name.len;
  for (const WatchDir *up = dir; up->parent; up = up->parent) {
    size += up->name_len + (size ? 1 : 0);
  }
  buf_clear(out);
  if (size == 0) return;
  char *end = buf_extend(out, size) + size;
  char *start = end - size;
  end -= name.len;
  if (name.len) memcpy(end, name.ptr, name.len);
  for (; dir->parent; dir = dir->parent) {
    if (end < start + size) *--end = '/';
    end -= dir->name_len;
    memcpy(end, dir->name, dir->name_len);
  }
}

// ---- lists --------------------------------------------------------------------------------------

static size_t depth_class(const WatchDir *dir) {
  return dir->depth < WATCH_DEPTHS ? dir->depth : WATCH_DEPTHS - 1;
}

static void list_remove(WatchTree *tree, WatchDir *dir) {
  WatchDir **first = &tree->refused_first, **last = NULL;
  if (dir->list == LIST_PENDING) {
    first = &tree->pending_first[depth_class(dir)];
    last = &tree->pending_last[depth_class(dir)];
    tree->pending--;
  } else {
    tree->refused--;
  }
  *(dir->list_previous ? &dir->list_previous->list_next : first) = dir->list_next;
  if (dir->list_next) {
    dir->list_next->list_previous = dir->list_previous;
  } else if (last) {
    *last = dir->list_previous;
  }
  dir->list_next = dir->list_previous = NULL;
}

void watch_tree_list(WatchTree *tree, WatchDir *dir, WatchList list) {
  if (dir->list == list) return;
  if (dir->list != LIST_NONE) list_remove(tree, dir);
  dir->list = (uint8_t)list;
  if (list == LIST_PENDING) {
    WatchDir **last = &tree->pending_last[depth_class(dir)];
    dir->list_previous = *last;
    *(*last ? &(*last)->list_next : &tree->pending_first[depth_class(dir)]) = dir;
    *last = dir;
    tree->pending++;
  } else if (list == LIST_REFUSED) {
    dir->list_next = tree->refused_first;
    if (dir->list_next) dir->list_next->list_previous = dir;
    tree->refused_first = dir;
    tree->refused++;
  }
}

WatchDir *watch_tree_next_pending(const WatchTree *tree) {
  if (tree->pending == 0) return NULL;
  size_t depth = 0;
  while (!tree->pending_first[depth]) depth++;
  return tree->pending_first[depth];
}

void watch_tree_below(WatchDir *dir, WatchDirs *out) {
  size_t next = out->count;
  array_push(out, dir);
  for (; next < out->count; next++) {
    for (WatchDir *child = out->items[next]->first_child; child; child = child->next) {
      array_push(out, child);
    }
  }
}

void watch_tree_all(const WatchTree *tree, WatchDirs *out) {
  for (size_t i = 0; i < tree->bucket_count; i++) {
    for (WatchDir *dir = tree->buckets[i]; dir; dir = dir->chain) array_push(out, dir);
  }
}
