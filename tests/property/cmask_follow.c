// The masked reader that follows a text through random edits against the one that reads it from nothing:
// skeleton, the way back, definitions and spans must be the same, byte for byte. Prints its seed; takes
// one as argument.
#include "base/buf.h"
#include "intake/cmask.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SCRIPTS = 60 };
#else
enum { SCRIPTS = 600 };
#endif
enum { EDITS = 40, MAX_FRAGMENTS = 700 };

static const char *const fragments[] = {
    "int f(int a, char *b) { return g(a); }\n",
    "static struct s { int a : 3; union { int b; }; } __packed c = { .a = 1 };\n",
    "typedef void (*handler)(int, void (*)(int));\n",
    "#if A\nint a1;\n#elif defined(B) && \\\n C\nint a2;\n#else\nint a3;\n#endif\n",
    "#ifdef A\nint f(int a) {\n#else\nint f(long a) {\n#endif\n  return 1;\n}\n",
    "#if A\n",
    "#else\n",
    "#endif\n",
    "#if 0\n nothing(\n#endif\n",
    "#define M(x, y) do { x; } while (y) /* c\n */\n",
    "#define N \"a\\\"b\" 'c' // d \\\n e\n",
    "enum e { A, B = f(1, 2), C };\n",
    "int half(int a, /* c */\n",
    "void h(void) { enum le { LA, LB }; struct ls { int x; } v; }\n",
    "int f(a, b) int a; char *b; {\n}\n",
    "SYSCALL_DEFINE2(name, int, a) {\n  int long_body = 1;\n\n  for (;;) { more(); }\n}\n",
    "DEFINE_MUTEX(lock);\nEXPORT_SYMBOL(x)\n",
    "template <class T, int N = (1 > 2)> class API A final : public B<T> { public: A() : b{1} {} "
    "};\n",
    "auto operator<=>(const A &) const -> int { return [](int x) { return x; }(1); }\n",
    "namespace a::b {\nusing C = D<int>;\n",
    "class Named {\npublic:\n  int m();\n  int n;\n",
    "const char *r = R\"x(\")y\" {)x\";\n",
    "extern \"C\" {\n",
    "}\n",
    "};\n",
    "@interface A (B) <C> { int d; }\n- (void)e:(int)f g:(id)h;\n@end\n",
    "@implementation A\n- (int)f { return 1; }\n@end\n",
    "/* a comment of some length, with a { and a \" in it */\n",
    "static int table[] = {\n  1, 2, 3,\n  4, 5, 6,\n};\n",
    "int x, *y, z[3];\n",
    "\n\n",
};

static const char *const insertions[] = {"{",
                                         "}",
                                         "(",
                                         ")",
                                         "\"",
                                         "'",
                                         "/*",
                                         "*/",
                                         "//",
                                         "#",
                                         "#if X\n",
                                         "#else\n",
                                         "#endif\n",
                                         ";",
                                         "x",
                                         " ",
                                         "\n",
                                         "<",
                                         ">",
                                         ",",
                                         "=",
                                         "\\",
                                         "R\"(",
                                         ")\"",
                                         "int q;\n",
                                         "int q() {\n}\n",
                                         "namespace n {\n",
                                         ":",
                                         "struct t { int u; } ",
                                         "#define Q 1\n",
                                         "[",
                                         "]",
                                         "\t",
                                         "@end\n"};

typedef struct {
  uint64_t state;
} Random;

static uint32_t below(Random *random, size_t limit) { // xorshift64*; 0 of none
  random->state ^= random->state >> 12;
  random->state ^= random->state << 25;
  random->state ^= random->state >> 27;
  uint64_t value = (random->state * 0x2545F4914F6CDD1Du) >> 32;
  return limit ? (uint32_t)(value % limit) : 0;
}

// Mostly whole declarations, so that there are places to start at again.
static void make_text(Random *random, Buf *text) {
  static const unsigned char even[] = {0, 1, 2, 3, 4, 8, 9, 10, 11, 12, 13, 14, 24, 25, 26, 27, 28};
  buf_clear(text);
  bool wild = below(random, 4) == 0;
  for (uint32_t i = below(random, MAX_FRAGMENTS); i > 0; i--) {
    size_t which = wild || below(random, 100) == 0 ? below(random, COUNT_OF(fragments))
                                                   : even[below(random, sizeof even)];
    buf_str_put(text, str_from_c(fragments[which]));
  }
}

static TextChange edit(Random *random, Buf *text) {
  uint32_t start = below(random, text->len + 1), end = start;
  if (below(random, 3) == 0) end += below(random, below(random, 10) == 0 ? 3000 : 12);
  if (end > text->len) end = (uint32_t)text->len;
  Str by = STR("");
  if (end == start || below(random, 2)) {
    by = below(random, 8) == 0 ? str_from_c(fragments[below(random, COUNT_OF(fragments))])
                               : str_from_c(insertions[below(random, COUNT_OF(insertions))]);
  }
  Buf next = {0};
  buf_str_put(&next, str_slice(buf_str(text), 0, start));
  buf_str_put(&next, by);
  buf_str_put(&next, str_slice(buf_str(text), end, text->len));
  buf_release(text);
  *text = next;
  return (TextChange){start, end, start, start + (uint32_t)by.len};
}

// ---- comparing ----------------------------------------------------------------------------------

typedef struct {
  CMask *mask;
  Definitions definitions;
  Extraction out;
  const Skeleton *skeleton;
} Reader;

#define HOLDS(condition)                                                                           \
  do {                                                                                             \
    if (!(condition)) return printf("line %d: %s\n", __LINE__, #condition), false;                 \
  } while (0)

static bool same_skeletons(const Skeleton *a, const Skeleton *b) {
  HOLDS(str_equal(buf_str(&a->bytes), buf_str(&b->bytes)));
  HOLDS(a->pieces.count == b->pieces.count);
  for (size_t i = 0; i < a->pieces.count; i++) {
    SkeletonPiece x = a->pieces.items[i], y = b->pieces.items[i];
    HOLDS(x.at == y.at && x.text == y.text && x.length == y.length);
  }
  return true;
}

static bool same(const Reader *a, const Reader *b) {
  HOLDS(same_skeletons(a->skeleton, b->skeleton));
  HOLDS(a->definitions.count == b->definitions.count);
  for (size_t i = 0; i < a->definitions.count; i++) {
    const Definition *x = &a->definitions.items[i], *y = &b->definitions.items[i];
    HOLDS(str_equal(x->name, y->name) && str_equal(x->container, y->container));
    HOLDS(x->kind == y->kind && x->flags == y->flags);
    HOLDS(x->name_start == y->name_start && x->name_end == y->name_end);
    HOLDS(x->start == y->start && x->end == y->end);
  }
  HOLDS(a->out.spans.count == b->out.spans.count);
  for (size_t i = 0; i < a->out.spans.count; i++) {
    Span x = a->out.spans.items[i], y = b->out.spans.items[i];
    HOLDS(x.start == y.start && x.end == y.end && x.kind == y.kind);
  }
  return true;
}

static bool check(Reader *follower, Reader *reader, CDialect dialect, Str text,
                  const TextChange *change) {
  follower->definitions.count = follower->out.spans.count = 0;
  reader->definitions.count = reader->out.spans.count = 0;
  follower->skeleton =
      cmask_follow(follower->mask, dialect, text, change, &follower->definitions, &follower->out);
  reader->skeleton = cmask_run(reader->mask, dialect, text, &reader->definitions, &reader->out);
  return same(follower, reader);
}

static bool run_script(Random *random, Reader *reader, CDialect dialect) {
  Reader follower = {.mask = cmask_new()};
  Buf text = {0};
  make_text(random, &text);
  bool holds = check(&follower, reader, dialect, buf_str(&text), NULL);
  for (int i = 0; i < EDITS && holds; i++) {
    TextChange change = edit(random, &text);
    // An exact copy, so that reading behind the end is noticed.
    char *copy = xmalloc(text.len + (text.len == 0));
    if (text.len) memcpy(copy, text.data, text.len);
    holds = check(&follower, reader, dialect, str_make(copy, text.len), &change);
    if (!holds)
      printf("edit %d: [%u, %u) becomes %u\n", i, change.old_start, change.old_end, change.new_end);
    free(copy);
  }
  if (below(random, 10) == 0) holds = holds && cmask_memory(follower.mask) > 0;
  cmask_free(follower.mask);
  array_free(&follower.definitions);
  extraction_release(&follower.out);
  buf_release(&text);
  return holds;
}

int main(int argc, char **argv) {
  uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : (uint64_t)time(NULL);
  printf("seed %llu\n", (unsigned long long)seed);
  Reader reader = {.mask = cmask_new()};
  bool holds = true;
  for (int i = 0; i < SCRIPTS && holds; i++) {
    Random random = {(seed * 1000003 + (uint64_t)i) * 2 + 1};
    for (int k = 0; k < 8; k++) below(&random, 1);
    holds = run_script(&random, &reader, (CDialect)(i % 3));
    if (!holds) printf("script %d\n", i);
  }
  cmask_free(reader.mask);
  array_free(&reader.definitions);
  extraction_release(&reader.out);
  return !holds;
}
