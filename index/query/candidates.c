// Path order over segments: each segment's candidates in its own path order, then merged pair by
// pair. A segment's order comes from its path table when most documents are candidates, from
// sorting when few.
#include "query/candidates.h"

void candidates_in_part(const QueryContext *context, const PlanInput *input, uint32_t part,
                        CandidateDocuments *out) {
  const SnapshotPart *p = &context->snapshot->parts.items[part];
  uint32_t left[MISSES_FEW_LEFT];
  size_t few = query_few_left(context, part, left);
  for (size_t i = 0; i < few && few != SIZE_MAX; i++) array_push(out, left[i]);
  if (few != SIZE_MAX) return;
  Arena arena = {0};
  Iter *iter = plan_segment(input, p->segment, &arena);
  array_reserve(out, iter_estimate(iter));
  for (uint32_t d = iter_peek(iter); d != ITER_END; d = iter_advance(iter)) {
    if (snapshot_part_is_dead(p, d) || query_missed(context, part, d)) continue;
    array_push(out, d);
  }
  query_note_candidates(context, part, out->items, out->count);
  arena_release(&arena);
}

// ---- path order ---------------------------------------------------------------------------------

static Str path_of(const QueryContext *context, Candidate c) {
  return segment_path(context->snapshot->parts.items[c.part].segment, c.document);
}

// A candidate with its path, for sorting without asking the segment again.
typedef struct {
  Str path;
  uint64_t chunk_start;
  uint32_t document;
} Keyed;

static int compare_keyed(const void *a, const void *b) {
  const Keyed *x = a, *y = b;
  int order = str_compare(x->path, y->path);
  return order ? order : (x->chunk_start > y->chunk_start) - (x->chunk_start < y->chunk_start);
}

static void sort_by_path(const Segment *segment, Candidate *items, size_t count) {
  Keyed *keyed = xmalloc(count * sizeof *keyed);
  for (size_t i = 0; i < count; i++) {
    Document record = {.chunk_start = 0};
    (void)!segment_document(segment, items[i].document, &record);
    keyed[i] = (Keyed){record.path, record.chunk_start, items[i].document};
  }
  qsort(keyed, count, sizeof *keyed, compare_keyed);
  for (size_t i = 0; i < count; i++) items[i].document = keyed[i].document;
  free(keyed);
}

static void order_by_path_table(const Segment *segment, Candidate *items, size_t count) {
  uint32_t documents = segment_documents(segment);
  uint64_t *bits = xcalloc((size_t)documents / 64 + 1, sizeof *bits);
  for (size_t i = 0; i < count; i++) {
    bits[items[i].document / 64] |= (uint64_t)1 << (items[i].document % 64);
  }
  size_t at = 0;
  for (uint32_t i = 0; i < documents && at < count; i++) {
    uint32_t d = segment_by_path(segment, i);
    if (bits[d / 64] >> (d % 64) & 1) items[at++].document = d;
  }
  free(bits);
}

// Appends the part's candidates in order of path.
static void add_in_path_order(const QueryContext *context, const PlanInput *input, uint32_t part,
                              Candidates *out) {
  const Segment *segment = context->snapshot->parts.items[part].segment;
  size_t from = out->count;
  CandidateDocuments found = {0};
  candidates_in_part(context, input, part, &found);
  for (size_t i = 0; i < found.count; i++) array_push(out, ((Candidate){part, found.items[i]}));
  array_free(&found);
  Candidate *items = out->items + from;
  size_t count = out->count - from;
  if (count > segment_documents(segment) / 16) {
    order_by_path_table(segment, items, count);
  } else if (count > 1) {
    sort_by_path(segment, items, count);
  }
}

// Merges [from, middle) and [middle, to) through `spare`.
static void merge(const QueryContext *context, Candidate *items, Candidate *spare, size_t count,
                  size_t middle) {
  size_t a = 0, b = middle, at = 0;
  if (middle == 0 || middle == count) return;
  Str path_a = path_of(context, items[a]), path_b = path_of(context, items[b]);
  while (a < middle && b < count) {
    if (str_compare(path_b, path_a) < 0) {
      spare[at++] = items[b++];
      if (b < count) path_b = path_of(context, items[b]);
    } else {
      spare[at++] = items[a++];
      if (a < middle) path_a = path_of(context, items[a]);
    }
  }
  while (a < middle) spare[at++] = items[a++];
  memcpy(items, spare, at * sizeof *items); // what is left of b is in its place
}

// Merges the runs that begin at starts[from .. to).
static void merge_runs(const QueryContext *context, Candidates *all, Candidate *spare,
                       const size_t *starts, size_t from, size_t to) {
  if (to - from < 2) return;
  size_t half = from + (to - from) / 2;
  merge_runs(context, all, spare, starts, from, half);
  merge_runs(context, all, spare, starts, half, to);
  size_t first = starts[from];
  merge(context, all->items + first, spare, starts[to] - first, starts[half] - first);
}

void candidates_by_path(const QueryContext *context, const PlanInput *input, Candidates *out) {
  size_t parts = context->snapshot->parts.count;
  size_t *starts = xmalloc((parts + 1) * sizeof *starts);
  out->count = 0;
  for (uint32_t i = 0; i < parts; i++) {
    starts[i] = out->count;
    if (!query_cancelled(context)) add_in_path_order(context, input, i, out);
  }
  starts[parts] = out->count;
  Candidate *spare = xmalloc((out->count + 1) * sizeof *spare);
  merge_runs(context, out, spare, starts, 0, parts);
  free(spare);
  free(starts);
}
