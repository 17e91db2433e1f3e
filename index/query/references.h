// Where a name is used: the files that may have it, by the posting lists, in the order of how likely they
// mean the same; each read, and its occurrences told apart by its scopes, comments and strings; several at
// once, delivered in order.
#ifndef TREELINE_QUERY_REFERENCES_H
#define TREELINE_QUERY_REFERENCES_H

#include "query/navigate.h"

typedef struct {
  const NavigateQuestion *question;
  const NavigateCandidates *definitions; // of the name, best first
  const ScopeOccurrence *here;           // those in the place's own text
  size_t here_count;
  Str here_text;
  uint32_t here_part, here_document; // or UINT32_MAX: it is not in the snapshot
  bool here_only;                    // its scope is the place's text
  bool texts;                        // also in comments, strings, prose, behind all others
  bool calls;                        // calls alone, with their callers
  bool few;                          // the caller will stop soon: look ahead only a little
} ReferenceJob;

// One file with occurrences, or a chunk of a large file, or its texts: valid during the callback.
typedef struct {
  Str path, text;
  LanguageId language;
  uint32_t first_line;          // of the text, in its file
  const ScopeOccurrence *items; // in order of position
  size_t count;
  Certainty certainty; // of what is no text, and no less likely than the others
  NavigateMember member;
  // With `calls`: the functions around the occurrences, and, of each occurrence, the number of its own, or
  // `caller_count` where there is none.
  const Symbol *callers;
  size_t caller_count;
  const uint32_t *caller_of;
} ReferenceFile;

// How certain one of its occurrences is: `b` by itself is less likely to be the field of `a.b`.
Certainty references_certainty(const ReferenceFile *file, const ScopeOccurrence *occurrence);

// Returns false to stop.
typedef bool (*ReferenceFileFn)(void *user, const ReferenceFile *file);

// Delivers on this thread. Returns why it ended early ("cancelled", "deadline", "stopped"), or NULL.
const char *references_run(const Navigation *navigation, const ReferenceJob *job,
                           ReferenceFileFn fn, void *user);

// How many occurrences of the name are in code, by letters, within `timeout_ns`; *exact: these are all.
uint64_t references_count(const Navigation *navigation, Str name, int64_t timeout_ns, bool *exact);

#endif
