// A query that is cancelled or out of time ends within a document, soon, and what was found out about that
// document until then is no answer.
#include "query/match.h"

#include "base/os.h"
#include "support/cmocka_all.h"

typedef struct {
  Arena arena;
  Query query;
  Matcher *matcher;
  MatchScratch *scratch;
  atomic_bool cancelled;
} Fixture;

static void open_query(Fixture *f, const char *text, int64_t deadline_ns) {
  Error error;
  *f = (Fixture){.matcher = NULL};
  atomic_init(&f->cancelled, false);
  if (query_parse(str_from_c(text), &(QueryOptions){0}, &f->arena, &f->query, &error) != STATUS_OK)
    fail_msg("%s: %s", text, error.message);
  assert_int_equal(matcher_new(&f->query, &f->matcher, &error), STATUS_OK);
  QueryContext context = {.cancelled = &f->cancelled, .deadline_ns = deadline_ns};
  matcher_prepare(f->matcher, &context);
  f->scratch = match_scratch_new(f->matcher, &f->cancelled);
}

static void release(Fixture *f) {
  match_scratch_free(f->scratch);
  matcher_free(f->matcher);
  arena_release(&f->arena);
}

static bool is_open(Fixture *f, const Content *content) {
  return match_open(f->scratch, f->matcher, content);
}

// Of every way to look.
static const char *const queries[] = {
    "x",       "xy",          "word:yes xy",   "/x[y-z]/",           "/x\\ny/",    "xyz~1",
    "xy -abc", "xy -/a[b]c/", "xy NEAR/5 end", "/no(thing)+/ OR xy", "-abcd~1 xy",
};

static Str text_of(Buf *text) {
  for (int i = 0; i < 20000; i++) buf_printf(text, "xy xyz x\ny 12 xyzxyz end\n");
  return buf_str(text);
}

static void a_document_that_comes_too_late_has_nothing(void **state) {
  (void)state;
  Buf text = {0};
  Content large = {.text = text_of(&text), .ascii = true};
  Content small = {.text = STR("xy xyz x\ny end"), .ascii = true};
  for (size_t i = 0; i < COUNT_OF(queries); i++) {
    Fixture f;
    open_query(&f, queries[i], 0);
    if (!is_open(&f, &small) || !is_open(&f, &large)) fail_msg("%s", queries[i]);
    atomic_store(&f.cancelled, true);
    if (is_open(&f, &small) || is_open(&f, &large)) fail_msg("%s", queries[i]);
    release(&f);
    open_query(&f, queries[i], os_monotonic_ns() - 1);
    if (is_open(&f, &small) || is_open(&f, &large)) fail_msg("%s, too late", queries[i]);
    release(&f);
    open_query(&f, queries[i], os_monotonic_ns() + 3600 * (int64_t)1000000000);
    if (!is_open(&f, &small) || !is_open(&f, &large)) fail_msg("%s, in time", queries[i]);
    release(&f);
  }
  buf_release(&text);
}

static void a_document_of_many_occurrences_is_left_when_cancelled(void **state) {
  (void)state;
  enum { SOON = 1000, MANY = 20000 };
  static const char *const many[] = {"x",     "xy",          "/x[y-z]/",
                                     "xyz~1", "word:yes xy", "xy NEAR/2 xyz"};
  Buf text = {0};
  Content content = {.text = text_of(&text), .ascii = true};
  for (size_t i = 0; i < COUNT_OF(many); i++) {
    Fixture f;
    open_query(&f, many[i], 0);
    uint64_t all = 0, cut = 0;
    for (bool more = is_open(&f, &content); more && match_pass(f.scratch);) all++;
    if (all < MANY) fail_msg("%s: %llu", many[i], (unsigned long long)all);
    for (bool more = is_open(&f, &content); more && match_pass(f.scratch);) {
      if (++cut == 10) atomic_store(&f.cancelled, true);
    }
    if (cut > SOON) fail_msg("%s: %llu more", many[i], (unsigned long long)cut);
    release(&f);
  }
  buf_release(&text);
}

// The walk over words within edits pauses from time to time: it goes on where it was.
static void words_within_edits_are_the_same_in_a_long_text(void **state) {
  (void)state;
  enum { EACH = 4099, COUNT = 60 }; // 240 KB: over the places where it pauses
  static const char *const words[] = {"needle", "nedle", "kneedle", "needles", "nxxdle"};
  for (unsigned edits = 1; edits <= 2; edits++) {
    for (int filler = 0; filler < 2; filler++) {
      Buf text = {0};
      uint64_t wanted = 0, found = 0;
      for (size_t i = 0; i < COUNT; i++) {
        const char *word = words[i % COUNT_OF(words)];
        size_t start = text.len;
        buf_printf(&text, " %s ", word);
        wanted += i % COUNT_OF(words) != 4 || edits == 2;
        while (text.len - start < EACH + i)
          buf_str_put(&text, filler ? STR("word ") : STR("-----"));
      }
      Fixture f;
      open_query(&f, edits == 1 ? "needle~1" : "needle~2", 0);
      Content content = {.text = buf_str(&text), .ascii = true};
      for (bool more = is_open(&f, &content); more && match_pass(f.scratch);) found++;
      assert_int_equal(found, wanted);
      release(&f);
      buf_release(&text);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_document_that_comes_too_late_has_nothing),
      cmocka_unit_test(a_document_of_many_occurrences_is_left_when_cancelled),
      cmocka_unit_test(words_within_edits_are_the_same_in_a_long_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
