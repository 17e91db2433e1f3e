// Text of any bytes in any language, and any place in it: the answers about names and shape stay inside the
// text.
#include "fuzz/fuzz.h"
#include "intake/scope.h"
#include "intake/structure.h"

static void check_occurrences(const ScopeOccurrence *occurrences, size_t count, Str text) {
  uint32_t end = 0;
  for (size_t i = 0; i < count; i++) {
    fuzz_require(occurrences[i].start >= end && occurrences[i].end <= text.len);
    fuzz_require(occurrences[i].start < occurrences[i].end);
    end = occurrences[i].end;
  }
}

static void check_names(LanguageId language, Str text, uint32_t offset, Arena *arena) {
  ScopeReader *reader = scope_reader_new();
  ExtractOptions options = {.timeout_ns = 0};
  ScopeAnswer answer;
  if (scope_at(reader, language, text, offset, &options, arena, &answer, NULL) == STATUS_OK) {
    check_occurrences(answer.occurrences, answer.count, text);
    fuzz_require(!answer.local || answer.definition < answer.count);
    fuzz_require(answer.scope_end >= answer.scope_start);
  }
  const ScopeOccurrence *found = NULL;
  size_t count = 0;
  if (scope_free_occurrences(reader, language, text, answer.name, &options, arena, &found, &count,
                             NULL)
      == STATUS_OK) {
    check_occurrences(found, count, text);
  }
  if (scope_calls(reader, language, text, 0, (uint32_t)text.len, &options, arena, &found, &count,
                  NULL)
      == STATUS_OK) {
    check_occurrences(found, count, text);
  }
  const Str *imports;
  if (scope_imports(reader, language, text, &options, arena, &imports, &count, NULL) == STATUS_OK) {
    for (size_t i = 0; i < count; i++) fuzz_require(imports[i].len <= text.len);
  }
  scope_reader_free(reader);
}

static void check_shape(LanguageId language, Str text, uint32_t offset, Arena *arena) {
  ExtractOptions options = {.timeout_ns = 0};
  const SourceFold *folds;
  size_t count;
  if (structure_folds(language, text, &options, arena, &folds, &count, NULL) == STATUS_OK) {
    for (size_t i = 0; i < count; i++) {
      fuzz_require(folds[i].start < folds[i].end && folds[i].end <= text.len);
      fuzz_require(i == 0 || folds[i - 1].start < folds[i].start);
    }
  }
  const uint32_t *ranges;
  if (structure_enclosing(language, text, offset, &options, arena, &ranges, &count, NULL)
      == STATUS_OK) {
    for (size_t i = 0; i < count; i++) {
      fuzz_require(ranges[2 * i] <= offset && offset <= ranges[2 * i + 1]);
      fuzz_require(ranges[2 * i + 1] <= text.len);
      if (i == 0) continue;
      fuzz_require(ranges[2 * i] <= ranges[2 * i - 2] && ranges[2 * i + 1] >= ranges[2 * i - 1]);
    }
  }
}

static void check_symbols(LanguageId language, Str text, Arena *arena) {
  Extractor *extractor = extractor_new();
  Extraction found = {0};
  ExtractOptions options = {.timeout_ns = 0};
  if (extractor_run(extractor, language, text, &options, arena, &found, NULL) == STATUS_OK) {
    for (size_t i = 0; i < found.symbols.count; i++) {
      Str signature, comment;
      structure_signature(language, text, &found.symbols.items[i], arena, &signature);
      structure_comment(language, text, &found.symbols.items[i], found.spans.items,
                        found.spans.count, arena, &comment);
      fuzz_require(signature.len <= text.len + 16 && comment.len <= text.len);
    }
  }
  extraction_release(&found);
  extractor_free(extractor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 3) return 0;
  LanguageId language = (LanguageId)(data[0] % LANGUAGE_COUNT);
  Str text = fuzz_str(data + 3, size - 3);
  uint32_t offset = (uint32_t)((data[1] + 256u * data[2]) % (text.len + 1));
  Arena arena = {0};
  check_names(language, text, offset, &arena);
  check_shape(language, text, offset, &arena);
  check_symbols(language, text, &arena);
  arena_release(&arena);
  return 0;
}

void fuzz_seeds(FuzzSeedFn take, void *user) {
  static const struct {
    LanguageId language;
    const char *text;
  } seeds[] = {
      {LANGUAGE_c, "#define M(a) (a)\n#if X\nint f(int x) {\n#else\nint f(int y) {\n#endif\n"
                   "  for (int i = 0; i < x; i++) { g(&i)->x = i; }\n}\n"},
      {LANGUAGE_cpp,
       "template <class T> T f(T a) { auto [x, y] = a; return [&](int q) { return q + x; }(1); }"},
      {LANGUAGE_objc, "@implementation K\n- (void)a:(int)x { [self a:x]; }\n@end\n"},
      {LANGUAGE_python,
       "import a as b\ndef f(x, *y):\n  \"doc\"\n  return [z for z in x if (w := z)]\n"},
      {LANGUAGE_javascript,
       "import {a as b} from 'x';\nfunction f({c, d: [e]}) { var g = `x ${c}`; }"},
      {LANGUAGE_tsx, "function f<T>(a: T) { return <p a={a}>{a}</p> }"},
      {LANGUAGE_go, "package p\nfunc f[T any](a T) { for i, v := range a { g(i, v) } }\n"},
      {LANGUAGE_rust, "fn f<'a, T>(x: &'a T) { let x = 1; if let Some(y) = x { r#\"a\"#; } }"},
      {LANGUAGE_java, "class A<T> { /** x */ T f(int a) { for (var b : a) { b.c(); } } }"},
      {LANGUAGE_csharp, "class A { #region x\n int F(int a) => a;\n #endregion\n }"},
      {LANGUAGE_ruby, "class A\n  def f(a, *b)\n    b.each { |c| d = c }\n  end\nend\n"},
      {LANGUAGE_php, "<?php function f($a) { $b = function () use ($a) { return \"$a\"; }; }"},
      {LANGUAGE_kotlin, "fun <T> f(a: T) { val b = { c: Int -> c + a } }"},
      {LANGUAGE_lua, "local a = 1\nlocal function f(b) return a + b end -- x\n"},
      {LANGUAGE_bash, "f() { local a=1; echo \"$a\"; } # x\n"},
      {LANGUAGE_scala, "class A(b: Int) { def f(a: Int) = a match { case c => c } }"},
      {LANGUAGE_swift, "func f(a b: Int) { if let c = b { c } }"},
      {LANGUAGE_markdown, "# a\n\ntext `b`\n\n## c\n"},
      {LANGUAGE_text, "one two\n\nthree (four, [five]) \"six\"\n"}};
  for (size_t i = 0; i < COUNT_OF(seeds); i++) {
    char seed[1024];
    int length =
        snprintf(seed, sizeof seed, "%c%c%c%s", (char)seeds[i].language, 20, 0, seeds[i].text);
    if (length > 3) take(user, str_make(seed, (size_t)length));
  }
}
