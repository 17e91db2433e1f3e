// treeline status: what the index on disk holds, and what the servers that run on it say of themselves.
#include "cli/contents.h"
#include "cli/servers.h"
#include "cli/verbs.h"

static void print_status(Session *session, const IndexStatus *status) {
  Table table = contents_table(session);
  contents_row(&table, "root", str_from_c(status->root));
  contents_print(session, status, &table);
  table_end(&table);
}

static void json_status(Session *session, const IndexStatus *status) {
  JsonOut json = json_out(&session->out.buf);
  contents_json_sections(session);
  servers_json(session, str_from_c(status->directory));
  json_open(&json, '{');
  json_key(&json, "summary");
  json_open(&json, '{');
  contents_json(&json, status);
  json_close(&json, '}');
  json_close(&json, '}');
  out_put(&session->out, STR("\n"));
}

int verb_status(const Args *args) {
  Session session;
  SessionOptions options = {.args = args, .read_only = true};
  if (session_open(&session, &options) != EXIT_FOUND) return EXIT_ERROR;
  IndexStatus status;
  index_status(session.index, &status);
  if (args->json) {
    json_status(&session, &status);
  } else if (status.segments) {
    print_status(&session, &status);
  } else {
    out_printf(&session.out, "%.*s has no index; treeline index makes one\n",
               STR_ARGS(session.root));
  }
  if (!args->json) servers_print(&session, str_from_c(status.directory));
  return session_close(&session, status.segments ? EXIT_FOUND : EXIT_NONE);
}
