// Catalogues of temporary directories for tests.
#ifndef TREELINE_TESTS_CATALOGS_H
#define TREELINE_TESTS_CATALOGS_H

#include "store/catalog.h"
#include "support/indexing.h"

enum { OPTIONS = 77 };

static inline Str directory_of(const Tree *tree) {
  static char path[600];
  snprintf(path, sizeof path, "%s/index", tree->root);
  return str_from_c(path);
}

static inline void open_catalog(Catalog *catalog, const Tree *tree) {
  catalog_open(catalog, directory_of(tree), STR("/some/tree"), OPTIONS, false, NULL);
}

// Writes a segment of `count` documents NAME0, NAME1, ... and adds it. Returns its id.
static inline uint64_t add_segment(Catalog *catalog, const char *name, uint32_t count) {
  TextBuilder *builder = text_builder_new();
  for (uint32_t i = 0; i < count; i++) {
    char path[64];
    snprintf(path, sizeof path, "%s%u", name, i);
    Document document = {.path = str_from_c(path), .hash = i, .chunk_size = 10};
    const uint32_t grams[] = {0x616263, 0x616264 + i};
    text_builder_add(builder, &document, grams, COUNT_OF(grams));
  }
  SegmentPlace place = catalog_next_place(catalog);
  SharedSegment *shared;
  bool on_disk;
  assert_int_equal(segment_file_write_text(&place, builder, &shared, &on_disk, NULL), STATUS_OK);
  assert_int_equal(on_disk, catalog->lock != NULL);
  catalog_add(catalog, place.id, shared, on_disk);
  text_builder_free(builder);
  return place.id;
}

static inline void add_symbols(Catalog *catalog, uint64_t id) {
  CatalogSegment *segment = catalog_find(catalog, id);
  uint32_t documents = segment_documents(shared_segment(segment->shared));
  SymbolBuilder *builder = symbol_builder_new(documents);
  Symbol symbol = {.name = STR("symbol"), .kind = SYMBOL_FUNCTION, .parent = NO_PARENT};
  for (uint32_t d = 0; d < documents; d++) symbol_builder_add(builder, d, &symbol, 1, NULL, 0);
  SegmentPlace place = catalog_place(catalog, segment);
  SharedSegment *shared;
  assert_int_equal(segment_file_write_symbols(&place, builder, segment->shared, &shared, NULL),
                   STATUS_OK);
  catalog_upgrade(catalog, id, shared, place.directory.len > 0, segment->dead);
  symbol_builder_free(builder);
}

static inline void commit(Catalog *catalog) {
  Buf image = {0};
  catalog->generation++;
  assert_int_equal(catalog_encode(catalog, &image, NULL), STATUS_OK);
  assert_int_equal(catalog_write(catalog, buf_str(&image), NULL), STATUS_OK);
  buf_release(&image);
}

// Three segments of 3, 4 and 5 documents with ids 1, 2, 3, the second with symbols; committed.
static inline Tree sample(void) {
  Tree tree = indexing_tree();
  Catalog catalog;
  open_catalog(&catalog, &tree);
  add_segment(&catalog, "a", 3);
  add_symbols(&catalog, add_segment(&catalog, "b", 4));
  add_segment(&catalog, "c", 5);
  catalog_kill(&catalog, 3, 1);
  catalog_kill(&catalog, 3, 1);
  catalog.complete = true;
  commit(&catalog);
  catalog_close(&catalog);
  return tree;
}

static inline bool exists(const Tree *tree, const char *name) {
  char path[2048];
  snprintf(path, sizeof path, "%s/index/%s", tree->root, name);
  return access(path, F_OK) == 0;
}

static inline void write_in_index(const Tree *tree, const char *name, const char *text) {
  char path[1024];
  snprintf(path, sizeof path, "index/%s", name);
  tree_write_c(tree, path, text);
}

static inline void remove_in_index(const Tree *tree, const char *name) {
  char path[2048];
  snprintf(path, sizeof path, "%s/index/%s", tree->root, name);
  assert_int_equal(unlink(path), 0);
}

static inline uint64_t live_documents(const Catalog *catalog) {
  uint64_t live = 0;
  for (size_t i = 0; i < catalog->segments.count; i++) {
    const CatalogSegment *segment = &catalog->segments.items[i];
    live += segment_documents(shared_segment(segment->shared)) - segment->dead_count;
  }
  return live;
}

// As add_segment, in memory, its documents with stamps of that size and with symbols.
static inline uint64_t add_in_memory(Catalog *catalog, const char *name, uint32_t count,
                                     uint64_t stamp) {
  TextBuilder *builder = text_builder_new();
  SymbolBuilder *symbols = symbol_builder_new(count);
  Symbol symbol = {.name = STR("symbol"), .kind = SYMBOL_FUNCTION, .parent = NO_PARENT};
  for (uint32_t i = 0; i < count; i++) {
    char path[64];
    snprintf(path, sizeof path, "%s%u", name, i);
    Document document = {.path = str_from_c(path), .hash = i, .chunk_size = 10};
    document.stamp.size = stamp;
    text_builder_add(builder, &document, NULL, 0);
    symbol_builder_add(symbols, i, &symbol, 1, NULL, 0);
  }
  MemoryImage memory = {0};
  assert_int_equal(builder_write_image(builder, symbols, 0, buf_sink(&memory.image), NULL),
                   STATUS_OK);
  SharedSegment *shared;
  assert_int_equal(segment_file_open_memory(&memory, &shared, NULL), STATUS_OK);
  SegmentPlace place = catalog_memory_place(catalog);
  assert_int_equal(place.directory.len, 0);
  catalog_add(catalog, place.id, shared, false);
  text_builder_free(builder);
  symbol_builder_free(symbols);
  return place.id;
}

static inline uint64_t persist(Catalog *catalog, uint64_t id) {
  SegmentPlace place = catalog_next_place(catalog);
  SharedSegment *shared, *from = catalog_find(catalog, id)->shared;
  assert_int_equal(segment_file_persist(&place, from, &shared, NULL), STATUS_OK);
  catalog_persisted(catalog, id, place.id, shared);
  return place.id;
}

#endif
