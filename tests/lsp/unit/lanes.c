#include "lsp/lanes.h"

#include "lsp/unit/check.h"

static void add(Lanes *lanes, size_t lane, const char *object) {
  HitJson hit = {str_from_c(object), STR("{r}"), 7};
  lanes_add(lanes, lane, &hit);
}

// Takes all that is known to be next, into `text`.
static void take(Lanes *lanes, Buf *text) {
  HitJson hit;
  size_t lane;
  while (lanes_next(lanes, &hit, &lane)) {
    assert_str(hit.range, "{r}");
    assert_int_equal(hit.line, 7);
    buf_str_put(text, hit.object);
    buf_printf(text, "%zu ", lane);
  }
}

static void assert_taken(Lanes *lanes, const char *expected) {
  Buf text = {0};
  take(lanes, &text);
  assert_str(buf_str(&text), expected);
  buf_release(&text);
}

static void the_best_of_each_come_before_the_second_best(void **state) {
  (void)state;
  Lanes lanes;
  lanes_init(&lanes, 3, 0);
  const char *const items[3][3] = {{"a", "b", "c"}, {"d"}, {"e", "f"}};
  for (size_t lane = 0; lane < 3; lane++) {
    for (size_t i = 0; i < 3 && items[lane][i]; i++) {
      add(&lanes, lane, items[lane][i]);
    }
    lanes_end(&lanes, lane);
  }
  assert_true(lanes_some_left(&lanes));
  assert_taken(&lanes, "a0 d1 e2 b0 f2 c0 ");
  assert_false(lanes_some_left(&lanes));
  lanes_release(&lanes);
}

static void what_is_known_to_be_next_does_not_wait(void **state) {
  (void)state;
  Lanes lanes;
  lanes_init(&lanes, 2, 0);
  add(&lanes, 0, "a");
  assert_taken(&lanes, "a0 ");
  add(&lanes, 0, "b");
  assert_taken(&lanes, ""); // the second folder's best comes before
  lanes_end(&lanes, 0);
  add(&lanes, 1, "c");
  assert_taken(&lanes, "c1 b0 ");
  add(&lanes, 1, "d");
  assert_taken(&lanes, "d1 ");
  lanes_end(&lanes, 1);
  assert_taken(&lanes, "");
  lanes_release(&lanes);
}

static void an_empty_lane_is_passed_over_when_it_has_ended(void **state) {
  (void)state;
  Lanes lanes;
  lanes_init(&lanes, 3, 0);
  lanes_end(&lanes, 0);
  assert_taken(&lanes, "");
  lanes_end(&lanes, 1);
  add(&lanes, 2, "a");
  assert_taken(&lanes, "a2 ");
  lanes_end(&lanes, 2);
  assert_taken(&lanes, "");
  assert_false(lanes_some_left(&lanes));
  lanes_release(&lanes);
}

static void a_later_page_begins_with_the_lane_whose_turn_it_is(void **state) {
  (void)state;
  Lanes lanes;
  lanes_init(&lanes, 2, 1);
  add(&lanes, 0, "a");
  add(&lanes, 0, "b");
  lanes_end(&lanes, 0);
  add(&lanes, 1, "c");
  lanes_end(&lanes, 1);
  assert_taken(&lanes, "c1 a0 b0 ");
  assert_int_equal(lanes_bytes(&lanes, 0), 2 * strlen("a{r}"));
  lanes_release(&lanes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_best_of_each_come_before_the_second_best),
      cmocka_unit_test(what_is_known_to_be_next_does_not_wait),
      cmocka_unit_test(an_empty_lane_is_passed_over_when_it_has_ended),
      cmocka_unit_test(a_later_page_begins_with_the_lane_whose_turn_it_is),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
