// treeline definition: where what stands at a place is defined.
#include "cli/interrupt.h"
#include "cli/spot.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "lsp/json_out.h"

static const TableColumn columns[] = {
    {NULL, 48, STYLE_BOLD, false}, {NULL, 0, STYLE_NUMBER, false}, {NULL, 32, STYLE_DIM, false},
    {NULL, 0, STYLE_DIM, false},   {NULL, 0, STYLE_PATH, false},
};

typedef struct {
  Session *session;
  Table table;
  Str last_path; // in `arena`
  uint64_t documents;
  Arena arena;
} Printer;

static uint32_t column_of(const SourceTarget *target) {
  size_t start = target->name_start;
  while (start > 0 && target->text.ptr[start - 1] != '\n') start--;
  return (uint32_t)(target->name_start - start);
}

static void count_document(Printer *printer, Str path) {
  if (printer->documents && str_equal(path, printer->last_path)) return;
  printer->last_path = arena_dup(&printer->arena, path);
  printer->documents++;
}

static bool put_json(void *user, const SourceTarget *target) {
  Printer *printer = user;
  count_document(printer, target->path);
  JsonOut json = json_out(&printer->session->out.buf);
  json_open(&json, '{');
  json_put_string(&json, "name", target->name);
  json_put_string(&json, "kind", symbol_kind_name(target->kind));
  json_put_string(&json, "container", target->container);
  json_put_string(&json, "language", target->language);
  json_put_string(&json, "path", session_path(printer->session, target->path));
  json_put_unsigned(&json, "line", (uint64_t)target->line + 1);
  json_put_unsigned(&json, "column", (uint64_t)column_of(target) + 1);
  json_put_bool(&json, "local", target->local);
  json_put_bool(&json, "declaration", target->flags & SYMBOL_DECLARATION);
  json_put_string(&json, "certainty", index_certainty_name(target->certainty));
  json_close(&json, '}');
  out_put(&printer->session->out, STR("\n"));
  return out_continue(&printer->session->out);
}

static bool put_row(void *user, const SourceTarget *target) {
  Printer *printer = user;
  count_document(printer, target->path);
  Arena place = {0};
  Str path = session_path(printer->session, target->path);
  Str kind = target->local ? STR("local") : symbol_kind_name(target->kind);
  Str cells[COUNT_OF(columns)] = {target->name.len ? target->name : str_base_name(target->path),
                                  kind, target->container, index_certainty_name(target->certainty),
                                  arena_printf(&place, "%.*s:%llu:%llu", STR_ARGS(path),
                                               (unsigned long long)target->line + 1,
                                               (unsigned long long)column_of(target) + 1)};
  table_add(&printer->table, cells);
  arena_release(&place);
  return out_continue(&printer->session->out);
}

static int run(Session *session, const Args *args) {
  Spot spot;
  Error error;
  if (spot_parse(session, args, args->operands[0], &spot, &error) != STATUS_OK)
    return session_fail(session, &error);
  SourcePlace place = spot_place(&spot);
  Printer printer = {.session = session,
                     .table = table_make(&session->out, columns, COUNT_OF(columns))};
  NavigationSummary found = {.reason = ""};
  int64_t began_ns = os_monotonic_ns();
  Status status = index_definitions(session->index, &place, args->declarations,
                                    args->limit_given ? args->limit : 20,
                                    args->json ? put_json : put_row, &printer, &found, &error);
  table_end(&printer.table);
  QuerySummary summary = spot_summary(&found, printer.documents, began_ns);
  arena_release(&printer.arena);
  if (interrupted()) return EXIT_ERROR;
  if (status != STATUS_OK) return session_fail(session, &error);
  if (args->json) {
    session_json_summary(session, &summary);
  } else {
    session_print_summary(session, &summary, "definition");
  }
  return summary.hits ? EXIT_FOUND : EXIT_NONE;
}

int verb_definition(const Args *args) {
  if (args->operand_count != 1) {
    fputs("treeline: definition wants one FILE:LINE:COLUMN; see treeline definition --help\n",
          stderr);
    return EXIT_ERROR;
  }
  Session session;
  SessionOptions options = {.args = args, .read_only = args->no_refresh, .need = PHASE_READY};
  if (args->no_refresh) options.need = PHASE_IDLE;
  if (session_open(&session, &options) != EXIT_FOUND) return EXIT_ERROR;
  return session_close(&session, run(&session, args));
}
