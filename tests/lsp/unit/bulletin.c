#include "lsp/bulletin.h"

#include "lsp/figures.h"
#include "lsp/latencies.h"
#include "support/cmocka_all.h"
#include "support/tree.h"

typedef struct {
  Tree tree, cache;
  Index *index;
  char directory[1024];
} Place;

static Place open_place(void) {
  Place place = {tree_make(), tree_make()};
  tree_write_c(&place.tree, "a.c", "int alpha;\n");
  IndexOptions options = {.root = str_from_c(place.tree.root),
                          .cache_dir = str_from_c(place.cache.root),
                          .workers = 1,
                          .foreground = true};
  Error error;
  if (index_open(&options, &place.index, &error) != STATUS_OK) fail_msg("%s", error.message);
  index_refresh(place.index);
  assert_true(index_wait(place.index, PHASE_READY, 60000000000));
  IndexStatus status;
  index_figures(place.index, &status);
  snprintf(place.directory, sizeof place.directory, "%s", status.directory);
  return place;
}

static void close_place(Place *place) {
  index_close(place->index);
  tree_remove(&place->tree);
  tree_remove(&place->cache);
}

static bool ignore_hit(void *user, const SearchHit *hit) {
  (void)user, (void)hit;
  return true;
}

static void search(Index *index) {
  SearchRequest request = {.query = STR("alpha")};
  QuerySummary summary;
  Error error;
  assert_int_equal(index_search(index, &request, ignore_hit, NULL, &summary, &error), STATUS_OK);
}

typedef struct {
  BulletinEntry entries[BULLETINS_MAX];
  size_t count;
} Seen;

static void see(void *user, const BulletinEntry *entry) {
  Seen *seen = user;
  assert_true(seen->count < BULLETINS_MAX);
  seen->entries[seen->count++] = *entry;
}

static Seen read_all(const Place *place) {
  Seen seen = {.count = 0};
  bulletin_read_all(str_from_c(place->directory), see, &seen);
  return seen;
}

static void path_in(const Place *place, const char *name, char out[2048]) {
  snprintf(out, 2048, "%s/%s", place->directory, name);
}

static void write_in(const Place *place, const char *name, Str text) {
  char path[2048];
  path_in(place, name, path);
  assert_int_equal(os_replace_note(path, text, NULL), STATUS_OK);
}

static bool is_there(const Place *place, const char *name) {
  char path[2048];
  FileInfo info;
  path_in(place, name, path);
  return os_stat(path, &info, NULL) == STATUS_OK;
}

static OsLock *lock_in(const Place *place, const char *name) {
  char path[2048];
  OsLock *lock;
  path_in(place, name, path);
  assert_int_equal(os_lock(path, &lock, NULL), STATUS_OK);
  return lock;
}

static void what_is_written_is_read(void **state) {
  (void)state;
  Place place = open_place();
  Bulletin *bulletin = bulletin_new();
  search(place.index);
  search(place.index);
  bulletin_write(bulletin, place.index);
  Seen seen = read_all(&place);
  assert_int_equal(seen.count, 1);
  const BulletinEntry *entry = &seen.entries[0];
  IndexStatus status;
  index_figures(place.index, &status);
  assert_int_equal(entry->pid, os_process_id());
  assert_string_equal(entry->version, TREELINE_VERSION);
  assert_int_equal(entry->status.phase, PHASE_READY);
  assert_int_equal(entry->status.generation, status.generation);
  assert_int_equal(entry->status.requests[REQUEST_SEARCH].count, 2);
  int64_t told = entry->status.requests[REQUEST_SEARCH].p99_ns;
  int64_t known = status.requests[REQUEST_SEARCH].p99_ns;
  assert_true(told > known - 1000 && told <= known);
  assert_int_equal(entry->status.answers_asked, 2);
  assert_int_equal(entry->status.answers_hit, 1);
  assert_true(entry->resident > 0 && entry->age_ns < 60000000000);
  bulletin_free(bulletin);
  assert_int_equal(read_all(&place).count, 0);
  close_place(&place);
}

static void it_is_written_anew_only_when_something_changed(void **state) {
  (void)state;
  Place place = open_place();
  Bulletin *bulletin = bulletin_new();
  char name[64], path[2048];
  snprintf(name, sizeof name, "server-%lld.json", (long long)os_process_id());
  path_in(&place, name, path);
  FileInfo first, second, third;
  bulletin_write(bulletin, place.index);
  assert_int_equal(os_stat(path, &first, NULL), STATUS_OK);
  bulletin_write(bulletin, place.index);
  assert_int_equal(os_stat(path, &second, NULL), STATUS_OK);
  assert_int_equal(first.stamp.inode, second.stamp.inode);
  search(place.index);
  bulletin_write(bulletin, place.index);
  assert_int_equal(os_stat(path, &third, NULL), STATUS_OK);
  assert_false(stamp_equal(&second.stamp, &third.stamp));
  bulletin_free(bulletin);
  close_place(&place);
}

static void one_whose_directory_was_emptied_is_written_again(void **state) {
  (void)state;
  Place place = open_place();
  Bulletin *bulletin = bulletin_new();
  bulletin_write(bulletin, place.index);
  char command[2300];
  snprintf(command, sizeof command, "rm -f '%s'/server-*", place.directory);
  assert_int_equal(system(command), 0);
  assert_int_equal(read_all(&place).count, 0);
  bulletin_write(bulletin, place.index);
  assert_int_equal(read_all(&place).count, 1);
  bulletin_free(bulletin);
  close_place(&place);
}

static void what_the_dead_have_left_is_taken_away(void **state) {
  (void)state;
  Place place = open_place();
  write_in(&place, "server-4000000.json", STR("{\"pid\":4000000,\"phase\":\"ready\"}"));
  os_unlock(lock_in(&place, "server-4000000.lock"));
  write_in(&place, "server-4000001.json", STR("{}")); // without even a lock
  assert_int_equal(read_all(&place).count, 0);
  assert_false(is_there(&place, "server-4000000.json"));
  assert_false(is_there(&place, "server-4000000.lock"));
  assert_false(is_there(&place, "server-4000001.json"));
  assert_true(is_there(&place, "manifest"));
  close_place(&place);
}

static void what_was_being_written_when_its_process_died_is_taken_away(void **state) {
  (void)state;
  Place place = open_place();
  static const char *const left[] = {"server-4000002.json.tmp-a1B2c3",
                                     "server-4000003.json.tmp-zzzzzz"};
  static const char *const kept[] = {"server-4000004.json.tmp-a1B2c3", "server-4000002.json.tmp",
                                     "server-x.json.tmp-a1B2c3", "server-4000002.jsonx"};
  OsLock *lock = lock_in(&place, "server-4000004.lock"); // it is writing
  for (int by_writer = 0; by_writer < 2; by_writer++) {
    for (size_t i = 0; i < 2; i++) write_in(&place, left[i], STR("{"));
    for (size_t i = 0; i < 4; i++) write_in(&place, kept[i], STR("{"));
    Bulletin *bulletin = bulletin_new();
    if (by_writer)
      bulletin_write(bulletin, place.index);
    else
      assert_int_equal(read_all(&place).count, 0);
    for (size_t i = 0; i < 2; i++) assert_false(is_there(&place, left[i]));
    for (size_t i = 0; i < 4; i++) assert_true(is_there(&place, kept[i]));
    assert_false(is_there(&place, "server-4000002.lock"));
    bulletin_free(bulletin);
  }
  os_unlock(lock);
  close_place(&place);
}

static void nonsense_counts_as_not_said(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool shown;
  } cases[] = {
      {"", false},
      {"{", false},
      {"[]", true},
      {"{\"version\":7,\"phase\":\"dancing\",\"generation\":-1,\"requests\":[],\"stages\":7}",
       true},
      {"{\"generation\":1e300,\"requests\":{\"search\":{\"count\":1.5,\"p50Us\":-3,\"p99Us\":1e99}}"
       "}",
       true},
      {"{\"version\":\"a name that is much longer than any version of anything should ever be\"}",
       true},
  };
  Place place = open_place();
  OsLock *lock = lock_in(&place, "server-77.lock");
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    write_in(&place, "server-77.json", str_from_c(cases[i].text));
    Seen seen = read_all(&place);
    assert_int_equal(seen.count, cases[i].shown);
    if (!seen.count) continue;
    const BulletinEntry *entry = &seen.entries[0];
    assert_int_equal(entry->pid, 77);
    assert_int_equal(entry->status.generation, 0);
    assert_int_equal(entry->status.requests[REQUEST_SEARCH].count, 0);
    assert_int_equal(entry->status.requests[REQUEST_SEARCH].p50_ns, 0);
    assert_int_equal(entry->status.requests[REQUEST_SEARCH].p99_ns, 0);
    assert_true(strlen(entry->version) < sizeof entry->version);
  }
  char *large = malloc(100000);
  memset(large, ' ', 100000);
  write_in(&place, "server-77.json", str_make(large, 100000));
  free(large);
  assert_int_equal(read_all(&place).count, 0);
  os_unlock(lock);
  close_place(&place);
}

static void other_names_are_left_alone(void **state) {
  (void)state;
  static const char *const names[] = {"server-.json", "server-x.json", "server-12.jsonx",
                                      "server-12345678901.json", "xserver-12.json"};
  Place place = open_place();
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) write_in(&place, names[i], STR("{}"));
  assert_int_equal(read_all(&place).count, 0);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) assert_true(is_there(&place, names[i]));
  Seen seen = {.count = 0};
  bulletin_read_all(STR("/no/such/directory"), see, &seen);
  bulletin_read_all(STR(""), see, &seen);
  assert_int_equal(seen.count, 0);
  close_place(&place);
}

static void methods_are_counted_one_by_one(void **state) {
  (void)state;
  MethodLatencies latencies = {NULL};
  static const char *const one = "one", *const two = "two";
  int64_t now = os_monotonic_ns();
  for (int i = 0; i < 10; i++) latencies_answered(&latencies, one, now - 5000000, false);
  latencies_answered(&latencies, one, now, true);
  latencies_answered(&latencies, two, now, false);
  latencies_answered(&latencies, NULL, now, false);
  Buf text = {0};
  JsonOut out = json_out(&text);
  latencies_put(&latencies, &out);
  const char *problem;
  cJSON *json = json_parse(text.data, text.len, &problem);
  assert_int_equal(cJSON_GetArraySize(json), 2);
  const cJSON *first = cJSON_GetArrayItem(json, 0);
  uint64_t count, cancelled;
  assert_true(json_get_unsigned(first, "count", 1000, &count) && count == 10);
  assert_true(json_get_unsigned(first, "cancelled", 1000, &cancelled) && cancelled == 1);
  assert_true(json_get(first, "p50Us")->valuedouble >= 5000);
  cJSON_Delete(json);
  buf_release(&text);
  latencies_release(&latencies);
  assert_null(latencies.first);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_written_is_read),
      cmocka_unit_test(it_is_written_anew_only_when_something_changed),
      cmocka_unit_test(one_whose_directory_was_emptied_is_written_again),
      cmocka_unit_test(what_the_dead_have_left_is_taken_away),
      cmocka_unit_test(what_was_being_written_when_its_process_died_is_taken_away),
      cmocka_unit_test(nonsense_counts_as_not_said),
      cmocka_unit_test(other_names_are_left_alone),
      cmocka_unit_test(methods_are_counted_one_by_one),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
