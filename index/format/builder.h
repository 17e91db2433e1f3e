// Builds segment images: the text of a set of documents, and the symbols of a set of documents. One
// builder makes one image. Not thread-safe. Memory grows with what is added and is told by *_memory;
// who adds decides when an image is full.
#ifndef TREELINE_FORMAT_BUILDER_H
#define TREELINE_FORMAT_BUILDER_H

#include "base/buf.h"
#include "base/os.h"
#include "format/chunk.h"
#include "format/record.h"
#include "format/weight.h"

#include <stdint.h>

typedef struct TextBuilder TextBuilder;

TextBuilder *text_builder_new(void);
void text_builder_free(TextBuilder *builder); // NULL is allowed
// Adds a document (its strings are copied) with its distinct grams in any order; documents come in
// order of static quality, best first. Returns its number. At most 2^20 - 1 units (units.h).
uint32_t text_builder_add(TextBuilder *builder, const Document *document, const uint32_t *grams,
                          size_t gram_count);
// A further unit of the document added last: whole lines that begin `start` bytes and `line` lines from its
// beginning, both more than those of the unit before (`line` may be the same). The grams added before are
// those of what is before it.
void text_builder_add_unit(TextBuilder *builder, uint64_t start, uint32_t line,
                           const uint32_t *grams, size_t gram_count);
// The words that have weight in the document added last, each once; in one call at most.
void text_builder_add_words(TextBuilder *builder, const WeighedWord *words, size_t count);
uint32_t text_builder_documents(const TextBuilder *builder);
uint32_t text_builder_units(const TextBuilder *builder);
uint64_t text_builder_source_bytes(const TextBuilder *builder);
uint64_t text_builder_memory(const TextBuilder *builder); // bytes
// Without grams: for images that live in memory and are scanned.
void text_builder_skip_grams(TextBuilder *builder);
// Without words: nothing is then known of what they weigh.
void text_builder_skip_words(TextBuilder *builder);

typedef struct SymbolBuilder SymbolBuilder;

// For a text image of `documents` documents.
SymbolBuilder *symbol_builder_new(uint32_t documents);
void symbol_builder_free(SymbolBuilder *builder); // NULL is allowed
// What was extracted from one document; documents in any order. Symbols may come in several calls, those of
// one name in order of position; the last call has all spans. Strings are copied. Names over
// NAME_MAX_BYTES - 1 bytes are left out.
void symbol_builder_add(SymbolBuilder *builder, uint32_t document, const Symbol *symbols,
                        size_t symbol_count, const Span *spans, size_t span_count);
// Without name signatures: for images of one document, whose names are looked through in microseconds.
void symbol_builder_skip_signatures(SymbolBuilder *builder);
// Numbers and sorts names with the help of `memory`, which must have come from the last such builder and
// outlive this one: for one document that is built again and again. To be called before anything is added.
typedef struct NameMemory NameMemory;
void symbol_builder_remember(SymbolBuilder *builder, NameMemory *memory);
uint64_t symbol_builder_symbols(const SymbolBuilder *builder);
uint64_t symbol_builder_memory(const SymbolBuilder *builder); // bytes

// Writes a whole image: of text, of symbols, or of both (the other is NULL). An image of symbols alone
// carries `text_id`, the segment_text_id of the image it belongs to; otherwise it is ignored. After
// a failure the same builders may be written to another sink. They remain to be freed.
MUST_USE Status builder_write_image(TextBuilder *text, SymbolBuilder *symbols, uint64_t text_id,
                                    ByteSink sink, Error *error);

// The sink of an image in memory; `user` is the Buf.
ByteSink buf_sink(Buf *buf);
// The sink of an image in a file; `user` is the OsWriter.
ByteSink file_sink(OsWriter *writer);

#endif
