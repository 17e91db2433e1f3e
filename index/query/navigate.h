// What a place in a text may mean, as far as the snapshot's symbols tell: all definitions of its name,
// filtered by what fits the place and ordered by how likely it means them. Pure functions, but for the
// headers that are read where several files define a name of C.
//
// The evidence, from strong to weak: the container or module that stands before the name; the same file; a
// file that the place's imports, or a header that comes by way of others; the header of a source and the
// source of a header; the package or directory; the same family of languages; definition rather than
// declaration; own code rather than tests and other people's; how near the paths are.
#ifndef TREELINE_QUERY_NAVIGATE_H
#define TREELINE_QUERY_NAVIGATE_H

#include "index.h"
#include "intake/structure_bases.h"
#include "query/include_reach.h"
#include "query/navigate_tools.h"

// What is asked. Strings are borrowed.
typedef struct {
  Str path, name, qualifier;
  Str type; // of what the qualifier is; or empty
  LanguageId language;
  uint32_t line, column; // of the name at the place
  bool member, called;
  const Imports *imports; // of the place's file; may be NULL
  const OwnType *own;     // the type around the place; may be NULL
  IncludeReach *reach;    // of C: what these lead to; may be NULL
  const Imports *within;  // the one import that brings the name into the text; may be NULL
} NavigateQuestion;

typedef struct {
  uint32_t part, document;
  uint32_t line, column, end_line;
  SymbolKind kind;
  uint8_t flags;
  bool self;      // it is the place itself
  bool unrelated; // the place is a definition, and nothing says that this is of the same thing
  bool qualified; // what stands before the name is its container or module
  int32_t named;  // and how much of the score is for that
  bool reason;    // something other than the name speaks for it
  Str container, path;
  int32_t score;  // higher is better
  int32_t placed; // what of it is for where it stands
  Certainty certainty;
} NavigateCandidate;

typedef struct {
  NavigateCandidate *items;
  size_t count, capacity;
  bool cut; // there were more of that name than are looked at
} NavigateCandidates;

// The candidates, best first. If the place is one itself: those that are likely to be of the same thing,
// itself, the others. array_free when done.
void navigate_candidates(const QueryContext *context, const NavigateQuestion *question,
                         NavigateCandidates *out);
// Whether what stands before the name is the object of the type around it: `self`, `super()`.
bool navigate_is_own_object(Str qualifier);
// Their order.
int navigate_compare(const NavigateCandidate *a, const NavigateCandidate *b);
// Moves declarations before definitions, each in the order that they have; around the place itself, if it
// is one.
void navigate_prefer_declarations(NavigateCandidates *all);

// The one that is the place itself; NULL: none.
const NavigateCandidate *navigate_self(const NavigateCandidates *all);

// Whether uses of what is most likely meant stand behind a value and a joint: `a.b`, `a->b`.
typedef enum { MEMBER_UNKNOWN, MEMBER_ALWAYS, MEMBER_NEVER } NavigateMember;
NavigateMember navigate_member(const NavigateQuestion *question, const NavigateCandidates *all);

// In order of part, document, line, column: for looking up what an occurrence is.
void navigate_sort_by_position(NavigateCandidates *all);
const NavigateCandidate *navigate_candidate_at(const NavigateCandidates *sorted, uint32_t part,
                                               uint32_t document, uint32_t line, uint32_t column);

#endif
