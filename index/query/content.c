#include "query/content.h"

#include "base/os.h"
#include "base/scan.h"
#include "intake/decode.h"

enum { FILE_MAX = 1 << 30 };

void content_reader_release(ContentReader *reader) {
  buf_release(&reader->path);
  buf_release(&reader->bytes);
  buf_release(&reader->decoded);
}

static const char *file_path(ContentReader *reader, Str root, Str path) {
  buf_clear(&reader->path);
  buf_str_put(&reader->path, root);
  buf_byte(&reader->path, '/');
  buf_str_put(&reader->path, path);
  buf_byte(&reader->path, '\0');
  return reader->path.data;
}

// Reads [from, from + size), in pieces that bound a buffer's growth, and counts its line ends.
static uint32_t count_lines(OsFile *file, uint64_t size, Buf *buffer) {
  enum { PIECE = 1 << 20 };
  uint32_t lines = 0;
  for (uint64_t at = 0; at < size; at += PIECE) {
    buf_clear(buffer);
    size_t wanted = size - at < PIECE ? (size_t)(size - at) : PIECE;
    if (os_read_at(file, at, wanted, buffer, NULL) != STATUS_OK) break;
    lines += (uint32_t)scan_count_byte(buf_str(buffer), '\n');
  }
  return lines;
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
  if (document->flags & DOCUMENT_CHUNK) {
    if (document->chunk_start == 0 && str_starts_with(bytes, STR("\xEF\xBB\xBF"))) {
      bytes = str_slice(bytes, 3, bytes.len);
    }
    return decode_part(bytes, ENCODING_UTF8, &reader->decoded, &out->text, NULL) == STATUS_OK;
  }
  DecodedText decoded;
  if (decode(bytes, &reader->decoded, &decoded, NULL) != STATUS_OK || decoded.binary) return false;
  out->text = decoded.text;
  return true;
}

static bool read_chunk(ContentReader *reader, const char *path, const Document *document,
                       Content *out) {
  OsFile *file;
  FileInfo info;
  if (os_open_read(path, &file, &info, NULL) != STATUS_OK) return false;
  if (!stamp_equal(&info.stamp, &document->stamp)) { // lines may have moved
    out->first_line = count_lines(file, document->chunk_start, &reader->bytes);
  }
  buf_clear(&reader->bytes);
  Status status = document->chunk_size > FILE_MAX
                      ? STATUS_LIMIT
                      : os_read_at(file, document->chunk_start, (size_t)document->chunk_size,
                                   &reader->bytes, NULL);
  os_file_close(file);
  return status == STATUS_OK;
}

static bool read_file(ContentReader *reader, Str root, const Document *document, Content *out) {
  const char *path = file_path(reader, root, document->path);
  if (document->flags & DOCUMENT_CHUNK) return read_chunk(reader, path, document, out);
  reader->bytes.max = FILE_MAX;
  return os_read_file(path, &reader->bytes, NULL, NULL) == STATUS_OK;
}

bool content_read(ContentReader *reader, const Snapshot *snapshot, const SnapshotPart *part,
                  uint32_t document, Content *out) {
  Document record;
  if (segment_document(part->segment, document, &record) != STATUS_OK) return false;
  if (record.flags & DOCUMENT_BINARY && record.flags & DOCUMENT_CHUNK) return false;
  Content content = {.record = record,
                     .path = record.path,
                     .language = record.language,
                     .first_line = record.first_line};
  if (part->texts) {
    content.text = part->texts[document];
  } else {
    if (!read_file(reader, snapshot->root, &record, &content)) return false;
    if (!decode_content(reader, &record, &content)) return false;
  }
  *out = content;
  return true;
}
