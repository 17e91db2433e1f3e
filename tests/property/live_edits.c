// Random edit scripts over texts of every language: what an open document's reader finds after each is
// what is found in the same text from nothing. Where tree-sitter's repair of broken code differs from a
// parse from nothing, one more reading must set it right; in code without errors it must never differ.
//
//   live_edits [SEED [LANGUAGE [SCRIPT]]]   from the root of the repository; prints its seed
#include "base/buf.h"
#include "intake/live.h"

#include <stdio.h>
#include <time.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SCRIPTS = 4 };
#else
enum { SCRIPTS = 30 };
#endif
enum { READS = 16, MAX_FILE = 24000, MAX_TEXT = 40000, MAX_EDITS = 4, MAX_TEXTS = 48 };

// ---- chance -------------------------------------------------------------------------------------

static uint64_t chance;

static uint32_t below(size_t limit) { // xorshift64*; 0 of none
  chance ^= chance >> 12;
  chance ^= chance << 25;
  chance ^= chance >> 27;
  return limit ? (uint32_t)(((chance * 0x2545F4914F6CDD1Du) >> 32) % limit) : 0;
}

// ---- texts --------------------------------------------------------------------------------------

typedef struct {
  Str items[MAX_TEXTS];
  size_t count;
} Texts;

typedef struct {
  Texts of[LANGUAGE_COUNT];
  ARRAY(Str) paths;
  Arena arena;
} Corpus;

static void find_files(Corpus *corpus, Str folder, int depth) {
  OsDir *dir;
  Error error;
  if (os_dir_open(folder.ptr, &dir, &error) != STATUS_OK) return;
  DirEntry entry;
  while (os_dir_next(dir, &entry)) {
    Str path = arena_join_path(&corpus->arena, folder, entry.name);
    if (entry.kind == FILE_DIRECTORY && depth > 0) {
      find_files(corpus, path, depth - 1);
    } else if (!str_equal(entry.name, STR("expected"))) {
      array_push(&corpus->paths, path);
    }
  }
  os_dir_close(dir);
}

static void add_text(Corpus *corpus, Str path) {
  Error error;
  Buf text = {0};
  if (os_read_file(path.ptr, &text, NULL, &error) != STATUS_OK) return;
  LanguageId language = language_detect(str_base_name(path), buf_str(&text), STR(""));
  Texts *of = &corpus->of[language];
  if (of->count < MAX_TEXTS && text.len > 0 && text.len < MAX_FILE) {
    of->items[of->count++] = arena_dup(&corpus->arena, buf_str(&text));
  }
  buf_release(&text);
}

static int by_path(const void *a, const void *b) {
  return str_compare(*(const Str *)a, *(const Str *)b);
}

// The golden inputs, and this repository.
static void fill_corpus(Corpus *corpus) {
  static const char *const folders[] = {"tests/golden",     "index", "server",      "tests/lsp",
                                        "grammars/queries", "docs",  "tests/bench", "cmake"};
  for (size_t i = 0; i < COUNT_OF(folders); i++) {
    corpus->paths.count = 0;
    find_files(corpus, str_from_c(folders[i]), 2);
    if (corpus->paths.count == 0) continue;
    qsort(corpus->paths.items, corpus->paths.count, sizeof(Str), by_path);
    for (size_t k = 0; k < corpus->paths.count; k++) add_text(corpus, corpus->paths.items[k]);
  }
}

// One text, or several behind one another.
static void make_text(const Texts *of, Buf *text) {
  buf_clear(text);
  for (uint32_t i = below(3) == 0 ? 1 + below(6) : 1; i > 0 && text->len < MAX_TEXT; i--) {
    buf_str_put(text, of->items[below(of->count)]);
  }
  if (below(12) != 0) return;
  Buf other = {0}; // with the line ends of another system
  for (size_t i = 0; i < text->len; i++) {
    if (text->data[i] == '\n') buf_byte(&other, '\r');
    buf_byte(&other, (uint8_t)text->data[i]);
  }
  buf_release(text);
  *text = other;
}

// ---- edits --------------------------------------------------------------------------------------

typedef struct {
  Buf text, before; // before: an older text, for undo
  TextEdit edits[MAX_EDITS];
  size_t count;
} Open;

static void replace(Open *doc, uint32_t start, uint32_t end, Str by) {
  Buf next = {0};
  buf_str_put(&next, str_slice(buf_str(&doc->text), 0, start));
  buf_str_put(&next, by);
  buf_str_put(&next, str_slice(buf_str(&doc->text), end, doc->text.len));
  buf_release(&doc->text);
  doc->text = next;
  doc->edits[doc->count++] = (TextEdit){start, end, start + (uint32_t)by.len};
}

static Str random_line(Str text, uint32_t *start) {
  uint32_t at = below(text.len + 1);
  while (at > 0 && text.ptr[at - 1] != '\n') at--;
  size_t end = str_find_byte(text, at, '\n');
  *start = at;
  return str_slice(text, at, end + 1);
}

static Str random_snippet(void) {
  const Str snippets[] = {STR("x"),
                          STR("_1"),
                          STR(" "),
                          STR("\n"),
                          STR("\n\n"),
                          STR("{"),
                          STR("}"),
                          STR("("),
                          STR(")"),
                          STR("["),
                          STR("]"),
                          STR("<"),
                          STR(">"),
                          STR(";"),
                          STR(","),
                          STR(":"),
                          STR("="),
                          STR("."),
                          STR("\""),
                          STR("'"),
                          STR("`"),
                          STR("\\"),
                          STR("/*"),
                          STR("*/"),
                          STR("//"),
                          STR("#"),
                          STR("--"),
                          STR("\"\"\""),
                          STR("<!--"),
                          STR("-->"),
                          STR("@"),
                          STR("$"),
                          STR("  "),
                          STR("\t"),
                          STR("\r\n"),
                          STR("\0"),
                          STR("\xff"),
                          STR("\xc3\xa9"),
                          STR("end\n"),
                          STR("class A "),
                          STR("def f():\n  pass\n"),
                          STR("function f() {}\n"),
                          STR("fn g() {}\n"),
                          STR("int a;\n"),
                          STR("export "),
                          STR("static "),
                          STR("public "),
                          STR("if (a) {\n}\n"),
                          STR("#define M 1\n"),
                          STR("#if 0\n"),
                          STR("#endif\n"),
                          STR("# Title\n"),
                          STR("```\n"),
                          STR("<script>"),
                          STR("</script>"),
                          STR("<b>"),
                          STR("</b>"),
                          STR("key: 1\n"),
                          STR("\"k\": 1,"),
                          STR("let x = 1"),
                          STR("import("),
                          STR("*"),
                          STR("struct S { int m; };\n"),
                          STR("return "),
                          STR("const "),
                          STR("1")};
  return snippets[below(COUNT_OF(snippets))];
}

// Two texts apart by one edit.
static void undo(Open *doc) {
  Str old = buf_str(&doc->text), back = buf_str(&doc->before);
  size_t limit = old.len < back.len ? old.len : back.len, head = 0, tail = 0;
  while (head < limit && old.ptr[head] == back.ptr[head]) head++;
  while (tail < limit - head && old.ptr[old.len - 1 - tail] == back.ptr[back.len - 1 - tail])
    tail++;
  replace(doc, (uint32_t)head, (uint32_t)(old.len - tail), str_slice(back, head, back.len - tail));
}

static void edit_once(Open *doc, const Texts *of) {
  Str text = buf_str(&doc->text);
  uint32_t at = below(text.len + 1), to, length = (uint32_t)text.len;
  Buf moved = {0};
  switch (below(12)) {
  default: replace(doc, at, at, random_snippet()); break;
  case 0:
  case 1:
  case 2: // a few bytes go
    to = at + below(below(4) == 0 ? 200 : 6);
    replace(doc, at, to < length ? to : length, STR(""));
    break;
  case 3: { // a line is another's
    Str by = random_line(of->items[below(of->count)], &to);
    Str line = random_line(text, &at);
    replace(doc, at, at + (uint32_t)(below(2) ? line.len : 0), by);
    break;
  }
  case 4: { // some lines move, by two edits
    if (doc->count + 2 > MAX_EDITS) break;
    Str line = random_line(text, &at);
    buf_str_put(&moved, str_slice(text, at, at + line.len + below(100)));
    replace(doc, at, at + (uint32_t)moved.len, STR(""));
    random_line(buf_str(&doc->text), &at);
    replace(doc, at, at, buf_str(&moved));
    break;
  }
  case 5: undo(doc); break;
  case 6: replace(doc, at, at, STR("y")); break;
  case 7:
    if (below(20) == 0) replace(doc, 0, length, below(2) ? STR("") : of->items[below(of->count)]);
    break;
  }
  buf_release(&moved);
}

// ---- comparing ----------------------------------------------------------------------------------

static bool same_symbol(const Symbol *a, const Symbol *b) {
  return str_equal(a->name, b->name) && str_equal(a->container, b->container) && a->kind == b->kind
         && a->flags == b->flags && a->parent == b->parent && a->line == b->line
         && a->column == b->column && a->column_utf16 == b->column_utf16
         && a->name_start == b->name_start && a->name_end == b->name_end && a->start == b->start
         && a->end == b->end && a->end_line == b->end_line;
}

static bool same(const Extraction *a, const Extraction *b) {
  bool equal = a->symbols.count == b->symbols.count && a->spans.count == b->spans.count
               && a->has_errors == b->has_errors && a->too_large == b->too_large;
  for (size_t i = 0; equal && i < a->symbols.count; i++) {
    equal = same_symbol(&a->symbols.items[i], &b->symbols.items[i]);
  }
  for (size_t i = 0; equal && i < a->spans.count; i++) {
    const Span *x = &a->spans.items[i], *y = &b->spans.items[i];
    equal = x->start == y->start && x->end == y->end && x->kind == y->kind;
  }
  return equal;
}

static void show_symbol(char sign, const Symbol *s) {
  Str kind = symbol_kind_name(s->kind);
  printf("  %c %u:%u-%u %.*s '%.*s' in '%.*s' flags %u parent %d\n", sign, s->line, s->start,
         s->end, STR_ARGS(kind), STR_ARGS(s->name), STR_ARGS(s->container), s->flags,
         (int)s->parent);
}

static void show_difference(const Extraction *live, const Extraction *fresh) {
  printf("  live: %zu symbols, %zu spans, errors %d; from nothing: %zu, %zu, %d\n",
         live->symbols.count, live->spans.count, live->has_errors, fresh->symbols.count,
         fresh->spans.count, fresh->has_errors);
  for (size_t i = 0, shown = 0; shown < 4; i++) {
    bool a = i < live->symbols.count, b = i < fresh->symbols.count;
    if (!a && !b) break;
    if (a && b && same_symbol(&live->symbols.items[i], &fresh->symbols.items[i])) continue;
    if (a) show_symbol('-', &live->symbols.items[i]);
    if (b) show_symbol('+', &fresh->symbols.items[i]);
    shown++;
  }
  for (size_t i = 0, shown = 0; i < live->spans.count && i < fresh->spans.count && shown < 2; i++) {
    Span x = live->spans.items[i], y = fresh->spans.items[i];
    if (x.start == y.start && x.end == y.end && x.kind == y.kind) continue;
    printf("  span - [%u,%u) + [%u,%u)\n", x.start, x.end, y.start, y.end);
    shown++;
  }
}

// ---- scripts ------------------------------------------------------------------------------------

typedef struct {
  Extractor *extractor;
  LiveReader *live;
  Extraction found, fresh;
  Arena arena;
  bool had_errors; // before the present reading
  size_t reads, inexact, differing, cancelled;
  bool verbose;
} Test;

static Status read_live(Test *test, const Open *doc, bool cancel) {
  Error error;
  atomic_bool stop = cancel;
  ExtractOptions options = {.cancelled = &stop};
  return live_reader_read(test->live, buf_str(&doc->text), doc->edits, doc->count, &options,
                          &test->arena, &test->found, &error);
}

static bool read_fresh(Test *test, LanguageId language, const Open *doc) {
  Error error;
  ExtractOptions options = {0};
  return extractor_run(test->extractor, language, buf_str(&doc->text), &options, &test->arena,
                       &test->fresh, &error)
         == STATUS_OK;
}

// What must hold after a reading.
static bool check(Test *test, Open *doc) {
  bool exact = live_reader_is_exact(test->live), equal = same(&test->found, &test->fresh);
  bool clean = !test->had_errors && !test->fresh.has_errors;
  test->reads++;
  test->inexact += !exact;
  test->differing += !equal;
  test->had_errors = test->fresh.has_errors;
  if (equal) return true;
  if (test->verbose) show_difference(&test->found, &test->fresh);
  if (exact || clean) {
    printf("differs, %s%s\n", exact ? "exact" : "", clean ? "without errors" : "");
    show_difference(&test->found, &test->fresh);
    return false;
  }
  doc->count = 0;
  if (read_live(test, doc, false) == STATUS_OK && same(&test->found, &test->fresh)
      && live_reader_is_exact(test->live)) {
    return true;
  }
  printf("differs when read anew%s\n", live_reader_is_exact(test->live) ? "" : ", not exact");
  show_difference(&test->found, &test->fresh);
  return false;
}

static bool run_reads(Test *test, LanguageId language, Open *doc, const Texts *of) {
  for (int i = 0; i < READS; i++) {
    doc->count = 0;
    Buf kept = {0};
    buf_str_put(&kept, buf_str(&doc->text));
    for (uint32_t k = below(3) == 0 ? 1 + below(MAX_EDITS) : 1; k > 0 && doc->count < MAX_EDITS;
         k--) {
      edit_once(doc, of);
    }
    buf_release(&doc->before);
    doc->before = kept;
    bool wrong = below(30) == 0;
    if (wrong && doc->count) doc->edits[below(doc->count)].new_end += 1 + below(5);
    if (below(40) == 0) doc->count = 0;
    Status status = read_live(test, doc, below(8) == 0);
    if (status == STATUS_CANCELLED) {
      test->cancelled++;
      continue;
    }
    if (status != STATUS_OK || !read_fresh(test, language, doc) || !check(test, doc)) {
      printf("read %d, status %d\n", i, (int)status);
      return false;
    }
    arena_reset(&test->arena);
  }
  return true;
}

static bool run_script(Test *test, LanguageId language, const Texts *of) {
  Open doc = {0};
  make_text(of, &doc.text);
  buf_str_put(&doc.before, buf_str(&doc.text));
  test->live = live_reader_new(language);
  bool holds = read_live(test, &doc, false) == STATUS_OK && read_fresh(test, language, &doc);
  test->had_errors = test->fresh.has_errors;
  holds = holds && same(&test->found, &test->fresh) && run_reads(test, language, &doc, of);
  live_reader_free(test->live);
  buf_release(&doc.text);
  buf_release(&doc.before);
  arena_reset(&test->arena);
  return holds;
}

static bool run_language(Test *test, LanguageId language, const Texts *of, uint64_t seed,
                         int only) {
  Str name = language_name(language);
  size_t differing = test->differing, reads = test->reads;
  for (int i = 0; i < SCRIPTS; i++) {
    if (only >= 0 && i != only) continue;
    chance = (seed * 1000003 + (uint64_t)language * 1009 + (uint64_t)i) * 2 + 1;
    for (int k = 0; k < 8; k++) below(1);
    if (run_script(test, language, of)) continue;
    printf("live_edits %llu %.*s %d\n", (unsigned long long)seed, STR_ARGS(name), i);
    return false;
  }
  if (test->differing > differing) {
    printf("%.*s: %zu of %zu readings differ from those from nothing\n", STR_ARGS(name),
           test->differing - differing, test->reads - reads);
  }
  return true;
}

int main(int argc, char **argv) {
  uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : (uint64_t)time(NULL);
  int only = argc > 3 ? atoi(argv[3]) : -1;
  LanguageId language = LANGUAGE_COUNT;
  if (argc > 2 && !language_from_name(str_from_c(argv[2]), &language)) return 2;
  printf("seed %llu\n", (unsigned long long)seed);
  static Corpus corpus;
  fill_corpus(&corpus);
  Test test = {.extractor = extractor_new(), .verbose = only >= 0};
  int failures = 0;
  for (int i = 0; i < LANGUAGE_COUNT; i++) {
    if (corpus.of[i].count == 0 || (language != LANGUAGE_COUNT && i != (int)language)) continue;
    failures += !run_language(&test, (LanguageId)i, &corpus.of[i], seed, only);
  }
  printf("%zu readings, %zu cancelled, %zu not exact, %zu differ, %d failures\n", test.reads,
         test.cancelled, test.inexact, test.differing, failures);
  extractor_free(test.extractor);
  extraction_release(&test.found);
  extraction_release(&test.fresh);
  arena_release(&test.arena);
  arena_release(&corpus.arena);
  array_free(&corpus.paths);
  return failures > 0 || test.reads == 0;
}
