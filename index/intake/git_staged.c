#include "intake/git_staged.h"

#include "base/array.h"
#include "base/hash_map.h"
#include "intake/git_object.h"

enum {
  TREES_MAX = 4000,
  DEPTH_MAX = 128,
  PATH_BYTES = 4096,
  LOOKS_MAX = 20 << 20, // at nodes of the cached tree: beyond, directories are compared without it
};
static const uint32_t NO_NODE = UINT32_MAX;

// A directory of the cached tree; those in it follow, up to `end`.
typedef struct {
  GitCachedTree tree;
  uint32_t end;
} Node;

typedef struct {
  const GitStaged *input;
  GitObjects *objects;
  ARRAY(Node) nodes;
  HashMap same; // directories that are as in the commit, with all in them
  HashMap
      files; // of the other directories the commit's files: the first bytes of their content's name
  Buf path;  // of the directory in hand
  uint32_t trees, looks;
  GitIndexFn fn;
  void *user;
  char before[PATH_BYTES]; // directory of the entry before, and whether it is the same
  size_t before_len;
  bool any, before_same;
} Comparison;

// ---- the cached tree ----------------------------------------------------------------------------

static bool read_nodes(Comparison *c, Str *rest, int depth) {
  Node node;
  if (depth > DEPTH_MAX || !git_cached_tree_next(rest, c->input->sha256, &node.tree)) return false;
  size_t at = c->nodes.count;
  array_push(&c->nodes, node);
  for (uint32_t i = 0; i < node.tree.subtrees; i++) {
    if (!read_nodes(c, rest, depth + 1)) return false;
  }
  c->nodes.items[at].end = (uint32_t)c->nodes.count;
  return true;
}

static uint32_t child_of(Comparison *c, uint32_t node, Str name) {
  if (node == NO_NODE) return NO_NODE;
  for (uint32_t i = node + 1; i < c->nodes.items[node].end; i = c->nodes.items[i].end) {
    if (c->looks++ > LOOKS_MAX) return NO_NODE;
    if (str_equal(c->nodes.items[i].tree.name, name)) return i;
  }
  return NO_NODE;
}

// ---- the commit's tree --------------------------------------------------------------------------

static Status compare(Comparison *c, const uint8_t *id, uint32_t node, int depth, Error *error);

static Status compare_entry(Comparison *c, const GitTreeEntry *entry, uint32_t node, int depth,
                            Error *error) {
  size_t length = c->path.len;
  Status status = STATUS_OK;
  if (length) buf_byte(&c->path, '/');
  buf_str_put(&c->path, entry->name);
  if ((entry->mode & GIT_MODE_KIND) == 0040000) {
    status = compare(c, entry->id, child_of(c, node, entry->name), depth + 1, error);
  } else {
    uint64_t content;
    memcpy(&content, entry->id, sizeof content);
    hash_map_put(&c->files, str_hash(buf_str(&c->path)), content);
  }
  c->path.len = length;
  return status;
}

static Status compare(Comparison *c, const uint8_t *id, uint32_t node, int depth, Error *error) {
  const uint8_t *cached = node == NO_NODE ? NULL : c->nodes.items[node].tree.id;
  bool same = cached && memcmp(cached, id, c->input->sha256 ? 32 : 20) == 0;
  if (same || c->trees++ > TREES_MAX || depth > DEPTH_MAX || c->path.len > PATH_BYTES) {
    hash_map_put(&c->same, str_hash(buf_str(&c->path)), 1);
    return STATUS_OK;
  }
  Buf tree = {0};
  Status status = git_object_read(c->objects, id, GIT_TREE, &tree, error);
  Str rest = buf_str(&tree);
  GitTreeEntry entry;
  while (status == STATUS_OK && git_tree_next(&rest, c->input->sha256, &entry)) {
    status = compare_entry(c, &entry, node, depth, error);
  }
  buf_release(&tree);
  return status;
}

// ---- the index ----------------------------------------------------------------------------------

static bool lies_in_same(const Comparison *c, Str directory) {
  for (;;) {
    if (hash_map_get(&c->same, str_hash(directory), NULL)) return true;
    if (directory.len == 0) return false;
    while (directory.len && directory.ptr[directory.len - 1] != '/') directory.len--;
    if (directory.len) directory.len--;
  }
}

static void look_at_entry(void *user, const GitIndexEntry *entry) {
  Comparison *c = user;
  size_t slash = entry->path.len;
  while (slash > 0 && entry->path.ptr[slash - 1] != '/') slash--;
  Str directory = str_slice(entry->path, 0, slash ? slash - 1 : 0);
  bool known = c->any && str_equal(directory, str_make(c->before, c->before_len));
  if (!known) c->before_same = lies_in_same(c, directory);
  c->any = directory.len <= sizeof c->before;
  if (!known && c->any) {
    memcpy(c->before, directory.ptr, directory.len);
    c->before_len = directory.len;
  }
  uint64_t committed, content;
  memcpy(&content, entry->id, sizeof content);
  bool there = hash_map_get(&c->files, str_hash(entry->path), &committed);
  if (!c->before_same && !(there && committed == content)) c->fn(c->user, entry);
}

// The whole of it: against the commit's tree, or nothing where there is no commit yet.
static Status compare_all(Comparison *c, Error *error) {
  const GitStaged *in = c->input;
  uint8_t id[GIT_ID_MAX];
  Str cache_tree = in->cache_tree;
  Status status = git_head_commit(in->git_dir, in->common_dir, in->sha256, id, NULL);
  if (status == STATUS_OK) {
    Buf commit = {0};
    status = git_object_read(c->objects, id, GIT_COMMIT, &commit, error);
    if (status == STATUS_OK) status = git_commit_tree(buf_str(&commit), in->sha256, id, error);
    buf_release(&commit);
    if (status != STATUS_OK) return status;
    bool cached = cache_tree.len && read_nodes(c, &cache_tree, 0);
    status = compare(c, id, cached ? 0 : NO_NODE, 0, error);
    if (status != STATUS_OK || hash_map_get(&c->same, str_hash(STR("")), NULL)) return status;
  }
  GitIndexReading reading = {.sha256 = in->sha256, .fn = look_at_entry, .user = c};
  return git_index_read(in->index, &reading, error);
}

Status git_staged(const GitStaged *staged, GitIndexFn fn, void *user, Error *error) {
  Comparison *c = xcalloc(1, sizeof *c);
  c->input = staged;
  c->fn = fn;
  c->user = user;
  c->objects = git_objects_open(staged->common_dir, staged->sha256);
  git_objects_bound(c->objects, *staged->cost);
  Status status = compare_all(c, error);
  *staged->cost = git_objects_left(c->objects);
  git_objects_close(c->objects);
  hash_map_release(&c->same);
  hash_map_release(&c->files);
  array_free(&c->nodes);
  buf_release(&c->path);
  free(c);
  return status;
}
