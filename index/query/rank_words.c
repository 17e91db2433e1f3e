// Problem: a query is texts in a tree; relevance is a matter of words. `page fault handler` is
// three words that occur everywhere and a fourth, page_fault_handler, that hardly does and says it
// all. `struct mutex` is no two things but one, of a kind.
//
// Approach: texts that must hold together are a group (the items of an AND; each branch of an OR by
// itself). A group of one word asks for the definition of that name. Of a group with more, a word
// asks for its definition only if all others name kinds (struct, def) or say nothing (static):
// `page fault handler` is not for the definitions of `page`. What words of one group make when
// joined, as snake_case or camelCase would, is a word of its own, asked for too.
//
// Of a regular expression those words count that it spells out from one end to the other.
#include "query/rank_words.h"

#include "base/array.h"
#include "query/near_words.h"

#define KIND(k) ((uint64_t)1 << SYMBOL_##k)
#define ALL_KINDS (((uint64_t)1 << SYMBOL_KIND_COUNT) - 1)
#define TYPES                                                                                      \
  (KIND(CLASS) | KIND(STRUCT) | KIND(UNION) | KIND(INTERFACE) | KIND(TRAIT) | KIND(ENUM)           \
   | KIND(TYPE))
#define FUNCTIONS (KIND(FUNCTION) | KIND(METHOD) | KIND(CONSTRUCTOR))
#define VARIABLES (KIND(VARIABLE) | KIND(CONSTANT) | KIND(FIELD) | KIND(PROPERTY))

enum { GROUP_MAX = 16 }; // words

typedef struct {
  Str text;
  bool match_case;
} GroupWord;

// Texts that must hold together.
typedef struct {
  GroupWord items[GROUP_MAX];
  size_t count;
  bool joinable; // each word is a text of its own
  bool open;     // more is asked for than these words say
} Group;

typedef struct {
  Arena *arena;
  RankWords *out;
} Finder;

// ---- words that name kinds ----------------------------------------------------------------------

static uint64_t kinds_of_word(Str word) {
  static const struct {
    const char *word;
    uint64_t kinds;
  } table[] = {
      {"struct", KIND(STRUCT)},
      {"union", KIND(UNION)},
      {"enum", KIND(ENUM)},
      {"class", TYPES},
      {"interface", KIND(INTERFACE) | KIND(TRAIT)},
      {"trait", KIND(TRAIT)},
      {"type", TYPES},
      {"typedef", TYPES},
      {"function", FUNCTIONS},
      {"func", FUNCTIONS},
      {"fn", FUNCTIONS},
      {"fun", FUNCTIONS},
      {"def", FUNCTIONS},
      {"sub", FUNCTIONS},
      {"method", FUNCTIONS},
      {"macro", KIND(MACRO)},
      {"define", KIND(MACRO)},
      {"module", KIND(MODULE) | KIND(NAMESPACE) | KIND(PACKAGE)},
      {"mod", KIND(MODULE)},
      {"namespace", KIND(NAMESPACE) | KIND(MODULE)},
      {"package", KIND(PACKAGE) | KIND(MODULE)},
      {"const", VARIABLES},
      {"var", VARIABLES},
      {"let", VARIABLES},
  };
  for (size_t i = 0; i < COUNT_OF(table); i++) {
    if (str_equal(str_from_c(table[i].word), word)) return table[i].kinds;
  }
  return 0;
}

static bool says_nothing(Str word) {
  static const char *const words[] = {"static", "inline", "extern", "public", "private",
                                      "export", "async",  "pub",    "final",  "abstract"};
  for (size_t i = 0; i < COUNT_OF(words); i++) {
    if (str_equal(str_from_c(words[i]), word)) return true;
  }
  return false;
}

// ---- adding words -------------------------------------------------------------------------------

static Str folded(Arena *arena, Str word) {
  char *copy = arena_bytes(arena, word.len);
  for (size_t i = 0; i < word.len; i++) copy[i] = ascii_lower(word.ptr[i]);
  return str_make(copy, word.len);
}

static void add_word(Finder *finder, RankWord word) {
  RankWords *out = finder->out;
  if (word.name.len < RANK_WORD_MIN) return;
  for (size_t i = 0; i < out->count; i++) {
    RankWord *known = &out->items[i];
    if (!str_equal_fold(known->name, word.name)) continue;
    known->asks_for |= word.asks_for;
    known->match_case &= word.match_case;
    known->joined &= word.joined;
    return;
  }
  if (out->count == RANK_WORDS_MAX) return;
  word.word = folded(finder->arena, word.name);
  word.needle = scan_needle_make(word.word, true);
  out->items[out->count++] = word;
}

// The number of a word that has been added; RANK_WORDS_MAX if it was too short to be.
static uint8_t number_of(const RankWords *words, Str name) {
  for (size_t i = 0; i < words->count; i++) {
    if (str_equal_fold(words->items[i].name, name)) return (uint8_t)i;
  }
  return RANK_WORDS_MAX;
}

static void add_joined(Finder *finder, const Group *group, size_t from, size_t to, Str between) {
  bool all = from == 0 && to == group->count;
  Buf name = {0};
  for (size_t i = from; i < to; i++) {
    if (i > from) buf_str_put(&name, between);
    buf_str_put(&name, group->items[i].text);
  }
  Str copy = arena_dup(finder->arena, buf_str(&name));
  buf_release(&name);
  RankWord word = {.name = copy, .joined = true, .asks_for = all ? ALL_KINDS : 0};
  word.first = number_of(finder->out, group->items[from].text);
  add_word(finder, word);
}

// All words in a row, and each two.
static void add_all_joined(Finder *finder, const Group *group) {
  for (size_t length = group->count; length >= 2; length = length > 2 ? 2 : 0) {
    for (size_t from = 0; from + length <= group->count; from++) {
      add_joined(finder, group, from, from + length, STR("_"));
      add_joined(finder, group, from, from + length, STR(""));
    }
  }
}

static void add_group(Finder *finder, const Group *group) {
  uint64_t kinds = 0;
  size_t names = 0;
  for (size_t i = 0; i < group->count; i++) {
    uint64_t named = kinds_of_word(group->items[i].text);
    kinds |= named;
    names += !named && !says_nothing(group->items[i].text);
  }
  bool single = group->count == 1;
  for (size_t i = 0; i < group->count; i++) {
    GroupWord word = group->items[i];
    bool is_name = single || (!kinds_of_word(word.text) && !says_nothing(word.text));
    uint64_t asks_for = single ? ALL_KINDS : kinds;
    if (group->open || !is_name || (!single && names != 1)) asks_for = 0;
    add_word(finder,
             (RankWord){.name = word.text, .match_case = word.match_case, .asks_for = asks_for});
  }
  if (group->joinable && !group->open && names == group->count && names >= 2) {
    add_all_joined(finder, group);
  }
}

// ---- words of a text ----------------------------------------------------------------------------

static void push_word(Group *group, const QueryText *text, size_t from, size_t to) {
  if (to <= from || group->count == GROUP_MAX) return;
  group->items[group->count++] = (GroupWord){str_slice(text->text, from, to), text->match_case};
}

static void words_of_literal(const QueryText *text, Group *group) {
  Str s = text->text;
  size_t start = 0;
  for (size_t i = 0; i <= s.len; i++) {
    if (i < s.len && is_word_byte(s.ptr[i])) continue;
    push_word(group, text, start, i);
    start = i + 1;
  }
}

// Where an escape or a class that starts at `i` ends; i if none does. *edge: no word goes on
// through it.
static size_t behind_item(Str s, size_t i, bool *edge) {
  *edge = true;
  if (s.ptr[i] == '\\' && i + 1 < s.len) {
    char c = s.ptr[i + 1];
    *edge = c == 'b' || c == 's' || c == 'W' || !is_word_byte(c);
    return i + 2;
  }
  if (s.ptr[i] != '[') return i;
  *edge = false;
  for (i += 2; i < s.len && s.ptr[i] != ']'; i++) i += s.ptr[i] == '\\';
  return i < s.len ? i + 1 : s.len;
}

// A run of word characters between two edges is a word, unless a quantifier takes its last
// character.
static void words_of_regex(const QueryText *text, Group *group) {
  Str s = text->text;
  bool edge_before = true;
  for (size_t i = 0; i < s.len;) {
    if (is_word_byte(s.ptr[i])) {
      size_t start = i;
      while (i < s.len && is_word_byte(s.ptr[i])) i++;
      char next = i < s.len ? s.ptr[i] : ' ';
      bool edge = i == s.len, ends = strchr("()|^$ ", next) != NULL;
      if (next == '\\') (void)behind_item(s, i, &edge);
      if (edge_before && (edge || ends)) push_word(group, text, start, i);
      edge_before = false;
      continue;
    }
    bool edge;
    size_t behind = behind_item(s, i, &edge);
    if (behind == i) {
      // (?: and (?i) begin a group; * + ? . { go on with whatever was there.
      edge = strchr(".*+?{", s.ptr[i]) == NULL;
      behind = i + 1;
      if (s.ptr[i] == '(' && behind < s.len && s.ptr[behind] == '?') {
        while (behind < s.len && !strchr(":)=!>", s.ptr[behind])) behind++;
        behind += behind < s.len;
      }
    }
    edge_before = edge;
    i = behind;
  }
}

static void words_of_text(const QueryText *text, Group *group) {
  size_t before = group->count;
  if (text->form == TEXT_LITERAL) words_of_literal(text, group);
  if (text->form == TEXT_REGEX) words_of_regex(text, group);
  // What it says beside one plain word is asked for, too.
  bool plain = group->count == before + 1 && text->form == TEXT_LITERAL
               && group->items[before].text.len == text->text.len;
  group->joinable &= plain;
  group->open |= group->count == before;
}

// ---- the query's tree ---------------------------------------------------------------------------

static void find_in(Finder *finder, const QueryNode *node);

// Whether something has to be found for it.
static bool is_sought(const QueryNode *node) {
  return node->kind != QUERY_NOT && node->kind != QUERY_FILTER;
}

static void gather(Finder *finder, const QueryNode *node, Group *group, bool *branches) {
  for (size_t i = 0; i < node->count; i++) {
    const QueryNode *item = node->items[i];
    if (item->kind == QUERY_TEXT) words_of_text(&item->text, group);
    if (item->kind == QUERY_AND || item->kind == QUERY_NEAR) {
      gather(finder, item, group, branches);
    }
    *branches |= item->kind == QUERY_OR;
  }
}

// The words of alternatives beside others in an AND: they count, but no definition of one is all.
static void find_in_branches(Finder *finder, const QueryNode *node) {
  if (!is_sought(node)) return;
  if (node->kind == QUERY_TEXT) {
    Group group = {.open = true};
    words_of_text(&node->text, &group);
    add_group(finder, &group);
  }
  for (size_t i = 0; i < node->count; i++) find_in_branches(finder, node->items[i]);
}

static void find_in_and(Finder *finder, const QueryNode *node) {
  size_t sought = 0;
  const QueryNode *only = NULL;
  for (size_t i = 0; i < node->count; i++) {
    if (!is_sought(node->items[i])) continue;
    only = node->items[i];
    sought++;
  }
  if (sought == 1) {
    find_in(finder, only);
    return;
  }
  Group group = {.joinable = true};
  bool branches = false;
  gather(finder, node, &group, &branches);
  if (branches) {
    find_in_branches(finder, node);
  } else {
    add_group(finder, &group);
  }
}

static void find_in(Finder *finder, const QueryNode *node) {
  switch (node->kind) {
  case QUERY_TEXT: {
    Group group = {.joinable = true};
    words_of_text(&node->text, &group);
    add_group(finder, &group);
    break;
  }
  case QUERY_AND:
  case QUERY_NEAR: find_in_and(finder, node); break;
  case QUERY_OR:
    for (size_t i = 0; i < node->count; i++) find_in(finder, node->items[i]);
    break;
  case QUERY_NOT:
  case QUERY_FILTER: break;
  }
}

void rank_words_find(const Query *query, Arena *arena, RankWords *out) {
  Finder finder = {arena, out};
  out->count = 0;
  find_in(&finder, query->root);
}

// ---- words within edits -------------------------------------------------------------------------

static void rename_word(Arena *arena, RankWord *word, Str name) {
  word->name = name;
  word->word = folded(arena, name);
  word->needle = scan_needle_make(word->word, true);
}

void rank_words_add_near(const Query *query, const Snapshot *snapshot, Arena *arena,
                         RankWords *out) {
  Finder finder = {arena, out};
  for (size_t i = 0; i < query->text_count; i++) {
    const QueryText *text = &query->texts[i]->text;
    if (text->form != TEXT_LITERAL || !text->edits || text->symbol) continue;
    uint8_t number = number_of(out, text->text);
    if (number == RANK_WORDS_MAX) continue;
    Str near[NEAR_WORDS_MAX];
    size_t count = near_words_find(snapshot, text->text, arena, near);
    for (size_t k = 0; k < count; k++) {
      RankWord word = out->items[number];
      bool known = number_of(out, near[k]) < RANK_WORDS_MAX;
      if (k == 0 && !known) {
        rename_word(arena, &out->items[number], near[k]);
      } else {
        word.name = near[k];
        add_word(&finder, word);
      }
    }
  }
}
