#include "format/chunk.h"
#include "base/codec.h"

#include <stdlib.h>
#include <xxhash.h>

enum { ENTRY_SIZE = 32, TRAILER_SIZE = 32 };
static const uint64_t MAGIC = 0x31676573656e6c74; // the bytes "tlneseg1"

struct ChunkWriter {
  ByteSink sink;
  XXH3_state_t *hash;
  uint64_t at; // bytes written
  uint32_t count;
  bool open; // a section is being written
  Section sections[CHUNK_MAX_SECTIONS];
  Status status;
  Error error;
};

ChunkWriter *chunk_writer_new(ByteSink sink) {
  ChunkWriter *writer = xcalloc(1, sizeof *writer);
  writer->sink = sink;
  writer->hash = XXH3_createState();
  if (!writer->hash) die_out_of_memory(0);
  return writer;
}

static void emit(ChunkWriter *writer, Str bytes) {
  if (writer->status != STATUS_OK || bytes.len == 0) return;
  writer->status = writer->sink.write(writer->sink.user, bytes, &writer->error);
  writer->at += bytes.len;
}

static void end_section(ChunkWriter *writer) {
  if (!writer->open) return;
  Section *section = &writer->sections[writer->count - 1];
  section->size = writer->at - section->offset;
  section->checksum = XXH3_64bits_digest(writer->hash);
  writer->open = false;
  static const char zeros[8];
  emit(writer, str_make(zeros, (size_t)(-writer->at & 7)));
}

void chunk_writer_begin(ChunkWriter *writer, uint32_t tag) {
  end_section(writer);
  if (writer->count == CHUNK_MAX_SECTIONS) {
    writer->status = error_set(&writer->error, STATUS_LIMIT, "too many sections");
    return;
  }
  writer->sections[writer->count++] = (Section){.tag = tag, .offset = writer->at};
  XXH3_64bits_reset(writer->hash);
  writer->open = true;
}

void chunk_writer_put(ChunkWriter *writer, Str bytes) {
  if (bytes.len) XXH3_64bits_update(writer->hash, bytes.ptr, bytes.len);
  emit(writer, bytes);
}

void chunk_writer_u32(ChunkWriter *writer, uint32_t value) {
  char bytes[4];
  le_put_u32(bytes, value);
  chunk_writer_put(writer, str_make(bytes, sizeof bytes));
}

uint64_t chunk_writer_section_size(const ChunkWriter *writer) {
  return writer->open ? writer->at - writer->sections[writer->count - 1].offset : 0;
}

static void put_table(ChunkWriter *writer) {
  char table[CHUNK_MAX_SECTIONS * ENTRY_SIZE], trailer[TRAILER_SIZE];
  for (uint32_t i = 0; i < writer->count; i++) {
    char *entry = table + i * ENTRY_SIZE;
    le_put_u32(entry, writer->sections[i].tag);
    le_put_u32(entry + 4, 0);
    le_put_u64(entry + 8, writer->sections[i].offset);
    le_put_u64(entry + 16, writer->sections[i].size);
    le_put_u64(entry + 24, writer->sections[i].checksum);
  }
  Str bytes = str_make(table, writer->count * ENTRY_SIZE);
  le_put_u64(trailer, writer->at);
  le_put_u32(trailer + 8, writer->count);
  le_put_u32(trailer + 12, CHUNK_VERSION);
  le_put_u64(trailer + 16, str_hash(bytes));
  le_put_u64(trailer + 24, MAGIC);
  emit(writer, bytes);
  emit(writer, str_make(trailer, sizeof trailer));
}

Status chunk_writer_finish(ChunkWriter *writer, Error *error) {
  end_section(writer);
  put_table(writer);
  Status status = writer->status;
  if (status != STATUS_OK && error) *error = writer->error;
  XXH3_freeState(writer->hash);
  free(writer);
  return status;
}

// ---- reading ------------------------------------------------------------------------------------

static Status read_entries(Str entries, uint64_t end, ChunkTable *table, Error *error) {
  Reader reader = reader_make(entries);
  for (uint32_t i = 0; i < table->count; i++) {
    Section *section = &table->sections[i];
    section->tag = reader_u32(&reader);
    reader_u32(&reader);
    section->offset = reader_u64(&reader);
    section->size = reader_u64(&reader);
    section->checksum = reader_u64(&reader);
    if (section->offset > end || section->size > end - section->offset) {
      return error_set(error, STATUS_CORRUPT, "section %u lies outside the file", i);
    }
  }
  return STATUS_OK;
}

Status chunk_table_read(Str image, ChunkTable *table, Error *error) {
  if (image.len < TRAILER_SIZE) return error_set(error, STATUS_CORRUPT, "too short");
  Reader reader = reader_make(str_slice(image, image.len - TRAILER_SIZE, image.len));
  uint64_t offset = reader_u64(&reader);
  uint32_t count = reader_u32(&reader);
  uint32_t version = reader_u32(&reader);
  uint64_t checksum = reader_u64(&reader);
  uint64_t magic = reader_u64(&reader);
  if (magic != MAGIC) return error_set(error, STATUS_CORRUPT, "no index file, or cut off");
  if (version != CHUNK_VERSION) {
    return error_set(error, STATUS_UNSUPPORTED, "version %u, this program reads %d", version,
                     CHUNK_VERSION);
  }
  uint64_t table_end = image.len - TRAILER_SIZE;
  if (count > CHUNK_MAX_SECTIONS || offset > table_end
      || table_end - offset != (uint64_t)count * ENTRY_SIZE) {
    return error_set(error, STATUS_CORRUPT, "the section table does not fit");
  }
  Str entries = str_slice(image, (size_t)offset, (size_t)table_end);
  if (str_hash(entries) != checksum) {
    return error_set(error, STATUS_CORRUPT, "the section table's checksum is wrong");
  }
  ChunkTable read = {.image = image, .count = count};
  Status status = read_entries(entries, offset, &read, error);
  if (status == STATUS_OK) *table = read;
  return status;
}

Str chunk_table_section(const ChunkTable *table, uint32_t tag) {
  for (uint32_t i = 0; i < table->count; i++) {
    const Section *section = &table->sections[i];
    if (section->tag != tag) continue;
    return str_make(table->image.ptr + section->offset, (size_t)section->size);
  }
  return (Str){NULL, 0};
}

Status chunk_table_verify(const ChunkTable *table, Error *error) {
  for (uint32_t i = 0; i < table->count; i++) {
    const Section *section = &table->sections[i];
    Str bytes = str_make(table->image.ptr + section->offset, (size_t)section->size);
    if (str_hash(bytes) == section->checksum) continue;
    char tag[4];
    le_put_u32(tag, section->tag);
    return error_set(error, STATUS_CORRUPT, "section %.4s: checksum is wrong", tag);
  }
  return STATUS_OK;
}
