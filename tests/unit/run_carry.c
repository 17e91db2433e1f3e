#include "run/carry.h"
#include "base/buf.h"
#include "support/cmocka_all.h"
#include "support/random.h"

#include <time.h>

// ---- an oracle: every word is a symbol, and reaches to the end of some later word ----------------

static bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

static void set_place(Str text, Symbol *symbol) {
  uint32_t line_start = 0;
  symbol->line = symbol->end_line = 0;
  for (uint32_t i = 0; i < text.len; i++) {
    if (text.ptr[i] != '\n') continue;
    if (i < symbol->name_start) symbol->line++, line_start = i + 1;
    if (i + 1 < symbol->end) symbol->end_line++;
  }
  symbol->column = symbol->name_start - line_start;
  symbol->column_utf16 = (uint32_t)utf16_length(str_slice(text, line_start, symbol->name_start));
}

static void find_words(Str text, Random *random, Extraction *out) {
  for (uint32_t i = 0; i < text.len; i++) {
    if (!is_letter(text.ptr[i])) continue;
    uint32_t start = i;
    while (i < text.len && is_letter(text.ptr[i])) i++;
    uint32_t back = random_below(random, 8);
    Symbol symbol = {.name = str_slice(text, start, i),
                     .start = start > back ? start - back : 0,
                     .end = i + random_below(random, (uint32_t)text.len - i + 1),
                     .name_start = start,
                     .name_end = i,
                     .parent = 3};
    set_place(text, &symbol);
    array_push(&out->symbols, symbol);
    array_push(&out->spans, ((Span){start, i, SPAN_STRING}));
  }
}

static void check_symbol(const Symbol *symbol, Str text) {
  Symbol wanted = *symbol;
  set_place(text, &wanted);
  assert_true(symbol->name_end <= text.len && symbol->start <= symbol->name_start);
  assert_true(symbol->end >= symbol->name_end && symbol->end <= text.len);
  assert_true(str_equal(str_slice(text, symbol->name_start, symbol->name_end), symbol->name));
  assert_int_equal(symbol->line, wanted.line);
  assert_int_equal(symbol->column, wanted.column);
  assert_int_equal(symbol->column_utf16, wanted.column_utf16);
  assert_int_equal(symbol->end_line, wanted.end_line);
  assert_int_equal(symbol->parent, NO_PARENT);
}

static bool is_part(Str text, size_t at) {
  return at < text.len && (is_word_byte(text.ptr[at]) || (unsigned char)text.ptr[at] >= 0x80);
}

// How many words lie before and behind what differs, and do not go on there.
static size_t count_untouched(const Extraction *found, Str old, Str new) {
  size_t limit = old.len < new.len ? old.len : new.len, prefix = 0, suffix = 0, count = 0;
  while (prefix < limit && old.ptr[prefix] == new.ptr[prefix]) prefix++;
  while (suffix < limit - prefix && old.ptr[old.len - 1 - suffix] == new.ptr[new.len - 1 - suffix])
    suffix++;
  for (size_t i = 0; i < found->symbols.count; i++) {
    const Symbol *symbol = &found->symbols.items[i];
    bool before = symbol->name_end <= prefix, behind = symbol->name_start >= old.len - suffix;
    if (!before && !behind) continue;
    bool goes_on = symbol->name_end == prefix && is_part(new, prefix);
    bool came_before = symbol->name_start == old.len - suffix
                       && new.len > suffix &&is_part(new, new.len - suffix - 1);
    count += !goes_on && !came_before;
  }
  return count;
}

static void put_pieces(Random *random, uint32_t count, Buf *out) {
  static const char *const pieces[] = {"ab", "c", " ", " ", "\n", "\n", "(", "1", "\xC3\xA9",
                                       "\xC3\xA8",
                                       // the first bytes of one are those of the other, or its last
                                       "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x81", "\xE9\x98\x80"};
  while (count--) buf_str_put(out, str_from_c(pieces[random_below(random, COUNT_OF(pieces))]));
}

static void edit_once(Random *random, Str old, Buf *new) {
  uint32_t start = random_below(random, (uint32_t)old.len + 1);
  uint32_t end = start + random_below(random, (uint32_t)(old.len - start) / 4 + 1);
  buf_clear(new);
  while (start > 0 && start < old.len && ((unsigned char)old.ptr[start] & 0xC0) == 0x80) start--;
  while (end < old.len && ((unsigned char)old.ptr[end] & 0xC0) == 0x80) end++;
  buf_str_put(new, str_slice(old, 0, start));
  put_pieces(random, random_below(random, 6), new);
  buf_str_put(new, str_slice(old, end, old.len));
}

// Like several changes of one notification, or several texts that were never read.
static void edit(Random *random, Str old, Buf *new) {
  edit_once(random, old, new);
  for (uint32_t more = random_below(random, 3); more > 0; more--) {
    Buf before = *new;
    *new = (Buf){0};
    edit_once(random, buf_str(&before), new);
    buf_release(&before);
  }
}

static void what_is_carried_over_is_where_it_is_now(void **state) {
  (void)state;
  Random random = random_seeded("carry");
  for (int round = 0; round < 3000; round++) {
    Buf old = {0}, new = {0};
    Extraction found = {0}, carried = {0};
    put_pieces(&random, random_below(&random, 80), &old);
    find_words(buf_str(&old), &random, &found);
    edit(&random, buf_str(&old), &new);
    carry_over(&found, buf_str(&old), buf_str(&new), &carried);
    for (size_t i = 0; i < carried.symbols.count; i++) {
      check_symbol(&carried.symbols.items[i], buf_str(&new));
    }
    assert_int_equal(carried.symbols.count, count_untouched(&found, buf_str(&old), buf_str(&new)));
    assert_int_equal(carried.spans.count, 0);
    extraction_release(&found);
    extraction_release(&carried);
    buf_release(&old);
    buf_release(&new);
  }
}

static void a_text_that_is_the_same_keeps_all(void **state) {
  (void)state;
  Str text = STR("ab c\nab\n");
  Random random = random_seeded("carry");
  Extraction found = {0}, carried = {0};
  find_words(text, &random, &found);
  carry_over(&found, text, text, &carried);
  assert_int_equal(carried.symbols.count, 3);
  extraction_release(&found);
  extraction_release(&carried);
}

static void a_name_that_grows_is_left_out(void **state) {
  (void)state;
  Random random = random_seeded("carry");
  Extraction found = {0}, carried = {0};
  find_words(STR("ab cd ef"), &random, &found);
  carry_over(&found, STR("ab cd ef"), STR("ab cdx ef"), &carried);
  assert_int_equal(carried.symbols.count, 2);
  assert_int_equal(carried.symbols.items[1].column, 7);
  extraction_release(&found);
  extraction_release(&carried);
}

// A name for every few bytes of a line without end, as compressed scripts have them.
static void what_a_long_line_costs_follows_its_length(void **state) {
  (void)state;
  enum { NAMES = 60000, MOST_SECONDS = 3 };
  Buf old = {0}, new = {0};
  Extraction found = {0}, carried = {0};
  for (uint32_t i = 0; i < NAMES; i++) {
    uint32_t at = (uint32_t)old.len;
    Symbol symbol = {
        .start = at, .end = at + 2, .name_start = at, .name_end = at + 2, .column = at};
    symbol.column_utf16 = at - i;
    buf_str_put(&old, STR("ab;\xC3\xA9;"));
    array_push(&found.symbols, symbol);
  }
  buf_str_put(&new, STR("\xC3\xA9 "));
  buf_str_put(&new, buf_str(&old));
  clock_t began = clock();
  carry_over(&found, buf_str(&old), buf_str(&new), &carried);
  assert_true(clock() - began < MOST_SECONDS * CLOCKS_PER_SEC);
  assert_int_equal(carried.symbols.count, NAMES);
  const Symbol *last = &carried.symbols.items[NAMES - 1];
  assert_int_equal(last->column, last->name_start);
  assert_int_equal(last->column_utf16, last->name_start - NAMES);
  extraction_release(&found);
  extraction_release(&carried);
  buf_release(&old);
  buf_release(&new);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_carried_over_is_where_it_is_now),
      cmocka_unit_test(a_text_that_is_the_same_keeps_all),
      cmocka_unit_test(a_name_that_grows_is_left_out),
      cmocka_unit_test(what_a_long_line_costs_follows_its_length),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
