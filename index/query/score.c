// The constants were chosen by what each means, then checked on tests/ranking, not fitted to it: a
// file named like the word counts as three occurrences of it, a definition as two; what lies in a
// test is worth less than what lies in the code beside it, but a test that is about the word is
// shown before code that mentions it.
#include "query/score.h"

#include <math.h>

const ScoreFieldRule score_fields[SCORE_FIELDS] = {
    [FIELD_CONTENT] = {.weight = 0.25, .b = 0.4, .average = 1},
    [FIELD_SYMBOLS] = {.weight = 2, .b = 0, .average = 1},
    [FIELD_NAME] = {.weight = 3, .b = 0.75, .average = 2},
    [FIELD_PATH] = {.weight = 1, .b = 0.5, .average = 3},
};

double score_idf(uint64_t documents, uint64_t containing) {
  if (containing > documents) containing = documents;
  double n = (double)containing, others = (double)(documents - containing);
  return documents ? log1p((others + 0.5) / (n + 0.5)) : 0;
}

double score_normalised(const ScoreFieldRule *rule, double count, double length) {
  return count / (1 - rule->b + rule->b * length / rule->average);
}

double score_content(double level_value, double length) {
  const double stored_b = 0.75; // of format/weight.c
  double count = level_value * (1 - stored_b + stored_b * length);
  return score_normalised(&score_fields[FIELD_CONTENT], count, length);
}

double score_word(const double normalised[SCORE_FIELDS]) {
  double sum = 0;
  for (int f = 0; f < SCORE_FIELDS; f++) sum += score_fields[f].weight * normalised[f];
  return sum / (SCORE_K1 + sum);
}

// ---- what is not in the query -------------------------------------------------------------------

double score_quality(Quality quality, bool auxiliary) {
  static const double classes[] = {
      [QUALITY_OWN] = 0,          [QUALITY_DOCUMENTATION] = -0.08, [QUALITY_TEST] = -0.15,
      [QUALITY_VENDORED] = -0.15, [QUALITY_GENERATED] = -0.3,      [QUALITY_HUGE] = -0.3,
  };
  enum { DEPTH_BITS = 8, DEEP = 8 };
  unsigned depth = quality & ((1u << DEPTH_BITS) - 1);
  double score = classes[quality_class(quality)] - 0.01 * (depth < DEEP ? depth : DEEP);
  return auxiliary ? score - 0.1 : score;
}

static Str directory_of(Str path) { return str_slice(path, 0, path.len - str_base_name(path).len); }

// How many directories two paths have in common from the root on.
static unsigned common_directories(Str a, Str b) {
  unsigned count = 0;
  for (size_t i = 0; i < a.len && i < b.len && a.ptr[i] == b.ptr[i]; i++) count += a.ptr[i] == '/';
  return count;
}

static unsigned directories(Str path) { return common_directories(path, path); }

double score_near(Str near, Str path, bool same_language) {
  double bonus = same_language ? 0.02 : 0;
  if (str_equal(near, path)) return SCORE_NEAR_MAX;
  if (str_equal(directory_of(near), directory_of(path))) return bonus + 0.2;
  unsigned common = common_directories(near, path), own = directories(near);
  if (common == 0) return bonus;
  // Beside, above or below: one step apart.
  if (common + 1 >= own && directories(path) <= common + 1) return bonus + 0.12;
  return bonus + 0.08 * common / own;
}

double score_recent(size_t place) { return 0.2 / (double)(place + 1); }

// ---- definitions --------------------------------------------------------------------------------

// Whether a word begins at a capital: openFile, HTTPServer.
static bool is_hump(Str s, size_t i) {
  if (!ascii_is_upper(s.ptr[i])) return false;
  return !ascii_is_upper(s.ptr[i - 1]) || (i + 1 < s.len && ascii_is_lower(s.ptr[i + 1]));
}

// The next word of a name in snake_case, kebab-case or camelCase, cut off *rest; false if none is
// left.
static bool next_part(Str *rest, Str *part) {
  size_t from = 0;
  while (from < rest->len && (!is_word_byte(rest->ptr[from]) || rest->ptr[from] == '_')) from++;
  size_t to = from;
  while (to < rest->len && is_word_byte(rest->ptr[to]) && rest->ptr[to] != '_') {
    to++;
    if (to < rest->len && is_hump(*rest, to)) break;
  }
  *part = str_slice(*rest, from, to);
  *rest = str_slice(*rest, to, rest->len);
  return part->len > 0;
}

static bool has_part(Str identifier, Str wanted) {
  for (Str part; next_part(&identifier, &part);) {
    if (str_equal_fold(part, wanted)) return true;
  }
  return false;
}

// The first letter or digit of a name, cut off; 0 if there is none.
static char next_letter(Str *rest) {
  size_t i = 0;
  while (i < rest->len && (!is_word_byte(rest->ptr[i]) || rest->ptr[i] == '_')) i++;
  char letter = i < rest->len ? ascii_lower(rest->ptr[i]) : 0;
  *rest = str_slice(*rest, i + (letter != 0), rest->len);
  return letter;
}

// How many letters the first words of the identifier have that make up the name: spinlock of
// spin_lock_irqsave; 0 if none do.
static size_t spelled_by(Str name, Str identifier) {
  size_t letters = 0;
  for (Str part; next_part(&identifier, &part);) {
    for (size_t i = 0; i < part.len; i++, letters++) {
      if (next_letter(&name) != ascii_lower(part.ptr[i])) return 0;
    }
    Str rest = name;
    if (!next_letter(&rest)) return letters;
  }
  return 0;
}

// How far a name is that of an identifier: which part of its words are words of the identifier,
// less where they are little of it: list_add says more in list.h than handle_mm_fault in mm.h.
static double share_of_parts(Str name, Str identifier) {
  size_t letters = 0, covered = 0, spelled = 0;
  unsigned all = 0, common = 0;
  Str rest = identifier;
  for (Str part, from = rest; next_part(&rest, &part); from = rest) {
    letters += part.len;
    if (has_part(name, part)) covered += part.len;
    if (!spelled) spelled = spelled_by(name, from);
  }
  rest = name;
  for (Str part; next_part(&rest, &part); all++) common += has_part(identifier, part);
  if (all == 0 || letters == 0) return 0;
  double share = spelled ? 1 : (double)common / all;
  if (spelled > covered) covered = spelled;
  return share * (1 + sqrt((double)covered / (double)letters)) / 2;
}

double score_named_for(Str path, Str identifier) {
  Str name = str_base_name(path), extension = str_extension(name);
  Str folder = str_slice(path, 0, path.len - name.len - (name.len < path.len));
  Str stem = str_slice(name, 0, name.len - extension.len - (extension.len > 0));
  double of_file = share_of_parts(stem, identifier);
  double of_folder = share_of_parts(str_base_name(folder), identifier) / 2;
  return of_file > of_folder ? of_file : of_folder;
}

double score_definition(unsigned worth, double named_for, double standing, double relevance) {
  return 0.05 * worth + 0.1 * named_for + standing + 0.3 * relevance;
}
