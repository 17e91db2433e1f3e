#include "query/symbol_query.h"

#include "query/query.h"

enum { WORDS_MAX_BYTES = 4096 };

// ---- filters ------------------------------------------------------------------------------------

static Status read_kinds(Str list, uint32_t *kinds, Error *error) {
  Str name;
  *kinds = 0;
  while (str_next_field(&list, ',', &name)) {
    SymbolKind kind;
    if (!symbol_kind_from_name(name, &kind)) {
      return error_set(error, STATUS_INVALID, "kind:%.*s: there is no such kind of symbol",
                       STR_ARGS(name));
    }
    *kinds |= 1u << kind;
  }
  return STATUS_OK;
}

// A filter? Then *is_filter, and it is added to the query.
static Status read_filter(Str word, SymbolQuery *query, bool *is_filter, Error *error) {
  bool negated = str_starts_with(word, STR("-"));
  if (negated) word = str_slice(word, 1, word.len);
  FilterField field;
  Str value;
  *is_filter = true;
  if (str_starts_with(word, STR("kind:")) && !str_starts_with(word, STR("kind::"))) {
    uint32_t kinds;
    Status status = read_kinds(str_slice(word, 5, word.len), &kinds, error);
    if (status == STATUS_OK) query->kinds &= negated ? ~kinds : kinds;
    query->filtered = true;
    return status;
  }
  *is_filter = query_filter_field(word, &field, &value) && value.len > 0;
  if (!*is_filter) return STATUS_OK;
  if (query->filter_count == SYMBOL_FILTERS_MAX) {
    return error_set(error, STATUS_INVALID, "more than %d filters", SYMBOL_FILTERS_MAX);
  }
  query->filtered = true;
  query->negated[query->filter_count] = negated;
  return filter_make(field, value, &query->filters[query->filter_count++], error);
}

// ---- names and containers -----------------------------------------------------------------------

static void add_target(SymbolQuery *query, Arena *arena, Str name, Str container) {
  SymbolTarget *target = &query->targets[query->target_count++];
  char *folded = arena_alloc(arena, name.len + 1);
  for (size_t i = 0; i < name.len; i++) folded[i] = ascii_lower(name.ptr[i]);
  *target = (SymbolTarget){.name = name,
                           .folded = str_make(folded, name.len),
                           .container = container,
                           .mask = name_mask(name)};
  target->needle = scan_needle_make(target->folded, true);
}

// Length of the separator at `at`, or 0.
static size_t separator_at(Str s, size_t at) {
  char c = s.ptr[at], next = at + 1 < s.len ? s.ptr[at + 1] : '\0';
  if ((c == ':' && next == ':') || (c == '-' && next == '>')) return 2;
  return c == '.' || c == '/' || c == '#' ? 1 : 0;
}

// Splits the words at their last separator; the container's own separators become dots.
static void add_split(SymbolQuery *query, Arena *arena, Str words) {
  Buf container = {0};
  size_t part = 0;         // where the part after the last separator begins
  bool names_code = false; // a separator that no name contains
  for (size_t at = 0; at < words.len;) {
    size_t length = separator_at(words, at);
    if (length && at > part) {
      if (container.len) buf_byte(&container, '.');
      buf_str_put(&container, str_slice(words, part, at));
    }
    names_code |= length == 2;
    at += length ? length : 1;
    if (length) part = at;
  }
  bool split = part > 0 && part < words.len;
  if (!split || !names_code) add_target(query, arena, words, STR(""));
  if (split && (container.len || names_code)) {
    Str path = arena_dup(arena, buf_str(&container));
    add_target(query, arena, str_slice(words, part, words.len), path);
  }
  buf_release(&container);
}

// `Foo::` while the person still types: as `Foo`.
static Str without_trailing_separators(Str s) {
  while (s.len > 1) {
    if (s.len > 2 && separator_at(s, s.len - 2) == 2)
      s.len -= 2;
    else if (strchr(".:/#", s.ptr[s.len - 1]))
      s.len--;
    else
      break;
  }
  return s;
}

Status symbol_query_parse(Str text, Arena *arena, SymbolQuery *out, Error *error) {
  SymbolQuery query = {.kinds = UINT32_MAX};
  if (text.len > WORDS_MAX_BYTES) {
    return error_set(error, STATUS_INVALID, "the query is longer than %d bytes", WORDS_MAX_BYTES);
  }
  Str rest = arena_dup(arena, text), word;
  Buf words = {0};
  Status status = STATUS_OK;
  while (status == STATUS_OK && str_next_field(&rest, ' ', &word)) {
    bool is_filter;
    word = str_trim(word);
    status = read_filter(word, &query, &is_filter, error);
    if (is_filter || word.len == 0) continue;
    if (words.len) buf_byte(&words, ' ');
    buf_str_put(&words, word);
  }
  Str name = without_trailing_separators(arena_dup(arena, buf_str(&words)));
  buf_release(&words);
  if (status != STATUS_OK) return status;
  if (name.len) add_split(&query, arena, name);
  *out = query;
  return STATUS_OK;
}

// ---- admitting ----------------------------------------------------------------------------------

// The wanted path is the container, or the end of it from the start of a word.
static bool in_container(Str container, Str wanted) {
  if (wanted.len > container.len) return false;
  size_t from = container.len - wanted.len;
  if (!str_equal_fold(str_slice(container, from, container.len), wanted)) return false;
  return from == 0 || !is_word_byte(container.ptr[from - 1]);
}

bool symbol_query_admits(const SymbolQuery *query, const SymbolTarget *target,
                         const SnapshotPart *part, const StoredSymbol *symbol) {
  if (snapshot_part_is_dead(part, symbol->document)) return false;
  if (!(query->kinds >> symbol->kind & 1)) return false;
  if (target && target->container.len && !in_container(symbol->container, target->container)) {
    return false;
  }
  for (size_t i = 0; i < query->filter_count; i++) {
    bool matches =
        filter_matches(&query->filters[i], query->facts, part->segment, symbol->document);
    if (matches == query->negated[i]) return false;
  }
  return true;
}
