// Calls are grouped by the function at their other end. Incoming ones come file by file, as references do;
// outgoing ones are first told apart by how they are written, then by what that most likely means, so that
// `a.close()` and `b.close()` are one function if nothing says otherwise.
#include "query/navigate_calls.h"

// ---- incoming -----------------------------------------------------------------------------------

typedef struct {
  CallsFn fn;
  void *user;
  uint64_t limit;
  NavigateDelivery *out;
} Incoming;

// A file's own code, outside of functions.
static SourceTarget file_target(const ReferenceFile *file) {
  return (SourceTarget){.path = file->path,
                        .language = language_name(file->language),
                        .text = file->text,
                        .name = str_base_name(file->path),
                        .kind = SYMBOL_MODULE,
                        .end = (uint32_t)file->text.len};
}

static bool deliver_calls(Incoming *in, const SourceCalls *calls) {
  if (in->limit && in->out->delivered == in->limit) {
    in->out->reason = "limit";
    return false;
  }
  in->out->delivered++;
  if (in->fn(in->user, calls)) return true;
  in->out->reason = "stopped";
  return false;
}

static bool deliver_callers(void *user, const ReferenceFile *file) {
  Incoming *in = user;
  bool goes_on = true;
  // Behind one another, by caller: starts[k] is where those of caller k begin.
  size_t *starts = xcalloc(file->caller_count + 2, sizeof *starts);
  uint32_t *pairs = xmalloc((file->count + 1) * 2 * sizeof *pairs);
  for (size_t i = 0; i < file->count; i++) starts[file->caller_of[i] + 1]++;
  for (size_t k = 1; k < file->caller_count + 2; k++) starts[k] += starts[k - 1];
  for (size_t i = 0; i < file->count; i++) {
    size_t at = starts[file->caller_of[i]]++;
    pairs[2 * at] = file->items[i].start;
    pairs[2 * at + 1] = file->items[i].end;
  }
  NavigateText text = {.path = file->path, .text = file->text, .language = file->language};
  for (size_t k = 0, first = 0; k <= file->caller_count && goes_on; first = starts[k++]) {
    if (starts[k] == first) continue;
    SourceTarget target =
        k < file->caller_count ? navigate_target_of(&text, &file->callers[k]) : file_target(file);
    target.certainty = file->certainty;
    SourceCalls calls = {&target, pairs + 2 * first, starts[k] - first};
    goes_on = deliver_calls(in, &calls);
  }
  free(starts);
  free(pairs);
  return goes_on;
}

void calls_incoming(const Navigation *navigation, const ReferenceJob *job, uint64_t limit,
                    CallsFn fn, void *user, NavigateDelivery *out) {
  Incoming in = {fn, user, limit, out};
  ReferenceJob calls = *job;
  calls.calls = true;
  *out = (NavigateDelivery){0};
  const char *reason = references_run(navigation, &calls, deliver_callers, &in);
  if (!out->reason) out->reason = reason;
}

// ---- outgoing -----------------------------------------------------------------------------------

// One way of writing a callee.
typedef struct {
  NavigateQuestion question;
  NavigateCandidate likeliest;
  uint32_t *pairs; // calls, in order
  size_t count, capacity;
} Callee;

typedef struct {
  const Navigation *navigation;
  const NavigateText *text;
  const NavigateQuestion *place; // in it
  ARRAY(Callee) callees;
  bool cut; // there are more than are told apart
} Outgoing;

static bool is_before(Str text, size_t at, const char *what) {
  size_t length = strlen(what);
  return at >= length && memcmp(text.ptr + at - length, what, length) == 0;
}

// What stands before a name, by letters: one name and what joins them.
static Str qualifier_before(Str text, size_t start, bool *member) {
  static const char *const joints[] = {"->", "::", "?.", ".", "\\", ":"};
  *member = false;
  for (size_t i = 0; i < COUNT_OF(joints); i++) {
    if (!is_before(text, start, joints[i])) continue;
    size_t end = start - strlen(joints[i]), from = end;
    while (from > 0 && is_word_byte(text.ptr[from - 1])) from--;
    *member = strchr(joints[i], '.') || strchr(joints[i], '>');
    return str_slice(text, from, end);
  }
  return STR("");
}

static NavigateQuestion question_of(const Outgoing *o, const ScopeOccurrence *call) {
  Str text = o->text->text;
  NavigateQuestion question = {.path = o->text->path,
                               .name = str_slice(text, call->start, call->end),
                               .language = o->text->language,
                               .line = UINT32_MAX, // a call is no definition
                               .called = true,
                               .imports = o->place->imports,
                               .own = o->place->own,
                               .reach = o->place->reach};
  question.qualifier = qualifier_before(text, call->start, &question.member);
  return question;
}

static void add_call(Callee *callee, const ScopeOccurrence *call) {
  if (callee->count == callee->capacity) {
    callee->capacity = callee->capacity ? callee->capacity * 2 : 4;
    callee->pairs = xrealloc(callee->pairs, callee->capacity * 2 * sizeof *callee->pairs);
  }
  callee->pairs[2 * callee->count] = call->start;
  callee->pairs[2 * callee->count + 1] = call->end;
  callee->count++;
}

enum { CALLEES_MAX = 1024 }; // of one function that are told apart

static void group_by_spelling(Outgoing *o, const ScopeOccurrence *calls, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (calls[i].start >= calls[i].end || calls[i].end > o->text->text.len) continue;
    NavigateQuestion question = question_of(o, &calls[i]);
    Callee *callee = NULL;
    for (size_t k = 0; k < o->callees.count && !callee; k++) {
      const NavigateQuestion *known = &o->callees.items[k].question;
      bool same = str_equal(known->name, question.name)
                  && str_equal(known->qualifier, question.qualifier)
                  && known->member == question.member;
      if (same) callee = &o->callees.items[k];
    }
    if (!callee && o->callees.count == CALLEES_MAX) {
      o->cut = true;
      continue;
    }
    if (!callee) {
      array_push(&o->callees, ((Callee){.question = question}));
      callee = &o->callees.items[o->callees.count - 1];
    }
    add_call(callee, &calls[i]);
  }
}

static bool are_one(const NavigateCandidate *a, const NavigateCandidate *b) {
  return a->path.len && a->part == b->part && a->document == b->document && a->line == b->line
         && a->column == b->column;
}

static int compare_pairs(const void *a, const void *b) {
  const uint32_t *x = a, *y = b;
  return (x[0] > y[0]) - (x[0] < y[0]);
}

// Puts the calls of those that most likely mean the same to the first of them.
static void group_by_meaning(Outgoing *o) {
  for (size_t i = 0; i < o->callees.count; i++) {
    Callee *callee = &o->callees.items[i];
    NavigateCandidates candidates = {0};
    if (query_cancelled(o->navigation->query)) return;
    navigate_candidates(o->navigation->query, &callee->question, &candidates);
    if (candidates.count) callee->likeliest = candidates.items[0];
    array_free(&candidates);
    for (size_t k = 0; k < i; k++) {
      Callee *earlier = &o->callees.items[k];
      if (!earlier->count || !are_one(&earlier->likeliest, &callee->likeliest)) continue;
      for (size_t c = 0; c < callee->count; c++) {
        add_call(earlier, &(ScopeOccurrence){callee->pairs[2 * c], callee->pairs[2 * c + 1],
                                             OCCURRENCE_CALL});
      }
      callee->count = 0;
      qsort(earlier->pairs, earlier->count, 2 * sizeof *earlier->pairs, compare_pairs);
      break;
    }
  }
}

typedef struct {
  Incoming to;
  const Callee *callee;
} CalleeSink;

static bool deliver_callee(void *user, const NavigateTarget *target) {
  CalleeSink *sink = user;
  SourceCalls calls = {&target->target, sink->callee->pairs, sink->callee->count};
  return deliver_calls(&sink->to, &calls);
}

static void deliver_callees(Outgoing *o, CalleeSink *sink) {
  NavigateDelivery *out = sink->to.out;
  for (size_t i = 0; i < o->callees.count && !out->reason; i++) {
    out->reason = navigate_why_not(o->navigation->query);
    if (out->reason) break;
    sink->callee = &o->callees.items[i];
    if (sink->callee->count == 0) continue;
    NavigateCandidates candidates = {0};
    NavigateDelivery one;
    navigate_candidates(o->navigation->query, &sink->callee->question, &candidates);
    navigate_deliver(o->navigation, &sink->callee->question, &candidates, 1, deliver_callee, sink,
                     &one);
    bool whole = !one.reason || strcmp(one.reason, "limit") == 0;
    if (!out->reason && !whole) out->reason = one.reason;
    array_free(&candidates);
  }
}

Status calls_outgoing(const Navigation *navigation, const NavigateText *text, const Symbol *symbol,
                      const NavigateQuestion *place, uint64_t limit, CallsFn fn, void *user,
                      NavigateDelivery *out, Error *error) {
  Outgoing o = {.navigation = navigation, .text = text, .place = place};
  CalleeSink sink = {.to = {fn, user, limit, out}};
  Arena arena = {0};
  const ScopeOccurrence *calls = NULL;
  size_t count = 0;
  *out = (NavigateDelivery){0};
  NavigateTools *tools = tools_take(navigation->tools);
  Status status = scope_calls(navigate_scope(tools), text->language, text->text, symbol->start,
                              symbol->end, &navigation->limits, &arena, &calls, &count, error);
  tools_give(tools);
  if (status == STATUS_LIMIT) { // too much to parse in the time that there is: nothing is known
    out->reason = query_expired(navigation->query) ? "deadline" : "limit";
    status = STATUS_OK;
  }
  if (status == STATUS_OK) {
    group_by_spelling(&o, calls, count);
    group_by_meaning(&o);
    deliver_callees(&o, &sink);
    if (o.cut && !out->reason) out->reason = "limit";
  }
  for (size_t i = 0; i < o.callees.count; i++) free(o.callees.items[i].pairs);
  array_free(&o.callees);
  arena_release(&arena);
  return status;
}
