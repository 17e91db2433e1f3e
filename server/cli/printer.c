// Problem: hits come with the lines around them, so that one line may come several times: as a hit, as
// another hit, and beside others. Approach: within a file the number of the next line that was not
// shown is kept; lines before it are not shown again, and lines behind a hit wait until it is known
// what the next hit is. Ranked hits may come in any order: one that does not follow what was shown
// begins anew, behind a separator.
#include "cli/printer.h"

#include "base/array.h"
#include "cli/line_view.h"
#include "lsp/json_out.h"

#include <stdlib.h>

enum { GUTTER = 6, COLUMNS_MIN = 40 };

struct Printer {
  Session *session;
  Out *out;
  PrintOptions options;
  Buf path;              // of the present file; as the index has it
  bool some;             // something was printed
  bool some_of_file;     // of the present file
  bool begun;            // of the present group: of hits that follow each other
  uint64_t next;         // number of the group's first line that was not shown; 0-based
  bool holding;          // a line waits for more of its hits
  uint64_t number;       // of that line
  Buf text;              // of it
  ARRAY(LinePart) parts; // its hits
  // The lines behind the last hit, which wait for the next one.
  uint64_t after_number; // of the first of them
  Buf after;
  ARRAY(size_t) after_ends; // in `after`
  uint64_t count;           // FORM_COUNTS: of the present file
  uint64_t counted_line;    // the last line that counts, plus one
};

PrintForm print_form(const Session *session, const Args *args, PrintForm rows) {
  if (args->quiet) return FORM_NOTHING;
  if (args->files && args->count) return FORM_TOTAL;
  if (args->files) return FORM_FILES;
  if (args->count) return FORM_COUNTS;
  if (args->json) return FORM_JSON;
  return session->out.terminal ? FORM_GROUPED : rows;
}

Printer *printer_new(Session *session, const PrintOptions *options) {
  Printer *printer = xcalloc(1, sizeof *printer);
  printer->session = session;
  printer->out = &session->out;
  printer->options = *options;
  return printer;
}

// ---- pieces of lines ----------------------------------------------------------------------------

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

static Str shown_path(Printer *printer) {
  return session_path(printer->session, buf_str(&printer->path));
}

// The path and what follows it: `separator`, or a NUL if that is wanted.
static void put_path(Printer *printer, char separator) {
  Out *out = printer->out;
  out_style(out, STYLE_PATH);
  if (out->terminal && !printer->options.null)
    out_visible(out, shown_path(printer), UINT32_MAX, NULL);
  else
    out_put(out, shown_path(printer));
  out_style(out, STYLE_NONE);
  buf_byte(&out->buf, printer->options.null ? 0 : (uint8_t)separator);
}

static void put_highlighted(Out *out, Str text, const LinePart *parts, size_t count) {
  size_t at = 0;
  for (size_t i = 0; i < count; i++) {
    out_put(out, str_slice(text, at, parts[i].start));
    put_styled(out, STYLE_MATCH, str_slice(text, parts[i].start, parts[i].end));
    at = parts[i].end;
  }
  out_put(out, str_slice(text, at, text.len));
}

// ---- lines --------------------------------------------------------------------------------------

typedef struct {
  uint64_t number; // 0-based
  Str text;
  const LinePart *parts; // none: a line beside hits
  size_t count;
} ShownLine;

static void put_row(Printer *printer, const ShownLine *line, const LinePart *part) {
  Out *out = printer->out;
  char separator = part ? ':' : '-';
  put_path(printer, separator);
  put_number(out, line->number + 1);
  buf_byte(&out->buf, (uint8_t)separator);
  if (part) {
    put_number(out, (uint64_t)part->start + 1);
    buf_byte(&out->buf, (uint8_t)separator);
  }
  put_highlighted(out, line->text, part, part ? 1 : 0);
  out_put(out, STR("\n"));
}

static void put_rows(Printer *printer, const ShownLine *line) {
  if (!line->count) put_row(printer, line, NULL);
  for (size_t i = 0; i < line->count; i++) put_row(printer, line, &line->parts[i]);
}

static void put_line(Printer *printer, const ShownLine *line) {
  Out *out = printer->out;
  char separator = line->count ? ':' : '-';
  put_path(printer, separator);
  if (printer->options.numbers) {
    put_number(out, line->number + 1);
    buf_byte(&out->buf, (uint8_t)separator);
  }
  put_highlighted(out, line->text, line->parts, line->count);
  out_put(out, STR("\n"));
}

static void put_grouped(Printer *printer, const ShownLine *line) {
  Out *out = printer->out;
  char label[24];
  int width = snprintf(label, sizeof label, "%*llu", GUTTER, (unsigned long long)line->number + 1);
  put_styled(out, line->count ? STYLE_NUMBER : STYLE_DIM, str_from_c(label));
  out_put(out, STR("  "));
  unsigned columns = out->columns > COLUMNS_MIN ? out->columns : COLUMNS_MIN;
  line_view_put(out, line->text, line->parts, line->count, columns - (unsigned)width - 2);
  out_put(out, STR("\n"));
}

static void put_separator(Printer *printer) {
  if (printer->options.form == FORM_GROUPED)
    put_styled(printer->out, STYLE_DIM, STR("    --"));
  else
    put_styled(printer->out, STYLE_DIM, STR("--"));
  out_put(printer->out, STR("\n"));
}

static void show(Printer *printer, const ShownLine *line) {
  bool gap = !printer->begun || line->number != printer->next;
  bool grouped = printer->options.form == FORM_GROUPED;
  bool apart = grouped ? printer->some_of_file : printer->some; // another file is apart by its path
  if (printer->options.context && gap && apart) put_separator(printer);
  if (grouped)
    put_grouped(printer, line);
  else if (printer->options.form == FORM_LINES)
    put_line(printer, line);
  else
    put_rows(printer, line);
  printer->begun = printer->some = printer->some_of_file = true;
  printer->next = line->number + 1;
}

// ---- what waits ---------------------------------------------------------------------------------

static void show_held(Printer *printer) {
  if (!printer->holding) return;
  printer->holding = false;
  ShownLine line = {printer->number, buf_str(&printer->text), printer->parts.items,
                    printer->parts.count};
  show(printer, &line);
  printer->parts.count = 0;
}

// The lines behind the last hit that come before line `end`.
static void show_after(Printer *printer, uint64_t end) {
  size_t start = 0;
  for (size_t i = 0; i < printer->after_ends.count; i++) {
    uint64_t number = printer->after_number + i;
    Str text = str_slice(buf_str(&printer->after), start, printer->after_ends.items[i]);
    start = printer->after_ends.items[i];
    if (number >= printer->next && number < end) show(printer, &(ShownLine){number, text, NULL, 0});
  }
  printer->after_ends.count = 0;
  buf_clear(&printer->after);
}

// Number of the last line that the hit touches.
static uint64_t last_line(const SearchHit *hit) {
  uint64_t number = hit->line;
  for (size_t at = 0; (at = str_find_byte(hit->text, at, '\n')) < hit->text.len; at++) number++;
  return number;
}

static void keep_after(Printer *printer, const SearchHit *hit) {
  printer->after_ends.count = 0;
  buf_clear(&printer->after);
  printer->after_number = last_line(hit) + 1;
  for (uint32_t i = 0; i < hit->after_count; i++) {
    buf_str_put(&printer->after, hit->after[i]);
    array_push(&printer->after_ends, printer->after.len);
  }
}

static void show_before(Printer *printer, const SearchHit *hit) {
  for (uint32_t i = 0; i < hit->before_count; i++) {
    uint64_t number = (uint64_t)hit->line - hit->before_count + i;
    bool shown = printer->begun && number < printer->next;
    if (!shown) show(printer, &(ShownLine){number, hit->before[i], NULL, 0});
  }
}

static void flush(Printer *printer) {
  show_held(printer);
  show_after(printer, UINT64_MAX);
}

// ---- hits ---------------------------------------------------------------------------------------

static void add_part(Printer *printer, size_t start, size_t end) {
  size_t length = printer->text.len;
  LinePart part = {(uint32_t)(start < length ? start : length),
                   (uint32_t)(end < length ? end : length)};
  const LinePart *last =
      printer->parts.count ? &printer->parts.items[printer->parts.count - 1] : NULL;
  if (last && part.start < last->end) return;
  array_push(&printer->parts, part);
}

static void hold(Printer *printer, uint64_t number, Str text, size_t start, size_t end) {
  bool same = printer->holding && printer->number == number;
  if (!same) {
    show_held(printer);
    buf_clear(&printer->text);
    buf_str_put(&printer->text, text);
    printer->number = number;
    printer->holding = true;
  }
  add_part(printer, start, end);
}

static Str without_return(Str line) {
  if (str_ends_with(line, STR("\r"))) line.len--;
  return line;
}

// All lines that the hit touches.
static void hold_lines(Printer *printer, const SearchHit *hit) {
  size_t start = hit->column, end = start + hit->length, at = 0;
  for (uint64_t number = hit->line; at <= hit->text.len; number++) {
    size_t line_end = str_find_byte(hit->text, at, '\n');
    Str line = str_slice(hit->text, at, line_end);
    if (line_end < hit->text.len) line = without_return(line);
    hold(printer, number, line, start, end > at ? end - at : 0);
    start = 0;
    at = line_end + 1;
  }
}

// Whether the hit stands at or behind the last one, in the same file.
static bool goes_on(const Printer *printer, const SearchHit *hit) {
  if (!str_equal(buf_str(&printer->path), hit->path)) return false;
  if (printer->holding) return hit->line >= printer->number;
  return printer->begun && hit->line >= printer->next;
}

static void begin_file(Printer *printer, const SearchHit *hit) {
  Out *out = printer->out;
  buf_clear(&printer->path);
  buf_str_put(&printer->path, hit->path);
  printer->some_of_file = false;
  if (printer->options.form != FORM_GROUPED) return;
  if (printer->some) out_put(out, STR("\n"));
  out_style(out, STYLE_PATH);
  out_visible(out, shown_path(printer), UINT32_MAX, NULL);
  out_style(out, STYLE_NONE);
  if (hit->folded) {
    out_style(out, STYLE_DIM);
    out_printf(out, "  +%u identical file%s", hit->folded, hit->folded == 1 ? "" : "s");
    out_style(out, STYLE_NONE);
  }
  out_put(out, STR("\n"));
}

static void put_hit(Printer *printer, const SearchHit *hit) {
  bool on_held_line = printer->holding && printer->number == hit->line;
  if (!goes_on(printer, hit)) {
    flush(printer);
    printer->begun = false;
    if (!str_equal(buf_str(&printer->path), hit->path)) begin_file(printer, hit);
    show_before(printer, hit);
  } else if (!on_held_line) {
    show_held(printer);
    show_after(printer, hit->line);
    show_before(printer, hit);
  }
  hold_lines(printer, hit);
  keep_after(printer, hit);
}

// ---- the other forms ----------------------------------------------------------------------------

static void put_texts(JsonOut *json, const char *key, const Str *lines, uint32_t count) {
  json_key(json, key);
  json_open(json, '[');
  for (uint32_t i = 0; i < count; i++) json_string(json, lines[i]);
  json_close(json, ']');
}

static void put_json(Printer *printer, const SearchHit *hit) {
  bool lines = hit->end_line > hit->line;
  uint64_t end_line = lines ? hit->end_line : hit->line;
  uint64_t end_column = lines ? hit->end_column : (uint64_t)hit->column + hit->length;
  JsonOut json = json_out(&printer->out->buf);
  json_open(&json, '{');
  json_put_string(&json, "path", session_path(printer->session, hit->path));
  json_put_unsigned(&json, "line", (uint64_t)hit->line + 1);
  json_put_unsigned(&json, "column", (uint64_t)hit->column + 1);
  json_put_unsigned(&json, "length", hit->length);
  json_put_unsigned(&json, "end_line", end_line + 1);
  json_put_unsigned(&json, "end_column", end_column + 1);
  json_put_string(&json, "language", hit->language);
  json_put_string(&json, "text", hit->text);
  if (printer->options.context) {
    put_texts(&json, "before", hit->before, hit->before_count);
    put_texts(&json, "after", hit->after, hit->after_count);
  }
  if (hit->folded) json_put_unsigned(&json, "folded", hit->folded);
  json_close(&json, '}');
  out_put(printer->out, STR("\n"));
}

// The path, and the count of FORM_COUNTS, of the file that ends here.
static void put_file(Printer *printer) {
  if (!printer->path.len) return;
  bool counts = printer->options.form == FORM_COUNTS;
  if (printer->options.json) {
    JsonOut json = json_out(&printer->out->buf);
    json_open(&json, '{');
    json_put_string(&json, "path", shown_path(printer));
    if (counts) json_put_unsigned(&json, "count", printer->count);
    json_close(&json, '}');
    out_put(printer->out, STR("\n"));
  } else if (counts) {
    put_path(printer, ':');
    out_printf(printer->out, "%llu\n", (unsigned long long)printer->count);
  } else {
    put_path(printer, '\n');
  }
}

static void count_hit(Printer *printer, const SearchHit *hit) {
  uint64_t last = last_line(hit);
  uint64_t first = hit->line < printer->counted_line ? printer->counted_line : hit->line;
  if (!printer->options.lines)
    printer->count++;
  else if (last >= first)
    printer->count += last - first + 1;
  if (last >= first) printer->counted_line = last + 1;
}

static void note_file(Printer *printer, const SearchHit *hit) {
  bool counts = printer->options.form == FORM_COUNTS;
  if (!str_equal(buf_str(&printer->path), hit->path)) {
    if (counts) put_file(printer);
    buf_clear(&printer->path);
    buf_str_put(&printer->path, hit->path);
    printer->count = printer->counted_line = 0;
    if (!counts) put_file(printer);
  }
  if (counts) count_hit(printer, hit);
}

bool printer_put(void *user, const SearchHit *hit) {
  Printer *printer = user;
  switch (printer->options.form) {
  case FORM_NOTHING:
  case FORM_TOTAL: return true;
  case FORM_JSON: put_json(printer, hit); break;
  case FORM_FILES:
  case FORM_COUNTS: note_file(printer, hit); break;
  case FORM_ROWS:
  case FORM_LINES:
  case FORM_GROUPED: put_hit(printer, hit); break;
  }
  return out_continue(printer->out);
}

void printer_put_total(Printer *printer, uint64_t count) {
  if (printer->options.json) return;
  put_number(printer->out, count);
  out_put(printer->out, STR("\n"));
}

void printer_end(Printer *printer) {
  if (printer->options.form == FORM_COUNTS) put_file(printer);
  flush(printer);
  buf_release(&printer->path);
  buf_release(&printer->text);
  buf_release(&printer->after);
  array_free(&printer->parts);
  array_free(&printer->after_ends);
  free(printer);
}
