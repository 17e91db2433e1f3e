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

// An image to be written: of builders, of a merge, or bytes as they are.
typedef struct {
  TextBuilder *text;
  SymbolBuilder *symbols;
  uint64_t text_id;
  const Merge *merge;
  Str bytes;
} ImageSource;

static Status put_image(const ImageSource *source, ByteSink sink, Error *error) {
  if (source->merge) return merger_write_image(source->merge, sink, error);
  if (source->bytes.len) return sink.write(sink.user, source->bytes, error);
  return builder_write_image(source->text, source->symbols, source->text_id, sink, error);
}

// Writes an image to a file and maps it.
static Status write_file(const SegmentPlace *place, const char *suffix, const ImageSource *source,
                         OsMap *map, Error *error) {
  char path[PATH_BYTES];
  if (!place_path(place, suffix, path)) return error_set(error, STATUS_LIMIT, "path too long");
  OsWriter *writer;
  Status status = os_write_open(path, &writer, error);
  if (status != STATUS_OK) return status;
  status = put_image(source, file_sink(writer), error);
  if (status != STATUS_OK) {
    os_write_abandon(writer);
    return status;
  }
  status = os_write_commit(writer, error);
  return status == STATUS_OK ? os_map(path, map, error) : status;
}

// To a file, or into memory where the place is none. *image is what was written.
static Status write_image(const SegmentPlace *place, const char *suffix, const ImageSource *source,
                          OsMap *map, Buf *memory, Str *image, Error *error) {
  Status status;
  if (place->directory.len) {
    status = write_file(place, suffix, source, map, error);
    *image = map->bytes;
  } else {
    status = put_image(source, buf_sink(memory), error);
    *image = buf_str(memory);
  }
  return status;
}

static Status write_text(const SegmentPlace *place, const ImageSource *source, bool with_symbols,
                         SharedSegment **out, bool *on_disk, Error *error) {
  Backing *backing = xcalloc(1, sizeof *backing);
  Str image;
  Status status =
      write_image(place, "text", source, &backing->text, &backing->text_image, &image, error);
  *on_disk = status == STATUS_OK && place->directory.len > 0;
  if (status == STATUS_OK) {
    return finish_open(backing, image, with_symbols ? image : STR(""), out, error);
  }
  backing_free(backing);
  return status;
}

Status segment_file_write_text(const SegmentPlace *place, TextBuilder *builder, SharedSegment **out,
                               bool *on_disk, Error *error) {
  ImageSource source = {.text = builder};
  return write_text(place, &source, false, out, on_disk, error);
}

Status segment_file_write_merged(const SegmentPlace *place, const Merge *merge, SharedSegment **out,
                                 bool *on_disk, Error *error) {
  ImageSource source = {.merge = merge};
  return write_text(place, &source, true, out, on_disk, error);
}

Status segment_file_write_symbols(const SegmentPlace *place, SymbolBuilder *builder,
                                  SharedSegment *text, SharedSegment **out, Error *error) {
  const Segment *base = shared_segment(text);
  ImageSource source = {.symbols = builder, .text_id = segment_text_id(base)};
  Backing *backing = xcalloc(1, sizeof *backing);
  Str symbols;
  Status status = write_image(place, "syms", &source, &backing->symbols, &backing->symbols_image,
                              &symbols, error);
  if (status != STATUS_OK) {
    backing_free(backing);
    return status;
  }
  backing->base = shared_segment_ref(text);
  return finish_open(backing, segment_text_image(base), symbols, out, error);
}

Status segment_file_persist(const SegmentPlace *place, const SharedSegment *shared,
                            SharedSegment **out, Error *error) {
  const Segment *segment = shared_segment(shared);
  Str text = segment_text_image(segment), symbols = segment_symbol_image(segment);
  bool one = symbols.ptr == text.ptr;
  Backing *backing = xcalloc(1, sizeof *backing);
  ImageSource source = {.bytes = text};
  Status status = write_file(place, "text", &source, &backing->text, error);
  if (status == STATUS_OK && symbols.len && !one) {
    source.bytes = symbols;
    status = write_file(place, "syms", &source, &backing->symbols, error);
  }
  if (status != STATUS_OK) {
    backing_free(backing);
    return status;
  }
  return finish_open(backing, backing->text.bytes,
                     one ? backing->text.bytes : backing->symbols.bytes, out, error);
}

// ---- opening ------------------------------------------------------------------------------------

// Whether the image holds symbols beside its text. What is malformed will be refused by who opens it.
static bool holds_symbols(Str image) {
  ChunkTable table;
  return chunk_table_read(image, &table, NULL) == STATUS_OK
         && chunk_table_section(&table, TAG_NIDX).ptr != NULL;
}

Status segment_file_open(const SegmentPlace *place, bool has_symbols, SharedSegment **out,
                         Error *error) {
  char path[PATH_BYTES];
  if (!place_path(place, "text", path)) return error_set(error, STATUS_LIMIT, "path too long");
  Backing *backing = xcalloc(1, sizeof *backing);
  Status status = os_map(path, &backing->text, error);
  Str text = backing->text.bytes, symbols = STR("");
  if (status == STATUS_OK && has_symbols && holds_symbols(text)) {
    symbols = text;
  } else if (status == STATUS_OK && has_symbols && place_path(place, "syms", path)) {
    status = os_map(path, &backing->symbols, error);
    symbols = backing->symbols.bytes;
  }
  if (status != STATUS_OK) {
    backing_free(backing);
    return status;
  }
  return finish_open(backing, text, symbols, out, error);
}

Status segment_file_open_memory(MemoryImage *memory, SharedSegment **out, Error *error) {
  Backing *backing = xcalloc(1, sizeof *backing);
  backing->open_documents = *memory;
  *memory = (MemoryImage){0};
  Str image = buf_str(&backing->open_documents.image);
  return finish_open(backing, image, holds_symbols(image) ? image : STR(""), out, error);
}

// Files that are not there have no bytes. Any other failure leaves the sum unknown.
static Status sum_files(const SegmentPlace *place, uint64_t *bytes) {
  static const char *const suffixes[] = {"text", "syms"};
  char path[PATH_BYTES];
  Status worst = STATUS_OK;
  *bytes = 0;
  for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
    FileInfo info;
    if (!place_path(place, suffixes[i], path)) continue;
    Status status = os_stat(path, &info, NULL);
    if (status == STATUS_OK) *bytes += info.stamp.size;
    if (status != STATUS_OK && status != STATUS_NOT_FOUND) worst = status;
  }
  return worst;
}

bool segment_file_is_there(const SegmentPlace *place, uint64_t bytes) {
  uint64_t found;
  return sum_files(place, &found) != STATUS_OK || found >= bytes;
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
