#include "store/verify.h"

#include "store/manifest.h"
#include "store/segment_file.h"

#include <stdio.h>

enum { ATTEMPTS = 5 }; // a writer commits at most a few times a second

static Status read_manifest(Str directory, Arena *arena, Manifest *manifest, Error *error) {
  Buf bytes = {.max = 1u << 30};
  Str path = arena_join_path(arena, directory, STR("manifest"));
  Status status = os_read_file(path.ptr, &bytes, NULL, error);
  if (status == STATUS_OK) {
    status = manifest_decode(buf_str(&bytes), arena, manifest, error);
    if (status != STATUS_OK) error_prefix(error, status, "manifest");
  }
  buf_release(&bytes);
  return status;
}

static Status verify_segment(Str directory, const ManifestSegment *named, uint64_t *symbols,
                             Error *error) {
  SegmentPlace place = {directory, named->id};
  SharedSegment *shared;
  Status status = segment_file_open(&place, named->has_symbols, &shared, error);
  if (status != STATUS_OK) return status;
  const Segment *segment = shared_segment(shared);
  *symbols = segment_symbol_count(segment);
  if (segment_documents(segment) != named->documents) {
    status = error_set(error, STATUS_CORRUPT, "it has %u documents, the manifest says %u",
                       segment_documents(segment), named->documents);
  }
  if (status == STATUS_OK) status = segment_verify(segment, error);
  shared_segment_unref(shared);
  return status;
}

static void put_line(Buf *lines, const ManifestSegment *named, uint64_t symbols, Status status,
                     const Error *found) {
  buf_printf(lines, "segment %016llx: %u documents, ", (unsigned long long)named->id,
             named->documents);
  if (named->has_symbols)
    buf_printf(lines, "%llu symbols", (unsigned long long)symbols);
  else
    buf_printf(lines, "no symbols yet");
  buf_printf(lines, ": %s\n", status == STATUS_OK ? "sound" : found->message);
}

static Status verify_segments(Str directory, const Manifest *manifest, Buf *lines, Error *error) {
  Status worst = STATUS_OK;
  for (size_t i = 0; i < manifest->segments.count; i++) {
    const ManifestSegment *named = &manifest->segments.items[i];
    Error found = {0};
    uint64_t symbols = 0;
    Status status = verify_segment(directory, named, &symbols, &found);
    put_line(lines, named, symbols, status, &found);
    if (status == STATUS_OK) continue;
    worst = error_set(error, STATUS_CORRUPT, "segment %016llx: %s", (unsigned long long)named->id,
                      found.message);
  }
  return worst;
}

// One look. `generation` is that of the manifest it went by; 0 if there is none to read.
static Status look(Str directory, Buf *lines, uint64_t *generation, Error *error) {
  Arena arena = {0};
  Manifest manifest;
  *generation = 0;
  buf_clear(lines);
  Status status = read_manifest(directory, &arena, &manifest, error);
  if (status == STATUS_OK) {
    *generation = manifest.generation;
    status = verify_segments(directory, &manifest, lines, error);
    manifest_release(&manifest);
  }
  arena_release(&arena);
  return status;
}

Status verify_directory(Str directory, VerifyLine fn, void *user, Error *error) {
  Buf lines = {0};
  uint64_t before = 0, generation;
  Status status = look(directory, &lines, &generation, error);
  // Damage stays; what a writer has just replaced is gone from the next manifest.
  for (int i = 1; i < ATTEMPTS && status != STATUS_OK && generation != before; i++) {
    before = generation;
    status = look(directory, &lines, &generation, error);
  }
  Str rest = buf_str(&lines), line;
  while (str_next_field(&rest, '\n', &line)) fn(user, line);
  buf_release(&lines);
  return status;
}
