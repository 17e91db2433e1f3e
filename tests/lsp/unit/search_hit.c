#include "lsp/search_hit.h"

#include "lsp/unit/check.h"

static char root[] = "/r";
static const Folder folder = {.root = root};

static HitWriter writer_of(HitForm form) {
  HitWriter writer = {.form = form};
  hit_writer_start(&writer, &folder);
  return writer;
}

static SearchHit hit_at(uint32_t line, uint32_t column, uint32_t length, const char *text) {
  return (SearchHit){.path = STR("a.c"),
                     .language = STR("c"),
                     .line = line,
                     .column = column,
                     .length = length,
                     .end_line = line,
                     .end_column = column + length,
                     .text = str_from_c(text)};
}

static void assert_item(HitWriter *writer, const SearchHit *hit, const char *expected) {
  HitJson json = hit_writer_put(writer, hit);
  assert_str(json.object, expected);
  assert_true(str_find(json.object, json.range) != SIZE_MAX);
}

#define RANGE(l, c, m, d)                                                                          \
  "{\"start\":{\"line\":" #l ",\"character\":" #c "},\"end\":{\"line\":" #m ",\"character\":" #d   \
  "}}"
#define ITEM(range, rest) "{\"uri\":\"file:///r/a.c\",\"range\":" range rest

static void positions_are_in_the_units_of_the_client(void **state) {
  (void)state;
  static const struct {
    PositionEncoding encoding;
    const char *expected;
  } cases[] = {
      {POSITION_UTF8, ITEM(RANGE(3, 7, 3, 10), ",\"text\":\"é😀 abc\",\"language\":\"c\"")},
      {POSITION_UTF16, ITEM(RANGE(3, 4, 3, 7), ",\"text\":\"é😀 abc\",\"language\":\"c\"")},
      {POSITION_UTF32, ITEM(RANGE(3, 3, 3, 6), ",\"text\":\"é😀 abc\",\"language\":\"c\"")},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    HitWriter writer = writer_of((HitForm){.encoding = cases[i].encoding});
    SearchHit hit = hit_at(3, 7, 3, "é😀 abc");
    assert_item(&writer, &hit, cases[i].expected);
    hit_writer_release(&writer);
  }
}

static void a_hit_over_lines_ends_in_the_units_of_its_last_line(void **state) {
  (void)state;
  HitWriter writer = writer_of((HitForm){.encoding = POSITION_UTF16});
  SearchHit hit = hit_at(5, 3, 14, "é b\ncc\n😀é dd");
  hit.length = 11; // "\ncc\n😀é" and the space
  hit.end_line = 7;
  hit.end_column = 7;
  hit.column = 4;
  assert_item(&writer, &hit,
              ITEM(RANGE(5, 3, 7, 4), ",\"text\":\"é b\\ncc\\n😀é dd\",\"language\":\"c\""));
  hit_writer_release(&writer);
}

static void a_hit_that_ends_with_its_line_ends_at_the_next_ones_begin(void **state) {
  (void)state;
  HitWriter writer = writer_of((HitForm){.encoding = POSITION_UTF16});
  SearchHit hit = hit_at(2, 1, 3, "abc");
  hit.end_line = 3;
  hit.end_column = 0;
  assert_item(&writer, &hit, ITEM(RANGE(2, 1, 3, 0), ",\"text\":\"abc\",\"language\":\"c\""));
  hit_writer_release(&writer);
}

static void take_item(void *user, Str item) {
  buf_str_put(user, item);
  buf_byte(user, '\n');
}

static void hits_of_one_line_are_one_item_in_the_place_of_the_first(void **state) {
  (void)state;
  HitWriter writer = writer_of((HitForm){.encoding = POSITION_UTF16});
  HitGroups groups = {0};
  SearchHit hits[] = {hit_at(1, 5, 1, "é x x x"), hit_at(2, 0, 1, "x"), hit_at(1, 3, 1, "é x x x"),
                      hit_at(2, 0, 1, "x"), hit_at(1, 7, 1, "é x x x")};
  hits[3].path = STR("b.c");
  for (size_t i = 0; i < sizeof hits / sizeof *hits; i++) {
    HitJson json = hit_writer_put(&writer, &hits[i]);
    hit_groups_add(&groups, &json);
  }
  Buf text = {0};
  hit_groups_take(&groups, take_item, &text);
  static const char first[] = ITEM(RANGE(1, 4, 1, 5), ",\"text\":\"é x x x\",\"language\":\"c\"");
  static const char second[] = RANGE(1, 2, 1, 3), third[] = RANGE(1, 6, 1, 7);
  static const char next[] = ITEM(RANGE(2, 0, 2, 1), ",\"text\":\"x\",\"language\":\"c\"}");
  Buf expected = {0};
  buf_printf(&expected, "%s,\"more\":[%s,%s]}\n%s\n", first, second, third, next);
  Str found = str_slice(buf_str(&text), 0, expected.len);
  buf_byte(&expected, 0);
  assert_str(found, expected.data);
  Str rest = str_slice(buf_str(&text), expected.len - 1, text.len);
  assert_true(str_starts_with(rest, STR("{\"uri\":\"file:///r/b.c\"")));
  buf_release(&expected);
  buf_clear(&text);
  hit_groups_take(&groups, take_item, &text); // all are taken
  assert_int_equal(text.len, 0);
  buf_release(&text);
  hit_groups_release(&groups);
  hit_writer_release(&writer);
}

static void hits_over_lines_are_never_put_together(void **state) {
  (void)state;
  HitWriter writer = writer_of((HitForm){.encoding = POSITION_UTF16});
  HitGroups groups = {0};
  Buf text = {0};
  SearchHit hit = hit_at(1, 0, 3, "a\nb");
  hit.end_line = 2;
  hit.end_column = 1;
  for (int i = 0; i < 3; i++) {
    HitJson json = hit_writer_put(&writer, &hit);
    assert_int_equal(json.line, 0);
    hit_groups_add(&groups, &json);
  }
  hit_groups_take(&groups, take_item, &text);
  assert_int_equal(str_find(buf_str(&text), STR("more")), SIZE_MAX);
  buf_release(&text);
  hit_groups_release(&groups);
  hit_writer_release(&writer);
}

static void context_is_there_if_it_was_asked_for_even_if_there_is_none(void **state) {
  (void)state;
  const Str before[] = {STR("one"), STR("t\"wo")};
  HitWriter writer =
      writer_of((HitForm){.encoding = POSITION_UTF16, .before = true, .after = true});
  SearchHit hit = hit_at(2, 0, 1, "x");
  hit.before = before;
  hit.before_count = 2;
  hit.folded = 3;
  assert_item(&writer, &hit,
              ITEM(RANGE(2, 0, 2, 1),
                   ",\"text\":\"x\",\"language\":\"c\",\"before\":[\"one\",\"t\\\"wo\"],"
                   "\"after\":[],\"folded\":3"));
  hit_writer_release(&writer);
}

static void long_lines_are_cut_between_characters(void **state) {
  (void)state;
  char text[4001];
  for (size_t i = 0; i < 4000; i += 2) memcpy(text + i, "é", 2);
  text[4000] = 0;
  const Str after[] = {str_from_c(text)};
  HitWriter writer = writer_of((HitForm){.encoding = POSITION_UTF16, .after = true});
  SearchHit hit = hit_at(0, 2000, 2, text);
  hit.after = after;
  hit.after_count = 1;
  Str item = hit_writer_put(&writer, &hit).object;
  assert_int_equal(utf8_valid_prefix(item), item.len);
  assert_true(item.len < 1024 + 512 + 300);
  assert_true(str_find(item, STR("\"start\":{\"line\":0,\"character\":1000}")) != SIZE_MAX);
  assert_true(str_find(item, STR("\"textStart\":872,")) != SIZE_MAX);
  hit_writer_release(&writer);
}

static void what_the_engine_says_wrongly_reads_nothing_outside(void **state) {
  (void)state;
  HitWriter writer = writer_of((HitForm){.encoding = POSITION_UTF16});
  SearchHit hit = hit_at(0, 90, UINT32_MAX, "short");
  assert_true(hit_writer_put(&writer, &hit).object.len > 0);
  hit.end_line = 9;
  hit.end_column = UINT32_MAX;
  assert_true(hit_writer_put(&writer, &hit).object.len > 0);
  hit_writer_release(&writer);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(positions_are_in_the_units_of_the_client),
      cmocka_unit_test(a_hit_over_lines_ends_in_the_units_of_its_last_line),
      cmocka_unit_test(a_hit_that_ends_with_its_line_ends_at_the_next_ones_begin),
      cmocka_unit_test(hits_of_one_line_are_one_item_in_the_place_of_the_first),
      cmocka_unit_test(hits_over_lines_are_never_put_together),
      cmocka_unit_test(context_is_there_if_it_was_asked_for_even_if_there_is_none),
      cmocka_unit_test(long_lines_are_cut_between_characters),
      cmocka_unit_test(what_the_engine_says_wrongly_reads_nothing_outside),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
