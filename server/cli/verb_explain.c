// treeline explain: how a search would be answered.
#include "cli/filters.h"
#include "cli/tree_path.h"
#include "lsp/json_out.h"
#include "cli/verbs.h"

typedef struct {
  Out *out;
  bool json;
} Lines;

static void put_line(void *user, Str line) {
  Lines *lines = user;
  if (lines->json) {
    JsonOut json = json_out(&lines->out->buf);
    json_open(&json, '{');
    json_put_string(&json, "plan", line);
    json_close(&json, '}');
    out_put(lines->out, STR("\n"));
  } else {
    out_put(lines->out, line);
    out_put(lines->out, STR("\n"));
  }
}

int verb_explain(const Args *args) {
  if (!args->operand_count) {
    fputs("treeline: explain wants a query; see treeline explain --help\n", stderr);
    return EXIT_ERROR;
  }
  Session session;
  SessionOptions options = {.args = args, .read_only = args->no_refresh, .need = PHASE_READY};
  if (args->no_refresh) options.need = PHASE_IDLE;
  if (session_open(&session, &options) != EXIT_FOUND) return EXIT_ERROR;
  Lines lines = {&session.out, args->json};
  TreePath near = {.path = STR("")};
  Error error;
  Status status = STATUS_OK;
  if (args->near.len) status = tree_path(&session, args, args->near, &near, &error);
  if (status == STATUS_OK) {
    SearchRequest request = filters_search_request(args, near.path, &session.arena);
    status = index_explain(session.index, &request, put_line, &lines, &error);
  }
  int code =
      status == STATUS_OK ? EXIT_FOUND : session_fail(&session, filters_reword(args, &error));
  return session_close(&session, code);
}
