// Of every text among the golden inputs and the marked ones: whatever place is asked for, the answer lies
// inside the text; and asked from any occurrence of a local, its definition and its occurrences are the
// same.
#include "base/buf.h"
#include "base/os.h"
#include "intake/scope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

enum { PLACES_A_FILE = 40, ASKED_AGAIN = 6 }; // so many, that it takes seconds and not minutes

typedef struct {
  ScopeReader *reader;
  size_t files, places, locals;
} Run;

static ScopeAnswer ask(Run *run, LanguageId language, Str text, uint32_t offset, Arena *arena) {
  ExtractOptions options = {0};
  ScopeAnswer answer;
  Error error;
  Status status = scope_at(run->reader, language, text, offset, &options, arena, &answer, &error);
  if (status != STATUS_OK) fail_msg("%s", error.message);
  return answer;
}

static void check_bounds(const ScopeAnswer *answer, Str text, uint32_t offset) {
  assert_true(answer->end <= text.len && answer->start <= answer->end);
  if (answer->name.len) {
    assert_true(answer->start <= offset && offset <= answer->end);
    assert_true(str_equal(answer->name, str_slice(text, answer->start, answer->end)));
  }
  uint32_t last = 0;
  for (size_t i = 0; i < answer->count; i++) {
    const ScopeOccurrence *occurrence = &answer->occurrences[i];
    assert_true(occurrence->start >= last && occurrence->end <= text.len);
    assert_true(str_equal(answer->name, str_slice(text, occurrence->start, occurrence->end)));
    last = occurrence->end;
  }
  if (!answer->local) return;
  assert_true(answer->definition < answer->count);
  assert_int_equal(answer->occurrences[answer->definition].kind, OCCURRENCE_DEFINITION);
}

static void check_symmetry(Run *run, LanguageId language, Str text, const ScopeAnswer *answer,
                           const char *path) {
  Arena arena = {0};
  size_t step = 1 + answer->count / ASKED_AGAIN;
  for (size_t i = 0; i < answer->count; i += step) {
    ScopeAnswer other = ask(run, language, text, answer->occurrences[i].start, &arena);
    bool same = other.local && other.count == answer->count
                && other.definition == answer->definition
                && other.scope_start == answer->scope_start;
    for (size_t k = 0; same && k < other.count; k++) {
      same = other.occurrences[k].start == answer->occurrences[k].start;
    }
    if (!same) {
      fail_msg("%s: %.*s at %u and at %u differ", path, STR_ARGS(answer->name), answer->start,
               answer->occurrences[i].start);
    }
  }
  arena_release(&arena);
}

static void check_file(Run *run, const char *path, Str name) {
  Buf bytes = {0};
  Error error;
  assert_int_equal(os_read_file(path, &bytes, NULL, &error), STATUS_OK);
  Str text = buf_str(&bytes);
  LanguageId language = language_detect(name, text, STR(""));
  uint32_t step = 1 + (uint32_t)text.len / PLACES_A_FILE;
  for (uint32_t offset = 0; offset <= text.len; offset += step) {
    Arena arena = {0};
    ScopeAnswer answer = ask(run, language, text, offset, &arena);
    check_bounds(&answer, text, offset);
    if (answer.local) check_symmetry(run, language, text, &answer, path);
    run->places++;
    run->locals += answer.local;
    arena_release(&arena);
  }
  run->files++;
  buf_release(&bytes);
}

static void check_folder(Run *run, const char *folder) {
  OsDir *dir;
  Error error;
  assert_int_equal(os_dir_open(folder, &dir, &error), STATUS_OK);
  DirEntry entry;
  while (os_dir_next(dir, &entry)) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%.*s", folder, STR_ARGS(entry.name));
    if (entry.kind == FILE_DIRECTORY) {
      check_folder(run, path);
    } else if (!str_equal(entry.name, STR("expected")) && !str_starts_with(entry.name, STR("."))) {
      check_file(run, path, str_from_c(path + strlen(folder) + 1));
    }
  }
  os_dir_close(dir);
}

static void every_occurrence_of_a_local_leads_to_the_same(void **state) {
  (void)state;
  Run run = {.reader = scope_reader_new()};
  check_folder(&run, "tests/scopes");
  check_folder(&run, "tests/golden");
  scope_reader_free(run.reader);
  print_message("%zu files, %zu places, %zu locals\n", run.files, run.places, run.locals);
  assert_true(run.locals > 200);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_occurrence_of_a_local_leads_to_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
