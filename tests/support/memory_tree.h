// Trees in memory for tests of queries: segments built from texts, with grams and symbols, and a
// way to spread work over threads that is not the pool.
#ifndef TREELINE_TESTS_MEMORY_TREE_H
#define TREELINE_TESTS_MEMORY_TREE_H

#include "format/builder.h"
#include "intake/grams.h"
#include "query/context.h"

#include <pthread.h>

typedef struct {
  Str path, text;
  uint8_t language;
  const Symbol *symbols;
  size_t symbol_count;
} MemoryFile;

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
                                   bool with_grams, const uint64_t *dead) {
  MemorySegment *memory = xcalloc(1, sizeof *memory);
  memory->texts = xcalloc(count + 1, sizeof *memory->texts);
  TextBuilder *text = text_builder_new();
  SymbolBuilder *symbols = symbol_builder_new(count);
  GramSet *set = gram_set_new();
  GramList grams = {0};
  if (!with_grams) text_builder_skip_grams(text);
  for (uint32_t i = 0; i < count; i++) {
    Document record = {
        .path = files[i].path, .chunk_size = files[i].text.len, .language = files[i].language};
    gram_set_collect(set, files[i].text, &grams);
    text_builder_add(text, &record, grams.items, with_grams ? grams.count : 0);
    symbol_builder_add(symbols, i, files[i].symbols, files[i].symbol_count, NULL, 0);
    memory->texts[i] = files[i].text;
  }
  Segment *segment;
  Status status = builder_write_image(text, symbols, 0, buf_sink(&memory->image), NULL);
  if (status == STATUS_OK) {
    status = segment_open(buf_str(&memory->image), buf_str(&memory->image), &segment, NULL);
  }
  if (status != STATUS_OK) abort();
  SharedSegment *shared = shared_segment_new(segment, memory->texts, memory, memory_segment_free);
  snapshot_add(snapshot, shared, dead);
  shared_segment_unref(shared);
  gram_set_free(set);
  array_free(&grams);
  text_builder_free(text);
  symbol_builder_free(symbols);
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
