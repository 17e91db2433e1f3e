// treeline search: occurrences of a text, the best first or all of them.
#include "cli/filters.h"
#include "cli/gather.h"
#include "cli/interrupt.h"
#include "cli/printer.h"
#include "cli/tree_path.h"
#include "cli/verbs.h"

// A person reads a file's hits together; programs get them as they come.
static Status search_gathered(Index *index, const SearchRequest *request, Printer *printer,
                              QuerySummary *summary, Error *error) {
  Gather *gather = gather_new(printer_put, printer);
  Status status = index_search(index, request, gather_put, gather, summary, error);
  gather_end(gather);
  return status;
}

static int answer(Session *session, const Args *args, const SearchRequest *request) {
  PrintOptions options = {.form = print_form(session, args, FORM_ROWS),
                          .json = args->json,
                          .context = args->before || args->after,
                          .null = args->null};
  Printer *printer = printer_new(session, &options);
  QuerySummary summary = {.reason = ""};
  Error error;
  bool gathers = options.form == FORM_GROUPED && !request->all;
  Status status =
      gathers ? search_gathered(session->index, request, printer, &summary, &error)
              : index_search(session->index, request, printer_put, printer, &summary, &error);
  bool counted = options.form == FORM_TOTAL && status == STATUS_OK && !interrupted();
  if (counted) printer_put_total(printer, summary.documents);
  printer_end(printer);
  if (interrupted()) return EXIT_ERROR;
  if (status != STATUS_OK) return session_fail(session, filters_reword(args, &error));
  if (args->json && !args->quiet) {
    session_json_summary(session, &summary);
  } else if (!args->quiet) {
    session_print_summary(session, &summary, args->files ? "file" : "hit");
  }
  return session_found(session, &summary);
}

static int run(Session *session, const Args *args) {
  TreePath near = {.path = STR("")};
  Error error;
  if (args->near.len && tree_path(session, args, args->near, &near, &error) != STATUS_OK) {
    return session_fail(session, &error);
  }
  SearchRequest request = filters_search_request(args, near.path, &session->arena);
  return answer(session, args, &request);
}

// Symbols are waited for only if the query speaks of them.
static IndexPhase needed_phase(const Args *args) {
  static const char *const fields[] = {"sym:", "kind:", "in:"};
  if (args->no_refresh) return PHASE_IDLE;
  if (args->literal || args->regex) return PHASE_SYMBOLS;
  for (size_t i = 0; i < args->operand_count; i++) {
    for (size_t f = 0; f < COUNT_OF(fields); f++) {
      if (str_find(args->operands[i], str_from_c(fields[f])) != SIZE_MAX) return PHASE_READY;
    }
  }
  return PHASE_SYMBOLS;
}

int verb_search(const Args *args) {
  bool filtered = args->files && (args->language.len || args->file.len);
  if (!args->operand_count && !filtered) {
    fputs("treeline: search wants a query; see treeline search --help\n", stderr);
    return EXIT_ERROR;
  }
  Session session;
  SessionOptions options = {
      .args = args, .read_only = args->no_refresh, .need = needed_phase(args)};
  if (session_open(&session, &options) != EXIT_FOUND) return EXIT_ERROR;
  return session_close(&session, run(&session, args));
}
