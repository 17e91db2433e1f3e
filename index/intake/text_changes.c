// Rejected: handing edit after edit to tree-sitter as they come. Its points need the texts between,
// which nobody has; and a hundred edits of one line are one change of it.
#include "intake/text_changes.h"

// With more, all become one: who replaces a word in a whole file gains nothing from each by itself.
enum { MAX_CHANGES = 128 };

// ---- putting together ---------------------------------------------------------------------------

static void merge_all(TextChanges *changes) {
  TextChange *first = &changes->items[0], *last = &changes->items[changes->count - 1];
  first->old_end = last->old_end;
  first->new_end = last->new_end;
  changes->count = 1;
}

// Moves the changes from `from` on, which lie behind an edit, by what it adds to the text.
static void shift_behind(TextChanges *changes, size_t from, uint32_t added) {
  for (size_t i = from; i < changes->count; i++) {
    changes->items[i].new_start += added; // modulo 2^32: an edit may take away
    changes->items[i].new_end += added;
  }
}

static void insert_at(TextChanges *changes, size_t index, TextChange change) {
  array_push(changes, change);
  memmove(&changes->items[index + 1], &changes->items[index],
          sizeof change * (changes->count - 1 - index));
  changes->items[index] = change;
}

// The edit and the changes [from, to), which it meets, as one.
static TextChange merged(const TextChanges *changes, size_t from, size_t to, const TextEdit *edit) {
  const TextChange *first = &changes->items[from], *last = &changes->items[to - 1];
  TextChange all = {first->old_start, last->old_end, first->new_start, last->new_end};
  if (edit->start < all.new_start) {
    all.old_start -= all.new_start - edit->start;
    all.new_start = edit->start;
  }
  if (edit->old_end > all.new_end) {
    all.old_end += edit->old_end - all.new_end;
    all.new_end = edit->old_end;
  }
  all.new_end += edit->new_end - edit->old_end;
  return all;
}

bool text_changes_add(TextChanges *changes, const TextEdit *edit, size_t *length) {
  if (edit->start > edit->old_end || edit->start > edit->new_end || edit->old_end > *length)
    return false;
  size_t after = *length - edit->old_end + edit->new_end;
  if (after >= UINT32_MAX) return false;
  *length = after;
  size_t from = 0;
  while (from < changes->count && changes->items[from].new_end < edit->start) from++;
  size_t to = from;
  while (to < changes->count && changes->items[to].new_start <= edit->old_end) to++;
  uint32_t added = edit->new_end - edit->old_end;
  if (to > from) {
    TextChange all = merged(changes, from, to, edit);
    changes->items[from] = all;
    memmove(&changes->items[from + 1], &changes->items[to], sizeof all * (changes->count - to));
    changes->count -= to - from - 1;
  } else {
    uint32_t start = edit->start, end = edit->old_end;
    if (from > 0) {
      const TextChange *before = &changes->items[from - 1];
      start = start - before->new_end + before->old_end;
      end = end - before->new_end + before->old_end;
    }
    insert_at(changes, from, (TextChange){start, end, edit->start, edit->new_end});
  }
  shift_behind(changes, from + 1, added);
  if (changes->count > MAX_CHANGES) merge_all(changes);
  return true;
}

// ---- less and more ------------------------------------------------------------------------------

static size_t common_prefix(const char *a, const char *b, size_t limit) {
  size_t at = 0;
  while (at + 64 <= limit && memcmp(a + at, b + at, 64) == 0) at += 64;
  while (at < limit && a[at] == b[at]) at++;
  return at;
}

static size_t common_suffix(const char *a_end, const char *b_end, size_t limit) {
  size_t at = 0;
  while (at + 64 <= limit && memcmp(a_end - at - 64, b_end - at - 64, 64) == 0) at += 64;
  while (at < limit && a_end[-1 - (ptrdiff_t)at] == b_end[-1 - (ptrdiff_t)at]) at++;
  return at;
}

static void trim(TextChange *change, Str old_text, Str new_text) {
  size_t old_size = change->old_end - change->old_start;
  size_t new_size = change->new_end - change->new_start;
  size_t limit = old_size < new_size ? old_size : new_size;
  if (limit == 0) return;
  const char *a = old_text.ptr + change->old_start, *b = new_text.ptr + change->new_start;
  uint32_t prefix = (uint32_t)common_prefix(a, b, limit);
  uint32_t suffix = (uint32_t)common_suffix(a + old_size, b + new_size, limit - prefix);
  change->old_start += prefix;
  change->new_start += prefix;
  change->old_end -= suffix;
  change->new_end -= suffix;
}

void text_changes_trim(TextChanges *changes, Str old_text, Str new_text) {
  size_t kept = 0;
  for (size_t i = 0; i < changes->count; i++) {
    TextChange change = changes->items[i];
    trim(&change, old_text, new_text);
    bool nothing = change.old_start == change.old_end && change.new_start == change.new_end;
    if (!nothing) changes->items[kept++] = change;
  }
  changes->count = kept;
}

static uint32_t line_start(Str text, uint32_t at) {
  while (at > 0 && text.ptr[at - 1] != '\n') at--;
  return at;
}

// Behind the end of the line that byte `at` - 1 is in, if `at` is not there already.
static uint32_t line_end(Str text, uint32_t at) {
  size_t newline = str_find_byte(text, at, '\n');
  return (uint32_t)(newline < text.len ? newline + 1 : text.len);
}

void text_changes_widen(TextChanges *changes, Str new_text) {
  size_t kept = 0;
  for (size_t i = 0; i < changes->count; i++) {
    TextChange change = changes->items[i];
    uint32_t start = line_start(new_text, change.new_start);
    uint32_t end = line_end(new_text, change.new_end);
    change.old_start -= change.new_start - start;
    change.old_end += end - change.new_end;
    change.new_start = start;
    change.new_end = end;
    if (kept && changes->items[kept - 1].new_end >= start) {
      changes->items[kept - 1].old_end = change.old_end;
      changes->items[kept - 1].new_end = change.new_end;
    } else {
      changes->items[kept++] = change;
    }
  }
  changes->count = kept;
}

void text_changes_between(TextChanges *changes, Str old_text, Str new_text) {
  changes->count = 0;
  array_push(changes, ((TextChange){0, (uint32_t)old_text.len, 0, (uint32_t)new_text.len}));
  text_changes_trim(changes, old_text, new_text);
}

// ---- doing it -----------------------------------------------------------------------------------

void text_changes_apply(const TextChanges *changes, Buf *text, Str new_text) {
  if (new_text.len > text->len) buf_extend(text, new_text.len - text->len);
  bool same_places = true;
  for (size_t i = 0; i < changes->count; i++) {
    same_places = same_places && changes->items[i].old_end == changes->items[i].new_end;
  }
  uint32_t from = changes->count ? changes->items[0].new_start : (uint32_t)new_text.len;
  if (!same_places
      && from
             < new_text
                   .len) { // all behind the first change moved: it comes from the new text in one go
    memcpy(text->data + from, new_text.ptr + from, new_text.len - from);
  }
  for (size_t i = 0; i < changes->count && same_places; i++) {
    const TextChange *change = &changes->items[i];
    memcpy(text->data + change->new_start, new_text.ptr + change->new_start,
           change->new_end - change->new_start);
  }
  text->len = new_text.len;
}
