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

// A value for the time of one query over one tree; owns nothing.
typedef struct {
  const Tags *tags;
  Str text;          // what was parsed: nodes are places in it
  uint32_t priority; // added to the patterns' own
  Arena *arena;      // for names that do not stand in the text
  Definitions *definitions;
  Injections *injections;            // at most 64 are taken
  Extraction *out;                   // for its spans
  uint32_t opaque_start, opaque_end; // zero at first; definitions that start here do not count
} Matcher;

// Takes one match, whose predicates hold. Matches must come in the order of the tree.
void matcher_take(Matcher *matcher, const TSQueryMatch *match);

#endif
