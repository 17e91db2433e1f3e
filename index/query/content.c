// Problem: of a search's time, most goes into opening and reading files: on the kernel's tree 5.8 us a
// file by its whole path, with its stamp, before a byte of it is looked at.
//
// Approach: open below the root (10% less), read without asking for the stamp first (8% less), into a
// buffer that is kept.
//
// Rejected, as measured on that tree: a descriptor for each directory (saves nothing beyond the root's:
// two to three of a search's files lie side by side); mapping (twice the time for small files and large
// ones, and a file that shrinks meanwhile would end the process); pieces of 64 or 256 KB that stay in
// the second-level cache (no difference: the page cache's own bytes are what is not there); keeping
// content in memory (within 60 MB a twentieth of this tree, and asking whether a file has changed
// costs a third of reading it).
#include "query/content.h"

#include "base/os.h"
#include "base/scan.h"
#include "intake/decode.h"

enum {
  FILE_MAX = 1 << 30,
  FIRST_ROOM = 256 << 10,
  POLL_BYTES = 512 << 10, // read between looks at being cancelled: a tenth of a millisecond
};

void content_reader_release(ContentReader *reader) {
  os_root_close(reader->root);
  buf_release(&reader->path);
  buf_release(&reader->bytes);
  buf_release(&reader->decoded);
  buf_release(&reader->above);
  buf_release(&reader->below);
  buf_release(&reader->counted_path);
  unit_choice_free(reader->choice);
  array_free(&reader->stretches);
  array_free(&reader->pieces);
}

static bool open_root(ContentReader *reader, const Snapshot *snapshot) {
  if (reader->root) return true;
  if (os_root_open(snapshot->root.ptr, &reader->root, NULL) != STATUS_OK) return false;
  buf_extend(&reader->bytes, FIRST_ROOM); // so that it seldom grows
  reader->bytes.max = FILE_MAX;
  return true;
}

static const char *file_path(ContentReader *reader, Str path) {
  buf_clear(&reader->path);
  buf_str_put(&reader->path, path);
  buf_byte(&reader->path, '\0');
  return reader->path.data;
}

// The line ends before `to`, in pieces that bound a buffer's growth. Chunks mostly come in their order, so
// counting goes on where it was if it is the same file.
static uint32_t count_lines(ContentReader *reader, OsFile *file, const Stamp *stamp, uint64_t to) {
  enum { PIECE = 1 << 20 };
  bool same = str_equal(buf_str(&reader->counted_path), buf_str(&reader->path))
              && stamp_equal(&reader->counted_stamp, stamp) && reader->counted_to <= to;
  if (!same) {
    buf_clear(&reader->counted_path);
    buf_str_put(&reader->counted_path, buf_str(&reader->path));
    reader->counted_stamp = *stamp;
    reader->counted_to = reader->counted_lines = 0;
  }
  while (reader->counted_to < to) {
    uint64_t left = to - reader->counted_to;
    size_t wanted = left < PIECE ? (size_t)left : PIECE;
    buf_clear(&reader->bytes);
    if (os_read_at(file, reader->counted_to, wanted, &reader->bytes, NULL) != STATUS_OK) break;
    if (reader->bytes.len == 0) break; // it has become shorter
    reader->counted_lines += (uint32_t)scan_count_byte(buf_str(&reader->bytes), '\n');
    reader->counted_to += reader->bytes.len;
  }
  return reader->counted_lines;
}

// ASCII without a NUL early on is what nearly all files are, and needs no decoding.
static bool is_plain(Str bytes) {
  size_t probed = bytes.len < DECODE_PROBE ? bytes.len : DECODE_PROBE;
  return str_find_byte(str_slice(bytes, 0, probed), 0, '\0') == probed && scan_is_ascii(bytes);
}

static bool decode_content(ContentReader *reader, const Document *document, Content *out) {
  Str bytes = buf_str(&reader->bytes);
  out->ascii = is_plain(bytes);
  if (out->ascii) {
    out->text = bytes;
    return true;
  }
  if (document->flags & DOCUMENT_CHUNK || out->piece_count) {
    if (document->chunk_start == 0 && !out->piece_count
        && str_starts_with(bytes, STR("\xEF\xBB\xBF"))) {
      bytes = str_slice(bytes, 3, bytes.len);
    }
    return decode_part(bytes, ENCODING_UTF8, &reader->decoded, &out->text, NULL) == STATUS_OK;
  }
  DecodedText decoded;
  if (decode(bytes, &reader->decoded, &decoded, NULL) != STATUS_OK || decoded.binary) return false;
  out->text = decoded.text;
  return true;
}

// Appends [from, from + size) to the reader's bytes. A file that has become shorter has fewer. false: it was
// refused, or nobody waits for it any more.
static bool read_in_pieces(ContentReader *reader, OsFile *file, uint64_t from, uint64_t size) {
  const uint64_t end = from + size;
  while (from < end) {
    size_t wanted = end - from < POLL_BYTES ? (size_t)(end - from) : POLL_BYTES;
    size_t before = reader->bytes.len;
    if (os_read_at(file, from, wanted, &reader->bytes, NULL) != STATUS_OK) return false;
    if (reader->bytes.len - before < wanted) break;
    from += wanted;
    if (reader->cancelled && atomic_load_explicit(reader->cancelled, memory_order_relaxed)) {
      return false;
    }
  }
  return true;
}

// As it is now, whatever was indexed.
static bool read_large(ContentReader *reader, const char *path) {
  OsFile *file;
  FileInfo info;
  if (os_root_open_read(reader->root, path, &file, &info, NULL) != STATUS_OK) return false;
  buf_clear(&reader->bytes);
  bool read = info.stamp.size <= FILE_MAX && read_in_pieces(reader, file, 0, info.stamp.size);
  os_file_close(file);
  return read;
}

static bool read_chunk(ContentReader *reader, const char *path, const Document *document,
                       Content *out) {
  OsFile *file;
  FileInfo info;
  if (os_root_open_read(reader->root, path, &file, &info, NULL) != STATUS_OK) return false;
  if (!stamp_equal(&info.stamp, &document->stamp)) { // lines may have moved
    out->first_line = count_lines(reader, file, &info.stamp, document->chunk_start);
  }
  buf_clear(&reader->bytes);
  bool read = document->chunk_size <= FILE_MAX
              && read_in_pieces(reader, file, document->chunk_start, document->chunk_size);
  os_file_close(file);
  return read;
}

// No more than the file has: what an index says of a file is not to be trusted with memory.
static size_t size_in_file(const FileInfo *info, uint64_t start, uint64_t size) {
  uint64_t left = info->stamp.size > start ? info->stamp.size - start : 0;
  return (size_t)(size < left ? size : left);
}

// What is chosen of a document that is what was indexed. false: it is not.
static bool read_stretches(ContentReader *reader, const char *path, const Document *document,
                           Content *out) {
  OsFile *file;
  FileInfo info;
  if (os_root_open_read(reader->root, path, &file, &info, NULL) != STATUS_OK) return false;
  bool read = stamp_equal(&info.stamp, &document->stamp);
  buf_clear(&reader->bytes);
  reader->pieces.count = 0;
  for (size_t i = 0; i < reader->stretches.count && read; i++) {
    Stretch stretch = reader->stretches.items[i];
    ContentPiece piece = {reader->bytes.len, document->first_line + stretch.line};
    array_push(&reader->pieces, piece);
    uint64_t start = document->chunk_start + stretch.start;
    size_t size = (size_t)(stretch.end - stretch.start);
    read = size_in_file(&info, start, size) == size
           && os_read_at(file, start, size, &reader->bytes, NULL) == STATUS_OK
           && reader->bytes.len == piece.at + size;
  }
  os_file_close(file);
  if (!read || reader->pieces.count == 0) return read;
  out->pieces = reader->pieces.items;
  out->piece_count = reader->pieces.count;
  out->first_line = reader->pieces.items[0].first_line;
  return true;
}

static bool may_choose(ContentReader *reader, const Content *content) {
  const unsigned without = DOCUMENT_RACY | DOCUMENT_BINARY | DOCUMENT_UNREADABLE;
  return reader->choice && !(content->record.flags & without)
         && content->record.chunk_size <= FILE_MAX
         && unit_choice_of(reader->choice, content->part->segment, content->document,
                           &reader->stretches);
}

static bool read_file(ContentReader *reader, const Snapshot *snapshot, const Document *document,
                      Content *out) {
  if (!open_root(reader, snapshot)) return false;
  const char *path = file_path(reader, document->path);
  if (may_choose(reader, out) && read_stretches(reader, path, document, out)) return true;
  if (document->flags & DOCUMENT_CHUNK) return read_chunk(reader, path, document, out);
  uint64_t size = document->stamp.size;
  if (size > 2 * POLL_BYTES) return read_large(reader, path);
  return os_root_read_file(reader->root, path, size, &reader->bytes, NULL) == STATUS_OK;
}

bool content_read_head(ContentReader *reader, const Snapshot *snapshot, const SnapshotPart *part,
                       uint32_t document, Content *out) {
  enum { HEAD_BYTES = 64 << 10, LARGE = 4 * HEAD_BYTES };
  Document record;
  OsFile *file;
  FileInfo info;
  reader->above_known = reader->below_known = false;
  if (part->texts || segment_document(part->segment, document, &record) != STATUS_OK) return false;
  if (record.chunk_size < LARGE || !open_root(reader, snapshot)) return false;
  const char *path = file_path(reader, record.path);
  if (os_root_open_read(reader->root, path, &file, &info, NULL) != STATUS_OK) return false;
  buf_clear(&reader->bytes);
  Status status = os_read_at(file, record.chunk_start, HEAD_BYTES, &reader->bytes, NULL);
  os_file_close(file);
  Str head = buf_str(&reader->bytes);
  while (head.len && head.ptr[head.len - 1] != '\n') head.len--;
  if (status != STATUS_OK || !head.len || !is_plain(buf_str(&reader->bytes))) return false;
  *out = (Content){.record = record,
                   .path = record.path,
                   .language = record.language,
                   .text = head,
                   .ascii = true,
                   .first_line = record.first_line,
                   .bytes = head,
                   .part = part,
                   .document = document};
  return true;
}

bool content_is_indexed(ContentReader *reader, const Snapshot *snapshot, const SnapshotPart *part,
                        uint32_t document) {
  Document record;
  FileInfo info;
  if (part->texts) return true;
  if (segment_document(part->segment, document, &record) != STATUS_OK) return false;
  if (record.flags & DOCUMENT_RACY || !open_root(reader, snapshot)) return false;
  const char *path = file_path(reader, record.path);
  return os_root_stat(reader->root, path, &info, NULL) == STATUS_OK
         && stamp_equal(&info.stamp, &record.stamp);
}

bool content_read(ContentReader *reader, const Snapshot *snapshot, const SnapshotPart *part,
                  uint32_t document, Content *out) {
  Document record;
  reader->above_known = reader->below_known = reader->unread = false;
  if (segment_document(part->segment, document, &record) != STATUS_OK) return false;
  if (record.flags & DOCUMENT_BINARY && record.flags & DOCUMENT_CHUNK) return false;
  Content content = {.record = record,
                     .path = record.path,
                     .language = record.language,
                     .first_line = record.first_line,
                     .part = part,
                     .document = document};
  if (part->texts) {
    content.text = part->texts[document];
  } else {
    reader->unread = !read_file(reader, snapshot, &record, &content);
    if (reader->unread) return false;
    if (!decode_content(reader, &record, &content)) return false;
    content.bytes = buf_str(&reader->bytes);
  }
  *out = content;
  return true;
}
