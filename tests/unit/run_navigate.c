// Jumps in small trees of several languages: `<1>` asks, the other markers are where it leads.
#include "support/markers.h"

#define OPEN(files) marked_open(files, COUNT_OF(files))

// ---- C ------------------------------------------------------------------------------------------

static const MarkedFile c_tree[] = {
    {"include/util.h",
     "int <1>helper(int x);\n#define <2>LIMIT 3\nstruct <3>pair {\n  int <4>left;\n};\n"},
    {"lib/util.c", "#include \"<5>util.h\"\nint <6>helper(int x) { return x; }\n"},
    {"app/main.c", "#include \"util.h\"\n"
                   "static int <7>only_here(void) { return LIMIT; }\n"
                   "int run(struct <8>pair *p, int <9>count) {\n"
                   "  int <10>left = p-><11>left;\n"
                   "  <12>count += <13>left + <14>LIMIT;\n"
                   "  return <15>helper(count) + <16>only_here();\n"
                   "}\n"},
    {"other/other.c", "static int <17>only_here(void) { return 2; }\n"
                      "int <18>lonely(void) { return only_here<19>(); }\n"},
    {"docs/notes.md", "# helper\n\nThe lonely helper.\n"},
};

static void locals_win_over_everything_of_their_name(void **state) {
  (void)state;
  Marked m = OPEN(c_tree);
  marked_definitions(&m, 12, false, "9 scope");
  marked_definitions(&m, 13, false, "10 scope");
  marked_definitions(&m, 9, false, "9 scope");
  marked_close(&m);
}

static void an_include_speaks_for_a_declaration_and_its_definition(void **state) {
  (void)state;
  Marked m = OPEN(c_tree);
  marked_definitions(&m, 15, false, "6 only, 1 likely");
  marked_definitions(&m, 15, true, "1 likely, 6 only");
  marked_definitions(&m, 14, false, "2 only");
  marked_definitions(&m, 8, false, "3 only");
  marked_close(&m);
}

static void a_member_is_a_field_and_no_local(void **state) {
  (void)state;
  Marked m = OPEN(c_tree);
  marked_definitions(&m, 11, false, "4 only");
  marked_close(&m);
}

static void a_static_function_is_seen_by_its_own_file_alone(void **state) {
  (void)state;
  Marked m = OPEN(c_tree);
  marked_definitions(&m, 16, false, "7 likely, 17 name");
  marked_definitions(&m, 19, false, "17 likely, 7 name");
  marked_close(&m);
}

static void a_definition_leads_to_its_declaration_and_back(void **state) {
  (void)state;
  Marked m = OPEN(c_tree);
  marked_definitions(&m, 6, false, "1 likely, 6 only");
  marked_definitions(&m, 1, false, "6 only, 1 likely");
  marked_definitions(&m, 18, false, "18 only");
  marked_close(&m);
}

static void an_include_leads_to_its_file(void **state) {
  (void)state;
  Marked m = OPEN(c_tree);
  marked_definitions(&m, 5, false, "include/util.h:0:0 only");
  marked_close(&m);
}

// ---- other languages ----------------------------------------------------------------------------

static void python_imports_say_which(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"pkg/__init__.py", ""},
      {"pkg/util.py",
       "def <1>load(path):\n    return path\n\nclass <2>Store:\n    def <3>save(self):\n"
       "        self.<4>flush()\n    def <5>flush(self):\n        pass\n"},
      {"other/util.py",
       "def <6>load(path):\n    return 1\n\nclass Cache:\n    def <7>flush(self):\n"
       "        pass\n"},
      {"app.py", "from pkg.util import <8>load\nimport <9>pkg.util\n\n"
                 "def main(<10>path):\n    value = <11>load(<12>path)\n    return "
                 "pkg.util.<13>load(value)\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 11, false, "1 likely, 6 name");
  marked_definitions(&m, 8, false, "1 likely, 6 name");
  marked_definitions(&m, 13, false, "1 only"); // what stands before it leaves no other
  marked_definitions(&m, 12, false, "10 scope");
  marked_definitions(&m, 4, false, "5 likely, 7 name");
  marked_close(&m);
}

static void python_submodules_are_imported_by_name(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"app/__init__.py", ""},
      {"app/events.py", "def <1>fire():\n    pass\n"},
      {"lib/events.py", "def <2>fire():\n    pass\n"},
      {"app/main.py", "import lib.events\nfrom . import <3>events\n\nevents.<4>fire()\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 3, false, "app/events.py:0:0 only");
  marked_definitions(&m, 4, false, "2 likely, 1 likely");
  marked_close(&m);
}

static void from_a_definition_only_what_is_of_the_same_thing_comes_first(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"a.h", "class A {\n  int <1>size();\n};\nclass B {\n  int <2>size();\n};\n"},
      {"a.cc",
       "#include \"a.h\"\nint A::<3>size() { return 1; }\nint B::<4>size() { return 2; }\n"},
      {"far/c.cc", "class A {\n  int <5>size() { return 3; }\n};\n"},
      {"x.py", "class C:\n    def <6>run(self):\n        pass\nclass D:\n    def <7>run(self):\n   "
               "     pass\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 3, false, "1 likely, 5 likely, 3 likely, 2 name, 4 name");
  marked_definitions(&m, 7, false, "7 likely, 6 name");
  marked_close(&m);
}

static void typescript_follows_relative_modules_to_javascript(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"src/util.ts", "export function <1>parse(text: string): number {\n  return 1;\n}\n"},
      {"src/legacy.js",
       "export function <2>parse(text) { return 2; }\nexport function <3>old() {}\n"},
      {"test/parse.py", "def parse():\n    pass\n"},
      {"src/main.ts",
       "import { <4>parse } from './<5>util';\nimport { old } from './legacy.js';\n"
       "export function run(<6>text: string) {\n  const <7>value = <8>parse(<9>text);\n"
       "  <10>old();\n  return <11>value;\n}\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 8, false, "1 likely, 2 likely");
  marked_definitions(&m, 5, false, "src/util.ts:0:0 only");
  marked_definitions(&m, 9, false, "6 scope");
  marked_definitions(&m, 11, false, "7 scope");
  marked_definitions(&m, 10, false, "3 only");
  marked_close(&m);
}

static void a_name_that_only_an_import_knows_leads_to_the_file(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"src/shape.ts",
       "export default function (x: number) { return x; }\nexport const one = 1;\n"},
      {"src/use.ts", "import makeShape, { one as uno } from './shape';\n"
                     "export const a = <1>makeShape(<2>uno);\n"},
      {"lib/tools.py", "def real():\n    pass\n"},
      {"app.py",
       "import lib.tools as t\nfrom lib.tools import real as r\n\n<3>r()\n<4>t.<5>real()\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 1, false, "src/shape.ts:0:0 only");
  marked_definitions(&m, 2, false, "src/shape.ts:0:0 only");
  marked_definitions(&m, 3, false, "lib/tools.py:0:0 only");
  marked_definitions(&m, 4, false, "lib/tools.py:0:0 only");
  marked_definitions(&m, 5, false, "lib/tools.py:0:4 only");
  marked_close(&m);
}

static void go_packages_are_directories(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"util/util.go", "package util\n\nfunc <1>Open() {}\n"},
      {"store/store.go", "package store\n\nfunc <2>Open() {}\n\nfunc <3>other() {}\n"},
      {"store/use.go", "package store\n\nimport \"example.com/proj/util\"\n\n"
                       "func use() {\n\t<4>other()\n\tutil.<5>Open()\n\t<6>Open()\n}\n"},
      {"third/third.go", "package third\n\nfunc <7>other() {}\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 4, false, "3 likely, 7 name");
  marked_definitions(&m, 5, false, "1 only");
  marked_definitions(&m, 6, false, "2 likely, 1 likely");
  marked_close(&m);
}

static void rust_paths_name_modules(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"src/main.rs", "mod net;\nmod disk;\nuse crate::net::<1>connect;\n\nfn main() {\n"
                      "    <2>connect();\n    disk::<3>connect();\n}\n"},
      {"src/net.rs", "pub fn <4>connect() {}\n"},
      {"src/disk.rs", "pub fn <5>connect() {}\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 2, false, "4 likely, 5 likely");
  marked_definitions(&m, 3, false, "5 likely, 4 name");
  marked_definitions(&m, 1, false, "4 likely, 5 name");
  marked_close(&m);
}

static void java_classes_are_found_by_import_and_package(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"src/com/a/Box.java",
       "package com.a;\n\npublic class <1>Box {\n  public void <2>open() {}\n}\n"},
      {"src/com/b/Box.java",
       "package com.b;\n\npublic class <3>Box {\n  public void <4>open() {}\n}\n"},
      {"src/com/c/Main.java", "package com.c;\n\nimport com.b.<5>Box;\n\npublic class Main {\n"
                              "  void run(<6>Box <7>box) {\n    <8>box.<9>open();\n  }\n}\n"},
      {"src/com/a/Near.java", "package com.a;\n\nclass Near {\n  <10>Box box;\n}\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 6, false, "3 likely, 1 name");
  marked_definitions(&m, 5, false, "3 only");
  marked_definitions(&m, 8, false, "7 scope");
  marked_definitions(&m, 9, false, "4 likely, 2 name");
  marked_definitions(&m, 10, false, "1 likely, 3 name");
  marked_close(&m);
}

// ---- ambiguity ----------------------------------------------------------------------------------

static void own_code_comes_before_tests_and_vendored(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"lib/a.c", "int <1>thing(void) { return 1; }\n"},
      {"tests/a.c", "int <2>thing(void) { return 2; }\n"},
      {"vendor/x/a.c", "int <3>thing(void) { return 3; }\n"},
      {"app/b.c", "int use(void) { return <4>thing(); }\n"},
      {"tools/thing.sh", "thing() { :; }\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 4, false, "1 name, 2 name, 3 name");
  marked_close(&m);
}

static void a_limit_is_stated_and_nothing_is_found_for_nothing(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"a/a.c", "int <1>thing(void) { return 1; }\n"},
      {"b/b.c", "int <2>thing(void) { return 2; }\n<3>\n"},
      {"c/c.c", "int use(void) { return <4>thing() + <5>unknown(); }\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 3, false, "");
  marked_definitions(&m, 5, false, "");
  MarkedSink sink = {.marked = &m};
  NavigationSummary summary;
  SourcePlace place = marked_place(&m, 4);
  assert_int_equal(
      index_definitions(m.index, &place, false, 1, marked_take_target, &sink, &summary, NULL),
      STATUS_OK);
  assert_int_equal(summary.found, 1);
  assert_true(summary.truncated);
  assert_string_equal(summary.reason, "limit");
  assert_true(str_equal(summary.name, STR("thing")));
  assert_int_equal(summary.end - summary.start, 5);
  buf_release(&sink.out);
  marked_close(&m);
}

// ---- what is not saved --------------------------------------------------------------------------

static void unsaved_texts_are_what_is_navigated(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"a.c", "int <1>thing(void) { return 1; }\n"},
      {"b.c", "int use(void) { return <2>thing(); }\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 2, false, "1 only");
  marked_edit(&m, "a.c", "\n\n\nint other(void);\n  int <1>thing(void) { return 2; }\n");
  marked_definitions(&m, 2, false, "1 only");
  marked_edit(&m, "b.c", "int more;\nint use(void) { return <2>fresh() + <3>thing(); }\n");
  marked_edit(&m, "new.c", "// not on disk\nint <4>fresh(void) { return 3; }\n");
  marked_definitions(&m, 2, false, "4 only");
  marked_definitions(&m, 3, false, "1 only");
  marked_close(&m);
}

static void a_file_changed_behind_the_index_is_navigated_as_it_is(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"a.c", "int <1>thing(void) { return 1; }\nint <2>gone(void) { return 1; }\n"},
      {"b.c", "int use(void) { return <3>thing() + <4>gone(); }\n"},
  };
  Marked m = OPEN(files);
  tree_write_c(&m.place.tree, "a.c", "\n\nint thing(void) { return 1; }\n");
  marked_definitions(&m, 3, false, "a.c:2:4 only");
  marked_definitions(&m, 4, false, "");
  marked_close(&m);
}

static void a_cancelled_request_says_so(void **state) {
  (void)state;
  Marked m = OPEN(c_tree);
  atomic_bool cancelled = true;
  MarkedSink sink = {.marked = &m};
  NavigationSummary summary;
  SourcePlace place = marked_place(&m, 15);
  place.cancelled = &cancelled;
  assert_int_equal(
      index_definitions(m.index, &place, false, 0, marked_take_target, &sink, &summary, NULL),
      STATUS_OK);
  assert_string_equal(summary.reason, "cancelled");
  assert_true(summary.truncated);
  assert_int_equal(sink.out.len, 0);
  place.path = STR("nowhere.c");
  Error error;
  assert_int_equal(
      index_definitions(m.index, &place, false, 0, marked_take_target, &sink, &summary, &error),
      STATUS_NOT_FOUND);
  marked_close(&m);
}

// ---- includes of includes -----------------------------------------------------------------------

static void includes_of_includes_are_followed_the_nearest_first(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"app/main.c", "#include <lib/all.h>\nint f(int x) { return <1>limit(x) + <2>deep(x); }\n"},
      {"include/lib/all.h", "#include <lib/more.h>\n"},
      {"include/lib/more.h", "#include \"deeper.h\"\n#define <3>limit(x) (x)\n"},
      {"include/lib/deeper.h", "#define <4>limit(x) (x + 1)\n#define <5>deep(x) (x)\n"},
      {"include/other/more.h", "#define <6>limit(x) (x)\n#define <7>deep(x) (x)\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 1, false, "3 likely, 4 likely, 6 name");
  marked_definitions(&m, 2, false, "5 likely, 7 name");
  marked_edit(&m, "include/lib/more.h", "int nothing;\n"); // unsaved texts count
  editing_settle(m.index);
  marked_definitions(&m, 2, false, "5 name, 7 name");
  marked_close(&m);
}

static void includes_that_go_round_end(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"a.c", "#include \"a.h\"\nint f(void) { return <1>thing(); }\n"},
      {"a.h", "#include \"b.h\"\n#include \"a.h\"\n"},
      {"b.h", "#include \"a.h\"\n#include \"b.h\"\n"},
      {"x/c.c", "int <2>thing(void) { return 1; }\n"},
      {"x/d.c", "int <3>thing(void) { return 2; }\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 1, false, "2 name, 3 name");
  marked_close(&m);
}

// `<sys/page.h>` is a file of every machine; a place of one machine sees that one's.
static void what_a_header_beside_declares_is_defined_in_another_source(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"src/engine.c", "#include \"engine.h\"\nint f(void) { return <1>warm_up(); }\n"},
      {"src/engine.h", "int <2>warm_up(void);\n"},
      {"src/warm.c", "#include \"engine.h\"\nint <3>warm_up(void) { return 1; }\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 1, false, "3 only, 2 likely");
  marked_close(&m);
}

static void of_files_that_fit_an_include_the_nearest_is_meant(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"arch/arm/mm/fault.c", "#include <core/mm.h>\nint f(void) { return <1>PAGE; }\n"},
      {"core/file.c", "#include <core/mm.h>\nint g(void) { return <2>PAGE; }\n"},
      {"include/core/mm.h", "#include <sys/page.h>\n"},
      {"arch/alpha/include/sys/page.h", "#define <3>PAGE 1\n"},
      {"arch/arm/include/sys/page.h", "#define <4>PAGE 2\n"},
      {"tools/include/sys/page.h", "#define <5>PAGE 3\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 1, false, "4 likely, 3 name, 5 name");
  marked_definitions(&m, 2, false, "3 likely, 4 likely, 5 name"); // which, only the build knows
  marked_close(&m);
}

// More files than are looked at fit an include: the nearest is among those that are.
static void of_very_many_files_that_fit_an_include_the_nearest_is_followed(void **state) {
  (void)state;
  enum { OTHERS = 100, FILES = OTHERS + 4 };
  char paths[OTHERS][32];
  MarkedFile files[FILES];
  for (size_t i = 0; i < OTHERS; i++) {
    snprintf(paths[i], sizeof paths[i], "d%03zu/common.h", i);
    files[i] = (MarkedFile){paths[i], "#include <wrong/pick.h>\n"};
  }
  files[OTHERS] =
      (MarkedFile){"z/src/a.c", "#include \"common.h\"\nint f(void) { return <1>PICK; }\n"};
  files[OTHERS + 1] = (MarkedFile){"z/inc/common.h", "#include <right/pick.h>\n"};
  files[OTHERS + 2] = (MarkedFile){"inc/right/pick.h", "#define <2>PICK 1\n"};
  files[OTHERS + 3] = (MarkedFile){"inc/wrong/pick.h", "#define <3>PICK 2\n"};
  Marked m = OPEN(files);
  marked_definitions(&m, 1, false, "2 likely, 3 name");
  marked_close(&m);
}

static void an_include_means_the_trees_own_file_rather_than_a_helpers(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"net/tcp.c",
       "#include <base/kernel.h>\nint f(int a) { return <1>least(a) + <2>made(a); }\n"},
      {"include/base/kernel.h", "#include <base/minmax.h>\nint <3>made(int);\n"},
      {"include/base/minmax.h", "#define <4>least(x) (x)\n"},
      {"tools/include/base/kernel.h", "#define <5>least(x) (x)\n"},
      {"lib/made.c", "int <6>made(int x) { return x; }\n"},
      {"tools/made.c", "#define <7>made(x) (x)\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 1, false, "4 likely, 5 name");
  marked_definitions(&m, 2, false, "6 likely, 3 likely, 7 name");
  marked_close(&m);
}

// ---- the object of the type around --------------------------------------------------------------

static void self_means_its_own_class_and_then_its_bases(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"app.py", "from lib import base\n"
                 "class A(base.Base, Mixin, metaclass=Other):\n"
                 "    def <1>__init__(self):\n"
                 "        super().<2>__init__()\n"
                 "        self.<3>size = self.<4>width + self.<5>shared()\n"
                 "    def <6>shared(self): pass\n"
                 "    def here(self): super().<7>shared()\n"
                 "class Beside:\n"
                 "    def <8>__init__(self): pass\n"
                 "    width = 3\n"},
      {"lib/base.py", "class Base(Deep):\n    def <9>__init__(self): pass\n    <10>width = 2\n"},
      {"lib/mixin.py", "class Mixin:\n    def <11>__init__(self): pass\n"
                       "    def <12>shared(self): pass\n"},
      {"other.py",
       "class Other:\n    def <13>__init__(self): pass\n    def <14>shared(self): pass\n"
       "    width = 1\n    size = 1\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 2, false, "9 likely, 11 name, 8 name, 1 name, 13 name");
  marked_definitions(&m, 4, false, "10 likely, app.py:9:4 name, other.py:3:4 name");
  marked_definitions(&m, 5, false, "6 likely, 12 name, 14 name");
  marked_definitions(&m, 7, false, "12 likely, 6 name, 14 name");
  marked_close(&m);
}

static void this_means_its_own_class_and_then_its_bases(void **state) {
  (void)state;
  static const MarkedFile files[] = {
      {"a.ts", "class A<T> extends Base<T, Other> implements Shape {\n"
               "  run() { return this.<1>size() + super.<2>area(); }\n"
               "  <3>area() { return 1; }\n}\n"},
      {"base.ts", "class Base<T, U> {\n  <4>size() { return 1; }\n  <5>area() { return 2; }\n}\n"},
      {"other.ts", "class Other {\n  size() { return 1; }\n  area() { return 2; }\n}\n"},
      {"J.java", "class J extends p.Above implements Q {\n  int f() { return this.<6>deep; }\n}\n"},
      {"Above.java", "class Above {\n  int <7>deep;\n}\n"},
      {"Zero.java", "class Zero {\n  int deep;\n}\n"},
      {"c.cpp", "class C : public ns::Parent<Nested>, private Second {\n"
                "  int f() { return this-><8>value + this-><9>other; }\n};\n"},
      {"p.cpp", "class Parent {\n  int <10>value;\n};\nclass Second {\n  int <11>other;\n};\n"
                "class Nested {\n  int value;\n  int other;\n};\n"},
  };
  Marked m = OPEN(files);
  marked_definitions(&m, 1, false, "4 likely, other.ts:1:2 name");
  marked_definitions(&m, 2, false, "5 likely, 3 name, other.ts:2:2 name");
  marked_definitions(&m, 6, false, "7 likely, Zero.java:1:6 name");
  marked_definitions(&m, 8, false, "10 likely, p.cpp:7:6 name");
  marked_definitions(&m, 9, false, "11 likely, p.cpp:8:6 name");
  marked_close(&m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(locals_win_over_everything_of_their_name),
      cmocka_unit_test(an_include_speaks_for_a_declaration_and_its_definition),
      cmocka_unit_test(a_member_is_a_field_and_no_local),
      cmocka_unit_test(a_static_function_is_seen_by_its_own_file_alone),
      cmocka_unit_test(a_definition_leads_to_its_declaration_and_back),
      cmocka_unit_test(an_include_leads_to_its_file),
      cmocka_unit_test(includes_of_includes_are_followed_the_nearest_first),
      cmocka_unit_test(includes_that_go_round_end),
      cmocka_unit_test(what_a_header_beside_declares_is_defined_in_another_source),
      cmocka_unit_test(of_files_that_fit_an_include_the_nearest_is_meant),
      cmocka_unit_test(of_very_many_files_that_fit_an_include_the_nearest_is_followed),
      cmocka_unit_test(an_include_means_the_trees_own_file_rather_than_a_helpers),
      cmocka_unit_test(python_imports_say_which),
      cmocka_unit_test(python_submodules_are_imported_by_name),
      cmocka_unit_test(from_a_definition_only_what_is_of_the_same_thing_comes_first),
      cmocka_unit_test(typescript_follows_relative_modules_to_javascript),
      cmocka_unit_test(a_name_that_only_an_import_knows_leads_to_the_file),
      cmocka_unit_test(self_means_its_own_class_and_then_its_bases),
      cmocka_unit_test(this_means_its_own_class_and_then_its_bases),
      cmocka_unit_test(go_packages_are_directories),
      cmocka_unit_test(rust_paths_name_modules),
      cmocka_unit_test(java_classes_are_found_by_import_and_package),
      cmocka_unit_test(own_code_comes_before_tests_and_vendored),
      cmocka_unit_test(a_limit_is_stated_and_nothing_is_found_for_nothing),
      cmocka_unit_test(unsaved_texts_are_what_is_navigated),
      cmocka_unit_test(a_file_changed_behind_the_index_is_navigated_as_it_is),
      cmocka_unit_test(a_cancelled_request_says_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
