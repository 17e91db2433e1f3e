#include "query/search.h"

#include "query/candidates.h"
#include "query/exhaust.h"
#include "query/rank.h"

// A request made ready: parsed, compiled, with what it needs of the snapshot.
typedef struct {
  QueryContext context; // the caller's, with the request's deadline
  Arena arena;
  Query query;
  Matcher *matcher;
} Search;

static void search_close(Search *search) {
  matcher_free(search->matcher);
  arena_release(&search->arena);
}

static void set_deadline(QueryContext *context, int64_t timeout_ns) {
  if (timeout_ns <= 0) return;
  int64_t deadline_ns = os_monotonic_ns() + timeout_ns;
  if (!context->deadline_ns || deadline_ns < context->deadline_ns) {
    context->deadline_ns = deadline_ns;
  }
}

static Status search_open(const QueryContext *context, const SearchRequest *request, Search *search,
                          Error *error) {
  *search = (Search){.context = *context};
  set_deadline(&search->context, request->timeout_ns);
  int64_t began_ns = meter_begin(context->meter);
  QueryOptions options = {.whole_word = request->whole_word,
                          .regex = request->regex,
                          .literal = request->literal,
                          .files = request->files_only};
  if (request->ignore_case) options.case_mode = CASE_IGNORE;
  if (request->match_case) options.case_mode = CASE_MATCH;
  Status status = query_parse(request->query, &options, &search->arena, &search->query, error);
  if (status == STATUS_OK) status = matcher_new(&search->query, &search->matcher, error);
  meter_end(context->meter, STAGE_PARSE, began_ns);
  if (status != STATUS_OK) {
    search_close(search);
    return status;
  }
  began_ns = meter_begin(context->meter);
  if (request->limit && !request->all && !request->count_only)
    matcher_prepare_page(search->matcher, &search->context);
  else
    matcher_prepare(search->matcher, &search->context);
  meter_end(context->meter, STAGE_CANDIDATES, began_ns);
  return STATUS_OK;
}

// Finds and delivers; the summary says what came of it.
static void search_deliver(Search *search, const SearchRequest *request, Delivery *delivery,
                           QuerySummary *summary) {
  const QueryContext *context = &search->context;
  PlanInput plan = matcher_plan_input(search->matcher);
  plan.context = context;
  uint64_t candidates;
  bool fields_alone = search->query.text_count == 0; // nothing to rank by
  if (request->all || request->count_only || fields_alone) {
    ExhaustJob job = {.request = request, .matcher = search->matcher, .plan = &plan};
    candidates = exhaust_run(context, &job, delivery);
  } else {
    RankJob job = {
        .request = request, .query = &search->query, .matcher = search->matcher, .plan = &plan};
    candidates = rank_run(context, &job, delivery);
  }
  const char *shortcoming = matcher_shortcoming(search->matcher);
  if (shortcoming) delivery_note(delivery, shortcoming);
  if (summary) delivery_summarise(delivery, candidates, summary);
}

Status search_run(const QueryContext *context, const SearchRequest *request, SearchFn fn,
                  void *user, QuerySummary *summary, Error *error) {
  Delivery delivery = delivery_make(context, request->limit, fn, user);
  Search search;
  Status status = search_open(context, request, &search, error);
  if (status != STATUS_OK) return status;
  delivery.context = &search.context;
  search_deliver(&search, request, &delivery, summary);
  search_close(&search);
  return STATUS_OK;
}

// ---- explaining ---------------------------------------------------------------------------------

enum {
  SHOWN_BYTES = 400,  // of what a text requires
  SHOWN_SEGMENTS = 3, // plans, those with the most candidates
};

typedef struct {
  ExplainFn fn;
  void *user;
  Buf line;
} Explainer;

// Hands over what was written since, line by line.
static void tell(Explainer *e) {
  Str rest = buf_str(&e->line), line;
  while (str_next_field(&rest, '\n', &line)) e->fn(e->user, line);
  buf_clear(&e->line);
}

static void tell_texts(Explainer *e, const Search *search) {
  const GramExpr *const *grams = matcher_grams(search->matcher);
  for (size_t i = 0; i < search->query.text_count; i++) {
    const QueryText *text = &search->query.texts[i]->text;
    buf_printf(&e->line, "text ");
    query_text_print(text, &e->line);
    buf_printf(&e->line, "%s%s, ", text->match_case ? ", case counts" : ", any case",
               text->whole_word ? ", whole words" : "");
    if (text->edits) buf_printf(&e->line, "within %u of it, ", text->edits);
    if (text->symbol) {
      buf_printf(&e->line, "in the names of definitions\n");
      tell(e);
      continue;
    }
    buf_printf(&e->line, "requires ");
    size_t start = e->line.len;
    grams_print(grams[i], &e->line);
    if (e->line.len - start > SHOWN_BYTES) {
      e->line.len = start + SHOWN_BYTES;
      buf_printf(&e->line, " ...");
    }
    buf_byte(&e->line, '\n');
    tell(e);
  }
}

// The plan of one segment, walked to its end.
typedef struct {
  size_t part;
  uint64_t candidates;
  uint32_t estimate;
  Buf tree;
} WalkedPlan;

static WalkedPlan walk_plan(const Search *search, size_t number) {
  const SnapshotPart *part = &search->context.snapshot->parts.items[number];
  Arena arena = {0};
  PlanInput input = matcher_plan_input(search->matcher);
  input.context = &search->context;
  Iter *iter = plan_segment(&input, part->segment, &arena);
  WalkedPlan plan = {.part = number, .estimate = iter_estimate(iter)};
  for (uint32_t d = iter_peek(iter); d != ITER_END; d = iter_advance(iter)) {
    plan.candidates += !snapshot_part_is_dead(part, d);
  }
  iter_dump(iter, 1, &plan.tree);
  arena_release(&arena);
  return plan;
}

static int compare_plans(const void *a, const void *b) {
  const WalkedPlan *x = a, *y = b;
  if (x->candidates != y->candidates) return x->candidates > y->candidates ? -1 : 1;
  return (x->part > y->part) - (x->part < y->part);
}

static void tell_plan(Explainer *e, const Search *search, const WalkedPlan *plan) {
  const SnapshotPart *part = &search->context.snapshot->parts.items[plan->part];
  buf_printf(&e->line, "segment %zu: %llu candidates of %u documents%s%s%s\n%.*s", plan->part,
             (unsigned long long)plan->candidates, segment_documents(part->segment),
             part->texts ? ", open" : "", segment_has_grams(part->segment) ? "" : ", no grams",
             !segment_has_symbols(part->segment) ? ", no symbols yet"
             : part->lagging                     ? ", symbols of an earlier text"
                                                 : "",
             STR_ARGS(buf_str(&plan->tree)));
  tell(e);
}

// The sum first, then the plans of the segments that weigh most.
static void tell_plans(Explainer *e, const Search *search) {
  size_t parts = search->context.snapshot->parts.count, walked = 0;
  WalkedPlan *plans = xcalloc(parts + 1, sizeof *plans);
  uint64_t candidates = 0, estimate = 0, documents = 0;
  for (; walked < parts && !query_cancelled(&search->context); walked++) {
    plans[walked] = walk_plan(search, walked);
    candidates += plans[walked].candidates;
    estimate += plans[walked].estimate;
    documents += segment_documents(search->context.snapshot->parts.items[walked].segment);
  }
  buf_printf(&e->line, "%llu candidates of %llu documents in %zu segments, estimated %llu\n",
             (unsigned long long)candidates, (unsigned long long)documents, walked,
             (unsigned long long)estimate);
  tell(e);
  qsort(plans, walked, sizeof *plans, compare_plans);
  for (size_t i = 0; i < walked; i++) {
    if (i < SHOWN_SEGMENTS) tell_plan(e, search, &plans[i]);
    buf_release(&plans[i].tree);
  }
  if (walked > SHOWN_SEGMENTS) {
    buf_printf(&e->line, "and %zu segments with fewer\n", walked - SHOWN_SEGMENTS);
    tell(e);
  }
  free(plans);
}

static bool drop_hit(void *user, const SearchHit *hit) {
  (void)user;
  (void)hit;
  return true;
}

static void tell_outcome(Explainer *e, const QuerySummary *summary, const QueryMeter *meter) {
  buf_printf(&e->line, "read %llu documents, matched %llu, hits %llu%s%s\n",
             (unsigned long long)summary->candidates, (unsigned long long)summary->documents,
             (unsigned long long)summary->hits, summary->reason[0] ? "; not all: " : "",
             summary->reason);
  buf_printf(&e->line, "took %.2f ms:", (double)summary->elapsed_ns / 1e6);
  for (int stage = 0; stage < QUERY_STAGES; stage++) {
    int64_t ns = atomic_load(&meter->ns[stage]);
    buf_printf(&e->line, "%s %.*s %.2f", stage ? "," : "",
               STR_ARGS(index_stage_name((QueryStage)stage)), (double)ns / 1e6);
  }
  buf_byte(&e->line, '\n');
  tell(e);
}

Status search_explain(const QueryContext *context, const SearchRequest *request, ExplainFn fn,
                      void *user, Error *error) {
  QueryContext measured = *context;
  QueryMeter meter = {0};
  measured.meter = &meter;
  Delivery delivery = delivery_make(&measured, request->limit, drop_hit, NULL);
  Search search;
  QuerySummary summary;
  Status status = search_open(&measured, request, &search, error);
  if (status != STATUS_OK) return status;
  delivery.context = &search.context;
  search_deliver(&search, request, &delivery, &summary);
  Explainer e = {.fn = fn, .user = user};
  buf_printf(&e.line, "query ");
  query_print(&search.query, &e.line);
  buf_byte(&e.line, '\n');
  tell(&e);
  tell_texts(&e, &search);
  tell_plans(&e, &search);
  tell_outcome(&e, &summary, &meter);
  buf_release(&e.line);
  search_close(&search);
  return STATUS_OK;
}
