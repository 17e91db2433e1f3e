// Which language a file is in: tables of names, first lines and contents.
#include "intake/language.h"
#include "base/compiler.h"
#include "support/cmocka_all.h"

#include <stdlib.h>

typedef struct {
  const char *path, *head, *tail, *language;
} Case;

static void check(const Case *cases, size_t count) {
  for (size_t i = 0; i < count; i++) {
    Str got = language_name(language_detect(str_from_c(cases[i].path), str_from_c(cases[i].head),
                                            str_from_c(cases[i].tail)));
    if (str_equal(got, str_from_c(cases[i].language))) continue;
    fail_msg("%s \"%s\": %.*s, not %s", cases[i].path, cases[i].head ? cases[i].head : "",
             STR_ARGS(got), cases[i].language);
  }
}

#define CHECK(cases) check(cases, COUNT_OF(cases))

static void names_and_extensions_decide_first(void **state) {
  (void)state;
  static const Case cases[] = {
      {"a/b.c", 0, 0, "c"},
      {"a.PY", 0, 0, "python"},
      {"a.b.c.rs", 0, 0, "rust"},
      {"x/Makefile", 0, 0, "make"},
      {"Makefile.am", 0, 0, "make"},
      {"Makefile.PL", 0, 0, "perl"},
      {"CMakeLists.txt", 0, 0, "cmake"},
      {"notes.txt", 0, 0, "text"},
      {"README", 0, 0, "text"},
      {"README.md", 0, 0, "markdown"},
      {"Dockerfile.dev", 0, 0, "dockerfile"},
      {"BUILD", 0, 0, "python"},
      {"build", 0, 0, "text"},
      {".bashrc", 0, 0, "bash"},
      {".c", 0, 0, "text"},
      {"c", 0, 0, "text"},
      {"a.", 0, 0, "text"},
      {"", 0, 0, "text"},
      {"unknown.zzz", 0, 0, "text"},
      {"a.py", "#!/bin/sh\n", 0, "python"},
      {"dir.py/file", 0, 0, "text"},
  };
  CHECK(cases);
}

static void capitals_tell_cpp_and_nothing_else(void **state) {
  (void)state;
  static const Case cases[] = {
      {"a.C", 0, 0, "cpp"},     {"a.H", 0, 0, "cpp"},       {"a.h", 0, 0, "c"},
      {"a.R", 0, 0, "r"},       {"a.S", 0, 0, "assembly"},  {"a.s", 0, 0, "assembly"},
      {"A.JAVA", 0, 0, "java"}, {"a.F90", 0, 0, "fortran"}, {"x.y.C", 0, 0, "cpp"},
  };
  CHECK(cases);
}

static void templates_are_in_the_language_of_what_they_make(void **state) {
  (void)state;
  static const Case cases[] = {
      {"config.h.in", 0, 0, "c"},
      {"Makefile.in", 0, 0, "make"},
      {"setup.py.tmpl", 0, 0, "python"},
      {"app.yml.j2", 0, 0, "yaml"},
      {"CMakeLists.txt.in", 0, 0, "cmake"},
      {"a.sh.in.orig", 0, 0, "bash"},
      {"plain.in", 0, 0, "text"},
      {".in", 0, 0, "text"},
      {"x.h.in", "namespace a {", 0, "cpp"},
  };
  CHECK(cases);
}

static void interpreters_decide_for_files_without_extension(void **state) {
  (void)state;
  static const Case cases[] = {
      {"run", "#!/bin/sh\n", 0, "bash"},
      {"run", "#! /usr/bin/python3.11 -u\n", 0, "python"},
      {"run", "#!/usr/bin/env node", 0, "javascript"},
      {"run", "#!/usr/bin/env -S python3 -B\r\n", 0, "python"},
      {"run", "#!/usr/bin/env -Sruby -w\n", 0, "ruby"},
      {"run", "#!/usr/bin/env -i -u HOME A=b perl\n", 0, "perl"},
      {"run", "#!/bin/busybox sh\n", 0, "bash"},
      {"run", "#!/usr/bin/lua5.4\n", 0, "lua"},
      {"run", "#!/usr/bin/Rscript --vanilla\n", 0, "r"},
      {"run", "#!/usr/bin/make -f\n", 0, "make"},
      {"run", "#!C:\\tools/python.exe\n", 0, "python"},
      {"run", "#!\n", 0, "text"},
      {"run", "#!/usr/bin/env", 0, "text"},
      {"run", "#!/usr/bin/env -u", 0, "text"},
      {"run", "#!/opt/unknown\n", 0, "text"},
      {"run", " #!/bin/sh\n", 0, "text"},
      {"run.conf", "#!/bin/bash\n", 0, "bash"},
  };
  CHECK(cases);
}

static void modelines_of_editors_are_believed(void **state) {
  (void)state;
  static const Case cases[] = {
      {"x", "# -*- mode: Python; tab-width: 4 -*-\n", 0, "python"},
      {"x", "/* -*- C++ -*- */\n", 0, "cpp"},
      {"x.h", "// -*- c++ -*-\n", 0, "cpp"},
      {"x", "#!/opt/x\n# -*- ruby-mode -*-\n", 0, "ruby"},
      {"x", "first\n# -*- ruby -*-\n", 0, "text"},
      {"x", "# vim: set ft=sh ts=4:\n", 0, "bash"},
      {"x", "a\n\n\n/* vi: noai:filetype=cpp */\n", 0, "cpp"},
      {"x", "# vim800: syntax=perl\n", 0, "perl"},
      {"x", "# nvim: ft=sh\n", 0, "text"},
      {"x", "# vim: left=sh\n", 0, "text"},
      {"x", "1\n2\n3\n4\n5\n# vim: ft=sh\n", 0, "text"},
      {"x", "", "1\n# vim: ft=lua\n2\n\n", "lua"},
      {"x", "", "# vim: ft=lua\n1\n2\n3\n4\n5\n", "text"},
      {"x", "", "# Local Variables:\n# coding: utf-8\n# mode: js2\n# End:\n", "javascript"},
      {"x", "", "Local Variables:\ncoding: utf-8\nEnd:\nmode: python\n", "text"},
      {"notes.txt", "vim: ft=markdown\n", 0, "markdown"},
      {"x.h", "// vim: ft=nonsense\nnamespace a {\n", 0, "cpp"},
      {"x.py", "# vim: ft=sh\n", 0, "python"}, // its extension is no one else's
  };
  CHECK(cases);
}

static void headers_are_told_apart_by_their_code(void **state) {
  (void)state;
  static const Case cases[] = {
      {"x.h", "#ifndef X\nint f(void);\n", 0, "c"},
      {"x.h", "#include <vector>\n", 0, "cpp"},
      {"x.h", "#include <linux", 0, "c"},
      {"x.h", "#include <sys/types.h>\n", 0, "c"},
      {"x.h", "namespace a { }\n", 0, "cpp"},
      {"x.h", "  template <class T>\n", 0, "cpp"},
      {"x.h", "struct A {\n public:\n", 0, "cpp"},
      {"x.h", "class Foo;\n", 0, "cpp"},
      {"x.h", "class = device_class(d);\n", 0, "c"},
      {"x.h", "struct class *class;\n", 0, "c"},
      {"x.h", "void f(std::string);\n", 0, "cpp"},
      {"x.h", "asm(\"nop\" :: \"r\"(x));\n", 0, "c"},
      {"x.h", "#define F \"a::b\"\n\"c::d\"\n", 0, "c"},
      {"x.h", "/*\nclass Foo;\nnamespace x {\n*/\nint x;\n", 0, "c"},
      {"x.h", "// class Foo;\nint x; // a::b\n", 0, "c"},
      {"x.h", "/* a */ class Foo;\n", 0, "cpp"},
      {"x.h", "int x; /* a\nb */ class Foo;\n", 0, "cpp"},
      {"x.h", "#import <Foundation/Foundation.h>\n", 0, "objc"},
      {"x.h", "@class A;\nclass B;\n", 0, "objc"},
      {"x.h", "class B;\n@interface A : NSObject\n", 0, "objc"},
      {"x.h", "/* never closed\nclass Foo;\n", 0, "c"},
      {"x.h", "/", 0, "c"},
      {"x.h", "a /*", 0, "c"},
  };
  CHECK(cases);
}

static void shared_extensions_are_told_apart_by_content(void **state) {
  (void)state;
  static const Case cases[] = {
      {"x.m", 0, 0, "objc"},
      {"x.m", "#import <a.h>\n@implementation A\n", 0, "objc"},
      {"x.m", "// comment\n", 0, "objc"},
      {"x.m", "% matlab\nx = 1;\n", 0, "text"},
      {"x.m", "function y = f(x)\n", 0, "text"},
      {"x.m", "(* Mathematica *)\n", 0, "text"},
      {"x.mm", "class A;\n", 0, "objc"},
      {"x.pl", "use strict;\n", 0, "perl"},
      {"x.pl", ":- module(a, []).\n", 0, "text"},
      {"x.pl", "% prolog\nf(a).\n", 0, "text"},
      {"x.t", "#!/usr/bin/perl\n", 0, "perl"},
      {"x.t", "use Test::More;\n", 0, "perl"},
      {"x.t", "  $ echo hi\n  hi\n", 0, "text"},
      {"x.inc", "<?php\n", 0, "php"},
      {"x.inc", "<html>\n", 0, "html"},
      {"x.inc", "#define A 1\n", 0, "c"},
      {"x.inc", "// a\nnamespace b {\n", 0, "cpp"},
      {"x.inc", "; nasm\n%define A 1\n", 0, "assembly"},
      {"x.inc", "SRC_URI = \"a\"\n", 0, "text"},
      {"x.ts", "export const a = 1;\n", 0, "typescript"},
      {"x.ts", "<?xml version=\"1.0\"?>\n<!DOCTYPE TS>\n", 0, "xml"},
      {"x.ts", "<!DOCTYPE TS><TS>\n", 0, "xml"},
      {"x.sc", "object A {\n", 0, "scala"},
      {"x.sc", "SynthDef(\\a, {\n", 0, "text"},
      {"x.r", "x <- 1\n", 0, "r"},
      {"x.r", "REBOL [Title: \"x\"]\n", 0, "text"},
      {"x.R", "x <- 1\n", 0, "r"},
  };
  CHECK(cases);
}

static void document_types_decide_last(void **state) {
  (void)state;
  static const Case cases[] = {
      {"x", "<?xml version=\"1.0\"?><a/>", 0, "xml"},
      {"x", "  <!DOCTYPE html>\n", 0, "html"},
      {"x", "<HTML>", 0, "html"},
      {"x", "<?xml version=\"1.0\"?>\n<html xmlns=\"a\">", 0, "html"},
      {"x", "<?php echo 1;", 0, "php"},
      {"x", "<svg>", 0, "xml"},
      {"x", "<!doctype plist>", 0, "xml"},
      {"x", "a < b", 0, "text"},
      {"x", "<", 0, "text"},
      {"x", "plain", 0, "text"},
  };
  CHECK(cases);
}

static void languages_are_found_by_any_of_their_names(void **state) {
  (void)state;
  static const struct {
    const char *name;
    LanguageId language;
  } cases[] = {{"c", LANGUAGE_c},           {"C++", LANGUAGE_cpp},       {"golang", LANGUAGE_go},
               {"Python", LANGUAGE_python}, {"bash", LANGUAGE_bash},     {"zsh", LANGUAGE_bash},
               {"tsx", LANGUAGE_tsx},       {"ts", LANGUAGE_typescript}, {"svg", LANGUAGE_xml}};
  LanguageId got;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    assert_true(language_from_name(str_from_c(cases[i].name), &got));
    assert_int_equal(got, cases[i].language);
  }
  assert_false(language_from_name(STR(""), &got));
  assert_false(language_from_name(STR("klingon"), &got));
  for (int i = 0; i < LANGUAGE_COUNT; i++) {
    assert_true(language_from_name(language_name((LanguageId)i), &got));
    assert_int_equal(got, i);
  }
}

// Cut anywhere, a text must be looked at without stepping outside (sanitizer builds watch).
static void texts_cut_anywhere_are_safe(void **state) {
  (void)state;
  static const char text[] =
      "#!/usr/bin/env -S python3\n/* vim: set ft=c: -*- mode: C -*- */ // x\n"
      "#include <vector>\nclass A { a::b /* \n";
  static const char *const paths[] = {"x",     "x.h",  "x.m",  "x.pl", "x.t",
                                      "x.inc", "x.ts", "x.sc", "x.r"};
  for (size_t from = 0; from < sizeof text; from++) {
    for (size_t to = from; to < sizeof text; to++) {
      char *copy = malloc(to - from + 1);
      assert_non_null(copy);
      memcpy(copy, text + from, to - from);
      Str part = str_make(copy, to - from);
      for (size_t i = 0; i < COUNT_OF(paths); i++) {
        assert_in_range(language_detect(str_from_c(paths[i]), part, part), 0, LANGUAGE_COUNT - 1);
      }
      free(copy);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_and_extensions_decide_first),
      cmocka_unit_test(capitals_tell_cpp_and_nothing_else),
      cmocka_unit_test(templates_are_in_the_language_of_what_they_make),
      cmocka_unit_test(interpreters_decide_for_files_without_extension),
      cmocka_unit_test(modelines_of_editors_are_believed),
      cmocka_unit_test(headers_are_told_apart_by_their_code),
      cmocka_unit_test(shared_extensions_are_told_apart_by_content),
      cmocka_unit_test(document_types_decide_last),
      cmocka_unit_test(languages_are_found_by_any_of_their_names),
      cmocka_unit_test(texts_cut_anywhere_are_safe),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
