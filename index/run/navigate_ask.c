#include "run/navigate_ask.h"

enum { NAME_KEPT = 512 };

// CPU time for parsing one text at most. Who waits for an answer waits less than an index does.
static const int64_t PARSE_MAX_NS = 1000000000;

// What the last summary of this thread named.
static _Thread_local char kept_name[NAME_KEPT];

static void parallel(void *pool, size_t count, ParallelItem item, void *user) {
  pool_parallel(pool, LANE_QUERY, count, item, user);
}

// What was found last in an open document, if that is of the text that this request sees.
static const Extraction *outline_of(void *user, Str path, Str text) {
  NavigateAsk *ask = user;
  const Extraction *found = NULL;
  uv_mutex_lock(&ask->index->mutex);
  OpenDocument *document = overlay_find(&ask->index->documents.overlay, path);
  Outline *outline = document ? document->outline : NULL;
  if (outline && shared_segment_texts(outline->text)[0].ptr == text.ptr) {
    array_push(&ask->outlines, outline_ref(outline));
    found = &outline->found;
  }
  uv_mutex_unlock(&ask->index->mutex);
  return found;
}

// CPU time for parsing one text: never more than the whole request has.
static void limit_time(NavigateAsk *ask, int64_t timeout_ns) {
  int64_t *parsing = &ask->navigation.limits.timeout_ns;
  if (*parsing == 0 || *parsing > PARSE_MAX_NS) *parsing = PARSE_MAX_NS;
  if (timeout_ns <= 0) return;
  ask->context.deadline_ns = ask->measured.began_ns + timeout_ns;
  if (timeout_ns < *parsing) *parsing = timeout_ns;
}

void navigate_ask_begin(NavigateAsk *ask, Index *index, IndexRequest kind, const SourcePlace *place,
                        bool symbols, NavigationSummary *summary) {
  const atomic_bool *cancelled = place->cancelled;
  *ask = (NavigateAsk){.index = index, .measured = measured_begin(kind), .summary = summary};
  index_note_activity(index);
  uv_mutex_lock(&index->mutex);
  if (symbols) reparse_wait_symbols(index, cancelled);
  ask->snapshot = snapshot_ref(index->snapshot);
  uv_mutex_unlock(&index->mutex);
  ask->context = (QueryContext){.snapshot = ask->snapshot,
                                .cancelled = cancelled,
                                .parallel = parallel,
                                .pool = index->pool,
                                .meter = &ask->measured.meter};
  ask->navigation = (Navigation){.query = &ask->context,
                                 .limits = {.timeout_ns = index->options.parse_timeout_ns,
                                            .parse_limit = index->options.symbol_limit,
                                            .cancelled = cancelled},
                                 .tools = toolbox_new(),
                                 .outline = outline_of,
                                 .outline_user = ask};
  limit_time(ask, place->timeout_ns);
  ask->tools = tools_take(ask->navigation.tools);
  if (summary) {
    *summary = (NavigationSummary){
        .reason = "", .generation = ask->snapshot->generation, .covered = ask->snapshot->covered};
  }
}

static void summarise(const NavigateAsk *ask, Status status, const NavigateDelivery *delivery) {
  NavigationSummary *summary = ask->summary;
  const Snapshot *snapshot = ask->snapshot;
  size_t kept = summary->name.len < NAME_KEPT ? summary->name.len : NAME_KEPT;
  if (kept) memcpy(kept_name, summary->name.ptr, kept);
  summary->name = str_make(kept_name, kept);
  summary->found = delivery->delivered;
  const char *reason = status == STATUS_CANCELLED ? "cancelled" : delivery->reason;
  bool expired = !reason && delivery->delivered == 0 && query_expired(&ask->context);
  if (expired) reason = "deadline"; // there was no time to find out whether there is anything
  summary->truncated = reason != NULL;
  bool complete = snapshot->text_complete && snapshot->symbols_complete;
  summary->reason = reason ? reason : complete ? "" : "indexing";
}

Status navigate_ask_end(NavigateAsk *ask, Status status, const NavigateDelivery *delivery) {
  if (ask->summary) {
    summarise(ask, status, delivery);
    if (status == STATUS_CANCELLED) status = STATUS_OK;
  }
  tools_give(ask->tools);
  toolbox_free(ask->navigation.tools);
  for (size_t i = 0; i < ask->outlines.count; i++) outline_unref(ask->outlines.items[i]);
  array_free(&ask->outlines);
  snapshot_unref(ask->snapshot);
  measured_end(&ask->measured, &ask->index->monitor);
  return status;
}

// ---- the place ----------------------------------------------------------------------------------

Status navigate_place_read(NavigateAsk *ask, const SourcePlace *place, NavigatePlace *out,
                           Error *error) {
  *out = (NavigatePlace){.offset = 0};
  Status status = navigate_read(&ask->navigation, ask->tools, place->path, &out->source, error);
  if (status != STATUS_OK) return status;
  Str text = out->source.text;
  if (text.len >= UINT32_MAX) {
    return error_set(error, STATUS_LIMIT, "%.*s: larger than 4 GB", STR_ARGS(place->path));
  }
  size_t offset = place->offset(place->user, text);
  out->offset = (uint32_t)(offset < text.len ? offset : text.len);
  return STATUS_OK;
}

static void ask_about(NavigatePlace *place) {
  const ScopeAnswer *scope = &place->scope;
  place->question = (NavigateQuestion){.path = place->source.path,
                                       .name = scope->name,
                                       .qualifier = scope->qualifier,
                                       .type = scope->type,
                                       .language = place->source.language,
                                       .line = place->line,
                                       .column = place->column,
                                       .member = scope->member,
                                       .called = scope->called,
                                       .imports = &place->imports};
  place->question.reach = place->reach;
  if (place->within.count) place->question.within = &place->within;
}

// The import that brings the name into the text: around the place, or elsewhere in the text.
static Status find_import(NavigateAsk *ask, NavigatePlace *place, Str *import, Error *error) {
  const ScopeAnswer *scope = &place->scope;
  const NavigateText *source = &place->source;
  *import = scope->import;
  if (scope->import.len || scope->qualifier.len) return STATUS_OK;
  bool everywhere = scope->scope_start == 0 && scope->scope_end >= source->text.len;
  size_t at = 0;
  if (scope->local && everywhere) // another name for what is imported
    at = scope->definition;
  else if (scope->local)
    return STATUS_OK;
  else
    while (at < scope->count && scope->occurrences[at].kind != OCCURRENCE_IMPORT) at++;
  if (at == scope->count) return STATUS_OK;
  ScopeAnswer there;
  Status status =
      scope_at(navigate_scope(ask->tools), source->language, source->text,
               scope->occurrences[at].start, &ask->navigation.limits, &place->arena, &there, error);
  if (status == STATUS_OK) *import = there.import;
  return status == STATUS_CANCELLED ? status : STATUS_OK;
}

// An import that cannot be read says nothing; it is no reason to fail.
static Status read_imports(NavigateAsk *ask, NavigatePlace *place, Error *error) {
  const Str *written = NULL;
  size_t count = 0;
  const NavigateText *source = &place->source;
  Status status = scope_imports(navigate_scope(ask->tools), source->language, source->text,
                                &ask->navigation.limits, &place->arena, &written, &count, error);
  if (status == STATUS_CANCELLED) return status;
  imports_read(source->language, source->path, written, status == STATUS_OK ? count : 0,
               &place->arena, &place->imports);
  Str *import = arena_new(&place->arena, Str);
  status = find_import(ask, place, import, error);
  if (status != STATUS_OK) return status;
  imports_read(source->language, source->path, import, import->len > 0, &place->arena,
               &place->within);
  return STATUS_OK;
}

Status navigate_place_open(NavigateAsk *ask, const SourcePlace *place, NavigatePlace *out,
                           Error *error) {
  Status status = navigate_place_read(ask, place, out, error);
  if (status != STATUS_OK) return status;
  const NavigateText *source = &out->source;
  status = scope_at(navigate_scope(ask->tools), source->language, source->text, out->offset,
                    &ask->navigation.limits, &out->arena, &out->scope, error);
  // A text that could not be parsed is not parsed again for its imports: what is filled is by letters.
  if (status == STATUS_OK) status = read_imports(ask, out, error);
  if (status != STATUS_OK && status != STATUS_LIMIT) return status;
  ScopeAnswer *scope = &out->scope;
  if (scope->local && scope->definition >= scope->count) scope->local = false;
  out->line =
      navigate_line(source->text, scope->name.len ? scope->start : out->offset, &out->column);
  if (language_is_c_family(source->language))
    out->reach = include_reach_new(&ask->navigation, source->path, &out->imports);
  ask_about(out);
  if (!scope->local && navigate_is_own_object(scope->qualifier)) (void)navigate_place_own(ask, out);
  if (ask->summary) {
    ask->summary->name = scope->name;
    ask->summary->start = scope->start;
    ask->summary->end = scope->end;
  }
  return STATUS_OK;
}

const Extraction *navigate_place_own(NavigateAsk *ask, NavigatePlace *place) {
  const Extraction *found = navigate_extract(&ask->navigation, ask->tools, &place->source);
  if (!found) return NULL;
  structure_own_type(place->source.language, place->source.text, found->symbols.items,
                     found->symbols.count, place->offset, &place->own);
  // The extraction is the tools': what comes of it outlives their next use.
  place->own.name = arena_dup(&place->arena, place->own.name);
  place->question.own = &place->own;
  return found;
}

void navigate_place_close(NavigatePlace *place) {
  include_reach_free(place->reach);
  navigate_text_release(&place->source);
  arena_release(&place->arena);
}
