// Golden tests of extraction. For every case, a folder with one `input.*` (or a file of any other name,
// for languages told by name), what extraction finds is compared with the file `expected` beside it.
//
//   golden [--update] [--print] FOLDER...    FOLDER holds cases, or is one
//
// --update rewrites `expected`; --print shows what is found. A line of `expected` is
//   LINE:COLUMN-ENDLINE KIND NAME [in CONTAINER] [declaration] [exported] [deprecated]
// with 1-based numbers, then the spans as `comment|string LINE:COLUMN LINE:COLUMN`, then `errors` if
// the grammar met text it does not know.
#include "base/buf.h"
#include "intake/extract.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct {
  bool update, print;
  int cases, failures;
  Extractor *extractor;
} Runner;

static void put_position(Buf *out, Str text, uint32_t offset) {
  uint32_t line = 1, start = 0;
  for (uint32_t i = 0; i < offset; i++) {
    if (text.ptr[i] == '\n') line++, start = i + 1;
  }
  buf_printf(out, "%u:%u", line, offset - start + 1);
}

static void put_symbol(Buf *out, const Symbol *s) {
  Str kind = symbol_kind_name(s->kind);
  buf_printf(out, "%u:%u-%u %.*s %.*s", s->line + 1, s->column + 1, s->end_line + 1, STR_ARGS(kind),
             STR_ARGS(s->name));
  if (s->container.len) buf_printf(out, " in %.*s", STR_ARGS(s->container));
  if (s->flags & SYMBOL_DECLARATION) buf_printf(out, " declaration");
  if (s->flags & SYMBOL_EXPORTED) buf_printf(out, " exported");
  if (s->flags & SYMBOL_DEPRECATED) buf_printf(out, " deprecated");
  buf_byte(out, '\n');
}

static void put_extraction(Buf *out, Str text, const Extraction *found) {
  for (size_t i = 0; i < found->symbols.count; i++) put_symbol(out, &found->symbols.items[i]);
  for (size_t i = 0; i < found->spans.count; i++) {
    Span span = found->spans.items[i];
    buf_printf(out, "%s ", span.kind == SPAN_COMMENT ? "comment" : "string");
    put_position(out, text, span.start);
    buf_byte(out, ' ');
    put_position(out, text, span.end);
    buf_byte(out, '\n');
  }
  if (found->has_errors) buf_printf(out, "errors\n");
}

static void show_difference(Str expected, Str found) {
  Str a, b;
  while (expected.len || found.len) {
    bool has_a = str_next_field(&expected, '\n', &a), has_b = str_next_field(&found, '\n', &b);
    if (has_a && has_b && str_equal(a, b)) continue;
    if (has_a) printf("  - %.*s\n", STR_ARGS(a));
    if (has_b) printf("  + %.*s\n", STR_ARGS(b));
  }
}

static void run_case(Runner *runner, Arena *arena, Str folder, Str input) {
  Error error;
  Buf text = {0}, expected = {0}, found = {0};
  Str input_path = arena_join_path(arena, folder, input);
  Str expected_path = arena_join_path(arena, folder, STR("expected"));
  Extraction extraction = {0};
  ExtractOptions options = {0};
  Status status = os_read_file(input_path.ptr, &text, NULL, &error);
  LanguageId language = language_detect(input, buf_str(&text), STR(""));
  if (status == STATUS_OK) {
    status = extractor_run(runner->extractor, language, buf_str(&text), &options, arena,
                           &extraction, &error);
  }
  if (status != STATUS_OK) {
    printf("%.*s: %s\n", STR_ARGS(input_path), error.message);
    runner->failures++;
  } else {
    Str name = language_name(language);
    buf_printf(&found, "language %.*s\n", STR_ARGS(name));
    put_extraction(&found, buf_str(&text), &extraction);
    if (runner->print) fwrite(found.data, 1, found.len, stdout);
    if (runner->update) {
      if (os_replace_file(expected_path.ptr, buf_str(&found), &error) != STATUS_OK) {
        printf("%s\n", error.message);
        runner->failures++;
      }
    } else if (os_read_file(expected_path.ptr, &expected, NULL, &error) != STATUS_OK
               || !str_equal(buf_str(&expected), buf_str(&found))) {
      printf("%.*s: not as expected\n", STR_ARGS(input_path));
      show_difference(buf_str(&expected), buf_str(&found));
      runner->failures++;
    }
  }
  runner->cases++;
  extraction_release(&extraction);
  buf_release(&text);
  buf_release(&expected);
  buf_release(&found);
}

static void run_folder(Runner *runner, Str folder) {
  Arena arena = {0};
  OsDir *dir;
  Error error;
  if (os_dir_open(folder.ptr, &dir, &error) != STATUS_OK) {
    printf("%s\n", error.message);
    runner->failures++;
    return;
  }
  DirEntry entry;
  while (os_dir_next(dir, &entry)) {
    if (entry.kind == FILE_DIRECTORY) {
      run_folder(runner, arena_join_path(&arena, folder, entry.name));
    } else if (!str_equal(entry.name, STR("expected"))) {
      run_case(runner, &arena, folder, arena_dup(&arena, entry.name));
    }
  }
  os_dir_close(dir);
  arena_release(&arena);
}

int main(int argc, char **argv) {
  Runner runner = {.extractor = extractor_new()};
  for (int i = 1; i < argc; i++) {
    Str argument = str_from_c(argv[i]);
    if (str_equal(argument, STR("--update"))) {
      runner.update = true;
    } else if (str_equal(argument, STR("--print"))) {
      runner.print = true;
    } else {
      run_folder(&runner, argument);
    }
  }
  printf("%d cases, %d failures\n", runner.cases, runner.failures);
  extractor_free(runner.extractor);
  return runner.failures > 0 || runner.cases == 0;
}
