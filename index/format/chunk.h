// The frame of every index file: tagged sections, each with a checksum, and a table of them at the end
// so that a writer can stream. Modelled on the chunk tables of git and the footers of reftable.
//
//   image   := section* table trailer
//   section := bytes, padded with zeros to a multiple of 8
//   table   := { tag:u32 zero:u32 offset:u64 size:u64 checksum:u64 }*     (offset, size without padding)
//   trailer := table_offset:u64 count:u32 version:u32 table_checksum:u64 magic:u64
//
// Checksums are xxHash3, 64 bits. All integers are little-endian.
#ifndef TREELINE_FORMAT_CHUNK_H
#define TREELINE_FORMAT_CHUNK_H

#include "base/err.h"
#include "base/str.h"

enum { CHUNK_VERSION = 1, CHUNK_MAX_SECTIONS = 32 };

#define CHUNK_TAG(a, b, c, d)                                                                      \
  ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)

// Where an image's bytes go: a file or a buffer.
typedef struct {
  Status (*write)(void *user, Str bytes, Error *error);
  void *user;
} ByteSink;

typedef struct {
  uint32_t tag;
  uint64_t offset, size, checksum;
} Section;

// Writes an image front to back. The first failed write is kept and returned by chunk_writer_finish;
// later calls do nothing.
typedef struct ChunkWriter ChunkWriter;
ChunkWriter *chunk_writer_new(ByteSink sink);
void chunk_writer_begin(ChunkWriter *writer, uint32_t tag); // ends the section before
void chunk_writer_put(ChunkWriter *writer, Str bytes);
void chunk_writer_u32(ChunkWriter *writer, uint32_t value);
uint64_t
chunk_writer_section_size(const ChunkWriter *writer); // bytes of the present section so far
// Ends the last section, writes table and trailer, frees the writer.
MUST_USE Status chunk_writer_finish(ChunkWriter *writer, Error *error);

// The sections of an image, after checking frame, bounds and the table's checksum.
typedef struct {
  Str image;
  uint32_t count;
  Section sections[CHUNK_MAX_SECTIONS];
} ChunkTable;
MUST_USE Status chunk_table_read(Str image, ChunkTable *table, Error *error);
// The bytes of the section; empty (ptr NULL) if there is none.
Str chunk_table_section(const ChunkTable *table, uint32_t tag);
MUST_USE Status chunk_table_verify(const ChunkTable *table,
                                   Error *error); // every section's checksum

#endif
