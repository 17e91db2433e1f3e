// Symbol search with signatures of name blocks gives what a scan of all names gives, in the same order,
// limited or not.
#include "query/symbols.h"

#include "format/signature.h"
#include "query/fuzzy.h"
#include "query/names.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"
#include "support/random.h"

// One symbol a document, so that no two are equally good. Segments of PART documents have no
// signatures.
enum { SYMBOLS = 9000, PART = 3000 };

typedef struct {
  Arena arena;
  MemoryFile *files;
  Symbol *symbols;
  Snapshot *whole, *parts; // with signatures, and without
} World;

static Str random_name(Random *random, Arena *arena) {
  static const char *const words[] = {
      "tcp", "send",  "snd", "Lock", "lock", "get", "PAGE", "e",  "init", "work", "q",  "Zone",
      "x86", "queue", "irq", "a",    "re",   "set", "ffff", "mm", "é",    "Task", "st", "b0"};
  Buf name = {0};
  for (uint32_t i = 1 + random_below(random, 5); i > 0; i--) {
    buf_str_put(&name, str_from_c(words[random_below(random, COUNT_OF(words))]));
    if (i > 1 && random_below(random, 2)) buf_byte(&name, random_below(random, 9) ? '_' : '.');
    if (random_below(random, 6) == 0) buf_byte(&name, (uint8_t)('a' + random_below(random, 26)));
  }
  Str copy = arena_dup(arena, buf_str(&name));
  buf_release(&name);
  return copy;
}

// No two names are the same: one in three segments counts three times among the names of a page.
static Str new_name(Random *random, Arena *arena, uint64_t *met, size_t slots) {
  for (;;) {
    Str name = random_name(random, arena);
    uint64_t hash = str_hash(name) | 1;
    size_t at = (size_t)(hash >> 1) % slots;
    while (met[at] && met[at] != hash) at = (at + 1) % slots;
    if (met[at]) continue;
    met[at] = hash;
    return name;
  }
}

static World *world_random(Random *random) {
  World *world = xcalloc(1, sizeof *world);
  world->files = xcalloc(SYMBOLS, sizeof *world->files);
  world->symbols = xcalloc(SYMBOLS, sizeof *world->symbols);
  uint64_t *met = xcalloc(2 * SYMBOLS, sizeof *met);
  for (uint32_t i = 0; i < SYMBOLS; i++) {
    world->symbols[i] = (Symbol){.name = new_name(random, &world->arena, met, 2 * SYMBOLS),
                                 .container = i % 5 ? STR("") : STR("box"),
                                 .kind = (SymbolKind)random_below(random, SYMBOL_KIND_COUNT),
                                 .line = i};
    world->files[i] = (MemoryFile){.path = arena_printf(&world->arena, "d%u.c", i),
                                   .symbols = &world->symbols[i],
                                   .symbol_count = 1};
  }
  free(met);
  world->whole = snapshot_new(STR("/nowhere"), 1);
  world->parts = snapshot_new(STR("/nowhere"), 1);
  memory_tree_add(world->whole, world->files, SYMBOLS, MEMORY_ON_DISK, NULL);
  for (uint32_t from = 0; from < SYMBOLS; from += PART) {
    memory_tree_add(world->parts, world->files + from, PART, MEMORY_ON_DISK, NULL);
  }
  assert_true(segment_has_signatures(world->whole->parts.items[0].segment));
  assert_false(segment_has_signatures(world->parts->parts.items[0].segment));
  return world;
}

static void world_free(World *world) {
  snapshot_unref(world->whole);
  snapshot_unref(world->parts);
  arena_release(&world->arena);
  free(world->files);
  free(world->symbols);
  free(world);
}

static bool put_hit(void *user, const SymbolHit *hit) {
  buf_printf(user, "%.*s:%u %.9f\n", STR_ARGS(hit->name), hit->line, hit->score);
  return true;
}

static QuerySummary ask(const Snapshot *snapshot, bool spread, Str query, uint64_t limit,
                        Buf *out) {
  QueryContext context = {.snapshot = snapshot, .parallel = spread ? memory_parallel : NULL};
  SymbolRequest request = {.query = query, .limit = limit};
  QuerySummary summary;
  buf_clear(out);
  assert_int_equal(symbols_run(&context, &request, put_hit, out, &summary, NULL), STATUS_OK);
  buf_byte(out, '\0');
  return summary;
}

// Some letters of a name in order, or all of a part of it.
static Str random_query(Random *random, const World *world, Arena *arena) {
  Str name = world->symbols[random_below(random, SYMBOLS)].name;
  size_t from = random_below(random, (uint32_t)name.len);
  Str part = str_slice(name, from, from + 1 + random_below(random, (uint32_t)(name.len - from)));
  if (random_below(random, 3) == 0) return part;
  Buf query = {0};
  for (size_t i = 0; i < name.len; i++) {
    char c = random_below(random, 4) ? name.ptr[i] : ascii_lower(name.ptr[i]);
    if (random_below(random, 2) && c != '.') buf_byte(&query, (uint8_t)c);
  }
  if (query.len == 0) buf_byte(&query, 'l');
  Str copy = arena_dup(arena, buf_str(&query));
  buf_release(&query);
  return copy;
}

static void signatures_lose_nothing(void **state) {
  Random *random = *state;
  World *world = world_random(random);
  Buf with = {0}, without = {0};
  for (int round = 0; round < 300; round++) {
    Str query = random_query(random, world, &world->arena);
    uint64_t limit = round % 3 == 0 ? 0 : round % 3 == 1 ? 10 : 100;
    if (round % 10 == 0) query = arena_printf(&world->arena, "box::%.*s", STR_ARGS(query));
    if (round % 10 == 1) query = arena_printf(&world->arena, "%.*s kind:class", STR_ARGS(query));
    QuerySummary a = ask(world->whole, round % 2, query, limit, &with);
    QuerySummary b = ask(world->parts, false, query, limit, &without);
    assert_int_equal(a.hits, b.hits);
    if (strcmp(with.data, without.data) != 0) {
      fail_msg("%.*s, limit %d:\n%s\nwithout signatures:\n%s", STR_ARGS(query), (int)limit,
               with.data, without.data);
    }
  }
  buf_release(&with);
  buf_release(&without);
  world_free(world);
}

static void every_name_with_the_letters_is_found(void **state) {
  Random *random = *state;
  World *world = world_random(random);
  Buf out = {0};
  for (int round = 0; round < 100; round++) {
    Str query = random_query(random, world, &world->arena);
    if (query.len < 2 || str_find_byte(query, 0, '.') < query.len) continue;
    uint64_t wanted = 0;
    SymbolQuery parsed;
    assert_int_equal(symbol_query_parse(query, true, &world->arena, &parsed, NULL), STATUS_OK);
    if (parsed.target_count != 1 || parsed.targets[0].glob.len || parsed.filtered) continue;
    const SymbolTarget *target = &parsed.targets[0];
    bool forgiving = true; // as long as nothing is found that has what was typed in it
    for (uint32_t i = 0; i < SYMBOLS; i++) {
      wanted += fuzzy_contains(query, world->symbols[i].name);
      forgiving &= !names_key(target, world->symbols[i].name, SYMBOL_MATCH_SUBSTRING);
    }
    for (uint32_t i = 0; i < SYMBOLS && forgiving; i++) {
      wanted += !fuzzy_contains(query, world->symbols[i].name)
                && names_typo_key(target, world->symbols[i].name);
    }
    QuerySummary all = ask(world->whole, true, query, 0, &out);
    assert_int_equal(all.hits, wanted);
    assert_false(all.truncated);
  }
  buf_release(&out);
  world_free(world);
}

// The bounds on scores rest on it.
static void a_letter_with_a_bonus_starts_a_word(void **state) {
  static const char letters[] = "aabAB_.1/ $#@~-:9Z";
  Random *random = *state;
  for (int round = 0; round < 100000; round++) {
    char bytes[12];
    size_t length = 1 + random_below(random, sizeof bytes);
    for (size_t i = 0; i < length; i++) {
      bytes[i] = letters[random_below(random, sizeof letters - 1)];
    }
    Str name = str_make(bytes, length);
    for (size_t i = 0; i < length; i++) {
      int32_t bonus = fuzzy_bonus(name, i);
      if (bonus > 0) assert_true(name_starts_word(name, i));
      if (i > 0) assert_true(bonus <= FUZZY_BONUS_WORD);
    }
  }
}

int main(void) {
  Random random = random_seeded("query_names");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(signatures_lose_nothing, &random),
      cmocka_unit_test_prestate(every_name_with_the_letters_is_found, &random),
      cmocka_unit_test_prestate(a_letter_with_a_bonus_starts_a_word, &random)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
