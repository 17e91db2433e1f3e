// Navigation: what callers ask of an Index about a place in a document.
#include "intake/structure.h"
#include "query/navigate_calls.h"
#include "query/navigate_words.h"
#include "query/references.h"
#include "run/navigate_ask.h"

static const int64_t HOVER_COUNT_NS = 10000000; // how long a hover counts references

Str index_certainty_name(Certainty certainty) {
  static const char *const names[] = {"name", "likely", "only", "scope"};
  return str_from_c(names[certainty]);
}

Str index_occurrence_name(OccurrenceKind kind) {
  static const char *const names[] = {"text",   "read",        "write",     "call",
                                      "import", "declaration", "definition"};
  return str_from_c(names[kind]);
}

// ---- targets ------------------------------------------------------------------------------------

typedef struct {
  TargetFn fn;
  void *user;
  uint64_t limit; // 0: none
  NavigateDelivery *out;
} TargetSink;

static bool put_target(TargetSink *sink, const SourceTarget *target) {
  if (sink->out->reason) return false;
  if (sink->limit && sink->out->delivered == sink->limit) {
    sink->out->reason = "limit";
    return false;
  }
  sink->out->delivered++;
  if (!sink->fn(sink->user, target)) sink->out->reason = "stopped";
  return !sink->out->reason;
}

// The line that binds a local name, as its definition.
static SourceTarget local_target(const NavigatePlace *place) {
  const ScopeOccurrence *definition = &place->scope.occurrences[place->scope.definition];
  Str text = place->source.text;
  uint32_t column;
  uint32_t line_number = navigate_line(text, definition->start, &column);
  Str line = str_trim(navigate_line_text(text, definition->start));
  SourceTarget target = {.path = place->source.path,
                         .language = language_name(place->source.language),
                         .text = text,
                         .name = place->scope.name,
                         .kind = place->scope.label ? SYMBOL_LABEL : SYMBOL_VARIABLE,
                         .local = true,
                         .certainty = CERTAINTY_SCOPE,
                         .line = line_number,
                         .name_start = definition->start,
                         .name_end = definition->end,
                         .start = (uint32_t)(line.ptr - text.ptr),
                         .end = (uint32_t)(line.ptr + line.len - text.ptr)};
  if (target.end < target.name_end) target.end = target.name_end;
  return target;
}

static bool put_file(NavigateAsk *ask, const ImportedFile *file, Certainty certainty,
                     TargetSink *sink) {
  NavigateText text;
  bool goes_on = true;
  NavigateTools *tools = tools_take(ask->navigation.tools);
  if (navigate_read(&ask->navigation, tools, file->path, &text, NULL) == STATUS_OK) {
    SourceTarget target = {.path = file->path,
                           .language = language_name(text.language),
                           .text = text.text,
                           .kind = SYMBOL_MODULE,
                           .certainty = certainty};
    goes_on = put_target(sink, &target);
    navigate_text_release(&text);
  }
  tools_give(tools);
  return goes_on;
}

// `from . import name`: the name may be of a module in the package.
static void find_submodule(NavigateAsk *ask, const NavigatePlace *place, ImportedFiles *files) {
  Str import = place->scope.import, name = place->scope.name;
  if (place->source.language != LANGUAGE_python || name.len == 0) return;
  Arena arena = {0};
  Imports joined;
  const char *dot = str_ends_with(import, STR(".")) ? "" : ".";
  Str module = arena_printf(&arena, "%.*s%s%.*s", STR_ARGS(import), dot, STR_ARGS(name));
  imports_read(place->source.language, place->source.path, &module, 1, &arena, &joined);
  imports_find(&ask->context, &joined, files);
  size_t kept = 0; // the package itself fits as well
  for (size_t i = 0; i < files->count; i++) {
    Str path = files->items[i].path;
    bool named = str_equal(imports_stem(path), name)
                 || str_equal(str_base_name(imports_directory(path)), name);
    if (named) files->items[kept++] = files->items[i];
  }
  files->count = kept;
  arena_release(&arena);
}

// The files that the import around the place names.
static ImportedFiles find_files(NavigateAsk *ask, const NavigatePlace *place) {
  ImportedFiles files = {0};
  find_submodule(ask, place, &files);
  if (files.count == 0) imports_find(&ask->context, &place->within, &files);
  return files;
}

static void put_files(NavigateAsk *ask, const NavigatePlace *place, TargetSink *sink) {
  ImportedFiles files = find_files(ask, place);
  Certainty certainty = files.count == 1 ? CERTAINTY_ONLY : CERTAINTY_LIKELY;
  for (size_t i = 0; i < files.count; i++) {
    if (!put_file(ask, &files.items[i], certainty, sink)) break;
  }
  array_free(&files);
}

static bool put_navigated(void *user, const NavigateTarget *target) {
  return put_target(user, &target->target);
}

// Whether the place names a file and nothing within it.
static bool names_file(const NavigatePlace *place) {
  const ScopeAnswer *scope = &place->scope;
  if (scope->import.len == 0) return false;
  return scope->name.len == 0 || scope->in_string || language_is_c_family(place->source.language);
}

static bool lies_within(const NavigatePlace *place, const NavigateCandidates *candidates) {
  size_t which;
  return candidates->count
         && imports_fit(&place->within, candidates->items[0].path, &which) >= IMPORT_PACKAGE;
}

// `import a.b` at b: a thing in module a, or the module. A name that an import gives to what is called
// otherwise, or is its default, is known by the file alone.
static bool means_file(const NavigatePlace *place, const NavigateCandidates *candidates) {
  if (place->scope.import.len) return !lies_within(place, candidates);
  return candidates->count == 0 && place->question.within;
}

static void put_definitions(NavigateAsk *ask, const NavigatePlace *place, bool declarations,
                            TargetSink *sink) {
  if (names_file(place)) {
    put_files(ask, place, sink);
    return;
  }
  if (place->scope.local) {
    if (place->question.within) put_files(ask, place, sink);
    SourceTarget target = local_target(place);
    if (sink->out->delivered == 0) put_target(sink, &target);
    return;
  }
  NavigateCandidates candidates = {0};
  NavigateDelivery symbols = {0};
  navigate_candidates(&ask->context, &place->question, &candidates);
  if (means_file(place, &candidates)) put_files(ask, place, sink);
  if (sink->out->delivered) candidates.count = 0; // a file is not something of its name in another
  const NavigateCandidate *self = navigate_self(&candidates);
  bool at_definition = self && !(self->flags & SYMBOL_DECLARATION);
  if (declarations || at_definition) navigate_prefer_declarations(&candidates);
  if (!sink->out->reason) {
    navigate_deliver(&ask->navigation, &place->question, &candidates, sink->limit, put_navigated,
                     sink, &symbols);
  }
  if (!sink->out->reason) sink->out->reason = symbols.reason;
  array_free(&candidates);
}

Status index_definitions(Index *index, const SourcePlace *place, bool declarations, uint64_t limit,
                         TargetFn fn, void *user, NavigationSummary *summary, Error *error) {
  NavigateAsk ask;
  NavigatePlace at;
  NavigateDelivery delivery = {0};
  NavigationSummary own;
  TargetSink sink = {fn, user, limit, &delivery};
  navigate_ask_begin(&ask, index, REQUEST_DEFINITION, place, true, summary ? summary : &own);
  Status status = navigate_place_open(&ask, place, &at, error);
  if (status == STATUS_OK) put_definitions(&ask, &at, declarations, &sink);
  navigate_place_close(&at);
  return navigate_ask_end(&ask, status, &delivery);
}

// ---- references ---------------------------------------------------------------------------------

typedef struct {
  ReferenceFn fn;
  void *user;
  const ReferenceOptions *options;
  NavigateDelivery *out;
} ReferenceSink;

static bool is_asked_for(const ReferenceSink *sink, OccurrenceKind kind) {
  if (kind == OCCURRENCE_TEXT) return sink->options->texts;
  return sink->options->definitions
         || (kind != OCCURRENCE_DEFINITION && kind != OCCURRENCE_DECLARATION);
}

static bool put_reference(ReferenceSink *sink, const SourceReference *reference) {
  if (!is_asked_for(sink, reference->kind)) return true;
  if (sink->options->limit && sink->out->delivered == sink->options->limit) {
    sink->out->reason = "limit";
    return false;
  }
  sink->out->delivered++;
  if (!sink->fn(sink->user, reference)) sink->out->reason = "stopped";
  return !sink->out->reason;
}

static bool put_references_of(void *user, const ReferenceFile *file) {
  ReferenceSink *sink = user;
  Str text = file->text, line_text = {0};
  uint32_t line = file->first_line;
  size_t line_start = 0;
  bool goes_on = true, fresh = true;
  for (size_t i = 0; i < file->count && goes_on; i++) {
    const ScopeOccurrence *o = &file->items[i];
    for (size_t end; (end = str_find_byte(text, line_start, '\n')) < o->start; line++) {
      line_start = end + 1;
      fresh = true;
    }
    if (fresh) line_text = navigate_line_text(text, line_start);
    fresh = false;
    SourceReference reference = {.path = file->path,
                                 .language = language_name(file->language),
                                 .line = line,
                                 .column = (uint32_t)(o->start - line_start),
                                 .length = o->end - o->start,
                                 .text = line_text,
                                 .kind = o->kind,
                                 .certainty = references_certainty(file, o)};
    goes_on = put_reference(sink, &reference);
  }
  return goes_on;
}

static ReferenceFile own_file(const NavigatePlace *place) {
  return (ReferenceFile){.path = place->source.path,
                         .text = place->source.text,
                         .language = place->source.language,
                         .items = place->scope.occurrences,
                         .count = place->scope.count,
                         .certainty = place->scope.local ? CERTAINTY_SCOPE : CERTAINTY_LIKELY};
}

static ReferenceJob job_of(const NavigatePlace *place, const NavigateCandidates *definitions) {
  return (ReferenceJob){.question = &place->question,
                        .definitions = definitions,
                        .here = place->scope.occurrences,
                        .here_count = place->scope.count,
                        .here_text = place->source.text,
                        .here_part = place->source.part ? place->source.part_number : UINT32_MAX,
                        .here_document = place->source.document,
                        .here_only = place->scope.local};
}

static void put_references(NavigateAsk *ask, const NavigatePlace *place, ReferenceSink *sink) {
  if (place->scope.name.len == 0 || names_file(place)) return;
  if (place->scope.local) {
    ReferenceFile file = own_file(place);
    put_references_of(sink, &file);
    return;
  }
  NavigateCandidates definitions = {0};
  navigate_candidates(&ask->context, &place->question, &definitions);
  ReferenceJob job = job_of(place, &definitions);
  job.texts = sink->options->texts;
  job.few = sink->options->limit > 0;
  const char *reason = references_run(&ask->navigation, &job, put_references_of, sink);
  if (!sink->out->reason) sink->out->reason = reason;
  array_free(&definitions);
}

Status index_references(Index *index, const SourcePlace *place, const ReferenceOptions *options,
                        ReferenceFn fn, void *user, NavigationSummary *summary, Error *error) {
  NavigateAsk ask;
  NavigatePlace at;
  NavigateDelivery delivery = {0};
  NavigationSummary own;
  ReferenceSink sink = {fn, user, options, &delivery};
  navigate_ask_begin(&ask, index, REQUEST_REFERENCES, place, true, summary ? summary : &own);
  Status status = navigate_place_open(&ask, place, &at, error);
  if (status == STATUS_OK) put_references(&ask, &at, &sink);
  navigate_place_close(&at);
  return navigate_ask_end(&ask, status, &delivery);
}

Status index_highlights(Index *index, const SourcePlace *place, ReferenceFn fn, void *user,
                        NavigationSummary *summary, Error *error) {
  NavigateAsk ask;
  NavigatePlace at;
  NavigateDelivery delivery = {0};
  NavigationSummary own;
  ReferenceOptions options = {.definitions = true};
  ReferenceSink sink = {fn, user, &options, &delivery};
  navigate_ask_begin(&ask, index, REQUEST_REFERENCES, place, false, summary ? summary : &own);
  Status status = navigate_place_open(&ask, place, &at, error);
  if (status == STATUS_OK && at.scope.name.len) {
    ReferenceFile file = own_file(&at);
    options.texts = at.scope.in_comment || at.scope.in_string;
    put_references_of(&sink, &file);
  }
  navigate_place_close(&at);
  return navigate_ask_end(&ask, status, &delivery);
}

// ---- hover --------------------------------------------------------------------------------------

typedef struct {
  NavigateAsk *ask;
  SourceHover hover;
  HoverFn fn;
  void *user;
  const NavigateQuestion *question;
  const NavigateCandidates *candidates;
  Arena *arena; // of the hover's strings
} HoverSink;

static void hover_local(const NavigatePlace *place, HoverSink *sink) {
  SourceTarget target = local_target(place);
  sink->hover.target = &target;
  sink->hover.signature = str_slice(target.text, target.start, target.end);
  for (size_t i = 0; i < place->scope.count; i++) {
    OccurrenceKind kind = place->scope.occurrences[i].kind;
    sink->hover.references += kind != OCCURRENCE_DEFINITION && kind != OCCURRENCE_TEXT;
  }
  sink->hover.references_exact = true;
  sink->fn(sink->user, &sink->hover);
}

static bool take_comment(void *user, const NavigateTarget *t) {
  HoverSink *sink = user;
  structure_comment(t->language, t->target.text, &t->symbol, t->spans, t->span_count, sink->arena,
                    &sink->hover.comment);
  sink->hover.comment = arena_dup(sink->arena, sink->hover.comment);
  return sink->hover.comment.len == 0;
}

// What a declaration does not say the definition may, and the other way round.
static void borrow_comment(HoverSink *sink, const NavigateTarget *t) {
  enum { COUNTERPARTS = 4 };
  NavigateCandidates counterparts = {0};
  NavigateDelivery delivery;
  for (size_t i = 0; i < sink->candidates->count && counterparts.count < COUNTERPARTS; i++) {
    const NavigateCandidate *c = &sink->candidates->items[i];
    bool other = (c->flags ^ t->candidate.flags) & SYMBOL_DECLARATION;
    bool only = t->candidate.certainty == CERTAINTY_ONLY; // then they declare nothing else
    bool related = (c->certainty > CERTAINTY_NAME || only) && !c->unrelated;
    if (other && related && str_equal(c->container, t->candidate.container)) {
      array_push(&counterparts, *c);
    }
  }
  navigate_deliver(&sink->ask->navigation, sink->question, &counterparts, 0, take_comment, sink,
                   &delivery);
  array_free(&counterparts);
}

static bool hover_target(void *user, const NavigateTarget *t) {
  HoverSink *sink = user;
  Arena arena = {0};
  sink->arena = &arena;
  sink->hover.target = &t->target;
  structure_signature(t->language, t->target.text, &t->symbol, &arena, &sink->hover.signature);
  structure_comment(t->language, t->target.text, &t->symbol, t->spans, t->span_count, &arena,
                    &sink->hover.comment);
  if (!sink->hover.comment.len) borrow_comment(sink, t);
  sink->hover.references = references_count(&sink->ask->navigation, t->target.name, HOVER_COUNT_NS,
                                            &sink->hover.references_exact);
  sink->fn(sink->user, &sink->hover);
  arena_release(&arena);
  return false; // the likeliest is enough
}

// The place's own definition, if it is one, says most about itself.
static void put_self_first(NavigateCandidates *all) {
  const NavigateCandidate *found = navigate_self(all);
  if (!found) return;
  NavigateCandidate self = *found;
  self.self = false; // and stays there
  size_t at = (size_t)(found - all->items);
  memmove(all->items + 1, all->items, at * sizeof *all->items);
  all->items[0] = self;
}

// What is imported is a file: what it says of itself. False if there is none.
static bool hover_file(const NavigatePlace *place, HoverSink *sink, NavigateDelivery *out) {
  NavigateAsk *ask = sink->ask;
  NavigateText text;
  Arena arena = {0};
  ImportedFiles files = find_files(ask, place);
  NavigateTools *tools = tools_take(ask->navigation.tools);
  bool any =
      files.count
      && navigate_read(&ask->navigation, tools, files.items[0].path, &text, NULL) == STATUS_OK;
  if (any) {
    SourceTarget target = {.path = files.items[0].path,
                           .language = language_name(text.language),
                           .text = text.text,
                           .kind = SYMBOL_MODULE,
                           .certainty = files.count == 1 ? CERTAINTY_ONLY : CERTAINTY_LIKELY};
    const Extraction *found = navigate_extract(&ask->navigation, tools, &text);
    if (found)
      structure_head_comment(text.language, text.text, found->spans.items, found->spans.count,
                             &arena, &sink->hover.comment);
    sink->hover.target = &target;
    sink->hover.others = files.count - 1;
    sink->fn(sink->user, &sink->hover);
    out->delivered = 1;
    navigate_text_release(&text);
  }
  tools_give(tools);
  arena_release(&arena);
  array_free(&files);
  return any;
}

static void put_hover(const NavigatePlace *place, HoverSink *sink, NavigateDelivery *out) {
  if (names_file(place)) {
    hover_file(place, sink, out);
    return;
  }
  if (place->scope.name.len == 0) return;
  if (place->scope.local) {
    if (place->question.within && hover_file(place, sink, out)) return;
    hover_local(place, sink);
    out->delivered = 1;
    return;
  }
  NavigateCandidates candidates = {0};
  navigate_candidates(&sink->ask->context, &place->question, &candidates);
  if (means_file(place, &candidates) && hover_file(place, sink, out)) {
    array_free(&candidates);
    return;
  }
  put_self_first(&candidates);
  sink->question = &place->question;
  sink->candidates = &candidates;
  sink->hover.others = candidates.count ? candidates.count - 1 : 0;
  navigate_deliver(&sink->ask->navigation, &place->question, &candidates, 1, hover_target, sink,
                   out);
  if (out->reason && strcmp(out->reason, "cancelled") != 0) out->reason = NULL;
  array_free(&candidates);
}

Status index_hover(Index *index, const SourcePlace *place, HoverFn fn, void *user,
                   NavigationSummary *summary, Error *error) {
  NavigateAsk ask;
  NavigatePlace at;
  NavigateDelivery delivery = {0};
  NavigationSummary own;
  HoverSink sink = {.ask = &ask, .fn = fn, .user = user};
  navigate_ask_begin(&ask, index, REQUEST_HOVER, place, true, summary ? summary : &own);
  Status status = navigate_place_open(&ask, place, &at, error);
  if (status == STATUS_OK) put_hover(&at, &sink, &delivery);
  navigate_place_close(&at);
  return navigate_ask_end(&ask, status, &delivery);
}

// ---- calls --------------------------------------------------------------------------------------

typedef struct {
  CallsFn fn;
  void *user;
  uint64_t limit;
} CallsSink;

static void put_incoming(NavigateAsk *ask, const NavigatePlace *place, const CallsSink *sink,
                         NavigateDelivery *out) {
  NavigateCandidates definitions = {0};
  navigate_candidates(&ask->context, &place->question, &definitions);
  ReferenceJob job = job_of(place, &definitions);
  job.few = sink->limit > 0;
  calls_incoming(&ask->navigation, &job, sink->limit, sink->fn, sink->user, out);
  array_free(&definitions);
}

static const Symbol *symbol_named_at(const Extraction *found, uint32_t offset) {
  for (size_t i = 0; i < found->symbols.count; i++) {
    const Symbol *s = &found->symbols.items[i];
    if (s->name_start <= offset && offset <= s->name_end) return s;
  }
  return NULL;
}

static Status put_outgoing(NavigateAsk *ask, NavigatePlace *place, const CallsSink *sink,
                           NavigateDelivery *out, Error *error) {
  const Extraction *found = navigate_place_own(ask, place);
  const Symbol *symbol = found ? symbol_named_at(found, place->scope.start) : NULL;
  if (!symbol) return STATUS_OK;
  return calls_outgoing(&ask->navigation, &place->source, symbol, &place->question, sink->limit,
                        sink->fn, sink->user, out, error);
}

Status index_calls(Index *index, const SourcePlace *place, bool incoming, uint64_t limit,
                   CallsFn fn, void *user, NavigationSummary *summary, Error *error) {
  NavigateAsk ask;
  NavigatePlace at;
  NavigateDelivery delivery = {0};
  NavigationSummary own;
  CallsSink sink = {fn, user, limit};
  navigate_ask_begin(&ask, index, REQUEST_REFERENCES, place, true, summary ? summary : &own);
  Status status = navigate_place_open(&ask, place, &at, error);
  if (status == STATUS_OK && at.scope.name.len) {
    if (incoming)
      put_incoming(&ask, &at, &sink, &delivery);
    else
      status = put_outgoing(&ask, &at, &sink, &delivery, error);
  }
  navigate_place_close(&at);
  return navigate_ask_end(&ask, status, &delivery);
}

// ---- words --------------------------------------------------------------------------------------

Status index_words(Index *index, const SourcePlace *place, uint64_t limit, WordFn fn, void *user,
                   NavigationSummary *summary, Error *error) {
  NavigateAsk ask;
  NavigatePlace at;
  NavigateDelivery delivery = {0};
  NavigationSummary own;
  navigate_ask_begin(&ask, index, REQUEST_STRUCTURE, place, false, summary ? summary : &own);
  Status status = navigate_place_read(&ask, place, &at, error);
  if (status == STATUS_OK) {
    Str prefix = words_prefix(at.source.text, at.offset);
    ask.summary->name = prefix;
    ask.summary->end = at.offset;
    ask.summary->start = (uint32_t)(at.offset - prefix.len);
    status = words_run(&ask.navigation, &at.source, at.offset, limit, fn, user, &delivery, error);
  }
  navigate_place_close(&at);
  return navigate_ask_end(&ask, status, &delivery);
}

// ---- structure ----------------------------------------------------------------------------------

static size_t at_start(void *user, Str text) {
  (void)user, (void)text;
  return 0;
}

Status index_folds(Index *index, Str path, const atomic_bool *cancelled, FoldsFn fn, void *user,
                   Error *error) {
  NavigateAsk ask;
  NavigatePlace at;
  Arena arena = {0};
  const SourceFold *folds = NULL;
  size_t count = 0;
  SourcePlace place = {.path = path, .offset = at_start, .cancelled = cancelled};
  navigate_ask_begin(&ask, index, REQUEST_STRUCTURE, &place, false, NULL);
  Status status = navigate_place_read(&ask, &place, &at, error);
  if (status == STATUS_OK) {
    status = structure_folds(at.source.language, at.source.text, &ask.navigation.limits, &arena,
                             &folds, &count, error);
  }
  if (status == STATUS_OK) fn(user, at.source.text, folds, count);
  navigate_place_close(&at);
  arena_release(&arena);
  return navigate_ask_end(&ask, status, NULL);
}

Status index_enclosing(Index *index, const SourcePlace *place, EnclosingFn fn, void *user,
                       Error *error) {
  NavigateAsk ask;
  NavigatePlace at;
  Arena arena = {0};
  const uint32_t *ranges = NULL;
  size_t count = 0;
  navigate_ask_begin(&ask, index, REQUEST_STRUCTURE, place, false, NULL);
  Status status = navigate_place_read(&ask, place, &at, error);
  if (status == STATUS_OK) {
    status = structure_enclosing(at.source.language, at.source.text, at.offset,
                                 &ask.navigation.limits, &arena, &ranges, &count, error);
  }
  if (status == STATUS_OK) fn(user, at.source.text, ranges, count);
  navigate_place_close(&at);
  arena_release(&arena);
  return navigate_ask_end(&ask, status, NULL);
}
