#include "lsp/search_hit.h"

#include <stdlib.h>

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
  buf_release(&writer->object);
  buf_release(&writer->range);
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

static void put_lines(JsonOut *out, const char *key, const Str *lines, uint32_t count) {
  json_key(out, key);
  json_open(out, '[');
  for (uint32_t i = 0; i < count; i++) json_string(out, cut(lines[i], 0, CONTEXT_LINE_MAX));
  json_close(out, ']');
}

static void put_object(HitWriter *writer, const SearchHit *hit, HitRange range) {
  Str text = text_around(hit);
  size_t from = (size_t)(text.ptr - hit->text.ptr);
  JsonOut out = json_out(&writer->object);
  json_open(&out, '{');
  json_put_string(&out, "uri", buf_str(&writer->uri));
  json_put_raw(&out, "range", buf_str(&writer->range));
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

static uint64_t line_key(const HitWriter *writer) {
  const uint64_t parts[] = {(uint64_t)(uintptr_t)writer->folder, writer->path_hash, writer->line};
  uint64_t key = str_hash(str_make((const char *)parts, sizeof parts));
  return key ? key : 1;
}

HitJson hit_writer_put(HitWriter *writer, const SearchHit *hit) {
  note_line(writer, hit);
  buf_clear(&writer->object);
  buf_clear(&writer->range);
  HitRange range = range_of(writer, hit);
  JsonOut out = json_out(&writer->range);
  json_range(&out, range.start, range.end);
  put_object(writer, hit, range);
  return (HitJson){.object = buf_str(&writer->object),
                   .range = buf_str(&writer->range),
                   .line = spans_lines(hit) ? 0 : line_key(writer)};
}

// ---- one item a line ----------------------------------------------------------------------------

void hit_groups_release(HitGroups *groups) {
  buf_release(&groups->bytes);
  array_free(&groups->hits);
}

void hit_groups_add(HitGroups *groups, const HitJson *hit) {
  GroupedHit added = {.object = groups->bytes.len, .line = hit->line, .order = groups->hits.count};
  buf_str_put(&groups->bytes, hit->object);
  added.range = groups->bytes.len;
  buf_str_put(&groups->bytes, hit->range);
  added.end = groups->bytes.len;
  array_push(&groups->hits, added);
}

static int compare_lines(const void *a, const void *b) {
  const GroupedHit *x = a, *y = b;
  if (x->line != y->line) return x->line < y->line ? -1 : 1;
  return (x->order > y->order) - (x->order < y->order);
}

typedef struct {
  size_t order;        // of its first hit
  size_t first, count; // in the hits, brought together by line
} LineGroup;

static int compare_groups(const void *a, const void *b) {
  const LineGroup *x = a, *y = b;
  return (x->order > y->order) - (x->order < y->order);
}

// Where the group that begins at `first` ends.
static size_t group_end(const HitGroups *groups, size_t first) {
  uint64_t line = groups->hits.items[first].line;
  size_t end = first + 1;
  while (line && end < groups->hits.count && groups->hits.items[end].line == line) end++;
  return end;
}

static void put_group(const HitGroups *groups, const LineGroup *group, Buf *item) {
  Str bytes = buf_str(&groups->bytes);
  buf_clear(item);
  for (size_t i = 0; i < group->count; i++) {
    GroupedHit hit = groups->hits.items[group->first + i];
    if (i == 0) buf_str_put(item, str_slice(bytes, hit.object, hit.range));
    if (i > 0) buf_str_put(item, i == 1 ? STR(",\"more\":[") : STR(","));
    if (i > 0) buf_str_put(item, str_slice(bytes, hit.range, hit.end));
  }
  buf_str_put(item, group->count > 1 ? STR("]}") : STR("}"));
}

void hit_groups_take(HitGroups *groups, void (*take)(void *user, Str item), void *user) {
  size_t hits = groups->hits.count, count = 0;
  if (!hits) return;
  qsort(groups->hits.items, hits, sizeof *groups->hits.items, compare_lines);
  LineGroup *order = xmalloc(hits * sizeof *order);
  for (size_t first = 0, end; first < hits; first = end) {
    end = group_end(groups, first);
    order[count++] = (LineGroup){groups->hits.items[first].order, first, end - first};
  }
  qsort(order, count, sizeof *order, compare_groups);
  Buf item = {0};
  for (size_t i = 0; i < count; i++) {
    put_group(groups, &order[i], &item);
    take(user, buf_str(&item));
  }
  buf_release(&item);
  free(order);
  groups->hits.count = 0;
  buf_clear(&groups->bytes);
}
