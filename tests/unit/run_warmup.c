// Queries of languages are compiled before they are needed, by an editor's index alone. What is compiled is
// the process's: each case is a process of its own.
#include "intake/extract.h"
#include "support/indexing.h"

#include <sys/wait.h>

enum { FILES = 600, COSTLY_NS = 5000000 }; // the costly ones take 80 ms and more

static Place tree_of_three_languages(void) {
  Place place = place_make();
  for (int i = 0; i < FILES; i++) {
    char path[32];
    snprintf(path, sizeof path, "d%d/f%d.ts", i % 9, i);
    tree_write_c(&place.tree, path, "export function alpha() {}\n");
  }
  for (int i = 0; i < 12; i++) {
    char path[32];
    snprintf(path, sizeof path, "some%d.rb", i);
    tree_write_c(&place.tree, path, "def alpha\nend\n");
  }
  tree_write_c(&place.tree, "one.hs", "alpha = 1\n");
  return place;
}

static int run_in_child(int (*run)(const Place *place), const Place *place) {
  pid_t child = fork();
  if (child == 0) _exit(run(place));
  int state = 0;
  assert_int_equal(waitpid(child, &state, 0), child);
  return WIFEXITED(state) ? WEXITSTATUS(state) : 128;
}

static bool is_compiled(LanguageId language) {
  int64_t began = os_thread_cpu_ns();
  if (extract_check_queries(language, NULL) != STATUS_OK) return false;
  return os_thread_cpu_ns() - began < COSTLY_NS;
}

static int build(const Place *place) {
  index_close(indexing_fresh(&place->tree, &place->cache));
  return 0;
}

static Index *open_in(const Place *place, bool foreground) {
  IndexOptions options = indexing_options(&place->tree, &place->cache);
  options.foreground = foreground;
  Index *index = indexing_open_with(&options);
  if (index->warmup.started) warmup_end(index); // when it has done what it does
  return index;
}

static int opens_in_an_editor(const Place *place) {
  Index *index = open_in(place, false);
  bool right = is_compiled(LANGUAGE_typescript) && is_compiled(LANGUAGE_ruby)
               && !is_compiled(LANGUAGE_haskell);
  index_close(index);
  return right ? 0 : 1;
}

static int opens_for_one_answer(const Place *place) {
  Index *index = open_in(place, true);
  bool right = !index->warmup.started && !is_compiled(LANGUAGE_typescript);
  index_close(index);
  return right ? 0 : 1;
}

static int closes_at_once(const Place *place) {
  IndexOptions options = indexing_options(&place->tree, &place->cache);
  options.foreground = false;
  for (int i = 0; i < 20; i++) index_close(indexing_open_with(&options));
  return 0;
}

static void the_languages_of_the_tree_are_ready_before_a_document_is_opened(void **state) {
  (void)state;
  Place place = tree_of_three_languages();
  assert_int_equal(run_in_child(build, &place), 0);
  assert_int_equal(run_in_child(opens_in_an_editor, &place), 0);
  place_remove(&place);
}

static void who_waits_for_one_answer_does_not_pay_for_them(void **state) {
  (void)state;
  Place place = tree_of_three_languages();
  assert_int_equal(run_in_child(build, &place), 0);
  assert_int_equal(run_in_child(opens_for_one_answer, &place), 0);
  place_remove(&place);
}

static void an_index_may_be_closed_while_they_are_compiled(void **state) {
  (void)state;
  Place place = tree_of_three_languages();
  assert_int_equal(run_in_child(build, &place), 0);
  assert_int_equal(run_in_child(closes_at_once, &place), 0);
  place_remove(&place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_languages_of_the_tree_are_ready_before_a_document_is_opened),
      cmocka_unit_test(who_waits_for_one_answer_does_not_pay_for_them),
      cmocka_unit_test(an_index_may_be_closed_while_they_are_compiled),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
