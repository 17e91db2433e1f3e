#include "run/warmup.h"
#include "intake/extract.h"
#include "intake/language.h"
#include "intake/scope.h"
#include "run/state.h"

#include <stdlib.h>

enum {
  FEW_FILES = 10,   // a language with fewer is not likely to be edited,
  LEAST_SHARE = 50, // unless they are this part of the tree
  NAVIGATED = 3,    // languages whose first jump does not wait, either
};

typedef struct {
  LanguageId language;
  uint32_t files;
} LanguageCount;

static int most_files_first(const void *a, const void *b) {
  const LanguageCount *x = a, *y = b;
  if (x->files != y->files) return x->files < y->files ? 1 : -1;
  return (x->language > y->language) - (x->language < y->language);
}

// Returns how many documents there are.
static uint32_t count_languages(const Snapshot *snapshot, LanguageCount counts[LANGUAGE_COUNT]) {
  uint32_t total = 0;
  for (unsigned i = 0; i < LANGUAGE_COUNT; i++) counts[i] = (LanguageCount){(LanguageId)i, 0};
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    const SnapshotPart *part = &snapshot->parts.items[i];
    for (uint32_t d = 0; d < segment_documents(part->segment); d++) {
      Document document;
      if (snapshot_part_is_dead(part, d)) continue;
      if (segment_document(part->segment, d, &document) != STATUS_OK) continue;
      if (document.language < LANGUAGE_COUNT) counts[document.language].files++;
      total++;
    }
  }
  qsort(counts, LANGUAGE_COUNT, sizeof *counts, most_files_first);
  return total;
}

// Queries of scopes are compiled by the first place that is asked about: 30 ms for C.
static void warm_scopes(LanguageId language) {
  Arena arena = {0};
  ScopeAnswer answer;
  ScopeReader *reader = scope_reader_new();
  ExtractOptions options = {.timeout_ns = 0};
  status_ignore(scope_at(reader, language, STR("x"), 0, &options, &arena, &answer, NULL));
  scope_reader_free(reader);
  arena_release(&arena);
}

static void warm(void *user) {
  Index *index = user;
  LanguageCount counts[LANGUAGE_COUNT];
  os_lower_priority();
  uv_mutex_lock(&index->mutex);
  Snapshot *snapshot = snapshot_ref(index->snapshot);
  uv_mutex_unlock(&index->mutex);
  uint32_t total = count_languages(snapshot, counts);
  snapshot_unref(snapshot);
  unsigned worth = 0;
  for (; worth < LANGUAGE_COUNT && !atomic_load(&index->closing); worth++) {
    uint32_t files = counts[worth].files;
    if (files < FEW_FILES && files <= total / LEAST_SHARE) break;
    status_ignore(extract_check_queries(counts[worth].language, NULL));
  }
  for (unsigned i = 0, warmed = 0; i < worth && warmed < NAVIGATED; i++) {
    if (atomic_load(&index->closing)) break;
    if (!language_grammar(counts[i].language)) continue;
    warm_scopes(counts[i].language);
    warmed++;
  }
}

void warmup_start(Index *index) {
  if (index->options.foreground || index->snapshot->parts.count == 0) return;
  index->warmup.started = uv_thread_create(&index->warmup.thread, warm, index) == 0;
}

void warmup_end(Index *index) {
  if (index->warmup.started) uv_thread_join(&index->warmup.thread);
  index->warmup.started = false;
}
