// What was matched in a tree, match by match, kept so that after a change of the text only what is near
// it is matched anew. Places are offsets in the text; nothing here points into it.
#ifndef TREELINE_INTAKE_KEPT_H
#define TREELINE_INTAKE_KEPT_H

#include "intake/match.h"
#include "intake/reading.h"
#include "intake/text_changes.h"

// Where a name is, in place of its bytes.
typedef struct {
  uint32_t name_at, container_at; // offsets, or NOT_IN_TEXT: then the Definition has it
} KeptNames;
static const uint32_t NOT_IN_TEXT = UINT32_MAX;

// All-zero is empty. The arrays run in the order of `roots`, which says how many of each a match left.
typedef struct {
  MatchRoots roots;
  Definitions definitions;
  ARRAY(KeptNames) names; // of the definitions
  Extraction spans;       // its spans only
  Injections injections;
  Arena owned;         // of names that do not stand in the text
  size_t owned_before; // bytes of them when they were last gathered
} Kept;

void kept_release(Kept *kept);
void kept_clear(Kept *kept);
size_t kept_memory(const Kept *kept);

// What one run of matching leaves, to be kept. A value; the arrays are used again.
typedef struct {
  MatchRoots roots;
  Definitions definitions;
  Injections injections;
  Extraction spans;
} Matched;

void matched_release(Matched *matched);
void matched_clear(Matched *matched);

// Appends definitions [from, to) of `definitions`, found in `text`, or of another Kept, moved by `by` bytes
// (modulo 2^32). They belong to no match.
void kept_add(Kept *kept, const Definitions *definitions, size_t from, size_t to, Str text);
void kept_add_moved(Kept *kept, const Kept *other, size_t from, size_t to, uint32_t by);

// Keeps all that was matched in `text`, and nothing else.
void kept_take(Kept *kept, const Matched *matched, Str text);
// Drops what has a root that meets one of `regions` (of the new text), moves the rest as `changes` say,
// and adds what was matched there. `spare` is room to work in; its content is void before and after.
void kept_splice(Kept *kept, Kept *spare, const TextChanges *changes, const Regions *regions,
                 const Matched *matched, Str text);
// Moves all by changes that meet nothing kept.
void kept_shift(Kept *kept, const TextChanges *changes);

// Adds regions for what must be matched anew at every change: definitions that end with their parent.
void kept_add_restless(const Kept *kept, const TextChanges *changes, Regions *regions);

// Appends what is kept, with names in `text` or `arena`, and hides what opaque nodes hide.
void kept_emit(const Kept *kept, Str text, Arena *arena, Definitions *definitions, Extraction *out);

#endif
