// Text of any bytes in a language that has no grammar: symbols and spans stay inside the text, in
// order.
#include "fuzz/fuzz.h"
#include "intake/extract.h"

static LanguageId pick_language(uint8_t byte) {
  for (unsigned i = 0; i < LANGUAGE_COUNT; i++) {
    LanguageId language = (LanguageId)((byte + i) % LANGUAGE_COUNT);
    if (!language_grammar(language)) return language;
  }
  return LANGUAGE_text;
}

static void check(const Extraction *found, Str text) {
  uint32_t start = 0;
  for (size_t i = 0; i < found->symbols.count; i++) {
    const Symbol *symbol = &found->symbols.items[i];
    fuzz_require(symbol->start >= start && symbol->start <= symbol->end && symbol->end <= text.len);
    fuzz_require(symbol->name_start <= symbol->name_end && symbol->name_end <= text.len);
    fuzz_require(symbol->parent == NO_PARENT || symbol->parent < i);
    fuzz_require(symbol->column_utf16 <= symbol->column && symbol->line <= symbol->end_line);
    start = symbol->start;
  }
  uint32_t end = 0;
  for (size_t i = 0; i < found->spans.count; i++) {
    const Span *span = &found->spans.items[i];
    fuzz_require(span->start >= end && span->start <= span->end && span->end <= text.len);
    end = span->end;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1) return 0;
  Str text = fuzz_str(data + 1, size - 1);
  Extractor *extractor = extractor_new();
  Extraction found = {0};
  Arena arena = {0};
  ExtractOptions options = {.timeout_ns = 0};
  if (extractor_run(extractor, pick_language(data[0]), text, &options, &arena, &found, NULL)
      == STATUS_OK) {
    check(&found, text);
  }
  extraction_release(&found);
  arena_release(&arena);
  extractor_free(extractor);
  return 0;
}

void fuzz_seeds(FuzzSeedFn take, void *user) {
  static const char text[] =
      "# comment\n[section]\nkey = \"value\"\ndefine name(a) {\n  x := 1\n}\n"
      "sub run { }\nfunction f()\n  -- note\nend\nclass A\n  def b\n  end\nend\n"
      "/* block */ var y; // tail\n(define (z) 1) ; lisp\n%% title\n== head ==\n";
  for (unsigned language = 0; language < 250; language += 2) {
    char seed[sizeof text + 1];
    int length = snprintf(seed, sizeof seed, "%c%s", (char)language, text);
    if (length > 0) take(user, str_make(seed, (size_t)length));
  }
}
