#include "store/manifest.h"
#include "base/codec.h"
#include "format/builder.h"
#include "format/chunk.h"

enum { TAG_MANI = CHUNK_TAG('M', 'A', 'N', 'I') };

void manifest_release(Manifest *manifest) { array_free(&manifest->segments); }

static void put_segment(Buf *out, const ManifestSegment *segment) {
  buf_varint(out, segment->id);
  buf_byte(out, segment->has_symbols);
  buf_varint(out, segment->documents);
  buf_varint(out, segment->dead_count);
  uint32_t before = 0;
  for (uint32_t i = 0; i < segment->dead_count; i++) {
    buf_varint(out, segment->dead[i] - before);
    before = segment->dead[i];
  }
}

Status manifest_encode(const Manifest *manifest, Buf *out, Error *error) {
  Buf body = {0};
  buf_varint(&body, manifest->generation);
  buf_varint(&body, manifest->next_id);
  buf_u64(&body, manifest->options);
  buf_byte(&body, manifest->complete);
  buf_varint(&body, manifest->unsaved);
  buf_varint(&body, manifest->root.len);
  buf_str_put(&body, manifest->root);
  for (size_t i = 0; i < manifest->segments.count; i++) {
    put_segment(&body, &manifest->segments.items[i]);
  }
  ChunkWriter *writer = chunk_writer_new(buf_sink(out));
  chunk_writer_begin(writer, TAG_MANI);
  chunk_writer_put(writer, buf_str(&body));
  buf_release(&body);
  return chunk_writer_finish(writer, error);
}

// The dead list of one segment; its count is bounded by the bytes that are left before it is allocated.
static void read_dead(Reader *reader, Arena *arena, ManifestSegment *segment) {
  segment->dead_count = (uint32_t)reader_varint_max(reader, reader_left(reader));
  segment->dead = arena_array(arena, uint32_t, segment->dead_count);
  uint64_t document = 0;
  for (uint32_t i = 0; i < segment->dead_count; i++) {
    uint64_t delta = reader_varint_max(reader, UINT32_MAX);
    document += delta;
    if (document >= segment->documents || (i && delta == 0)) reader->failed = true;
    segment->dead[i] = reader->failed ? 0 : (uint32_t)document;
  }
}

Status manifest_decode(Str image, Arena *arena, Manifest *out, Error *error) {
  ChunkTable table;
  Status status = chunk_table_read(image, &table, error);
  if (status == STATUS_OK) status = chunk_table_verify(&table, error);
  if (status != STATUS_OK) return status;
  Reader reader = reader_make(chunk_table_section(&table, TAG_MANI));
  Manifest manifest = {0};
  manifest.generation = reader_varint(&reader);
  manifest.next_id = reader_varint(&reader);
  manifest.options = reader_u64(&reader);
  manifest.complete = reader_byte(&reader) != 0;
  manifest.unsaved = reader_varint(&reader);
  size_t root_length = (size_t)reader_varint_max(&reader, 1 << 16);
  manifest.root = arena_dup(arena, reader_bytes(&reader, root_length));
  while (!reader.failed && reader_left(&reader)) {
    ManifestSegment segment = {.id = reader_varint(&reader)};
    segment.has_symbols = reader_byte(&reader) != 0;
    segment.documents = (uint32_t)reader_varint_max(&reader, UINT32_MAX);
    read_dead(&reader, arena, &segment);
    array_push(&manifest.segments, segment);
  }
  if (reader.failed) {
    manifest_release(&manifest);
    return error_set(error, STATUS_CORRUPT, "the manifest is malformed");
  }
  *out = manifest;
  return STATUS_OK;
}
