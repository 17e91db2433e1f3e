// A manifest of any bytes, and one whose frame is right with any bytes inside.
#include "format/builder.h"
#include "fuzz/fuzz.h"
#include "store/manifest.h"

static void decode(Str image) {
  Arena arena = {0};
  Manifest first, second;
  Buf again = {0};
  if (manifest_decode(image, &arena, &first, NULL) == STATUS_OK) {
    fuzz_require(manifest_encode(&first, &again, NULL) == STATUS_OK);
    fuzz_require(manifest_decode(buf_str(&again), &arena, &second, NULL) == STATUS_OK);
    fuzz_require(first.generation == second.generation && first.next_id == second.next_id);
    fuzz_require(str_equal(first.root, second.root));
    fuzz_require(first.segments.count == second.segments.count);
    for (size_t i = 0; i < first.segments.count; i++) {
      const ManifestSegment *a = &first.segments.items[i], *b = &second.segments.items[i];
      fuzz_require(a->id == b->id && a->documents == b->documents);
      fuzz_require(a->dead_count == b->dead_count && a->dead_count <= a->documents);
      for (uint32_t d = 0; d < a->dead_count; d++) {
        fuzz_require(a->dead[d] == b->dead[d] && a->dead[d] < a->documents);
      }
    }
    manifest_release(&first);
    manifest_release(&second);
  }
  buf_release(&again);
  arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  decode(fuzz_str(data, size));
  Buf framed = {0};
  ChunkWriter *writer = chunk_writer_new(buf_sink(&framed));
  chunk_writer_begin(writer, CHUNK_TAG('M', 'A', 'N', 'I'));
  chunk_writer_put(writer, fuzz_str(data, size));
  if (chunk_writer_finish(writer, NULL) == STATUS_OK) decode(buf_str(&framed));
  buf_release(&framed);
  return 0;
}

void fuzz_seeds(FuzzSeedFn take, void *user) {
  static uint32_t dead[] = {0, 3, 900, 70000};
  Manifest manifest = {.generation = 300, .next_id = 9, .options = 77, .complete = true};
  manifest.root = STR("/some/tree");
  for (uint32_t i = 0; i < 4; i++) {
    ManifestSegment segment = {i + 3, i % 2, 100000, i, dead};
    array_push(&manifest.segments, segment);
  }
  Buf image = {0};
  if (manifest_encode(&manifest, &image, NULL) == STATUS_OK) {
    take(user, buf_str(&image));
    ChunkTable table; // the bytes inside the frame
    if (chunk_table_read(buf_str(&image), &table, NULL) == STATUS_OK) {
      take(user, chunk_table_section(&table, CHUNK_TAG('M', 'A', 'N', 'I')));
    }
  }
  buf_release(&image);
  manifest_release(&manifest);
}
