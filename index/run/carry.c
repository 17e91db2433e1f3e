// The difference is taken as one change, from the first byte that differs to the last: it needs no edits,
// which the thread that reads may have taken, and compares two megabytes in a fraction of a millisecond.
#include "run/carry.h"
#include "intake/lines.h"
#include "intake/text_changes.h"

typedef struct {
  Str new;
  TextChange change;
  uint32_t line;      // of its start
  uint32_t last_line; // of the last byte before its end, in the new text
  uint32_t moved;     // how far what is behind it moved, modulo 2^32
  uint32_t lines;     // the same in lines
  uint32_t line_end;  // where the line ends, in the old text, on which the change does
} Difference;

static Difference difference_of(Str old, Str new) {
  TextChanges changes = {0};
  text_changes_between(&changes, old, new);
  Difference d = {.new = new};
  uint32_t none = (uint32_t) new.len;
  d.change = changes.count ? changes.items[0] : (TextChange){none, none, none, none};
  array_free(&changes);
  const TextChange *c = &d.change;
  d.line = lines_count(old, 0, c->old_start);
  d.last_line = c->new_end ? lines_count(new, 0, c->new_end - 1) : 0;
  d.moved = c->new_end - c->old_end;
  d.lines = lines_count(new, c->new_start, c->new_end) - lines_count(old, c->old_start, c->old_end);
  d.line_end = (uint32_t)str_find_byte(old, c->old_end, '\n');
  return d;
}

// On the line that the change ends on, places have other columns.
static void set_columns(const Difference *d, Symbol *symbol) {
  uint32_t start = symbol->name_start;
  while (start > 0 && d->new.ptr[start - 1] != '\n') start--;
  symbol->column = symbol->name_start - start;
  symbol->column_utf16 = (uint32_t)utf16_length(str_slice(d->new, start, symbol->name_start));
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
  bool same_line = symbol->name_start <= d->line_end;
  symbol->name_start += d->moved;
  symbol->name_end += d->moved;
  symbol->line += d->lines;
  if (same_line) set_columns(d, symbol);
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

static void carry_span(const Difference *d, const Span *old, Extraction *out) {
  const TextChange *c = &d->change;
  Span span = *old;
  bool around = span.start < c->old_start && span.end > c->old_end;
  if (span.end > c->old_start && span.start < c->old_end && !around) return;
  if (span.start >= c->old_end) span.start += d->moved;
  if (span.end > c->old_start) span.end += d->moved;
  array_push(&out->spans, span);
}

void carry_over(const Extraction *found, Str old, Str new, Extraction *out) {
  Difference d = difference_of(old, new);
  for (size_t i = 0; i < found->symbols.count; i++) {
    carry_symbol(&d, &found->symbols.items[i], out);
  }
  for (size_t i = 0; i < found->spans.count; i++) carry_span(&d, &found->spans.items[i], out);
}
