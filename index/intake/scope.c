// A place is answered in four steps: its name by its letters, all whole words of that name by the SIMD scan,
// what they are by the tree and the language's scopes.scm, and which of them are one variable (scope_map.c).
// Of other names nothing is asked. C and its kin are parsed a function at a time (scope_c.c), all others
// whole.
//
// Where a name cannot be a local by its letters, no parser runs: references ask thousands of files for a name
// that none of them binds.
#include "intake/scope.h"
#include "base/scan.h"
#include "intake/scope_c.h"
#include "intake/scope_letters.h"
#include "intake/scope_lexical.h"
#include "intake/scope_read.h"
#include "intake/view.h"

struct ScopeReader {
  Reading reading;
  Extractor *extractor; // made when first needed
  Extraction extraction;
  ScopeMap places; // of the name that is asked for, in the whole text
  ScopeMap unit;   // those of a part
  ScopeUnits units;
};

ScopeReader *scope_reader_new(void) {
  ScopeReader *reader = xcalloc(1, sizeof *reader);
  reading_init(&reader->reading);
  return reader;
}

void scope_reader_free(ScopeReader *reader) {
  if (!reader) return;
  reading_release(&reader->reading);
  extractor_free(reader->extractor);
  extraction_release(&reader->extraction);
  scope_map_release(&reader->places);
  scope_map_release(&reader->unit);
  array_free(&reader->units);
  free(reader);
}

Status scope_check_query(LanguageId language, bool *has_query, Error *error) {
  const ScopeQuery *query = NULL;
  Status status = scope_query_of(language, &query, error);
  *has_query = query != NULL;
  return status;
}

// One call.
typedef struct {
  ScopeReader *reader;
  LanguageId language;
  Str text;
  const ExtractOptions *options;
  Arena *arena;
  const ScopeQuery *query; // NULL: none
  CDialect dialect;
  bool is_c;
  uint32_t offset; // the place, or UINT32_MAX
  Str import;
} Job;

static Status job_start(Job *job, Error *error) {
  if (job->text.len >= UINT32_MAX) return error_set(error, STATUS_LIMIT, "text over 4 GiB");
  job->is_c = cmask_applies(job->language, &job->dialect);
  reading_start(&job->reader->reading, job->options, job->arena);
  scope_map_start(&job->reader->places);
  return scope_query_of(job->language, &job->query, error);
}

// Why the reading stopped, if it did.
static Status job_end(const Job *job, Error *error) {
  const Reading *reading = &job->reader->reading;
  if (reading_was_cancelled(reading)) return error_set(error, STATUS_CANCELLED, "cancelled");
  return reading->stopped ? error_set(error, STATUS_LIMIT, "parsing took too long") : STATUS_OK;
}

static Status job_extract(Job *job, Error *error) {
  ScopeReader *reader = job->reader;
  if (!reader->extractor) reader->extractor = extractor_new();
  return extractor_run(reader->extractor, job->language, job->text, job->options, job->arena,
                       &reader->extraction, error);
}

// ---- kinds by letters ---------------------------------------------------------------------------

// Marks places in spans as text; all others keep what they are.
static void apply_spans(ScopeMap *map, const Span *spans, size_t count) {
  size_t next = 0;
  for (size_t i = 0; i < map->places.count; i++) {
    ScopePlace *place = &map->places.items[i];
    while (next < count && spans[next].end <= place->start) next++;
    if (next == count || spans[next].start > place->start) continue;
    place->nature = PLACE_TEXT;
    place->comment = spans[next].kind == SPAN_COMMENT;
    place->kind = OCCURRENCE_TEXT;
  }
}

// What the grammar has not said of the places: whether they are called, written, defined.
static void apply_letters(const Job *job, ScopeMap *map) {
  for (size_t i = 0; i < map->places.count; i++) {
    ScopePlace *place = &map->places.items[i];
    if (place->nature == PLACE_TEXT || place->kind != OCCURRENCE_READ) continue;
    OccurrenceKind kind = scope_letters_kind(job->language, job->text, place->start, place->end);
    bool says_use = kind == OCCURRENCE_CALL || kind == OCCURRENCE_WRITE;
    place->kind = says_use || place->variable == NO_VARIABLE ? kind : OCCURRENCE_READ;
  }
}

// ---- one part, parsed ---------------------------------------------------------------------------

// Resolves the places of `map` in the tree of `part`, which the parser sees as `view`.
static void resolve_part(Job *job, const Part *part, Str view, ScopeMap *map) {
  Reading *reading = &job->reader->reading;
  TSTree *tree = reading_parse(reading, part, view, NULL);
  if (!tree) return;
  ScopeSource source = {reading, job->query, job->language, job->text, job->offset, {0}};
  scope_read_map(&source, tree, map);
  ts_tree_delete(tree);
  if (source.import.len) job->import = source.import;
  scope_map_resolve(map);
}

static bool is_too_large(const Job *job, uint32_t bytes) {
  return job->options->parse_limit && bytes > job->options->parse_limit;
}

static Status resolve_whole(Job *job, Error *error) {
  if (!job->query) return STATUS_OK;
  if (is_too_large(job, (uint32_t)job->text.len)) {
    return error_set(error, STATUS_LIMIT, "too large to parse");
  }
  Part part = {.language = job->language, .text = job->text};
  Str view = view_for_parser(job->language, job->text, job->arena);
  resolve_part(job, &part, view, &job->reader->places);
  return job_end(job, error);
}

// ---- C ------------------------------------------------------------------------------------------

static TSPoint point_at(Str text, uint32_t offset) {
  Str head = str_slice(text, 0, offset);
  uint32_t line = offset;
  while (line > 0 && text.ptr[line - 1] != '\n') line--;
  return (TSPoint){(uint32_t)scan_count_byte(head, '\n'), offset - line};
}

static void resolve_code(Job *job, ScopeUnit unit, ScopeMap *map) {
  Str view = scope_c_view(job->dialect, job->text, &unit, job->arena);
  TSRange range = {.start_point = point_at(job->text, unit.start),
                   .end_point = point_at(job->text, unit.end),
                   .start_byte = unit.start,
                   .end_byte = unit.end};
  Part part = {.language = job->language, .text = job->text, .range = &range};
  resolve_part(job, &part, view, map);
}

// Resolves places [first, last) of the text, which lie in `unit`.
static void resolve_unit(Job *job, const ScopeUnit *unit, size_t first, size_t last) {
  ScopeMap *all = &job->reader->places, *map = &job->reader->unit;
  scope_map_start(map);
  for (size_t i = first; i < last; i++) array_push(&map->places, all->places.items[i]);
  if (unit->kind == SCOPE_UNIT_MACRO) {
    scope_c_macro(job->text, unit, map);
    scope_map_resolve(map);
  } else {
    resolve_code(job, *unit, map);
  }
  for (size_t i = first; i < last; i++) {
    ScopePlace *place = &all->places.items[i];
    bool text = place->nature == PLACE_TEXT;
    ScopePlace found = map->places.items[i - first];
    if (text || found.nature == PLACE_TEXT) continue; // the extractor's spans are right
    *place = found;
    if (found.variable != NO_VARIABLE) place->variable += (uint32_t)first;
  }
}

// Whether a local scope may bind the name, by the letters around places [first, last).
static bool may_bind(const Job *job, size_t first, size_t last) {
  for (size_t i = first; i < last; i++) {
    const ScopePlace *place = &job->reader->places.places.items[i];
    if (place->nature == PLACE_TEXT) continue;
    if (scope_letters_may_bind(job->language, job->text, place->start, place->end)) return true;
  }
  return false;
}

// The place at the offset that is asked for, or NULL.
static const ScopePlace *asked_place(const Job *job) {
  const ScopeMap *map = &job->reader->places;
  for (size_t i = 0; i < map->places.count && job->offset != UINT32_MAX; i++) {
    const ScopePlace *place = &map->places.items[i];
    if (job->offset >= place->start && job->offset <= place->end) return place;
  }
  return NULL;
}

// Resolves the units that may bind the name: all, or those around the offset, or the others.
static void resolve_each_unit(Job *job, bool around, bool others) {
  ScopeMap *all = &job->reader->places;
  size_t at = 0;
  for (size_t i = 0; i < job->reader->units.count && !job->reader->reading.stopped; i++) {
    const ScopeUnit *unit = &job->reader->units.items[i];
    while (at < all->places.count && all->places.items[at].start < unit->start) at++;
    size_t first = at;
    while (at < all->places.count && all->places.items[at].end <= unit->end) at++;
    bool is_around = job->offset >= unit->start && job->offset <= unit->end;
    if (at == first || (is_around ? !around : !others)) continue;
    if (is_too_large(job, unit->end - unit->start)) continue;
    if (may_bind(job, first, at)) resolve_unit(job, unit, first, at);
  }
}

static void mark_symbols(ScopeMap *map, const Symbol *symbols, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const Symbol *symbol = &symbols[i];
    ScopePlace *place = scope_map_place(map, symbol->name_start, symbol->name_end);
    if (!place || place->variable != NO_VARIABLE || place->nature == PLACE_TEXT) continue;
    bool declares = symbol->flags & SYMBOL_DECLARATION;
    place->kind = declares ? OCCURRENCE_DECLARATION : OCCURRENCE_DEFINITION;
  }
}

static Status resolve_units(Job *job, Error *error) {
  Status status = job_extract(job, error);
  if (status != STATUS_OK) return status;
  const Extraction *extraction = &job->reader->extraction;
  ScopeMap *all = &job->reader->places;
  apply_spans(all, extraction->spans.items, extraction->spans.count);
  if (!job->query) return STATUS_OK;
  job->reader->units.count = 0;
  scope_c_units(job->text, extraction->symbols.items, extraction->symbols.count,
                &job->reader->units);
  resolve_each_unit(job, true, false);
  const ScopePlace *place = asked_place(job);
  // A local's occurrences are all in one unit.
  if (!place || place->variable == NO_VARIABLE) resolve_each_unit(job, false, true);
  mark_symbols(all, extraction->symbols.items, extraction->symbols.count);
  return job_end(job, error);
}

// ---- answers ------------------------------------------------------------------------------------

// Everything that can be said of the places of `name`; what is missing where this fails is locals.
static Status resolve(Job *job, Error *error) {
  Status status = job->is_c ? resolve_units(job, error) : resolve_whole(job, error);
  if (!job->is_c && !job->query && status == STATUS_OK) {
    status = job_extract(job, error);
    const Extraction *found = &job->reader->extraction;
    if (status == STATUS_OK) {
      apply_spans(&job->reader->places, found->spans.items, found->spans.count);
      mark_symbols(&job->reader->places, found->symbols.items, found->symbols.count);
    }
  }
  apply_letters(job, &job->reader->places);
  return status;
}

// The occurrences of one variable, or, for NO_VARIABLE, those that nothing binds.
static void collect(const Job *job, uint32_t variable, ScopeAnswer *out) {
  const ScopeMap *map = &job->reader->places;
  ScopeOccurrence *items = arena_array(job->arena, ScopeOccurrence, map->places.count);
  size_t count = 0;
  for (size_t i = 0; i < map->places.count; i++) {
    const ScopePlace *place = &map->places.items[i];
    if (place->variable != variable) continue;
    if (variable != NO_VARIABLE && i == variable) out->definition = (uint32_t)count;
    items[count++] = (ScopeOccurrence){place->start, place->end, place->kind};
  }
  out->occurrences = items;
  out->count = count;
}

static void answer_place(const Job *job, const ScopePlace *place, ScopeAnswer *out) {
  out->in_comment = place->nature == PLACE_TEXT && place->comment;
  out->in_string = place->nature == PLACE_TEXT && !place->comment;
  out->local = place->variable != NO_VARIABLE;
  if (out->local) {
    out->scope_start = place->scope_start;
    out->scope_end = place->scope_end;
    out->member = false;
  }
  out->called =
      place->kind == OCCURRENCE_CALL || scope_letters_called(job->language, job->text, place->end);
  collect(job, place->variable, out);
}

// A label of C is its function's, and no name of anything else.
static bool answer_label(const Job *job, ScopeAnswer *out) {
  bool defines, defined = false, used = false;
  const ScopeReader *reader = job->reader;
  if (!scope_letters_label(job->text, out->start, out->end, &defines)) return false;
  const ScopeUnit *unit = NULL;
  for (size_t i = 0; i < reader->units.count && !unit; i++) {
    const ScopeUnit *u = &reader->units.items[i];
    if (u->start <= out->start && out->end <= u->end) unit = u;
  }
  if (!unit) return false;
  ScopeOccurrence *items = arena_array(job->arena, ScopeOccurrence, reader->places.places.count);
  size_t count = 0, definition = 0;
  for (size_t i = 0; i < reader->places.places.count; i++) {
    const ScopePlace *place = &reader->places.places.items[i];
    if (place->start < unit->start || place->end > unit->end) continue;
    if (place->nature == PLACE_TEXT) continue;
    if (!scope_letters_label(job->text, place->start, place->end, &defines)) continue;
    if (defines) definition = count;
    defined |= defines;
    used |= !defines;
    OccurrenceKind kind = defines ? OCCURRENCE_DEFINITION : OCCURRENCE_READ;
    items[count++] = (ScopeOccurrence){place->start, place->end, kind};
  }
  if (!defined || !used) return false; // as in `{name: value}`, or `a ? b\n : c`
  out->local = out->label = true;
  out->member = out->called = false;
  out->definition = (uint32_t)definition;
  out->scope_start = unit->start;
  out->scope_end = unit->end;
  out->occurrences = items;
  out->count = count;
  return true;
}

static Status find_import(Job *job, Error *error) {
  if (job->is_c) job->import = scope_letters_include(job->text, job->offset);
  if (job->is_c || !job->query || is_too_large(job, (uint32_t)job->text.len)) return STATUS_OK;
  return resolve_whole(job, error);
}

Status scope_at(ScopeReader *reader, LanguageId language, Str text, uint32_t offset,
                const ExtractOptions *options, Arena *arena, ScopeAnswer *out, Error *error) {
  *out = (ScopeAnswer){0};
  Job job = {.reader = reader,
             .language = language,
             .text = text,
             .options = options,
             .arena = arena,
             .offset = offset < text.len ? offset : (uint32_t)text.len};
  Status status = job_start(&job, error);
  if (status != STATUS_OK) return status;
  if (scope_letters_name(language, text, job.offset, &out->start, &out->end)) {
    out->name = str_slice(text, out->start, out->end);
    out->qualifier = scope_letters_qualifier(language, text, out->start, &out->member);
    scope_letters_places(language, text, out->name, 0, (uint32_t)text.len, &reader->places);
    status = resolve(&job, error);
    const ScopePlace *place = scope_map_place(&reader->places, out->start, out->end);
    bool label = place && job.is_c && place->nature != PLACE_TEXT && answer_label(&job, out);
    if (place && !label) answer_place(&job, place, out);
    if (job.is_c && !out->qualifier.len) {
      out->qualifier = out->type = scope_letters_initialized(text, out->start);
      out->member |= out->qualifier.len > 0;
    } else if (job.is_c && out->member) {
      out->type = scope_letters_type(text, out->qualifier, out->start);
    }
    if (job.is_c) job.import = scope_letters_include(text, job.offset);
  } else {
    status = find_import(&job, error);
  }
  out->import = job.import;
  return status;
}

// Without a parser, where no local scope of the text can bind the name.
static bool resolve_by_letters(Job *job) {
  ScopeMap *map = &job->reader->places;
  Extraction *found = &job->reader->extraction;
  found->spans.count = 0;
  uint32_t end = map->places.items[map->places.count - 1].end;
  if (!scope_lexical_spans(job->language, job->text, end, found)) return false;
  apply_spans(map, found->spans.items, found->spans.count);
  if (may_bind(job, 0, map->places.count)) {
    for (size_t i = 0; i < map->places.count; i++) {
      map->places.items[i].nature = PLACE_USE;
      map->places.items[i].kind = OCCURRENCE_READ;
    }
    return false;
  }
  apply_letters(job, map);
  return true;
}

Status scope_free_occurrences(ScopeReader *reader, LanguageId language, Str text, Str name,
                              const ExtractOptions *options, Arena *arena,
                              const ScopeOccurrence **out, size_t *count, Error *error) {
  *out = NULL;
  *count = 0;
  Job job = {.reader = reader,
             .language = language,
             .text = text,
             .options = options,
             .arena = arena,
             .offset = UINT32_MAX};
  Status status = job_start(&job, error);
  if (status != STATUS_OK) return status;
  scope_letters_places(language, text, name, 0, (uint32_t)text.len, &reader->places);
  if (reader->places.places.count == 0) return STATUS_OK;
  if (!resolve_by_letters(&job)) status = resolve(&job, error);
  if (status != STATUS_OK && status != STATUS_LIMIT) return status;
  ScopeAnswer answer = {0};
  collect(&job, NO_VARIABLE, &answer);
  *out = answer.occurrences;
  *count = answer.count;
  return STATUS_OK;
}

// ---- calls and imports --------------------------------------------------------------------------

typedef struct {
  const Job *job;
  ARRAY(ScopeOccurrence) calls;
  ARRAY(Str) imports;
} Marks;

static void take_call(void *user, uint32_t start, uint32_t end) {
  Marks *marks = user;
  ScopeOccurrence call = {start, end, OCCURRENCE_CALL};
  array_push(&marks->calls, call);
}

static void take_import(void *user, uint32_t start, uint32_t end) {
  Marks *marks = user;
  scope_strip_quotes(marks->job->text, &start, &end);
  Str import = str_slice(marks->job->text, start, end);
  if (import.len) array_push(&marks->imports, import);
}

static int compare_occurrences(const void *left, const void *right) {
  const ScopeOccurrence *a = left, *b = right;
  return (a->start > b->start) - (a->start < b->start);
}

static void read_marks(Job *job, const Part *part, Str view, MarkRole role, uint32_t start,
                       uint32_t end, Marks *marks) {
  Reading *reading = &job->reader->reading;
  TSTree *tree = reading_parse(reading, part, view, NULL);
  if (!tree) return;
  ScopeSource source = {reading, job->query, job->language, job->text, UINT32_MAX, {0}};
  scope_read_marks(&source, tree, role, start, end, role == MARK_CALL ? take_call : take_import,
                   marks);
  ts_tree_delete(tree);
}

static Status read_calls_of_units(Job *job, uint32_t start, uint32_t end, Marks *marks,
                                  Error *error) {
  Status status = job_extract(job, error);
  if (status != STATUS_OK) return status;
  const Extraction *found = &job->reader->extraction;
  job->reader->units.count = 0;
  scope_c_units(job->text, found->symbols.items, found->symbols.count, &job->reader->units);
  for (size_t i = 0; i < job->reader->units.count; i++) {
    ScopeUnit unit = job->reader->units.items[i];
    if (unit.kind != SCOPE_UNIT_CODE || unit.end <= start || unit.start >= end) continue;
    if (is_too_large(job, unit.end - unit.start)) continue;
    Str view = scope_c_view(job->dialect, job->text, &unit, job->arena);
    TSRange range = {point_at(job->text, unit.start), point_at(job->text, unit.end), unit.start,
                     unit.end};
    Part part = {.language = job->language, .text = job->text, .range = &range};
    read_marks(job, &part, view, MARK_CALL, start, end, marks);
  }
  return STATUS_OK;
}

Status scope_calls(ScopeReader *reader, LanguageId language, Str text, uint32_t start, uint32_t end,
                   const ExtractOptions *options, Arena *arena, const ScopeOccurrence **out,
                   size_t *count, Error *error) {
  *out = NULL;
  *count = 0;
  Job job = {.reader = reader,
             .language = language,
             .text = text,
             .options = options,
             .arena = arena,
             .offset = UINT32_MAX};
  Status status = job_start(&job, error);
  if (status != STATUS_OK || !job.query) return status;
  Marks marks = {.job = &job};
  if (job.is_c) {
    status = read_calls_of_units(&job, start, end, &marks, error);
  } else if (!is_too_large(&job, (uint32_t)text.len)) {
    Part part = {.language = language, .text = text};
    read_marks(&job, &part, view_for_parser(language, text, arena), MARK_CALL, start, end, &marks);
  }
  if (status == STATUS_OK) status = job_end(&job, error);
  if (marks.calls.count) {
    qsort(marks.calls.items, marks.calls.count, sizeof *marks.calls.items, compare_occurrences);
    ScopeOccurrence *items = arena_array(arena, ScopeOccurrence, marks.calls.count);
    for (size_t i = 0; i < marks.calls.count; i++) {
      if (*count && items[*count - 1].start == marks.calls.items[i].start) continue;
      items[(*count)++] = marks.calls.items[i];
    }
    *out = items;
  }
  array_free(&marks.calls);
  return status;
}

static void take_includes(const Job *job, Marks *marks) {
  for (size_t at = 0; at < job->text.len; at = str_find_byte(job->text, at, '\n') + 1) {
    Str path = scope_letters_include(job->text, (uint32_t)at);
    if (path.len) array_push(&marks->imports, path);
  }
}

Status scope_imports(ScopeReader *reader, LanguageId language, Str text,
                     const ExtractOptions *options, Arena *arena, const Str **out, size_t *count,
                     Error *error) {
  *out = NULL;
  *count = 0;
  Job job = {.reader = reader,
             .language = language,
             .text = text,
             .options = options,
             .arena = arena,
             .offset = UINT32_MAX};
  Status status = job_start(&job, error);
  if (status != STATUS_OK) return status;
  Marks marks = {.job = &job};
  if (job.is_c) {
    take_includes(&job, &marks);
  } else if (job.query && !is_too_large(&job, (uint32_t)text.len)) {
    Part part = {.language = language, .text = text};
    Str view = view_for_parser(language, text, arena);
    read_marks(&job, &part, view, MARK_IMPORT, 0, (uint32_t)text.len, &marks);
    status = job_end(&job, error);
  }
  Str *items = arena_array(arena, Str, marks.imports.count);
  if (marks.imports.count) memcpy(items, marks.imports.items, marks.imports.count * sizeof *items);
  *out = items;
  *count = marks.imports.count;
  array_free(&marks.imports);
  return status;
}
