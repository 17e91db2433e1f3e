#include "store/segment_file.h"
#include "format/layout.h"

#include <stdio.h>

enum { PATH_BYTES = 4200 };

static bool place_path(const SegmentPlace *place, const char *suffix, char path[PATH_BYTES]) {
  int length = snprintf(path, PATH_BYTES, "%.*s/%016llx.%s", STR_ARGS(place->directory),
                        (unsigned long long)place->id, suffix);
  return length > 0 && length < PATH_BYTES;
}

// What a shared segment keeps alive.
typedef struct {
  OsMap text, symbols;           // mapped files
  Buf text_image, symbols_image; // or images in memory
  SharedSegment *base;           // whose text image a symbol segment reads
  MemoryImage open_documents;
} Backing;

static void backing_free(void *memory) {
  Backing *backing = memory;
  os_unmap(&backing->text);
  os_unmap(&backing->symbols);
  buf_release(&backing->text_image);
  buf_release(&backing->symbols_image);
  buf_release(&backing->open_documents.image);
  free(backing->open_documents.texts);
  free(backing->open_documents.storage);
  shared_segment_unref(backing->base);
  free(backing);
}

// Opens the segment over its images; frees the backing on failure.
static Status finish_open(Backing *backing, Str text, Str symbols, SharedSegment **out,
                          Error *error) {
  Segment *segment;
  Status status = segment_open(text, symbols, &segment, error);
  if (status != STATUS_OK) {
    backing_free(backing);
    return status;
  }
  const Str *texts = backing->open_documents.texts;
  if (backing->base) texts = shared_segment_texts(backing->base);
  *out = shared_segment_new(segment, texts, backing, backing_free);
  return STATUS_OK;
}

// ---- writing ------------------------------------------------------------------------------------

// Writes an image to a file and maps it.
static Status write_file(const SegmentPlace *place, const char *suffix, TextBuilder *text,
                         SymbolBuilder *symbols, uint64_t text_id, OsMap *map, Error *error) {
  char path[PATH_BYTES];
  if (!place_path(place, suffix, path)) return error_set(error, STATUS_LIMIT, "path too long");
  OsWriter *writer;
  Status status = os_write_open(path, &writer, error);
  if (status != STATUS_OK) return status;
  status = builder_write_image(text, symbols, text_id, file_sink(writer), error);
  if (status != STATUS_OK) {
    os_write_abandon(writer);
    return status;
  }
  status = os_write_commit(writer, error);
  return status == STATUS_OK ? os_map(path, map, error) : status;
}

Status segment_file_write_text(const SegmentPlace *place, TextBuilder *builder, SharedSegment **out,
                               bool *on_disk, Error *error) {
  Backing *backing = xcalloc(1, sizeof *backing);
  *on_disk = false;
  if (place->directory.len) {
    Status status = write_file(place, "text", builder, NULL, 0, &backing->text, error);
    *on_disk = status == STATUS_OK;
    if (*on_disk) return finish_open(backing, backing->text.bytes, STR(""), out, error);
    backing_free(backing); // the builder is used up: the caller reads the documents again
    return status;
  }
  Status status = builder_write_image(builder, NULL, 0, buf_sink(&backing->text_image), error);
  if (status != STATUS_OK) {
    backing_free(backing);
    return status;
  }
  return finish_open(backing, buf_str(&backing->text_image), STR(""), out, error);
}

Status segment_file_write_symbols(const SegmentPlace *place, SymbolBuilder *builder,
                                  SharedSegment *text, SharedSegment **out, Error *error) {
  const Segment *base = shared_segment(text);
  Backing *backing = xcalloc(1, sizeof *backing);
  Status status;
  Str symbols;
  if (place->directory.len) {
    status =
        write_file(place, "syms", NULL, builder, segment_text_id(base), &backing->symbols, error);
    symbols = backing->symbols.bytes;
  } else {
    status = builder_write_image(NULL, builder, segment_text_id(base),
                                 buf_sink(&backing->symbols_image), error);
    symbols = buf_str(&backing->symbols_image);
  }
  if (status != STATUS_OK) {
    backing_free(backing);
    return status;
  }
  backing->base = shared_segment_ref(text);
  return finish_open(backing, segment_text_image(base), symbols, out, error);
}

// ---- opening ------------------------------------------------------------------------------------

Status segment_file_open(const SegmentPlace *place, bool has_symbols, SharedSegment **out,
                         Error *error) {
  char path[PATH_BYTES];
  if (!place_path(place, "text", path)) return error_set(error, STATUS_LIMIT, "path too long");
  Backing *backing = xcalloc(1, sizeof *backing);
  Status status = os_map(path, &backing->text, error);
  if (status == STATUS_OK && has_symbols && place_path(place, "syms", path)) {
    status = os_map(path, &backing->symbols, error);
  }
  if (status != STATUS_OK) {
    backing_free(backing);
    return status;
  }
  return finish_open(backing, backing->text.bytes, backing->symbols.bytes, out, error);
}

Status segment_file_open_memory(MemoryImage *memory, SharedSegment **out, Error *error) {
  Backing *backing = xcalloc(1, sizeof *backing);
  backing->open_documents = *memory;
  *memory = (MemoryImage){0};
  Str image = buf_str(&backing->open_documents.image);
  ChunkTable table; // the image may hold text alone
  Status status = chunk_table_read(image, &table, error);
  if (status != STATUS_OK) {
    backing_free(backing);
    return status;
  }
  bool has_symbols = chunk_table_section(&table, TAG_NIDX).ptr != NULL;
  return finish_open(backing, image, has_symbols ? image : STR(""), out, error);
}

uint64_t segment_file_size(const SegmentPlace *place) {
  static const char *const suffixes[] = {"text", "syms"};
  char path[PATH_BYTES];
  uint64_t total = 0;
  for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
    FileInfo info;
    if (place_path(place, suffixes[i], path) && os_stat(path, &info, NULL) == STATUS_OK) {
      total += info.stamp.size;
    }
  }
  return total;
}

static int hex_digit(char c) {
  if (ascii_is_digit(c)) return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool segment_file_parse_name(Str name, uint64_t *id, bool *temporary) {
  enum { DIGITS = 16, SUFFIX_END = DIGITS + 5 };
  if (name.len < SUFFIX_END || name.ptr[DIGITS] != '.') return false;
  Str suffix = str_slice(name, DIGITS + 1, SUFFIX_END);
  if (!str_equal(suffix, STR("text")) && !str_equal(suffix, STR("syms"))) return false;
  Str rest = str_slice(name, SUFFIX_END, name.len);
  if (rest.len && !os_write_is_temporary(rest)) return false;
  uint64_t value = 0;
  for (size_t i = 0; i < DIGITS; i++) {
    int digit = hex_digit(name.ptr[i]);
    if (digit < 0) return false;
    value = value << 4 | (uint64_t)digit;
  }
  *id = value;
  *temporary = rest.len > 0;
  return true;
}
