// Resolution of one name in a tree of scopes.
//
// Every binding is hung up in the scope where it holds; every occurrence then looks upwards from where it
// stands. Only occurrences of one name are ever in a map, so that both are short walks, and no table of names
// is built: who asks, asks for one name. Rejected: all names of a text at once, which costs as much as
// parsing and answers what nobody asked.
#include "intake/scope_map.h"

enum { MAX_DEPTH = 1024 }; // scopes that are looked through: people write a dozen

void scope_map_release(ScopeMap *map) {
  array_free(&map->scopes);
  array_free(&map->regions);
  array_free(&map->places);
}

void scope_map_start(ScopeMap *map) {
  map->scopes.count = map->regions.count = map->places.count = 0;
  Scope all = {0, UINT32_MAX, SCOPE_NAMESPACE, NO_SCOPE, NO_VARIABLE, NO_VARIABLE, NO_VARIABLE};
  array_push(&map->scopes, all);
}

// The first place that starts at or behind `start`.
static size_t first_place(const ScopeMap *map, uint32_t start) {
  size_t low = 0, high = map->places.count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (map->places.items[middle].start < start) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

ScopePlace *scope_map_place(ScopeMap *map, uint32_t start, uint32_t end) {
  size_t i = first_place(map, start);
  if (i == map->places.count) return NULL;
  ScopePlace *place = &map->places.items[i];
  return place->start - start <= 1 && place->end == end ? place : NULL;
}

bool scope_map_has_place(const ScopeMap *map, uint32_t start, uint32_t end) {
  size_t i = first_place(map, start);
  return i < map->places.count && map->places.items[i].start < end;
}

// ---- nesting ------------------------------------------------------------------------------------

static int compare_scopes(const void *left, const void *right) {
  const Scope *a = left, *b = right;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  if (a->end != b->end) return a->end > b->end ? -1 : 1;
  // Of equal ranges the stronger kind counts; what belongs outside is innermost.
  static const int rank[] = {
      [SCOPE_NAMESPACE] = 0, [SCOPE_TYPE] = 1,  [SCOPE_CLASS] = 2, [SCOPE_CLOSED] = 3,
      [SCOPE_FUNCTION] = 4,  [SCOPE_BLOCK] = 5, [SCOPE_OUTER] = 6};
  return rank[a->kind] - rank[b->kind];
}

static int compare_regions(const void *left, const void *right) {
  const ScopeRegion *a = left, *b = right;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  if (a->end != b->end) return a->end > b->end ? -1 : 1;
  return a->order > b->order ? -1 : a->order < b->order;
}

static void nest_scopes(ScopeMap *map) {
  Scope *scopes = map->scopes.items;
  qsort(scopes, map->scopes.count, sizeof *scopes, compare_scopes);
  size_t kept = 0;
  for (size_t i = 0; i < map->scopes.count; i++) {
    // The block of a function or a namespace is no scope of its own.
    bool again = kept > 0 && scopes[kept - 1].start == scopes[i].start
                 && scopes[kept - 1].end == scopes[i].end
                 && (scopes[i].kind != SCOPE_OUTER || scopes[kept - 1].kind == SCOPE_OUTER);
    if (!again) scopes[kept++] = scopes[i];
  }
  map->scopes.count = kept;
  uint32_t open = NO_SCOPE;
  for (uint32_t i = 0; i < kept; i++) {
    while (open != NO_SCOPE && scopes[open].end < scopes[i].end) open = scopes[open].parent;
    scopes[i].parent = open;
    open = i;
  }
}

// The innermost scope around the bytes.
static uint32_t innermost(const ScopeMap *map, uint32_t start, uint32_t end) {
  size_t low = 0, high = map->scopes.count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (map->scopes.items[middle].start <= start) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  uint32_t at = low > 0 ? (uint32_t)low - 1 : 0;
  while (at != NO_SCOPE && map->scopes.items[at].end < end) at = map->scopes.items[at].parent;
  return at == NO_SCOPE ? 0 : at;
}

// Says of every place that no pattern named whether the innermost region around it binds.
static void apply_regions(ScopeMap *map) {
  ScopeRegion *regions = map->regions.items;
  if (map->regions.count == 0) return;
  qsort(regions, map->regions.count, sizeof *regions, compare_regions);
  size_t next = 0;
  uint32_t open = NO_SCOPE;
  for (size_t i = 0; i < map->places.count; i++) {
    ScopePlace *place = &map->places.items[i];
    while (next < map->regions.count && regions[next].start <= place->start) {
      while (open != NO_SCOPE && regions[open].end <= regions[next].start) {
        open = regions[open].outer;
      }
      regions[next].outer = open;
      open = (uint32_t)next++;
    }
    while (open != NO_SCOPE && regions[open].end < place->end) open = regions[open].outer;
    if (open == NO_SCOPE || place->settled || place->nature != PLACE_USE) continue;
    if (!regions[open].binds) continue;
    place->nature = PLACE_BINDING;
    place->flags = regions[open].flags;
    place->from = regions[open].from;
  }
}

// ---- binding ------------------------------------------------------------------------------------

// The scope around `at` as names are looked up: what belongs outside skips one.
static uint32_t enclosing(const ScopeMap *map, uint32_t at) {
  const Scope *scope = &map->scopes.items[at];
  uint32_t parent = scope->parent;
  if (scope->kind == SCOPE_OUTER && parent != NO_SCOPE) parent = map->scopes.items[parent].parent;
  return parent;
}

static bool is_free(ScopeKind kind) {
  return kind == SCOPE_NAMESPACE || kind == SCOPE_CLASS || kind == SCOPE_TYPE;
}

static bool holds(const ScopePlace *binding, const ScopePlace *place) {
  if (place->type && !(binding->flags & BINDING_TYPE)) return false;
  if (place->sigil != binding->sigil) return false;
  return binding == place || binding->from <= place->start;
}

// What binds `place` in `scope`, or NO_VARIABLE. A second binding of a variable leads to the first, but for
// those that shadow: there the last before the place counts.
static uint32_t find_in(const ScopeMap *map, Scope *scope, const ScopePlace *place) {
  const ScopePlace *places = map->places.items;
  uint32_t found = NO_VARIABLE, first = scope->first, cursor = scope->cursor;
  bool resume = cursor != NO_VARIABLE && holds(&places[cursor], place)
                && places[first].nature == PLACE_BINDING;
  for (uint32_t i = resume ? cursor : first; i != NO_VARIABLE; i = places[i].next) {
    const ScopePlace *binding = &places[i];
    bool shadows = binding->flags & BINDING_SHADOW;
    if (binding->nature != PLACE_BINDING) return i;
    if (binding->from > place->start && binding->start > place->start) break; // as all behind it
    if (!holds(binding, place)) continue;
    if (shadows && binding == place) return i;
    if (found == NO_VARIABLE || shadows) found = i;
    if (!shadows) break;
    if (binding != place) scope->cursor = i;
  }
  return found;
}

// Says which place binds `place`, looking upwards from `at`; *scope is where, if any.
static uint32_t look_up(const ScopeMap *map, uint32_t at, const ScopePlace *place,
                        uint32_t *scope) {
  bool direct = true, closed = false;
  for (int depth = 0; at != NO_SCOPE && depth < MAX_DEPTH; depth++) {
    Scope *here = &map->scopes.items[at];
    bool passed_on = false;
    bool seen = here->kind != SCOPE_OUTER && (here->kind != SCOPE_CLASS || direct);
    uint32_t found = seen ? find_in(map, here, place) : NO_VARIABLE;
    if (found != NO_VARIABLE) {
      PlaceNature nature = map->places.items[found].nature;
      if (nature == PLACE_GLOBAL) return NO_VARIABLE;
      passed_on = nature == PLACE_NONLOCAL;
      // What encloses a closed function lends it types, and what the file has, but no variables.
      bool lent = !closed || at == 0 || (map->places.items[found].flags & BINDING_TYPE);
      if (nature == PLACE_BINDING && lent) {
        *scope = at;
        return found;
      }
    }
    direct = direct && here->kind == SCOPE_OUTER;
    closed = closed || (here->kind == SCOPE_CLOSED && !passed_on);
    at = enclosing(map, at);
  }
  return NO_VARIABLE;
}

static void hang_up(ScopeMap *map, uint32_t index, uint32_t at) {
  Scope *scope = &map->scopes.items[at];
  ScopePlace *place = &map->places.items[index];
  place->scope = at;
  // global and nonlocal decide over what is bound before them, too.
  if (place->nature != PLACE_BINDING || scope->first == NO_VARIABLE) {
    place->next = scope->first;
    scope->first = index;
    if (scope->last == NO_VARIABLE) scope->last = index;
    return;
  }
  map->places.items[scope->last].next = index;
  scope->last = index;
}

static uint32_t function_around(const ScopeMap *map, uint32_t at) {
  while (at != NO_SCOPE) {
    ScopeKind kind = map->scopes.items[at].kind;
    if (kind != SCOPE_BLOCK && kind != SCOPE_OUTER) return at;
    at = enclosing(map, at);
  }
  return 0;
}

static void bind_place(ScopeMap *map, uint32_t index) {
  ScopePlace *place = &map->places.items[index];
  place->next = place->variable = NO_VARIABLE;
  if (place->nature == PLACE_BINDING && (place->flags & BINDING_LOWER) && place->capital) {
    place->nature = PLACE_USE;
  }
  if ((place->flags & BINDING_ORDERED) && place->from == 0) place->from = place->start;
  uint32_t at = innermost(map, place->start, place->end);
  if (map->scopes.items[at].kind == SCOPE_OUTER) at = enclosing(map, at);
  if (at == NO_SCOPE) at = 0;
  place->scope = at;
  if (place->nature == PLACE_GLOBAL || place->nature == PLACE_NONLOCAL) {
    hang_up(map, index, function_around(map, at));
  } else if (place->nature == PLACE_BINDING) {
    uint32_t where = 0;
    bool bound = (place->flags & BINDING_SOFT) && look_up(map, at, place, &where) != NO_VARIABLE;
    if (bound && !is_free(map->scopes.items[where].kind)) {
      place->nature = PLACE_USE;
      place->kind = OCCURRENCE_WRITE;
    } else {
      hang_up(map, index, place->flags & BINDING_HOISTED ? function_around(map, at) : at);
    }
  }
}

// ---- results ------------------------------------------------------------------------------------

static void settle_place(ScopeMap *map, uint32_t index) {
  ScopePlace *place = &map->places.items[index];
  if (place->nature == PLACE_MEMBER || place->nature == PLACE_TEXT) return;
  uint32_t scope = 0;
  uint32_t found = look_up(map, place->scope, place, &scope);
  if (place->nature == PLACE_BINDING) {
    bool defines = found == index || found == NO_VARIABLE || (place->flags & BINDING_DEFINES);
    place->kind = defines ? OCCURRENCE_DEFINITION : OCCURRENCE_WRITE;
    if (place->flags & BINDING_IMPORT) place->kind = OCCURRENCE_IMPORT;
  }
  if (found == NO_VARIABLE || (map->places.items[found].flags & BINDING_IMPORT)) return;
  const ScopePlace *binding = &map->places.items[found];
  bool file = scope == 0 && (binding->flags & BINDING_FILE);
  if (is_free(map->scopes.items[scope].kind) && !file) return;
  place->variable = found;
  place->scope = scope;
  place->scope_start = map->scopes.items[scope].start;
  place->scope_end = map->scopes.items[scope].end;
}

void scope_map_resolve(ScopeMap *map) {
  nest_scopes(map);
  apply_regions(map);
  uint32_t count = (uint32_t)map->places.count;
  for (uint32_t i = 0; i < count; i++) bind_place(map, i);
  for (uint32_t i = 0; i < count; i++) settle_place(map, i);
}
