#include "query/symbol_query.h"

#include "base/bits.h"
#include "query/fuzzy.h"
#include "query/query.h"

enum { WORDS_MAX_BYTES = 4096 };

// ---- kinds --------------------------------------------------------------------------------------

#define BIT(kind) ((uint32_t)1 << (kind))
static const struct {
  char letter;
  uint32_t kinds;
} kind_letters[] = {
    {'f', BIT(SYMBOL_FUNCTION) | BIT(SYMBOL_METHOD) | BIT(SYMBOL_CONSTRUCTOR)},
    {'m', BIT(SYMBOL_METHOD) | BIT(SYMBOL_CONSTRUCTOR) | BIT(SYMBOL_FIELD) | BIT(SYMBOL_PROPERTY)
              | BIT(SYMBOL_EVENT) | BIT(SYMBOL_ENUMERATOR)},
    {'c', BIT(SYMBOL_CLASS) | BIT(SYMBOL_STRUCT) | BIT(SYMBOL_UNION) | BIT(SYMBOL_INTERFACE)
              | BIT(SYMBOL_TRAIT)},
    {'t', BIT(SYMBOL_CLASS) | BIT(SYMBOL_STRUCT) | BIT(SYMBOL_UNION) | BIT(SYMBOL_INTERFACE)
              | BIT(SYMBOL_TRAIT) | BIT(SYMBOL_ENUM) | BIT(SYMBOL_TYPE)},
    {'v', BIT(SYMBOL_VARIABLE) | BIT(SYMBOL_CONSTANT) | BIT(SYMBOL_FIELD) | BIT(SYMBOL_PROPERTY)},
    {'d', BIT(SYMBOL_MACRO)},
    {'n', BIT(SYMBOL_MODULE) | BIT(SYMBOL_NAMESPACE) | BIT(SYMBOL_PACKAGE)},
};
#undef BIT

// 0: no kinds have that letter.
static uint32_t kinds_of_letter(char letter) {
  for (size_t i = 0; i < COUNT_OF(kind_letters); i++) {
    if (kind_letters[i].letter == letter) return kind_letters[i].kinds;
  }
  return 0;
}

// `name:f` and `f:name`: cut off *word. 0: it has none.
static uint32_t take_kind_letter(Str *word) {
  Str w = *word;
  uint32_t kinds = 0;
  bool behind = w.len >= 2 && w.ptr[w.len - 2] == ':' && (w.len == 2 || w.ptr[w.len - 3] != ':');
  if (behind && (kinds = kinds_of_letter(w.ptr[w.len - 1]))) {
    *word = str_slice(w, 0, w.len - 2);
    return kinds;
  }
  bool before = w.len >= 2 && w.ptr[1] == ':' && (w.len == 2 || w.ptr[2] != ':');
  if (before && (kinds = kinds_of_letter(w.ptr[0]))) *word = str_slice(w, 2, w.len);
  return kinds;
}

// Kinds of that name, else those that begin so: of what is half typed.
static uint32_t kinds_of_name(Str name) {
  SymbolKind kind;
  uint32_t kinds = 0;
  if (symbol_kind_from_name(name, &kind)) return (uint32_t)1 << kind;
  for (int k = 0; k < SYMBOL_KIND_COUNT && name.len; k++) {
    if (str_starts_with(symbol_kind_name((SymbolKind)k), name)) kinds |= (uint32_t)1 << k;
  }
  return kinds;
}

// ---- filters ------------------------------------------------------------------------------------

typedef struct {
  Str text;
  Arena *arena;
  SymbolQuery *query;
  Error *error;
  bool typing;
  Str words[SYMBOL_WORDS_MAX]; // what is no filter
  size_t word_count;
} Parse;

static size_t column_of(const Parse *p, Str word) { return (size_t)(word.ptr - p->text.ptr) + 1; }

static Status read_kinds(Parse *p, Str list, uint32_t *kinds) {
  Str name;
  *kinds = 0;
  while (str_next_field(&list, ',', &name)) {
    uint32_t named = kinds_of_name(name);
    if (!named && name.len) {
      return error_set(p->error, STATUS_INVALID,
                       "column %zu: kind:%.*s: there is no such kind of symbol", column_of(p, name),
                       STR_ARGS(name));
    }
    *kinds |= named;
  }
  return STATUS_OK;
}

static Status read_kind_filter(Parse *p, Str list, bool negated) {
  uint32_t kinds;
  Status status = read_kinds(p, list, &kinds);
  if (status != STATUS_OK || !kinds) return p->typing || status == STATUS_OK ? STATUS_OK : status;
  p->query->kinds &= negated ? ~kinds : kinds;
  p->query->filtered = true;
  return STATUS_OK;
}

static Status add_filter(Parse *p, Str word, FilterField field, Str value, bool negated) {
  SymbolQuery *query = p->query;
  Error found = {0};
  if (query->filter_count == SYMBOL_FILTERS_MAX) {
    return error_set(p->error, STATUS_INVALID, "column %zu: more than %d filters",
                     column_of(p, word), SYMBOL_FILTERS_MAX);
  }
  Status status = filter_make(field, value, &query->filters[query->filter_count], &found);
  if (status != STATUS_OK && p->typing) return STATUS_OK;
  if (status != STATUS_OK) {
    return error_set(p->error, status, "column %zu: %s", column_of(p, word), found.message);
  }
  query->negated[query->filter_count++] = negated;
  query->filtered = true;
  return STATUS_OK;
}

// A list of paths is one filter or the other; negated, neither.
static Status read_field(Parse *p, Str word, FilterField field, Str value, bool negated) {
  if (!filter_is_path(field)) return add_filter(p, word, field, value, negated);
  Status status = STATUS_OK;
  size_t first = p->query->filter_count;
  Str path;
  while (status == STATUS_OK && str_next_field(&value, ',', &path)) {
    size_t at = p->query->filter_count;
    if (path.len == 0) continue; // it is about to be typed
    status = add_filter(p, word, field, path, negated);
    if (status == STATUS_OK) p->query->alternative[at] = at > first && !negated;
  }
  return status;
}

// A filter? Then *is_filter, and it is added to the query.
static Status read_filter(Parse *p, Str word, bool *is_filter) {
  bool negated = word.len > 1 && word.ptr[0] == '-';
  Str plain = negated ? str_slice(word, 1, word.len) : word;
  FilterField field;
  Str value;
  *is_filter = true;
  if (str_starts_with(plain, STR("kind:")) && !str_starts_with(plain, STR("kind::"))) {
    return read_kind_filter(p, str_slice(plain, 5, plain.len), negated);
  }
  *is_filter = query_filter_field(plain, &field, &value) && !str_starts_with(value, STR(":"));
  if (!*is_filter || value.len == 0) return STATUS_OK; // it is about to be typed
  return read_field(p, word, field, value, negated);
}

// ---- names and containers -----------------------------------------------------------------------

static Str folded_copy(Arena *arena, Str text) {
  char *folded = arena_alloc(arena, text.len + 1);
  for (size_t i = 0; i < text.len; i++) folded[i] = ascii_lower(text.ptr[i]);
  return str_make(folded, text.len);
}

static bool has_wildcard(Str name) {
  return str_find_byte(name, 0, '*') < name.len || str_find_byte(name, 0, '?') < name.len;
}

static Str longest_piece(Str pattern) {
  Str best = STR("");
  for (size_t from = 0, at = 0; at <= pattern.len; at++) {
    bool ends = at == pattern.len || pattern.ptr[at] == '*' || pattern.ptr[at] == '?';
    if (!ends) continue;
    if (at - from > best.len) best = str_slice(pattern, from, at);
    from = at + 1;
  }
  return best;
}

static void fill_places(SymbolTarget *target) {
  size_t length = target->folded.len < FUZZY_NEEDLE_MAX ? target->folded.len : FUZZY_NEEDLE_MAX;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)target->folded.ptr[i];
    target->places[c] |= (uint64_t)1 << i;
    if (ascii_is_lower((char)c)) target->places[c - 'a' + 'A'] |= (uint64_t)1 << i;
  }
}

// Adds a reading, unless there are enough. A pattern without a letter names nothing.
static SymbolTarget *add_target(Parse *p, Str name, Str container, uint32_t others) {
  SymbolQuery *query = p->query;
  Str piece = has_wildcard(name) ? longest_piece(name) : name;
  if (piece.len == 0 || query->target_count == SYMBOL_TARGETS_MAX) return NULL;
  SymbolTarget *target = &query->targets[query->target_count++];
  *target = (SymbolTarget){.name = piece,
                           .folded = folded_copy(p->arena, piece),
                           .container = container,
                           .others = others,
                           .mask = name_mask(piece)};
  if (piece.len < name.len) target->glob = folded_copy(p->arena, name);
  target->needle = scan_needle_make(target->folded, true);
  fill_places(target);
  return target;
}

// Length of the separator at `at`, or 0.
static size_t separator_at(Str s, size_t at) {
  char c = s.ptr[at], next = at + 1 < s.len ? s.ptr[at + 1] : '\0';
  if ((c == ':' && next == ':') || (c == '-' && next == '>')) return 2;
  return c == '.' || c == '/' || c == '#' ? 1 : 0;
}

// A word by its last separator.
typedef struct {
  Str container; // its own separators become dots; in the arena
  Str before, name;
  bool names_code; // a separator that no name contains
  bool slash;
} Split;

static Split split_word(Arena *arena, Str word) {
  Split split = {.name = word};
  Buf container = {0};
  size_t part = 0; // where the part after the last separator begins
  for (size_t at = 0; at < word.len;) {
    size_t length = separator_at(word, at);
    if (length && at > part) {
      if (container.len) buf_byte(&container, '.');
      buf_str_put(&container, str_slice(word, part, at));
      split.before = str_slice(word, 0, at);
    }
    split.names_code |= length == 2;
    split.slash |= length == 1 && word.ptr[at] == '/';
    at += length ? length : 1;
    if (length) part = at;
  }
  if (part < word.len) split.name = str_slice(word, part, word.len);
  split.container = arena_dup(arena, buf_str(&container));
  buf_release(&container);
  return split;
}

// `json.dumps` is dumps in json/ or in json.py, too.
static Str as_path(Arena *arena, Split split) {
  if (split.slash) return split.before;
  char *path = arena_alloc(arena, split.container.len + 1);
  for (size_t i = 0; i < split.container.len; i++) {
    path[i] = split.container.ptr[i] == '.' ? '/' : split.container.ptr[i];
  }
  return str_make(path, split.container.len);
}

static void add_readings(Parse *p, Str word, uint32_t others) {
  Split split = split_word(p->arena, word);
  bool is_split = split.name.len < word.len;
  if (!is_split || !split.names_code) add_target(p, word, STR(""), others);
  if (!is_split || (!split.container.len && !split.names_code)) return;
  SymbolTarget *target = add_target(p, split.name, split.container, others);
  if (target && !split.names_code) target->path = folded_copy(p->arena, as_path(p->arena, split));
}

// `Foo::` while the person still types: as `Foo`.
static Str without_trailing_separators(Str s) {
  while (s.len > 1) {
    if (s.len > 2 && separator_at(s, s.len - 2) == 2)
      s.len -= 2;
    else if (strchr(".:#/", s.ptr[s.len - 1]))
      s.len--;
    else
      break;
  }
  return s;
}

// ---- words --------------------------------------------------------------------------------------

static Status read_words(Parse *p) {
  Str rest = p->text;
  Status status = STATUS_OK;
  while (status == STATUS_OK) {
    while (rest.len && ascii_is_space(rest.ptr[0])) rest = str_slice(rest, 1, rest.len);
    if (!rest.len) break;
    size_t length = 0;
    while (length < rest.len && !ascii_is_space(rest.ptr[length])) length++;
    Str word = str_slice(rest, 0, length);
    rest = str_slice(rest, length, rest.len);
    bool is_filter;
    status = read_filter(p, word, &is_filter);
    if (is_filter) continue;
    uint32_t kinds = take_kind_letter(&word);
    if (kinds) p->query->kinds &= kinds;
    p->query->filtered |= kinds != 0;
    if (word.len && p->word_count < SYMBOL_WORDS_MAX) p->words[p->word_count++] = word;
  }
  return status;
}

// What a symbol must have for a word that is not its name's.
static void add_word(Parse *p, Str word, bool place) {
  SymbolQuery *query = p->query;
  Str wanted = place ? word : split_word(p->arena, word).name;
  if (has_wildcard(wanted)) wanted = longest_piece(wanted);
  if (place) query->places |= (uint32_t)1 << query->word_count;
  while (place && wanted.len && wanted.ptr[wanted.len - 1] == '/') wanted.len--;
  wanted = folded_copy(p->arena, wanted);
  SymbolWord *added = &query->words[query->word_count++];
  *added = (SymbolWord){.place = place};
  if (wanted.len) added->needle = scan_needle_make(wanted, true);
}

static void read_targets(Parse *p) {
  uint32_t names = 0; // bit w: word w may be the name
  for (size_t i = 0; i < p->word_count; i++) {
    bool slash = str_find_byte(p->words[i], 0, '/') < p->words[i].len;
    bool ends = slash && p->words[i].ptr[p->words[i].len - 1] == '/' && p->words[i].len > 1;
    if (!slash || (p->word_count == 1 && !ends)) names |= (uint32_t)1 << i;
  }
  if (p->word_count > 1 && !names) { // places only: the last is where the name is
    names = (uint32_t)1 << (p->word_count - 1);
  }
  for (size_t i = 0; i < p->word_count; i++) add_word(p, p->words[i], !(names >> i & 1));
  for (size_t i = p->word_count; i-- > 0;) { // the last word is the likeliest
    uint32_t own = (uint32_t)1 << i;
    if (!(names & own)) continue;
    Str word = without_trailing_separators(p->words[i]);
    add_readings(p, word, names & ~own);
  }
}

Status symbol_query_parse(Str text, bool typing, Arena *arena, SymbolQuery *out, Error *error) {
  SymbolQuery *query = arena_new(arena, SymbolQuery);
  query->kinds = UINT32_MAX;
  if (text.len > WORDS_MAX_BYTES) {
    return error_set(error, STATUS_INVALID, "the query is longer than %d bytes", WORDS_MAX_BYTES);
  }
  Parse p = {.text = arena_dup(arena, text),
             .arena = arena,
             .query = query,
             .error = error,
             .typing = typing};
  Status status = read_words(&p);
  if (status != STATUS_OK) return status;
  read_targets(&p);
  *out = *query;
  return STATUS_OK;
}

// ---- admitting ----------------------------------------------------------------------------------

bool symbol_glob(Str glob, Str name) {
  size_t g = 0, n = 0, star = SIZE_MAX, from = 0; // behind the last star, and what it has swallowed
  while (n < name.len) {
    if (g < glob.len && glob.ptr[g] == '*') {
      star = ++g;
      from = n;
    } else if (g < glob.len && (glob.ptr[g] == '?' || glob.ptr[g] == ascii_lower(name.ptr[n]))) {
      g++;
      n++;
    } else if (star != SIZE_MAX) {
      g = star;
      n = ++from;
    } else {
      return false;
    }
  }
  while (g < glob.len && glob.ptr[g] == '*') g++;
  return g == glob.len;
}

bool symbol_in_container(Str container, Str wanted) {
  if (wanted.len > container.len) return false;
  size_t from = container.len - wanted.len;
  if (!str_equal_fold(str_slice(container, from, container.len), wanted)) return false;
  return from == 0 || !is_word_byte(container.ptr[from - 1]);
}

// The wanted text, of any case, begins where a part of `whole` does: at its beginning, or behind
// a `separator` (0: behind whatever is in no word).
static bool has_part(Str whole, Str wanted, char separator) {
  char first = ascii_lower(wanted.ptr[0]);
  for (size_t from = 0; from + wanted.len <= whole.len; from++) {
    if (ascii_lower(whole.ptr[from]) != first) continue;
    char before = from ? whole.ptr[from - 1] : separator;
    if (from && (separator ? before != separator : is_word_byte(before))) continue;
    if (str_equal_fold(str_slice(whole, from, from + wanted.len), wanted)) return true;
  }
  return false;
}

static bool in_container(Str container, Str wanted) { return has_part(container, wanted, 0); }
static bool in_path(Str path, Str wanted) { return has_part(path, wanted, '/'); }

static bool in_place(const SymbolTarget *t, const SnapshotPart *part, const StoredSymbol *symbol) {
  if (!t->container.len) return true;
  if (symbol->container.len && in_container(symbol->container, t->container)) return true;
  return t->path.len && in_path(segment_path(part->segment, symbol->document), t->path);
}

static bool has_word(const SymbolWord *word, const SnapshotPart *part, Str name,
                     const StoredSymbol *symbol) {
  Str wanted = word->needle.needle;
  if (!wanted.len) return true;
  Str path = segment_path(part->segment, symbol->document);
  if (word->place) return in_path(path, wanted) || in_container(symbol->container, wanted);
  return scan_find(&word->needle, name, 0) != SIZE_MAX
         || scan_find(&word->needle, symbol->container, 0) != SIZE_MAX
         || scan_find(&word->needle, path, 0) != SIZE_MAX;
}

bool symbol_query_is_selective(const SymbolQuery *query, const SymbolTarget *target) {
  return query->filtered || query->places || (target && (target->container.len || target->others));
}

void symbol_query_filter_documents(SymbolQuery *query, const Snapshot *snapshot, Arena *arena) {
  if (query->filter_count == 0) return;
  uint64_t **passing = arena_array(arena, uint64_t *, snapshot->parts.count + 1);
  for (size_t p = 0; p < snapshot->parts.count; p++) {
    const Segment *segment = snapshot->parts.items[p].segment;
    size_t words = (size_t)segment_documents(segment) / 64 + 1;
    uint64_t *all = arena_array(arena, uint64_t, words);
    memset(all, 0xFF, words * sizeof *all);
    for (size_t i = 0; i < query->filter_count;) {
      bool negated = query->negated[i];
      uint64_t *any = arena_zalloc(arena, words * sizeof *any); // filters add to what is there
      do filter_documents(&query->filters[i++], query->facts, segment, any);
      while (i < query->filter_count && query->alternative[i]);
      for (size_t w = 0; w < words; w++) all[w] &= negated ? ~any[w] : any[w];
    }
    passing[p] = all;
  }
  query->passing = passing;
}

static bool passes_filters(const SymbolQuery *query, const Segment *segment, uint32_t part,
                           uint32_t document) {
  if (query->passing) return query->passing[part][document / 64] >> (document % 64) & 1;
  bool passes = true;
  for (size_t i = 0; i < query->filter_count; i++) {
    if (passes && query->alternative[i]) continue;
    if (!passes && !query->alternative[i]) return false;
    bool matches = filter_matches(&query->filters[i], query->facts, segment, document);
    passes = matches != query->negated[i];
  }
  return passes;
}

bool symbol_query_admits(const SymbolQuery *query, const SymbolTarget *target,
                         const Snapshot *snapshot, uint32_t part, Str name,
                         const StoredSymbol *symbol) {
  const SnapshotPart *p = &snapshot->parts.items[part];
  if (snapshot_part_is_dead(p, symbol->document)) return false;
  if (!(query->kinds >> symbol->kind & 1)) return false;
  if (!passes_filters(query, p->segment, part, symbol->document)) return false;
  if (target && !in_place(target, p, symbol)) return false;
  uint32_t words = query->places | (target ? target->others : 0);
  for (; words; words &= words - 1) {
    if (!has_word(&query->words[bits_lowest(words)], p, name, symbol)) return false;
  }
  return true;
}
