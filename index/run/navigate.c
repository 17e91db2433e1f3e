// Navigation: what callers ask of an Index about a place in a document.
#include "run/state.h"

static Status not_yet(NavigationSummary *summary, Error *error) {
  if (summary) *summary = (NavigationSummary){.reason = ""};
  return error_set(error, STATUS_UNSUPPORTED, "not yet");
}

Str index_certainty_name(Certainty certainty) {
  static const char *const names[] = {"name", "likely", "only", "scope"};
  return str_from_c(names[certainty]);
}

Str index_occurrence_name(OccurrenceKind kind) {
  static const char *const names[] = {"text",   "read",        "write",     "call",
                                      "import", "declaration", "definition"};
  return str_from_c(names[kind]);
}

Status index_definitions(Index *index, const SourcePlace *place, bool declarations, uint64_t limit,
                         TargetFn fn, void *user, NavigationSummary *summary, Error *error) {
  (void)index, (void)place, (void)declarations, (void)limit, (void)fn, (void)user;
  return not_yet(summary, error);
}

Status index_references(Index *index, const SourcePlace *place, const ReferenceOptions *options,
                        ReferenceFn fn, void *user, NavigationSummary *summary, Error *error) {
  (void)index, (void)place, (void)options, (void)fn, (void)user;
  return not_yet(summary, error);
}

Status index_highlights(Index *index, const SourcePlace *place, ReferenceFn fn, void *user,
                        NavigationSummary *summary, Error *error) {
  (void)index, (void)place, (void)fn, (void)user;
  return not_yet(summary, error);
}

Status index_hover(Index *index, const SourcePlace *place, HoverFn fn, void *user,
                   NavigationSummary *summary, Error *error) {
  (void)index, (void)place, (void)fn, (void)user;
  return not_yet(summary, error);
}

Status index_calls(Index *index, const SourcePlace *place, bool incoming, uint64_t limit,
                   CallsFn fn, void *user, NavigationSummary *summary, Error *error) {
  (void)index, (void)place, (void)incoming, (void)limit, (void)fn, (void)user;
  return not_yet(summary, error);
}

Status index_words(Index *index, const SourcePlace *place, uint64_t limit, WordFn fn, void *user,
                   NavigationSummary *summary, Error *error) {
  (void)index, (void)place, (void)limit, (void)fn, (void)user;
  return not_yet(summary, error);
}

Status index_folds(Index *index, Str path, const atomic_bool *cancelled, FoldsFn fn, void *user,
                   Error *error) {
  (void)index, (void)path, (void)cancelled, (void)fn, (void)user;
  return not_yet(NULL, error);
}

Status index_enclosing(Index *index, const SourcePlace *place, EnclosingFn fn, void *user,
                       Error *error) {
  (void)index, (void)place, (void)fn, (void)user;
  return not_yet(NULL, error);
}
