// Runs of characters that stand side by side in every match, found in one pass over the tree: what may
// be absent, or comes in several forms, ends a run.
#include "query/required.h"

#include "base/buf.h"
#include "base/scan.h"

// ---- the required literal -----------------------------------------------------------------------

// Runs of characters that stand side by side in every match. `run` is the one that still grows.
typedef struct {
  Arena *arena;
  Buf run;
  bool fold;
  RequiredLiteral best;
  unsigned best_worth;
} LiteralFinder;

// Long ones of rare bytes tell most.
static unsigned worth(Str text) {
  unsigned sum = 0;
  for (size_t i = 0; i < text.len; i++) {
    sum += 16 + (255u - scan_byte_commonness(text.ptr[i])) / 8;
  }
  return sum;
}

static void end_run(LiteralFinder *f) {
  Str run = buf_str(&f->run);
  if (run.len && worth(run) > f->best_worth) {
    f->best_worth = worth(run);
    f->best = (RequiredLiteral){arena_dup(f->arena, run), f->fold};
  }
  buf_clear(&f->run);
}

// Only these are looked at twice when they repeat: larger items would double the work with each
// level.
static bool is_character(const PatternNode *node) {
  return node->kind == PATTERN_CHAR || node->kind == PATTERN_CLASS;
}

static void find_literal(LiteralFinder *f, const PatternNode *node) {
  switch (node->kind) {
  case PATTERN_EMPTY: // stands between its neighbours without parting them
  case PATTERN_LOOK: return;
  case PATTERN_CHAR: {
    if (node->code_point == '\r' || (node->fold && node->code_point >= 128)) {
      end_run(f);
      return;
    }
    if (f->run.len && f->fold != node->fold) end_run(f);
    f->fold = node->fold;
    char bytes[4];
    size_t len = utf8_encode(node->code_point, bytes);
    if (node->fold) bytes[0] = ascii_lower(bytes[0]);
    buf_put(&f->run, bytes, len);
    return;
  }
  case PATTERN_CAT:
    for (size_t i = 0; i < node->count; i++) find_literal(f, node->items[i]);
    return;
  case PATTERN_REPEAT:
    if (node->min > 0) { // once for sure; what follows the first time is not known
      find_literal(f, node->items[0]);
    }
    end_run(f);
    return;
  case PATTERN_CLASS:
  case PATTERN_ALT:
  case PATTERN_UNKNOWN: end_run(f); return;
  }
}

RequiredLiteral required_literal(Arena *arena, const Pattern *pattern) {
  LiteralFinder finder = {.arena = arena};
  if (pattern->understood) find_literal(&finder, pattern->root);
  end_run(&finder);
  buf_release(&finder.run);
  return finder.best;
}

// ---- the required sets --------------------------------------------------------------------------

// A window that moves over the characters of a pattern that stand side by side in every match.
typedef struct {
  uint64_t ascii[SCAN_SETS_MAX][2]; // the last ones
  size_t count;                     // how many of them, in this run
  RequiredSets *best;
} SetFinder;

static double share_of(const uint64_t ascii[2]) {
  double share = 0;
  for (unsigned c = 0; c < 128; c++) {
    if (ascii[c / 64] >> (c % 64) & 1) share += scan_byte_share((char)c);
  }
  return share < 1 ? share : 1;
}

// Compares the window, and every shorter one that ends it, with the best so far.
static void judge_window(SetFinder *f) {
  double share = 1;
  for (size_t length = 1; length <= f->count; length++) {
    share *= share_of(f->ascii[f->count - length]);
    if (f->best->count && share >= f->best->share * 0.9) continue; // longer must pay
    *f->best = (RequiredSets){.count = length, .share = share};
    for (size_t i = 0; i < length; i++) {
      const uint64_t *set = f->ascii[f->count - length + i];
      for (unsigned c = 0; c < 128; c++) {
        if (set[c / 64] >> (c % 64) & 1) f->best->member[c] |= (unsigned char)(1u << i);
      }
    }
  }
}

static void slide(SetFinder *f, uint64_t low, uint64_t high) {
  if (f->count == SCAN_SETS_MAX) {
    memmove(f->ascii[0], f->ascii[1], (SCAN_SETS_MAX - 1) * sizeof f->ascii[0]);
    f->count--;
  }
  f->ascii[f->count][0] = low;
  f->ascii[f->count++][1] = high;
  judge_window(f);
}

static void find_sets(SetFinder *f, const PatternNode *node) {
  switch (node->kind) {
  case PATTERN_EMPTY:
  case PATTERN_LOOK: return;
  case PATTERN_CHAR: {
    if (node->code_point >= 128) {
      f->count = 0; // stands in no ASCII text, or folds to a letter that may
      return;
    }
    char c = (char)node->code_point;
    uint64_t set[2] = {0, 0};
    set[(unsigned)c / 64] |= (uint64_t)1 << ((unsigned)c % 64);
    char other = ascii_is_upper(c) ? (char)(c + 32) : ascii_is_lower(c) ? (char)(c - 32) : c;
    if (node->fold) set[(unsigned)other / 64] |= (uint64_t)1 << ((unsigned)other % 64);
    slide(f, set[0], set[1]);
    return;
  }
  case PATTERN_CLASS:
    if (node->fold && node->other) { // a letter beyond ASCII may fold into one that is not listed
      slide(f, UINT64_MAX, UINT64_MAX);
    } else {
      slide(f, node->ascii[0], node->ascii[1]);
    }
    return;
  case PATTERN_CAT:
    for (size_t i = 0; i < node->count; i++) find_sets(f, node->items[i]);
    return;
  case PATTERN_REPEAT:
    if (node->min > 0) find_sets(f, node->items[0]);
    f->count = 0;
    if (node->min > 0 && is_character(node->items[0])) find_sets(f, node->items[0]);
    return;
  case PATTERN_ALT:
  case PATTERN_UNKNOWN: f->count = 0; return;
  }
}

void required_sets(const Pattern *pattern, RequiredSets *out) {
  *out = (RequiredSets){.count = 0};
  SetFinder finder = {.best = out};
  if (pattern->understood) find_sets(&finder, pattern->root);
}
