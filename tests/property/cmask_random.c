// Text like C, C++ or Objective-C, cut, spliced and sprinkled with brackets: the masked reader must
// always end, stay inside the text and answer the same again. Prints its seed; takes one as
// argument.
#include "base/buf.h"
#include "intake/cmask.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 20000, MAX_FRAGMENTS = 24, MAX_MUTATIONS = 12 };

static const char *const fragments[] = {
    "int f(int a, char *b) { return g(a); }\n",
    "static struct s { int a : 3; union { int b; }; } __packed c = { .a = 1 };\n",
    "typedef void (*handler)(int, void (*)(int));\n",
    "#if A\n",
    "#elif defined(B) && \\\n C\n",
    "#else\n",
    "#endif\n",
    "#if 0\n",
    "#define M(x, y) do { x; } while (y) /* c\n */\n",
    "#define N \"a\\\"b\" 'c' // d \\\n e\n",
    "#error don't\n",
    "enum e { A, B = f(1, 2), C };\n",
    "void h(void) { enum le { LA, LB }; struct ls { int x; } v; }\n",
    "int half(int a, /* c */\n",
    "int f(a, b) int a; char *b; {\n}\n",
    "SYSCALL_DEFINE2(name, int, a) {\n}\n",
    "DEFINE_MUTEX(lock);\nEXPORT_SYMBOL(x)\n",
    "template <class T, int N = (1 > 2)> class API A final : public B<T> { public: A() : b{1} {} "
    "};\n",
    "auto operator<=>(const A &) const -> int { return [](int x) { return x; }(1); }\n",
    "namespace a::b { using C = D<int>; }\n",
    "const char *r = R\"x(\")y\" {)x\";\n",
    "template <class T> requires requires(T a) { a.b(); } && C<T> void f();\n",
    "@interface A (B) <C> { int d; }\n- (void)e:(int)f g:(id)h;\n@end\n",
    "@implementation A\n- (int)f { return 1; }\n@end\n",
    "typedef NS_ENUM(NSInteger, E) { F = 1, G };\n",
    "PyAPI_FUNC(int) h PARAMS((int, int)), (*i)(int)[3], j[4] __attribute__((x(1)));\n",
    "extern \"C\" {\n",
    "}\n",
    "{ ( [ < ",
    ";",
    "\xc3\xa9 \xff \x01",
};

static const char bytes[] = "{}()[]<>;,:=#\"'\\/*\n @~&a1 \0";

typedef struct {
  uint64_t state;
} Random;

static uint32_t random_below(Random *random, uint32_t limit) { // xorshift64*
  random->state ^= random->state >> 12;
  random->state ^= random->state << 25;
  random->state ^= random->state >> 27;
  return (uint32_t)((random->state * 0x2545F4914F6CDD1Du) >> 32) % limit;
}

static void make_text(Random *random, Buf *text) {
  buf_clear(text);
  for (uint32_t i = random_below(random, MAX_FRAGMENTS) + 1; i > 0; i--) {
    const char *fragment = fragments[random_below(random, COUNT_OF(fragments))];
    buf_put(text, fragment, strlen(fragment));
  }
  for (uint32_t i = random_below(random, MAX_MUTATIONS); i > 0 && text->len > 0; i--) {
    uint32_t at = random_below(random, (uint32_t)text->len);
    switch (random_below(random, 3)) {
    case 0: text->data[at] = bytes[random_below(random, sizeof bytes)]; break;
    case 1: // some bytes go
      memmove(text->data + at, text->data + at + (text->len - at) / 8,
              text->len - at - (text->len - at) / 8);
      text->len -= (text->len - at) / 8;
      break;
    default: text->len = random_below(random, 8) ? text->len : at;
    }
  }
}

#define HOLDS(condition)                                                                           \
  do {                                                                                             \
    if (!(condition)) return printf("line %d: %s\n", __LINE__, #condition), false;                 \
  } while (0)

static bool check_skeleton(const Skeleton *skeleton, Str text) {
  uint32_t at = 0, in_text = 0;
  for (size_t i = 0; i < skeleton->pieces.count; i++) {
    SkeletonPiece piece = skeleton->pieces.items[i];
    HOLDS(piece.length > 0 && piece.at >= at && piece.text >= in_text);
    at = piece.at + piece.length;
    in_text = piece.text + piece.length;
    HOLDS(at <= skeleton->bytes.len && in_text <= text.len);
    HOLDS(memcmp(skeleton->bytes.data + piece.at, text.ptr + piece.text, piece.length) == 0);
  }
  uint32_t before = 0;
  for (uint32_t i = 0; i <= skeleton->bytes.len; i++) {
    uint32_t start = skeleton_start(skeleton, i), end = skeleton_end(skeleton, i);
    HOLDS(start >= before && start <= text.len && end <= text.len);
    before = start;
  }
  return true;
}

static bool check_findings(const Definitions *definitions, const Extraction *out, Str text) {
  for (size_t i = 0; i < definitions->count; i++) {
    const Definition *d = &definitions->items[i];
    HOLDS(d->start <= d->name_start && d->name_start < d->name_end && d->name_end <= d->end);
    HOLDS(d->end <= text.len);
  }
  uint32_t at = 0;
  for (size_t i = 0; i < out->spans.count; i++) {
    Span span = out->spans.items[i];
    HOLDS(span.start >= at && span.end > span.start && span.end <= text.len);
    at = span.end;
  }
  return true;
}

typedef struct {
  CMask *mask;
  Definitions definitions;
  Extraction out;
} Reading;

static const Skeleton *read_text(Reading *reading, CDialect dialect, Str text) {
  reading->definitions.count = reading->out.spans.count = 0;
  return cmask_run(reading->mask, dialect, text, &reading->definitions, &reading->out);
}

static bool check_text(Reading *a, Reading *b, CDialect dialect, Str text) {
  const Skeleton *first = read_text(a, dialect, text), *second = read_text(b, dialect, text);
  HOLDS(str_equal(buf_str(&first->bytes), buf_str(&second->bytes)));
  HOLDS(a->definitions.count == b->definitions.count);
  HOLDS(a->out.spans.count == b->out.spans.count);
  return check_skeleton(first, text) && check_findings(&a->definitions, &a->out, text);
}

static void release(Reading *reading) {
  cmask_free(reading->mask);
  array_free(&reading->definitions);
  extraction_release(&reading->out);
}

int main(int argc, char **argv) {
  uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : (uint64_t)time(NULL);
  printf("seed %llu\n", (unsigned long long)seed);
  Random random = {seed * 2 + 1};
  Reading a = {.mask = cmask_new()}, b = {.mask = cmask_new()};
  Buf text = {0};
  bool holds = true;
  for (int round = 0; round < ROUNDS && holds; round++) {
    make_text(&random, &text);
    // An exact copy, so that reading behind the end is noticed.
    char *copy = xmalloc(text.len + (text.len == 0));
    memcpy(copy, text.data, text.len);
    holds = check_text(&a, &b, (CDialect)(round % 3), str_make(copy, text.len));
    if (!holds) printf("round %d: %.*s\n", round, (int)text.len, copy);
    free(copy);
  }
  release(&a);
  release(&b);
  buf_release(&text);
  return !holds;
}
