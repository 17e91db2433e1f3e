// A match is described by the range of its pattern's root: no node outside has a say in it, but for the
// types of its ancestors, and where these change, tree-sitter reports all they enclose as changed. So what
// has roots away from every changed place stays as it is, and the query cursor, restricted to these
// places, finds what is to be put in place of the rest: it starts patterns at nodes that meet its range.
//
// Rejected: matching anew some node around the change. Patterns that reach outside of it (`export` before
// a declaration, the block around a statement) would need an ancestor chosen for each language.
#include "intake/kept.h"

void matched_release(Matched *matched) {
  array_free(&matched->roots);
  array_free(&matched->definitions);
  array_free(&matched->injections);
  extraction_release(&matched->spans);
}

void matched_clear(Matched *matched) {
  matched->roots.count = matched->definitions.count = matched->injections.count = 0;
  matched->spans.spans.count = 0;
}

void kept_release(Kept *kept) {
  array_free(&kept->roots);
  array_free(&kept->definitions);
  array_free(&kept->names);
  array_free(&kept->injections);
  extraction_release(&kept->spans);
  arena_release(&kept->owned);
  *kept = (Kept){0};
}

static void clear_items(Kept *kept) {
  kept->roots.count = kept->definitions.count = kept->names.count = kept->injections.count = 0;
  kept->spans.spans.count = 0;
}

void kept_clear(Kept *kept) {
  clear_items(kept);
  arena_release(&kept->owned);
  kept->owned_before = 0;
}

size_t kept_memory(const Kept *kept) {
  return sizeof(MatchRoot) * kept->roots.capacity + sizeof(Definition) * kept->definitions.capacity
         + sizeof(KeptNames) * kept->names.capacity + sizeof(Span) * kept->spans.spans.capacity
         + sizeof(Injection) * kept->injections.capacity + kept->owned.total;
}

// ---- adding -------------------------------------------------------------------------------------

static uint32_t place_in(Str text, Str part) {
  bool inside = part.len > 0 && part.ptr >= text.ptr && part.ptr < text.ptr + text.len;
  return inside ? (uint32_t)(part.ptr - text.ptr) : NOT_IN_TEXT;
}

static void keep_definition(Kept *kept, const Definition *found, Str text) {
  Definition d = *found;
  KeptNames names = {place_in(text, d.name), place_in(text, d.container)};
  if (names.name_at == NOT_IN_TEXT && d.name.len) d.name = arena_dup(&kept->owned, d.name);
  if (names.container_at == NOT_IN_TEXT && d.container.len) {
    d.container = arena_dup(&kept->owned, d.container);
  }
  array_push(&kept->definitions, d);
  array_push(&kept->names, names);
}

void kept_add(Kept *kept, const Definitions *definitions, size_t from, size_t to, Str text) {
  for (size_t i = from; i < to; i++) keep_definition(kept, &definitions->items[i], text);
}

// How far a walk over matches has come in the arrays.
typedef struct {
  size_t definitions, spans, injections;
} Walk;

static void pass(Walk *walk, const MatchRoot *root) {
  walk->definitions += root->definitions;
  walk->spans += root->spans;
  walk->injections += root->injections;
}

static void keep_match(Kept *kept, const MatchRoot *root, const Matched *from, Walk *walk,
                       Str text) {
  array_push(&kept->roots, *root);
  for (size_t i = 0; i < root->definitions; i++) {
    keep_definition(kept, &from->definitions.items[walk->definitions + i], text);
  }
  for (size_t i = 0; i < root->spans; i++) {
    array_push(&kept->spans.spans, from->spans.spans.items[walk->spans + i]);
  }
  for (size_t i = 0; i < root->injections; i++) {
    array_push(&kept->injections, from->injections.items[walk->injections + i]);
  }
  pass(walk, root);
}

void kept_take(Kept *kept, const Matched *matched, Str text) {
  kept_clear(kept);
  Walk walk = {0};
  for (size_t i = 0; i < matched->roots.count; i++) {
    keep_match(kept, &matched->roots.items[i], matched, &walk, text);
  }
  kept->owned_before = kept->owned.total;
}

// ---- moving -------------------------------------------------------------------------------------

// Modulo 2^32: `by` may take away.
static void move_definition(Definition *d, KeptNames *names, uint32_t by) {
  d->name_start += by;
  d->name_end += by;
  d->start += by;
  if (!d->mark) d->end += by; // marks have none
  if (names->name_at != NOT_IN_TEXT) names->name_at += by;
  if (names->container_at != NOT_IN_TEXT) names->container_at += by;
}

static void keep_moved(Kept *kept, const Kept *from, size_t index, uint32_t by) {
  Definition d = from->definitions.items[index];
  KeptNames names = from->names.items[index];
  move_definition(&d, &names, by);
  array_push(&kept->definitions, d);
  array_push(&kept->names, names);
}

void kept_add_moved(Kept *kept, const Kept *other, size_t from, size_t to, uint32_t by) {
  for (size_t i = from; i < to; i++) keep_moved(kept, other, i, by);
}

static void move_match(Kept *kept, const MatchRoot *root, const Kept *from, const Walk *walk,
                       uint32_t by) {
  MatchRoot moved = *root;
  moved.start += by;
  moved.end += by;
  array_push(&kept->roots, moved);
  for (size_t i = walk->definitions; i < walk->definitions + root->definitions; i++) {
    keep_moved(kept, from, i, by);
  }
  for (size_t i = walk->spans; i < walk->spans + root->spans; i++) {
    Span span = from->spans.spans.items[i];
    span.start += by;
    span.end += by;
    array_push(&kept->spans.spans, span);
  }
  for (size_t i = walk->injections; i < walk->injections + root->injections; i++) {
    Injection injection = from->injections.items[i];
    injection.range.start_byte += by;
    injection.range.end_byte += by;
    array_push(&kept->injections, injection);
  }
}

// Where a root that may meet a change is in the new text: no later than what is left of it.
static MatchRoot root_in_new(const MatchRoot *root, const TextChanges *changes) {
  MatchRoot mapped = *root;
  for (size_t i = 0; i < changes->count; i++) {
    const TextChange *change = &changes->items[i];
    if (change->old_start >= root->end) break;
    uint32_t added = change->new_end - change->old_end;
    if (change->old_end <= root->start) {
      mapped.start = root->start + added;
      mapped.end = root->end + added;
    } else {
      if (change->old_start <= root->start) mapped.start = change->new_start;
      mapped.end = change->old_end <= root->end ? root->end + added : change->new_end;
    }
  }
  return mapped;
}

// Names of matches that are gone pile up; now and then those in use move house.
static void gather_owned(Kept *kept) {
  enum { SLACK = 1 << 16 };
  if (kept->owned.total < 2 * kept->owned_before + SLACK) return;
  Arena fresh = {0};
  for (size_t i = 0; i < kept->definitions.count; i++) {
    Definition *d = &kept->definitions.items[i];
    const KeptNames *names = &kept->names.items[i];
    if (names->name_at == NOT_IN_TEXT && d->name.len) d->name = arena_dup(&fresh, d->name);
    if (names->container_at == NOT_IN_TEXT && d->container.len) {
      d->container = arena_dup(&fresh, d->container);
    }
  }
  arena_release(&kept->owned);
  kept->owned = fresh;
  kept->owned_before = fresh.total;
}

void kept_splice(Kept *kept, Kept *spare, const TextChanges *changes, const Regions *regions,
                 const Matched *matched, Str text) {
  clear_items(spare);
  arena_release(&spare->owned);
  spare->owned = kept->owned; // names that stay are not copied
  spare->owned_before = kept->owned_before;
  kept->owned = (Arena){0};
  Walk old = {0}, new = {0};
  size_t next = 0; // of the new matches: roughly in the order of the text
  for (size_t i = 0; i < kept->roots.count; i++) {
    const MatchRoot *root = &kept->roots.items[i];
    MatchRoot mapped = root_in_new(root, changes);
    if (regions_meet(regions, mapped.start, mapped.end) == regions->count) {
      for (; next < matched->roots.count && matched->roots.items[next].start <= mapped.start;
           next++) {
        keep_match(spare, &matched->roots.items[next], matched, &new, text);
      }
      move_match(spare, root, kept, &old, mapped.start - root->start);
    }
    pass(&old, root);
  }
  for (; next < matched->roots.count; next++) {
    keep_match(spare, &matched->roots.items[next], matched, &new, text);
  }
  Kept other = *kept;
  *kept = *spare;
  *spare = other;
  gather_owned(kept);
}

void kept_shift(Kept *kept, const TextChanges *changes) {
  Walk walk = {0};
  for (size_t i = 0; i < kept->roots.count; i++) {
    MatchRoot *root = &kept->roots.items[i];
    MatchRoot mapped = root_in_new(root, changes);
    uint32_t by = mapped.start - root->start;
    for (size_t k = 0; k < root->definitions; k++) {
      size_t at = walk.definitions + k;
      move_definition(&kept->definitions.items[at], &kept->names.items[at], by);
    }
    for (size_t k = 0; k < root->spans; k++) {
      kept->spans.spans.items[walk.spans + k].start += by;
      kept->spans.spans.items[walk.spans + k].end += by;
    }
    for (size_t k = 0; k < root->injections; k++) {
      kept->injections.items[walk.injections + k].range.start_byte += by;
      kept->injections.items[walk.injections + k].range.end_byte += by;
    }
    root->start += by;
    root->end += by;
    pass(&walk, root);
  }
}

void kept_add_restless(const Kept *kept, const TextChanges *changes, Regions *regions) {
  size_t at = 0;
  for (size_t i = 0; i < kept->roots.count; i++) {
    const MatchRoot *root = &kept->roots.items[i];
    bool rest = false;
    for (size_t k = 0; k < root->definitions; k++) {
      rest = rest || kept->definitions.items[at + k].rules.rest;
    }
    at += root->definitions;
    if (!rest) continue;
    MatchRoot mapped = root_in_new(root, changes);
    array_push(regions, ((Region){mapped.start, mapped.end}));
  }
}

// ---- giving back --------------------------------------------------------------------------------

void kept_emit(const Kept *kept, Str text, Arena *arena, Definitions *definitions,
               Extraction *out) {
  size_t first = definitions->count, count = kept->definitions.count;
  array_reserve(definitions, first + count);
  for (size_t i = 0; i < count; i++) {
    Definition d = kept->definitions.items[i];
    KeptNames names = kept->names.items[i];
    if (names.name_at != NOT_IN_TEXT) {
      d.name.ptr = text.ptr + names.name_at;
    } else if (d.name.len) {
      d.name = arena_dup(arena, d.name);
    }
    if (names.container_at != NOT_IN_TEXT) {
      d.container.ptr = text.ptr + names.container_at;
    } else if (d.container.len) {
      d.container = arena_dup(arena, d.container);
    }
    definitions->items[definitions->count++] = d;
  }
  definitions_hide(definitions, first);
  size_t spans = kept->spans.spans.count;
  if (spans == 0) return;
  array_reserve(&out->spans, out->spans.count + spans);
  memcpy(out->spans.items + out->spans.count, kept->spans.spans.items, sizeof(Span) * spans);
  out->spans.count += spans;
}
