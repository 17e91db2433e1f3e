// treeline references: where a name is used, of a place or of the best definition of that name.
#include "cli/interrupt.h"
#include "cli/printer.h"
#include "cli/spot.h"
#include "cli/verbs.h"
#include "lsp/json_out.h"

typedef struct {
  Session *session;
  Printer *printer; // NULL: JSON
  Str last_path;
  uint64_t documents;
  Arena arena;
} Sink;

static void count_document(Sink *sink, Str path) {
  if (sink->documents && str_equal(path, sink->last_path)) return;
  sink->last_path = arena_dup(&sink->arena, path);
  sink->documents++;
}

static bool put_json(Sink *sink, const SourceReference *reference) {
  JsonOut json = json_out(&sink->session->out.buf);
  json_open(&json, '{');
  json_put_string(&json, "path", session_path(sink->session, reference->path));
  json_put_string(&json, "language", reference->language);
  json_put_unsigned(&json, "line", (uint64_t)reference->line + 1);
  json_put_unsigned(&json, "column", (uint64_t)reference->column + 1);
  json_put_unsigned(&json, "length", reference->length);
  json_put_string(&json, "kind", index_occurrence_name(reference->kind));
  json_put_string(&json, "certainty", index_certainty_name(reference->certainty));
  json_put_string(&json, "text", reference->text);
  json_close(&json, '}');
  out_put(&sink->session->out, STR("\n"));
  return out_continue(&sink->session->out);
}

static bool put_reference(void *user, const SourceReference *reference) {
  Sink *sink = user;
  count_document(sink, reference->path);
  if (!sink->printer) return put_json(sink, reference);
  SearchHit hit = {.path = reference->path,
                   .language = reference->language,
                   .line = reference->line,
                   .column = reference->column,
                   .length = reference->length,
                   .end_line = reference->line,
                   .end_column = reference->column + reference->length,
                   .text = reference->text};
  return printer_put(sink->printer, &hit);
}

// ---- what is asked about ------------------------------------------------------------------------

typedef struct {
  Session *session;
  Str name;
  Spot spot;
  bool found;
} Best;

static bool take_best(void *user, const SymbolHit *hit) {
  Best *best = user;
  if (!str_equal(hit->name, best->name)) return true; // another's capitals
  best->spot = (Spot){arena_dup(&best->session->arena, hit->path), (uint64_t)hit->line + 1,
                      (uint64_t)hit->column + 1};
  best->found = true;
  return false;
}

// The best symbol of exactly that name.
static Status find_name(Session *session, Str name, Spot *out, Error *error) {
  Best best = {.session = session, .name = name};
  SymbolRequest request = {
      .query = name, .match = SYMBOL_MATCH_EXACT, .cancelled = interrupt_flag()};
  Status status = index_symbols(session->index, &request, take_best, &best, NULL, error);
  if (status != STATUS_OK) return status;
  if (!best.found) {
    return error_set(error, STATUS_NOT_FOUND,
                     "%.*s: nothing is defined by that name; treeline grep -w finds words",
                     STR_ARGS(name));
  }
  *out = best.spot;
  return STATUS_OK;
}

// ---- the verb -----------------------------------------------------------------------------------

static int answer(Session *session, const Args *args, Spot *spot) {
  PrintOptions form = {.form = session->out.terminal ? FORM_GROUPED : FORM_ROWS};
  Sink sink = {.session = session, .printer = args->json ? NULL : printer_new(session, &form)};
  ReferenceOptions options = {
      .definitions = true, .texts = args->texts, .limit = args->limit_given ? args->limit : 0};
  SourcePlace place = spot_place(spot);
  place.timeout_ns = (int64_t)args->timeout_ns;
  NavigationSummary found = {.reason = ""};
  Error error;
  int64_t began_ns = os_monotonic_ns();
  Status status =
      index_references(session->index, &place, &options, put_reference, &sink, &found, &error);
  if (sink.printer) printer_end(sink.printer);
  QuerySummary summary = spot_summary(&found, sink.documents, began_ns);
  arena_release(&sink.arena);
  if (interrupted()) return EXIT_ERROR;
  if (status != STATUS_OK) return session_fail(session, &error);
  if (args->json) {
    session_json_summary(session, &summary);
  } else {
    session_print_summary(session, &summary, "reference");
  }
  return session_found(session, &summary);
}

static int run(Session *session, const Args *args) {
  Spot spot;
  Error error;
  Str given = args->operands[0];
  Status status = spot_is_one(given) ? spot_parse(session, args, given, &spot, &error)
                                     : find_name(session, given, &spot, &error);
  if (status == STATUS_NOT_FOUND && !spot_is_one(given)) {
    session_fail(session, &error);
    return EXIT_NONE;
  }
  if (status != STATUS_OK) return session_fail(session, &error);
  return answer(session, args, &spot);
}

int verb_references(const Args *args) {
  if (args->operand_count != 1) {
    fputs("treeline: references wants one NAME or FILE:LINE:COLUMN; see treeline references "
          "--help\n",
          stderr);
    return EXIT_ERROR;
  }
  Session session;
  SessionOptions options = {.args = args, .read_only = args->no_refresh, .need = PHASE_READY};
  if (args->no_refresh) options.need = PHASE_IDLE;
  if (session_open(&session, &options) != EXIT_FOUND) return EXIT_ERROR;
  return session_close(&session, run(&session, args));
}
