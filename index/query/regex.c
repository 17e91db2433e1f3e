// Each node of the pattern is summed up as a Summary: the finite set of texts it matches, if small
// ("exact"), else texts one of which every match begins with and one of which it ends with, and the
// grams required besides. Sequences join sets by cross product; when a set grows too large or its
// texts too long, what they require goes into `grams` and only their ends are kept.
//
// All texts are bytes with ASCII letters folded, as grams are. An empty text in a set makes it say
// nothing, which is always right. Rejected: Cox's limit of 7 texts a set (grams are cheap to merge
// here through a bit set: `[a-z]_[0-9]` is 260 lists and still better than reading every file).
#include "query/regex.h"

#include "base/array.h"
#include "base/scan.h"
#include "intake/grams.h"

enum {
  SET_MAX = 300,     // texts in a set
  SET_BYTES = 4096,  // of all texts of an exact set
  END_BYTES = 2,     // of a prefix or suffix that is kept: with one more byte it makes a gram
  REPEAT_UNROLL = 4, // x{9} is read as x{4,}
};

typedef struct {
  Str *items;
  size_t count;
} Texts; // a set: sorted, distinct

typedef struct {
  bool is_exact;
  Texts exact;          // if is_exact
  Texts prefix, suffix; // else
  const GramExpr *grams;
} Summary;

typedef struct {
  Arena *arena;
} Analysis;

// ---- sets of texts ------------------------------------------------------------------------------

static int compare_texts(const void *a, const void *b) {
  return str_compare(*(const Str *)a, *(const Str *)b);
}

static Texts texts_new(Analysis *a, size_t room) {
  return (Texts){arena_array(a->arena, Str, room ? room : 1), 0};
}

static Texts texts_of_one(Analysis *a, Str text) {
  Texts set = texts_new(a, 1);
  set.items[set.count++] = text;
  return set;
}

static void texts_normalise(Texts *set) {
  qsort(set->items, set->count, sizeof *set->items, compare_texts);
  size_t kept = 0;
  for (size_t i = 0; i < set->count; i++) {
    if (kept == 0 || !str_equal(set->items[kept - 1], set->items[i]))
      set->items[kept++] = set->items[i];
  }
  set->count = kept;
}

static Texts texts_union(Analysis *a, Texts x, Texts y) {
  Texts both = texts_new(a, x.count + y.count);
  if (x.count) memcpy(both.items, x.items, x.count * sizeof *x.items);
  if (y.count) memcpy(both.items + x.count, y.items, y.count * sizeof *y.items);
  both.count = x.count + y.count;
  texts_normalise(&both);
  return both;
}

static Str joined(Analysis *a, Str x, Str y) {
  if (x.len == 0) return y;
  if (y.len == 0) return x;
  char *bytes = arena_alloc(a->arena, x.len + y.len);
  memcpy(bytes, x.ptr, x.len);
  memcpy(bytes + x.len, y.ptr, y.len);
  return str_make(bytes, x.len + y.len);
}

static Texts texts_cross(Analysis *a, Texts x, Texts y) {
  Texts all = texts_new(a, x.count * y.count);
  for (size_t i = 0; i < x.count; i++) {
    for (size_t j = 0; j < y.count; j++) {
      all.items[all.count++] = joined(a, x.items[i], y.items[j]);
    }
  }
  texts_normalise(&all);
  return all;
}

static size_t shortest(Texts set) {
  size_t least = SIZE_MAX;
  for (size_t i = 0; i < set.count; i++) {
    if (set.items[i].len < least) least = set.items[i].len;
  }
  return least;
}

static size_t total_bytes(Texts set) {
  size_t total = 0;
  for (size_t i = 0; i < set.count; i++) total += set.items[i].len;
  return total;
}

// What it requires that one of the texts occurs.
static const GramExpr *texts_grams(Analysis *a, Texts set) {
  if (set.count == 0 || shortest(set) < 3) return grams_all();
  const GramExpr **each = arena_array(a->arena, const GramExpr *, set.count);
  for (size_t i = 0; i < set.count; i++) each[i] = grams_of_text(a->arena, set.items[i]);
  return grams_or(a->arena, each, set.count);
}

// Each text cut to `keep` bytes at its start (at_end: at its end).
static Texts texts_cut(Analysis *a, Texts set, size_t keep, bool at_end) {
  Texts cut = texts_new(a, set.count);
  for (size_t i = 0; i < set.count; i++) {
    Str s = set.items[i];
    if (s.len > keep) s = at_end ? str_slice(s, s.len - keep, s.len) : str_slice(s, 0, keep);
    cut.items[cut.count++] = s;
  }
  texts_normalise(&cut);
  return cut;
}

// ---- summaries ----------------------------------------------------------------------------------

static Summary summary_exact(Texts exact) {
  return (Summary){.is_exact = true, .exact = exact, .grams = grams_all()};
}

static Summary summary_anything(Analysis *a) {
  Texts nothing = texts_of_one(a, STR(""));
  return (Summary){.prefix = nothing, .suffix = nothing, .grams = grams_all()};
}

static void require(Analysis *a, Summary *s, const GramExpr *more) {
  const GramExpr *both[] = {s->grams, more};
  s->grams = grams_and(a->arena, both, 2);
}

// The ends of the texts, short enough to be few.
static Texts few_ends(Analysis *a, Texts set, bool at_end) {
  size_t keep = END_BYTES;
  set = texts_cut(a, set, keep, at_end);
  while (set.count > SET_MAX && keep > 0) set = texts_cut(a, set, --keep, at_end);
  return set;
}

// Moves what the long texts of a set of ends require into the grams, and keeps short ends.
static Texts shortened(Analysis *a, Summary *s, Texts set, bool at_end) {
  require(a, s, texts_grams(a, set));
  return few_ends(a, set, at_end);
}

// From "matches one of these" to "begins with, ends with one of these".
static void make_inexact(Analysis *a, Summary *s) {
  if (!s->is_exact) return;
  require(a, s, texts_grams(a, s->exact));
  s->is_exact = false;
  s->prefix = few_ends(a, s->exact, false);
  s->suffix = few_ends(a, s->exact, true);
}

static void keep_small(Analysis *a, Summary *s) {
  if (s->is_exact) {
    bool small = s->exact.count <= SET_MAX && total_bytes(s->exact) <= SET_BYTES;
    if (!small) make_inexact(a, s);
    return;
  }
  s->prefix = shortened(a, s, s->prefix, false);
  s->suffix = shortened(a, s, s->suffix, true);
}

static bool cross_fits(Texts x, Texts y) {
  if (x.count * y.count > SET_MAX) return false;
  return total_bytes(x) * y.count + total_bytes(y) * x.count <= SET_BYTES;
}

static Summary sum_up(Analysis *a, const PatternNode *node);

static Summary concatenated(Analysis *a, Summary x, Summary y) {
  if (x.is_exact && y.is_exact && cross_fits(x.exact, y.exact)) {
    return summary_exact(texts_cross(a, x.exact, y.exact));
  }
  const GramExpr *grams[] = {x.grams, y.grams};
  Summary both = {.grams = grams_and(a->arena, grams, 2)};
  Texts x_ends = x.is_exact ? x.exact : x.suffix, y_starts = y.is_exact ? y.exact : y.prefix;
  bool fits = cross_fits(x_ends, y_starts);
  // Where the two meet: whatever matches has one of these in its middle.
  if (fits) require(a, &both, texts_grams(a, texts_cross(a, x_ends, y_starts)));
  if (x.is_exact) {
    require(a, &both, texts_grams(a, x.exact));
    both.prefix = fits ? texts_cross(a, x.exact, y_starts) : x.exact;
  } else {
    both.prefix = x.prefix;
  }
  if (y.is_exact) {
    require(a, &both, texts_grams(a, y.exact));
    both.suffix = fits ? texts_cross(a, x_ends, y.exact) : y.exact;
  } else {
    both.suffix = y.suffix;
  }
  keep_small(a, &both);
  return both;
}

static Summary either(Analysis *a, Summary x, Summary y) {
  if (x.is_exact && y.is_exact) {
    Summary both = summary_exact(texts_union(a, x.exact, y.exact));
    keep_small(a, &both);
    return both;
  }
  make_inexact(a, &x);
  make_inexact(a, &y);
  const GramExpr *grams[] = {x.grams, y.grams};
  Summary both = {.grams = grams_or(a->arena, grams, 2),
                  .prefix = texts_union(a, x.prefix, y.prefix),
                  .suffix = texts_union(a, x.suffix, y.suffix)};
  keep_small(a, &both);
  return both;
}

static Summary repeated(Analysis *a, const PatternNode *node) {
  Summary once = sum_up(a, node->items[0]);
  if (node->max == 0) return summary_exact(texts_of_one(a, STR("")));
  if (node->min == 0) {
    if (node->max > 1) return summary_anything(a);
    return either(a, once, summary_exact(texts_of_one(a, STR(""))));
  }
  uint32_t times = node->min < REPEAT_UNROLL ? node->min : REPEAT_UNROLL;
  Summary all = once;
  for (uint32_t i = 1; i < times; i++) all = concatenated(a, all, once);
  if (node->max != times) make_inexact(a, &all);
  return all;
}

// ---- characters ---------------------------------------------------------------------------------

// East Asian scripts and Hangul: no letter case there.
static bool has_no_case(uint32_t c) {
  return (c >= 0x2E80 && c <= 0xA63F) || (c >= 0xAC00 && c <= 0xD7FF);
}

static Str text_of(Analysis *a, uint32_t code_point) {
  char *bytes = arena_alloc(a->arena, 4);
  Str s = str_make(bytes, utf8_encode(code_point, bytes));
  if (s.len == 1) bytes[0] = ascii_lower(bytes[0]);
  return s;
}

// Adds an ASCII character, and with `fold` its relatives beyond ASCII.
static void add_ascii(Analysis *a, Texts *set, char c, bool fold) {
  c = ascii_lower(c);
  set->items[set->count++] = text_of(a, (unsigned char)c);
  if (fold && c == 'k') set->items[set->count++] = STR("\xE2\x84\xAA"); // KELVIN SIGN
  if (fold && c == 's') set->items[set->count++] = STR("\xC5\xBF");     // LONG S
}

static Summary sum_char(Analysis *a, const PatternNode *node) {
  uint32_t c = node->code_point;
  if (c == '\r') return summary_anything(a); // no gram holds one
  if (c >= 128) {
    if (node->fold && !has_no_case(c)) return summary_anything(a);
    return summary_exact(texts_of_one(a, text_of(a, c)));
  }
  Texts set = texts_new(a, 2);
  add_ascii(a, &set, (char)c, node->fold);
  texts_normalise(&set);
  return summary_exact(set);
}

static Summary sum_class(Analysis *a, const PatternNode *node) {
  if (node->other || node->ascii[0] & ((uint64_t)1 << '\r')) return summary_anything(a);
  Texts set = texts_new(a, 2 * 128);
  for (unsigned c = 0; c < 128; c++) {
    if (node->ascii[c / 64] >> (c % 64) & 1) add_ascii(a, &set, (char)c, node->fold);
  }
  texts_normalise(&set);
  return set.count ? summary_exact(set) : summary_anything(a);
}

static Summary sum_up(Analysis *a, const PatternNode *node) {
  switch (node->kind) {
  case PATTERN_EMPTY: return summary_exact(texts_of_one(a, STR("")));
  case PATTERN_CHAR: return sum_char(a, node);
  case PATTERN_CLASS: return sum_class(a, node);
  case PATTERN_UNKNOWN: return summary_anything(a);
  case PATTERN_REPEAT: return repeated(a, node);
  case PATTERN_CAT:
  case PATTERN_ALT: break;
  }
  Summary all = sum_up(a, node->items[0]);
  for (size_t i = 1; i < node->count; i++) {
    Summary next = sum_up(a, node->items[i]);
    all = node->kind == PATTERN_CAT ? concatenated(a, all, next) : either(a, all, next);
  }
  return all;
}

const GramExpr *regex_grams(Arena *arena, const Pattern *pattern) {
  Analysis a = {arena};
  Summary all = sum_up(&a, pattern->root);
  make_inexact(&a, &all);
  return all.grams;
}

// ---- literals without case ----------------------------------------------------------------------

// The ways a character of a folded literal may be written; none if they are not known.
static Texts folded_character(Analysis *a, uint32_t c) {
  Texts set = texts_new(a, 2);
  if (c < 128 && c != '\n' && c != '\r')
    add_ascii(a, &set, (char)c, true);
  else if (has_no_case(c))
    set.items[set.count++] = text_of(a, c);
  return set;
}

// Three characters in a row: one of the grams that their spellings begin with. ALL if one is not
// known.
static const GramExpr *grams_of_window(Analysis *a, const Texts window[3]) {
  Texts spellings = texts_of_one(a, STR(""));
  for (int i = 0; i < 3; i++) {
    if (window[i].count == 0) return grams_all();
    spellings = texts_cross(a, spellings, window[i]);
  }
  return texts_grams(a, texts_cut(a, spellings, 3, false));
}

// Window by window rather than by sets of whole spellings: those double with every k and s.
const GramExpr *regex_grams_of_folded(Arena *arena, Str literal) {
  Analysis a = {arena};
  Texts *characters = arena_array(arena, Texts, literal.len + 1);
  size_t count = 0;
  for (size_t at = 0; at < literal.len; count++) {
    uint32_t code_point;
    at += utf8_decode(str_slice(literal, at, literal.len), &code_point);
    characters[count] = folded_character(&a, code_point);
  }
  if (count < 3) {
    // Two characters beyond ASCII, or even one, have grams of their own.
    Texts all = texts_of_one(&a, STR(""));
    for (size_t i = 0; i < count; i++) all = texts_cross(&a, all, characters[i]);
    return texts_grams(&a, all);
  }
  const GramExpr **windows = arena_array(arena, const GramExpr *, count);
  for (size_t i = 0; i + 3 <= count; i++) windows[i] = grams_of_window(&a, &characters[i]);
  return grams_and(arena, windows, count - 2);
}

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
  case PATTERN_EMPTY: return; // stands between its neighbours without parting them
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

RequiredLiteral regex_required_literal(Arena *arena, const Pattern *pattern) {
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
  case PATTERN_EMPTY: return;
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

void regex_required_sets(const Pattern *pattern, RequiredSets *out) {
  *out = (RequiredSets){.count = 0};
  SetFinder finder = {.best = out};
  if (pattern->understood) find_sets(&finder, pattern->root);
}
