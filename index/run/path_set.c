// Problem: a file that is being written names itself hundreds of times, a checkout names thousands of files,
// and whoever is told wants each once. Approach: strings in an arena, found by a small hash table of their
// numbers, all forgotten together. Rejected: sorting before handing on (holds every repetition until then).
#include "run/path_set.h"
#include "base/err.h"

enum { FEWEST_SLOTS = 64, KEPT_SLOTS = 1024 };

void path_set_release(PathSet *set) {
  arena_release(&set->arena);
  array_free(&set->paths);
  free(set->slots);
  *set = (PathSet){.most = set->most};
}

void path_set_clear(PathSet *set) {
  if (set->slot_count > KEPT_SLOTS) {
    path_set_release(set);
    return;
  }
  if (set->slots) memset(set->slots, 0, set->slot_count * sizeof *set->slots);
  set->paths.count = 0;
  set->whole = false;
  arena_reset(&set->arena);
}

// The slot that holds `path`, or the free one where it belongs.
static uint32_t *slot_of(PathSet *set, Str path) {
  size_t at = (size_t)str_hash(path) & (set->slot_count - 1);
  for (;; at = (at + 1) & (set->slot_count - 1)) {
    uint32_t number = set->slots[at];
    if (number == 0 || str_equal(set->paths.items[number - 1], path)) return &set->slots[at];
  }
}

static void more_slots(PathSet *set) {
  free(set->slots);
  set->slot_count = set->slot_count ? set->slot_count * 2 : FEWEST_SLOTS;
  set->slots = xcalloc(set->slot_count, sizeof *set->slots);
  for (size_t i = 0; i < set->paths.count; i++) {
    *slot_of(set, set->paths.items[i]) = (uint32_t)i + 1;
  }
}

void path_set_add(PathSet *set, Str path) {
  if (set->whole) return;
  if (path.len == 0) {
    path_set_add_all(set);
    return;
  }
  if (set->paths.count * 2 >= set->slot_count) more_slots(set);
  uint32_t *slot = slot_of(set, path);
  if (*slot != 0) return;
  if (set->paths.count >= set->most) {
    path_set_add_all(set);
    return;
  }
  array_push(&set->paths, arena_dup(&set->arena, path));
  *slot = (uint32_t)set->paths.count;
}

void path_set_add_all(PathSet *set) {
  if (set->whole) return;
  set->paths.count = 0;
  array_push(&set->paths, STR(""));
  set->whole = true;
}
