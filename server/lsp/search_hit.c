#include "lsp/search_hit.h"

enum {
  TEXT_MAX = 1024,        // bytes of a line that are sent
  TEXT_BEFORE = 256,      // of them before the hit, if the line is longer
  TEXT_LINES_MAX = 4096,  // bytes of several lines
  CONTEXT_LINE_MAX = 512, // bytes of a line beside the hit
};

void hit_writer_start(HitWriter *writer, const Folder *folder) {
  writer->folder = folder;
  writer->path_hash = 0;
  buf_clear(&writer->uri);
}

void hit_writer_release(HitWriter *writer) {
  buf_release(&writer->item);
  buf_release(&writer->uri);
}

static bool is_continuation(char c) { return ((unsigned char)c & 0xC0) == 0x80; }

// At most `max` bytes from `start`, cut between characters.
static Str cut(Str text, size_t start, size_t max) {
  while (start < text.len && is_continuation(text.ptr[start])) start++;
  size_t end = text.len - start > max ? start + max : text.len;
  while (end > start && end < text.len && is_continuation(text.ptr[end])) end--;
  return str_slice(text, start, end);
}

static bool spans_lines(const SearchHit *hit) { return hit->end_line > hit->line; }

// Of what is long the part around the hit.
static Str text_around(const SearchHit *hit) {
  size_t max = spans_lines(hit) ? TEXT_LINES_MAX : TEXT_MAX;
  if (hit->text.len <= max) return hit->text;
  return cut(hit->text, hit->column > TEXT_BEFORE ? hit->column - TEXT_BEFORE : 0, max);
}

// Units of the hit's line before `byte`.
static size_t units_at(HitWriter *writer, const SearchHit *hit, size_t byte) {
  if (writer->byte > byte) writer->byte = writer->units = 0;
  Str more = str_slice(hit->text, writer->byte, byte);
  writer->units += position_units(more, writer->form.encoding);
  writer->byte = byte;
  return writer->units;
}

typedef struct {
  Position start, end;
} HitRange;

static HitRange range_of(HitWriter *writer, const SearchHit *hit) {
  size_t start = hit->column < hit->text.len ? hit->column : hit->text.len;
  size_t end = start + hit->length < hit->text.len ? start + hit->length : hit->text.len;
  HitRange range = {.start = {hit->line, (uint32_t)units_at(writer, hit, start)}};
  if (spans_lines(hit)) {
    size_t line_start = hit->end_column < end ? end - hit->end_column : 0;
    Str last = hit->end_column ? str_slice(hit->text, line_start, end) : STR("");
    range.end = (Position){hit->end_line, (uint32_t)position_units(last, writer->form.encoding)};
  } else {
    range.end = (Position){hit->line, (uint32_t)units_at(writer, hit, end)};
  }
  return range;
}

// The hit's line is the one whose units are counted from now on.
static void note_line(HitWriter *writer, const SearchHit *hit) {
  uint64_t path_hash = str_hash(hit->path);
  bool same_file = writer->path_hash == path_hash && writer->uri.len;
  if (same_file && writer->line == hit->line) return;
  if (!same_file) {
    buf_clear(&writer->uri);
    folder_put_uri(writer->folder, hit->path, &writer->uri);
  }
  writer->path_hash = path_hash;
  writer->line = hit->line;
  writer->byte = writer->units = 0;
}

bool hit_writer_join(HitWriter *writer, const SearchHit *hit) {
  if (!writer->form.lines || !writer->hits || !writer->one_line || spans_lines(hit)) return false;
  if (writer->line != hit->line || writer->path_hash != str_hash(hit->path)) return false;
  HitRange range = range_of(writer, hit);
  buf_str_put(&writer->item, writer->hits == 1 ? STR(",\"more\":[") : STR(","));
  JsonOut out = json_out(&writer->item);
  json_range(&out, range.start, range.end);
  writer->hits++;
  return true;
}

static void put_lines(JsonOut *out, const char *key, const Str *lines, uint32_t count) {
  json_key(out, key);
  json_open(out, '[');
  for (uint32_t i = 0; i < count; i++) json_string(out, cut(lines[i], 0, CONTEXT_LINE_MAX));
  json_close(out, ']');
}

void hit_writer_begin(HitWriter *writer, const SearchHit *hit) {
  note_line(writer, hit);
  buf_clear(&writer->item);
  writer->hits = 1;
  writer->one_line = !spans_lines(hit);
  HitRange range = range_of(writer, hit);
  Str text = text_around(hit);
  size_t from = (size_t)(text.ptr - hit->text.ptr);
  JsonOut out = json_out(&writer->item);
  json_open(&out, '{');
  json_put_string(&out, "uri", buf_str(&writer->uri));
  json_put_range(&out, "range", range.start, range.end);
  json_put_string(&out, "text", text);
  if (from) {
    size_t between = position_units(str_slice(hit->text, from, hit->column), writer->form.encoding);
    json_put_unsigned(&out, "textStart", range.start.character - between);
  }
  json_put_string(&out, "language", hit->language);
  if (writer->form.before) put_lines(&out, "before", hit->before, hit->before_count);
  if (writer->form.after) put_lines(&out, "after", hit->after, hit->after_count);
  if (hit->folded) json_put_unsigned(&out, "folded", hit->folded);
}

bool hit_writer_take(HitWriter *writer, Str *item, uint64_t *hits) {
  if (!writer->hits) return false;
  buf_str_put(&writer->item, writer->hits > 1 ? STR("]}") : STR("}"));
  *item = buf_str(&writer->item);
  *hits = writer->hits;
  writer->hits = 0;
  return true;
}
