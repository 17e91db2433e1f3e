// treeline search: occurrences of a text. Three forms: JSON Lines; one hit a line for programs and
// pipes; for a person at a terminal grouped by file, all hits of a line shown on one line and cut
// to its width.
#include "base/array.h"
#include "cli/filters.h"
#include "cli/interrupt.h"
#include "lsp/json_out.h"
#include "cli/session.h"
#include "cli/verbs.h"

typedef struct {
  uint32_t start, end; // bytes of the line
} Part;

typedef struct {
  Session *session;
  Buf path; // of the group on a terminal
  Buf text; // of the line that waits for more of its hits
  uint32_t line;
  bool waiting;      // such a line is there
  ARRAY(Part) parts; // its hits
} Printer;

static bool put_json(void *user, const SearchHit *hit) {
  Printer *printer = user;
  JsonOut json = json_out(&printer->session->out.buf);
  json_open(&json, '{');
  json_put_string(&json, "path", session_path(printer->session, hit->path));
  json_put_unsigned(&json, "line", (uint64_t)hit->line + 1);
  json_put_unsigned(&json, "column", (uint64_t)hit->column + 1);
  json_put_unsigned(&json, "length", hit->length);
  json_put_string(&json, "text", hit->text);
  json_close(&json, '}');
  out_put(&printer->session->out, STR("\n"));
  return out_continue(&printer->session->out);
}

static void put_styled(Out *out, Style style, Str text) {
  out_style(out, style);
  out_put(out, text);
  out_style(out, STYLE_NONE);
}

static void put_number(Out *out, uint64_t value) {
  out_style(out, STYLE_NUMBER);
  out_printf(out, "%llu", (unsigned long long)value);
  out_style(out, STYLE_NONE);
}

static bool put_plain(void *user, const SearchHit *hit) {
  Printer *printer = user;
  Out *out = &printer->session->out;
  uint64_t end = (uint64_t)hit->column + hit->length;
  put_styled(out, STYLE_PATH, session_path(printer->session, hit->path));
  out_put(out, STR(":"));
  put_number(out, (uint64_t)hit->line + 1);
  out_put(out, STR(":"));
  put_number(out, (uint64_t)hit->column + 1);
  out_put(out, STR(":"));
  out_put(out, str_slice(hit->text, 0, hit->column));
  put_styled(out, STYLE_MATCH, str_slice(hit->text, hit->column, end));
  out_put(out, str_slice(hit->text, end, hit->text.len));
  out_put(out, STR("\n"));
  return out_continue(out);
}

// Cuts the head of `text` so that its first hit, at `start`, comes within the first third of
// `columns`.
static Str cut_head(Str text, uint32_t start, uint32_t end, unsigned columns) {
  if (out_width(str_slice(text, 0, end)) <= columns) return text;
  size_t from = start;
  unsigned room = columns / 3, used = 0;
  while (from > 0 && used < room) {
    from--;
    while (from > 0 && ((unsigned char)text.ptr[from] & 0xC0) == 0x80) from--;
    used++;
  }
  return str_slice(text, from, text.len);
}

static void put_parts(Printer *printer, unsigned columns) {
  Out *out = &printer->session->out;
  Str text = buf_str(&printer->text), rest = STR("");
  const Part *first = &printer->parts.items[0];
  Str shown = cut_head(text, first->start, first->end, columns - 2);
  size_t at = (size_t)(shown.ptr - text.ptr);
  unsigned left = columns - 1;
  if (at > 0) {
    out_put(out, STR("\xE2\x80\xA6"));
    left--;
  }
  for (size_t i = 0; i <= printer->parts.count && !rest.len; i++) {
    bool tail = i == printer->parts.count;
    size_t start = tail ? text.len : printer->parts.items[i].start;
    left -= out_visible(out, str_slice(text, at, start), left, &rest);
    if (tail || rest.len) break;
    size_t end = printer->parts.items[i].end;
    out_style(out, STYLE_MATCH);
    left -= out_visible(out, str_slice(text, start, end), left, &rest);
    out_style(out, STYLE_NONE);
    at = end;
  }
  if (rest.len) out_put(out, STR("\xE2\x80\xA6"));
}

static void flush_line(Printer *printer) {
  if (!printer->waiting) return;
  Out *out = &printer->session->out;
  char label[24];
  int width = snprintf(label, sizeof label, "%6llu", (unsigned long long)printer->line + 1);
  put_styled(out, STYLE_NUMBER, str_from_c(label));
  out_put(out, STR("  "));
  unsigned columns = out->columns > 40 ? out->columns : 40;
  put_parts(printer, columns - (unsigned)width - 2);
  out_put(out, STR("\n"));
  printer->waiting = false;
  printer->parts.count = 0;
}

static bool put_grouped(void *user, const SearchHit *hit) {
  Printer *printer = user;
  Out *out = &printer->session->out;
  bool same_file = str_equal(buf_str(&printer->path), hit->path);
  if (!same_file || (printer->waiting && printer->line != hit->line)) flush_line(printer);
  if (!same_file) {
    if (printer->path.len) out_put(out, STR("\n"));
    buf_clear(&printer->path);
    buf_str_put(&printer->path, hit->path);
    out_style(out, STYLE_PATH);
    out_visible(out, session_path(printer->session, hit->path), UINT32_MAX, NULL);
    out_style(out, STYLE_NONE);
    out_put(out, STR("\n"));
  }
  if (!printer->waiting) {
    buf_clear(&printer->text);
    buf_str_put(&printer->text, hit->text);
    printer->line = hit->line;
    printer->waiting = true;
  }
  uint64_t end = (uint64_t)hit->column + hit->length;
  Part part = {hit->column, end < hit->text.len ? (uint32_t)end : (uint32_t)hit->text.len};
  bool overlaps =
      printer->parts.count && part.start < printer->parts.items[printer->parts.count - 1].end;
  if (part.start <= hit->text.len && !overlaps) array_push(&printer->parts, part);
  return out_continue(out);
}

static SearchFn choose_form(const Session *session, const Args *args) {
  if (args->json) return put_json;
  return session->out.terminal ? put_grouped : put_plain;
}

static int run(Session *session, const Args *args) {
  SearchRequest request = filters_search_request(args, &session->arena);
  Printer printer = {.session = session};
  QuerySummary summary = {.reason = ""};
  Error error;
  Status status = index_search(session->index, &request, choose_form(session, args), &printer,
                               &summary, &error);
  flush_line(&printer);
  buf_release(&printer.path);
  buf_release(&printer.text);
  array_free(&printer.parts);
  if (interrupted()) return EXIT_ERROR;
  if (status != STATUS_OK) return session_fail(session, &error);
  if (args->json) {
    session_json_summary(session, &summary);
  } else {
    session_print_summary(session, &summary, "hit");
  }
  return summary.hits ? EXIT_FOUND : EXIT_NONE;
}

int verb_search(const Args *args) {
  if (!args->operand_count) {
    fputs("treeline: search wants a query; see treeline search --help\n", stderr);
    return EXIT_ERROR;
  }
  Session session;
  SessionOptions options = {.args = args, .read_only = args->no_refresh, .need = PHASE_SYMBOLS};
  if (args->no_refresh) options.need = PHASE_IDLE;
  if (session_open(&session, &options) != EXIT_FOUND) return EXIT_ERROR;
  return session_close(&session, run(&session, args));
}
