// Trees in memory for tests of queries: segments built from texts, with grams and symbols, and a
// way to spread work over threads that is not the pool.
#ifndef TREELINE_TESTS_MEMORY_TREE_H
#define TREELINE_TESTS_MEMORY_TREE_H

#include "format/builder.h"
#include "intake/chunker.h"
#include "intake/grams.h"
#include "intake/words.h"
#include "query/context.h"

#include <pthread.h>

typedef struct {
  Str path, text;
  uint8_t language;
  const Symbol *symbols;
  size_t symbol_count;
  const Span *spans;
  size_t span_count;
  uint16_t flags; // with DOCUMENT_CHUNK, what follows counts
  uint64_t chunk_start, chunk_size;
  uint32_t first_line;
  Stamp stamp; // of the file on disk
} MemoryFile;

enum {
  MEMORY_GRAMS = 1 << 0,
  MEMORY_ON_DISK = 1 << 1, // texts are read from files; those given make the grams and words only
  MEMORY_NO_SYMBOLS = 1 << 2, // they are still to come
  MEMORY_WORDS = 1 << 3,      // words are weighed; without it nothing is known of what they weigh
  MEMORY_UNITS = 1 << 5,      // texts are cut after every few bytes, at line ends
  MEMORY_HASHES = 1 << 4, // contents have hashes, so that copies are known; on disk they do anyway
};

typedef struct {
  Buf image;
  Str *texts;
} MemorySegment;

static inline void memory_segment_free(void *memory) {
  MemorySegment *segment = memory;
  buf_release(&segment->image);
  free(segment->texts);
  free(segment);
}

// Texts are borrowed. Files in order of quality.
static inline void memory_tree_add(Snapshot *snapshot, const MemoryFile *files, uint32_t count,
                                   int flags, const uint64_t *dead) {
  MemorySegment *memory = xcalloc(1, sizeof *memory);
  memory->texts = xcalloc(count + 1, sizeof *memory->texts);
  TextBuilder *text = text_builder_new();
  SymbolBuilder *symbols = symbol_builder_new(count);
  GramSet *set = gram_set_new();
  GramList grams = {0};
  WordSet *word_set = word_set_new();
  WordList words = {0};
  bool with_grams = flags & MEMORY_GRAMS;
  if (!with_grams) text_builder_skip_grams(text);
  if (!(flags & MEMORY_WORDS)) text_builder_skip_words(text);
  for (uint32_t i = 0; i < count; i++) {
    const MemoryFile *file = &files[i];
    bool chunk = file->flags & DOCUMENT_CHUNK;
    Document record = {.path = file->path,
                       .language = file->language,
                       .stamp = file->stamp,
                       .flags = file->flags,
                       .hash = flags & (MEMORY_ON_DISK | MEMORY_HASHES) ? str_hash(file->text) : 0,
                       .chunk_start = file->chunk_start,
                       .chunk_size = chunk ? file->chunk_size : file->text.len,
                       .first_line = file->first_line};
    Str left = files[i].text;
    for (size_t at = 0; at == 0 || left.len; at = (size_t)(left.ptr - files[i].text.ptr)) {
      size_t first = flags & MEMORY_UNITS && left.len ? unit_first(left, 6) : left.len;
      gram_set_collect(set, str_slice(left, 0, first), &grams);
      if (!with_grams) grams.count = 0;
      if (at == 0)
        text_builder_add(text, &record, grams.items, grams.count);
      else
        text_builder_add_unit(text, at, 0, grams.items, grams.count);
      left = str_slice(left, first, left.len);
      if (left.len == 0) break;
    }
    if (flags & MEMORY_WORDS) {
      word_set_collect(word_set, files[i].text, &words);
      text_builder_add_words(text, words.items, words.count);
    }
    symbol_builder_add(symbols, i, file->symbols, file->symbol_count, file->spans,
                       file->span_count);
    memory->texts[i] = files[i].text;
  }
  Segment *segment;
  bool with_symbols = !(flags & MEMORY_NO_SYMBOLS);
  Status status =
      builder_write_image(text, with_symbols ? symbols : NULL, 0, buf_sink(&memory->image), NULL);
  Str image = buf_str(&memory->image);
  if (status == STATUS_OK) {
    status = segment_open(image, with_symbols ? image : STR(""), &segment, NULL);
  }
  if (status != STATUS_OK) abort();
  const Str *texts = flags & MEMORY_ON_DISK ? NULL : memory->texts;
  SharedSegment *shared = shared_segment_new(segment, texts, memory, memory_segment_free);
  snapshot_add(snapshot, shared, dead);
  shared_segment_unref(shared);
  gram_set_free(set);
  word_set_free(word_set);
  array_free(&grams);
  array_free(&words);
  text_builder_free(text);
  symbol_builder_free(symbols);
}

// ---- small trees --------------------------------------------------------------------------------

// Of a whole tree, generation 5, without any segment yet.
static inline Snapshot *memory_snapshot(Str root) {
  Snapshot *snapshot = snapshot_new(root, 5);
  snapshot->text_complete = snapshot->symbols_complete = true;
  snapshot->covered = 1;
  return snapshot;
}

static inline MemoryFile memory_file(const char *path, const char *text) {
  return (MemoryFile){.path = str_from_c(path), .text = str_from_c(text)};
}

// ---- work on three threads ----------------------------------------------------------------------

typedef struct {
  atomic_size_t next;
  size_t count;
  ParallelItem item;
  void *user;
} MemoryWork;

static inline void *memory_worker(void *user) {
  MemoryWork *work = user;
  for (size_t i; (i = atomic_fetch_add(&work->next, 1)) < work->count;) work->item(work->user, i);
  return NULL;
}

static inline void memory_parallel(void *pool, size_t count, ParallelItem item, void *user) {
  (void)pool;
  MemoryWork work = {.count = count, .item = item, .user = user};
  pthread_t threads[2];
  for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, memory_worker, &work);
  memory_worker(&work);
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
}

#endif
