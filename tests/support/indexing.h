// Indexes of temporary trees for tests: opening, refreshing, and all that an index says as lines of
// text, so that two of them can be compared.
#ifndef TREELINE_TESTS_INDEXING_H
#define TREELINE_TESTS_INDEXING_H

#include "run/state.h"
#include "support/cmocka_all.h"
#include "support/tree.h"

// What is waited for comes within milliseconds on a machine of its own. Under a sanitizer, beside all that a
// busy machine does, it may take a thousand times as long: this is only the end of what never comes.
static const int64_t INDEXING_TIMEOUT_NS = 240000000000;

// A tree in memory where the system has such a place: syncing to a disk is what tests would wait
// for.
static inline Tree indexing_tree(void) {
  if (!getenv("TMPDIR") && access("/dev/shm", W_OK) == 0) setenv("TMPDIR", "/dev/shm", 1);
  return tree_make();
}

typedef struct {
  Tree tree, cache;
} Place;

static inline Place place_make(void) { return (Place){indexing_tree(), indexing_tree()}; }

static inline void place_remove(Place *place) {
  tree_remove(&place->tree);
  tree_remove(&place->cache);
}

static inline IndexOptions indexing_options(const Tree *tree, const Tree *cache) {
  return (IndexOptions){.root = str_from_c(tree->root),
                        .cache_dir = str_from_c(cache->root),
                        .workers = 2,
                        .foreground = true};
}

static inline Index *indexing_open_with(const IndexOptions *options) {
  Index *index;
  Error error;
  if (index_open(options, &index, &error) != STATUS_OK) fail_msg("%s", error.message);
  return index;
}

static inline Index *indexing_open(const Tree *tree, const Tree *cache) {
  IndexOptions options = indexing_options(tree, cache);
  return indexing_open_with(&options);
}

static inline void indexing_refresh(Index *index) {
  index_refresh(index);
  assert_true(index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS));
}

static inline Index *indexing_fresh(const Tree *tree, const Tree *cache) {
  Index *index = indexing_open(tree, cache);
  indexing_refresh(index);
  return index;
}

static inline IndexStatus indexing_status(Index *index) {
  IndexStatus status;
  index_status(index, &status);
  return status;
}

// With a writer that commits nothing.
static inline void indexing_set_patience(Index *index, int64_t patience_ns) {
  uv_mutex_lock(&index->mutex);
  index->follow.patience_ns = patience_ns;
  uv_mutex_unlock(&index->mutex);
}

static inline size_t indexing_memory_segments(Index *index) {
  size_t count = 0;
  uv_mutex_lock(&index->mutex);
  for (size_t i = 0; i < index->catalog.segments.count; i++) {
    count += !index->catalog.segments.items[i].on_disk;
  }
  uv_mutex_unlock(&index->mutex);
  return count;
}

// Whether a file was read so soon after it was written that it will be read again.
static inline bool indexing_has_racy(Index *index) {
  bool racy = false;
  uv_mutex_lock(&index->mutex);
  Snapshot *snapshot = snapshot_ref(index->snapshot);
  uv_mutex_unlock(&index->mutex);
  for (size_t i = 0; i < snapshot->parts.count && !racy; i++) {
    const SnapshotPart *part = &snapshot->parts.items[i];
    for (uint32_t d = 0; d < segment_documents(part->segment); d++) {
      Document document;
      if (snapshot_part_is_dead(part, d)) continue;
      if (segment_document(part->segment, d, &document) != STATUS_OK) continue;
      racy = racy || document.flags & DOCUMENT_RACY;
    }
  }
  snapshot_unref(snapshot);
  return racy;
}

// Until nothing is racy any more, nor looked at. False if that takes too long.
static inline bool indexing_comes_to_rest(Index *index) {
  int64_t end = os_monotonic_ns() + INDEXING_TIMEOUT_NS;
  while (indexing_has_racy(index) || indexing_status(index).touched) {
    if (os_monotonic_ns() > end) return false;
    uv_sleep(10);
  }
  return true;
}

// ---- what it says -------------------------------------------------------------------------------

typedef struct {
  ARRAY(char *) lines;
} Lines;

static inline void lines_release(Lines *lines) {
  for (size_t i = 0; i < lines->lines.count; i++) free(lines->lines.items[i]);
  array_free(&lines->lines);
}

static inline void lines_add(Lines *lines, const char *format, ...) PRINTF_LIKE(2, 3);
static inline void lines_add(Lines *lines, const char *format, ...) {
  char line[2048];
  va_list args;
  va_start(args, format);
  vsnprintf(line, sizeof line, format, args);
  va_end(args);
  array_push(&lines->lines, strdup(line));
}

static inline int lines_order(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static inline void lines_sort(Lines *lines) {
  if (lines->lines.count == 0) return;
  qsort(lines->lines.items, lines->lines.count, sizeof(char *), lines_order);
}

static inline bool lines_contain(const Lines *lines, const char *line) {
  for (size_t i = 0; i < lines->lines.count; i++) {
    if (strcmp(lines->lines.items[i], line) == 0) return true;
  }
  return false;
}

// Prints the first difference.
static inline bool lines_equal(const Lines *a, const Lines *b) {
  size_t count = a->lines.count > b->lines.count ? a->lines.count : b->lines.count;
  for (size_t i = 0; i < count; i++) {
    const char *x = i < a->lines.count ? a->lines.items[i] : "(end)";
    const char *y = i < b->lines.count ? b->lines.items[i] : "(end)";
    if (strcmp(x, y) == 0) continue;
    fprintf(stderr, "line %zu of %zu and %zu:\n  %s\n  %s\n", i, a->lines.count, b->lines.count, x,
            y);
    return false;
  }
  return true;
}

static inline bool indexing_take_hit(void *user, const SearchHit *hit) {
  lines_add(user, "%.*s:%u:%u: %.*s", STR_ARGS(hit->path), hit->line, hit->column,
            (int)(hit->text.len < 200 ? hit->text.len : 200), hit->text.ptr);
  return true;
}

// Every match of a literal, as "path:line:column: text".
static inline Lines indexing_search(Index *index, const char *literal) {
  Lines lines = {0};
  SearchRequest request = {.query = str_from_c(literal), .all = true, .literal = true};
  QuerySummary summary;
  Error error;
  Status status = index_search(index, &request, indexing_take_hit, &lines, &summary, &error);
  if (status != STATUS_OK) fail_msg("%s: %s", literal, error.message);
  lines_sort(&lines);
  return lines;
}

static inline bool indexing_take_symbol(void *user, const SymbolHit *hit) {
  Str kind = symbol_kind_name(hit->kind);
  lines_add(user, "%.*s:%u: %.*s %.*s", STR_ARGS(hit->path), hit->line, STR_ARGS(kind),
            STR_ARGS(hit->name));
  return true;
}

// Symbols of that name, or all if it is empty, as "path:line: kind name".
static inline Lines indexing_symbols(Index *index, const char *name) {
  Lines lines = {0};
  SymbolRequest request = {.query = str_from_c(name), .match = SYMBOL_MATCH_EXACT};
  if (!*name) request.match = SYMBOL_MATCH_FUZZY;
  QuerySummary summary;
  Error error;
  Status status = index_symbols(index, &request, indexing_take_symbol, &lines, &summary, &error);
  if (status != STATUS_OK) fail_msg("%s: %s", name, error.message);
  lines_sort(&lines);
  return lines;
}

static inline size_t indexing_count(Index *index, const char *literal) {
  Lines lines = indexing_search(index, literal);
  size_t count = lines.lines.count;
  lines_release(&lines);
  return count;
}

static inline size_t indexing_symbol_count(Index *index, const char *name) {
  Lines lines = indexing_symbols(index, name);
  size_t count = lines.lines.count;
  lines_release(&lines);
  return count;
}

static inline bool indexing_has_hit(Index *index, const char *literal, const char *line) {
  Lines lines = indexing_search(index, literal);
  bool has = lines_contain(&lines, line);
  lines_release(&lines);
  return has;
}

// Every live document with what is known of it, but for what depends on the time of reading.
static inline void indexing_add_documents(Index *index, Lines *lines) {
  uv_mutex_lock(&index->mutex);
  Snapshot *snapshot = snapshot_ref(index->snapshot);
  uv_mutex_unlock(&index->mutex);
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    const SnapshotPart *part = &snapshot->parts.items[i];
    for (uint32_t d = 0; d < segment_documents(part->segment); d++) {
      Document document;
      if (snapshot_part_is_dead(part, d)) continue;
      if (segment_document(part->segment, d, &document) != STATUS_OK) continue;
      lines_add(lines, "document %.*s %llu+%llu of %llu, line %u+%u, %016llx, %u %u %x",
                STR_ARGS(document.path), (unsigned long long)document.chunk_start,
                (unsigned long long)document.chunk_size, (unsigned long long)document.stamp.size,
                document.first_line, document.line_count, (unsigned long long)document.hash,
                document.language, document.encoding, document.flags & ~(unsigned)DOCUMENT_RACY);
    }
  }
  snapshot_unref(snapshot);
}

static inline void lines_move(Lines *into, Lines *from) {
  for (size_t i = 0; i < from->lines.count; i++) {
    array_push(&into->lines, from->lines.items[i]);
  }
  array_free(&from->lines);
}

// Documents, symbols, and the hits of the literals (a list that NULL ends).
static inline Lines indexing_describe(Index *index, const char *const *literals) {
  Lines all = {0};
  indexing_add_documents(index, &all);
  Lines part = indexing_symbols(index, "");
  lines_move(&all, &part);
  for (; *literals; literals++) {
    part = indexing_search(index, *literals);
    lines_move(&all, &part);
  }
  lines_sort(&all);
  return all;
}

static inline void indexing_ignore_line(void *user, Str line) {
  (void)user;
  (void)line;
}

// The index is sound and says what one built from nothing says.
static inline bool indexing_is_right(Index *index, const Tree *tree, const char *const *literals) {
  Error error;
  if (index_check(index, indexing_ignore_line, NULL, &error) != STATUS_OK) {
    fprintf(stderr, "check: %s\n", error.message);
    return false;
  }
  Tree nowhere = {"/dev/null"}; // in memory
  Index *oracle = indexing_fresh(tree, &nowhere);
  Lines expected = indexing_describe(oracle, literals), found = indexing_describe(index, literals);
  bool equal = lines_equal(&expected, &found);
  lines_release(&expected);
  lines_release(&found);
  index_close(oracle);
  return equal;
}

#endif
