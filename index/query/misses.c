#include "query/misses.h"

#include "base/bits.h"

Misses *misses_new(const Snapshot *snapshot) {
  Misses *misses = xcalloc(1, sizeof *misses);
  atomic_init(&misses->references, 1);
  misses->part_count = snapshot->parts.count;
  misses->starts = xcalloc(misses->part_count + 1, sizeof *misses->starts);
  for (size_t i = 0; i < misses->part_count; i++) {
    const SnapshotPart *part = &snapshot->parts.items[i];
    misses->starts[i] = part->texts ? SIZE_MAX : misses->words;
    if (!part->texts) misses->words += ((size_t)segment_documents(part->segment) + 63) / 64;
  }
  misses->bits = xcalloc(misses->words + 1, sizeof *misses->bits);
  return misses;
}

Misses *misses_ref(Misses *misses) {
  atomic_fetch_add_explicit(&misses->references, 1, memory_order_relaxed);
  return misses;
}

void misses_unref(Misses *misses) {
  if (!misses) return;
  if (atomic_fetch_sub_explicit(&misses->references, 1, memory_order_acq_rel) != 1) return;
  free(misses->starts);
  free(misses->bits);
  free(misses);
}

void misses_add(Misses *misses, const Misses *from) {
  if (from->words != misses->words) return; // of another snapshot: nothing is known
  size_t count = 0;
  for (size_t w = 0; w < misses->words; w++) {
    uint64_t own = atomic_load_explicit(&misses->bits[w], memory_order_relaxed);
    uint64_t all = own | atomic_load_explicit(&from->bits[w], memory_order_relaxed);
    atomic_store_explicit(&misses->bits[w], all, memory_order_relaxed);
    count += bits_count(all);
  }
  atomic_store_explicit(&misses->count, count, memory_order_relaxed);
}

void misses_note(Misses *misses, uint32_t part, uint32_t document) {
  size_t start = misses->starts[part];
  if (start == SIZE_MAX) return;
  uint64_t bit = (uint64_t)1 << (document % 64);
  atomic_uint_fast64_t *word = &misses->bits[start + document / 64];
  if (atomic_fetch_or_explicit(word, bit, memory_order_relaxed) & bit) return;
  atomic_fetch_add_explicit(&misses->count, 1, memory_order_relaxed);
}

// Many candidates are not worth the time: they are not what the next query will be down to.
void misses_note_rest(Misses *misses, uint32_t part, const SnapshotPart *of,
                      const uint32_t *candidates, size_t count) {
  size_t start = misses->starts[part], documents = segment_documents(of->segment);
  if (start == SIZE_MAX || count > documents / 4) return;
  size_t next = 0, added = 0;
  for (size_t w = 0; w < (documents + 63) / 64; w++) {
    uint64_t rest = UINT64_MAX;
    for (; next < count && candidates[next] / 64 == w; next++) {
      rest &= ~((uint64_t)1 << (candidates[next] % 64));
    }
    uint64_t own = atomic_fetch_or_explicit(&misses->bits[start + w], rest, memory_order_relaxed);
    added += bits_count(rest & ~own);
  }
  atomic_fetch_add_explicit(&misses->count, added, memory_order_relaxed);
}

size_t misses_few_left(const Misses *misses, uint32_t part, const SnapshotPart *of,
                       uint32_t left[MISSES_FEW_LEFT]) {
  size_t start = misses->starts[part], documents = segment_documents(of->segment);
  bool any = atomic_load_explicit(&misses->count, memory_order_relaxed);
  size_t count = 0;
  if (start == SIZE_MAX || !any) return SIZE_MAX;
  for (size_t w = 0; w < (documents + 63) / 64; w++) {
    uint64_t rest = ~atomic_load_explicit(&misses->bits[start + w], memory_order_relaxed);
    if (of->dead) rest &= ~of->dead[w];
    for (; rest; rest &= rest - 1) {
      uint32_t document = (uint32_t)(w * 64 + bits_lowest(rest));
      if (document >= documents) break;
      if (count == MISSES_FEW_LEFT) return SIZE_MAX;
      left[count++] = document;
    }
  }
  return count;
}

size_t misses_bytes(const Misses *misses) {
  return sizeof *misses + (misses->part_count + 1) * sizeof *misses->starts
         + (misses->words + 1) * sizeof *misses->bits;
}
