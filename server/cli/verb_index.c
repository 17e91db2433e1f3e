// treeline index: bring the index of a tree up to date, and say what that took.
#include "cli/contents.h"
#include "cli/progress.h"
#include "cli/verbs.h"

typedef struct {
  IndexStatus status;
  int64_t text_ns, total_ns; // since the command began
  uint64_t peak_memory;
} Outcome;

static void print_outcome(Session *session, const Outcome *outcome) {
  Arena *arena = &session->arena;
  Str total = human_time(arena, outcome->total_ns), text = human_time(arena, outcome->text_ns);
  Str peak = human_bytes(arena, outcome->peak_memory);
  out_printf(&session->out, "%s is up to date\n", outcome->status.root);
  Table table = contents_table(session);
  contents_row(&table, "time",
               arena_printf(arena, "%.*s until all text could be searched, %.*s in all",
                            STR_ARGS(text), STR_ARGS(total)));
  contents_row(&table, "memory", arena_printf(arena, "%.*s at most", STR_ARGS(peak)));
  contents_print(session, &outcome->status, &table);
  table_end(&table);
}

static void json_outcome(Session *session, const Outcome *outcome) {
  JsonOut json = json_out(&session->out.buf);
  contents_json_sections(session);
  json_open(&json, '{');
  json_key(&json, "summary");
  json_open(&json, '{');
  contents_json(&json, &outcome->status);
  json_put_unsigned(&json, "peak_memory_bytes", outcome->peak_memory);
  json_put_unsigned(&json, "text_us", (uint64_t)outcome->text_ns / 1000);
  json_put_unsigned(&json, "elapsed_us", (uint64_t)outcome->total_ns / 1000);
  json_close(&json, '}');
  json_close(&json, '}');
  out_put(&session->out, STR("\n"));
}

int verb_index(const Args *args) {
  int64_t began = os_monotonic_ns();
  Session session;
  SessionOptions options = {.args = args, .need = PHASE_SYMBOLS};
  if (args->operand_count > 1) {
    fputs("treeline: index takes one directory\n", stderr);
    return EXIT_ERROR;
  }
  if (args->operand_count) options.directory = args->operands[0];
  if (session_open(&session, &options) != EXIT_FOUND) return EXIT_ERROR;
  Outcome outcome = {.text_ns = os_monotonic_ns() - began};
  Error error;
  if (session_wait(&session, args, PHASE_READY, &error) != STATUS_OK) {
    return session_close(&session, session_fail(&session, &error));
  }
  outcome.total_ns = os_monotonic_ns() - began;
  outcome.peak_memory = os_memory_use().peak_resident;
  index_status(session.index, &outcome.status);
  if (args->json) {
    json_outcome(&session, &outcome);
  } else {
    print_outcome(&session, &outcome);
  }
  return session_close(&session, EXIT_FOUND);
}
