// Scopes by marks. Every file of tests/scopes is a text in which places are marked: `<=N>` stands before
// the name that defines variable N, `<N>` before any other occurrence of it, `<0>` before a name that is
// free, `<?>` before one that may be either. All marked places of a variable, and no others, must be found
// from each of them.
#include "base/buf.h"
#include "base/os.h"
#include "intake/scope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

typedef struct {
  uint32_t offset;
  unsigned variable; // 0: free
  bool defines, either;
} Mark;

typedef struct {
  Buf text; // without marks
  ARRAY(Mark) marks;
} Marked;

// Copies the text without its marks. `<` is a mark if digits and `>` follow at once.
static void read_marks(Str source, Marked *out) {
  for (size_t at = 0; at < source.len;) {
    size_t end = at + 1;
    bool opens = source.ptr[at] == '<';
    bool defines = opens && end < source.len && source.ptr[end] == '=';
    end += defines;
    bool either = opens && end < source.len && source.ptr[end] == '?';
    size_t digits = end;
    if (either) end++;
    while (opens && end < source.len && ascii_is_digit(source.ptr[end])) end++;
    if (!opens || end == digits || end >= source.len || source.ptr[end] != '>') {
      buf_byte(&out->text, source.ptr[at++]);
      continue;
    }
    uint64_t number = 0;
    if (!either && !str_to_u64(str_slice(source, digits, end), &number)) fail();
    Mark mark = {(uint32_t)out->text.len, (unsigned)number, defines, either};
    array_push(&out->marks, mark);
    at = end + 1;
  }
}

static unsigned line_of(Str text, uint32_t offset) {
  unsigned line = 1;
  for (uint32_t i = 0; i < offset; i++) line += text.ptr[i] == '\n';
  return line;
}

static bool is_marked(const Marked *marked, uint32_t offset, unsigned variable, bool *defines) {
  for (size_t i = 0; i < marked->marks.count; i++) {
    const Mark *mark = &marked->marks.items[i];
    if (mark->offset != offset || mark->variable != variable || mark->either) continue;
    *defines = mark->defines;
    return true;
  }
  return false;
}

static size_t count_marks(const Marked *marked, unsigned variable) {
  size_t count = 0;
  for (size_t i = 0; i < marked->marks.count; i++) {
    count += marked->marks.items[i].variable == variable && !marked->marks.items[i].either;
  }
  return count;
}

// Words about what is wrong with the answer for the mark, or NULL.
static const char *check_local(const Marked *marked, const Mark *mark, const ScopeAnswer *answer) {
  if (!answer->local) return "is taken to be free";
  for (size_t i = 0; i < answer->count; i++) {
    bool defines = false;
    if (!is_marked(marked, answer->occurrences[i].start, mark->variable, &defines)) {
      return "has an occurrence that is not marked";
    }
    if (defines != (i == answer->definition)) return "has another definition";
  }
  if (answer->count != count_marks(marked, mark->variable)) return "lacks occurrences";
  if (mark->offset < answer->scope_start || mark->offset >= answer->scope_end) {
    return "is not in its scope";
  }
  return NULL;
}

static int check_file(const char *path, ScopeReader *reader) {
  Error error;
  Buf source = {0};
  Marked marked = {0};
  Arena arena = {0};
  ExtractOptions options = {0};
  assert_int_equal(os_read_file(path, &source, NULL, &error), STATUS_OK);
  read_marks(buf_str(&source), &marked);
  Str text = buf_str(&marked.text);
  LanguageId language = language_detect(str_from_c(path), text, STR(""));
  int failures = 0;
  for (size_t i = 0; i < marked.marks.count; i++) {
    const Mark *mark = &marked.marks.items[i];
    ScopeAnswer answer;
    Status status =
        scope_at(reader, language, text, mark->offset, &options, &arena, &answer, &error);
    if (status != STATUS_OK) fail_msg("%s: %s", path, error.message);
    const char *wrong = NULL;
    if (mark->variable) {
      wrong = check_local(&marked, mark, &answer);
    } else if (!mark->either && answer.local) {
      wrong = "is taken to be local";
    }
    if (!wrong) continue;
    print_error("%s:%u: %.*s %s; found:", path, line_of(text, mark->offset), STR_ARGS(answer.name),
                wrong);
    for (size_t k = 0; k < answer.count; k++) {
      print_error(" %u%s", line_of(text, answer.occurrences[k].start),
                  answer.local && k == answer.definition ? "=" : "");
    }
    print_error("\n");
    failures++;
  }
  assert_true(marked.marks.count > 0);
  buf_release(&source);
  buf_release(&marked.text);
  array_free(&marked.marks);
  arena_release(&arena);
  return failures;
}

static void the_scope_queries_of_every_language_compile(void **state) {
  (void)state;
  int compiled = 0, failed = 0;
  for (int i = 0; i < LANGUAGE_COUNT; i++) {
    bool has_query = false;
    Error error;
    bool good = scope_check_query((LanguageId)i, &has_query, &error) == STATUS_OK;
    if (!good) print_error("%s\n", error.message);
    failed += !good;
    compiled += has_query;
  }
  assert_int_equal(failed, 0);
  assert_true(compiled >= 16);
}

static void names_resolve_as_they_are_marked(void **state) {
  (void)state;
  ScopeReader *reader = scope_reader_new();
  OsDir *dir;
  Error error;
  int failures = 0, files = 0;
  assert_int_equal(os_dir_open("tests/scopes", &dir, &error), STATUS_OK);
  DirEntry entry;
  while (os_dir_next(dir, &entry)) {
    if (entry.kind == FILE_DIRECTORY || str_starts_with(entry.name, STR("."))) continue;
    char path[512];
    snprintf(path, sizeof path, "tests/scopes/%.*s", STR_ARGS(entry.name));
    failures += check_file(path, reader);
    files++;
  }
  os_dir_close(dir);
  scope_reader_free(reader);
  assert_true(files > 0);
  assert_int_equal(failures, 0);
}

// Each of them would end anywhere behind it, if it were not for its line.
static void includes_that_are_not_closed_take_no_longer_than_their_lines(void **state) {
  (void)state;
  enum { LINES = 200000 };
  Arena arena = {0};
  Buf text = {0};
  for (int i = 0; i < LINES; i++) buf_printf(&text, "#include <a\n");
  buf_printf(&text, "#include <b>\n");
  ScopeReader *reader = scope_reader_new();
  ExtractOptions options = {0};
  const Str *imports;
  size_t count;
  int64_t began = os_monotonic_ns();
  assert_int_equal(
      scope_imports(reader, LANGUAGE_c, buf_str(&text), &options, &arena, &imports, &count, NULL),
      STATUS_OK);
  assert_true(os_monotonic_ns() - began < 2000000000); // a twentieth of it
  assert_int_equal(count, 1);
  assert_true(str_equal(imports[0], STR("b")));
  scope_reader_free(reader);
  buf_release(&text);
  arena_release(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_scope_queries_of_every_language_compile),
      cmocka_unit_test(names_resolve_as_they_are_marked),
      cmocka_unit_test(includes_that_are_not_closed_take_no_longer_than_their_lines),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
