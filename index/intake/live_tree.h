// A tree that follows its text, with what was matched in it: read again after a change, only what the
// change touched is parsed and matched.
#ifndef TREELINE_INTAKE_LIVE_TREE_H
#define TREELINE_INTAKE_LIVE_TREE_H

#include "intake/kept.h"

// A change as tree-sitter wants it told. In the order of the text, each in terms of the text that those
// before it made.
typedef ARRAY(TSInputEdit) TreeEdits;

// The text that a tree is read from, and how it came from the one before.
typedef struct {
  Str text;
  Str view;                   // of the text, as the parser sees it (view.h)
  const TextChanges *changes; // of the text and of the view; NULL: all is read anew
  const TreeEdits *edits;     // the same, told to trees
} LiveText;

// Fills `edits` with what `changes` do to a text. `row_of_first` is the row of the first change's start.
void tree_edits_make(TreeEdits *edits, const TextChanges *changes, Str old_view, Str new_view,
                     uint32_t row_of_first);

// All-zero is one that has read nothing.
typedef struct {
  TSTree *tree; // of the text last read; NULL: the next text is read anew
  Kept kept;    // what was matched in it
  size_t size;  // bytes of the text
  bool exact;   // the tree is that of a parse from nothing
  bool lossy;   // too many matches at once: restricted, the query might lose others
  bool has_errors, too_large;
} LiveTree;

void live_tree_release(LiveTree *live);
void live_tree_forget(LiveTree *live); // what it has read
size_t live_tree_memory(const LiveTree *live);

// Room to work in, for any number of trees, one after the other.
typedef struct {
  Matched matched;
  Kept spare;
  Regions regions;
} LiveRoom;

void live_room_release(LiveRoom *room);

// Reads `part`, a part of `text->text`. When `reading` stops, it keeps what it had if cancelled, so
// that the same changes and more may come again; else it keeps what was found and no tree.
MUST_USE Status live_tree_read(LiveTree *live, Reading *reading, const Part *part,
                               const LiveText *text, LiveRoom *room, Error *error);
// For a text that changed only outside of the part: moves what is there.
void live_tree_move(LiveTree *live, const LiveText *text);

#endif
