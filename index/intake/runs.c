// A natural merge sort: the ascending runs that are there are merged, neighbours first, as pointers; the
// items move once, at the end. Rejected: qsort, which compares as often as if nothing were sorted, and
// that was a fifth of a key's cost in a header of 22,000 macros.
#include "intake/runs.h"
#include "base/array.h"
#include "base/err.h"

#include <string.h>

typedef ARRAY(size_t) Bounds; // where each run starts, and the end of the last

static void find_runs(const char *items, size_t count, size_t size, RunOrder order, Bounds *runs) {
  array_push(runs, 0);
  for (size_t i = 1; i < count; i++) {
    if (order(items + (i - 1) * size, items + i * size) > 0) array_push(runs, i);
  }
  array_push(runs, count);
}

// Merges [from, middle) and [middle, to) of `in` to the same places of `out`.
static void merge(const char **in, const char **out, size_t from, size_t middle, size_t to,
                  RunOrder order) {
  size_t a = from, b = middle, at = from;
  while (a < middle && b < to) out[at++] = order(in[a], in[b]) <= 0 ? in[a++] : in[b++];
  while (a < middle) out[at++] = in[a++];
  while (b < to) out[at++] = in[b++];
}

// Merges pairs of neighbours; half of the runs are left.
static void merge_pairs(const char **in, const char **out, Bounds *runs, RunOrder order) {
  size_t kept = 0, last = runs->count - 1; // bounds[last] is the end
  for (size_t i = 0; i < last; i += 2) {
    size_t from = runs->items[i], middle = runs->items[i + 1];
    size_t to = i + 2 <= last ? runs->items[i + 2] : middle;
    merge(in, out, from, middle, to, order);
    runs->items[kept++] = from;
  }
  runs->items[kept++] = runs->items[last];
  runs->count = kept;
}

void runs_sort(void *items, size_t count, size_t size, RunOrder order) {
  Bounds runs = {0};
  if (count < 2) return;
  find_runs(items, count, size, order, &runs);
  if (runs.count > 2) {
    const char **in = xmalloc(count * sizeof *in), **out = xmalloc(count * sizeof *out);
    for (size_t i = 0; i < count; i++) in[i] = (const char *)items + i * size;
    while (runs.count > 2) {
      merge_pairs(in, out, &runs, order);
      const char **other = in;
      in = out;
      out = other;
    }
    char *sorted = xmalloc(count * size);
    for (size_t i = 0; i < count; i++) memcpy(sorted + i * size, in[i], size);
    memcpy(items, sorted, count * size);
    free(sorted);
    free(in);
    free(out);
  }
  array_free(&runs);
}
