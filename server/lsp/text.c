// Problem: each keystroke changes a few bytes of a text of any size, and the parser wants to know
// which. Approach: one buffer, changed by moving what follows; a whole text that replaces another is
// compared with it, so that a client which always sends all of it costs a comparison and no more.
// Rejected: a piece table or a gap (the index takes the text in one piece, so that each keystroke
// would join it again; moving 377 KB takes 10 us).
#include "lsp/text.h"

#include "base/err.h"

#include <stdlib.h>

#define HALF "\xEF\xBF\xBD" // U+FFFD

void text_change_free(TextChange *change) {
  for (TextChange *next; change; change = next) {
    next = change->next;
    free(change->with);
    free(change);
  }
}

void text_release(Text *text) {
  buf_release(&text->bytes);
  line_index_release(&text->lines);
  array_free(&text->edits);
}

void text_forget_edits(Text *text) { text->edits.count = 0; }

// ---- which bytes have changed -------------------------------------------------------------------

// The one edit that does what `a` and then `b` do, or more.
static TextEdit joined(TextEdit a, TextEdit b) {
  TextEdit all = {.start = a.start < b.start ? a.start : b.start};
  all.old_end = b.old_end > a.new_end ? a.old_end + (b.old_end - a.new_end) : a.old_end;
  all.new_end = a.new_end > b.old_end ? b.new_end + (a.new_end - b.old_end) : b.new_end;
  return all;
}

static void note_edit(Text *text, TextEdit edit) {
  size_t count = text->edits.count;
  TextEdit *last = count ? &text->edits.items[count - 1] : NULL;
  bool touches = last && edit.start <= last->new_end && edit.old_end >= last->start;
  if (touches || count == TEXT_EDITS_MAX)
    *last = joined(*last, edit);
  else
    array_push(&text->edits, edit);
}

// ---- changing -----------------------------------------------------------------------------------

static bool is_continuation(char c) { return ((unsigned char)c & 0xC0) == 0x80; }

static size_t common_prefix(Str a, Str b) {
  enum { STEP = 4096 };
  size_t least = a.len < b.len ? a.len : b.len, at = 0;
  while (least - at >= STEP && memcmp(a.ptr + at, b.ptr + at, STEP) == 0) at += STEP;
  while (at < least && a.ptr[at] == b.ptr[at]) at++;
  return at;
}

static size_t common_suffix(Str a, Str b) {
  enum { STEP = 4096 };
  size_t least = a.len < b.len ? a.len : b.len, n = 0;
  while (least - n >= STEP
         && memcmp(a.ptr + a.len - n - STEP, b.ptr + b.len - n - STEP, STEP) == 0) {
    n += STEP;
  }
  while (n < least && a.ptr[a.len - n - 1] == b.ptr[b.len - n - 1]) n++;
  return n;
}

// What differs between `old` and `new`, whole characters. False if nothing does.
static bool find_difference(Str old, Str new, TextEdit *edit) {
  size_t start = common_prefix(old, new);
  if (start == old.len && start == new.len) return false;
  while (start
         && ((start < old.len && is_continuation(old.ptr[start]))
             || (start < new.len &&is_continuation(new.ptr[start])))) {
    start--;
  }
  size_t same = common_suffix(str_slice(old, start, old.len), str_slice(new, start, new.len));
  while (same && is_continuation(old.ptr[old.len - same])) same--;
  *edit = (TextEdit){(uint32_t)start, (uint32_t)(old.len - same), (uint32_t)(new.len - same)};
  return true;
}

static void record(Text *text, TextEdit edit) {
  line_index_edit(&text->lines, text_str(text), edit.start, edit.old_end, edit.new_end);
  note_edit(text, edit);
}

static size_t most_bytes(const Text *text) {
  return text->bytes.max ? text->bytes.max : TEXT_BYTES_MAX;
}

static bool replace_all(Text *text, TextChange *change) {
  size_t length = strlen(change->with);
  TextEdit edit;
  if (length > most_bytes(text)) return false;
  if (!find_difference(text_str(text), str_make(change->with, length), &edit)) return true;
  buf_release(&text->bytes);
  text->bytes.data = change->with;
  text->bytes.len = text->bytes.capacity = length;
  change->with = NULL;
  record(text, edit);
  return true;
}

static bool replace_range(Text *text, size_t from, size_t to, Str with) {
  Buf *bytes = &text->bytes;
  size_t old_len = bytes->len, removed = to - from;
  if (!with.len && !removed) return true;
  if (with.len > removed) {
    size_t growth = with.len - removed;
    if (growth > most_bytes(text) - old_len || !buf_extend(bytes, growth)) return false;
  }
  memmove(bytes->data + from + with.len, bytes->data + to, old_len - to);
  if (with.len) memcpy(bytes->data + from, with.ptr, with.len);
  bytes->len = old_len - removed + with.len;
  record(text, (TextEdit){(uint32_t)from, (uint32_t)to, (uint32_t)(from + with.len)});
  return true;
}

// ---- places -------------------------------------------------------------------------------------

typedef struct {
  size_t offset;
  bool inside; // between the halves of the character at `offset`
} Place;

static Place find_place(const Text *text, Position position, PositionEncoding encoding) {
  Place place;
  size_t start = line_index_find(&text->lines, text_str(text), position.line);
  place.offset =
      position_in_line(text_str(text), start, position.character, encoding, &place.inside);
  return place;
}

static bool is_before(Place a, Place b) {
  return a.offset != b.offset ? a.offset < b.offset : a.inside < b.inside;
}

// The range begins or ends within a character: all of it goes, and its halves come back.
static bool replace_with_halves(Text *text, Place from, Place to, Str with) {
  Buf more = {0};
  if (from.inside) buf_str_put(&more, STR(HALF));
  buf_str_put(&more, with);
  if (to.inside) buf_str_put(&more, STR(HALF));
  size_t end = to.inside ? to.offset + 4 : to.offset; // pairs are characters of four bytes
  bool fits = replace_range(text, from.offset, end, buf_str(&more));
  buf_release(&more);
  return fits;
}

bool text_apply(Text *text, TextChange *change, PositionEncoding encoding) {
  if (change->whole) return replace_all(text, change);
  Place from = find_place(text, change->start, encoding);
  Place to = find_place(text, change->end, encoding);
  if (is_before(to, from)) {
    Place swapped = from;
    from = to;
    to = swapped;
  }
  Str with = str_from_c(change->with);
  if (from.inside || to.inside) return replace_with_halves(text, from, to, with);
  return replace_range(text, from.offset, to.offset, with);
}
