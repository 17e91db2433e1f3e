// A posting is a number: key, document and weight from the highest bit down. They come in order of document, so
// that sorting by key alone, keeping that order, is all there is to do: four passes that count
// 11 bits each. 8 bytes a posting, of which there are 5 for a kilobyte of source. Rejected: the buckets
// of gram_lists.c, which would save half of what is a tenth of the grams' memory.
#include "format/word_lists.h"
#include "base/array.h"
#include "base/err.h"
#include "format/word_key.h"

#include <string.h>

enum {
  WEIGHT_BITS = 3,
  DOCUMENT_BITS = 20,
  KEY_SHIFT = WEIGHT_BITS + DOCUMENT_BITS,
  DIGIT_BITS = 11,
  DIGITS = 1 << DIGIT_BITS,
  PASSES = 4,
  FEW = 512, // are sorted by comparing
};

_Static_assert(WORD_WEIGHTS == 1 << WEIGHT_BITS, "weights have 3 bits");
_Static_assert(KEY_SHIFT + WORD_KEY_BITS == 64, "a posting fills its number");
_Static_assert(PASSES *DIGIT_BITS >= WORD_KEY_BITS, "the passes cover the key");

struct WordLists {
  ARRAY(uint64_t) postings;
};

WordLists *word_lists_new(void) { return xcalloc(1, sizeof(WordLists)); }

void word_lists_free(WordLists *lists) {
  if (!lists) return;
  array_free(&lists->postings);
  free(lists);
}

uint64_t word_lists_memory(const WordLists *lists) {
  return sizeof *lists + 2 * lists->postings.capacity * sizeof(uint64_t);
}

void word_lists_add(WordLists *lists, uint32_t document, const WeighedWord *words, size_t count) {
  array_reserve(&lists->postings, lists->postings.count + count);
  for (size_t i = 0; i < count; i++) {
    lists->postings.items[lists->postings.count++] =
        words[i].key << KEY_SHIFT | (uint64_t)document << WEIGHT_BITS | words[i].weight;
  }
}

// ---- sorting ------------------------------------------------------------------------------------

static int by_number(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static void sort_pass(const uint64_t *from, uint64_t *to, size_t count, unsigned shift) {
  uint32_t starts[DIGITS] = {0};
  for (size_t i = 0; i < count; i++) starts[from[i] >> shift & (DIGITS - 1)]++;
  uint32_t sum = 0;
  for (size_t d = 0; d < DIGITS; d++) {
    uint32_t size = starts[d];
    starts[d] = sum;
    sum += size;
  }
  for (size_t i = 0; i < count; i++) to[starts[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

static void sort_postings(WordLists *lists) {
  size_t count = lists->postings.count;
  if (count <= FEW) {
    if (count) qsort(lists->postings.items, count, sizeof(uint64_t), by_number);
    return;
  }
  uint64_t *from = lists->postings.items, *to = xmalloc(count * sizeof *to), *other = to;
  for (unsigned pass = 0; pass < PASSES; pass++) {
    sort_pass(from, to, count, KEY_SHIFT + pass * DIGIT_BITS);
    uint64_t *sorted = to;
    to = from;
    from = sorted;
  }
  free(other); // after an even number of passes all is where it was
}

// ---- leaving ------------------------------------------------------------------------------------

static size_t same_key_until(const WordLists *lists, size_t from) {
  const uint64_t *items = lists->postings.items;
  size_t to = from + 1;
  while (to < lists->postings.count && items[to] >> KEY_SHIFT == items[from] >> KEY_SHIFT) to++;
  return to;
}

void word_lists_each(WordLists *lists, WordListFn fn, void *user) {
  ARRAY(uint32_t) documents = {0};
  ARRAY(uint8_t) weights = {0};
  sort_postings(lists);
  for (size_t from = 0, to; from < lists->postings.count; from = to) {
    to = same_key_until(lists, from);
    array_reserve(&documents, to - from);
    array_reserve(&weights, to - from);
    for (size_t i = from; i < to; i++) {
      uint64_t posting = lists->postings.items[i];
      documents.items[i - from] = (uint32_t)(posting >> WEIGHT_BITS) & ((1u << DOCUMENT_BITS) - 1);
      weights.items[i - from] = posting & (WORD_WEIGHTS - 1);
    }
    WordPostings word = {lists->postings.items[from] >> KEY_SHIFT, documents.items, weights.items,
                         (uint32_t)(to - from)};
    fn(user, &word);
  }
  array_free(&documents);
  array_free(&weights);
}
