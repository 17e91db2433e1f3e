// A posting list is a bit set: random lists of every density, written and read back by next and by
// advance_to; and lists whose bytes were damaged, which must end early and never leave the universe.
#include "format/posting.h"
#include "support/cmocka_all.h"
#include "support/random.h"

typedef struct {
  uint32_t *documents;
  uint32_t count, universe;
  Buf bytes;
  bool sized; // by who keeps its size
} List;

static void open_list(const List *list, Str bytes, Posting *posting) {
  if (list->sized)
    posting_open_sized(posting, bytes, list->count, list->universe);
  else
    posting_open(posting, bytes, list->count, list->universe);
}

// Densities from one in ten thousand to all, in runs and gaps as real lists have them.
static List random_list(Random *random) {
  List list = {.universe = 1 + random_below(random, 20000)};
  list.documents = malloc(list.universe * sizeof *list.documents);
  uint32_t sparse = 1 + random_below(random, random_below(random, 2) ? 4 : 10000);
  for (uint32_t d = 0; d < list.universe; d++) {
    if (random_below(random, 64) == 0) sparse = 1 + random_below(random, 1 + 2 * sparse);
    if (random_below(random, sparse) == 0) list.documents[list.count++] = d;
  }
  if (list.count == 0) list.documents[list.count++] = list.universe - 1;
  list.sized = random_below(random, 2);
  if (list.sized)
    posting_write_sized(&list.bytes, list.documents, list.count, list.universe);
  else
    posting_write(&list.bytes, list.documents, list.count, list.universe);
  return list;
}

static void list_release(List *list) {
  free(list->documents);
  buf_release(&list->bytes);
}

static void a_list_reads_back_as_written(void **state) {
  Random *random = *state;
  for (int round = 0; round < 400; round++) {
    List list = random_list(random);
    Posting posting;
    open_list(&list, buf_str(&list.bytes), &posting);
    for (uint32_t i = 0; i < list.count; i++) {
      assert_int_equal(posting.current, list.documents[i]);
      posting_next(&posting);
    }
    assert_int_equal(posting.current, POSTING_END);
    assert_int_equal(posting_next(&posting), POSTING_END);
    assert_false(posting.corrupt);
    list_release(&list);
  }
}

static void advancing_lands_on_the_first_document_not_below_the_target(void **state) {
  Random *random = *state;
  for (int round = 0; round < 400; round++) {
    List list = random_list(random);
    Posting posting;
    open_list(&list, buf_str(&list.bytes), &posting);
    uint32_t target = 0, expected = 0, stride = 1 + random_below(random, list.universe);
    while (target < list.universe + 10) {
      while (expected < list.count && list.documents[expected] < target) expected++;
      uint32_t wanted = expected < list.count ? list.documents[expected] : POSTING_END;
      assert_int_equal(posting_advance_to(&posting, target), wanted);
      if (random_below(random, 3) == 0 && posting.current != POSTING_END) {
        wanted = ++expected < list.count ? list.documents[expected] : POSTING_END;
        assert_int_equal(posting_next(&posting), wanted);
        target = wanted == POSTING_END ? list.universe + 10 : wanted;
      }
      target += random_below(random, stride) + 1;
    }
    assert_false(posting.corrupt);
    list_release(&list);
  }
}

// Into bits some of which are set, from anywhere in the list on.
static void bits_are_those_of_the_rest_of_the_list(void **state) {
  Random *random = *state;
  for (int round = 0; round < 400; round++) {
    List list = random_list(random);
    size_t words = list.universe / 64 + 1;
    uint64_t *bits = calloc(words, sizeof *bits), *wanted = calloc(words, sizeof *wanted);
    for (uint32_t i = 0; i < list.universe / 4; i++) {
      uint32_t d = random_below(random, list.universe);
      bits[d / 64] |= (uint64_t)1 << (d % 64);
    }
    memcpy(wanted, bits, words * sizeof *bits);
    uint32_t from = random_below(random, 2) ? random_below(random, list.universe + 1) : 0;
    uint32_t added = 0;
    for (uint32_t i = 0; i < list.count; i++) {
      uint32_t d = list.documents[i];
      if (d < from) continue;
      added += !(wanted[d / 64] >> (d % 64) & 1);
      wanted[d / 64] |= (uint64_t)1 << (d % 64);
    }
    Posting posting;
    open_list(&list, buf_str(&list.bytes), &posting);
    posting_advance_to(&posting, from);
    assert_int_equal(posting_add_bits(&posting, bits), added);
    assert_memory_equal(bits, wanted, words * sizeof *bits);
    assert_int_equal(posting.current, POSTING_END);
    assert_false(posting.corrupt);
    assert_int_equal(posting_add_bits(&posting, bits), 0);
    free(bits);
    free(wanted);
    list_release(&list);
  }
}

// Reads the list to its end and sets a bit for each document.
static void walk_damaged(Posting *posting, uint32_t universe, uint64_t *bits) {
  for (uint32_t steps = 0; posting->current != POSTING_END && steps < universe; steps++) {
    assert_true(posting->current < universe);
    bits[posting->current / 64] |= (uint64_t)1 << (posting->current % 64);
    posting_next(posting);
  }
}

static void damaged_bytes_end_a_list_and_nothing_worse(void **state) {
  Random *random = *state;
  for (int round = 0; round < 3000; round++) {
    List list = random_list(random);
    size_t size = list.bytes.len;
    if (random_below(random, 2)) size = random_below(random, (uint32_t)size + 1);
    char *exact = malloc(size ? size : 1); // so that a sanitizer sees one byte too far
    memcpy(exact, list.bytes.data, size);
    for (uint32_t i = 0; i < 3 && size; i++) {
      exact[random_below(random, (uint32_t)size)] = (char)random_next(random);
    }
    Posting posting, again;
    open_list(&list, str_make(exact, size), &posting);
    again = posting;
    uint64_t *bits = calloc(list.universe / 64 + 1, sizeof *bits);
    uint64_t *walked = calloc(list.universe / 64 + 1, sizeof *bits);
    posting_add_bits(&again, bits);
    again = posting;
    walk_damaged(&again, list.universe, walked);
    assert_memory_equal(bits, walked, (list.universe / 64 + 1) * sizeof *bits);
    free(bits);
    free(walked);
    uint32_t steps = 0, target = 0;
    while (posting.current != POSTING_END && steps++ < 2 * list.universe) {
      assert_true(posting.current < list.universe);
      target = posting.current + random_below(random, 50);
      if (random_below(random, 2)) {
        posting_next(&posting);
      } else {
        posting_advance_to(&posting, target);
      }
    }
    free(exact);
    list_release(&list);
  }
}

int main(void) {
  Random random = random_seeded("format_posting");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(a_list_reads_back_as_written, &random),
      cmocka_unit_test_prestate(advancing_lands_on_the_first_document_not_below_the_target,
                                &random),
      cmocka_unit_test_prestate(bits_are_those_of_the_rest_of_the_list, &random),
      cmocka_unit_test_prestate(damaged_bytes_end_a_list_and_nothing_worse, &random),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
