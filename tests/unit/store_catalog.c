// The catalogue: what is committed is there again, what is damaged or foreign is left out, one
// process writes.
#include "store/catalog.h"
#include "support/indexing.h"

enum { OPTIONS = 77 };

static Str directory_of(const Tree *tree) {
  static char path[600];
  snprintf(path, sizeof path, "%s/index", tree->root);
  return str_from_c(path);
}

static void open_catalog(Catalog *catalog, const Tree *tree) {
  catalog_open(catalog, directory_of(tree), STR("/some/tree"), OPTIONS, false, NULL);
}

// Writes a segment of `count` documents NAME0, NAME1, ... and adds it. Returns its id.
static uint64_t add_segment(Catalog *catalog, const char *name, uint32_t count) {
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

static void add_symbols(Catalog *catalog, uint64_t id) {
  CatalogSegment *segment = catalog_find(catalog, id);
  uint32_t documents = segment_documents(shared_segment(segment->shared));
  SymbolBuilder *builder = symbol_builder_new(documents);
  Symbol symbol = {.name = STR("symbol"), .kind = SYMBOL_FUNCTION, .parent = NO_PARENT};
  for (uint32_t d = 0; d < documents; d++) symbol_builder_add(builder, d, &symbol, 1, NULL, 0);
  SegmentPlace place = catalog_place(catalog, segment);
  SharedSegment *shared;
  assert_int_equal(segment_file_write_symbols(&place, builder, segment->shared, &shared, NULL),
                   STATUS_OK);
  catalog_upgrade(catalog, id, shared, place.directory.len > 0);
  symbol_builder_free(builder);
}

static void commit(Catalog *catalog) {
  Buf image = {0};
  catalog->generation++;
  assert_int_equal(catalog_encode(catalog, &image, NULL), STATUS_OK);
  assert_int_equal(catalog_write(catalog, buf_str(&image), NULL), STATUS_OK);
  buf_release(&image);
}

// Three segments of 3, 4 and 5 documents with ids 1, 2, 3, the second with symbols; committed.
static Tree sample(void) {
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

static bool exists(const Tree *tree, const char *name) {
  char path[2048];
  snprintf(path, sizeof path, "%s/index/%s", tree->root, name);
  return access(path, F_OK) == 0;
}

static void write_in_index(const Tree *tree, const char *name, const char *text) {
  char path[1024];
  snprintf(path, sizeof path, "index/%s", name);
  tree_write_c(tree, path, text);
}

static void remove_in_index(const Tree *tree, const char *name) {
  char path[2048];
  snprintf(path, sizeof path, "%s/index/%s", tree->root, name);
  assert_int_equal(unlink(path), 0);
}

static uint64_t live_documents(const Catalog *catalog) {
  uint64_t live = 0;
  for (size_t i = 0; i < catalog->segments.count; i++) {
    const CatalogSegment *segment = &catalog->segments.items[i];
    live += segment_documents(shared_segment(segment->shared)) - segment->dead_count;
  }
  return live;
}

static void what_was_committed_is_there_again(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog catalog;
  open_catalog(&catalog, &tree);
  assert_non_null(catalog.lock);
  assert_true(catalog.complete);
  assert_int_equal(catalog.segments.count, 3);
  assert_int_equal(live_documents(&catalog), 11);
  assert_int_equal(catalog.generation, 1);
  assert_int_equal(catalog.next_id, 4);
  assert_false(segment_has_symbols(shared_segment(catalog_find(&catalog, 1)->shared)));
  assert_true(segment_has_symbols(shared_segment(catalog_find(&catalog, 2)->shared)));
  assert_true(catalog_disk_bytes(&catalog) > 0);
  assert_null(catalog_find(&catalog, 4));
  Snapshot *snapshot = catalog_snapshot(&catalog);
  catalog_close(&catalog); // the snapshot outlives it
  assert_int_equal(snapshot->parts.count, 3);
  assert_true(snapshot_part_is_dead(&snapshot->parts.items[2], 1));
  assert_false(snapshot_part_is_dead(&snapshot->parts.items[2], 2));
  assert_int_equal(segment_verify(snapshot->parts.items[1].segment, NULL), STATUS_OK);
  snapshot_unref(snapshot);
  tree_remove(&tree);
}

static void a_segment_all_of_whose_documents_are_dead_goes(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog catalog;
  open_catalog(&catalog, &tree);
  for (uint32_t i = 0; i < 3; i++)
    catalog_kill_path(&catalog, 1,
                      segment_path(shared_segment(catalog_find(&catalog, 1)->shared), i));
  commit(&catalog);
  assert_null(catalog_find(&catalog, 1));
  catalog_sweep(&catalog);
  assert_false(exists(&tree, "0000000000000001.text"));
  assert_true(exists(&tree, "0000000000000002.text"));
  catalog_close(&catalog);
  open_catalog(&catalog, &tree);
  assert_int_equal(catalog.segments.count, 2);
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void what_is_missing_or_damaged_is_left_out(void **state) {
  (void)state;
  static const struct {
    const char *file; // of three segments, the second with symbols
    bool removed;     // else overwritten
    size_t segments;
    bool complete;
  } cases[] = {
      {"0000000000000001.text", true, 2, false},
      {"0000000000000001.text", false, 2, false},
      {"0000000000000002.text", true, 2, false},
      {"0000000000000003.text", false, 2, false},
      {"0000000000000002.syms", true, 3, true}, // its text is worth keeping
      {"0000000000000002.syms", false, 3, true},
      {"manifest", true, 0, false},
      {"manifest", false, 0, false},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    Tree tree = sample();
    if (cases[i].removed) {
      remove_in_index(&tree, cases[i].file);
    } else {
      write_in_index(&tree, cases[i].file, "not an index file, and longer than any trailer is");
    }
    Catalog catalog;
    open_catalog(&catalog, &tree);
    assert_non_null(catalog.lock);
    assert_int_equal(catalog.segments.count, cases[i].segments);
    assert_int_equal(catalog.complete, cases[i].complete);
    add_segment(&catalog, "again", 3);
    commit(&catalog);
    catalog_sweep(&catalog);
    catalog_close(&catalog);
    open_catalog(&catalog, &tree);
    assert_int_equal(catalog.segments.count, cases[i].segments + 1);
    catalog_close(&catalog);
    tree_remove(&tree);
  }
}

static void another_version_is_built_again(void **state) {
  (void)state;
  Tree tree = sample();
  char path[2048];
  snprintf(path, sizeof path, "%s/index/0000000000000001.text", tree.root);
  FILE *file = fopen(path, "r+b");
  assert_non_null(file);
  assert_int_equal(fseek(file, -20, SEEK_END), 0); // the version in the trailer
  fputc(99, file);
  fclose(file);
  Catalog catalog;
  open_catalog(&catalog, &tree);
  assert_int_equal(catalog.segments.count, 2);
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void other_options_or_another_root_start_from_nothing(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog catalog;
  catalog_open(&catalog, directory_of(&tree), STR("/some/tree"), OPTIONS + 1, false, NULL);
  assert_int_equal(catalog.segments.count, 0);
  catalog_close(&catalog);
  catalog_open(&catalog, directory_of(&tree), STR("/other/tree"), OPTIONS, false, NULL);
  assert_int_equal(catalog.segments.count, 0);
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void the_second_to_open_follows_until_the_first_closes(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog writer, follower;
  open_catalog(&writer, &tree);
  open_catalog(&follower, &tree);
  assert_null(follower.lock);
  assert_false(catalog_try_lock(&follower));
  assert_int_equal(follower.segments.count, 3);
  assert_false(catalog_reload(&follower));
  add_segment(&writer, "d", 6);
  commit(&writer);
  follower.generation += 5; // what it publishes by itself must not hide a commit
  assert_true(catalog_reload(&follower));
  assert_false(catalog_reload(&follower));
  assert_int_equal(follower.segments.count, 4);
  assert_int_equal(follower.generation, 6);
  assert_int_equal(catalog_next_place(&follower).directory.len, 0); // it writes into memory
  assert_int_equal(catalog_place(&follower, &follower.segments.items[0]).directory.len, 0);
  catalog_close(&writer);
  assert_true(catalog_try_lock(&follower));
  assert_true(catalog_next_place(&follower).directory.len > 0);
  catalog_close(&follower);
  tree_remove(&tree);
}

static void a_manifest_names_only_what_is_on_disk(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog writer, follower;
  open_catalog(&writer, &tree);
  open_catalog(&follower, &tree);
  uint64_t id = add_segment(&follower, "memory", 2);
  add_symbols(&follower, id);
  add_symbols(&follower, 1);
  catalog_close(&writer);
  assert_true(catalog_try_lock(&follower));
  commit(&follower);
  catalog_close(&follower);
  open_catalog(&follower, &tree);
  assert_int_equal(follower.segments.count, 3);
  assert_false(follower.complete); // what lay in memory is gone
  assert_false(segment_has_symbols(shared_segment(catalog_find(&follower, 1)->shared)));
  catalog_close(&follower);
  tree_remove(&tree);
}

static void a_sweep_removes_strays_and_nothing_else(void **state) {
  (void)state;
  static const char *const strays[] = {"0000000000000009.text", "00000000000000ff.syms",
                                       "0000000000000001.text.tmp-Ab3xY_",
                                       "0000000000000009.syms.tmp-000000", "manifest.tmp-q1W2e3"};
  static const char *const others[] = {"notes.txt",
                                       "________________.text",
                                       "ZZZZZZZZZZZZZZZZ.syms",
                                       "0000000000000009.textbook",
                                       "0000000000000009.text.backup",
                                       "00000000000000FF.text",
                                       "manifest.old",
                                       "lock2",
                                       "0000000000000009.tex",
                                       "000000000000009.text"};
  Tree tree = sample();
  for (size_t i = 0; i < COUNT_OF(strays); i++) write_in_index(&tree, strays[i], "x");
  for (size_t i = 0; i < COUNT_OF(others); i++) write_in_index(&tree, others[i], "x");
  Catalog catalog, follower;
  open_catalog(&catalog, &tree);
  open_catalog(&follower, &tree);
  catalog_sweep(&follower); // has no say
  assert_true(exists(&tree, strays[0]));
  catalog_sweep(&catalog);
  for (size_t i = 0; i < COUNT_OF(strays); i++) assert_false(exists(&tree, strays[i]));
  for (size_t i = 0; i < COUNT_OF(others); i++) assert_true(exists(&tree, others[i]));
  catalog_close(&catalog);
  catalog_close(&follower);
  open_catalog(&catalog, &tree);
  assert_int_equal(live_documents(&catalog), 11);
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void a_directory_that_cannot_be_made_leaves_memory(void **state) {
  (void)state;
  Tree tree = indexing_tree();
  tree_write_c(&tree, "index", "a file has its name");
  Catalog catalog;
  Error error = {.message = ""};
  catalog_open(&catalog, directory_of(&tree), STR("/some/tree"), OPTIONS, false, &error);
  assert_int_not_equal(error.status, STATUS_OK);
  assert_true(catalog.refused);
  assert_null(catalog.lock);
  add_segment(&catalog, "a", 3);
  commit(&catalog);
  catalog_sweep(&catalog);
  assert_int_equal(live_documents(&catalog), 3);
  assert_false(catalog_awaits_writer(&catalog));
  assert_false(catalog_try_lock(&catalog));
  char path[2048];
  tree_path(&tree, "index", path);
  assert_int_equal(unlink(path), 0);
  assert_true(catalog_try_lock(&catalog)); // now that it can be made
  commit(&catalog);
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void a_directory_without_a_lock_is_read_and_not_waited_for(void **state) {
  (void)state;
  Tree tree = sample();
  remove_in_index(&tree, "lock");
  char path[600];
  snprintf(path, sizeof path, "%s/index/lock/x", tree.root);
  assert_int_equal(os_make_dirs(path, NULL),
                   STATUS_OK); // nobody can write there now, not even root
  Catalog catalog;
  Error error;
  catalog_open(&catalog, directory_of(&tree), STR("/some/tree"), OPTIONS, false, &error);
  assert_int_not_equal(error.status, STATUS_OK);
  assert_null(catalog.lock);
  assert_int_equal(catalog.segments.count, 3);
  catalog.complete = false;
  assert_false(catalog_awaits_writer(&catalog));
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void read_only_makes_nothing(void **state) {
  (void)state;
  Tree tree = indexing_tree();
  Catalog catalog;
  catalog_open(&catalog, directory_of(&tree), STR("/some/tree"), OPTIONS, true, NULL);
  assert_false(catalog_try_lock(&catalog));
  assert_false(exists(&tree, "."));
  catalog_close(&catalog);
  tree_remove(&tree);
}

// ---- memory and disk ----------------------------------------------------------------------------

// As add_segment, in memory, its documents with stamps of that size and with symbols.
static uint64_t add_in_memory(Catalog *catalog, const char *name, uint32_t count, uint64_t stamp) {
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

static uint64_t persist(Catalog *catalog, uint64_t id) {
  SegmentPlace place = catalog_next_place(catalog);
  SharedSegment *shared, *from = catalog_find(catalog, id)->shared;
  assert_int_equal(segment_file_persist(&place, from, &shared, NULL), STATUS_OK);
  catalog_persisted(catalog, id, place.id, shared);
  return place.id;
}

static void segments_in_memory_have_ids_of_their_own(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog writer, follower;
  open_catalog(&writer, &tree);
  open_catalog(&follower, &tree);
  assert_int_equal(catalog_next_place(&writer).id, 4);
  assert_int_equal(catalog_next_place(&follower).id & CATALOG_MEMORY_ID, CATALOG_MEMORY_ID);
  assert_int_not_equal(catalog_next_place(&follower).id, catalog_memory_place(&follower).id);
  assert_int_equal(catalog_memory_place(&writer).id & CATALOG_MEMORY_ID, CATALOG_MEMORY_ID);
  catalog_close(&writer);
  catalog_close(&follower);
  tree_remove(&tree);
}

static void a_segment_is_persisted_as_it_is(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog catalog;
  open_catalog(&catalog, &tree);
  uint64_t id = add_in_memory(&catalog, "m", 70, 1);
  catalog_kill(&catalog, id, 66);
  assert_true(catalog_is_unsaved(catalog_find(&catalog, id)));
  uint64_t disk_id = persist(&catalog, id);
  assert_null(catalog_find(&catalog, id));
  CatalogSegment *segment = catalog_find(&catalog, disk_id);
  assert_false(catalog_is_unsaved(segment));
  assert_int_equal(segment->dead_count, 1);
  assert_int_equal(segment->dead_bytes, 10);
  uint64_t in_two = persist(&catalog, 2); // an image of text and one of symbols
  commit(&catalog);
  catalog_sweep(&catalog);
  catalog_close(&catalog);
  open_catalog(&catalog, &tree);
  assert_int_equal(live_documents(&catalog), 11 + 69);
  const Segment *read = shared_segment(catalog_find(&catalog, disk_id)->shared);
  assert_int_equal(segment_symbol_count(read), 70);
  assert_int_equal(segment_verify(read, NULL), STATUS_OK);
  read = shared_segment(catalog_find(&catalog, in_two)->shared);
  assert_int_equal(segment_symbol_count(read), 4);
  assert_true(exists(&tree, "0000000000000005.syms"));
  assert_false(exists(&tree, "0000000000000004.syms")); // one image holds both
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void a_merged_segment_takes_the_place_of_its_inputs(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog catalog;
  open_catalog(&catalog, &tree);
  add_symbols(&catalog, 1);
  const Segment *inputs[] = {shared_segment(catalog_find(&catalog, 1)->shared),
                             shared_segment(catalog_find(&catalog, 2)->shared)};
  MergedDocument order[] = {{1, 0}, {0, 2}, {1, 3}};
  Merge merge = {.inputs = inputs, .input_count = 2, .order = order, .documents = 3};
  SegmentPlace place = catalog_next_place(&catalog);
  SharedSegment *shared;
  bool on_disk;
  assert_int_equal(segment_file_write_merged(&place, &merge, &shared, &on_disk, NULL), STATUS_OK);
  assert_true(on_disk);
  const uint64_t ids[] = {2, 1};
  catalog_merged(&catalog, ids, 2, place.id, shared, on_disk);
  assert_int_equal(catalog.segments.count, 2);
  assert_int_equal(catalog.segments.items[0].id, place.id);
  assert_int_equal(live_documents(&catalog), 3 + 4);
  commit(&catalog);
  catalog_sweep(&catalog);
  assert_false(exists(&tree, "0000000000000001.text"));
  assert_false(exists(&tree, "0000000000000002.syms"));
  catalog_close(&catalog);
  open_catalog(&catalog, &tree);
  assert_int_equal(live_documents(&catalog), 3 + 4);
  assert_int_equal(
      segment_symbol_count(shared_segment(catalog_find(&catalog, place.id)->shared)), 3);
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void deaths_are_new_until_they_are_committed(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog catalog;
  open_catalog(&catalog, &tree);
  assert_false(catalog_has_new_deaths(&catalog));
  catalog_kill(&catalog, 1, 0);
  assert_true(catalog_has_new_deaths(&catalog));
  commit(&catalog);
  assert_false(catalog_has_new_deaths(&catalog));
  uint64_t id = add_in_memory(&catalog, "m", 2, 1);
  catalog_kill(&catalog, id, 0); // the manifest does not know it
  assert_false(catalog_has_new_deaths(&catalog));
  catalog_close(&catalog);
  tree_remove(&tree);
}

// ---- taking over what another has committed -----------------------------------------------------

static bool names(const CatalogPaths *paths, const char *path) {
  for (size_t i = 0; i < paths->items.count; i++) {
    if (str_equal(paths->items.items[i], str_from_c(path))) return true;
  }
  return false;
}

// How many live documents have the path, and the stamp of the last of them.
static size_t live_of(const Catalog *catalog, const char *path, uint64_t *stamp) {
  size_t live = 0;
  for (size_t i = 0; i < catalog->segments.count; i++) {
    const CatalogSegment *segment = &catalog->segments.items[i];
    const Segment *read = shared_segment(segment->shared);
    uint32_t position;
    if (!segment_find_path(read, str_from_c(path), &position)) continue;
    uint32_t number = segment_by_path(read, position);
    Document document;
    if (segment->dead[number / 64] >> (number % 64) & 1) continue;
    assert_int_equal(segment_document(read, number, &document), STATUS_OK);
    *stamp = document.stamp.size;
    live++;
  }
  return live;
}

// What the follower knows of a path, what the writer commits of it, and what becomes of it.
static void a_follower_keeps_what_it_alone_knows(void **state) {
  (void)state;
  static const struct {
    const char *path;
    uint64_t here, there; // stamps; 0: nothing is known of it
    uint64_t after;
    bool differs;
  } cases[] = {
      {"same0", 7, 7, 7, false},  {"other0", 7, 8, 7, true}, {"here0", 7, 0, 7, false},
      {"there0", 0, 8, 8, false},
  };
  Tree tree = sample();
  Catalog writer, follower;
  open_catalog(&writer, &tree);
  open_catalog(&follower, &tree);
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    char name[16];
    snprintf(name, sizeof name, "%.*s", (int)strlen(cases[i].path) - 1, cases[i].path);
    if (cases[i].here) add_in_memory(&follower, name, 1, cases[i].here);
    if (cases[i].there) persist(&writer, add_in_memory(&writer, name, 1, cases[i].there));
  }
  commit(&writer);
  CatalogPaths differing = {0};
  assert_true(catalog_reload_keeping(&follower, &differing));
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    uint64_t stamp = 0;
    assert_int_equal(live_of(&follower, cases[i].path, &stamp), 1);
    assert_int_equal(stamp, cases[i].after);
    assert_int_equal(names(&differing, cases[i].path), cases[i].differs);
  }
  assert_int_equal(follower.segments.count, 3 + 3 + 2); // "same" is in memory no more
  catalog_paths_release(&differing);
  catalog_close(&writer);
  assert_true(catalog_try_lock(&follower));
  commit(&follower); // names what is on disk, and no more
  catalog_close(&follower);
  tree_remove(&tree);
}

static void a_follower_remembers_which_files_are_gone(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog writer, follower;
  open_catalog(&writer, &tree);
  open_catalog(&follower, &tree);
  catalog_kill_path(&follower, 1, STR("a0")); // it saw that
  catalog_kill_path(&follower, 1, STR("a1")); // and so did the writer
  catalog_kill_path(&follower, 1, STR("a2")); // that has another text here
  add_in_memory(&follower, "a2", 1, 5);       // (as a20, which is another path)
  catalog_kill_path(&writer, 1, STR("a1"));
  commit(&writer);
  CatalogPaths differing = {0};
  uint64_t stamp;
  assert_true(catalog_reload_keeping(&follower, &differing));
  assert_int_equal(live_of(&follower, "a0", &stamp), 0);
  assert_int_equal(live_of(&follower, "a1", &stamp), 0);
  assert_int_equal(live_of(&follower, "a20", &stamp), 1);
  assert_int_equal(live_of(&follower, "b0", &stamp), 1);
  assert_true(names(&differing, "a0"));
  assert_false(names(&differing, "a1"));
  assert_int_equal(differing.items.count, 2);
  catalog_paths_release(&differing);
  catalog_close(&writer);
  catalog_close(&follower);
  tree_remove(&tree);
}

static void what_has_been_verified_stays_so(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog writer, follower;
  open_catalog(&writer, &tree);
  open_catalog(&follower, &tree);
  catalog_find(&follower, 1)->verified = true;
  add_symbols(&writer, 3);
  catalog_find(&follower, 3)->verified = true; // as long as it had no symbols
  commit(&writer);
  assert_true(catalog_reload(&follower));
  assert_true(catalog_find(&follower, 1)->verified);
  assert_false(catalog_find(&follower, 2)->verified);
  assert_false(catalog_find(&follower, 3)->verified);
  catalog_close(&writer);
  catalog_close(&follower);
  tree_remove(&tree);
}

// ---- what happens to the directory --------------------------------------------------------------

static Status try_commit(Catalog *catalog) {
  Buf image = {0};
  catalog->generation++;
  Status status = catalog_encode(catalog, &image, NULL);
  if (status == STATUS_OK) status = catalog_write(catalog, buf_str(&image), NULL);
  buf_release(&image);
  return status;
}

static void persist_all(Catalog *catalog) {
  for (size_t i = 0; i < catalog->segments.count; i++) {
    if (catalog_is_unsaved(&catalog->segments.items[i])) {
      persist(catalog, catalog->segments.items[i].id);
    }
  }
}

static void shell_in(const Tree *tree, const char *format) {
  char command[1400];
  snprintf(command, sizeof command, format, tree->root, tree->root);
  assert_int_equal(system(command), 0);
}

static void what_is_missing_is_not_named_but_written_again(void **state) {
  (void)state;
  static const struct {
    const char *command;
    size_t lost; // segments
  } cases[] = {{"rm '%s/index/0000000000000001.text'", 1},
               {"rm '%s/index/0000000000000002.syms'", 1},
               {"rm '%s'/index/*.text", 3},
               {"rm -r '%s/index'", 3},
               {"mv '%s/index' '%s/elsewhere'", 3},
               {"rm '%s/index/lock'", 3}}; // whoever finds no lock may write there
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    Tree tree = sample();
    Catalog catalog;
    open_catalog(&catalog, &tree);
    assert_false(catalog_recover(&catalog, NULL)); // nothing has happened
    shell_in(&tree, cases[i].command);
    assert_int_equal(try_commit(&catalog), STATUS_NOT_FOUND);
    assert_true(catalog_recover(&catalog, NULL));
    size_t lost = 0;
    for (size_t s = 0; s < catalog.segments.count; s++) {
      const CatalogSegment *segment = &catalog.segments.items[s];
      lost += catalog_is_unsaved(segment);
      assert_int_equal((segment->id & CATALOG_MEMORY_ID) != 0, catalog_is_unsaved(segment));
    }
    assert_int_equal(lost, cases[i].lost);
    assert_int_equal(live_documents(&catalog), 11);
    persist_all(&catalog);
    assert_int_equal(try_commit(&catalog), STATUS_OK);
    catalog_sweep(&catalog);
    catalog_close(&catalog);
    open_catalog(&catalog, &tree);
    assert_true(catalog.complete);
    assert_int_equal(live_documents(&catalog), 11);
    catalog_close(&catalog);
    tree_remove(&tree);
  }
}

static void a_directory_that_another_has_made_is_followed(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog first, second;
  open_catalog(&first, &tree);
  shell_in(&tree, "rm -r '%s/index'");
  open_catalog(&second, &tree);
  assert_non_null(second.lock);
  assert_int_equal(try_commit(&first), STATUS_NOT_FOUND);
  assert_false(catalog_recover(&first, NULL));
  assert_null(first.lock);
  assert_false(catalog_lacks_directory(&first));
  persist(&second, add_in_memory(&second, "a", 3, 0));
  commit(&second);
  assert_true(catalog_reload(&first)); // whatever the numbers of generations
  assert_int_equal(live_documents(&first), 11);
  assert_int_equal(try_commit(&first), STATUS_OK); // and writes nothing
  catalog_close(&first);
  catalog_close(&second);
  open_catalog(&second, &tree);
  assert_int_equal(live_documents(&second), 3);
  catalog_close(&second);
  tree_remove(&tree);
}

static void numbers_of_a_directory_come_to_are_not_used_again(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog catalog, other;
  open_catalog(&catalog, &tree);
  shell_in(&tree, "rm -r '%s/index'");
  open_catalog(&other, &tree);
  for (int i = 0; i < 20; i++) add_segment(&other, "z", 1);
  commit(&other);
  uint64_t generation = other.generation += 90;
  commit(&other);
  catalog_close(&other);
  assert_true(catalog_recover(&catalog, NULL));
  assert_true(catalog_next_place(&catalog).id > 20);
  assert_true(catalog.generation > generation);
  persist_all(&catalog);
  assert_int_equal(try_commit(&catalog), STATUS_OK);
  catalog_sweep(&catalog);
  catalog_close(&catalog);
  open_catalog(&catalog, &tree);
  assert_int_equal(live_documents(&catalog), 11);
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void a_directory_that_cannot_be_made_is_asked_for_again(void **state) {
  (void)state;
  Tree tree = indexing_tree();
  tree_write_c(&tree, "index", "a file has its name");
  Catalog catalog;
  Error error = {.message = ""};
  open_catalog(&catalog, &tree);
  assert_true(catalog_lacks_directory(&catalog));
  add_in_memory(&catalog, "a", 3, 1);
  assert_false(catalog_recover(&catalog, &error));
  assert_true(error.message[0] != '\0');
  shell_in(&tree, "rm '%s/index'");
  assert_true(catalog_recover(&catalog, NULL));
  assert_false(catalog_lacks_directory(&catalog));
  persist_all(&catalog);
  assert_int_equal(try_commit(&catalog), STATUS_OK);
  catalog_close(&catalog);
  open_catalog(&catalog, &tree);
  assert_int_equal(live_documents(&catalog), 3);
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void a_sweep_leaves_what_a_manifest_names_or_another_writes(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog catalog;
  open_catalog(&catalog, &tree);
  catalog_drop(&catalog, 1); // not committed
  catalog_sweep(&catalog);
  assert_true(exists(&tree, "0000000000000001.text"));
  write_in_index(&tree, "0000000000000008.text", "x");
  write_in_index(&tree, "0000000000000009.text.tmp-Ab3xY_", "x");
  catalog.spared = 9;
  catalog_sweep(&catalog);
  assert_false(exists(&tree, "0000000000000008.text"));
  assert_true(exists(&tree, "0000000000000009.text.tmp-Ab3xY_"));
  catalog.spared = 0;
  catalog.generation = 0; // the manifest is another's, and newer
  catalog_sweep(&catalog);
  assert_true(exists(&tree, "0000000000000009.text.tmp-Ab3xY_"));
  catalog.generation = 1;
  shell_in(&tree, "rm '%s/index/lock' && touch '%s/index/lock'");
  catalog_sweep(&catalog); // not ours any more
  assert_true(exists(&tree, "0000000000000009.text.tmp-Ab3xY_"));
  catalog_close(&catalog);
  tree_remove(&tree);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_was_committed_is_there_again),
      cmocka_unit_test(a_segment_all_of_whose_documents_are_dead_goes),
      cmocka_unit_test(what_is_missing_or_damaged_is_left_out),
      cmocka_unit_test(another_version_is_built_again),
      cmocka_unit_test(other_options_or_another_root_start_from_nothing),
      cmocka_unit_test(the_second_to_open_follows_until_the_first_closes),
      cmocka_unit_test(a_manifest_names_only_what_is_on_disk),
      cmocka_unit_test(a_sweep_removes_strays_and_nothing_else),
      cmocka_unit_test(a_directory_that_cannot_be_made_leaves_memory),
      cmocka_unit_test(a_directory_without_a_lock_is_read_and_not_waited_for),
      cmocka_unit_test(read_only_makes_nothing),
      cmocka_unit_test(segments_in_memory_have_ids_of_their_own),
      cmocka_unit_test(a_segment_is_persisted_as_it_is),
      cmocka_unit_test(a_merged_segment_takes_the_place_of_its_inputs),
      cmocka_unit_test(deaths_are_new_until_they_are_committed),
      cmocka_unit_test(a_follower_keeps_what_it_alone_knows),
      cmocka_unit_test(a_follower_remembers_which_files_are_gone),
      cmocka_unit_test(what_has_been_verified_stays_so),
      cmocka_unit_test(what_is_missing_is_not_named_but_written_again),
      cmocka_unit_test(a_directory_that_another_has_made_is_followed),
      cmocka_unit_test(numbers_of_a_directory_come_to_are_not_used_again),
      cmocka_unit_test(a_directory_that_cannot_be_made_is_asked_for_again),
      cmocka_unit_test(a_sweep_leaves_what_a_manifest_names_or_another_writes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
