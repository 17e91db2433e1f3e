// Judging a file by the names on its path, as people do. The lists hold the customs of the large
// ecosystems; a wrong guess moves a file down in the ranking and never hides it.
//
// Rejected: measuring use (how many files mention this one): it needs the index that is being
// built.
#include "intake/quality.h"
#include "base/compiler.h"

// ---- lists of names, all in lower case ----------------------------------------------------------

#define S(literal) STR_INIT(literal)

static const Str vendored_folders[] = {
    S("vendor"),
    S("vendors"),
    S("vendored"),
    S("third_party"),
    S("third-party"),
    S("thirdparty"),
    S("3rdparty"),
    S("3rd_party"),
    S("3rd-party"),
    S("node_modules"),
    S("bower_components"),
    S("jspm_packages"),
    S("external"),
    S("externals"),
    S("deps"),
    S("dependencies"),
    S("submodules"),
    S("subprojects"),
    S("site-packages"),
    S("dist-packages"),
    S("venv"),
    S(".venv"),
    S("pods"),
    S("carthage"),
    S("godeps"),
    S("_vendor"),
    S(".yarn"),
};

static const Str generated_folders[] = {
    S("generated"), S("__generated__"), S("autogen"),
    S("dist"),      S("__snapshots__"), S("__pycache__"),
};

static const Str test_folders[] = {
    S("test"),       S("tests"), S("testing"),   S("__tests__"), S("spec"),
    S("specs"),      S("e2e"),   S("testdata"),  S("testsuite"), S("fixtures"),
    S("__mocks__"),  S("mocks"), S("selftests"), S("unittests"), S("unittest"),
    S("benchmarks"), S("bench"), S("fuzz"),      S("selftest"),  S("kunit"),
};

static const Str documentation_folders[] = {
    S("doc"),      S("docs"),     S("documentation"), S("man"),        S("manual"), S("manuals"),
    S("example"),  S("examples"), S("sample"),        S("samples"),    S("demo"),   S("demos"),
    S("tutorial"), S("licenses"), S("tutorials"),     S("changelogs"),
};

static const Str generated_names[] = {
    S("package-lock.json"),
    S("npm-shrinkwrap.json"),
    S("pnpm-lock.yaml"),
    S("bun.lockb"),
    S("go.sum"),
    S("go.work.sum"),
    S("packages.lock.json"),
    S("configure"),
    S("aclocal.m4"),
    S("ltmain.sh"),
    S("config.guess"),
    S("config.sub"),
    S("package.resolved"),
    S("gradlew"),
    S("gradlew.bat"),
};

static const Str generated_endings[] = {
    S(".lock"),      S(".js.map"),      S(".snap"),    S(".pb.go"),        S(".pb.cc"),
    S(".pb.h"),      S("_pb2.py"),      S("_pb2.pyi"), S("_pb2_grpc.py"),  S(".pb.ts"),
    S("_pb.js"),     S("_pb.d.ts"),     S(".g.dart"),  S(".freezed.dart"), S(".g.cs"),
    S(".g.i.cs"),    S(".designer.cs"), S(".min.js"),  S(".min.mjs"),      S(".min.css"),
    S("-min.js"),    S(".bundle.js"),   S(".tab.c"),   S(".tab.h"),        S(".lex.c"),
    S("_string.go"), S("_gen.go"),      S(".css.map"), S(".ts.map"),       S("_shipped"),
    S(".dump"),      S(".lockfile"),
};

static const Str documentation_endings[] = {
    S(".md"),  S(".markdown"), S(".rst"), S(".adoc"),
    S(".txt"), S(".tex"),      S(".org"), S(".asciidoc"),
};

static const Str documentation_names[] = {
    S("readme"),      S("license"), S("licence"),   S("copying"),      S("authors"),
    S("maintainers"), S("credits"), S("changelog"), S("changes"),      S("news"),
    S("todo"),        S("notice"),  S("install"),   S("contributors"),
};

// Text files that are part of the build.
static const Str own_names[] = {
    S("cmakelists.txt"),    S("requirements.txt"), S("constraints.txt"),
    S("meson_options.txt"), S("robots.txt"),
};

static bool in_list(Str name, const Str *list, size_t count) {
  if (name.len == 0) return false;
  char first = ascii_lower(name.ptr[0]);
  for (size_t i = 0; i < count; i++) {
    if (list[i].len == name.len && list[i].ptr[0] == first && str_equal_fold(list[i], name)) {
      return true;
    }
  }
  return false;
}

static bool ends_with_fold(Str s, Str ending) {
  return s.len >= ending.len && str_equal_fold(str_slice(s, s.len - ending.len, s.len), ending);
}

static bool has_ending(Str name, const Str *list, size_t count) {
  if (name.len == 0) return false;
  char last = ascii_lower(name.ptr[name.len - 1]);
  for (size_t i = 0; i < count; i++) {
    if (list[i].ptr[list[i].len - 1] == last && ends_with_fold(name, list[i])) return true;
  }
  return false;
}

#define IN(name, list) in_list((name), list, COUNT_OF(list))
#define HAS_ENDING(name, list) has_ending((name), list, COUNT_OF(list))

// ---- judging ------------------------------------------------------------------------------------

// "_test", "-tests": a word of its own at the end. Also as a word of CamelCase: "FooTest".
static bool ends_with_test_word(Str stem) {
  static const Str words[] = {S("test"), S("tests"), S("spec"), S("kunit")};
  for (size_t i = 0; i < COUNT_OF(words); i++) {
    if (stem.len <= words[i].len || !ends_with_fold(stem, words[i])) continue;
    size_t at = stem.len - words[i].len;
    char before = stem.ptr[at - 1];
    if (before == '_' || before == '-' || before == '.') return true;
    if (ascii_is_upper(stem.ptr[at]) && (ascii_is_lower(before) || ascii_is_digit(before))) {
      return true;
    }
  }
  return false;
}

static bool is_test_name(Str name) {
  Str extension = str_extension(name);
  Str stem = str_slice(name, 0, name.len - extension.len - (extension.len > 0));
  Str head = str_slice(stem, 0, 5);
  return str_equal_fold(head, STR("test_")) || str_equal_fold(head, STR("test-"))
         || str_equal_fold(name, STR("conftest.py")) || ends_with_test_word(stem);
}

static bool is_generated_name(Str name) {
  if (IN(name, generated_names) || HAS_ENDING(name, generated_endings)) return true;
  Str extension = str_extension(name);
  if (extension.len == 0) return false;
  Str stem = str_slice(name, 0, name.len - extension.len - 1);
  return ends_with_fold(stem, STR("_generated")) || ends_with_fold(stem, STR(".generated"))
         || ends_with_fold(stem, STR("-generated")) || ends_with_fold(stem, STR(".gen"))
         || str_starts_with(stem, STR("zz_generated"));
}

static bool is_documentation_name(Str name) {
  if (IN(name, own_names)) return false;
  if (HAS_ENDING(name, documentation_endings)) return true;
  return IN(str_slice(name, 0, str_find_byte(name, 0, '.')), documentation_names)
         && str_extension(name).len <= 3;
}

static QualityClass class_of_folder(Str name) {
  if (IN(name, generated_folders)) return QUALITY_GENERATED;
  if (IN(name, vendored_folders)) return QUALITY_VENDORED;
  if (IN(name, test_folders) || ends_with_test_word(name)) return QUALITY_TEST;
  if (IN(name, documentation_folders)) return QUALITY_DOCUMENTATION;
  return QUALITY_OWN;
}

static QualityClass class_of_name(Str name) {
  if (is_generated_name(name)) return QUALITY_GENERATED;
  if (is_test_name(name)) return QUALITY_TEST;
  return is_documentation_name(name) ? QUALITY_DOCUMENTATION : QUALITY_OWN;
}

enum { DEPTH_BITS = 8, DEPTH_MAX = (1 << DEPTH_BITS) - 1 };

Quality quality_of(Str path, uint64_t size) {
  Str name = str_base_name(path);
  Str folders = str_slice(path, 0, path.len - name.len), folder;
  QualityClass worst = class_of_name(name);
  unsigned depth = 0;
  while (str_next_field(&folders, '/', &folder)) {
    QualityClass class = class_of_folder(folder);
    if (class > worst) worst = class;
    depth += depth < DEPTH_MAX;
  }
  if (size >= QUALITY_HUGE_SIZE) worst = QUALITY_HUGE;
  return (Quality)(worst << DEPTH_BITS | depth);
}

Quality quality_generated(Quality quality) {
  if (quality_class(quality) >= QUALITY_GENERATED) return quality;
  return (Quality)(QUALITY_GENERATED << DEPTH_BITS | (quality & DEPTH_MAX));
}

QualityClass quality_class(Quality quality) { return (QualityClass)(quality >> DEPTH_BITS); }

int quality_compare(Quality a, Str a_path, Quality b, Str b_path) {
  if (a != b) return a < b ? -1 : 1;
  return str_compare(a_path, b_path);
}
