#include "cli/spot.h"

#include "cli/interrupt.h"
#include "cli/tree_path.h"

// Cuts `:NUMBER` off the end.
static bool cut_number(Str *text, uint64_t *number) {
  size_t at = text->len;
  while (at > 0 && ascii_is_digit(text->ptr[at - 1])) at--;
  if (at < 2 || text->ptr[at - 1] != ':') return false;
  if (!str_to_u64(str_slice(*text, at, text->len), number)) return false;
  *text = str_slice(*text, 0, at - 1);
  return true;
}

static bool cut(Str given, Str *path, uint64_t *line, uint64_t *column) {
  *path = given;
  return cut_number(path, column) && cut_number(path, line) && *line > 0 && *column > 0;
}

bool spot_is_one(Str given) {
  Str path;
  uint64_t line, column;
  return cut(given, &path, &line, &column);
}

Status spot_parse(Session *session, const Args *args, Str given, Spot *out, Error *error) {
  Str path;
  TreePath found;
  if (!cut(given, &path, &out->line, &out->column)) {
    return error_set(error, STATUS_INVALID, "%.*s: not of the form FILE:LINE:COLUMN",
                     STR_ARGS(given));
  }
  Status status = tree_path(session, args, path, &found, error);
  if (status != STATUS_OK) return status;
  if (found.directory) {
    return error_set(error, STATUS_INVALID, "%.*s: a directory", STR_ARGS(path));
  }
  out->path = found.path;
  return STATUS_OK;
}

static size_t offset_of(void *user, Str text) {
  const Spot *spot = user;
  size_t start = 0;
  for (uint64_t line = 1; line < spot->line && start < text.len; line++) {
    start = str_find_byte(text, start, '\n') + 1;
  }
  if (start >= text.len) return text.len;
  size_t end = str_find_byte(text, start, '\n');
  return spot->column - 1 < end - start ? start + (size_t)spot->column - 1 : end;
}

SourcePlace spot_place(Spot *spot) {
  return (SourcePlace){
      .path = spot->path, .offset = offset_of, .user = spot, .cancelled = interrupt_flag()};
}

QuerySummary spot_summary(const NavigationSummary *summary, uint64_t documents, int64_t began_ns) {
  return (QuerySummary){.hits = summary->found,
                        .documents = documents,
                        .generation = summary->generation,
                        .covered = summary->covered,
                        .truncated = summary->truncated,
                        .reason = summary->reason,
                        .elapsed_ns = os_monotonic_ns() - began_ns};
}
