// The difference is taken as one change, from the first byte that differs to the last: it needs no edits,
// which the thread that reads may have taken, and compares two megabytes in a fraction of a millisecond.
#include "run/carry.h"
#include "intake/lines.h"
#include "intake/text_changes.h"

typedef struct {
  Str new;
  TextChange change;
  uint32_t last_line; // of the last byte before its end, in the new text
  uint32_t moved;     // how far what is behind it moved, modulo 2^32
  uint32_t lines;     // the same in lines
  uint32_t line_end;  // where the line ends, in the old text, on which the change does
  // On that line what is behind the change has other columns: by how much, modulo 2^32.
  uint32_t columns, columns_utf16;
} Difference;

// Of the line that `at` is on, what is before it.
static Str line_before(Str text, uint32_t at) {
  uint32_t start = at;
  while (start > 0 && text.ptr[start - 1] != '\n') start--;
  return str_slice(text, start, at);
}

static void compare_columns(Difference *d, Str old, Str new) {
  uint32_t rest = 0, end = d->change.old_end; // of a character of which only the first bytes differ
  while (end + rest < old.len && ((unsigned char)old.ptr[end + rest] & 0xC0) == 0x80) rest++;
  Str was = line_before(old, end + rest), is = line_before(new, d->change.new_end + rest);
  d->columns = (uint32_t)is.len - (uint32_t)was.len;
  d->columns_utf16 = (uint32_t)utf16_length(is) - (uint32_t)utf16_length(was);
}

static Difference difference_of(Str old, Str new) {
  TextChanges changes = {0};
  text_changes_between(&changes, old, new);
  Difference d = {.new = new};
  uint32_t none = (uint32_t) new.len;
  d.change = changes.count ? changes.items[0] : (TextChange){none, none, none, none};
  array_free(&changes);
  const TextChange *c = &d.change;
  d.last_line = c->new_end ? lines_count(new, 0, c->new_end - 1) : 0;
  d.moved = c->new_end - c->old_end;
  d.lines = lines_count(new, c->new_start, c->new_end) - lines_count(old, c->old_start, c->old_end);
  d.line_end = (uint32_t)str_find_byte(old, c->old_end, '\n');
  compare_columns(&d, old, new);
  return d;
}

static void move_end(const Difference *d, Symbol *symbol) {
  const TextChange *c = &d->change;
  if (symbol->end <= c->old_start) return;
  if (symbol->end > c->old_end) {
    symbol->end += d->moved;
    symbol->end_line += d->lines;
  } else { // its end is among what went
    symbol->end = c->new_end;
    symbol->end_line = d->last_line;
  }
}

static void move_behind(const Difference *d, Symbol *symbol) {
  const TextChange *c = &d->change;
  if (symbol->name_start <= d->line_end) {
    symbol->column += d->columns;
    symbol->column_utf16 += d->columns_utf16;
  }
  symbol->name_start += d->moved;
  symbol->name_end += d->moved;
  symbol->line += d->lines;
  if (symbol->start >= c->old_end) {
    symbol->start += d->moved;
  } else if (symbol->start > c->old_start) {
    symbol->start = c->new_end;
  }
}

static bool is_of_word(Str text, uint32_t at) {
  return at < text.len && (is_word_byte(text.ptr[at]) || (unsigned char)text.ptr[at] >= 0x80);
}

// Whether a name ends right before the change, or starts right behind it, and goes on there.
static bool has_grown(const Difference *d, const Symbol *old) {
  const TextChange *c = &d->change;
  if (old->name_end == c->old_start) return is_of_word(d->new, c->new_start);
  if (old->name_start != c->old_end || c->new_end == 0) return false;
  return is_of_word(d->new, c->new_end - 1);
}

static void carry_symbol(const Difference *d, const Symbol *old, Extraction *out) {
  Symbol symbol = *old;
  symbol.parent = NO_PARENT;
  bool before = symbol.name_end <= d->change.old_start;
  if (!before && symbol.name_start < d->change.old_end) return;
  if (has_grown(d, old)) return;
  if (!before) move_behind(d, &symbol);
  move_end(d, &symbol);
  array_push(&out->symbols, symbol);
}

void carry_over(const Extraction *found, Str old, Str new, Extraction *out) {
  Difference d = difference_of(old, new);
  for (size_t i = 0; i < found->symbols.count; i++) {
    carry_symbol(&d, &found->symbols.items[i], out);
  }
}
