// A posting is a number: key, document and weight from the highest bit down. They come in order of document
// and wait in buckets by the key's first bits, in pieces; so each bucket only has to be sorted by the rest
// of the key, keeping that order: by counting, in memory that fits the cache. 8 bytes a posting, of which
// there are 5 for a kilobyte of source. Rejected: sorting them all at once, which needs as much memory
// again; the 16-bit words of gram_lists.c, which would save half of a tenth of the grams' memory.
#include "format/word_lists.h"
#include "base/array.h"
#include "base/err.h"
#include "format/word_key.h"

#include <string.h>

enum {
  WEIGHT_BITS = 3,
  DOCUMENT_BITS = 20,
  KEY_SHIFT = WEIGHT_BITS + DOCUMENT_BITS,
  BUCKET_BITS = 8,
  BUCKETS = 1 << BUCKET_BITS,
  BUCKET_SHIFT = 64 - BUCKET_BITS,
  DIGIT_BITS = 11,
  DIGITS = 1 << DIGIT_BITS,
  PASSES = 3,
  FEW = 512,   // are sorted by comparing
  PIECE = 126, // postings
};

_Static_assert(WORD_WEIGHTS == 1 << WEIGHT_BITS, "weights have 3 bits");
_Static_assert(KEY_SHIFT + WORD_KEY_BITS == 64, "a posting fills its number");
_Static_assert(BUCKET_BITS + PASSES * DIGIT_BITS >= WORD_KEY_BITS, "all of the key is sorted by");

typedef struct Piece Piece;
struct Piece {
  Piece *next;
  size_t count;
  uint64_t postings[PIECE];
};

typedef struct {
  Piece *first, *last;
  size_t count;
} Bucket;

struct WordLists {
  uint64_t memory;
  Bucket buckets[BUCKETS];
};

WordLists *word_lists_new(void) {
  WordLists *lists = xcalloc(1, sizeof *lists);
  lists->memory = sizeof *lists;
  return lists;
}

void word_lists_free(WordLists *lists) {
  if (!lists) return;
  for (size_t b = 0; b < BUCKETS; b++) {
    for (Piece *piece = lists->buckets[b].first; piece;) {
      Piece *next = piece->next;
      free(piece);
      piece = next;
    }
  }
  free(lists);
}

uint64_t word_lists_memory(const WordLists *lists) { return lists->memory; }

static Piece *add_piece(WordLists *lists, Bucket *bucket) {
  Piece *piece = xmalloc(sizeof *piece);
  piece->next = NULL;
  piece->count = 0;
  *(bucket->last ? &bucket->last->next : &bucket->first) = piece;
  lists->memory += sizeof *piece;
  return bucket->last = piece;
}

void word_lists_add(WordLists *lists, uint32_t document, const WeighedWord *words, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint64_t posting =
        words[i].key << KEY_SHIFT | (uint64_t)document << WEIGHT_BITS | words[i].weight;
    Bucket *bucket = &lists->buckets[posting >> BUCKET_SHIFT];
    Piece *piece = bucket->last;
    if (!piece || piece->count == PIECE) piece = add_piece(lists, bucket);
    piece->postings[piece->count++] = posting;
    bucket->count++;
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

typedef struct {
  ARRAY(uint64_t) postings, other;
  ARRAY(uint32_t) documents; // of one word
  ARRAY(uint8_t) weights;
} Leaving;

// The bucket's postings in order; they lie in `leaving`.
static const uint64_t *sorted_bucket(const Bucket *bucket, Leaving *leaving) {
  size_t at = 0;
  array_reserve(&leaving->postings, bucket->count);
  for (const Piece *piece = bucket->first; piece; piece = piece->next) {
    memcpy(leaving->postings.items + at, piece->postings, piece->count * sizeof(uint64_t));
    at += piece->count;
  }
  uint64_t *from = leaving->postings.items;
  if (bucket->count <= FEW) {
    qsort(from, bucket->count, sizeof *from, by_number);
    return from;
  }
  array_reserve(&leaving->other, bucket->count);
  uint64_t *to = leaving->other.items;
  for (unsigned pass = 0; pass < PASSES; pass++) {
    sort_pass(from, to, bucket->count, KEY_SHIFT + pass * DIGIT_BITS);
    uint64_t *sorted = to;
    to = from;
    from = sorted;
  }
  return from;
}

// ---- leaving ------------------------------------------------------------------------------------

// `postings` are those of one key.
static void put_word(Leaving *leaving, const uint64_t *postings, size_t count, WordListFn fn,
                     void *user) {
  array_reserve(&leaving->documents, count);
  array_reserve(&leaving->weights, count);
  for (size_t i = 0; i < count; i++) {
    uint32_t mask = (1u << DOCUMENT_BITS) - 1;
    leaving->documents.items[i] = (uint32_t)(postings[i] >> WEIGHT_BITS) & mask;
    leaving->weights.items[i] = postings[i] & (WORD_WEIGHTS - 1);
  }
  WordPostings word = {postings[0] >> KEY_SHIFT, leaving->documents.items, leaving->weights.items,
                       (uint32_t)count};
  fn(user, &word);
}

void word_lists_each(const WordLists *lists, WordListFn fn, void *user) {
  Leaving leaving = {0};
  for (size_t b = 0; b < BUCKETS; b++) {
    size_t count = lists->buckets[b].count;
    if (count == 0) continue;
    const uint64_t *postings = sorted_bucket(&lists->buckets[b], &leaving);
    for (size_t from = 0, to; from < count; from = to) {
      to = from + 1;
      while (to < count && postings[to] >> KEY_SHIFT == postings[from] >> KEY_SHIFT) to++;
      put_word(&leaving, postings + from, to - from, fn, user);
    }
  }
  array_free(&leaving.postings);
  array_free(&leaving.other);
  array_free(&leaving.documents);
  array_free(&leaving.weights);
}
