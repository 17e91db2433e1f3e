// Words by their keys; see segment.h and, for the bytes, layout.h. Keys are evenly spread and pages short, so
// that a word is found with a dozen comparisons and a walk over about 16 entries.
#include "format/word_entries.h"
#include "format/word_key.h"

enum { WEIGHT_BITS = 3 };

// ---- the dictionary -----------------------------------------------------------------------------

static const char *page_entry(const Segment *segment, uint32_t page) {
  return segment->word_index.ptr + (size_t)page * WORD_PAGE_SIZE;
}

void word_entries_enter(WordEntries *entries, const Segment *segment, uint32_t page) {
  const char *entry = page_entry(segment, page);
  bool last = page + 1 == segment->word_pages;
  uint64_t size = segment->words.len, from = le_get_u64(entry + 8);
  uint64_t to = last ? size : le_get_u64(entry + WORD_PAGE_SIZE + 8);
  *entries = (WordEntries){.segment = segment, .key = le_get_u64(entry)};
  bool sound = from <= to && to <= size;
  entries->left =
      reader_make(sound ? str_slice(segment->words, (size_t)from, (size_t)to) : STR(""));
  entries->left.failed = !sound;
}

// The bytes of `count` varints: only how each ends matters.
static Str skip_varints(Reader *reader, uint32_t count) {
  const char *from = reader->at;
  while (count > 0 && reader->at < reader->end) count -= (*reader->at++ & 0x80) == 0;
  if (count > 0) reader->failed = true;
  return str_make(from, (size_t)(reader->at - from));
}

bool word_entries_next(WordEntries *entries, WordEntry *out) {
  const uint64_t most = ((uint64_t)1 << WORD_KEY_BITS) - 1;
  Reader *reader = &entries->left;
  if (reader_left(reader) == 0) return false;
  uint64_t delta = reader_varint_max(reader, most);
  uint64_t head =
      reader_varint_max(reader, (uint64_t)segment_documents(entries->segment) + WORD_HEAD);
  bool single = head < WORD_WEIGHTS;
  entries->key += delta;
  out->key = entries->key;
  out->only = single ? (uint8_t)head : 0;
  out->count = single ? 1 : (uint32_t)(head - WORD_HEAD);
  if (out->count < POSTING_BLOCK) {
    out->list = skip_varints(reader, out->count);
  } else {
    out->list = reader_bytes(reader, (size_t)reader_varint_max(reader, SIZE_MAX));
  }
  size_t weights = single ? 0 : ((size_t)out->count * WEIGHT_BITS + 7) / 8;
  out->weights = reader_bytes(reader, weights);
  return !reader->failed && entries->key <= most;
}

uint8_t word_entry_weight(const WordEntry *entry, uint64_t i) {
  uint64_t bit = i * WEIGHT_BITS, byte = bit / 8;
  unsigned weight = entry->only;
  if (byte < entry->weights.len) {
    unsigned bits = (unsigned char)entry->weights.ptr[byte];
    if (byte + 1 < entry->weights.len) {
      bits |= (unsigned)(unsigned char)entry->weights.ptr[byte + 1] << 8;
    }
    weight = bits >> (bit % 8) & (WORD_WEIGHTS - 1);
  }
  return weight ? (uint8_t)weight : 1;
}

// The page whose first key is the last that is not above `key`; false if there is none.
static bool find_page(const Segment *segment, uint64_t key, uint32_t *page) {
  uint32_t low = 0, high = segment->word_pages;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (le_get_u64(page_entry(segment, middle)) <= key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  *page = low - 1;
  return low > 0;
}

static bool find_entry(const Segment *segment, uint64_t key, WordEntry *entry) {
  uint32_t page;
  WordEntries entries;
  if (!find_page(segment, key, &page)) return false;
  word_entries_enter(&entries, segment, page);
  while (word_entries_next(&entries, entry)) {
    if (entry->key >= key) return entry->key == key;
  }
  return false;
}

// ---- cursors ------------------------------------------------------------------------------------

bool segment_has_words(const Segment *segment) { return segment->has_words; }

bool word_cursor_open(WordCursor *cursor, const Segment *segment, Str word) {
  uint64_t key = word_key(word);
  WordEntry entry;
  if (key == 0 || !find_entry(segment, key, &entry)) entry = (WordEntry){.list = STR("")};
  posting_open(&cursor->documents, entry.list, entry.count, segment_documents(segment));
  cursor->weights = entry.weights;
  cursor->only = entry.only;
  cursor->at = 0;
  return cursor->documents.current != POSTING_END;
}

uint32_t word_cursor_document(const WordCursor *cursor) { return cursor->documents.current; }

uint8_t word_cursor_weight(const WordCursor *cursor) {
  WordEntry entry = {.weights = cursor->weights, .only = cursor->only};
  return word_entry_weight(&entry, cursor->at);
}

uint32_t word_cursor_next(WordCursor *cursor) {
  cursor->at++;
  return posting_next(&cursor->documents);
}

uint32_t word_cursor_advance_to(WordCursor *cursor, uint32_t document) {
  Posting *documents = &cursor->documents;
  uint32_t position;
  if (posting_position(documents, &position)) {
    posting_advance_to(documents, document);
    if (posting_position(documents, &position)) cursor->at = position;
    return documents->current;
  }
  while (documents->current < document) word_cursor_next(cursor);
  return documents->current;
}

uint32_t word_cursor_count(const WordCursor *cursor) { return cursor->documents.count; }
