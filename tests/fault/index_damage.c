// Whatever becomes of the files of an index, it opens, and a refresh makes it right again.
#include "support/indexing.h"
#include "support/random.h"

#include <errno.h>

static const char *const LITERALS[] = {"alpha", "needle", "return", NULL};

static Place sample(void) {
  Place place = place_make();
  for (int i = 0; i < 12; i++) {
    char path[64], text[200];
    snprintf(path, sizeof path, "d%d/f%d.%s", i % 3, i, i % 2 ? "c" : "py");
    snprintf(text, sizeof text,
             i % 2 ? "/* needle */ int alpha_%d(void) { return %d; }\n"
                   : "# needle\ndef alpha_%d():\n    return %d\n",
             i, i);
    tree_write_c(&place.tree, path, text);
  }
  return place;
}

typedef struct {
  char *path; // absolute
  Buf bytes;
} IndexFile;

typedef ARRAY(IndexFile) IndexFiles;

// All files of the index, the lock aside.
static IndexFiles files_of(const Tree *cache) {
  IndexFiles files = {0};
  char command[1024], line[2048];
  snprintf(command, sizeof command, "find '%s' -type f ! -name lock | sort", cache->root);
  FILE *pipe = popen(command, "r");
  assert_non_null(pipe);
  while (fgets(line, sizeof line, pipe)) {
    line[strcspn(line, "\n")] = '\0';
    IndexFile file = {.path = strdup(line)};
    assert_int_equal(os_read_file(file.path, &file.bytes, NULL, NULL), STATUS_OK);
    array_push(&files, file);
  }
  pclose(pipe);
  assert_true(files.count >= 3); // manifest, text, symbols
  return files;
}

static void release_files(IndexFiles *files) {
  for (size_t i = 0; i < files->count; i++) {
    free(files->items[i].path);
    buf_release(&files->items[i].bytes);
  }
  array_free(files);
}

static void write_whole(const char *path, Str bytes) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  if (bytes.len) assert_int_equal(fwrite(bytes.ptr, bytes.len, 1, file), 1);
  fclose(file);
}

// As it was when nothing was damaged yet.
static void restore(const Place *place, const IndexFiles *files) {
  char command[1024];
  snprintf(command, sizeof command, "find '%s' -type f -delete", place->cache.root);
  assert_int_equal(system(command), 0);
  for (size_t i = 0; i < files->count; i++) {
    write_whole(files->items[i].path, buf_str(&files->items[i].bytes));
  }
}

typedef struct {
  Place place;
  IndexFiles files;
  Lines expected;
} Damage;

static Damage prepare(void) {
  Damage damage = {.place = sample()};
  uv_sleep(60); // nothing is racy, so that only damage makes anything be read again
  Index *index = indexing_fresh(&damage.place.tree, &damage.place.cache);
  damage.expected = indexing_describe(index, LITERALS);
  index_close(index);
  damage.files = files_of(&damage.place.cache);
  return damage;
}

static void finish(Damage *damage) {
  lines_release(&damage->expected);
  release_files(&damage->files);
  place_remove(&damage->place);
}

// Opens what is damaged, asks before and after a refresh, and once more from disk.
static bool is_mended(const Damage *damage) {
  Index *index = indexing_open(&damage->place.tree, &damage->place.cache);
  Lines before = indexing_describe(index, LITERALS); // may lack anything, but must not crash
  indexing_refresh(index);
  Lines after = indexing_describe(index, LITERALS);
  bool right = lines_equal(&damage->expected, &after);
  Error error;
  if (index_check(index, indexing_ignore_line, NULL, &error) != STATUS_OK) {
    fprintf(stderr, "%s\n", error.message);
    right = false;
  }
  index_close(index);
  lines_release(&before);
  lines_release(&after);
  return right;
}

static void a_file_cut_at_any_length_is_built_again(void **state) {
  (void)state;
  enum { CUTS = 25 };
  Damage damage = prepare();
  Random random = random_seeded("cut");
  for (size_t i = 0; i < damage.files.count; i++) {
    const IndexFile *file = &damage.files.items[i];
    for (size_t k = 0; k < CUTS; k++) {
      size_t length = k < 4 ? k * 16 : random_below(&random, (uint32_t)file->bytes.len);
      if (k == 4) length = file->bytes.len - 1;
      restore(&damage.place, &damage.files);
      write_whole(file->path, str_slice(buf_str(&file->bytes), 0, length));
      if (!is_mended(&damage)) fail_msg("%s cut to %zu bytes", file->path, length);
    }
  }
  finish(&damage);
}

static void a_flipped_byte_anywhere_is_noticed(void **state) {
  (void)state;
  enum { FLIPS = 80 };
  Damage damage = prepare();
  Random random = random_seeded("flip");
  for (size_t i = 0; i < damage.files.count; i++) {
    const IndexFile *file = &damage.files.items[i];
    for (int k = 0; k < FLIPS; k++) {
      restore(&damage.place, &damage.files);
      size_t at = random_below(&random, (uint32_t)file->bytes.len);
      char flip = (char)(1 << random_below(&random, 8));
      file->bytes.data[at] ^= flip;
      write_whole(file->path, buf_str(&file->bytes));
      file->bytes.data[at] ^= flip;
      if (!is_mended(&damage)) fail_msg("%s, byte %zu, bits %x", file->path, at, flip);
    }
  }
  finish(&damage);
}

static const IndexFile *manifest_of(const Damage *damage) {
  for (size_t i = 0; i < damage->files.count; i++) {
    const IndexFile *file = &damage->files.items[i];
    if (str_equal(str_base_name(str_from_c(file->path)), STR("manifest"))) return file;
  }
  fail_msg("no manifest");
  return NULL;
}

static void every_byte_of_the_manifest_may_be_another(void **state) {
  (void)state;
  Damage damage = prepare();
  Random random = random_seeded("manifest");
  const IndexFile *file = manifest_of(&damage);
  for (size_t at = 0; at < file->bytes.len; at++) {
    restore(&damage.place, &damage.files);
    char before = file->bytes.data[at];
    file->bytes.data[at] = (char)(before + 1 + (char)random_below(&random, 255));
    write_whole(file->path, buf_str(&file->bytes));
    file->bytes.data[at] = before;
    if (!is_mended(&damage)) fail_msg("byte %zu of the manifest", at);
  }
  finish(&damage);
}

static void the_manifest_may_be_cut_at_every_length(void **state) {
  (void)state;
  Damage damage = prepare();
  const IndexFile *file = manifest_of(&damage);
  for (size_t length = 0; length < file->bytes.len; length++) {
    restore(&damage.place, &damage.files);
    write_whole(file->path, str_slice(buf_str(&file->bytes), 0, length));
    if (!is_mended(&damage)) fail_msg("manifest of %zu bytes", length);
  }
  finish(&damage);
}

// ---- manifests that are whole, and wrong --------------------------------------------------------

// Writes the manifest with `change` made; checksums are right then.
static void write_changed(const Damage *damage, void (*change)(Manifest *manifest)) {
  const IndexFile *file = manifest_of(damage);
  Arena arena = {0};
  Buf image = {0};
  Manifest manifest;
  restore(&damage->place, &damage->files);
  assert_int_equal(manifest_decode(buf_str(&file->bytes), &arena, &manifest, NULL), STATUS_OK);
  change(&manifest);
  assert_int_equal(manifest_encode(&manifest, &image, NULL), STATUS_OK);
  write_whole(file->path, buf_str(&image));
  manifest_release(&manifest);
  arena_release(&arena);
  buf_release(&image);
}

static void from_the_future(Manifest *manifest) { manifest->generation = UINT64_MAX / 2; }
static void with_high_numbers(Manifest *manifest) { manifest->next_id = UINT64_MAX / 2; }
static void of_other_options(Manifest *manifest) { manifest->options++; }
static void of_another_tree(Manifest *manifest) { manifest->root = STR("/elsewhere"); }
static void not_complete(Manifest *manifest) { manifest->complete = false; }
static void without_segments(Manifest *manifest) { manifest->segments.count = 0; }
static void of_no_symbols(Manifest *manifest) { manifest->segments.items[0].has_symbols = false; }
static void of_missing_segments(Manifest *manifest) { manifest->segments.items[0].id += 100; }
static void of_fewer_documents(Manifest *manifest) { manifest->segments.items[0].documents--; }
static void naming_one_twice(Manifest *manifest) {
  array_push(&manifest->segments, manifest->segments.items[0]);
}
static void of_all_dead(Manifest *manifest) {
  static uint32_t all[64];
  ManifestSegment *segment = &manifest->segments.items[0];
  for (uint32_t i = 0; i < segment->documents && i < COUNT_OF(all); i++) all[i] = i;
  segment->dead = all;
  segment->dead_count = segment->documents;
}

static void manifests_that_do_not_fit_are_done_without(void **state) {
  (void)state;
  static void (*const changes[])(Manifest *) = {
      from_the_future,    with_high_numbers, of_other_options, of_another_tree,
      not_complete,       without_segments,  of_no_symbols,    of_missing_segments,
      of_fewer_documents, naming_one_twice,  of_all_dead};
  Damage damage = prepare();
  for (size_t i = 0; i < COUNT_OF(changes); i++) {
    write_changed(&damage, changes[i]);
    if (!is_mended(&damage)) fail_msg("change %zu", i);
  }
  finish(&damage);
}

// The first bytes of a chunk image are its magic, and its version.
static void files_of_a_later_version_are_built_again(void **state) {
  (void)state;
  Damage damage = prepare();
  for (size_t i = 0; i < damage.files.count; i++) {
    const IndexFile *file = &damage.files.items[i];
    for (size_t at = 0; at < 8; at++) {
      restore(&damage.place, &damage.files);
      file->bytes.data[at]++;
      write_whole(file->path, buf_str(&file->bytes));
      file->bytes.data[at]--;
      if (!is_mended(&damage)) fail_msg("%s, byte %zu", file->path, at);
    }
  }
  finish(&damage);
}

// ---- other things in the place of files ---------------------------------------------------------

static void files_that_are_gone_or_exchanged_are_built_again(void **state) {
  (void)state;
  Damage damage = prepare();
  for (size_t i = 0; i < damage.files.count; i++) {
    for (size_t k = 0; k < damage.files.count; k++) {
      restore(&damage.place, &damage.files);
      if (i == k) {
        assert_int_equal(unlink(damage.files.items[i].path), 0);
      } else {
        write_whole(damage.files.items[i].path, buf_str(&damage.files.items[k].bytes));
      }
      assert_true(is_mended(&damage));
    }
  }
  finish(&damage);
}

static void noise_in_place_of_all_files_is_built_again(void **state) {
  (void)state;
  Damage damage = prepare();
  Random random = random_seeded("noise");
  for (int round = 0; round < 10; round++) {
    for (size_t i = 0; i < damage.files.count; i++) {
      Buf noise = {0};
      for (uint32_t n = random_below(&random, 3000); n > 0; n--) {
        buf_byte(&noise, (uint8_t)random_below(&random, 256));
      }
      write_whole(damage.files.items[i].path, buf_str(&noise));
      buf_release(&noise);
    }
    assert_true(is_mended(&damage));
    restore(&damage.place, &damage.files);
  }
  finish(&damage);
}

// Opens, asks, refreshes; says whether the answers are right, and whether there is a message.
static bool answers(const Damage *damage, bool *message) {
  Index *index = indexing_fresh(&damage->place.tree, &damage->place.cache);
  Lines lines = indexing_describe(index, LITERALS);
  bool right = lines_equal(&damage->expected, &lines);
  *message = indexing_status(index).message[0] != '\0';
  lines_release(&lines);
  index_close(index);
  return right;
}

// What the user sees is a message; and that it is well again as soon as the place is free.
static void a_directory_where_a_file_should_be_is_lived_with(void **state) {
  (void)state;
  static const char *const names[] = {"lock", "manifest", "0000000000000001.text",
                                      "0000000000000001.syms"};
  Damage damage = prepare();
  char folder[512];
  snprintf(folder, sizeof folder, "%s", manifest_of(&damage)->path);
  *strrchr(folder, '/') = '\0';
  for (size_t i = 0; i < COUNT_OF(names); i++) {
    char path[600];
    bool message;
    restore(&damage.place, &damage.files);
    snprintf(path, sizeof path, "%s/%s", folder, names[i]);
    assert_true(unlink(path) == 0 || errno == ENOENT);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_true(answers(&damage, &message));
    assert_int_equal(message, i != 2); // a text gets another name, all else is in the way
    assert_int_equal(rmdir(path), 0);
    assert_true(answers(&damage, &message));
    assert_false(message);
    assert_true(is_mended(&damage));
  }
  finish(&damage);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_file_cut_at_any_length_is_built_again),
      cmocka_unit_test(a_flipped_byte_anywhere_is_noticed),
      cmocka_unit_test(every_byte_of_the_manifest_may_be_another),
      cmocka_unit_test(the_manifest_may_be_cut_at_every_length),
      cmocka_unit_test(manifests_that_do_not_fit_are_done_without),
      cmocka_unit_test(files_of_a_later_version_are_built_again),
      cmocka_unit_test(a_directory_where_a_file_should_be_is_lived_with),
      cmocka_unit_test(files_that_are_gone_or_exchanged_are_built_again),
      cmocka_unit_test(noise_in_place_of_all_files_is_built_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
