// What extraction finds in files, for the comparison with other tools (extraction.mjs).
//
//   bench_listing < PATHS
//
// Reads paths, one a line, and prints for each `path LANGUAGE PATH`, then a line a symbol: LINE, KIND,
// FLAGS (d: declaration), CONTAINER and NAME, with tabs between them; a
// tab or a newline in a name is printed as a space. A file that cannot be read is left out.
#include "base/os.h"
#include "intake/extract.h"

#include <stdio.h>
#include <stdlib.h>

enum { LARGEST_FILE = 4 << 20 };

static void put_text(Str text) {
  for (size_t i = 0; i < text.len; i++)
    putchar(text.ptr[i] == '\t' || text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
}

static void put_symbol(const Symbol *symbol) {
  Str kind = symbol_kind_name(symbol->kind);
  printf("%u\t%.*s\t%s\t", symbol->line + 1, STR_ARGS(kind),
         symbol->flags & SYMBOL_DECLARATION ? "d" : "");
  put_text(symbol->container);
  putchar('\t');
  put_text(symbol->name);
  putchar('\n');
}

static void list_file(Extractor *extractor, Buf *buf, Str path) {
  Arena arena = {0};
  Extraction found = {0};
  ExtractOptions options = {0};
  if (os_read_file(path.ptr, buf, NULL, NULL) != STATUS_OK) return;
  Str text = buf_str(buf);
  if (text.len > LARGEST_FILE) return;
  LanguageId language = language_detect(path, str_slice(text, 0, 4096), STR(""));
  if (extractor_run(extractor, language, text, &options, &arena, &found, NULL) == STATUS_OK) {
    Str name = language_name(language);
    printf("path\t%.*s\t%.*s\n", STR_ARGS(name), STR_ARGS(path));
    for (size_t i = 0; i < found.symbols.count; i++) put_symbol(&found.symbols.items[i]);
  }
  extraction_release(&found);
  arena_release(&arena);
}

int main(void) {
  Extractor *extractor = extractor_new();
  Buf text = {0};
  char path[4096];
  while (fgets(path, sizeof path, stdin)) {
    path[strcspn(path, "\n")] = 0;
    list_file(extractor, &text, str_from_c(path));
  }
  extractor_free(extractor);
  buf_release(&text);
  return 0;
}
