// Uses of a name in small trees: which, of what kind, in which order; highlights, hovers, calls and words.
#include "support/markers.h"

#define OPEN(files) marked_open(files, COUNT_OF(files))

static const MarkedFile tree[] = {
    {"include/pool.h", "// A pool: <50>pool_take gives of it.\nint <1>pool_take(int count);\n"},
    {"lib/pool.c", "#include \"pool.h\"\nint <2>pool_take(int count) { return count; }\n"
                   "int again(void) { return <3>pool_take(1); }\n"},
    {"app/far/use.c", "#include \"pool.h\"\n"
                      "int use(void) {\n  log(\"<51>pool_take\");\n  return <4>pool_take(2);\n}\n"
                      "int shadow(int <60>pool_take) { return <61>pool_take; }\n"},
    {"app/a.c", "// see <52>pool_take\nint b(void) {\n  int (*f)(int) = <5>pool_take;\n  return "
                "f(<6>pool_take(3));\n}\n"},
    {"tests/t.c", "int t(void) { return <7>pool_take(4); }\n"},
    {"doc/pool.md", "Call <53>pool_take.\n"},
};

// ---- references ---------------------------------------------------------------------------------

static void uses_come_by_file_as_it_is_likely_to_mean_them(void **state) {
  (void)state;
  Marked m = OPEN(tree);
  marked_references(&m, 6, (ReferenceOptions){.definitions = false},
                    "5 read, 6 call, 3 call, 4 call, 7 call");
  marked_references(&m, 3, (ReferenceOptions){.definitions = true},
                    "2 definition, 3 call, 1 declaration, 4 call, 5 read, 6 call, 7 call");
  marked_close(&m);
}

static void comments_strings_and_prose_come_behind_all_others(void **state) {
  (void)state;
  Marked m = OPEN(tree);
  marked_references(&m, 6, (ReferenceOptions){.definitions = false, .texts = true},
                    "5 read, 6 call, 3 call, 4 call, 7 call, 52 text, 51 text, 50 text, 53 text");
  marked_close(&m);
}

static void a_local_is_used_in_its_scope_alone(void **state) {
  (void)state;
  Marked m = OPEN(tree);
  marked_references(&m, 61, (ReferenceOptions){.definitions = true}, "60 definition, 61 read");
  marked_references(&m, 60, (ReferenceOptions){.definitions = false}, "61 read");
  marked_close(&m);
}

typedef struct {
  const Marked *marked;
  Buf out;
} CertaintySink;

static bool take_certainty(void *user, const SourceReference *r) {
  CertaintySink *sink = user;
  marked_put(sink->marked, &sink->out, r->path, r->line, r->column);
  buf_printf(&sink->out, " %.*s", STR_ARGS(index_certainty_name(r->certainty)));
  return true;
}

static void certainties(Marked *m, unsigned marker, const char *wanted) {
  CertaintySink sink = {.marked = m};
  ReferenceOptions options = {.texts = true};
  SourcePlace place = marked_place(m, marker);
  assert_int_equal(index_references(m->index, &place, &options, take_certainty, &sink, NULL, NULL),
                   STATUS_OK);
  buf_byte(&sink.out, '\0');
  assert_string_equal(sink.out.data, wanted);
  buf_release(&sink.out);
}

static void what_stands_alone_is_less_likely_a_member(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"a.c", "struct s { int <1>left; };\nint f(struct s *p) { return p-><2>left + <3>left; }\n"},
      {"b.c", "int <4>right(void);\nint g(struct s *p) { return p-><5>right() + <6>right(); }\n// "
              "<7>right\n"},
  };
  Marked m = OPEN(files);
  certainties(&m, 2, "2 only, 3 name");
  certainties(&m, 6, "5 name, 6 only, 7 name");
  marked_close(&m);
}

static void a_limit_ends_them_and_is_stated(void **state) {
  (void)state;
  Marked m = OPEN(tree);
  marked_references(&m, 6, (ReferenceOptions){.limit = 3}, "5 read, 6 call, 3 call");
  MarkedSink sink = {.marked = &m};
  NavigationSummary summary;
  SourcePlace place = marked_place(&m, 6);
  ReferenceOptions options = {.limit = 2};
  assert_int_equal(
      index_references(m.index, &place, &options, marked_take_reference, &sink, &summary, NULL),
      STATUS_OK);
  assert_int_equal(summary.found, 2);
  assert_true(summary.truncated);
  assert_string_equal(summary.reason, "limit");
  options.limit = 5; // as many as there are
  assert_int_equal(
      index_references(m.index, &place, &options, marked_take_reference, &sink, &summary, NULL),
      STATUS_OK);
  assert_int_equal(summary.found, 5);
  assert_false(summary.truncated);
  buf_release(&sink.out);
  marked_close(&m);
}

static void unsaved_texts_count_and_saved_ones_below_them_do_not(void **state) {
  (void)state;
  Marked m = OPEN(tree);
  marked_edit(&m, "tests/t.c", "int t(void) { return 0; }\n");
  marked_edit(&m, "app/new.c", "int n(void) { return <8>pool_take(5); }\n");
  marked_references(&m, 6, (ReferenceOptions){.definitions = false},
                    "5 read, 6 call, 3 call, 8 call, 4 call");
  marked_edit(&m, "app/a.c", "int b(void) { return <6>pool_take(3); }\n");
  marked_references(&m, 6, (ReferenceOptions){.definitions = false},
                    "6 call, 3 call, 8 call, 4 call");
  marked_close(&m);
}

typedef struct {
  atomic_bool cancelled;
  uint64_t taken, stop_after;
} Stopper;

static bool take_and_stop(void *user, const SourceReference *reference) {
  (void)reference;
  Stopper *stopper = user;
  if (++stopper->taken == stopper->stop_after) atomic_store(&stopper->cancelled, true);
  return true;
}

static void a_cancel_and_a_deadline_end_them(void **state) {
  (void)state;
  Marked m = OPEN(tree);
  Stopper stopper = {.stop_after = 1};
  NavigationSummary summary;
  SourcePlace place = marked_place(&m, 3);
  place.cancelled = &stopper.cancelled;
  ReferenceOptions options = {.definitions = true};
  assert_int_equal(
      index_references(m.index, &place, &options, take_and_stop, &stopper, &summary, NULL),
      STATUS_OK);
  assert_string_equal(summary.reason, "cancelled");
  assert_true(summary.truncated);
  assert_true(summary.found < 7);
  place.timeout_ns = 1;
  place.cancelled = NULL;
  stopper.taken = 0;
  assert_int_equal(
      index_references(m.index, &place, &options, take_and_stop, &stopper, &summary, NULL),
      STATUS_OK);
  assert_string_equal(summary.reason, "deadline");
  assert_int_equal(stopper.taken, summary.found);
  marked_close(&m);
}

// ---- highlights ---------------------------------------------------------------------------------

static void highlights(Marked *m, unsigned marker, const char *wanted) {
  MarkedSink sink = {.marked = m};
  NavigationSummary summary;
  SourcePlace place = marked_place(m, marker);
  assert_int_equal(index_highlights(m->index, &place, marked_take_reference, &sink, &summary, NULL),
                   STATUS_OK);
  marked_compare(&sink, wanted, marker);
}

static void highlights_stay_in_the_text_and_keep_to_scopes(void **state) {
  (void)state;
  Marked m = OPEN(tree);
  highlights(&m, 4, "4 call");
  highlights(&m, 61, "60 definition, 61 read");
  highlights(&m, 52, "52 text, 5 read, 6 call");
  marked_close(&m);
}

// ---- hovers -------------------------------------------------------------------------------------

static void put_hover(void *user, const SourceHover *hover) {
  Buf *out = user;
  buf_printf(out, "%.*s | %.*s | %.*s | others %llu, references %s%llu, %.*s",
             STR_ARGS(hover->target->path), STR_ARGS(hover->signature), STR_ARGS(hover->comment),
             (unsigned long long)hover->others, hover->references_exact ? "" : "at least ",
             (unsigned long long)hover->references,
             STR_ARGS(index_certainty_name(hover->target->certainty)));
}

static Buf hover_of(Marked *m, unsigned marker) {
  Buf out = {0};
  Error error;
  SourcePlace place = marked_place(m, marker);
  if (index_hover(m->index, &place, put_hover, &out, NULL, &error) != STATUS_OK)
    fail_msg("<%u>: %s", marker, error.message);
  buf_byte(&out, '\0');
  return out;
}

static void a_hover_shows_head_comment_and_count(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"a.c", "// Adds one.\nint <1>add(int x) {\n  return x + 1;\n}\n"},
      {"b.c", "// add\nint use(int <2>y) { return <3>add(1) + <4>add(<5>y); }\n"},
  };
  Marked m = OPEN(files);
  Buf out = hover_of(&m, 3);
  assert_string_equal(out.data, "a.c | int add(int x) | Adds one. | others 0, references 3, only");
  buf_release(&out);
  out = hover_of(&m, 5);
  assert_string_equal(out.data, "b.c | int use(int y) { return add(1) + add(y); } |  | others 0, "
                                "references 1, scope");
  buf_release(&out);
  marked_close(&m);
}

static void hovers(Marked *m, unsigned marker, const char *wanted) {
  Buf out = hover_of(m, marker);
  assert_string_equal(out.data, wanted);
  buf_release(&out);
}

static void a_hover_of_an_import_shows_what_the_file_says_of_itself(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"a.c", "#include <sys/<1>pool.h>\n#include \"bare.h<2>\"\n#include <3><gone.h>\n"},
      {"include/sys/pool.h",
       "/* SPDX-License-Identifier: MIT */\n/*\n * Copyright A. Nybody\n */\n\n"
       "/*\n * Pools of things.\n */\nint pool;\n"},
      {"bare.h", "int bare;\n"},
      {"a.py", "import <4>tools.<5>util\nimport tools.util as <6>short\n"
               "from . import <7>other\nfrom tools.util import <8>run\n\n<9>short.run()\n"},
      {"tools/util.py",
       "#!/usr/bin/env python\n# Copyright\n\n\"\"\"Useful things.\n\n    Many.\n\"\"\"\n"
       "def run():\n    \"\"\"Runs.\"\"\"\n"},
      {"other.py", "# Others.\nx = 1\n"},
      {"a.js", "import <10>util from './<11>util';\n"},
      {"util.js", "// eslint-disable\n\n// Helps.\n// Much.\nexport default function () {}\n"},
  };
  Marked m = OPEN(files);
  hovers(&m, 1, "include/sys/pool.h |  | Pools of things. | others 0, references at least 0, only");
  hovers(&m, 2, "bare.h |  |  | others 0, references at least 0, only");
  hovers(&m, 3, "");
  const char *util =
      "tools/util.py |  | Useful things.\n\nMany. | others 0, references at least 0, only";
  hovers(&m, 5, util);
  hovers(&m, 6, util);
  hovers(&m, 9, util);
  hovers(&m, 7, "other.py |  | Others. | others 0, references at least 0, only");
  hovers(&m, 8, "tools/util.py | def run() | Runs. | others 0, references 3, only");
  hovers(&m, 11, "util.js |  | Helps.\nMuch. | others 0, references at least 0, only");
  hovers(&m, 10, "util.js |  | Helps.\nMuch. | others 0, references at least 0, only");
  marked_close(&m);
}

static void a_hover_of_an_import_shows_no_licence_and_nothing_from_behind_code(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"a.js",
       "import a from './<1>lic';\nimport b from './<2>bang';\nimport c from './<3>mit';\n"},
      {"lic.js", "// Copyright 2020 The Authors. All rights reserved.\n"
                 "// Use of this source code is governed by a BSD-style\n"
                 "// license that can be found in the LICENSE file.\n\n"
                 "// Helps.\nexport default function () {}\n"},
      {"bang.js", "#!/usr/bin/env node\nconst one = 1;\n// Two.\nexport default 2;\n"},
      {"mit.js", "#!/usr/bin/env node\n// SPDX-License-Identifier: MIT\n// Mends.\n"
                 "// region Mending\nexport default 2;\n"},
  };
  Marked m = OPEN(files);
  hovers(&m, 1, "lic.js |  | Helps. | others 0, references at least 0, only");
  hovers(&m, 2, "bang.js |  |  | others 0, references at least 0, only");
  hovers(&m, 3, "mit.js |  | Mends. | others 0, references at least 0, only");
  marked_close(&m);
}

static void ignore_hover(void *user, const SourceHover *hover) { (void)user, (void)hover; }

static void a_hover_that_is_answered_with_a_file_has_found_one(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"a.py", "import tools.<1>util\nimport tools.util as <2>short\n"},
      {"tools/util.py", "# Useful.\nx = 1\n"},
  };
  Marked m = OPEN(files);
  for (unsigned marker = 1; marker <= 2; marker++) {
    NavigationSummary summary;
    SourcePlace place = marked_place(&m, marker);
    assert_int_equal(index_hover(m.index, &place, ignore_hover, NULL, &summary, NULL), STATUS_OK);
    assert_int_equal(summary.found, 1);
  }
  marked_close(&m);
}

// ---- calls --------------------------------------------------------------------------------------

static bool put_calls(void *user, const SourceCalls *calls) {
  Buf *out = user;
  if (out->len) buf_printf(out, ", ");
  buf_printf(out, "%.*s in %.*s:", STR_ARGS(calls->target->name), STR_ARGS(calls->target->path));
  for (size_t i = 0; i < calls->call_count; i++) {
    assert_true(calls->calls[2 * i] < calls->calls[2 * i + 1]);
    buf_printf(out, " %u", calls->calls[2 * i]);
  }
  return true;
}

static void calls_of(Marked *m, unsigned marker, bool incoming, uint64_t limit,
                     const char *wanted) {
  Buf out = {0};
  Error error;
  NavigationSummary summary;
  SourcePlace place = marked_place(m, marker);
  // What was typed just now may take a busy machine a moment to read, and the answer says so.
  for (int k = 0; k < 4000; k++, uv_sleep(5)) {
    buf_clear(&out);
    Status status =
        index_calls(m->index, &place, incoming, limit, put_calls, &out, &summary, &error);
    if (status != STATUS_OK) fail_msg("<%u>: %s", marker, error.message);
    if (strcmp(summary.reason, "indexing") != 0) break;
  }
  buf_byte(&out, '\0');
  assert_string_equal(out.data, wanted);
  assert_string_equal(summary.reason, limit ? "limit" : "");
  buf_release(&out);
}

static void calls_are_grouped_by_the_function_at_their_other_end(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"a.c", "int <1>low(int x) { return x; }\nint mid(void) { return low(1) + low(2); }\n"},
      {"b.c",
       "int low(int);\nint mid(void);\n"
       "int <2>top(void) { int low_ = mid(); return low(low_) + mid(); }\nint v = low(3);\n"},
  };
  Marked m = OPEN(files);
  calls_of(&m, 1, true, 0, "mid in a.c: 52 61, top in b.c: 70, b.c in b.c: 99");
  calls_of(&m, 1, true, 1, "mid in a.c: 52 61");
  calls_of(&m, 2, false, 0, "mid in a.c: 56 82, low in a.c: 70");
  calls_of(&m, 2, true, 0, "");
  marked_edit(&m, "c.c", "int viaptr(struct ops *p) { return p->low(1); }\n");
  marked_edit(&m, "d.py", "def f():\n    low(1)\n");
  calls_of(&m, 1, true, 0, "mid in a.c: 52 61, top in b.c: 70, b.c in b.c: 99");
  marked_close(&m);
}

static bool take_calls_and_stop(void *user, const SourceCalls *calls) {
  (void)calls;
  Stopper *stopper = user;
  if (++stopper->taken == stopper->stop_after) atomic_store(&stopper->cancelled, true);
  return true;
}

static NavigationSummary calls_cut(Marked *m, unsigned marker, bool incoming, Stopper *stopper,
                                   int64_t timeout_ns) {
  NavigationSummary summary;
  SourcePlace place = marked_place(m, marker);
  place.cancelled = &stopper->cancelled;
  place.timeout_ns = timeout_ns;
  assert_int_equal(
      index_calls(m->index, &place, incoming, 0, take_calls_and_stop, stopper, &summary, NULL),
      STATUS_OK);
  assert_int_equal(stopper->taken, summary.found);
  return summary;
}

static void a_cancel_and_a_deadline_end_calls(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"a.c", "int <1>low(int x) { return x; }\nint mid(void) { return low(1); }\n"},
      {"b.c", "int low(int);\nint mid(void);\nint <2>top(void) { return low(1) + mid(); }\n"},
      {"c/c.c", "int low(int);\nint far(void) { return low(3); }\n"},
  };
  Marked m = OPEN(files);
  for (int incoming = 0; incoming < 2; incoming++) {
    unsigned marker = incoming ? 1 : 2;
    Stopper stopper = {.stop_after = 1};
    NavigationSummary summary = calls_cut(&m, marker, incoming, &stopper, 0);
    assert_string_equal(summary.reason, "cancelled");
    assert_int_equal(summary.found, 1);
    stopper = (Stopper){.stop_after = 0};
    summary = calls_cut(&m, marker, incoming, &stopper, 1);
    assert_string_equal(summary.reason, "deadline");
    assert_true(summary.truncated);
    stopper = (Stopper){.stop_after = 0};
    summary = calls_cut(&m, marker, incoming, &stopper, 60000000000);
    assert_string_equal(summary.reason, "");
    assert_int_equal(summary.found, incoming ? 3 : 2);
  }
  marked_close(&m);
}

// ---- words --------------------------------------------------------------------------------------

static bool put_word(void *user, const SourceWord *word) {
  Buf *out = user;
  if (out->len) buf_printf(out, ", ");
  buf_printf(out, "%.*s", STR_ARGS(word->text));
  if (word->symbol) buf_printf(out, " %.*s", STR_ARGS(symbol_kind_name(word->kind)));
  return true;
}

static void words_of(Marked *m, unsigned marker, uint64_t limit, const char *wanted) {
  Buf out = {0};
  NavigationSummary summary;
  SourcePlace place = marked_place(m, marker);
  assert_int_equal(index_words(m->index, &place, limit, put_word, &out, &summary, NULL), STATUS_OK);
  buf_byte(&out, '\0');
  assert_string_equal(out.data, wanted);
  assert_true(limit == 0 || summary.found <= limit);
  buf_release(&out);
}

static void words_are_of_the_text_and_then_of_the_tree(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"a.c", "int counter_of(int counted) { return counted; }\n// counting\nint x = coun<1>\n"},
      {"b.c", "int counter_of_b;\nint country(void) { return 1; }\nint <2>other;\n"},
  };
  Marked m = OPEN(files);
  words_of(&m, 1, 0,
           "counted, counting, counter_of function, country function, "
           "counter_of_b variable");
  words_of(&m, 1, 2, "counted, counting");
  words_of(&m, 2, 0, "");
  marked_edit(&m, "a.c", "int brand_new;\nbra<1>");
  editing_settle(m.index);
  words_of(&m, 1, 0, "brand_new variable");
  marked_close(&m);
}

static void words_end_with_their_time_and_say_what_was_left_out(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"a.c", "int counted;\nint x = coun<1>\n"},
      {"b.c", "int country;\nstruct a { int country; };\nstruct b { int country; };\n"}};
  Marked m = OPEN(files);
  Buf out = {0};
  NavigationSummary summary;
  SourcePlace place = marked_place(&m, 1);
  place.timeout_ns = 1;
  assert_int_equal(index_words(m.index, &place, 0, put_word, &out, &summary, NULL), STATUS_OK);
  buf_byte(&out, '\0');
  assert_string_equal(out.data, "counted"); // of the text there are always words
  assert_string_equal(summary.reason, "deadline");
  place.timeout_ns = 60000000000;
  buf_clear(&out);
  // Three symbols were looked at, all of one name: there may be more names behind them.
  assert_int_equal(index_words(m.index, &place, 3, put_word, &out, &summary, NULL), STATUS_OK);
  buf_byte(&out, '\0');
  assert_string_equal(out.data, "counted variable, country variable");
  assert_string_equal(summary.reason, "limit");
  buf_release(&out);
  marked_close(&m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(uses_come_by_file_as_it_is_likely_to_mean_them),
      cmocka_unit_test(comments_strings_and_prose_come_behind_all_others),
      cmocka_unit_test(a_local_is_used_in_its_scope_alone),
      cmocka_unit_test(what_stands_alone_is_less_likely_a_member),
      cmocka_unit_test(a_limit_ends_them_and_is_stated),
      cmocka_unit_test(unsaved_texts_count_and_saved_ones_below_them_do_not),
      cmocka_unit_test(a_cancel_and_a_deadline_end_them),
      cmocka_unit_test(highlights_stay_in_the_text_and_keep_to_scopes),
      cmocka_unit_test(a_hover_shows_head_comment_and_count),
      cmocka_unit_test(a_hover_of_an_import_shows_what_the_file_says_of_itself),
      cmocka_unit_test(a_hover_of_an_import_shows_no_licence_and_nothing_from_behind_code),
      cmocka_unit_test(a_hover_that_is_answered_with_a_file_has_found_one),
      cmocka_unit_test(calls_are_grouped_by_the_function_at_their_other_end),
      cmocka_unit_test(a_cancel_and_a_deadline_end_calls),
      cmocka_unit_test(words_are_of_the_text_and_then_of_the_tree),
      cmocka_unit_test(words_end_with_their_time_and_say_what_was_left_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
