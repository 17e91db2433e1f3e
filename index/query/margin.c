// What lies beside a chunk is read when the first hit near its edge asks for it, and kept for further ones
// until the reader turns to another document. A chunk that begins or ends inside a line (one of megabytes)
// shows of the lines beyond only those that are whole.
#include "query/margin.h"

#include "intake/decode.h"

enum { MARGIN_BYTES = 128 << 10 };

// Appends the bytes [from, to) of the content's file, as text.
static void read_text(ContentReader *reader, uint64_t from, uint64_t to, bool above, Buf *out) {
  Buf raw = {0}, decoded = {0};
  OsFile *file;
  FileInfo info;
  const char *path = reader->path.data; // as content_read has left it
  if (os_root_open_read(reader->root, path, &file, &info, NULL) != STATUS_OK) return;
  if (to > info.stamp.size) to = info.stamp.size;
  Status status = STATUS_NOT_FOUND;
  if (from < to) status = os_read_at(file, from, (size_t)(to - from), &raw, NULL);
  os_file_close(file);
  Str bytes = buf_str(&raw);
  // Whole lines only, which are whole characters, too.
  if (above && from > 0) bytes = str_slice(bytes, str_find_byte(bytes, 0, '\n') + 1, bytes.len);
  bool ends = to == info.stamp.size;
  size_t len = bytes.len;
  while ((above || !ends) && len && bytes.ptr[len - 1] != '\n') len--;
  bytes = str_slice(bytes, 0, len);
  if (from == 0 && str_starts_with(bytes, STR("\xEF\xBB\xBF"))) bytes = str_slice(bytes, 3, len);
  Str text;
  bool there = status == STATUS_OK && bytes.len
               && decode_part(bytes, ENCODING_UTF8, &decoded, &text, NULL) == STATUS_OK;
  if (there) buf_str_put(out, text);
  buf_release(&raw);
  buf_release(&decoded);
}

static Str text_above(ContentReader *reader, const Document *chunk) {
  if (!reader->above_known) {
    uint64_t start = chunk->chunk_start;
    buf_clear(&reader->above);
    read_text(reader, start > MARGIN_BYTES ? start - MARGIN_BYTES : 0, start, true, &reader->above);
    reader->above_known = true;
  }
  return buf_str(&reader->above);
}

static Str text_below(ContentReader *reader, const Content *content) {
  if (!reader->below_known) {
    uint64_t end = content->record.chunk_start + content->record.chunk_size;
    buf_clear(&reader->below);
    read_text(reader, end, end + MARGIN_BYTES, false, &reader->below);
    reader->below_known = true;
  }
  Str below = buf_str(&reader->below), text = content->text;
  bool inside = text.len && text.ptr[text.len - 1] != '\n'; // of a line that goes on there
  return inside ? str_slice(below, str_find_byte(below, 0, '\n') + 1, below.len) : below;
}

static Str without_end(Str line) {
  if (line.len && line.ptr[line.len - 1] == '\n') line.len--;
  if (line.len && line.ptr[line.len - 1] == '\r') line.len--;
  return line;
}

// The last lines of `text`, `most` at most, copied before those that `lines` has.
static void add_before(Str text, uint32_t most, Arena *arena, SearchHit *hit) {
  const Str *lines = hit->before;
  uint32_t count = hit->before_count, added = 0;
  Str *all = arena_array(arena, Str, (size_t)most + count + 1);
  for (size_t end = text.len; end > 0 && added < most; added++) {
    size_t start = end - 1;
    while (start > 0 && text.ptr[start - 1] != '\n') start--;
    all[most - 1 - added] = arena_dup(arena, without_end(str_slice(text, start, end)));
    end = start;
  }
  if (count) memcpy(all + most, lines, count * sizeof *all);
  hit->before = all + (most - added);
  hit->before_count = count + added;
}

static void add_after(Str text, uint32_t most, Arena *arena, SearchHit *hit) {
  Str *all = arena_array(arena, Str, (size_t)hit->after_count + most + 1);
  if (hit->after_count) memcpy(all, hit->after, hit->after_count * sizeof *all);
  for (size_t at = 0; at < text.len && most > 0; most--) {
    size_t end = str_find_byte(text, at, '\n');
    end = end < text.len ? end + 1 : text.len;
    all[hit->after_count++] = arena_dup(arena, without_end(str_slice(text, at, end)));
    at = end;
  }
  hit->after = all;
}

void margin_extend(ContentReader *reader, const Content *content, const SearchRequest *request,
                   Arena *arena, SearchHit *hit) {
  const Document *record = &content->record;
  if (!(record->flags & DOCUMENT_CHUNK) || content->part->texts) return;
  if (hit->before_count < request->before && record->chunk_start > 0) {
    add_before(text_above(reader, record), request->before - hit->before_count, arena, hit);
  }
  bool goes_on = record->chunk_start + record->chunk_size < record->stamp.size
                 || record->stamp.size == 0; // unknown
  if (hit->after_count < request->after && goes_on) {
    add_after(text_below(reader, content), request->after - hit->after_count, arena, hit);
  }
}
