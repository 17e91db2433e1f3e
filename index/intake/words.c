// Problem: a tenth of a text's bytes begin a word, and what is done for each is paid 150 million times for a
// kernel.
//
// Approach: in blocks, each step a loop of its own without branches that nobody can foretell: bits of
// where word bytes are, the edges of their runs, a key for each run (those that are not kept are
// written over by the next), a count for each key. Words are told apart by their keys alone, so no byte is
// compared and none is copied.
//
// A large text has many words of which few occur often enough to weigh something. It is read twice: once
// into counters that words share, once for those words only whose counter reaches what is needed. So
// a text of a million different words needs no more memory than another.
//
// Rejected: a table of the words themselves (twice the time); one table for texts of all sizes (a million
// words miss every cache, and take 30 MB).
#include "intake/words.h"
#include "base/bits.h"
#include "base/err.h"
#include "base/simd.h"
#include "format/word_key.h"

enum {
  BLOCK = 4096,
  LANE = 64,              // bytes whose bits are looked at together
  MIN_SLOTS = 512,        // a power of two
  LARGE_TEXT = 128 << 10, // is read twice
  COUNTERS = 1 << 16,     // a power of two
  ROOM = 8,               // bytes that word_key_at reads beside a word
  FAR_BACK = -(1 << 20),  // where a run began that is no word any more
};

typedef struct {
  uint64_t tag; // the key, and above it the epoch of the text it was seen in; others are free
  uint32_t count;
} Slot;

struct WordSet {
  Slot *slots;
  size_t capacity; // of slots
  uint32_t mask;   // slots in use for this text, less one
  uint64_t epoch;  // of this text, at its place in a tag
  ARRAY(uint32_t) used;
  uint32_t *counters; // NULL until there is a large text
  size_t edge_count, key_count;
  int32_t edges[BLOCK + LANE + 2]; // where runs begin and end, in turn
  uint64_t keys[BLOCK / 2 + LANE];
};

WordSet *word_set_new(void) {
  WordSet *set = xcalloc(1, sizeof *set);
  set->capacity = MIN_SLOTS;
  set->slots = xcalloc(set->capacity, sizeof *set->slots);
  return set;
}

void word_set_free(WordSet *set) {
  if (!set) return;
  free(set->slots);
  free(set->counters);
  array_free(&set->used);
  free(set);
}

// ---- counting -----------------------------------------------------------------------------------

static void begin(WordSet *set, size_t slots) {
  const uint64_t step = (uint64_t)1 << WORD_KEY_BITS;
  set->epoch += step;
  if (slots > set->capacity || set->epoch == 0) {
    if (slots < set->capacity) slots = set->capacity;
    free(set->slots);
    set->slots = xcalloc(slots, sizeof *set->slots);
    set->capacity = slots;
    set->epoch = step;
  }
  set->mask = (uint32_t)slots - 1;
  set->used.count = 0;
}

static inline uint32_t find_slot(const WordSet *set, uint64_t tag) {
  uint32_t at = (uint32_t)tag & set->mask;
  while (set->slots[at].tag != tag && set->slots[at].tag >= set->epoch) at = (at + 1) & set->mask;
  return at;
}

static void grow(WordSet *set) {
  ARRAY(Slot) old = {0};
  array_reserve(&old, set->used.count);
  for (size_t i = 0; i < set->used.count; i++) {
    old.items[old.count++] = set->slots[set->used.items[i]];
  }
  begin(set, ((size_t)set->mask + 1) * 4);
  const uint64_t key_mask = ((uint64_t)1 << WORD_KEY_BITS) - 1;
  for (size_t i = 0; i < old.count; i++) {
    Slot slot = {(old.items[i].tag & key_mask) | set->epoch, old.items[i].count};
    uint32_t at = find_slot(set, slot.tag);
    set->slots[at] = slot;
    array_push(&set->used, at);
  }
  array_free(&old);
}

static inline void count_key(WordSet *set, uint64_t key) {
  uint64_t tag = key | set->epoch;
  uint32_t at = find_slot(set, tag);
  if (set->slots[at].tag == tag) {
    set->slots[at].count++;
    return;
  }
  set->slots[at] = (Slot){tag, 1};
  array_push(&set->used, at);
  if (UNLIKELY(set->used.count * 2 > set->mask)) grow(set);
}

// ---- words --------------------------------------------------------------------------------------

static uint64_t word_bits_of(const char *bytes, size_t size) {
  uint64_t bits = 0;
  for (size_t i = 0; i < size; i++) bits |= (uint64_t)is_word_byte(bytes[i]) << i;
  return bits;
}

// Bit i says whether bytes[i] is a word byte, for LANE bytes.
static inline uint64_t word_bits(const char *bytes) {
#if SIMD_X86
  uint64_t bits = 0;
  for (int i = 0; i < LANE / 16; i++) {
    __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * i));
    __m128i letter = _mm_sub_epi8(_mm_or_si128(x, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
    __m128i digit = _mm_sub_epi8(x, _mm_set1_epi8('0'));
    __m128i found = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(25)), letter);
    found = _mm_or_si128(found, _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(x, _mm_set1_epi8('_')));
    bits |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_or_si128(found, x)) << (16 * i);
  }
  return bits;
#else
  return word_bits_of(bytes, LANE);
#endif
}

// Appends the edges of the runs in a block. An odd number of edges before means that a run is open.
static void find_edges(WordSet *set, const char *block, size_t size) {
  size_t count = set->edge_count;
  uint64_t before = count % 2;
  for (size_t at = 0; at < size; at += LANE) {
    size_t left = size - at;
    uint64_t bits = left < LANE ? word_bits_of(block + at, left) : word_bits(block + at);
    uint64_t edges = bits ^ (bits << 1 | before);
    before = bits >> (LANE - 1);
    for (; edges; edges &= edges - 1) {
      set->edges[count++] = (int32_t)(at + bits_lowest(edges));
    }
  }
  // Where a text ends within a lane, so has its last run: the bits behind are zero.
  set->edge_count = count;
}

// The keys of the block's runs that are words. `text` is all of it, the block at `from`.
static void find_keys(WordSet *set, Str text, size_t from) {
  size_t count = 0;
  for (size_t i = 0; i + 1 < set->edge_count; i += 2) {
    int32_t start = set->edges[i];
    size_t size = (size_t)(set->edges[i + 1] - start);
    if (UNLIKELY(size > WORD_MAX_BYTES)) continue;
    size_t at = (size_t)((ptrdiff_t)from + start);
    bool inner = at >= ROOM && text.len - at >= ROOM;
    uint64_t key =
        LIKELY(inner) ? word_key_at(text.ptr + at, size) : word_key(str_make(text.ptr + at, size));
    set->keys[count] = key;
    count += key != 0 && size >= WORD_MIN_BYTES;
  }
  set->key_count = count;
}

// Keeps the open run's beginning, as seen from the next block.
static void carry_edge(WordSet *set) {
  bool open = set->edge_count % 2;
  int32_t start = open ? set->edges[set->edge_count - 1] - BLOCK : 0;
  set->edges[0] = start > FAR_BACK ? start : FAR_BACK;
  set->edge_count = open;
}

typedef void (*KeysFn)(WordSet *set, uint32_t least);

static void each_block(WordSet *set, Str text, KeysFn fn, uint32_t least) {
  set->edge_count = 0;
  for (size_t from = 0; from < text.len; from += BLOCK) {
    size_t left = text.len - from, size = left < BLOCK ? left : BLOCK;
    find_edges(set, text.ptr + from, size);
    if (left <= BLOCK && set->edge_count % 2) set->edges[set->edge_count++] = (int32_t)left;
    find_keys(set, text, from);
    fn(set, least);
    carry_edge(set);
  }
}

// ---- texts --------------------------------------------------------------------------------------

static void count_all(WordSet *set, uint32_t least) {
  (void)least;
  for (size_t i = 0; i < set->key_count; i++) count_key(set, set->keys[i]);
}

static inline uint32_t *counter_of(const WordSet *set, uint64_t key) {
  return &set->counters[key >> 8 & (COUNTERS - 1)];
}

static void count_shared(WordSet *set, uint32_t least) {
  (void)least;
  for (size_t i = 0; i < set->key_count; i++) ++*counter_of(set, set->keys[i]);
}

static void count_frequent(WordSet *set, uint32_t least) {
  for (size_t i = 0; i < set->key_count; i++) {
    if (*counter_of(set, set->keys[i]) >= least) count_key(set, set->keys[i]);
  }
}

static void count_large(WordSet *set, Str text, uint32_t least) {
  if (!set->counters) set->counters = xmalloc(COUNTERS * sizeof *set->counters);
  memset(set->counters, 0, COUNTERS * sizeof *set->counters);
  each_block(set, text, count_shared, least);
  each_block(set, text, count_frequent, least);
}

static size_t first_slots(size_t bytes) {
  size_t slots = MIN_SLOTS;
  while (slots < LARGE_TEXT / 16 && slots < bytes / 16) slots *= 2;
  return slots;
}

void word_set_collect(WordSet *set, Str text, WordList *out) {
  const uint64_t key_mask = ((uint64_t)1 << WORD_KEY_BITS) - 1;
  uint32_t least = word_weight_least(text.len);
  out->count = 0;
  begin(set, first_slots(text.len));
  if (text.len > LARGE_TEXT) {
    count_large(set, text, least);
  } else {
    each_block(set, text, count_all, least);
  }
  for (size_t i = 0; i < set->used.count; i++) {
    const Slot *slot = &set->slots[set->used.items[i]];
    if (slot->count < least) continue;
    WeighedWord word = {slot->tag & key_mask, word_weight(slot->count, text.len)};
    array_push(out, word);
  }
}
