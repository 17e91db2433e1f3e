// treeline check: verify every checksum and invariant of the index on disk.
#include "lsp/json_out.h"
#include "cli/session.h"
#include "cli/verbs.h"

typedef struct {
  Session *session;
  bool json;
  uint64_t lines;
} Report;

static void put_line(void *user, Str line) {
  Report *report = user;
  Out *out = &report->session->out;
  JsonOut json = json_out(&out->buf);
  report->lines++;
  if (report->json) {
    json_open(&json, '{');
    json_put_string(&json, "message", line);
    json_close(&json, '}');
    out_put(out, STR("\n"));
  } else {
    out_put(out, line);
    out_put(out, STR("\n"));
  }
}

static void json_summary(const Report *report, Status status, int64_t elapsed_ns) {
  JsonOut json = json_out(&report->session->out.buf);
  json_open(&json, '{');
  json_key(&json, "summary");
  json_open(&json, '{');
  json_put_bool(&json, "sound", status == STATUS_OK);
  json_put_unsigned(&json, "messages", report->lines);
  json_put_unsigned(&json, "elapsed_us", (uint64_t)elapsed_ns / 1000);
  json_close(&json, '}');
  json_close(&json, '}');
  out_put(&report->session->out, STR("\n"));
}

static int run(Session *session, const Args *args) {
  IndexStatus status;
  index_status(session->index, &status);
  Error error;
  Report report = {.session = session, .json = args->json};
  int64_t began = os_monotonic_ns();
  Status result = index_check(session->index, put_line, &report, &error);
  int64_t elapsed = os_monotonic_ns() - began;
  if (result == STATUS_NOT_FOUND) {
    error_set(&error, STATUS_NOT_FOUND, "%.*s has no index", STR_ARGS(session->root));
    session_fail(session, &error);
    return EXIT_NONE;
  }
  if (args->json) json_summary(&report, result, elapsed);
  if (result != STATUS_OK) return session_fail(session, &error);
  if (!args->json) {
    Str time = human_time(&session->arena, elapsed);
    out_printf(&session->out, "%s: sound, checked in %.*s\n", status.directory, STR_ARGS(time));
  }
  return EXIT_FOUND;
}

int verb_check(const Args *args) {
  Session session;
  SessionOptions options = {.args = args, .read_only = true};
  if (session_open(&session, &options) != EXIT_FOUND) return EXIT_ERROR;
  return session_close(&session, run(&session, args));
}
