// Three processes on one tree that come, go, are killed, edit and ask as it happens: whoever is left, and
// whoever comes after, says what an index built from nothing says.
#include "support/random.h"
#include "support/servers.h"
#include "support/strays.h"

enum { SLOTS = 3, FILES = 24, ROUND_MS = 1500 };

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
enum { ROUNDS = 6 };
#else
enum { ROUNDS = 8 };
#endif

typedef struct {
  Place place;
  Random random;
  Server servers[SLOTS];
  bool reads_only[SLOTS];
  unsigned serial;
  unsigned started, killed, edited;
} Company;

static void file_name(Company *company, char path[64]) {
  uint32_t number = random_below(&company->random, FILES);
  snprintf(path, 64, "d%u/f%u.c", number % 4, number);
}

static void edit(Company *company, const char *path) {
  char text[128];
  const char *word = random_below(&company->random, 2) ? "alpha" : "changed";
  unsigned serial = random_below(&company->random, 4) ? company->serial++ : 7; // or of equal size
  snprintf(text, sizeof text, "int %s_%05u(void) { return %s; }\n", word, serial, word);
  tree_write_c(&company->place.tree, path, text);
  company->edited++;
}

static void move(Company *company, const char *path) {
  char from[2048], to[2048], other[64];
  file_name(company, other);
  tree_path(&company->place.tree, path, from);
  tree_path(&company->place.tree, other, to);
  if (rename(from, to) != 0 && errno != ENOENT) fail_msg("rename: %s", strerror(errno));
}

static void move_directory(Company *company) {
  char from[2048], to[2048];
  tree_path(&company->place.tree, random_below(&company->random, 2) ? "d1" : "d2", from);
  tree_path(&company->place.tree, "moved", to);
  if (rename(from, to) == 0) return;
  if (errno == ENOENT || errno == ENOTEMPTY || errno == EEXIST) return;
  fail_msg("rename: %s", strerror(errno));
}

static void change_tree(Company *company) {
  char path[64], full[2048];
  file_name(company, path);
  tree_path(&company->place.tree, path, full);
  switch (random_below(&company->random, 8)) {
  case 0: unlink(full); break;
  case 1: move(company, path); break;
  case 2: move_directory(company); break;
  default: edit(company, path);
  }
  for (int i = 0; i < SLOTS; i++) { // some are told, some are not
    if (server_runs(&company->servers[i]) && random_below(&company->random, 2)) {
      server_ask(&company->servers[i], ORDER_TOUCH, path);
    }
  }
}

static void start_one(Company *company, int slot) {
  IndexOptions options = indexing_options(&company->place.tree, &company->place.cache);
  options.read_only = company->reads_only[slot] = random_below(&company->random, 8) == 0;
  options.workers = 1;
  company->servers[slot] = server_start(&options);
  server_ask(&company->servers[slot], ORDER_REFRESH_LATER, "");
  company->started++;
}

static void order_one(Company *company, const Server *server) {
  char path[64];
  file_name(company, path);
  switch (random_below(&company->random, 6)) {
  case 0: server_ask(server, ORDER_REFRESH_LATER, ""); break;
  case 1: assert_int_equal(server_ask(server, ORDER_OPEN, path), 1); break;
  case 2: server_ask(server, ORDER_CLOSE, path); break;
  case 3: server_ask(server, ORDER_COUNT, "changed"); break;
  case 4: server_ask(server, ORDER_SYMBOLS, ""); break;
  default: server_ask(server, ORDER_COUNT, "alpha");
  }
}

static void remove_cache(const Company *company) {
  char command[700];
  snprintf(command, sizeof command, "rm -rf '%s'/*", company->place.cache.root);
  status_ignore((Status)system(command)); // another may be writing into it
}

static void step(Company *company) {
  int slot = (int)random_below(&company->random, SLOTS);
  Server *server = &company->servers[slot];
  if (random_below(&company->random, 150) == 0) {
    remove_cache(company);
  } else if (random_below(&company->random, 3) == 0) {
    change_tree(company);
  } else if (!server_runs(server)) {
    start_one(company, slot);
  } else if (random_below(&company->random, 12) == 0) {
    server_kill(server);
    company->killed++;
  } else if (random_below(&company->random, 20) == 0) {
    server_end(server);
  } else {
    order_one(company, server);
  }
  uv_sleep(random_below(&company->random, 8));
}

// With no document open and a comparison of the tree, each comes to be right, though it may just be taking
// over what another has committed.
static void check_server(const Company *company, const Server *server) {
  for (int i = 0; i < FILES; i++) {
    char path[64];
    snprintf(path, sizeof path, "d%d/f%d.c", i % 4, i);
    server_ask(server, ORDER_CLOSE, path);
  }
  if (!server_ask(server, ORDER_REFRESH, "")) fail_msg("a refresh does not end");
  if (!server_comes_to(server, ORDER_RIGHT, company->place.tree.root, 1, 5000)) {
    fail_msg("wrong answers");
  }
}

static void check_last(const Company *company) {
  static const char *const literals[] = {"alpha", "changed", "int", NULL};
  Index *index = indexing_fresh(&company->place.tree, &company->place.cache);
  IndexStatus status = indexing_status(index);
  assert_true(status.writer);
  assert_true(indexing_is_right(index, &company->place.tree, literals));
  index_close(index);
  assert_int_equal(strays_count(status.directory), 0);
}

static void play(Company *company) {
  company->place = place_make();
  for (int i = 0; i < FILES; i++) {
    char path[64];
    snprintf(path, sizeof path, "d%d/f%d.c", i % 4, i);
    edit(company, path);
  }
  int64_t end = os_monotonic_ns() + ROUND_MS * INT64_C(1000000);
  while (os_monotonic_ns() < end) step(company);
  uv_sleep(30);
  for (int i = 0; i < SLOTS; i++) {
    if (server_runs(&company->servers[i])) check_server(company, &company->servers[i]);
  }
  for (int i = 0; i < SLOTS; i++) {
    if (!server_runs(&company->servers[i])) continue;
    if (random_below(&company->random, 2)) {
      server_kill(&company->servers[i]);
    } else {
      server_end(&company->servers[i]);
    }
  }
  check_last(company);
  place_remove(&company->place);
}

static void whatever_processes_do_the_last_one_is_right(void **state) {
  (void)state;
  Company company = {.random = random_seeded("company")};
  for (int round = 0; round < ROUNDS; round++) play(&company);
  printf("%u processes, %u killed, %u edits\n", company.started, company.killed, company.edited);
  assert_true(company.started > ROUNDS && company.killed > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(whatever_processes_do_the_last_one_is_right),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
