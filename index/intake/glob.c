// Matching file names against shell patterns that come from repositories nobody has vetted.
//
// The textbook matcher recurses at each star and takes exponential time on patterns such as
// `a*a*a*a*b`. Here one point of return is kept for the last `*` and one for the last `**`; earlier
// ones can be forgotten:
// - The shortest span of a star lets the next star start leftmost, from where it can reach whatever
// a
//   longer span could; and a star cannot cross '/', so what follows a '/' is fixed by it.
// - `**/` starts a path component, and from its leftmost start it reaches all later components.
// So when the text runs out before the pattern, no return can help and the answer is no.
//
// Rejected: translating to PCRE (a hundred times the memory, and the bracket rules differ).
#include "intake/glob.h"

enum { OP_BYTE, OP_ANY, OP_SET, OP_STAR, OP_STAR_DIRS, OP_STAR_ALL };
static const uint32_t NO_OP = UINT32_MAX;

// ---- sets of bytes ------------------------------------------------------------------------------

static void set_add(ByteSet *set, unsigned byte) { set->bits[byte >> 6] |= 1ULL << (byte & 63); }

static bool set_has(const ByteSet *set, unsigned byte) {
  return set->bits[byte >> 6] >> (byte & 63) & 1;
}

static unsigned class_of_byte(char c) {
  return ((unsigned)(unsigned char)ascii_lower(c) * 0x9Du & 0xFF) >> 2;
}

uint64_t byte_mask(Str s) {
  uint64_t mask = 0;
  for (size_t i = 0; i < s.len; i++) mask |= 1ULL << class_of_byte(s.ptr[i]);
  return mask;
}

// Folding makes the text lower case before it is compared; a range also tries the capital.
static void set_add_range(ByteSet *set, unsigned from, unsigned to, bool fold) {
  for (unsigned c = 0; c < 256; c++) {
    bool inside = c >= from && c <= to;
    if (fold && c >= 'a' && c <= 'z') inside |= c - 32 >= from && c - 32 <= to;
    if (inside) set_add(set, c);
  }
}

static bool is_punctuation(unsigned c) {
  return c > ' ' && c < 0x7F && (c == '_' || !is_word_byte((char)c));
}

static bool in_class(Str name, unsigned c, bool fold) {
  bool lower = c >= 'a' && c <= 'z', upper = c >= 'A' && c <= 'Z', digit = c >= '0' && c <= '9';
  if (str_equal(name, STR("alnum"))) return lower || upper || digit;
  if (str_equal(name, STR("alpha"))) return lower || upper;
  if (str_equal(name, STR("blank"))) return c == ' ' || c == '\t';
  if (str_equal(name, STR("cntrl"))) return c < 0x20 || c == 0x7F;
  if (str_equal(name, STR("digit"))) return digit;
  if (str_equal(name, STR("graph"))) return c > ' ' && c < 0x7F;
  if (str_equal(name, STR("lower"))) return lower;
  if (str_equal(name, STR("print"))) return c >= ' ' && c < 0x7F;
  if (str_equal(name, STR("punct"))) return is_punctuation(c);
  if (str_equal(name, STR("space"))) return c == ' ' || (c >= '\t' && c <= '\r');
  if (str_equal(name, STR("upper"))) return upper || (fold && lower);
  if (str_equal(name, STR("xdigit"))) {
    return digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
  return false;
}

static bool set_add_class(ByteSet *set, Str name, bool fold) {
  bool known = false;
  for (unsigned c = 0; c < 128; c++) {
    if (!in_class(name, c, fold)) continue;
    set_add(set, c);
    known = true; // no class is empty
  }
  return known;
}

// ---- compiling ----------------------------------------------------------------------------------

typedef struct {
  Str pattern;
  size_t at;
  bool fold;
} Bracket;

// At "[:": adds the class and moves behind its ":]". False if there is none: '[' is a member then.
static bool bracket_class(Bracket *b, ByteSet *set, bool *malformed) {
  Str rest = str_slice(b->pattern, b->at, b->pattern.len);
  if (rest.len < 2 || rest.ptr[1] != ':') return false;
  size_t close = str_find_byte(rest, 2, ']');
  if (close == rest.len) return *malformed = true;
  if (close < 3 || rest.ptr[close - 1] != ':') return false;
  *malformed = !set_add_class(set, str_slice(rest, 2, close - 1), b->fold);
  b->at += close + 1;
  return true;
}

// The byte at b->at, or the one behind its backslash; -1 at the pattern's end.
static int bracket_byte(Bracket *b) {
  if (b->at < b->pattern.len && b->pattern.ptr[b->at] == '\\') b->at++;
  return b->at < b->pattern.len ? (unsigned char)b->pattern.ptr[b->at++] : -1;
}

static bool bracket_is_range(const Bracket *b, int previous) {
  Str p = b->pattern;
  return p.ptr[b->at] == '-' && previous > 0 && b->at + 1 < p.len && p.ptr[b->at + 1] != ']';
}

// b->at is behind '[' and any negation. False if the bracket is never closed or names no class.
static bool bracket_members(Bracket *b, ByteSet *set) {
  int previous = 0; // the start of a possible range; 0: none
  bool malformed = false;
  for (bool first = true;; first = false) {
    if (b->at >= b->pattern.len) return false;
    char c = b->pattern.ptr[b->at];
    if (c == ']' && !first) {
      b->at++;
      return true;
    }
    if (bracket_is_range(b, previous)) {
      b->at++;
      int last = bracket_byte(b);
      if (last < 0) return false;
      set_add_range(set, (unsigned)previous, (unsigned)last, b->fold);
      previous = 0;
    } else if (c == '[' && bracket_class(b, set, &malformed)) {
      if (malformed) return false;
      previous = 0;
    } else {
      previous = bracket_byte(b);
      if (previous < 0) return false;
      set_add(set, (unsigned)previous);
    }
  }
}

// Compiles the bracket at `at`; returns the offset behind it, 0 if it is malformed.
static size_t compile_bracket(Str pattern, size_t at, bool fold, ByteSet *set) {
  Bracket b = {pattern, at + 1, fold};
  bool negated = b.at < pattern.len && (pattern.ptr[b.at] == '!' || pattern.ptr[b.at] == '^');
  if (negated) b.at++;
  *set = (ByteSet){0};
  if (!bracket_members(&b, set)) return 0;
  if (negated) {
    for (int i = 0; i < 4; i++) set->bits[i] = ~set->bits[i];
  }
  set->bits['/' >> 6] &= ~(1ULL << ('/' & 63));
  return b.at;
}

static size_t compile_stars(Str pattern, size_t at, uint32_t *op) {
  size_t end = at;
  while (end < pattern.len && pattern.ptr[end] == '*') end++;
  Str rest = str_slice(pattern, end, pattern.len);
  bool alone = (at == 0 || pattern.ptr[at - 1] == '/')
               && (rest.len == 0 || rest.ptr[0] == '/' || str_starts_with(rest, STR("\\/")));
  *op = end - at >= 2 && alone ? OP_STAR_ALL : OP_STAR;
  if (*op != OP_STAR_ALL || rest.len == 0 || rest.ptr[0] != '/') return end;
  *op = OP_STAR_DIRS;
  return end + 1;
}

bool glob_compile(Arena *arena, Str pattern, bool fold, Glob *glob) {
  size_t brackets = 0;
  for (size_t i = 0; i < pattern.len; i++) brackets += pattern.ptr[i] == '[';
  uint32_t *ops = arena_array(arena, uint32_t, pattern.len + 1);
  ByteSet *sets = arena_array(arena, ByteSet, brackets + 1);
  size_t count = 0;
  uint32_t set_count = 0;
  uint64_t needs = 0;
  for (size_t at = 0; at < pattern.len;) {
    char c = pattern.ptr[at];
    if (c == '*') {
      at = compile_stars(pattern, at, &ops[count++]);
    } else if (c == '?') {
      ops[count++] = OP_ANY;
      at++;
    } else if (c == '[') {
      at = compile_bracket(pattern, at, fold, &sets[set_count]);
      if (at == 0) return false;
      ops[count++] = OP_SET | set_count++ << 8;
    } else {
      if (c == '\\' && ++at == pattern.len) return false;
      bool lower = fold && c != '\\';
      c = lower ? ascii_lower(pattern.ptr[at]) : pattern.ptr[at];
      ops[count++] = OP_BYTE | (uint32_t)(unsigned char)c << 8;
      needs |= 1ULL << class_of_byte(c);
      at++;
    }
  }
  *glob = (Glob){ops, count, sets, needs};
  return true;
}

size_t glob_literal_prefix(Str pattern) {
  size_t at = 0;
  while (at < pattern.len && !strchr("*?[\\", pattern.ptr[at])) at++;
  return at;
}

// ---- matching -----------------------------------------------------------------------------------

static bool accepts(const Glob *glob, uint32_t op, char c) {
  switch (op & 0xFF) {
  case OP_BYTE: return (char)(op >> 8) == c;
  case OP_ANY: return c != '/';
  default: return set_has(&glob->sets[op >> 8], (unsigned char)c);
  }
}

typedef struct {
  uint32_t op, at; // text offset; op is NO_OP if there is nowhere to return to
  bool dirs;
} Return;

static bool retry_star(Return *star, Str text) {
  if (star->op == NO_OP || star->at >= text.len || text.ptr[star->at] == '/') return false;
  star->at++;
  return true;
}

static bool retry_deep(Return *deep, Str text) {
  if (deep->op == NO_OP || deep->at >= text.len) return false;
  if (deep->dirs) {
    size_t slash = str_find_byte(text, deep->at, '/');
    if (slash == text.len) return false;
    deep->at = (uint32_t)slash;
  }
  deep->at++;
  return true;
}

bool glob_match(const Glob *glob, Str text, bool fold) {
  if (text.len >= UINT32_MAX) return false;
  Return star = {.op = NO_OP}, deep = {.op = NO_OP};
  uint32_t op = 0, at = 0;
  for (;;) {
    if (op == glob->count && at == text.len) return true;
    uint32_t kind = op < glob->count ? glob->ops[op] & 0xFF : NO_OP;
    if (kind == OP_STAR) {
      star = (Return){.op = ++op, .at = at};
      continue;
    }
    if (kind == OP_STAR_ALL || kind == OP_STAR_DIRS) {
      deep = (Return){.op = ++op, .at = at, .dirs = kind == OP_STAR_DIRS};
      star.op = NO_OP;
      continue;
    }
    if (at == text.len) return false; // the pattern wants more: see the top
    char c = fold ? ascii_lower(text.ptr[at]) : text.ptr[at];
    if (kind != NO_OP && accepts(glob, glob->ops[op], c)) {
      op++;
      at++;
    } else if (retry_star(&star, text)) {
      op = star.op;
      at = star.at;
    } else if (retry_deep(&deep, text)) {
      star.op = NO_OP;
      op = deep.op;
      at = deep.at;
    } else {
      return false;
    }
  }
}
