// Path order over segments: each segment's candidates in its own path order, then merged pair by
// pair. A segment's order comes from its path table when most documents are candidates, from
// sorting when few. Segments are worked on side by side, and so are pairs.
#include "query/candidates.h"

enum { POLL_DOCUMENTS = 4096 }; // candidates between looks at the clock: a tenth of a millisecond

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
    if (out->count % POLL_DOCUMENTS == 0 && query_cancelled(context)) break;
  }
  if (!query_cancelled(context)) {
    query_note_candidates(context, part, out->items, out->count);
  }
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

// ---- all parts ----------------------------------------------------------------------------------

// Parts [from, to) are one run when they are merged.
typedef struct {
  const QueryContext *context;
  const PlanInput *input;
  Candidates *parts; // of each part; in order of path
  size_t count;
  Candidates *all;
  Candidate *spare;
  const size_t *starts; // of each part in `all`, and the end
  size_t span;          // parts of a run that is in order
} PathOrder;

static void find_in_path_order(void *user, size_t part) {
  const PathOrder *order = user;
  const QueryContext *context = order->context;
  const Segment *segment = context->snapshot->parts.items[part].segment;
  Candidates *out = &order->parts[part];
  CandidateDocuments found = {0};
  if (query_cancelled(context)) return;
  candidates_in_part(context, order->input, (uint32_t)part, &found);
  array_reserve(out, found.count);
  for (size_t i = 0; i < found.count; i++) {
    array_push(out, ((Candidate){(uint32_t)part, found.items[i]}));
  }
  array_free(&found);
  if (query_cancelled(context)) return;
  if (out->count > segment_documents(segment) / 16) {
    order_by_path_table(segment, out->items, out->count);
  } else if (out->count > 1) {
    sort_by_path(segment, out->items, out->count);
  }
}

// Merges [0, middle) and [middle, count) through `spare`. Cancelled, it leaves them in some order.
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
    if (at % POLL_DOCUMENTS == 0 && query_cancelled(context)) return;
  }
  while (a < middle) spare[at++] = items[a++];
  memcpy(items, spare, at * sizeof *items); // what is left of b is in its place
}

// The pair of runs with number `i`.
static void merge_pair(void *user, size_t i) {
  const PathOrder *order = user;
  size_t from = i * 2 * order->span, middle = from + order->span, to = middle + order->span;
  if (to > order->count) to = order->count;
  if (middle >= to || query_cancelled(order->context)) return;
  size_t first = order->starts[from];
  merge(order->context, order->all->items + first, order->spare + first, order->starts[to] - first,
        order->starts[middle] - first);
}

static void each(const PathOrder *order, size_t count, ParallelItem item) {
  const QueryContext *context = order->context;
  if (context->parallel && count > 1) {
    context->parallel(context->pool, count, item, (void *)order);
  } else {
    for (size_t i = 0; i < count; i++) item((void *)order, i);
  }
}

void candidates_by_path(const QueryContext *context, const PlanInput *input, Candidates *out) {
  size_t parts = context->snapshot->parts.count;
  size_t *starts = xmalloc((parts + 1) * sizeof *starts);
  PathOrder order = {.context = context, .input = input, .count = parts, .all = out};
  order.parts = xcalloc(parts + 1, sizeof *order.parts);
  each(&order, parts, find_in_path_order);
  out->count = 0;
  for (size_t i = 0; i < parts; i++) {
    const Candidates *part = &order.parts[i];
    starts[i] = out->count;
    array_reserve(out, out->count + part->count);
    if (part->count)
      memcpy(out->items + out->count, part->items, part->count * sizeof *part->items);
    out->count += part->count;
    array_free(&order.parts[i]);
  }
  starts[parts] = out->count;
  order.starts = starts;
  order.spare = xmalloc((out->count + 1) * sizeof *order.spare);
  for (order.span = 1; order.span < parts; order.span *= 2) {
    each(&order, (parts + 2 * order.span - 1) / (2 * order.span), merge_pair);
  }
  free(order.spare);
  free(order.parts);
  free(starts);
}
