// treeline symbols: definitions by name.
#include "cli/filters.h"
#include "cli/interrupt.h"
#include "lsp/json_out.h"
#include "cli/session.h"
#include "cli/table.h"
#include "cli/tree_path.h"
#include "cli/verbs.h"

static const TableColumn columns[] = {
    {NULL, 48, STYLE_BOLD, false}, {NULL, 0, STYLE_NUMBER, false}, {NULL, 32, STYLE_DIM, false},
    {NULL, 0, STYLE_DIM, false},   {NULL, 0, STYLE_PATH, false},
};

typedef struct {
  Session *session;
  Table table;
} Printer;

static bool put_json(void *user, const SymbolHit *hit) {
  Printer *printer = user;
  JsonOut json = json_out(&printer->session->out.buf);
  json_open(&json, '{');
  json_put_string(&json, "name", hit->name);
  json_put_string(&json, "kind", symbol_kind_name(hit->kind));
  json_put_string(&json, "container", hit->container);
  json_put_string(&json, "language", hit->language);
  json_put_string(&json, "path", session_path(printer->session, hit->path));
  json_put_unsigned(&json, "line", (uint64_t)hit->line + 1);
  json_put_unsigned(&json, "column", (uint64_t)hit->column + 1);
  json_put_unsigned(&json, "end_line", (uint64_t)hit->end_line + 1);
  json_key(&json, "matched");
  json_open(&json, '[');
  for (uint32_t i = 0; i < hit->matched_count; i++) json_unsigned(&json, hit->matched[i]);
  json_close(&json, ']');
  json_close(&json, '}');
  out_put(&printer->session->out, STR("\n"));
  return out_continue(&printer->session->out);
}

static bool put_row(void *user, const SymbolHit *hit) {
  Printer *printer = user;
  Arena place = {0};
  Str path = session_path(printer->session, hit->path);
  Str cells[COUNT_OF(columns)] = {
      hit->name, symbol_kind_name(hit->kind), hit->container, hit->language,
      arena_printf(&place, "%.*s:%llu:%llu", STR_ARGS(path), (unsigned long long)hit->line + 1,
                   (unsigned long long)hit->column + 1)};
  table_add_marked(&printer->table, cells, hit->matched, hit->matched_count);
  arena_release(&place);
  return out_continue(&printer->session->out);
}

static int run(Session *session, const Args *args) {
  TreePath near = {.path = STR("")};
  Error error;
  if (args->near.len && tree_path(session, args, args->near, &near, &error) != STATUS_OK) {
    return session_fail(session, &error);
  }
  SymbolRequest request = {
      .query = filters_symbol_query(args, &session->arena),
      .match = (SymbolMatch)args->match,
      .limit = args->limit_given ? args->limit : 100,
      .near = near.path,
      .cancelled = interrupt_flag(),
  };
  Printer printer = {session, table_make(&session->out, columns, COUNT_OF(columns))};
  QuerySummary summary = {.reason = ""};
  Status status = index_symbols(session->index, &request, args->json ? put_json : put_row, &printer,
                                &summary, &error);
  table_end(&printer.table);
  if (interrupted()) return EXIT_ERROR;
  if (status != STATUS_OK) return session_fail(session, filters_reword(args, &error));
  if (args->json) {
    session_json_summary(session, &summary);
  } else {
    session_print_summary(session, &summary, "symbol");
  }
  return summary.hits ? EXIT_FOUND : EXIT_NONE;
}

int verb_symbols(const Args *args) {
  Session session;
  SessionOptions options = {.args = args, .read_only = args->no_refresh, .need = PHASE_READY};
  if (args->no_refresh) options.need = PHASE_IDLE;
  if (session_open(&session, &options) != EXIT_FOUND) return EXIT_ERROR;
  return session_close(&session, run(&session, args));
}
