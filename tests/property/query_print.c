// What is printed of a query is read as that query: for random trees, and for whatever random strings are
// read as. Printing is canonical: what is read prints the same.
#include "query/query.h"
#include "query/scope.h"
#include "support/cmocka_all.h"
#include "support/random.h"

// ---- comparing ----------------------------------------------------------------------------------

static bool same_text(const QueryText *a, const QueryText *b, bool match_case) {
  return a->form == b->form && str_equal(a->text, b->text) && a->whole_word == b->whole_word
         && a->edits == b->edits && a->places == b->places && a->not_places == b->not_places
         && a->symbol == b->symbol && a->kinds == b->kinds
         && (!match_case || a->match_case == b->match_case);
}

static bool same_node(const QueryNode *a, const QueryNode *b, bool match_case) {
  if (a->kind != b->kind || a->count != b->count) return false;
  for (size_t i = 0; i < a->count; i++) {
    if (!same_node(a->items[i], b->items[i], match_case)) return false;
  }
  switch (a->kind) {
  case QUERY_TEXT: return a->number == b->number && same_text(&a->text, &b->text, match_case);
  case QUERY_FILTER:
    return a->filter.field == b->filter.field && str_equal(a->filter.value, b->filter.value);
  case QUERY_NEAR:
    return a->distance == b->distance && a->unit == b->unit && a->ordered == b->ordered;
  default: return true;
  }
}

// Prints, reads, compares; `typed` is for the message.
static void check_round(const Query *query, Str typed, bool match_case) {
  Buf once = {0}, twice = {0};
  Arena arena = {0};
  Query again;
  Error error;
  query_print(query, &once);
  if (query_parse(buf_str(&once), &(QueryOptions){0}, &arena, &again, &error) != STATUS_OK) {
    fail_msg("%.*s\nprinted %.*s\n%s", STR_ARGS(typed), STR_ARGS(buf_str(&once)), error.message);
  }
  query_print(&again, &twice);
  if (!str_equal(buf_str(&once), buf_str(&twice))
      || !same_node(query->root, again.root, match_case)) {
    fail_msg("%.*s\nprinted %.*s\nagain   %.*s", STR_ARGS(typed), STR_ARGS(buf_str(&once)),
             STR_ARGS(buf_str(&twice)));
  }
  assert_int_equal(query->case_mode, again.case_mode);
  assert_int_equal(query->whole_word, again.whole_word);
  buf_release(&once);
  buf_release(&twice);
  arena_release(&arena);
}

// ---- random trees -------------------------------------------------------------------------------

typedef struct {
  Random *random;
  Arena arena;
  QueryNode *texts[QUERY_MAX_TEXTS];
  size_t text_count;
  bool whole_word;
} Grower;

static uint32_t below(Grower *g, uint32_t limit) { return random_below(g->random, limit); }

static QueryNode *node_of(Grower *g, QueryKind kind, size_t count) {
  QueryNode *node = arena_new(&g->arena, QueryNode);
  node->kind = kind;
  node->count = count;
  if (count) node->items = arena_array(&g->arena, QueryNode *, count);
  return node;
}

static Str bytes_from(Grower *g, const char *alphabet, size_t most) {
  size_t count = strlen(alphabet), len = 1 + below(g, (uint32_t)most);
  char *bytes = arena_alloc(&g->arena, len);
  for (size_t i = 0; i < len; i++) bytes[i] = alphabet[below(g, (uint32_t)count)];
  return str_make(bytes, len);
}

static Str one_of(Grower *g, const char *const *from, size_t count) {
  return str_from_c(from[below(g, (uint32_t)count)]);
}

static void grow_text(Grower *g, QueryText *text) {
  static const char *const regexes[] = {"a.b",   "(?: a )", "[a-z]+/x", "/a",   "\\\\/", "a\\.b*",
                                        "(a|b)", "/)",      "a b",      "\\/x", "\"",    "OR"};
  static const char *const wild[] = {"a*b", "x?y_z", "->a*b", "a::b*c", "A*b,c"};
  static const char *const names[] = {"a*", "*", "*b?", "get_*_x"};
  static const char *const odd[] = {"OR",      "NOT", "in:code", "NEAR/5", "a~1", "-x", "(",   ")",
                                    "(in:a x", "\\",  "\"",      "//",     "/a/", "--", "sym:"};
  text->symbol = below(g, 5) == 0;
  switch (below(g, 6)) {
  case 0:
    text->form = TEXT_REGEX;
    text->text = one_of(g, regexes, 9); // the others are not how the parser keeps them
    break;
  case 1:
    text->form = TEXT_WILDCARD;
    text->text = text->symbol ? one_of(g, names, COUNT_OF(names)) : one_of(g, wild, COUNT_OF(wild));
    break;
  case 2:
    text->text = bytes_from(g, "abC_1\xC3\xA9", 5);
    text->edits = (uint8_t)(1 + below(g, TEXT_EDITS_MAX));
    break;
  case 3: text->text = one_of(g, odd, COUNT_OF(odd)); break;
  default: text->text = bytes_from(g, "abcXY_12 .:/\\\"()-~*?,=<>\xC3\xA9\t", 9);
  }
}

static QueryNode *grow_leaf(Grower *g) {
  QueryNode *node = node_of(g, QUERY_TEXT, 0);
  grow_text(g, &node->text);
  node->text.whole_word = g->whole_word;
  node->number = g->text_count;
  g->texts[g->text_count++] = node;
  return node;
}

static QueryNode *grow_filter(Grower *g) {
  static const char *const values[] = {"x", "a b", ":y", "a\"b", "(z)", "*.c", "a,b", "OR", "\\"};
  QueryNode *node = node_of(g, QUERY_FILTER, 0);
  node->filter.field = below(g, 2) ? FILTER_FILE : below(g, 2) ? FILTER_DIR : FILTER_EXT;
  node->filter.value = one_of(g, values, COUNT_OF(values));
  return node;
}

static bool room(const Grower *g) { return g->text_count + 4 < QUERY_MAX_TEXTS; }

static QueryNode *grow_near(Grower *g) {
  QueryNode *node = node_of(g, QUERY_NEAR, 2);
  bool chain = room(g) && below(g, 4) == 0;
  node->distance = below(g, 12);
  node->unit = below(g, 2) ? NEAR_LINES : NEAR_WORDS;
  node->ordered = below(g, 2);
  for (int side = 0; side < 2; side++) {
    if (chain && side == 0) {
      node->items[0] = grow_near(g);
    } else if (room(g) && below(g, 3) == 0) {
      QueryNode *either = node->items[side] = node_of(g, QUERY_OR, 2);
      for (int i = 0; i < 2; i++) either->items[i] = grow_leaf(g);
    } else {
      node->items[side] = grow_leaf(g);
    }
  }
  return node;
}

// Never of the kind `outer`.
static QueryNode *grow(Grower *g, QueryKind outer, int depth) {
  uint32_t choice = depth > 0 && room(g) ? below(g, 9) : below(g, 3) ? 8 : 7;
  QueryNode *node;
  switch (choice) {
  case 0:
  case 1: node = node_of(g, outer == QUERY_AND ? QUERY_OR : QUERY_AND, 2 + below(g, 2)); break;
  case 2: node = node_of(g, outer == QUERY_OR ? QUERY_AND : QUERY_OR, 2 + below(g, 2)); break;
  case 3: node = node_of(g, outer == QUERY_NOT ? QUERY_AND : QUERY_NOT, 1); break;
  case 4: return grow_near(g);
  case 7: return grow_filter(g);
  default: return grow_leaf(g);
  }
  if (node->kind == QUERY_AND && node->count == 1) node = node_of(g, QUERY_AND, 2);
  for (size_t i = 0; i < node->count; i++) {
    node->items[i] = room(g) || i < 2 ? grow(g, node->kind, depth - 1) : grow_filter(g);
  }
  return node;
}

// Scopes as a person might have said them, somewhere in the tree.
static void scope_at_random(Grower *g, QueryNode *node) {
  for (size_t i = 0; i < node->count; i++) scope_at_random(g, node->items[i]);
  if (below(g, 4)) return;
  Scope scope = {.places = 0};
  if (below(g, 3) == 0) {
    uint64_t kinds = 1 + (random_next(g->random) & random_next(g->random) & 0xFFFFFF);
    (void)scope_add_kinds(&scope, kinds, below(g, 2));
  }
  if (below(g, 3)) (void)scope_add_places(&scope, (uint8_t)(1 + below(g, 14)), below(g, 2));
  for (size_t i = 0; i < g->text_count; i++) { // only where it leaves a place
    QueryText saved = g->texts[i]->text;
    QueryNode *text = g->texts[i];
    bool below_node = false;
    const QueryNode *stack[256];
    size_t height = 0;
    stack[height++] = node;
    while (height && !below_node) {
      const QueryNode *top = stack[--height];
      below_node = top == text;
      for (size_t k = 0; k < top->count; k++) stack[height++] = top->items[k];
    }
    if (below_node && !scope_apply(&scope, text)) text->text = saved;
  }
}

static void random_trees_are_printed_and_read_again(void **state) {
  Random *random = *state;
  for (int round = 0; round < 20000; round++) {
    Grower g = {.random = random, .whole_word = random_below(random, 8) == 0};
    // Something to look for on every branch: the rest of the tree may be anything.
    QueryNode *root = node_of(&g, QUERY_AND, 2);
    root->items[0] = grow_leaf(&g);
    root->items[1] = grow(&g, QUERY_AND, 4);
    scope_at_random(&g, root);
    Query query = {.root = root,
                   .case_mode = (CaseMode)random_below(random, 3),
                   .whole_word = g.whole_word,
                   .text_count = g.text_count};
    check_round(&query, STR("a random tree"), false);
    arena_release(&g.arena);
  }
}

// ---- random strings -----------------------------------------------------------------------------

static const char *const pieces[] = {
    "foo",         "Bar",        "\"a b\"",   "/re.x/",   "/a\\/b/",     "wi*ld",
    "x?y(z",       "a~1",        "b~",        "sym:foo",  "sym:g*t",     "sym:/^a/",
    "sym:\"x\"",   "file:c",     "-ext:h",    "size:>1k", "in:code",     "-in:def",
    "in:string",   "kind:class", "-kind:key", "case:yes", "word:yes",    "OR",
    "AND",         "NOT",        "NEAR/3",    "ONEAR/2L", "(",           ")",
    "-(",          "(in:code x", "-foo",      "-\"q\"",   "-/re/",       "a->b",
    "f(x)",        "\"\\\"\"",   "\\",        "lang:c",   "dir:\"a b\"", "in:comment,string",
    "changed:git", "repo:x",     "/usr/lib",  "//",       "-1"};

static void whatever_is_read_is_printed_and_read_again(void **state) {
  Random *random = *state;
  size_t read = 0;
  for (int round = 0; round < 60000; round++) {
    Buf typed = {0};
    for (uint32_t n = 1 + random_below(random, 8); n > 0; n--) {
      const char *piece = pieces[random_below(random, COUNT_OF(pieces))];
      buf_put(&typed, piece, strlen(piece));
      if (random_below(random, 6)) buf_byte(&typed, ' ');
    }
    Arena arena = {0};
    Query query;
    QueryOptions options = {.regex = random_below(random, 10) == 0,
                            .literal = random_below(random, 20) == 0,
                            .whole_word = random_below(random, 10) == 0};
    if (query_parse(buf_str(&typed), &options, &arena, &query, NULL) == STATUS_OK) {
      check_round(&query, buf_str(&typed), true);
      read++;
    }
    arena_release(&arena);
    buf_release(&typed);
  }
  assert_true(read > 5000);
}

static void any_bytes_that_are_read_are_printed_and_read_again(void **state) {
  static const char soup[] = "abA  \"\"//()()-*?:~~\\|[]{}+.^$125ORNOTNEAR/symin\xC3\xA9\xFF\n\t";
  Random *random = *state;
  for (int round = 0; round < 100000; round++) {
    char bytes[24];
    size_t len = random_below(random, sizeof bytes);
    for (size_t i = 0; i < len; i++) bytes[i] = soup[random_below(random, sizeof soup)]; // NUL too
    Arena arena = {0};
    Query query;
    QueryOptions options = {.regex = random_below(random, 4) == 0,
                            .literal = random_below(random, 4) == 0};
    Str typed = str_make(bytes, len);
    if (query_parse(typed, &options, &arena, &query, NULL) == STATUS_OK) {
      check_round(&query, typed, true);
    }
    arena_release(&arena);
  }
}

int main(void) {
  Random random = random_seeded("query_print");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(random_trees_are_printed_and_read_again, &random),
      cmocka_unit_test_prestate(whatever_is_read_is_printed_and_read_again, &random),
      cmocka_unit_test_prestate(any_bytes_that_are_read_are_printed_and_read_again, &random)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
