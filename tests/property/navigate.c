// References over random trees: all that are reported are occurrences of the name, and they are those of a
// scan for whole words, but for what the functions that bind the name have to themselves. Open documents
// included.
#include "support/editing.h"
#include "support/random.h"

enum { TREES = 10, FILES = 8, FUNCTIONS = 5, STATEMENTS = 6, NAMES = 7 };

static const char *const names[NAMES] = {"alpha", "beta",    "gamma", "alphabet",
                                         "b",     "delta_x", "x1"};

// A file that is being written, and where the names stand in it that no function binds.
typedef struct {
  Buf text;
  char path[32];
  uint32_t line;
  size_t line_start;
  Lines *expected; // a list for each name
  unsigned bound;  // by the function: a bit a name
} Writer;

static void write_text(Writer *w, const char *text) {
  for (const char *c = text; *c; c++) {
    buf_byte(&w->text, *c);
    if (*c != '\n') continue;
    w->line++;
    w->line_start = w->text.len;
  }
}

static void write_name(Writer *w, unsigned name, bool text) {
  if (text || !(w->bound >> name & 1)) {
    lines_add(&w->expected[name], "%s:%u:%zu %s", w->path, w->line, w->text.len - w->line_start,
              text ? "text" : "code");
  }
  write_text(w, names[name]);
}

static unsigned any_name(Random *random) { return (unsigned)random_below(random, NAMES); }

static void write_statement(Writer *w, Random *random) {
  switch (random_below(random, 5)) {
  case 0:
    write_text(w, "  /* ");
    write_name(w, any_name(random), true);
    write_text(w, ", and\n     ");
    write_name(w, any_name(random), true);
    write_text(w, " */\n");
    return;
  case 1:
    write_text(w, "  puts(\"");
    write_name(w, any_name(random), true);
    write_text(w, " \\\" it\");\n");
    return;
  case 2:
    write_text(w, "  ");
    write_name(w, any_name(random), false);
    write_text(w, " += ");
    write_name(w, any_name(random), false);
    write_text(w, " + 1;\n");
    return;
  case 3:
    write_text(w, "  if (");
    write_name(w, any_name(random), false);
    write_text(w, "(");
    write_name(w, any_name(random), false);
    write_text(w, ")) return 1; // ");
    write_name(w, any_name(random), true);
    write_text(w, "\n");
    return;
  default: write_text(w, "  alpha_not_it = xbeta + 1;\n");
  }
}

static void write_function(Writer *w, Random *random, unsigned number) {
  char head[32];
  snprintf(head, sizeof head, "int f%u(int ", number);
  write_text(w, head);
  if (random_below(random, 2)) {
    unsigned bound = any_name(random);
    w->bound = 1u << bound;
    write_name(w, bound, false);
  } else {
    write_text(w, "other");
  }
  write_text(w, ") {\n");
  if (random_below(random, 3) == 0) {
    unsigned bound = any_name(random);
    if (!(w->bound >> bound & 1)) {
      w->bound |= 1u << bound;
      write_text(w, "  int ");
      write_name(w, bound, false);
      write_text(w, " = 3;\n");
    }
  }
  uint32_t count = random_below(random, STATEMENTS);
  for (uint32_t i = 0; i < count; i++) write_statement(w, random);
  write_text(w, "  return 0;\n}\n");
  w->bound = 0;
}

static void write_file(Writer *w, Random *random) {
  uint32_t count = 1 + random_below(random, FUNCTIONS);
  for (uint32_t i = 0; i < count; i++) {
    if (random_below(random, 4) == 0) {
      write_text(w, "extern int ");
      write_name(w, any_name(random), false);
      write_text(w, ";\n");
    }
    write_function(w, random, i);
  }
}

// ---- asking -------------------------------------------------------------------------------------

typedef struct {
  Lines found;
  Str name;
} Sink;

static bool take(void *user, const SourceReference *r) {
  Sink *sink = user;
  assert_true(str_equal(str_slice(r->text, r->column, r->column + r->length), sink->name));
  lines_add(&sink->found, "%.*s:%u:%u %s", STR_ARGS(r->path), r->line, r->column,
            r->kind == OCCURRENCE_TEXT ? "text" : "code");
  return true;
}

typedef struct {
  uint32_t line, column;
} At;

static size_t offset_of(void *user, Str text) {
  const At *at = user;
  size_t offset = 0;
  for (uint32_t line = at->line; line > 0; line--) offset = str_find_byte(text, offset, '\n') + 1;
  return offset + at->column;
}

// From one of the places where the name is free, all of them are found.
static void expect_all(Index *index, unsigned name, Lines *expected, Random *random) {
  if (expected->lines.count == 0) return;
  const char *from = expected->lines.items[random_below(random, (uint32_t)expected->lines.count)];
  char path[64];
  At at;
  assert_int_equal(sscanf(from, "%63[^:]:%u:%u", path, &at.line, &at.column), 3);
  SourcePlace place = {.path = str_from_c(path), .offset = offset_of, .user = &at};
  ReferenceOptions options = {.definitions = true, .texts = true};
  Sink sink = {.name = str_from_c(names[name])};
  NavigationSummary summary;
  assert_int_equal(index_references(index, &place, &options, take, &sink, &summary, NULL),
                   STATUS_OK);
  assert_int_equal(summary.found, sink.found.lines.count);
  lines_sort(expected);
  lines_sort(&sink.found);
  if (!lines_equal(expected, &sink.found)) fail_msg("%s, asked for at %s", names[name], from);
  lines_release(&sink.found);
}

static void try_tree(Random *random) {
  Place place = place_make();
  Lines expected[NAMES] = {0};
  Writer files[FILES] = {0};
  for (unsigned i = 0; i < FILES; i++) {
    Writer *w = &files[i];
    w->expected = expected;
    snprintf(w->path, sizeof w->path, "%s/f%u.c", i % 3 ? "lib" : "tests", i);
    write_file(w, random);
    bool open = random_below(random, 4) == 0; // then the file says something else
    tree_write(&place.tree, w->path, open ? STR("int alpha, beta;\n") : buf_str(&w->text));
    if (!open) buf_release(&w->text);
  }
  Index *index = indexing_fresh(&place.tree, &place.cache);
  for (unsigned i = 0; i < FILES; i++) {
    if (files[i].text.len) editing_set_text(index, files[i].path, buf_str(&files[i].text));
    buf_release(&files[i].text);
  }
  for (unsigned name = 0; name < NAMES; name++) expect_all(index, name, &expected[name], random);
  for (unsigned name = 0; name < NAMES; name++) lines_release(&expected[name]);
  index_close(index);
  place_remove(&place);
}

static void references_are_the_whole_words_that_nothing_binds(void **state) {
  (void)state;
  Random random = random_seeded("navigate");
  for (int i = 0; i < TREES; i++) try_tree(&random);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(references_are_the_whole_words_that_nothing_binds)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
