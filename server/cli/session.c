// Which tree is meant. An explicit -C is taken at its word. Otherwise an index of a directory above
// serves too, so that a question asked deep in a repository is not answered by indexing that corner
// of it anew; a directory with .git ends the climb, so that an index of the home directory does not
// claim every repository in it.
#include "cli/session.h"

#include "cli/interrupt.h"
#include "lsp/json_out.h"
#include "cli/progress.h"

static bool is_directory(const char *path) {
  FileInfo info;
  return os_stat(path, &info, NULL) == STATUS_OK && info.kind == FILE_DIRECTORY;
}

static bool has_index(const Args *args, Str root) {
  IndexOptions options = args_index_options(args, root);
  options.read_only = true;
  options.workers = 1;
  Index *index;
  if (index_open(&options, &index, NULL) != STATUS_OK) return false;
  IndexStatus status;
  index_status(index, &status);
  index_close(index);
  return status.segments > 0;
}

static bool has_repository(Arena *arena, Str directory) {
  FileInfo info;
  Str git = arena_join_path(arena, directory, STR(".git"));
  return os_stat(git.ptr, &info, NULL) == STATUS_OK;
}

static Str parent_of(Arena *arena, Str directory) {
  size_t base = str_base_name(directory).len;
  size_t length = directory.len - base;
  return arena_dup(arena, str_slice(directory, 0, length > 1 ? length - 1 : length));
}

static void find_above(Session *session, const Args *args, Str current) {
  for (Str at = current;; at = parent_of(&session->arena, at)) {
    if (has_index(args, at)) {
      session->root = at;
      size_t skip = at.len == 1 ? 1 : at.len + 1;
      session->below = str_slice(current, skip, current.len);
      return;
    }
    if (at.len <= 1 || has_repository(&session->arena, at)) return;
  }
}

static Status find_root(Session *session, const SessionOptions *options, Error *error) {
  Str given = options->directory.len ? options->directory : options->args->directory;
  Str path = arena_dup(&session->arena, given.len ? given : STR("."));
  Status status = os_real_path(path.ptr, &session->arena, &session->root, error);
  if (status != STATUS_OK) return status;
  if (!is_directory(session->root.ptr)) {
    return error_set(error, STATUS_INVALID, "%s: not a directory", path.ptr);
  }
  if (!given.len) find_above(session, options->args, session->root);
  return STATUS_OK;
}

static Status open_index(Session *session, const SessionOptions *options, Error *error) {
  IndexOptions open = args_index_options(options->args, session->root);
  open.read_only = options->read_only;
  Status status = index_open(&open, &session->index, error);
  if (status != STATUS_BUSY) return status;
  open.read_only = true; // another process writes: follow it
  return index_open(&open, &session->index, error);
}

Status session_wait(Session *session, const Args *args, IndexPhase phase, Error *error) {
  if (progress_wait(session->index, phase, progress_form(args->progress))) return STATUS_OK;
  if (interrupted()) return error_set(error, STATUS_CANCELLED, "interrupted");
  IndexStatus status;
  index_status(session->index, &status);
  return error_set(error, STATUS_IO, "indexing %s: %s", status.root,
                   status.message[0] ? status.message : "failed");
}

int session_open(Session *session, const SessionOptions *options) {
  *session = (Session){0};
  interrupt_install();
  out_open(&session->out, stdout, options->args->color);
  Error error;
  Status status = find_root(session, options, &error);
  if (status == STATUS_OK) status = open_index(session, options, &error);
  if (status == STATUS_OK && options->need != PHASE_IDLE) {
    index_refresh(session->index);
    status = session_wait(session, options->args, options->need, &error);
  }
  if (status == STATUS_OK) return EXIT_FOUND;
  session_fail(session, &error);
  return session_close(session, EXIT_ERROR);
}

int session_close(Session *session, int code) {
  if (!out_close(&session->out)) code = EXIT_ERROR;
  if (session->index) index_close(session->index);
  arena_release(&session->arena);
  buf_release(&session->shown);
  interrupt_finish();
  return code;
}

// "src/a.c" seen from "src/lib" is "../a.c".
Str session_path(Session *session, Str path) {
  Str below = session->below, mine, theirs;
  if (!below.len) return path;
  Str rest = path;
  while (below.len) {
    Str below_left = below, rest_left = rest;
    if (!str_next_field(&below_left, '/', &mine)) break;
    if (!str_next_field(&rest_left, '/', &theirs) || !rest_left.len) break;
    if (!str_equal(mine, theirs)) break;
    below = below_left;
    rest = rest_left;
  }
  buf_clear(&session->shown);
  while (str_next_field(&below, '/', &mine)) buf_str_put(&session->shown, STR("../"));
  buf_str_put(&session->shown, rest);
  return buf_str(&session->shown);
}

int session_fail(Session *session, const Error *error) {
  out_flush(&session->out);
  if (error->status != STATUS_CANCELLED) fprintf(stderr, "treeline: %s\n", error->message);
  return EXIT_ERROR;
}

void session_json_summary(Session *session, const QuerySummary *summary) {
  JsonOut json = json_out(&session->out.buf);
  json_open(&json, '{');
  json_key(&json, "summary");
  json_open(&json, '{');
  json_put_unsigned(&json, "hits", summary->hits);
  json_put_unsigned(&json, "documents", summary->documents);
  json_put_unsigned(&json, "generation", summary->generation);
  json_put_real(&json, "covered", share_down(summary->covered));
  json_put_unsigned(&json, "documents_covered", summary->documents_covered);
  json_put_unsigned(&json, "documents_known", summary->documents_known);
  json_put_bool(&json, "truncated", summary->truncated);
  json_put_string(&json, "reason", str_from_c(summary->reason));
  json_put_unsigned(&json, "candidates", summary->candidates);
  json_put_unsigned(&json, "elapsed_us", (uint64_t)summary->elapsed_ns / 1000);
  json_close(&json, '}');
  json_close(&json, '}');
  out_put(&session->out, STR("\n"));
}

// What makes the answer less than whole, and why.
static void put_lacks(Session *session, Out *err, const QuerySummary *summary) {
  Str reason = str_from_c(summary->reason);
  if (summary->truncated && str_equal(reason, STR("limit"))) {
    out_put(err, STR("; there are more (--limit 0 shows all)"));
  } else if (summary->truncated && str_equal(reason, STR("deadline"))) {
    out_put(err, STR("; there may be more: the time was up"));
  } else if (summary->truncated) {
    out_printf(err, "; there are more%s%.*s", reason.len ? ": " : "", STR_ARGS(reason));
  }
  if (summary->documents_covered < summary->documents_known) {
    Str covered = human_count(&session->arena, summary->documents_covered);
    Str known = human_count(&session->arena, summary->documents_known);
    out_printf(err, "; only %.*s of %.*s files are indexed as they are now", STR_ARGS(covered),
               STR_ARGS(known));
  } else if (summary->covered < 1) {
    out_printf(err, "; only %.1f%% of the tree is indexed yet", share_down(summary->covered) * 100);
  }
}

// On a terminal always; elsewhere only what makes the answer less than whole.
void session_print_summary(Session *session, const QuerySummary *summary, const char *noun) {
  bool whole = !summary->truncated && summary->covered >= 1;
  out_flush(&session->out);
  if (session->out.broken || (whole && !(session->out.terminal && os_is_terminal(2)))) return;
  Out err;
  out_open(&err, stderr, COLOR_AUTO);
  out_style(&err, STYLE_DIM);
  Str hits = human_count(&session->arena, summary->hits);
  Str files = human_count(&session->arena, summary->documents);
  Str time = human_time(&session->arena, summary->elapsed_ns);
  out_printf(&err, "%.*s %s%s", STR_ARGS(hits), noun, summary->hits == 1 ? "" : "s");
  if (strcmp(noun, "file") != 0) {
    out_printf(&err, " in %.*s file%s", STR_ARGS(files), summary->documents == 1 ? "" : "s");
  }
  out_printf(&err, ", %.*s", STR_ARGS(time));
  put_lacks(session, &err, summary);
  out_style(&err, STYLE_NONE);
  out_put(&err, STR("\n"));
  out_close(&err);
}

int session_found(Session *session, const QuerySummary *summary) {
  if (summary->hits) return EXIT_FOUND;
  if (!summary->truncated || strcmp(summary->reason, "deadline") != 0) return EXIT_NONE;
  Error error;
  status_ignore(error_set(&error, STATUS_BUSY, "nothing was found in the time given"));
  return session_fail(session, &error);
}
