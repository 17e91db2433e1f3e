// Everyday jumps and hovers that a reviewer found wanting, each in the smallest tree that shows it.
#include "support/markers.h"

#define OPEN(files) marked_open(files, COUNT_OF(files))

static void put_hover(void *user, const SourceHover *hover) {
  buf_printf(user, "%.*s:%u | %.*s", STR_ARGS(hover->target->path), (unsigned)hover->target->line,
             STR_ARGS(hover->comment));
}

static void hovers(Marked *m, unsigned marker, const char *wanted) {
  Buf out = {0};
  SourcePlace place = marked_place(m, marker);
  assert_int_equal(index_hover(m->index, &place, put_hover, &out, NULL, NULL), STATUS_OK);
  buf_byte(&out, '\0');
  assert_string_equal(out.data, wanted);
  buf_release(&out);
}

// ---- declarations and definitions ---------------------------------------------------------------

static const MarkedFile engine[] = {
    {"engine.h", "struct <1>engine;\nint <2>warm_up(struct engine *e);\n"
                 "// Stops it.\nint <3>halt(struct engine *e);\n"},
    {"parts/parts.h", "// What drives.\nstruct <4>engine {\n  int heat;\n};\n"},
    {"warm.c", "#include \"engine.h\"\n\n// Lets it run for a while.\n"
               "int <5>warm_up(struct engine *e) { return 0; }\n"},
    {"deep/halt.c", "int <6>halt(struct engine *e) { return 1; }\n"},
    {"main.c",
     "#include \"engine.h\"\n"
     "int main(struct <7>engine *engine) { return <8>warm_up(engine) + <9>halt(engine); }\n"},
};

static void a_definition_comes_before_what_declares_it(void **state) {
  (void)state;
  Marked m = OPEN(engine);
  marked_definitions(&m, 8, false, "5 only, 2 likely");
  marked_definitions(&m, 8, true, "2 likely, 5 only");
  marked_definitions(&m, 9, false, "6 only, 3 likely");
  marked_definitions(&m, 7, false, "4 only, 1 likely");
  marked_close(&m);
}

static void a_hover_has_the_comment_of_whichever_has_one(void **state) {
  (void)state;
  Marked m = OPEN(engine);
  hovers(&m, 8, "warm.c:3 | Lets it run for a while.");
  hovers(&m, 2, "engine.h:1 | Lets it run for a while.");
  hovers(&m, 9, "deep/halt.c:0 | Stops it.");
  hovers(&m, 7, "parts/parts.h:1 | What drives.");
  marked_close(&m);
}

// ---- C ------------------------------------------------------------------------------------------

static void a_label_is_its_functions_own(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"a.c", "int a(int x) {\n  if (x) goto <1>out;\n  x = x ? x : 2;\n<2>out:\n  return x;\n}\n"
              "int b(int x) {\n  goto <3>out;\n<4>out:\n  return x;\n}\n"},
      {"b.S", "<5>out:\n  ret\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 1, false, "2 scope");
  marked_definitions(&m, 2, false, "2 scope");
  marked_definitions(&m, 3, false, "4 scope");
  ReferenceOptions all = {.definitions = true};
  marked_references(&m, 4, all, "3 read, 4 definition");
  marked_close(&m);
}

static void an_initializer_says_whose_member_is_set(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"ops.h",
       "struct disk {\n  int (*<1>open)(void);\n};\nstruct tape {\n  int (*<2>open)(void);\n};\n"},
      {"use.c", "#include \"ops.h\"\nint f(void);\n"
                "static const struct tape t = {\n  .<3>open = f,\n};\n"
                "struct disk *const all[] = {{.<4>open = f}, {.<5>open = f}};\n"
                "void set(struct disk *d) { *d = (struct disk){.<6>open = f}; }\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 3, false, "2 likely, 1 name");
  marked_definitions(&m, 4, false, "1 likely, 2 name");
  marked_definitions(&m, 5, false, "1 likely, 2 name");
  marked_definitions(&m, 6, false, "1 likely, 2 name");
  marked_close(&m);
}

static void the_declaration_of_a_value_says_whose_member_is_meant(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"rpc.h", "typedef struct {\n  void *<1>params;\n} Request;\n"},
      {"use.c",
       "#include \"rpc.h\"\nstruct work {\n  int <2>params;\n};\n"
       "void f(const Request *r, struct work *const w) { r-><3>params = w-><4>params * 2; }\n"
       "void g(void) {\n  struct work r = {0};\n  r.<5>params++;\n}\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 3, false, "1 likely, 2 name");
  marked_definitions(&m, 4, false, "2 likely, 1 name");
  marked_definitions(&m, 5, false, "2 likely, 1 name");
  marked_close(&m);
}

static void the_container_before_a_name_beats_all_others(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"q.h", "struct group {\n  int <1>curr;\n};\nstruct rq {\n  int <2>curr;\n};\n"},
      {"q.c", "#include \"q.h\"\nint f(struct rq *rq) { return rq-><3>curr; }\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 3, false, "2 likely, 1 name");
  marked_close(&m);
}

// ---- imports ------------------------------------------------------------------------------------

static void an_imported_file_is_nothing_of_its_name_elsewhere(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"json/__init__.py", ""},
      {"json/scanner.py", "def scan():\n  pass\n"},
      {"tokens.py", "class T:\n  def __init__(self):\n    self.<1>scanner = 1\n"},
      {"use.py", "import tokens\nfrom json import <2>scanner\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 2, false, "json/scanner.py:0:0 only");
  marked_close(&m);
}

static void a_package_may_keep_its_sources_in_lib(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"app/main.js", "const Config = require('@tree/config')\nnew <1>Config()\n"},
      {"app/other.js", "class <2>Config {}\n"},
      {"packages/@tree/config/lib/index.js", "class <3>Config {}\nmodule.exports = Config\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 1, false, "3 likely, 2 likely");
  marked_close(&m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_definition_comes_before_what_declares_it),
      cmocka_unit_test(a_hover_has_the_comment_of_whichever_has_one),
      cmocka_unit_test(a_label_is_its_functions_own),
      cmocka_unit_test(an_initializer_says_whose_member_is_set),
      cmocka_unit_test(the_declaration_of_a_value_says_whose_member_is_meant),
      cmocka_unit_test(the_container_before_a_name_beats_all_others),
      cmocka_unit_test(an_imported_file_is_nothing_of_its_name_elsewhere),
      cmocka_unit_test(a_package_may_keep_its_sources_in_lib),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
