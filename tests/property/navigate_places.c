// Any place in any text is answered without harm: every request at random offsets of texts of all kinds,
// whole, torn and of random bytes, while other threads edit and ask as well.
#include "support/editing.h"
#include "support/random.h"

#include <pthread.h>

enum { ROUNDS = 120, THREADS = 2, CONCURRENT_ROUNDS = 40 };

static const struct {
  const char *path, *text;
} files[] = {
    {"a.c", "#include \"b.h\"\n#define MAX(a, b) ((a) > (b) ? (a) : (b))\nint f(int x) {\n  int y "
            "= g(x);\n"
            "  return MAX(x, y->z); // f of x\n}\n"},
    {"b.h", "struct s { int z; };\nint g(int);\n"},
    {"m.py", "from .n import g as h\nclass C(B):\n  def f(self, x=h()):\n    '''f'''\n    return "
             "[x for x in "
             "self.f(x)]\n"},
    {"n.py", "def g(*a, **k): return lambda q: g(q)\n"},
    {"t.ts",
     "import { g, type T } from './u';\nexport class K<T> { f(x: T) { return g(`${x}`); } }\n"},
    {"u.js", "export const g = ({a, b: [c]}) => { for (const x of a) c(x); };\n"},
    {"p/x.go",
     "package p\n\nimport \"q/r\"\n\nfunc (t *T) F(x int) int { y := r.G(x); return y }\n"},
    {"l.rs", "use crate::m::g;\nimpl T { fn f(&self, x: u8) -> u8 { let x = g(x); x } }\n"},
    {"J.java", "import a.b.C;\nclass J extends C { int f(int x) { return g(x); } }\n"},
    {"x.md", "# g\n\n`f` and g.\n"},
    {"y.unknown", "f g x\n"},
    {"s.sh", "f() { local x=$1; g \"$x\"; }\n"},
};
enum { FILES = sizeof files / sizeof *files };

// ---- what every answer keeps to -----------------------------------------------------------------

static size_t the_offset(void *user, Str text) {
  (void)text;
  return *(size_t *)user; // beyond the end, too
}

static bool check_target(void *user, const SourceTarget *t) {
  (void)user;
  assert_true(t->name_start <= t->name_end && t->name_end <= t->text.len);
  assert_true(t->start <= t->name_start && (t->end >= t->name_end || t->name.len == 0));
  assert_true(t->end <= t->text.len);
  bool file = t->kind == SYMBOL_MODULE && t->name_end == 0; // the calls outside of its functions
  assert_true(file || str_equal(str_slice(t->text, t->name_start, t->name_end), t->name));
  return true;
}

static bool check_reference(void *user, const SourceReference *r) {
  const NavigationSummary *summary = user;
  assert_true((uint64_t)r->column + r->length <= r->text.len);
  Str there = str_slice(r->text, r->column, r->column + r->length);
  assert_true(str_equal(there, summary->name));
  return true;
}

static void check_hover(void *user, const SourceHover *hover) {
  assert_true(check_target(user, hover->target));
}

static bool check_calls(void *user, const SourceCalls *calls) {
  assert_true(check_target(user, calls->target));
  assert_true(calls->call_count > 0);
  for (size_t i = 0; i < calls->call_count; i++) {
    assert_true(calls->calls[2 * i] < calls->calls[2 * i + 1]);
  }
  return true;
}

static bool check_word(void *user, const SourceWord *word) {
  const NavigationSummary *summary = user;
  assert_true(str_equal_fold(str_slice(word->text, 0, summary->name.len), summary->name));
  return true;
}

static void check_folds(void *user, Str text, const SourceFold *folds, size_t count) {
  (void)user;
  for (size_t i = 0; i < count; i++) {
    assert_true(folds[i].start <= folds[i].end && folds[i].end <= text.len);
    assert_true(i == 0 || folds[i - 1].start <= folds[i].start);
  }
}

static void check_ranges(void *user, Str text, const uint32_t *ranges, size_t count) {
  (void)user;
  for (size_t i = 0; i < count; i++) {
    assert_true(ranges[2 * i] <= ranges[2 * i + 1] && ranges[2 * i + 1] <= text.len);
    assert_true(i == 0
                || (ranges[2 * i] <= ranges[2 * i - 2] && ranges[2 * i + 1] >= ranges[2 * i - 1]));
  }
}

static void ask_all(Index *index, const char *path, size_t offset) {
  SourcePlace place = {.path = str_from_c(path), .offset = the_offset, .user = &offset};
  ReferenceOptions all = {.definitions = true, .texts = true}, few = {.limit = 2};
  NavigationSummary s;
  for (int declarations = 0; declarations < 2; declarations++) {
    assert_int_equal(
        index_definitions(index, &place, declarations, 0, check_target, NULL, &s, NULL), STATUS_OK);
  }
  assert_int_equal(index_references(index, &place, &all, check_reference, &s, &s, NULL), STATUS_OK);
  assert_int_equal(index_references(index, &place, &few, check_reference, &s, &s, NULL), STATUS_OK);
  assert_true(s.found <= 2);
  assert_int_equal(index_highlights(index, &place, check_reference, &s, &s, NULL), STATUS_OK);
  assert_int_equal(index_hover(index, &place, check_hover, NULL, &s, NULL), STATUS_OK);
  for (int incoming = 0; incoming < 2; incoming++) {
    assert_int_equal(index_calls(index, &place, incoming, 0, check_calls, NULL, &s, NULL),
                     STATUS_OK);
  }
  assert_int_equal(index_words(index, &place, 20, check_word, &s, &s, NULL), STATUS_OK);
  assert_int_equal(index_enclosing(index, &place, check_ranges, NULL, NULL), STATUS_OK);
  assert_int_equal(index_folds(index, place.path, NULL, check_folds, NULL, NULL), STATUS_OK);
}

// ---- texts --------------------------------------------------------------------------------------

static void open_index(Place *place, Index **index) {
  *place = place_make();
  for (size_t i = 0; i < FILES; i++) tree_write_c(&place->tree, files[i].path, files[i].text);
  *index = indexing_fresh(&place->tree, &place->cache);
}

// A text of the tree, with a piece left out, doubled or made of random bytes; all valid UTF-8.
static void write_torn(Random *random, Buf *out) {
  static const char odd[] = "(){}[]<>\"'`\\/*#@.:;,=\n\r\t gfx\x01";
  Str text = str_from_c(files[random_below(random, FILES)].text);
  uint32_t length = (uint32_t)text.len, from = random_below(random, length);
  uint32_t to = from + random_below(random, length - from + 1);
  buf_clear(out);
  buf_str_put(out, str_slice(text, 0, from));
  if (random_below(random, 2)) {
    for (uint32_t i = random_below(random, 40); i > 0; i--)
      buf_byte(out, odd[random_below(random, sizeof odd - 1)]);
  }
  buf_str_put(out, str_slice(text, random_below(random, 2) ? to : from, length));
}

static void any_place_in_any_text_is_answered(void **state) {
  (void)state;
  Random random = random_seeded("navigate_places");
  Place place;
  Index *index;
  Buf text = {0};
  open_index(&place, &index);
  for (int i = 0; i < ROUNDS; i++) {
    const char *path = files[random_below(&random, FILES)].path;
    if (random_below(&random, 2)) {
      write_torn(&random, &text);
      editing_set_text(index, path, buf_str(&text));
    }
    ask_all(index, path, random_below(&random, 160));
  }
  ask_all(index, "a.c", SIZE_MAX);
  buf_release(&text);
  index_close(index);
  place_remove(&place);
}

// ---- all at once --------------------------------------------------------------------------------

typedef struct {
  Index *index;
  uint64_t seed;
} Asker;

static void *ask_and_edit(void *user) {
  const Asker *asker = user;
  Random random = {asker->seed};
  Buf text = {0};
  for (int i = 0; i < CONCURRENT_ROUNDS; i++) {
    const char *path = files[random_below(&random, FILES)].path;
    if (random_below(&random, 3) == 0) {
      write_torn(&random, &text);
      editing_set_text(asker->index, path, buf_str(&text));
    }
    ask_all(asker->index, path, random_below(&random, 160));
  }
  buf_release(&text);
  return NULL;
}

static void requests_run_beside_edits_and_each_other(void **state) {
  (void)state;
  Random random = random_seeded("navigate_places, at once");
  Place place;
  Asker askers[THREADS];
  pthread_t threads[THREADS];
  Index *index;
  open_index(&place, &index);
  for (int i = 0; i < THREADS; i++) {
    askers[i] = (Asker){index, random_next(&random) | 1};
    pthread_create(&threads[i], NULL, ask_and_edit, &askers[i]);
  }
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  index_close(index);
  place_remove(&place);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(any_place_in_any_text_is_answered),
                                     cmocka_unit_test(requests_run_beside_edits_and_each_other)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
