// Each node of the pattern is summed up as a Summary: the finite set of texts it matches, if small
// ("exact"), else texts one of which every match begins with and one of which it ends with, and what
// is needed besides. Sequences join sets by cross product; when a set grows too large or its texts
// too long, what they require becomes a need and only their ends are kept. A look-around matches the
// empty text and has needs.
//
// All texts are bytes with ASCII letters folded, as grams are. An empty text in a set makes it say
// nothing, which is always right. Rejected: Cox's limit of 7 texts a set (grams are cheap to merge
// here through a bit set: `[a-z]_[0-9]` is 260 lists and still better than reading every file).
#include "query/regex.h"

#include "base/array.h"
#include "intake/grams.h"
#include "query/letters.h"

enum {
  SET_MAX = 300,     // texts in a set
  SET_BYTES = 4096,  // of all texts of an exact set
  END_BYTES = 2,     // of a prefix or suffix that is kept: with one more byte it makes a gram
  REPEAT_UNROLL = 4, // x{9} is read as x{4,}, and x{2,4} as xx|xxx|xxxx
};

typedef struct {
  Str *items;
  size_t count;
} Texts; // a set: sorted, distinct

// All of a list must hold.
typedef struct Need Need;
struct Need {
  const GramExpr *grams; // never ALL
  const Need *next;
};

typedef struct {
  bool is_exact;
  Texts exact;          // if is_exact
  Texts prefix, suffix; // else
  const Need *needs;
} Summary;

typedef struct {
  Arena *arena;
  bool multiline;
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

// The same of a few texts, some of which may have two bytes only.
static const GramExpr *texts_pairs(Analysis *a, Texts set) {
  enum { FEW = 4 };
  if (set.count == 0 || set.count > FEW || shortest(set) < 2) return grams_all();
  const GramExpr *each[FEW];
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

static Summary summary_exact(Texts exact) { return (Summary){.is_exact = true, .exact = exact}; }

static Summary summary_anything(Analysis *a) {
  Texts nothing = texts_of_one(a, STR(""));
  return (Summary){.prefix = nothing, .suffix = nothing};
}

static void require(Analysis *a, Summary *s, const GramExpr *grams) {
  if (grams->kind == GRAMS_ALL) return;
  Need *need = arena_new(a->arena, Need);
  *need = (Need){grams, s->needs};
  s->needs = need;
}

static const GramExpr *needed(Analysis *a, const Need *needs) {
  size_t count = 0;
  for (const Need *n = needs; n; n = n->next) count++;
  const GramExpr **all = arena_array(a->arena, const GramExpr *, count + 1);
  count = 0;
  for (const Need *n = needs; n; n = n->next) all[count++] = n->grams;
  return grams_and(a->arena, all, count);
}

// One need of many, so that those around it handle one.
static void settle_needs(Analysis *a, Summary *s) {
  if (!s->needs || !s->needs->next) return;
  const GramExpr *all = needed(a, s->needs);
  s->needs = NULL;
  require(a, s, all);
}

// The ends of the texts, short enough to be few.
static Texts few_ends(Analysis *a, Texts set, bool at_end) {
  size_t keep = END_BYTES;
  set = texts_cut(a, set, keep, at_end);
  while (set.count > SET_MAX && keep > 0) set = texts_cut(a, set, --keep, at_end);
  return set;
}

// Moves what the long texts of a set of ends require into the needs, and keeps short ends.
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

static bool is_small(Texts set) { return set.count <= SET_MAX && total_bytes(set) <= SET_BYTES; }

static void keep_small(Analysis *a, Summary *s) {
  if (s->is_exact) {
    if (!is_small(s->exact)) make_inexact(a, s);
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
  Summary both = {.needs = x.needs};
  for (const Need *n = y.needs; n; n = n->next) require(a, &both, n->grams);
  if (x.is_exact && y.is_exact && cross_fits(x.exact, y.exact)) {
    both.is_exact = true;
    both.exact = texts_cross(a, x.exact, y.exact);
    return both;
  }
  Texts x_ends = x.is_exact ? x.exact : x.suffix, y_starts = y.is_exact ? y.exact : y.prefix;
  bool fits = cross_fits(x_ends, y_starts);
  // Where the two meet: whatever matches has one of these in its middle.
  if (fits) require(a, &both, texts_grams(a, texts_cross(a, x_ends, y_starts)));
  if (x.is_exact) {
    if (!fits) require(a, &both, texts_grams(a, x.exact));
    both.prefix = fits ? texts_cross(a, x.exact, y_starts) : x.exact;
  } else {
    both.prefix = x.prefix;
  }
  if (y.is_exact) {
    if (!fits) require(a, &both, texts_grams(a, y.exact));
    both.suffix = fits ? texts_cross(a, x_ends, y.exact) : y.exact;
  } else {
    both.suffix = y.suffix;
  }
  keep_small(a, &both);
  return both;
}

static Summary sequence(Analysis *a, const PatternNode *node) {
  Summary all = sum_up(a, node->items[0]);
  for (size_t i = 1; i < node->count; i++) all = concatenated(a, all, sum_up(a, node->items[i]));
  settle_needs(a, &all);
  return all;
}

typedef enum { EXACT, PREFIX, SUFFIX } Part;

static const Texts *part_of(const Summary *s, Part part) {
  return part == EXACT ? &s->exact : part == PREFIX ? &s->prefix : &s->suffix;
}

static Texts united(Analysis *a, const Summary *items, size_t count, Part part) {
  size_t room = 0;
  for (size_t i = 0; i < count; i++) room += part_of(&items[i], part)->count;
  Texts all = texts_new(a, room);
  for (size_t i = 0; i < count; i++) {
    const Texts *one = part_of(&items[i], part);
    for (size_t k = 0; k < one->count; k++) all.items[all.count++] = one->items[k];
  }
  texts_normalise(&all);
  return all;
}

static Summary one_of(Analysis *a, Summary *items, size_t count) {
  Summary all = {.is_exact = true};
  for (size_t i = 0; i < count; i++) all.is_exact &= items[i].is_exact;
  if (all.is_exact) {
    all.exact = united(a, items, count, EXACT);
    all.is_exact = is_small(all.exact);
  }
  const GramExpr **needs = arena_array(a->arena, const GramExpr *, count);
  for (size_t i = 0; i < count; i++) {
    if (!all.is_exact) make_inexact(a, &items[i]);
    needs[i] = needed(a, items[i].needs);
  }
  require(a, &all, grams_or(a->arena, needs, count));
  if (!all.is_exact) {
    all.prefix = united(a, items, count, PREFIX);
    all.suffix = united(a, items, count, SUFFIX);
    keep_small(a, &all);
  }
  return all;
}

static Summary alternatives(Analysis *a, const PatternNode *node) {
  Summary *items = arena_array(a->arena, Summary, node->count);
  for (size_t i = 0; i < node->count; i++) items[i] = sum_up(a, node->items[i]);
  return one_of(a, items, node->count);
}

static Summary repeated(Analysis *a, const PatternNode *node) {
  Summary empty = summary_exact(texts_of_one(a, STR("")));
  if (node->max == 0) return empty;
  Summary once = sum_up(a, node->items[0]), powers[REPEAT_UNROLL + 1];
  powers[0] = empty;
  powers[1] = once;
  once.needs = NULL; // the first time's are the others', too
  bool few = node->max <= REPEAT_UNROLL;
  if (node->min == 0 && !(few && powers[1].is_exact) && node->max > 1) return summary_anything(a);
  uint32_t times = few ? node->max : REPEAT_UNROLL;
  if (node->min < times && !(few && powers[1].is_exact)) times = node->min ? node->min : 1;
  for (uint32_t i = 2; i <= times; i++) powers[i] = concatenated(a, powers[i - 1], once);
  if (few && times == node->max) {
    return one_of(a, powers + node->min, node->max - node->min + 1);
  }
  Summary all = powers[times];
  make_inexact(a, &all);
  settle_needs(a, &all);
  return all;
}

static Summary look(Analysis *a, const PatternNode *node) {
  Summary there = sum_up(a, node->items[0]), all = summary_exact(texts_of_one(a, STR("")));
  make_inexact(a, &there);
  require(a, &all, needed(a, there.needs));
  return all;
}

// ---- characters ---------------------------------------------------------------------------------

static Str text_of(Analysis *a, uint32_t code_point) {
  char *bytes = arena_alloc(a->arena, 4);
  Str s = str_make(bytes, utf8_encode(code_point, bytes));
  if (s.len == 1) bytes[0] = ascii_lower(bytes[0]);
  return s;
}

// Adds a character, and with `fold` all that it equals when case does not count. false: they are not
// known.
static bool add_character(Analysis *a, Texts *set, uint32_t c, bool fold) {
  uint32_t forms[LETTER_FORMS_MAX] = {c};
  size_t count = fold ? letter_forms(c, forms) : 1;
  for (size_t i = 0; i < count; i++) set->items[set->count++] = text_of(a, forms[i]);
  return count > 0;
}

static Summary sum_char(Analysis *a, const PatternNode *node) {
  Texts set = texts_new(a, LETTER_FORMS_MAX);
  if (!add_character(a, &set, node->code_point, node->fold)) return summary_anything(a);
  texts_normalise(&set);
  return summary_exact(set);
}

static Summary sum_class(Analysis *a, const PatternNode *node) {
  if (node->other) return summary_anything(a);
  Str room[128 * LETTER_FORMS_MAX];
  Texts set = {room, 0};
  for (unsigned c = 0; c < 128; c++) {
    if (c == '\n' && !a->multiline) continue; // within lines there is none
    if (node->ascii[c / 64] >> (c % 64) & 1) add_character(a, &set, c, node->fold);
  }
  if (set.count == 0) return summary_anything(a);
  texts_normalise(&set);
  Texts kept = texts_new(a, set.count);
  memcpy(kept.items, set.items, set.count * sizeof *set.items);
  kept.count = set.count;
  return summary_exact(kept);
}

static Summary sum_up(Analysis *a, const PatternNode *node) {
  switch (node->kind) {
  case PATTERN_EMPTY: break;
  case PATTERN_LOOK: return look(a, node);
  case PATTERN_CHAR: return sum_char(a, node);
  case PATTERN_CLASS: return sum_class(a, node);
  case PATTERN_UNKNOWN: return summary_anything(a);
  case PATTERN_REPEAT: return repeated(a, node);
  case PATTERN_CAT: return sequence(a, node);
  case PATTERN_ALT: return alternatives(a, node);
  }
  return summary_exact(texts_of_one(a, STR("")));
}

const GramExpr *regex_grams(Arena *arena, const Pattern *pattern) {
  Analysis a = {arena, pattern->multiline};
  Summary all = sum_up(&a, pattern->root);
  bool is_exact = all.is_exact;
  make_inexact(&a, &all);
  const GramExpr *grams = needed(&a, all.needs);
  return grams->kind == GRAMS_ALL && is_exact ? texts_pairs(&a, all.exact) : grams;
}

// ---- literals without case ----------------------------------------------------------------------

// Three characters in a row in all their spellings. ALL if one's are not known.
static const GramExpr *grams_of_window(Analysis *a, const Texts *window, size_t count) {
  Texts spellings = texts_of_one(a, STR(""));
  for (size_t i = 0; i < count; i++) {
    if (window[i].count == 0) return grams_all();
    spellings = texts_cross(a, spellings, window[i]);
  }
  return texts_pairs(a, spellings)->kind == GRAMS_ALL ? texts_grams(a, spellings)
                                                      : texts_pairs(a, spellings);
}

static bool is_underscore(Texts character) {
  return character.count == 1 && str_equal(character.items[0], STR("_"));
}

// Window by window rather than by sets of whole spellings: those double with every k and s.
const GramExpr *regex_grams_of_folded(Arena *arena, Str literal) {
  Analysis a = {arena, true};
  Texts *characters = arena_array(arena, Texts, literal.len + 1);
  size_t count = 0;
  for (size_t at = 0; at < literal.len; count++) {
    uint32_t code_point;
    at += utf8_decode(str_slice(literal, at, literal.len), &code_point);
    characters[count] = texts_new(&a, LETTER_FORMS_MAX);
    add_character(&a, &characters[count], code_point, true);
    texts_normalise(&characters[count]);
  }
  // Two characters beyond ASCII, or even one, have grams of their own.
  if (count < 3) return grams_of_window(&a, characters, count);
  const GramExpr **windows = arena_array(arena, const GramExpr *, 2 * count);
  size_t made = 0;
  for (size_t i = 0; i + 3 <= count; i++) {
    bool joint = i >= 2 && i + 4 <= count && is_underscore(characters[i + 1]);
    windows[made++] = grams_of_window(&a, &characters[i], 3);
    if (joint) windows[made++] = grams_of_window(&a, &characters[i - 2], 6);
  }
  return grams_and(arena, windows, made);
}
