// Which texts on a few lines are all that a query looks for; the first letter of each text stands
// for it.
#include "query/together.h"

#include "base/compiler.h"
#include "support/cmocka_all.h"

static void parse(const char *text, Arena *arena, Query *query) {
  QueryOptions options = {.case_mode = CASE_SMART};
  Error error;
  if (query_parse(str_from_c(text), &options, arena, query, &error) != STATUS_OK) {
    fail_msg("%s: %s", text, error.message);
  }
}

// The texts of the query that begin with one of the letters.
static uint64_t texts_of(const Query *query, const char *letters) {
  uint64_t texts = 0;
  for (size_t i = 0; i < query->text_count; i++) {
    if (strchr(letters, query->texts[i]->text.text.ptr[0])) texts |= (uint64_t)1 << i;
  }
  return texts;
}

static void all_that_a_query_looks_for(void **state) {
  (void)state;
  static const struct {
    const char *query, *texts;
    bool all;
  } table[] = {
      {"ax bx", "ab", true},
      {"ax bx", "a", false},
      {"ax bx", "", false},
      {"ax (bx OR cx)", "ac", true},
      {"ax (bx OR cx)", "bc", false},
      {"(ax bx) OR cx", "c", true},
      {"(ax bx) OR cx", "b", false},
      {"ax NEAR/5 bx NEAR/5 cx", "abc", true},
      {"ax NEAR/5 bx NEAR/5 cx", "ab", false},
      {"ax bx -cx", "ab", true},
      {"ax bx file:d", "ab", true},
      {"ax sym:bx", "ab", true},
      {"ax sym:bx", "b", false},
  };
  for (size_t i = 0; i < COUNT_OF(table); i++) {
    Arena arena = {0};
    Query query;
    parse(table[i].query, &arena, &query);
    if (together_all(&query, texts_of(&query, table[i].texts)) != table[i].all) {
      fail_msg("%s with %s", table[i].query, table[i].texts);
    }
    arena_release(&arena);
  }
}

static void it_says_something_only_of_several_texts(void **state) {
  (void)state;
  static const struct {
    const char *query;
    bool says;
  } table[] = {{"ax", false},
               {"\"ax bx\"", false},
               {"ax OR bx", false},
               {"ax bx", true},
               {"ax -bx", false},
               {"ax file:b", false},
               {"ax OR (bx cx)", false},
               {"ax (bx OR cx)", true},
               {"ax NEAR/2 bx", true}};
  for (size_t i = 0; i < COUNT_OF(table); i++) {
    Arena arena = {0};
    Query query;
    parse(table[i].query, &arena, &query);
    if (together_says_something(&query) != table[i].says) fail_msg("%s", table[i].query);
    arena_release(&arena);
  }
}

static void a_path_has_texts_of_three_letters_and_more_in_any_case(void **state) {
  (void)state;
  static const struct {
    const char *query, *path, *texts;
  } table[] = {
      {"fault page", "arch/mm/fault.c", "f"},    {"Fault page", "mm/page/fault.c", "Fp"},
      {"fault mm", "arch/mm/fault.c", "f"},      {"tree insert", "lib/rbtree.c", "t"},
      {"/fault/ page", "arch/mm/fault.c", ""},   {"fualt~1 page", "arch/mm/fault.c", ""},
      {"sym:fault page", "arch/mm/fault.c", ""}, {"fault.c page", "arch/mm/fault.c", "f"},
      {"f*t page", "arch/mm/fault.c", ""},       {"fault page", "", ""},
  };
  for (size_t i = 0; i < COUNT_OF(table); i++) {
    Arena arena = {0};
    Query query;
    parse(table[i].query, &arena, &query);
    uint64_t found = together_in_path(&query, str_from_c(table[i].path));
    if (found != texts_of(&query, table[i].texts))
      fail_msg("%s in %s", table[i].query, table[i].path);
    arena_release(&arena);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_that_a_query_looks_for),
      cmocka_unit_test(it_says_something_only_of_several_texts),
      cmocka_unit_test(a_path_has_texts_of_three_letters_and_more_in_any_case)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
