// The manifest: what is written is read; what is damaged is refused.
#include "store/manifest.h"
#include "support/cmocka_all.h"

static Manifest sample(Arena *arena) {
  Manifest manifest = {.generation = 77, .next_id = 12, .options = 0xFEEDu, .complete = true};
  manifest.root = STR("/home/somebody/tree");
  for (uint32_t i = 0; i < 3; i++) {
    ManifestSegment segment = {.id = i + 4, .has_symbols = i % 2, .documents = 1000};
    segment.dead_count = i * 3;
    segment.dead = arena_array(arena, uint32_t, segment.dead_count);
    for (uint32_t d = 0; d < segment.dead_count; d++) segment.dead[d] = d * 111;
    array_push(&manifest.segments, segment);
  }
  return manifest;
}

static void what_is_written_is_read(void **state) {
  (void)state;
  Arena arena = {0};
  Buf image = {0};
  Manifest written = sample(&arena), read;
  assert_int_equal(manifest_encode(&written, &image, NULL), STATUS_OK);
  assert_int_equal(manifest_decode(buf_str(&image), &arena, &read, NULL), STATUS_OK);
  assert_int_equal(read.generation, 77);
  assert_int_equal(read.next_id, 12);
  assert_int_equal(read.options, 0xFEED);
  assert_true(read.complete);
  assert_true(str_equal(read.root, written.root));
  assert_int_equal(read.segments.count, 3);
  for (size_t i = 0; i < 3; i++) {
    const ManifestSegment *a = &written.segments.items[i], *b = &read.segments.items[i];
    assert_int_equal(a->id, b->id);
    assert_int_equal(a->has_symbols, b->has_symbols);
    assert_int_equal(a->documents, b->documents);
    assert_int_equal(a->dead_count, b->dead_count);
    for (uint32_t d = 0; d < a->dead_count; d++) assert_int_equal(a->dead[d], b->dead[d]);
  }
  manifest_release(&written);
  manifest_release(&read);
  buf_release(&image);
  arena_release(&arena);
}

static void a_manifest_cut_anywhere_is_refused(void **state) {
  (void)state;
  Arena arena = {0};
  Buf image = {0};
  Manifest written = sample(&arena), read;
  assert_int_equal(manifest_encode(&written, &image, NULL), STATUS_OK);
  for (size_t size = 0; size < image.len; size++) {
    Str cut = str_make(image.data, size);
    assert_int_not_equal(manifest_decode(cut, &arena, &read, NULL), STATUS_OK);
  }
  manifest_release(&written);
  buf_release(&image);
  arena_release(&arena);
}

static void a_flipped_bit_is_refused_or_padding(void **state) {
  (void)state;
  Arena arena = {0};
  Buf image = {0};
  Manifest written = sample(&arena), read;
  assert_int_equal(manifest_encode(&written, &image, NULL), STATUS_OK);
  int accepted = 0;
  for (size_t at = 0; at < image.len; at++) {
    image.data[at] ^= 1;
    if (manifest_decode(buf_str(&image), &arena, &read, NULL) == STATUS_OK) {
      accepted++;
      manifest_release(&read);
    }
    image.data[at] ^= 1;
  }
  assert_in_range(accepted, 0, 7); // the zeros behind the section are not checked
  manifest_release(&written);
  buf_release(&image);
  arena_release(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_written_is_read),
      cmocka_unit_test(a_manifest_cut_anywhere_is_refused),
      cmocka_unit_test(a_flipped_bit_is_refused_or_padding),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
