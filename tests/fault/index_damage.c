// Whatever becomes of the files of an index, it opens, and a refresh makes it right again.
#include "support/indexing.h"
#include "support/random.h"

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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_file_cut_at_any_length_is_built_again),
      cmocka_unit_test(a_flipped_byte_anywhere_is_noticed),
      cmocka_unit_test(files_that_are_gone_or_exchanged_are_built_again),
      cmocka_unit_test(noise_in_place_of_all_files_is_built_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
