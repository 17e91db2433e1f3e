// What a language's query matched in a tree, made into definitions, spans and parts in other
// languages.
#ifndef TREELINE_INTAKE_MATCH_H
#define TREELINE_INTAKE_MATCH_H

#include "intake/nest.h"
#include "intake/tags.h"

// A part of the text in another language.
typedef struct {
  TSRange range;
  LanguageId language;
} Injection;

typedef ARRAY(Injection) Injections;

// Added to the priorities of what is found in another language: what the host finds goes before.
enum { BEHIND_HOST = 1 << 16 };

// What the line patterns leave to grammars (patterns.h).
void injections_add_sections(Injections *injections, LanguageId language, Str text);
// In the order of the text, and no more than a document may have.
void injections_settle(Injections *injections);

// A match that left something: where its pattern's root is (tags_match_root), and how much it left.
typedef struct {
  uint32_t start, end;
  uint16_t definitions, injections;
  uint32_t spans;
} MatchRoot;

typedef ARRAY(MatchRoot) MatchRoots;

// A value for the time of one query over one tree; owns nothing.
typedef struct {
  const Tags *tags;
  Str text;          // what was parsed: nodes are places in it
  uint32_t priority; // added to the patterns' own
  Arena *arena;      // for names that do not stand in the text
  Definitions *definitions;
  Injections *injections;
  Extraction *out;                   // for its spans
  MatchRoots *roots;                 // of the matches, in their order; NULL: not wanted
  uint32_t opaque_start, opaque_end; // zero at first: an opaque node; matches within are not taken
} Matcher;

// Takes one match, whose predicates hold. Matches must come in the order of the tree. When all are
// taken, definitions_hide has the last word on what opaque nodes hide.
void matcher_take(Matcher *matcher, const TSQueryMatch *match);

// Where the root of a match stands.
MatchRoot matcher_root(const Matcher *matcher, const TSQueryMatch *match);

#endif
