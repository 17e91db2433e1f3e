// Each input's dictionary is in order of gram, so that one walk over all of them meets every gram once. The
// units of a gram come from several lists and are to be ascending: they pass through a set of two
// levels of bits. Rejected: merging the renumbered lists, which are ascending only if all inputs agree
// about the order of documents; sorting, which costs ten times as much for the common grams.
#include "format/gram_merge.h"
#include "base/codec.h"
#include "base/err.h"
#include "format/document_set.h"
#include "format/segment_image.h"

#include <stdlib.h>

static const uint32_t GRAM_END = UINT32_MAX;

// ---- walking a dictionary -----------------------------------------------------------------------

typedef struct {
  const Segment *segment;
  const uint32_t *numbers; // of its units
  Reader entries;          // left of the page
  uint32_t page;           // the next one
  uint64_t list;           // where the next list begins
  int64_t before;          // the gram before, or -1
  uint32_t gram;           // it stands on, or GRAM_END
  uint32_t count;
  Str bytes; // its list
} GramCursor;

static void enter_page(GramCursor *cursor) {
  const Segment *segment = cursor->segment;
  const char *entry = segment->gram_index.ptr + (size_t)cursor->page * GRAM_PAGE_SIZE;
  bool last = cursor->page + 1 == segment->gram_pages;
  size_t from = le_get_u32(entry + 4);
  size_t to = last ? segment->gram_entries.len : le_get_u32(entry + GRAM_PAGE_SIZE + 4);
  if (to > segment->gram_entries.len) to = segment->gram_entries.len;
  if (from > to) from = to;
  cursor->entries = reader_make(str_slice(segment->gram_entries, from, to));
  cursor->gram = le_get_u32(entry);
  cursor->list = le_get_u64(entry + 8);
  cursor->page++;
}

// Moves to the next gram, or GRAM_END. False if the bytes are wrong.
static bool cursor_next(GramCursor *cursor) {
  while (reader_left(&cursor->entries) == 0) {
    if (cursor->page == cursor->segment->gram_pages) {
      cursor->gram = GRAM_END;
      return true;
    }
    enter_page(cursor);
  }
  uint64_t lists = cursor->segment->gram_lists.len;
  if (cursor->list > lists) return false;
  uint64_t gram = (uint64_t)cursor->gram + reader_varint_max(&cursor->entries, 1 << 24);
  cursor->count = (uint32_t)reader_varint_max(&cursor->entries, cursor->segment->units);
  uint64_t size = reader_varint_max(&cursor->entries, lists - cursor->list);
  if (cursor->entries.failed || gram >= 1 << 24 || (int64_t)gram <= cursor->before) return false;
  cursor->bytes = str_make(cursor->segment->gram_lists.ptr + cursor->list, (size_t)size);
  cursor->list += size;
  cursor->gram = (uint32_t)gram;
  cursor->before = (int64_t)gram;
  return true;
}

// The units of the present gram that are taken. False if the list is wrong.
static bool cursor_collect(const GramCursor *cursor, DocumentSet *set) {
  Posting posting;
  uint32_t found = 0;
  posting_open_sized(&posting, cursor->bytes, cursor->count, cursor->segment->units);
  for (uint32_t d = posting.current; d != POSTING_END; d = posting_next(&posting)) {
    uint32_t number = cursor->numbers[d];
    if (number != NOT_TAKEN) document_set_add(set, number);
    if (++found > cursor->count) return false;
  }
  return found == cursor->count && !posting.corrupt;
}

// ---- merging ------------------------------------------------------------------------------------

static uint32_t smallest_gram(const GramCursor *cursors, uint32_t count) {
  uint32_t gram = GRAM_END;
  for (uint32_t i = 0; i < count; i++) {
    if (cursors[i].gram < gram) gram = cursors[i].gram;
  }
  return gram;
}

static bool collect(GramCursor *cursors, uint32_t count, uint32_t gram, DocumentSet *set) {
  for (uint32_t i = 0; i < count; i++) {
    if (cursors[i].gram != gram) continue;
    if (!cursor_collect(&cursors[i], set) || !cursor_next(&cursors[i])) return false;
  }
  return true;
}

void gram_merge_each(Merging *merging, GramListFn fn, void *user) {
  uint32_t count = merging->merge->input_count;
  GramCursor *cursors = xcalloc(count, sizeof *cursors);
  DocumentSet set = document_set_make(merging->unit_count);
  uint32_t *units = xmalloc(((size_t)merging->unit_count + 1) * sizeof *units);
  bool sound = true;
  for (uint32_t i = 0; i < count && sound; i++) {
    cursors[i] = (GramCursor){merging->merge->inputs[i], merging->units[i], .before = -1};
    sound = cursor_next(&cursors[i]);
  }
  uint32_t gram;
  while (sound && (gram = smallest_gram(cursors, count)) != GRAM_END && merging_step(merging)) {
    sound = collect(cursors, count, gram, &set);
    uint32_t found = document_set_drain(&set, units);
    if (sound && found) fn(user, gram, units, found);
  }
  if (!sound) merging_fail(merging, STATUS_CORRUPT, "grams are malformed");
  free(units);
  document_set_release(&set);
  free(cursors);
}
