#include "cli/servers.h"

#include "base/array.h"
#include "cli/table.h"
#include "lsp/bulletin.h"
#include "lsp/figures.h"

enum { BAR_WIDTH = 16, EIGHTHS = 8 };

// ---- bars ---------------------------------------------------------------------------------------

static bool shows_blocks(const Out *out) {
  static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  if (!out->terminal) return false;
  for (size_t i = 0; i < COUNT_OF(names); i++) {
    Str value = os_environment(names[i]);
    if (!value.len) continue;
    Str tail = str_slice(value, value.len > 5 ? value.len - 5 : 0, value.len);
    return str_equal_fold(tail, STR("utf-8")) || str_equal_fold(tail, STR(".utf8"));
  }
  return false;
}

// A share of the widest bar: in eighths of a character where there are such characters.
static Str bar(Arena *arena, bool blocks, double share) {
  Buf text = {0};
  unsigned eighths = (unsigned)(share * BAR_WIDTH * EIGHTHS + 0.5);
  if (!blocks) {
    for (unsigned i = 0; i < (eighths + EIGHTHS / 2) / EIGHTHS; i++) buf_byte(&text, '#');
  } else {
    for (unsigned i = 0; i < eighths / EIGHTHS; i++) buf_str_put(&text, STR("\xE2\x96\x88"));
    if (eighths % EIGHTHS) { // U+258F is one eighth, U+2589 seven
      char partial[] = {(char)0xE2, (char)0x96, (char)(0x90 - eighths % EIGHTHS)};
      buf_put(&text, partial, sizeof partial);
    }
  }
  Str made = arena_dup(arena, buf_str(&text));
  buf_release(&text);
  return made;
}

// ---- tables -------------------------------------------------------------------------------------

typedef struct {
  Str name;
  const Latencies *times;
} Row;

// Bars are of the 95th percentile, the longest one the slowest.
static void print_rows(Session *session, const char *title, const Row *rows, size_t count) {
  const TableColumn columns[] = {
      {title, 0, STYLE_NONE, false}, {"count", 0, STYLE_NUMBER, true}, {"p50", 0, STYLE_NONE, true},
      {"p95", 0, STYLE_NONE, true},  {"p99", 0, STYLE_NONE, true},     {"", 0, STYLE_PATH, false},
  };
  Arena *arena = &session->arena;
  Table table = table_make(&session->out, columns, COUNT_OF(columns));
  bool blocks = shows_blocks(&session->out);
  int64_t longest = 1;
  for (size_t i = 0; i < count; i++) {
    if (rows[i].times->p95_ns > longest) longest = rows[i].times->p95_ns;
  }
  for (size_t i = 0; i < count; i++) {
    const Latencies *times = rows[i].times;
    if (!times->count) continue;
    Str cells[] = {arena_printf(arena, "  %.*s", STR_ARGS(rows[i].name)),
                   human_count(arena, times->count),
                   human_time(arena, times->p50_ns),
                   human_time(arena, times->p95_ns),
                   human_time(arena, times->p99_ns),
                   bar(arena, blocks, (double)times->p95_ns / (double)longest)};
    table_add(&table, cells);
  }
  table_end(&table);
}

static void print_heading(Session *session, const BulletinEntry *entry) {
  Out *out = &session->out;
  Arena *arena = &session->arena;
  const IndexStatus *status = &entry->status;
  Str resident = human_bytes(arena, entry->resident), age = human_time(arena, entry->age_ns);
  Str open = human_count(arena, status->open_documents), phase = index_phase_name(status->phase);
  out_put(out, STR("\n"));
  out_style(out, STYLE_BOLD);
  out_printf(out, "server %llu", (unsigned long long)entry->pid);
  out_style(out, STYLE_NONE);
  out_put(out, STR(", treeline "));
  out_visible(out, str_from_c(entry->version), 20, NULL);
  out_printf(out, ": %.*s, generation %llu, %.*s open document%s, %.*s of memory, as of %.*s ago\n",
             STR_ARGS(phase), (unsigned long long)status->generation, STR_ARGS(open),
             status->open_documents == 1 ? "" : "s", STR_ARGS(resident), STR_ARGS(age));
}

static void print_answers(Session *session, const IndexStatus *status) {
  if (!status->answers_asked) return;
  Arena *arena = &session->arena;
  Str asked = human_count(arena, status->answers_asked);
  Str bytes = human_bytes(arena, status->answers_bytes);
  double share = 100.0 * (double)status->answers_hit / (double)status->answers_asked;
  out_printf(&session->out, "  %.1f%% of %.*s answers were kept ones; %.*s are held\n", share,
             STR_ARGS(asked), STR_ARGS(bytes));
}

static void print_server(void *user, const BulletinEntry *entry) {
  Session *session = user;
  const IndexStatus *status = &entry->status;
  Row requests[REQUEST_KINDS], stages[QUERY_STAGES];
  for (int i = 0; i < REQUEST_KINDS; i++) {
    requests[i] = (Row){index_request_name((IndexRequest)i), &status->requests[i]};
  }
  for (int i = 0; i < QUERY_STAGES; i++) {
    stages[i] = (Row){index_stage_name((QueryStage)i), &status->stages[i]};
  }
  print_heading(session, entry);
  print_rows(session, "  requests", requests, REQUEST_KINDS);
  print_rows(session, "  stages of searches", stages, QUERY_STAGES);
  print_answers(session, status);
}

void servers_print(Session *session, Str directory) {
  bulletin_read_all(directory, print_server, session);
}

static void json_server(void *user, const BulletinEntry *entry) {
  Session *session = user;
  const IndexStatus *status = &entry->status;
  JsonOut json = json_out(&session->out.buf);
  json_open(&json, '{');
  json_key(&json, "server");
  json_open(&json, '{');
  json_put_unsigned(&json, "pid", entry->pid);
  json_put_string(&json, "version", str_from_c(entry->version));
  json_put_string(&json, "phase", index_phase_name(status->phase));
  json_put_unsigned(&json, "generation", status->generation);
  json_put_unsigned(&json, "open_documents", status->open_documents);
  json_put_unsigned(&json, "touched", status->touched);
  json_put_unsigned(&json, "resident", entry->resident);
  json_put_unsigned(&json, "age_us", (uint64_t)entry->age_ns / 1000);
  figures_put(&json, status);
  json_close(&json, '}');
  json_close(&json, '}');
  out_put(&session->out, STR("\n"));
}

void servers_json(Session *session, Str directory) {
  bulletin_read_all(directory, json_server, session);
}
