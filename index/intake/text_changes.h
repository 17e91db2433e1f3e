// What changed between two texts: places that were replaced, disjoint and in order. Edits that follow
// one another are put together to it, each in terms of the text after those before it.
#ifndef TREELINE_INTAKE_TEXT_CHANGES_H
#define TREELINE_INTAKE_TEXT_CHANGES_H

#include "base/array.h"
#include "base/buf.h"
#include "format/record.h"

// Bytes [old_start, old_end) of the old text are [new_start, new_end) of the new one.
typedef struct {
  uint32_t old_start, old_end, new_start, new_end;
} TextChange;

// Ascending; neither overlapping nor touching.
typedef ARRAY(TextChange) TextChanges;

// Adds an edit of the new text, whose length is `*length` and becomes what the edit makes it. False,
// with nothing done, if the edit does not lie within.
bool text_changes_add(TextChanges *changes, const TextEdit *edit, size_t *length);

// Takes off both ends of every change what is the same in both texts; changes of nothing go.
void text_changes_trim(TextChanges *changes, Str old_text, Str new_text);
// Widens every change to whole lines, their ends included.
void text_changes_widen(TextChanges *changes, Str new_text);
// The one change that leads from one text to the other, none if they are the same.
void text_changes_between(TextChanges *changes, Str old_text, Str new_text);

// Where offset `at` of the old text, which lies in no change, is in the new one.
static inline uint32_t text_changes_map(const TextChanges *changes, uint32_t at) {
  uint32_t mapped = at;
  for (size_t i = 0; i < changes->count && changes->items[i].old_end <= at; i++) {
    mapped = at - changes->items[i].old_end + changes->items[i].new_end;
  }
  return mapped;
}

// Makes `text`, the old text, the new one.
void text_changes_apply(const TextChanges *changes, Buf *text, Str new_text);

#endif
