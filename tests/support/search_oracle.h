// What a query finds in a text, by brute force: every text of it through PCRE2, line by line, every pair of
// occurrences compared, every definition asked. For trees of a few small files.
#ifndef TREELINE_TESTS_SEARCH_ORACLE_H
#define TREELINE_TESTS_SEARCH_ORACLE_H

#include "intake/extract.h"
#include "query/query.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"

#include <pcre2.h>

// An occurrence: offsets in the text.
typedef struct {
  size_t start, end;
} Place;
typedef ARRAY(Place) Places;

typedef struct {
  const Query *query;
  pcre2_code *codes[QUERY_MAX_TEXTS]; // for texts
  pcre2_code *names[QUERY_MAX_TEXTS]; // for the names of definitions
} Oracle;

// Expressions that ask for line ends are those with \n or (?s) in them.
static inline bool oracle_spans_lines(const QueryText *text) {
  return text->form == TEXT_REGEX
         && (str_find(text->text, STR("\\n")) != SIZE_MAX
             || str_find(text->text, STR("(?s)")) != SIZE_MAX);
}

// ---- texts --------------------------------------------------------------------------------------

static inline void oracle_put(Buf *out, const char *text) { buf_put(out, text, strlen(text)); }

static inline void oracle_put_literal(Buf *out, Str text) {
  oracle_put(out, "\\Q");
  buf_str_put(out, text);
  oracle_put(out, "\\E");
}

// A name as a whole: * any run of characters, ? one.
static inline void oracle_put_glob(Buf *out, Str glob) {
  oracle_put(out, "\\A");
  for (size_t i = 0; i < glob.len; i++) {
    if (glob.ptr[i] == '*')
      oracle_put(out, ".*");
    else if (glob.ptr[i] == '?')
      oracle_put(out, ".");
    else
      oracle_put_literal(out, str_slice(glob, i, i + 1));
  }
  oracle_put(out, "\\z");
}

// Literals too go through PCRE2: quoted, case as the query says.
static inline pcre2_code *oracle_compile(const QueryText *text, bool glob) {
  Buf pattern = {0};
  oracle_put(&pattern, text->whole_word ? "(?<![\\w\\x{80}-\\x{10ffff}])(?:" : "(?:");
  if (text->form == TEXT_LITERAL)
    oracle_put_literal(&pattern, text->text);
  else if (text->form == TEXT_WILDCARD && glob)
    oracle_put_glob(&pattern, text->text);
  else if (text->form == TEXT_WILDCARD)
    query_wildcard_regex(text->text, &pattern);
  else
    buf_str_put(&pattern, text->text);
  oracle_put(&pattern, text->whole_word ? ")(?![\\w\\x{80}-\\x{10ffff}])" : ")");
  int code;
  PCRE2_SIZE at;
  uint32_t options = PCRE2_UTF | PCRE2_UCP | (text->match_case ? 0 : PCRE2_CASELESS);
  if (oracle_spans_lines(text)) options |= PCRE2_MULTILINE;
  pcre2_code *compiled =
      pcre2_compile((PCRE2_SPTR)pattern.data, pattern.len, options, &code, &at, NULL);
  assert_non_null(compiled);
  buf_release(&pattern);
  return compiled;
}

static inline void oracle_open(Oracle *oracle, const Query *query) {
  oracle->query = query;
  for (size_t i = 0; i < query->text_count; i++) {
    const QueryText *text = &query->texts[i]->text;
    oracle->codes[i] = oracle_compile(text, false);
    oracle->names[i] = oracle_compile(text, text->symbol);
  }
}

static inline void oracle_close(Oracle *oracle) {
  for (size_t i = 0; i < oracle->query->text_count; i++) {
    pcre2_code_free(oracle->codes[i]);
    pcre2_code_free(oracle->names[i]);
  }
}

// In text[from, to), which is a line, or all of the text.
static inline void oracle_find(const pcre2_code *code, Str text, size_t from, size_t to,
                               Places *out) {
  pcre2_match_data *data = pcre2_match_data_create(1, NULL);
  size_t at = 0, last = SIZE_MAX;
  Str part = str_slice(text, from, to);
  while (at <= part.len) {
    if (pcre2_match(code, (PCRE2_SPTR)part.ptr, part.len, at, 0, data, NULL) < 0) break;
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(data);
    if (ends[0] != ends[1] || ends[1] != last) {
      array_push(out, ((Place){from + ends[0], from + ends[1]}));
    }
    last = ends[1];
    at = ends[1] > ends[0] ? ends[1] : ends[1] + 1;
    while (at < part.len && ((unsigned char)part.ptr[at] & 0xC0) == 0x80) at++;
  }
  pcre2_match_data_free(data);
}

// Edits from the one to the other: a table of prefixes, filled row by row.
static inline size_t oracle_distance(const uint32_t *a, size_t a_len, const uint32_t *b,
                                     size_t b_len) {
  enum { MOST = 64 };
  static size_t table[MOST + 1][MOST + 1];
  if (a_len > MOST || b_len > MOST) return SIZE_MAX;
  for (size_t i = 0; i <= a_len; i++) {
    for (size_t k = 0; k <= b_len; k++) {
      size_t best = i + k;
      if (i && k) {
        best = table[i - 1][k - 1] + (a[i - 1] != b[k - 1]);
        if (table[i - 1][k] + 1 < best) best = table[i - 1][k] + 1;
        if (table[i][k - 1] + 1 < best) best = table[i][k - 1] + 1;
      }
      bool swapped = i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1];
      if (swapped && table[i - 2][k - 2] + 1 < best) best = table[i - 2][k - 2] + 1;
      table[i][k] = best;
    }
  }
  return table[a_len][b_len];
}

static inline size_t oracle_letters(Str word, bool fold, uint32_t *letters, size_t most) {
  size_t count = 0;
  for (size_t i = 0; i < word.len && count < most; count++) {
    i += utf8_decode(str_slice(word, i, word.len), &letters[count]);
    if (fold && letters[count] < 128) letters[count] = (uint32_t)ascii_lower((char)letters[count]);
  }
  return count;
}

// Whole words of text[from, to) that are few edits away.
static inline void oracle_find_words(const QueryText *text, Str all, size_t from, size_t to,
                                     Places *out) {
  uint32_t wanted[256], found[256];
  size_t wanted_len = oracle_letters(text->text, !text->match_case, wanted, 256);
  for (size_t at = from, end; at < to; at = end) {
    for (end = at; end < to && is_word_byte(all.ptr[end]);) end++;
    if (end == at) {
      end++;
      continue;
    }
    size_t len = oracle_letters(str_slice(all, at, end), !text->match_case, found, 256);
    if (oracle_distance(wanted, wanted_len, found, len) <= text->edits) {
      array_push(out, ((Place){at, end}));
    }
  }
}

static inline void oracle_find_in_lines(const pcre2_code *code, Str text, Places *out) {
  for (size_t at = 0; at < text.len;) {
    size_t next = str_find_byte(text, at, '\n') + 1, end = next - 1;
    if (end < text.len && end > at && text.ptr[end - 1] == '\r') end--;
    oracle_find(code, text, at, end, out);
    at = next;
  }
}

// ---- definitions and places ---------------------------------------------------------------------

static inline bool oracle_admits_name(const Oracle *oracle, size_t number, const Symbol *symbol) {
  const QueryText *text = &oracle->query->texts[number]->text;
  if (text->kinds && !(text->kinds >> symbol->kind & 1)) return false;
  Places found = {0};
  if (text->edits)
    oracle_find_words(text, symbol->name, 0, symbol->name.len, &found);
  else
    oracle_find(oracle->names[number], symbol->name, 0, symbol->name.len, &found);
  bool admits = found.count > 0;
  array_free(&found);
  return admits;
}

// The definition's name in the text, within its line.
static inline Place oracle_name_place(const MemoryFile *file, const Symbol *symbol) {
  size_t end = str_find_byte(file->text, symbol->name_start, '\n');
  if (end - symbol->name_start > symbol->name.len) end = symbol->name_start + symbol->name.len;
  return (Place){symbol->name_start, end};
}

static inline bool oracle_is_in_name(const Oracle *oracle, size_t number, const MemoryFile *file,
                                     Place place) {
  for (size_t i = 0; i < file->symbol_count; i++) {
    Place name = oracle_name_place(file, &file->symbols[i]);
    bool inside = name.start <= place.start && place.end <= name.end;
    if (inside && oracle_admits_name(oracle, number, &file->symbols[i])) return true;
  }
  return false;
}

static inline unsigned oracle_place_at(const MemoryFile *file, size_t offset) {
  for (size_t i = 0; i < file->span_count; i++) {
    const Span *span = &file->spans[i];
    if (span->start <= offset && offset < span->end) {
      return span->kind == SPAN_COMMENT ? PLACE_COMMENT : PLACE_STRING;
    }
  }
  return PLACE_CODE;
}

static inline bool oracle_counts(const Oracle *oracle, size_t number, const MemoryFile *file,
                                 Place place) {
  const QueryText *text = &oracle->query->texts[number]->text;
  unsigned here = oracle_place_at(file, place.start);
  if (text->symbol || oracle_is_in_name(oracle, number, file, place)) here |= PLACE_DEFINITION;
  return (text->places == 0 || (here & text->places)) && !(here & text->not_places);
}

// All occurrences of one text that count.
static inline void oracle_occurrences(const Oracle *oracle, size_t number, const MemoryFile *file,
                                      Places *out) {
  const QueryText *text = &oracle->query->texts[number]->text;
  Places all = {0};
  if (text->symbol) {
    for (size_t i = 0; i < file->symbol_count; i++) {
      if (!oracle_admits_name(oracle, number, &file->symbols[i])) continue;
      array_push(&all, oracle_name_place(file, &file->symbols[i]));
    }
  } else if (text->edits) {
    oracle_find_words(text, file->text, 0, file->text.len, &all);
  } else if (oracle_spans_lines(text)) {
    oracle_find(oracle->codes[number], file->text, 0, file->text.len, &all);
  } else {
    oracle_find_in_lines(oracle->codes[number], file->text, &all);
  }
  for (size_t i = 0; i < all.count; i++) {
    if (oracle_counts(oracle, number, file, all.items[i])) array_push(out, all.items[i]);
  }
  array_free(&all);
}

// ---- NEAR ---------------------------------------------------------------------------------------

static inline bool oracle_are_near(const QueryNode *link, Str text, Place a, Place b) {
  if (b.start < a.start && !link->ordered) return oracle_are_near(link, text, b, a);
  if (a.start >= b.start || a.end > b.start) return false; // overlapping, or not in order
  uint32_t between = 0;
  for (size_t i = a.end; i < b.start; i++) {
    bool word = is_word_byte(text.ptr[i]);
    bool first = i == a.end || !is_word_byte(text.ptr[i - 1]);
    between += link->unit == NEAR_LINES ? text.ptr[i] == '\n' : word && first;
  }
  return between <= link->distance;
}

// Marks, among the places of a side's texts, those that take part: all tuples are tried.
typedef struct {
  const QueryNode *links[QUERY_MAX_TEXTS]; // links[i] lies between sides i and i + 1
  const QueryNode *sides[QUERY_MAX_TEXTS];
  size_t count;
  Places marks[QUERY_MAX_TEXTS];
  bool *kept[QUERY_MAX_TEXTS];
} OracleChain;

static inline void oracle_open_chain(const QueryNode *node, OracleChain *chain) {
  if (node->items[0]->kind == QUERY_NEAR)
    oracle_open_chain(node->items[0], chain);
  else
    chain->sides[chain->count++] = node->items[0];
  chain->links[chain->count - 1] = node;
  chain->sides[chain->count++] = node->items[1];
}

static inline void oracle_side(const QueryNode *side, const Places *places, Places *out) {
  for (size_t i = 0; i < side->count; i++) oracle_side(side->items[i], places, out);
  if (side->kind != QUERY_TEXT) return;
  const Places *own = &places[side->number];
  for (size_t i = 0; i < own->count; i++) array_push(out, own->items[i]);
}

static inline bool oracle_try(OracleChain *chain, Str text, size_t side, size_t mark) {
  if (side + 1 == chain->count) return chain->kept[side][mark] = true;
  bool any = false;
  for (size_t i = 0; i < chain->marks[side + 1].count; i++) {
    if (!oracle_are_near(chain->links[side], text, chain->marks[side].items[mark],
                         chain->marks[side + 1].items[i])) {
      continue;
    }
    any |= oracle_try(chain, text, side + 1, i);
  }
  chain->kept[side][mark] |= any;
  return any;
}

static inline bool oracle_near(const QueryNode *node, Str text, const Places *places, Places *out) {
  OracleChain *chain = xcalloc(1, sizeof *chain);
  oracle_open_chain(node, chain);
  for (size_t i = 0; i < chain->count; i++) {
    oracle_side(chain->sides[i], places, &chain->marks[i]);
    chain->kept[i] = xcalloc(chain->marks[i].count + 1, sizeof(bool));
  }
  bool any = false;
  for (size_t i = 0; i < chain->marks[0].count; i++) any |= oracle_try(chain, text, 0, i);
  for (size_t i = 0; i < chain->count; i++) {
    for (size_t k = 0; k < chain->marks[i].count; k++) {
      if (out && chain->kept[i][k]) array_push(out, chain->marks[i].items[k]);
    }
    array_free(&chain->marks[i]);
    free(chain->kept[i]);
  }
  free(chain);
  return any;
}

// ---- the query ----------------------------------------------------------------------------------

static inline bool oracle_holds(const QueryNode *node, const MemoryFile *file,
                                const Places *places) {
  if (node->kind == QUERY_NEAR) return oracle_near(node, file->text, places, NULL);
  bool all = true, any = false;
  for (size_t i = 0; i < node->count; i++) {
    bool one = oracle_holds(node->items[i], file, places);
    all &= one;
    any |= one;
  }
  switch (node->kind) {
  case QUERY_NEAR: break;
  case QUERY_AND: return all;
  case QUERY_OR: return any;
  case QUERY_NOT: return !all;
  case QUERY_TEXT: return places[node->number].count > 0;
  case QUERY_FILTER: return filter_matches_path(&node->filter, file->path, file->language);
  }
  return false;
}

static inline void oracle_collect(const QueryNode *node, const MemoryFile *file,
                                  const Places *places, Places *out) {
  if (node->kind == QUERY_NOT || !oracle_holds(node, file, places)) return;
  if (node->kind == QUERY_NEAR) {
    oracle_near(node, file->text, places, out);
    return;
  }
  for (size_t i = 0; i < node->count; i++) oracle_collect(node->items[i], file, places, out);
  if (node->kind != QUERY_TEXT) return;
  for (size_t i = 0; i < places[node->number].count; i++) {
    array_push(out, places[node->number].items[i]);
  }
}

static inline int oracle_compare_places(const void *a, const void *b) {
  const Place *x = a, *y = b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  return (x->end < y->end) - (x->end > y->end); // the longer one first
}

static inline void oracle_position(Str text, size_t offset, uint32_t *line, uint32_t *column) {
  *line = *column = 0;
  for (size_t i = 0; i < offset; i++) {
    ++*column;
    if (text.ptr[i] == '\n') ++*line, *column = 0;
  }
}

// A line for each hit, `path:line:column-end_line:end_column`.
static inline void oracle_file(const Oracle *oracle, const MemoryFile *file, Buf *out) {
  Places places[QUERY_MAX_TEXTS] = {{0}}, all = {0};
  for (size_t i = 0; i < oracle->query->text_count; i++) {
    oracle_occurrences(oracle, i, file, &places[i]);
  }
  oracle_collect(oracle->query->root, file, places, &all);
  if (all.count) qsort(all.items, all.count, sizeof *all.items, oracle_compare_places);
  size_t end = 0;
  for (size_t i = 0; i < all.count; i++) {
    Place p = all.items[i];
    if (p.start < end) continue;
    uint32_t line, column, end_line, end_column;
    oracle_position(file->text, p.start, &line, &column);
    oracle_position(file->text, p.end, &end_line, &end_column);
    buf_printf(out, "%.*s:%u:%u-%u:%u\n", STR_ARGS(file->path), line, column, end_line, end_column);
    end = p.end;
  }
  for (size_t i = 0; i < oracle->query->text_count; i++) array_free(&places[i]);
  array_free(&all);
}

#endif
