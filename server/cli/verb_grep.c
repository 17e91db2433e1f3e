// treeline grep: every line that matches, in the order of paths, for whoever knows grep. Its results are
// lines, while a search's are occurrences: so limits and counts are kept here. Paths become filters of
// the query as far as those can say them, and each file is compared with them as they are.
#include "base/array.h"
#include "cli/filters.h"
#include "cli/interrupt.h"
#include "cli/printer.h"
#include "cli/tree_path.h"
#include "cli/verbs.h"

enum { PATH_FILTERS_MAX = 24 }; // more of them, or longer ones, are no part of the query

typedef struct {
  const Args *args;
  Printer *printer;
  ARRAY(TreePath) paths;
  Buf path;       // of the present file
  bool wanted;    // it lies at one of the paths
  uint64_t lines; // of it
  uint64_t line;  // the last of them, plus one
  uint64_t all_hits, all_lines, files;
  bool more; // lines were left out
} Grep;

static void begin_file(Grep *grep, Str path) {
  buf_clear(&grep->path);
  buf_str_put(&grep->path, path);
  grep->lines = grep->line = 0;
  grep->wanted = grep->paths.count == 0;
  for (size_t i = 0; i < grep->paths.count && !grep->wanted; i++) {
    grep->wanted = tree_path_holds(&grep->paths.items[i], path);
  }
}

// Counts the hit's line if it is a new one; false if no new line is wanted, of this file or at all.
static bool take_line(Grep *grep, uint32_t line) {
  const Args *args = grep->args;
  if ((uint64_t)line + 1 == grep->line) return true;
  if (args->per_file && grep->lines == args->per_file) return false;
  if (args->limit && (args->files ? grep->files : grep->all_lines) == args->limit) {
    grep->more = true;
    return false;
  }
  grep->line = (uint64_t)line + 1;
  grep->files += grep->lines++ == 0;
  grep->all_lines++;
  return true;
}

static bool take_hit(void *user, const SearchHit *hit) {
  Grep *grep = user;
  if (!str_equal(buf_str(&grep->path), hit->path)) begin_file(grep, hit->path);
  if (!grep->wanted || !take_line(grep, hit->line)) return !grep->more;
  grep->all_hits++;
  return printer_put(grep->printer, hit) && !grep->args->quiet;
}

static void summarise(const Grep *grep, QuerySummary *summary) {
  const Args *args = grep->args;
  summary->documents = grep->files;
  bool hits = args->json && !args->count;
  summary->hits = args->files ? grep->files : hits ? grep->all_hits : grep->all_lines;
  if (grep->more) summary->reason = "limit";
  bool enough = args->quiet && grep->files; // the rest was not asked for
  if (enough) summary->truncated = false;
}

static int answer(Session *session, Grep *grep, const SearchRequest *request) {
  const Args *args = grep->args;
  PrintOptions options = {.form = print_form(session, args, FORM_LINES),
                          .json = args->json,
                          .context = args->before || args->after,
                          .numbers = args->line_numbers,
                          .null = args->null,
                          .lines = true};
  QuerySummary summary = {.reason = ""};
  Error error;
  grep->printer = printer_new(session, &options);
  Status status = index_search(session->index, request, take_hit, grep, &summary, &error);
  bool counted = options.form == FORM_TOTAL && status == STATUS_OK && !interrupted();
  if (counted) printer_put_total(grep->printer, grep->files);
  printer_end(grep->printer);
  if (interrupted()) return EXIT_ERROR;
  if (status != STATUS_OK) return session_fail(session, filters_reword(args, &error));
  summarise(grep, &summary);
  if (args->json && !args->quiet) {
    session_json_summary(session, &summary);
  } else if (!args->quiet) {
    session_print_summary(session, &summary, args->files ? "file" : "line");
  }
  return session_found(session, &summary);
}

// What of a path the query language would take for a pattern is left to the comparison.
static bool is_plain(Str path) {
  for (size_t i = 0; i < path.len; i++) {
    unsigned char c = (unsigned char)path.ptr[i];
    if (c < 0x20 || strchr("*?[]{},\"\\", (char)c)) return false;
  }
  return true;
}

// Parentheses group only where there is an operator.
static Str path_filters(const Grep *grep, Arena *arena) {
  size_t count = grep->paths.count;
  if (count == 0 || count > PATH_FILTERS_MAX) return STR("");
  Buf query = {0};
  bool whole = false;
  for (size_t i = 0; i < count && !whole; i++) {
    const TreePath *path = &grep->paths.items[i];
    whole = !path->path.len || !is_plain(path->path);
    buf_str_put(&query, i > 0 ? STR(" OR ") : count > 1 ? STR(" (") : STR(" "));
    filters_put_path(&query, path->path, path->directory);
  }
  if (count > 1) buf_byte(&query, ')');
  Str text = whole ? STR("") : arena_dup(arena, buf_str(&query));
  buf_release(&query);
  return text;
}

static int run(Session *session, const Args *args) {
  Grep grep = {.args = args};
  Error error;
  Status status = STATUS_OK;
  size_t first_path = args->pattern.len ? 0 : 1;
  for (size_t i = first_path; i < args->operand_count && status == STATUS_OK; i++) {
    TreePath path;
    status = tree_path(session, args, args->operands[i], &path, &error);
    if (status == STATUS_OK) array_push(&grep.paths, path);
  }
  Str pattern = args->pattern.len ? args->pattern : args->operands[0];
  Str paths = path_filters(&grep, &session->arena);
  SearchRequest request = filters_grep_request(args, pattern, paths, &session->arena);
  int code = status == STATUS_OK ? answer(session, &grep, &request) : session_fail(session, &error);
  array_free(&grep.paths);
  buf_release(&grep.path);
  return code;
}

int verb_grep(const Args *args) {
  if (!args->operand_count && !args->pattern.len) {
    fputs("treeline: grep wants a pattern; see treeline grep --help\n", stderr);
    return EXIT_ERROR;
  }
  Session session;
  SessionOptions options = {.args = args, .read_only = args->no_refresh, .need = PHASE_SYMBOLS};
  if (args->no_refresh) options.need = PHASE_IDLE;
  if (session_open(&session, &options) != EXIT_FOUND) return EXIT_ERROR;
  return session_close(&session, run(&session, args));
}
