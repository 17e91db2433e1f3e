// The inversion: a radix sort whose first pass is done while adding. Grams go to one of 4096 buckets by
// their high 12 bits; a bucket is a stream of 16-bit words, in document order:
//
//   low 12 bits of the gram | delta << 12     delta: documents since the one before in this bucket, 0-14
//   0xF000 | low 12 bits, then two words      delta does not fit: the document itself, low word first
//
// About 2.1 bytes a posting, where a sortable pair takes 8. Leaving, each bucket is sorted by its low
// 12 bits by counting: 4096 counters fit the first-level cache. Rejected: a growing list a gram (a cache
// miss a posting), sorting pairs (four times the memory).
#include "format/gram_lists.h"
#include "base/array.h"
#include "base/err.h"

#include <string.h>

enum {
  BUCKETS = 4096,
  LOW_BITS = 12,
  LOW_MASK = 0xFFF,
  ESCAPE = 15,
  PIECE_WORDS = 2040,
  FEW_POSTINGS = 128,
};

// Buckets grow by pieces: doubling arrays would hold twice what they need.
typedef struct Piece Piece;
struct Piece {
  Piece *next;
  uint16_t words[PIECE_WORDS];
};

typedef struct {
  Piece *first, *last;
  uint32_t used;     // words in last
  uint32_t document; // last one added
  uint32_t postings;
} Bucket;

struct GramLists {
  uint64_t memory;
  Bucket buckets[BUCKETS];
};

GramLists *gram_lists_new(void) {
  GramLists *lists = xcalloc(1, sizeof *lists);
  lists->memory = sizeof *lists;
  return lists;
}

static void bucket_release(Bucket *bucket) {
  for (Piece *piece = bucket->first; piece;) {
    Piece *next = piece->next;
    free(piece);
    piece = next;
  }
  *bucket = (Bucket){0};
}

void gram_lists_free(GramLists *lists) {
  if (!lists) return;
  for (size_t i = 0; i < BUCKETS; i++) bucket_release(&lists->buckets[i]);
  free(lists);
}

uint64_t gram_lists_memory(const GramLists *lists) { return lists->memory; }

static void bucket_grow(GramLists *lists, Bucket *bucket) {
  Piece *piece = xmalloc(sizeof *piece);
  piece->next = NULL;
  if (bucket->last) {
    bucket->last->next = piece;
  } else {
    bucket->first = piece;
  }
  bucket->last = piece;
  bucket->used = 0;
  lists->memory += sizeof *piece;
}

static inline void bucket_put(GramLists *lists, Bucket *bucket, uint16_t word) {
  if (UNLIKELY(!bucket->last || bucket->used == PIECE_WORDS)) bucket_grow(lists, bucket);
  bucket->last->words[bucket->used++] = word;
}

void gram_lists_add(GramLists *lists, uint32_t document, const uint32_t *grams, size_t count) {
  for (size_t i = 0; i < count; i++) {
    Bucket *bucket = &lists->buckets[grams[i] >> LOW_BITS];
    uint16_t low = (uint16_t)(grams[i] & LOW_MASK);
    uint32_t delta = document - bucket->document;
    if (LIKELY(delta < ESCAPE)) {
      bucket_put(lists, bucket, (uint16_t)(low | delta << LOW_BITS));
    } else {
      bucket_put(lists, bucket, (uint16_t)(low | ESCAPE << LOW_BITS));
      bucket_put(lists, bucket, (uint16_t)document);
      bucket_put(lists, bucket, (uint16_t)(document >> 16));
    }
    bucket->document = document;
    bucket->postings++;
  }
}

// ---- leaving ------------------------------------------------------------------------------------

typedef struct {
  const Piece *piece;
  uint32_t at;
} WordCursor;

static inline uint16_t word_next(WordCursor *cursor) {
  if (cursor->at == PIECE_WORDS) {
    cursor->piece = cursor->piece->next;
    cursor->at = 0;
  }
  return cursor->piece->words[cursor->at++];
}

typedef struct {
  uint32_t document;
  uint16_t low;
} Posted;

static inline Posted posted_next(WordCursor *cursor, uint32_t before) {
  uint16_t word = word_next(cursor);
  Posted posted = {.low = word & LOW_MASK, .document = before + (word >> LOW_BITS)};
  if (word >> LOW_BITS == ESCAPE) {
    uint32_t low_half = word_next(cursor);
    posted.document = low_half | (uint32_t)word_next(cursor) << 16;
  }
  return posted;
}

// Fills starts[low] .. starts[low+1] with the range of each gram's documents in `sorted`.
static void sort_bucket(const Bucket *bucket, uint32_t *starts, uint32_t *sorted) {
  memset(starts, 0, (BUCKETS + 1) * sizeof *starts);
  WordCursor cursor = {bucket->first, 0};
  Posted posted = {0};
  for (uint32_t i = 0; i < bucket->postings; i++) {
    posted = posted_next(&cursor, posted.document);
    starts[posted.low + 1]++;
  }
  for (size_t i = 1; i <= BUCKETS; i++) starts[i] += starts[i - 1];
  cursor = (WordCursor){bucket->first, 0};
  posted = (Posted){0};
  for (uint32_t i = 0; i < bucket->postings; i++) {
    posted = posted_next(&cursor, posted.document);
    sorted[starts[posted.low]++] = posted.document;
  }
  // Each start has moved to its end, which is the next one's start.
  memmove(starts + 1, starts, BUCKETS * sizeof *starts);
  starts[0] = 0;
}

static int by_value(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

// The same for a bucket with few postings, where counting would cost more than it counts: for images of a
// few documents. A document's number has 20 bits.
static void each_of_few(const Bucket *bucket, uint32_t high, GramListFn fn, void *user) {
  enum { DOCUMENT_BITS = 20 };
  uint32_t keys[FEW_POSTINGS], documents[FEW_POSTINGS], count = 0;
  WordCursor cursor = {bucket->first, 0};
  Posted posted = {0};
  for (uint32_t i = 0; i < bucket->postings; i++) {
    posted = posted_next(&cursor, posted.document);
    keys[i] = (uint32_t)posted.low << DOCUMENT_BITS | posted.document;
  }
  qsort(keys, bucket->postings, sizeof *keys, by_value);
  for (uint32_t i = 0; i < bucket->postings; i++) {
    uint32_t low = keys[i] >> DOCUMENT_BITS;
    documents[count++] = keys[i] & ((1u << DOCUMENT_BITS) - 1);
    if (i + 1 < bucket->postings && keys[i + 1] >> DOCUMENT_BITS == low) continue;
    fn(user, high << LOW_BITS | low, documents, count);
    count = 0;
  }
}

void gram_lists_each(GramLists *lists, GramListFn fn, void *user) {
  uint32_t *starts = xmalloc((BUCKETS + 1) * sizeof *starts);
  uint32_t *sorted = NULL;
  size_t capacity = 0;
  for (uint32_t high = 0; high < BUCKETS; high++) {
    Bucket *bucket = &lists->buckets[high];
    if (bucket->postings <= FEW_POSTINGS) {
      each_of_few(bucket, high, fn, user);
      continue;
    }
    sorted = array_grown(sorted, sizeof *sorted, bucket->postings, &capacity);
    sort_bucket(bucket, starts, sorted);
    for (uint32_t low = 0; low < BUCKETS; low++) {
      uint32_t count = starts[low + 1] - starts[low];
      if (count) fn(user, high << LOW_BITS | low, sorted + starts[low], count);
    }
  }
  free(sorted);
  free(starts);
}
