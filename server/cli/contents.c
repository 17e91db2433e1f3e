#include "cli/contents.h"

static const TableColumn columns[] = {{NULL, 0, STYLE_DIM, false}, {NULL, 0, STYLE_NONE, false}};

Table contents_table(Session *session) {
  return table_make(&session->out, columns, COUNT_OF(columns));
}

void contents_row(Table *table, const char *title, Str value) {
  Str cells[] = {str_from_c(title), value};
  table_add(table, cells);
}

typedef struct {
  Table *table;
  Arena *arena;
} SectionRows;

static void put_section(void *user, Str name, uint64_t bytes) {
  SectionRows *rows = user;
  Str title = arena_printf(rows->arena, "  %.*s", STR_ARGS(name));
  contents_row(rows->table, title.ptr, human_bytes(rows->arena, bytes));
}

// "; 12 binary, 3 unreadable", of what is not zero.
static Str odd_files(Arena *arena, const IndexStatus *status) {
  const struct {
    uint64_t count;
    const char *what;
  } kinds[] = {{status->binary, "binary"},
               {status->text_only, "too large for symbols"},
               {status->timed_out, "cut short in parsing"},
               {status->unreadable, "unreadable"}};
  Str line = STR("");
  for (size_t i = 0; i < COUNT_OF(kinds); i++) {
    if (!kinds[i].count) continue;
    Str count = human_count(arena, kinds[i].count);
    line = arena_printf(arena, "%.*s%s%.*s %s", STR_ARGS(line), line.len ? ", " : "; ",
                        STR_ARGS(count), kinds[i].what);
  }
  return line;
}

static Str symbols_line(Arena *arena, const IndexStatus *status) {
  Str symbols = human_count(arena, status->symbols), names = human_count(arena, status->names);
  Str line = arena_printf(arena, "%.*s with %.*s names", STR_ARGS(symbols), STR_ARGS(names));
  if (!status->symbols_pending) return line;
  Str pending = human_count(arena, status->symbols_pending);
  return arena_printf(arena, "%.*s; those of %.*s files are still to come", STR_ARGS(line),
                      STR_ARGS(pending));
}

static Str size_line(Arena *arena, const IndexStatus *status) {
  Str size = human_bytes(arena, status->disk_bytes);
  double share =
      status->source_bytes ? 100.0 * (double)status->disk_bytes / (double)status->source_bytes : 0;
  return arena_printf(arena, "%.*s, %.1f%% of the source, in %llu segment%s", STR_ARGS(size), share,
                      (unsigned long long)status->segments, status->segments == 1 ? "" : "s");
}

static Str watch_line(Arena *arena, const IndexStatus *status) {
  Str watched = human_count(arena, status->watched_directories);
  Str line = arena_printf(arena, "%.*s directories", STR_ARGS(watched));
  if (!status->unwatched_directories) return line;
  Str rest = human_count(arena, status->unwatched_directories);
  return arena_printf(arena, "%.*s; %.*s more than the system allows", STR_ARGS(line),
                      STR_ARGS(rest));
}

// What a tree that changes adds; nothing of it in an index at rest.
static void print_live(Arena *arena, const IndexStatus *status, Table *table) {
  if (status->touched) {
    Str count = human_count(arena, status->touched);
    contents_row(table, "changed",
                 arena_printf(arena, "%.*s paths, not looked at yet", STR_ARGS(count)));
  }
  if (status->memory_segments) {
    Str count = human_count(arena, status->memory_segments);
    contents_row(table, "in memory",
                 arena_printf(arena, "%.*s segment%s, not on disk yet", STR_ARGS(count),
                              status->memory_segments == 1 ? "" : "s"));
  }
  if (status->watch != WATCH_OFF) contents_row(table, "watched", watch_line(arena, status));
}

void contents_print(Session *session, const IndexStatus *status, Table *table) {
  Arena *arena = &session->arena;
  Str files = human_count(arena, status->files), source = human_bytes(arena, status->source_bytes);
  Str odd = odd_files(arena, status);
  contents_row(
      table, "files",
      arena_printf(arena, "%.*s, %.*s%.*s", STR_ARGS(files), STR_ARGS(source), STR_ARGS(odd)));
  contents_row(table, "symbols", symbols_line(arena, status));
  contents_row(table, "generation", human_count(arena, status->generation));
  contents_row(table, "kept in", str_from_c(status->directory));
  contents_row(table, "size", size_line(arena, status));
  print_live(arena, status, table);
  SectionRows rows = {table, arena};
  index_sections(session->index, put_section, &rows);
  if (status->message[0]) contents_row(table, "message", str_from_c(status->message));
}

static void json_section(void *user, Str name, uint64_t bytes) {
  Session *session = user;
  JsonOut json = json_out(&session->out.buf);
  json_open(&json, '{');
  json_put_string(&json, "section", name);
  json_put_unsigned(&json, "bytes", bytes);
  json_close(&json, '}');
  out_put(&session->out, STR("\n"));
}

void contents_json_sections(Session *session) {
  index_sections(session->index, json_section, session);
}

void contents_json(JsonOut *json, const IndexStatus *status) {
  json_put_string(json, "root", str_from_c(status->root));
  json_put_string(json, "directory", str_from_c(status->directory));
  json_put_string(json, "phase", index_phase_name(status->phase));
  json_put_string(json, "message", str_from_c(status->message));
  json_put_unsigned(json, "generation", status->generation);
  json_put_unsigned(json, "files", status->files);
  json_put_unsigned(json, "documents", status->documents);
  json_put_unsigned(json, "symbols", status->symbols);
  json_put_unsigned(json, "names", status->names);
  json_put_unsigned(json, "source_bytes", status->source_bytes);
  json_put_unsigned(json, "disk_bytes", status->disk_bytes);
  json_put_unsigned(json, "segments", status->segments);
  json_put_unsigned(json, "symbols_pending", status->symbols_pending);
  json_put_unsigned(json, "touched", status->touched);
  json_put_unsigned(json, "memory_segments", status->memory_segments);
  json_put_unsigned(json, "binary", status->binary);
  json_put_unsigned(json, "text_only", status->text_only);
  json_put_unsigned(json, "timed_out", status->timed_out);
  json_put_unsigned(json, "unreadable", status->unreadable);
  json_put_real(json, "covered", share_down(status->covered));
  json_put_bool(json, "verified", status->verified);
}
