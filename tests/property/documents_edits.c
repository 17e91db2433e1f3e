// Documents are opened, typed in, saved, closed and written by others at random. When nothing is left
// to be read, the index says what one says that was built from nothing over a tree that has these texts
// on disk: the same hits, symbols and outlines.
#include "support/editing.h"
#include "support/random.h"

enum { STEPS = 250, FILES = 8, COMPARE_EVERY = 5, LARGEST = 20000 };

static const char *const PATHS[FILES] = {"a.c",    "b.py",      "c.ts",  "d/e.rs",
                                         "d/f.md", "d/g/h.cpp", "i.txt", "d/j.go"};
static const char *const LITERALS[] = {"alpha", "beta", "gamma", "(", "def", "\xC3\xA9", "\t"};
static const char *const PIECES[] = {
    "int alpha(void) { return 1; }\n",
    "def beta(x):\n    return x\n",
    "class gamma {\n  alpha() { return 2; }\n}\n",
    "fn alpha(x: u32) -> u32 { x }\n",
    "func beta(x int) int { return x }\n",
    "struct gamma { int alpha; char *beta; };\n",
    "# alpha\n\nbeta\n",
    "## beta\n",
    "#define gamma(x) ((x) + 1)\n",
    "#if alpha\n",
    "#endif\n",
    "/* beta ",
    " */",
    "\"",
    "{",
    "}",
    "(",
    "\n",
    "\r\n",
    "\t",
    "x",
    "al",
    "pha",
    " ",
    "\xC3\xA9\xF0\x9F\x98\x80",
};

typedef struct {
  Random random;
  Place place;
  Index *index;
  Buf disk[FILES], open[FILES];
  bool on_disk[FILES], is_open[FILES];
} Run;

static const char *piece(Run *run) { return PIECES[random_below(&run->random, COUNT_OF(PIECES))]; }

static size_t clean_boundary(Str text, size_t at) {
  while (at < text.len && ((unsigned char)text.ptr[at] & 0xC0) == 0x80) at++;
  return at;
}

static void random_text(Run *run, Buf *out) {
  buf_clear(out);
  for (uint32_t i = random_below(&run->random, 30); i > 0; i--) {
    buf_str_put(out, str_from_c(piece(run)));
  }
}

static void copy(Buf *to, const Buf *from) {
  buf_clear(to);
  buf_put(to, from->data, from->len);
}

// ---- steps --------------------------------------------------------------------------------------

// Replaces a random range; returns what was done.
static TextEdit edit_once(Run *run, Buf *text) {
  Str all = buf_str(text);
  size_t start = clean_boundary(all, random_below(&run->random, (uint32_t)text->len + 1));
  size_t length = random_below(&run->random, 3) ? 0 : random_below(&run->random, 40);
  if (text->len > LARGEST) length = text->len / 2;
  size_t end = start + length < text->len ? clean_boundary(all, start + length) : text->len;
  Buf next = {0};
  buf_str_put(&next, str_slice(all, 0, start));
  for (uint32_t i = random_below(&run->random, 3); i > 0; i--) {
    buf_str_put(&next, str_from_c(piece(run)));
  }
  TextEdit edit = {(uint32_t)start, (uint32_t)end, (uint32_t)next.len};
  buf_str_put(&next, str_slice(all, end, text->len));
  buf_release(text);
  *text = next;
  return edit;
}

static void type(Run *run, size_t i) {
  TextEdit edits[4];
  size_t count = 1 + random_below(&run->random, COUNT_OF(edits));
  for (size_t k = 0; k < count; k++) edits[k] = edit_once(run, &run->open[i]);
  uint32_t wrong = random_below(&run->random, 20); // edits that do not lead there count as none
  if (wrong == 0) count = 0;
  if (wrong == 1) edits[0].old_end += 3;
  if (wrong == 2) edits[count - 1].start += 1000000;
  assert_int_equal(index_document_edit(run->index, str_from_c(PATHS[i]), buf_str(&run->open[i]),
                                       edits, count, NULL),
                   STATUS_OK);
}

static void open_document(Run *run, size_t i) {
  if (run->on_disk[i] && random_below(&run->random, 4)) {
    copy(&run->open[i], &run->disk[i]);
  } else {
    random_text(run, &run->open[i]);
  }
  run->is_open[i] = true;
  editing_set_text(run->index, PATHS[i], buf_str(&run->open[i]));
}

static void write_file(Run *run, size_t i) {
  tree_write(&run->place.tree, PATHS[i], buf_str(&run->disk[i]));
  run->on_disk[i] = true;
}

static void save(Run *run, size_t i) {
  copy(&run->disk[i], &run->open[i]);
  write_file(run, i);
}

static void close_document(Run *run, size_t i) {
  if (random_below(&run->random, 2)) save(run, i);
  run->is_open[i] = false;
  index_document_clear(run->index, str_from_c(PATHS[i]));
}

static void write_by_another(Run *run, size_t i) {
  random_text(run, &run->disk[i]);
  write_file(run, i);
  Str path = str_from_c(PATHS[i]);
  index_touch(run->index, &path, 1);
}

static void step(Run *run) {
  size_t i = random_below(&run->random, FILES);
  uint32_t choice = random_below(&run->random, 100);
  if (choice < 4) {
    write_by_another(run, i);
  } else if (!run->is_open[i]) {
    open_document(run, i);
  } else if (choice < 10) {
    close_document(run, i);
  } else if (choice < 14) {
    save(run, i);
  } else if (choice < 18) {
    open_document(run, i); // all of it anew
  } else {
    for (uint32_t k = 1 + random_below(&run->random, 6); k > 0; k--) type(run, i);
  }
}

// ---- comparing ----------------------------------------------------------------------------------

static bool is_at_rest(Index *index) {
  bool rest = true;
  uv_mutex_lock(&index->mutex);
  Overlay *overlay = &index->documents.overlay;
  for (size_t i = 0; i < overlay->documents.count; i++) {
    OpenDocument *document = overlay->documents.items[i];
    rest = rest && document->extracted && !document->reparse.inexact;
    document->reparse.changed_ns -= REPARSE_REST_NS; // the test has no time to wait
  }
  documents_wake(index, NULL);
  uv_mutex_unlock(&index->mutex);
  return rest;
}

static void settle(Index *index) {
  int64_t deadline = os_monotonic_ns() + INDEXING_TIMEOUT_NS;
  indexing_refresh(index);
  documents_settled(index, STR(""));
  while (!is_at_rest(index)) {
    assert_true(os_monotonic_ns() < deadline);
    editing_pause_ms(1);
  }
}

static Lines describe(Run *run, Index *index) {
  Lines all = indexing_symbols(index, "");
  for (size_t i = 0; i < COUNT_OF(LITERALS); i++) {
    Lines hits = indexing_search(index, LITERALS[i]);
    lines_move(&all, &hits);
  }
  for (size_t i = 0; i < FILES; i++) {
    if (!run->is_open[i] && !run->on_disk[i]) continue;
    lines_add(&all, "outline of %s", PATHS[i]);
    Lines outline = editing_outline(index, PATHS[i]);
    lines_move(&all, &outline);
  }
  return all;
}

static void compare(Run *run) {
  settle(run->index);
  Tree tree = indexing_tree(),
       nowhere = {"/dev/null"}; // sets the environment: nobody may be reading it
  for (size_t i = 0; i < FILES; i++) {
    if (!run->is_open[i] && !run->on_disk[i]) continue;
    tree_write(&tree, PATHS[i], buf_str(run->is_open[i] ? &run->open[i] : &run->disk[i]));
  }
  Index *oracle = indexing_fresh(&tree, &nowhere);
  Lines expected = describe(run, oracle), found = describe(run, run->index);
  bool equal = lines_equal(&expected, &found);
  lines_release(&expected);
  lines_release(&found);
  index_close(oracle);
  tree_remove(&tree);
  assert_true(equal);
}

static void what_is_open_is_found_as_if_it_were_on_disk(void **state) {
  (void)state;
  static Run run;
  run.random = random_seeded("documents");
  run.place = place_make();
  for (size_t i = 0; i < FILES; i += 2) {
    random_text(&run, &run.disk[i]);
    write_file(&run, i);
  }
  run.index = indexing_fresh(&run.place.tree, &run.place.cache);
  for (int i = 0; i < STEPS; i++) {
    step(&run);
    if (i % COMPARE_EVERY == 0) compare(&run);
  }
  compare(&run);
  index_close(run.index);
  for (size_t i = 0; i < FILES; i++) {
    buf_release(&run.disk[i]);
    buf_release(&run.open[i]);
  }
  place_remove(&run.place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_open_is_found_as_if_it_were_on_disk),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
