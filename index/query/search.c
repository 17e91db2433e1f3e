#include "query/search.h"

#include "query/candidates.h"
#include "query/exhaust.h"
#include "query/rank.h"

// A request made ready: parsed and compiled.
typedef struct {
  Arena arena;
  Query query;
  Matcher *matcher;
} Search;

static void search_close(Search *search) {
  matcher_free(search->matcher);
  arena_release(&search->arena);
}

static Status search_open(const SearchRequest *request, Search *search, Error *error) {
  *search = (Search){.matcher = NULL};
  QueryOptions options = {
      .whole_word = request->whole_word, .regex = request->regex, .literal = request->literal};
  if (request->ignore_case) options.case_mode = CASE_IGNORE;
  if (request->match_case) options.case_mode = CASE_MATCH;
  Status status = query_parse(request->query, &options, &search->arena, &search->query, error);
  if (status == STATUS_OK) status = matcher_new(&search->query, &search->matcher, error);
  if (status != STATUS_OK) search_close(search);
  return status;
}

Status search_run(const QueryContext *context, const SearchRequest *request, SearchFn fn,
                  void *user, QuerySummary *summary, Error *error) {
  Delivery delivery = delivery_make(context, request->limit, fn, user);
  Search search;
  Status status = search_open(request, &search, error);
  if (status != STATUS_OK) return status;
  PlanInput plan = {.query = &search.query,
                    .grams = matcher_grams(search.matcher),
                    .facts = context->facts ? context->facts(context->facts_user) : NULL};
  uint64_t candidates;
  if (request->all || request->count_only) {
    ExhaustJob job = {.request = request, .matcher = search.matcher, .plan = &plan};
    candidates = exhaust_run(context, &job, &delivery);
  } else {
    RankJob job = {
        .request = request, .query = &search.query, .matcher = search.matcher, .plan = &plan};
    candidates = rank_run(context, &job, &delivery);
  }
  if (summary) delivery_summarise(&delivery, candidates, summary);
  search_close(&search);
  return STATUS_OK;
}

// ---- explaining ---------------------------------------------------------------------------------

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
  enum { SHOWN = 400 };
  const GramExpr *const *grams = matcher_grams(search->matcher);
  for (size_t i = 0; i < search->query.text_count; i++) {
    const QueryText *text = &search->query.texts[i]->text;
    buf_printf(&e->line, "text ");
    query_text_print(text, &e->line);
    buf_printf(&e->line, "%s%s, requires ", text->match_case ? ", case counts" : ", any case",
               text->whole_word ? ", whole words" : "");
    size_t start = e->line.len;
    grams_print(grams[i], &e->line);
    if (e->line.len - start > SHOWN) {
      e->line.len = start + SHOWN;
      buf_printf(&e->line, " ...");
    }
    buf_byte(&e->line, '\n');
    tell(e);
  }
}

static uint64_t tell_part(Explainer *e, const Search *search, const SnapshotPart *part, size_t i) {
  Arena arena = {0};
  PlanInput input = {&search->query, matcher_grams(search->matcher)};
  Iter *iter = plan_segment(&input, part->segment, &arena);
  Buf tree = {0};
  uint64_t candidates = 0;
  for (uint32_t d = iter_peek(iter); d != ITER_END; d = iter_advance(iter)) {
    candidates += !snapshot_part_is_dead(part, d);
  }
  iter_dump(iter, 1, &tree);
  buf_printf(&e->line, "segment %zu: %llu candidates of %u documents%s%s\n%.*s", i,
             (unsigned long long)candidates, segment_documents(part->segment),
             part->texts ? ", open" : "", segment_has_grams(part->segment) ? "" : ", no grams",
             STR_ARGS(buf_str(&tree)));
  tell(e);
  buf_release(&tree);
  arena_release(&arena);
  return candidates;
}

Status search_explain(const QueryContext *context, const SearchRequest *request, ExplainFn fn,
                      void *user, Error *error) {
  Search search;
  Status status = search_open(request, &search, error);
  if (status != STATUS_OK) return status;
  Explainer e = {.fn = fn, .user = user};
  buf_printf(&e.line, "query ");
  query_print(&search.query, &e.line);
  buf_byte(&e.line, '\n');
  tell(&e);
  tell_texts(&e, &search);
  uint64_t candidates = 0, documents = 0;
  const Snapshot *snapshot = context->snapshot;
  for (size_t i = 0; i < snapshot->parts.count && !query_cancelled(context); i++) {
    candidates += tell_part(&e, &search, &snapshot->parts.items[i], i);
    documents += segment_documents(snapshot->parts.items[i].segment);
  }
  buf_printf(&e.line, "%llu candidates of %llu documents\n", (unsigned long long)candidates,
             (unsigned long long)documents);
  tell(&e);
  buf_release(&e.line);
  search_close(&search);
  return STATUS_OK;
}
