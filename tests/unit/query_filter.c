#include "query/filter.h"

#include "intake/language.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"
#include "support/random.h"

static bool passes(FilterField field, const char *value, const char *path) {
  Filter filter;
  Error error;
  if (filter_make(field, str_from_c(value), &filter, &error) != STATUS_OK)
    fail_msg("%s", error.message);
  Str p = str_from_c(path);
  return filter_matches_path(&filter, p, (uint8_t)language_detect(p, STR(""), STR("")));
}

typedef struct {
  FilterField field;
  const char *value, *path;
  bool passes;
} Case;

static const Case cases[] = {
    {FILTER_FILE, "main", "src/main.c", true},
    {FILTER_FILE, "src/m", "src/main.c", true},
    {FILTER_FILE, "MAIN", "src/main.c", false}, // a capital: case counts
    {FILTER_FILE, "main", "src/MAIN.c", true},
    {FILTER_FILE, "*.c", "src/main.c", true},
    {FILTER_FILE, "*.c", "src/main.cc", false},
    {FILTER_FILE, "m?in.*", "src/main.c", true},
    {FILTER_FILE, "src/*.c", "src/main.c", true},
    {FILTER_FILE, "src/*.c", "src/a/main.c", false},
    {FILTER_FILE, "src/**.c", "src/a/main.c", true},
    {FILTER_FILE, "[a-m]*.c", "src/main.c", true},
    {FILTER_FILE, "[!a-m]*.c", "src/main.c", false},
    {FILTER_DIR, "net", "net/core/sock.c", true},
    {FILTER_DIR, "core", "net/core/sock.c", true},
    {FILTER_DIR, "net/core", "a/net/core/sock.c", true},
    {FILTER_DIR, "net/core/", "net/core/sock.c", true},
    {FILTER_DIR, "cor", "net/core/sock.c", false},
    {FILTER_DIR, "sock.c", "net/core/sock.c", false},
    {FILTER_DIR, "/net", "net/core/sock.c", true},
    {FILTER_DIR, "/core", "net/core/sock.c", false},
    {FILTER_DIR, "c*e", "net/core/sock.c", true},
    {FILTER_DIR, "net", "sock.c", false},
    {FILTER_EXT, "c", "a/b.c", true},
    {FILTER_EXT, "h,c", "a/b.c", true},
    {FILTER_EXT, ".c", "a/b.C", true},
    {FILTER_EXT, "c", "a/c", false},
    {FILTER_EXT, "c", "a/.c", false}, // a hidden file's name is no extension
    {FILTER_EXT, "c", ".c", false},
    {FILTER_EXT, "gz", "a.tar.gz", true},
    {FILTER_EXT, "tar.gz", "a.tar.gz", false},
    {FILTER_EXT, "h,", "a/c", false},
    {FILTER_FILE, "*.c", ".c", true},
    {FILTER_FILE, "n/c", "main/cold.c", true},
    {FILTER_DIR, "a/b", "xa/b/c", false},
    {FILTER_DIR, "a/b", "a/bx/a/b/c", true},
    {FILTER_LANG, "c", "a/b.c", true},
    {FILTER_LANG, "python,C", "a/b.c", true},
    {FILTER_LANG, "python", "a/b.c", false},
};

static void filters_decide_by_path_and_language(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    if (passes(cases[i].field, cases[i].value, cases[i].path) == cases[i].passes) continue;
    fail_msg("%d:%s %s", cases[i].field, cases[i].value, cases[i].path);
  }
}

static void stars_backtrack_without_exploding(void **state) {
  (void)state;
  char text[2001];
  memset(text, 'a', sizeof text - 1);
  assert_false(filter_glob(STR("*a*a*a*a*a*a*a*a*b"), str_make(text, 2000), false));
  assert_true(filter_glob(STR("*a*a*a*a*a*a*a*a"), str_make(text, 2000), false));
  assert_true(filter_glob(STR("**/x/*.c"), STR("a/b/x/y.c"), false));
  assert_false(filter_glob(STR("**/x/*.c"), STR("a/b/x/y/z.c"), false));
  assert_true(filter_glob(STR("[]a]["), STR("]["), false));
}

static void an_unknown_language_is_an_error(void **state) {
  (void)state;
  Filter filter;
  Error error;
  assert_int_equal(filter_make(FILTER_LANG, STR("c,klingon"), &filter, &error), STATUS_INVALID);
  assert_non_null(strstr(error.message, "klingon"));
}

// ---- sizes and times ----------------------------------------------------------------------------

static Filter made(FilterField field, const char *value) {
  Filter filter;
  Error error;
  if (filter_make(field, str_from_c(value), &filter, &error) != STATUS_OK)
    fail_msg("%s", error.message);
  return filter;
}

static void sizes_are_ranges_of_bytes(void **state) {
  (void)state;
  static const struct {
    const char *value;
    uint64_t least, most;
  } sizes[] = {{"<10k", 0, 10239},
               {"<=10k", 0, 10240},
               {">1M", 1048577, UINT64_MAX},
               {">=1M", 1048576, UINT64_MAX},
               {">=1.5m", 1572864, UINT64_MAX},
               {"4k..64K", 4096, 65536},
               {"4KiB..", 4096, UINT64_MAX},
               {"..64kb", 0, 65536},
               {"0", 0, 0},
               {"12b", 12, 12},
               {"2G", 2147483648, 2147483648},
               {"1T..1t", 1099511627776, 1099511627776}};
  for (size_t i = 0; i < COUNT_OF(sizes); i++) {
    Filter filter = made(FILTER_SIZE, sizes[i].value);
    assert_true(filter.least == sizes[i].least && filter.most == sizes[i].most);
    Document record = {.path = STR("a"), .chunk_size = sizes[i].least};
    assert_true(filter_matches_record(&filter, NULL, &record));
    if (sizes[i].most == UINT64_MAX) continue;
    record.chunk_size = sizes[i].most + 1;
    assert_false(filter_matches_record(&filter, NULL, &record));
    record = (Document){.flags = DOCUMENT_CHUNK, .chunk_size = UINT64_MAX};
    record.stamp.size = sizes[i].most; // of a chunk, its file's
    assert_true(filter_matches_record(&filter, NULL, &record));
  }
}

static void times_count_back_from_now(void **state) {
  (void)state;
  static const struct {
    const char *value;
    int64_t seconds;
  } times[] = {{"90s", 90},    {"30m", 1800},  {"2h", 7200},
               {"1.5H", 5400}, {"7d", 604800}, {"2w", 1209600}};
  for (size_t i = 0; i < COUNT_OF(times); i++) {
    Filter filter = made(FILTER_CHANGED, times[i].value);
    int64_t now = os_wall_ns();
    Document record = {.stamp = {.mtime_ns = now - (times[i].seconds - 10) * 1000000000}};
    assert_true(filter_matches_record(&filter, NULL, &record));
    record.stamp.mtime_ns = now - (times[i].seconds + 10) * 1000000000;
    assert_false(filter_matches_record(&filter, NULL, &record));
  }
  Filter filter = made(FILTER_CHANGED, "1h");
  Document open = {.path = STR("a")}; // has no time: it is being edited
  assert_true(filter_matches_record(&filter, NULL, &open));
  made(FILTER_CHANGED, "99999999y"); // long ago, and no overflow
}

static void what_makes_no_sense_is_refused_with_words(void **state) {
  (void)state;
  static const struct {
    FilterField field;
    const char *value, *words;
  } wrong[] = {
      {FILTER_SIZE, "big", "units: k, M, G"},    {FILTER_SIZE, "<", "size:<"},
      {FILTER_SIZE, "..", "a size is"},          {FILTER_SIZE, "64k..4k", "a size is"},
      {FILTER_SIZE, "<0", "a size is"},          {FILTER_SIZE, "1x", "a size is"},
      {FILTER_SIZE, "10kk", "a size is"},        {FILTER_SIZE, "99999999999999999999", "a size is"},
      {FILTER_SIZE, "999999999T", "a size is"},  {FILTER_SIZE, "-5", "a size is"},
      {FILTER_CHANGED, "lately", "30m, 2h, 7d"}, {FILTER_CHANGED, "2", "takes git"},
      {FILTER_CHANGED, "h", "takes git"},        {FILTER_CHANGED, "2hours", "takes git"},
      {FILTER_CHANGED, "", "takes git"}};
  for (size_t i = 0; i < COUNT_OF(wrong); i++) {
    Filter filter;
    Error error = {.message = ""};
    Status status = filter_make(wrong[i].field, str_from_c(wrong[i].value), &filter, &error);
    if (status != STATUS_INVALID || !strstr(error.message, wrong[i].words)) {
      fail_msg("%s: %s", wrong[i].value, error.message);
    }
  }
}

static void without_facts_nothing_is_changed_or_in_a_repository(void **state) {
  (void)state;
  Document record = {.path = STR("a/b.c")};
  Filter changed = made(FILTER_CHANGED, "git"), repo = made(FILTER_REPO, "a");
  assert_false(filter_matches_record(&changed, NULL, &record));
  assert_false(filter_matches_record(&repo, NULL, &record));
}

static void filters_print_as_they_were_typed(void **state) {
  (void)state;
  static const struct {
    FilterField field;
    const char *value, *printed;
  } rows[] = {{FILTER_SIZE, "<10k", "size:<10k"},
              {FILTER_CHANGED, "2h", "changed:2h"},
              {FILTER_REPO, "lib", "repo:lib"},
              {FILTER_FILE, "a b", "file:\"a b\""},
              {FILTER_LANG, "c", "lang:c"}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    Filter filter = made(rows[i].field, rows[i].value);
    Buf out = {0};
    filter_print(&filter, &out);
    if (!str_equal(buf_str(&out), str_from_c(rows[i].printed))) fail_msg("%s", rows[i].printed);
    buf_release(&out);
  }
}

// ---- all documents together ---------------------------------------------------------------------

// Deciding for a whole segment at once is deciding for each of its documents.
static void together_is_as_one_by_one(void **state) {
  static const char *const names[] = {"a",   "b",  "net", "core", "main.c",
                                      "x.h", ".c", "ab",  "Net",  "c"};
  static const char *const values[] = {"a",   "net",   "core/", "/a",    "a/b",  "*.c", "n?t",
                                       "c",   "h,c",   ".h",    "b/net", "main", "*",   "**/x.h",
                                       "t/c", "/net/", "Net",   "[ab]",  ",c",   "c,,h"};
  Random *random = *state;
  for (int round = 0; round < 60; round++) {
    MemoryFile files[300];
    Arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
      Str path = str_from_c(names[random_below(random, COUNT_OF(names))]);
      for (uint32_t depth = random_below(random, 4); depth > 0; depth--) {
        path =
            arena_join_path(&arena, str_from_c(names[random_below(random, COUNT_OF(names))]), path);
      }
      files[i] = (MemoryFile){.path = path, .text = str_slice(path, 0, random_below(random, 9))};
      files[i].language = (uint8_t)language_detect(path, STR(""), STR(""));
    }
    Snapshot *snapshot = snapshot_new(STR("/nowhere"), 1);
    memory_tree_add(snapshot, files, COUNT_OF(files), 0, NULL);
    const Segment *segment = snapshot->parts.items[0].segment;
    for (size_t v = 0; v < COUNT_OF(values) * 4; v++) {
      FilterField fields[] = {FILTER_FILE, FILTER_DIR, FILTER_EXT,
                              v % 2 ? FILTER_SIZE : FILTER_LANG};
      const char *value = values[v / 4];
      if (fields[v % 4] == FILTER_SIZE) value = "2..5";
      if (fields[v % 4] == FILTER_LANG) value = "c";
      Filter filter = made(fields[v % 4], value);
      uint64_t bits[COUNT_OF(files) / 64 + 1] = {0};
      filter_documents(&filter, NULL, segment, bits);
      for (uint32_t d = 0; d < COUNT_OF(files); d++) {
        bool together = bits[d / 64] >> (d % 64) & 1;
        Document record;
        assert_int_equal(segment_document(segment, d, &record), STATUS_OK);
        bool alone = filter_matches(&filter, NULL, segment, d);
        if (together != alone || alone != filter_matches_record(&filter, NULL, &record)) {
          fail_msg("%d:%s %.*s", (int)filter.field, value, STR_ARGS(record.path));
        }
      }
    }
    snapshot_unref(snapshot);
    arena_release(&arena);
  }
}

int main(void) {
  Random random = random_seeded("query_filter");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(filters_decide_by_path_and_language),
      cmocka_unit_test(stars_backtrack_without_exploding),
      cmocka_unit_test(an_unknown_language_is_an_error),
      cmocka_unit_test(sizes_are_ranges_of_bytes),
      cmocka_unit_test(times_count_back_from_now),
      cmocka_unit_test(what_makes_no_sense_is_refused_with_words),
      cmocka_unit_test(without_facts_nothing_is_changed_or_in_a_repository),
      cmocka_unit_test(filters_print_as_they_were_typed),
      cmocka_unit_test_prestate(together_is_as_one_by_one, &random)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
