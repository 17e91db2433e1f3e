// From candidates to definitions that can be jumped to: each is looked up in its document's present text, so
// that what is delivered is there, with the bytes that it takes.
#ifndef TREELINE_QUERY_NAVIGATE_TARGET_H
#define TREELINE_QUERY_NAVIGATE_TARGET_H

#include "query/navigate.h"

// Lives until the callback returns.
typedef struct {
  NavigateCandidate candidate;
  SourceTarget target;
  LanguageId language;
  Symbol symbol; // as the text has it
  const Span *spans;
  size_t span_count;
  bool found; // the text has it
  Arena arena;
} NavigateTarget;

typedef bool (*NavigateTargetFn)(void *user, const NavigateTarget *target);

// What a delivery came to.
typedef struct {
  uint64_t delivered;
  const char *reason; // NULL: all; "limit", "cancelled", "deadline", "stopped"
} NavigateDelivery;

// Why to deliver no more: "cancelled", "deadline"; NULL: go on.
const char *navigate_why_not(const QueryContext *context);
// Delivers the candidates' definitions on this thread, at most `limit` (0: all). Reads several documents at
// once. Sources of C whose definition is `static` go behind those that the place can see.
void navigate_deliver(const Navigation *navigation, const NavigateQuestion *question,
                      const NavigateCandidates *candidates, uint64_t limit, NavigateTargetFn fn,
                      void *user, NavigateDelivery *out);

// The definition of a symbol that was found in `text`; strings and text are borrowed from both.
SourceTarget navigate_target_of(const NavigateText *text, const Symbol *symbol);

#endif
