// Every checksum and every invariant of a segment, for `treeline check`: what readers assume and
// tolerate is here proven or reported.
#include "base/codec.h"
#include <stdlib.h>
#include "format/segment.h"
#include "format/segment_image.h"
#include "format/signature.h"
#include "format/units.h"
#include "format/word_entries.h"

static Status check_documents(const Segment *segment, Error *error) {
  uint32_t count = segment_documents(segment);
  Str before = STR("");
  uint64_t start_before = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t number = segment_by_path(segment, i);
    Document document;
    if (segment_document(segment, number, &document) != STATUS_OK || document.path.len == 0) {
      return error_set(error, STATUS_CORRUPT, "document %u has no path", number);
    }
    int order = i ? str_compare(before, document.path) : -1;
    if (order > 0 || (order == 0 && start_before >= document.chunk_start)) {
      return error_set(error, STATUS_CORRUPT, "documents are not in order of path at %.*s",
                       STR_ARGS(document.path));
    }
    before = document.path;
    start_before = document.chunk_start;
  }
  return STATUS_OK;
}

// Whether the list has `count` numbers, ascending; how many it has.
static bool is_list(Posting posting, uint64_t count, uint64_t *found) {
  uint64_t before = 0;
  *found = 0;
  for (uint32_t d = posting.current; d != POSTING_END; d = posting_next(&posting)) {
    if (*found && d <= before) break;
    before = d;
    ++*found;
  }
  return *found == count && !posting.corrupt;
}

static Status check_list(const Segment *segment, uint32_t gram, uint64_t count, Str bytes,
                         Error *error) {
  uint64_t found;
  Posting posting;
  posting_open_sized(&posting, bytes, (uint32_t)count, segment_units(segment));
  if (is_list(posting, count, &found)) return STATUS_OK;
  return error_set(error, STATUS_CORRUPT, "gram %06x: %llu units, the index says %llu", gram,
                   (unsigned long long)found, (unsigned long long)count);
}

static Status check_grams(const Segment *segment, Error *error) {
  uint64_t list = 0;
  int64_t before = -1;
  for (uint32_t page = 0; page < segment->gram_pages; page++) {
    const char *entry = segment->gram_index.ptr + (size_t)page * GRAM_PAGE_SIZE;
    bool last = page + 1 == segment->gram_pages;
    size_t from = le_get_u32(entry + 4);
    size_t to = last ? segment->gram_entries.len : le_get_u32(entry + GRAM_PAGE_SIZE + 4);
    uint64_t gram = le_get_u32(entry);
    if (le_get_u64(entry + 8) != list) {
      return error_set(error, STATUS_CORRUPT, "gram page %u points elsewhere", page);
    }
    Reader reader = reader_make(str_slice(segment->gram_entries, from, to));
    while (reader_left(&reader) && !reader.failed) {
      gram += reader_varint_max(&reader, 1 << 24);
      uint64_t count = reader_varint_max(&reader, segment_units(segment));
      uint64_t size = reader_varint_max(&reader, segment->gram_lists.len - list);
      if (reader.failed || (int64_t)gram <= before) {
        return error_set(error, STATUS_CORRUPT, "gram page %u is malformed", page);
      }
      Str bytes = str_slice(segment->gram_lists, (size_t)list, (size_t)(list + size));
      Status status = check_list(segment, (uint32_t)gram, count, bytes, error);
      if (status != STATUS_OK) return status;
      before = (int64_t)gram;
      list += size;
    }
  }
  return STATUS_OK;
}

// All from 1 up, and nothing behind the last.
static bool are_weights(const WordEntry *entry) {
  if (entry->count == 1) return entry->only > 0;
  uint64_t bits = 0;
  for (size_t i = 0; i < entry->count; i++) {
    size_t byte = i * 3 / 8;
    bits = (unsigned char)entry->weights.ptr[byte];
    if (byte + 1 < entry->weights.len)
      bits |= (uint64_t)(unsigned char)entry->weights.ptr[byte + 1] << 8;
    bits >>= i * 3 % 8;
    if ((bits & 7) == 0) return false;
  }
  return bits >> 3 == 0;
}

static Status check_word_page(const Segment *segment, uint32_t page, uint64_t *key, Error *error) {
  WordEntries entries;
  WordEntry entry;
  uint64_t found;
  uint32_t words = 0;
  bool sound = true;
  word_entries_enter(&entries, segment, page);
  while (sound && word_entries_next(&entries, &entry)) {
    Posting posting;
    posting_open(&posting, entry.list, (uint32_t)entry.count, segment_documents(segment));
    sound = entry.key > *key && is_list(posting, entry.count, &found) && are_weights(&entry);
    *key = entry.key;
    words++;
  }
  bool last = page + 1 == segment->word_pages;
  if (sound && !entries.left.failed && reader_left(&entries.left) == 0
      && (last ? words > 0 && words <= WORD_PAGE : words == WORD_PAGE)) {
    return STATUS_OK;
  }
  return error_set(error, STATUS_CORRUPT, "word page %u is malformed at word %u", page, words);
}

static Status check_words(const Segment *segment, Error *error) {
  uint64_t key = 0;
  Status status = STATUS_OK;
  bool starts = segment->word_pages == 0 ? segment->words.len == 0
                                         : le_get_u64(segment->word_index.ptr + 8) == 0;
  if (!starts) return error_set(error, STATUS_CORRUPT, "words do not begin with the first page");
  for (uint32_t page = 0; page < segment->word_pages && status == STATUS_OK; page++) {
    status = check_word_page(segment, page, &key, error);
  }
  return status;
}

static Status check_name(const Segment *segment, const NameCursor *names, uint64_t *symbols,
                         Error *error) {
  SymbolCursor cursor;
  StoredSymbol symbol;
  uint64_t count = 0;
  uint64_t block_mask = segment_name_block_mask(segment, names->number / NAME_BLOCK);
  bool opened = symbol_cursor_open(&cursor, segment, names->number);
  uint32_t wanted = opened ? cursor.left : 0;
  while (symbol_cursor_next(&cursor, &symbol)) count++;
  *symbols += count;
  if (count == wanted && count > 0 && (name_mask(names->name) & ~block_mask) == 0) return STATUS_OK;
  return error_set(error, STATUS_CORRUPT, "name %.*s: its symbols are malformed",
                   STR_ARGS(names->name));
}

static bool has_bit(const char *plane, uint32_t block) {
  return le_get_u64(plane + (size_t)block / 64 * 8) >> (block % 64) & 1;
}

// Whether the planes have every feature of the name.
static bool is_signed(const Segment *segment, uint32_t block, Str name) {
  for (size_t i = 0; i < name.len; i++) {
    unsigned class = name_class(name.ptr[i]);
    if (!has_bit(segment_signature_class(segment, class), block)) return false;
    if (name_starts_word(name, i) && !has_bit(segment_signature_start(segment, class), block)) {
      return false;
    }
    if (i == 0) continue;
    unsigned before = name_class(name.ptr[i - 1]);
    if (!has_bit(segment_signature_pair(segment, before, class), block)) return false;
  }
  return name.len >= segment_name_block_shortest(segment, block);
}

static Status check_signature(const Segment *segment, const NameCursor *names, Error *error) {
  if (!segment_has_signatures(segment)) return STATUS_OK;
  if (is_signed(segment, names->number / NAME_BLOCK, names->name)) return STATUS_OK;
  return error_set(error, STATUS_CORRUPT, "name %.*s: its signature is wrong",
                   STR_ARGS(names->name));
}

static Status check_names(const Segment *segment, Error *error) {
  NameCursor cursor;
  char before[NAME_MAX_BYTES];
  size_t before_length = 0;
  uint64_t symbols = 0, names = 0;
  bool more = segment_name_count(segment) > 0 && name_cursor_open(&cursor, segment, 0);
  while (more) {
    if (names && str_compare_fold(str_make(before, before_length), cursor.name) >= 0) {
      return error_set(error, STATUS_CORRUPT, "names are not in order at %.*s",
                       STR_ARGS(cursor.name));
    }
    Status status = check_name(segment, &cursor, &symbols, error);
    if (status == STATUS_OK) status = check_signature(segment, &cursor, error);
    if (status != STATUS_OK) return status;
    before_length = cursor.name.len;
    memcpy(before, cursor.name.ptr, before_length);
    names++;
    more = name_cursor_next(&cursor);
  }
  if (names == segment_name_count(segment) && symbols == segment_symbol_count(segment)) {
    return STATUS_OK;
  }
  return error_set(error, STATUS_CORRUPT,
                   "%llu names with %llu symbols, the index says %u and %llu",
                   (unsigned long long)names, (unsigned long long)symbols,
                   segment_name_count(segment), (unsigned long long)segment_symbol_count(segment));
}

static Status check_spans(const Segment *segment, Error *error) {
  SpanList spans = {0};
  Status status = STATUS_OK;
  for (uint32_t d = 0; d < segment_documents(segment) && status == STATUS_OK; d++) {
    status = segment_spans(segment, d, &spans);
    if (status != STATUS_OK) {
      Str path = segment_path(segment, d);
      error_set(error, status, "%.*s: its spans are malformed", STR_ARGS(path));
    }
  }
  free(spans.items);
  return status;
}

Status segment_verify_checksums(const Segment *segment, Error *error) {
  Status status = chunk_table_verify(&segment->text, error);
  bool apart = segment->has_symbols && segment->symbols.image.ptr != segment->text.image.ptr;
  if (status == STATUS_OK && apart) {
    status = chunk_table_verify(&segment->symbols, error);
  }
  return status;
}

Status segment_verify(const Segment *segment, Error *error) {
  Status status = segment_verify_checksums(segment, error);
  if (status == STATUS_OK) status = check_documents(segment, error);
  if (status == STATUS_OK) status = units_check(segment, error);
  if (status == STATUS_OK && segment->has_grams) status = check_grams(segment, error);
  if (status == STATUS_OK && segment->has_words) status = check_words(segment, error);
  if (status == STATUS_OK && segment->has_symbols) status = check_names(segment, error);
  if (status == STATUS_OK && segment->has_spans) status = check_spans(segment, error);
  return status;
}
