// Files in an index's directory that nothing names.
#ifndef TREELINE_TESTS_STRAYS_H
#define TREELINE_TESTS_STRAYS_H

#include "store/manifest.h"
#include "support/indexing.h"

// Whether the manifest names this file; the lock and the manifest themselves are at home.
static inline bool strays_is_named(const Manifest *manifest, Str name) {
  uint64_t id;
  bool temporary;
  if (str_equal(name, STR("manifest")) || str_equal(name, STR("lock"))) return true;
  if (!segment_file_parse_name(name, &id, &temporary) || temporary) return false;
  for (size_t i = 0; i < manifest->segments.count; i++) {
    const ManifestSegment *segment = &manifest->segments.items[i];
    bool symbols = name.ptr[name.len - 1] == 's'; // .syms, .text
    if (segment->id == id) return segment->has_symbols || !symbols;
  }
  return false;
}

// How many there are, each with a word about it; an index without a manifest has none. The index must be
// closed, or idle.
static inline size_t strays_count(const char *directory) {
  Arena arena = {0};
  Buf bytes = {0};
  Manifest manifest = {0};
  size_t strays = 0;
  Str path = arena_join_path(&arena, str_from_c(directory), STR("manifest"));
  Status status = os_read_file(path.ptr, &bytes, NULL, NULL);
  if (status == STATUS_OK) status = manifest_decode(buf_str(&bytes), &arena, &manifest, NULL);
  OsDir *dir;
  if (status == STATUS_OK && os_dir_open(directory, &dir, NULL) == STATUS_OK) {
    DirEntry entry;
    while (os_dir_next(dir, &entry)) {
      if (strays_is_named(&manifest, entry.name)) continue;
      fprintf(stderr, "stray: %s\n", entry.name.ptr);
      strays++;
    }
    os_dir_close(dir);
  }
  manifest_release(&manifest);
  buf_release(&bytes);
  arena_release(&arena);
  return strays;
}

#endif
