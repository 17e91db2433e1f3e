// How much the extraction of symbols costs beside tree-sitter's bare parse of the same files.
//
//   bench_parse [--all-languages] DIR
//
// Walks DIR (names in byte order, no symlinks, nothing under .git), takes files in C, or all that
// have a grammar, of at most 4 MiB, and with one thread does for each (a) read it, (b) parse it
// bare, (c) run the extractor. Prints one line of JSON: files, bytes, lines, CPU seconds of each,
// MB/s, lines/s and the ratio of (c) to (b). Both see a file one after the other, so the caches
// favour neither side.
#include "base/os.h"
#include "intake/extract.h"

#include <stdio.h>
#include <stdlib.h>
#include <tree_sitter/api.h>

enum { LARGEST_FILE = 4 << 20 };

typedef struct {
  bool all_languages;
  uint64_t files, bytes, lines, symbols, timed_out;
  int64_t read_ns, bare_ns, extract_ns; // CPU
  Buf text;
  TSParser *parser;
  Extractor *extractor;
} Bench;

static uint64_t count_lines(Str text) {
  uint64_t lines = 0;
  for (size_t at = str_find_byte(text, 0, '\n'); at < text.len;
       at = str_find_byte(text, at + 1, '\n'))
    lines++;
  return lines;
}

static void parse_bare(Bench *bench, LanguageId language, Str text) {
  int64_t began = os_cpu_ns();
  if (!ts_parser_set_language(bench->parser, (const TSLanguage *)language_grammar(language)()))
    return;
  TSTree *tree = ts_parser_parse_string(bench->parser, NULL, text.ptr, (uint32_t)text.len);
  ts_tree_delete(tree);
  bench->bare_ns += os_cpu_ns() - began;
}

static void extract(Bench *bench, LanguageId language, Str text) {
  Arena arena = {0};
  Extraction found = {0};
  ExtractOptions options = {0};
  int64_t began = os_cpu_ns();
  if (extractor_run(bench->extractor, language, text, &options, &arena, &found, NULL)
      == STATUS_OK) {
    bench->symbols += found.symbols.count;
    bench->timed_out += found.timed_out;
  }
  extraction_release(&found);
  arena_release(&arena);
  bench->extract_ns += os_cpu_ns() - began;
}

static void bench_file(Bench *bench, Str path) {
  int64_t began = os_cpu_ns();
  if (os_read_file(path.ptr, &bench->text, NULL, NULL) != STATUS_OK) return;
  bench->read_ns += os_cpu_ns() - began;
  Str text = buf_str(&bench->text);
  LanguageId language = language_detect(path, str_slice(text, 0, 4096), STR(""));
  bool wanted = bench->all_languages ? language_grammar(language) != NULL : language == LANGUAGE_c;
  if (!wanted || text.len > LARGEST_FILE) return;
  bench->files++;
  bench->bytes += text.len;
  bench->lines += count_lines(text);
  parse_bare(bench, language, text);
  extract(bench, language, text);
}

typedef ARRAY(DirEntry) Entries;

static int by_name(const void *a, const void *b) {
  return str_compare(((const DirEntry *)a)->name, ((const DirEntry *)b)->name);
}

static void walk(Bench *bench, Str folder) {
  Arena arena = {0};
  Entries entries = {0};
  OsDir *dir;
  DirEntry entry;
  if (os_dir_open(folder.ptr, &dir, NULL) != STATUS_OK) return;
  while (os_dir_next(dir, &entry)) {
    if (str_equal(entry.name, STR(".git"))) continue;
    entry.name = arena_dup(&arena, entry.name);
    array_push(&entries, entry);
  }
  os_dir_close(dir);
  if (entries.count) qsort(entries.items, entries.count, sizeof *entries.items, by_name);
  for (size_t i = 0; i < entries.count; i++) {
    Str path = arena_join_path(&arena, folder, entries.items[i].name);
    if (entries.items[i].kind == FILE_DIRECTORY) walk(bench, path);
    if (entries.items[i].kind == FILE_REGULAR) bench_file(bench, path);
  }
  array_free(&entries);
  arena_release(&arena);
}

static void report(const Bench *bench) {
  double bare = (double)bench->bare_ns / 1e9, extracted = (double)bench->extract_ns / 1e9;
  double megabytes = (double)bench->bytes / 1e6, lines = (double)bench->lines;
  printf("{\"files\":%llu,\"bytes\":%llu,\"lines\":%llu,\"symbols\":%llu,\"timed_out\":%llu,"
         "\"read_s\":%.3f,\"bare_s\":%.3f,\"extract_s\":%.3f,\"bare_mb_s\":%.2f,"
         "\"extract_mb_s\":%.2f,\"bare_lines_s\":%.0f,\"extract_lines_s\":%.0f,\"ratio\":%.3f}\n",
         (unsigned long long)bench->files, (unsigned long long)bench->bytes,
         (unsigned long long)bench->lines, (unsigned long long)bench->symbols,
         (unsigned long long)bench->timed_out, (double)bench->read_ns / 1e9, bare, extracted,
         megabytes / bare, megabytes / extracted, lines / bare, lines / extracted,
         extracted / bare);
}

int main(int argc, char **argv) {
  Bench bench = {.parser = ts_parser_new(), .extractor = extractor_new()};
  const char *folder = NULL;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--all-languages") == 0) {
      bench.all_languages = true;
    } else {
      folder = argv[i];
    }
  }
  if (!folder) {
    fprintf(stderr, "usage: bench_parse [--all-languages] DIR\n");
    return 2;
  }
  walk(&bench, str_from_c(folder));
  if (bench.files) report(&bench);
  extractor_free(bench.extractor);
  ts_parser_delete(bench.parser);
  buf_release(&bench.text);
  return bench.files == 0;
}
