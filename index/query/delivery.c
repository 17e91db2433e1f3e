#include "query/delivery.h"

#include "base/bits.h"
#include "base/os.h"

Delivery delivery_make(const QueryContext *context, uint64_t limit, SearchFn fn, void *user) {
  return (Delivery){
      .context = context, .limit = limit, .fn = fn, .user = user, .started_ns = os_monotonic_ns()};
}

void delivery_note(Delivery *delivery, const char *reason) {
  if (!delivery->reason) delivery->reason = reason;
}

void delivery_stop(Delivery *delivery, const char *reason) {
  delivery->stopped = true;
  delivery_note(delivery, reason);
}

static bool is_cancelled(const QueryContext *context) {
  return context->cancelled && atomic_load_explicit(context->cancelled, memory_order_relaxed);
}

bool delivery_goes_on(Delivery *delivery) {
  if (delivery->stopped) return false;
  if (is_cancelled(delivery->context)) {
    delivery_stop(delivery, "cancelled");
  } else if (!delivery->late && query_expired(delivery->context)) {
    delivery_stop(delivery, "deadline");
  }
  return !delivery->stopped;
}

bool delivery_closes(Delivery *delivery) {
  if (delivery->stopped || !query_expired(delivery->context)) return delivery_goes_on(delivery);
  delivery_note(delivery, "deadline");
  delivery->late = true;
  return delivery_goes_on(delivery);
}

// Whether the limit allows one more.
static bool may_put(Delivery *delivery) {
  if (delivery->stopped) return false;
  if (delivery->limit == 0 || delivery->hits < delivery->limit) return true;
  delivery_stop(delivery, "limit"); // one more was there
  return false;
}

bool delivery_put_quickly(Delivery *delivery, const SearchHit *hit, bool new_document) {
  if (!may_put(delivery)) return false;
  delivery->hits++;
  delivery->documents += new_document;
  if (!delivery->fn(delivery->user, hit)) delivery_stop(delivery, "stopped");
  if (is_cancelled(delivery->context)) delivery_stop(delivery, "cancelled");
  return !delivery->stopped;
}

bool delivery_put(Delivery *delivery, const SearchHit *hit, bool new_document) {
  MeterSample sample = meter_sample(delivery->context->meter, STAGE_DELIVER);
  delivery_put_quickly(delivery, hit, new_document);
  meter_sample_lap(delivery->context->meter, STAGE_DELIVER, &sample);
  return delivery_goes_on(delivery);
}

bool delivery_count(Delivery *delivery, uint64_t hits, bool new_document) {
  if (!may_put(delivery)) return false;
  uint64_t room = delivery->limit ? delivery->limit - delivery->hits : hits;
  delivery->hits += hits < room ? hits : room;
  delivery->documents += new_document;
  if (hits > room) delivery_stop(delivery, "limit");
  return !delivery->stopped;
}

// ---- the summary --------------------------------------------------------------------------------

static uint64_t live_documents(const Snapshot *snapshot) {
  uint64_t count = 0;
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    const SnapshotPart *part = &snapshot->parts.items[i];
    uint32_t documents = segment_documents(part->segment);
    count += documents;
    for (uint32_t w = 0; part->dead && w < (documents + 63) / 64; w++) {
      count -= bits_count(part->dead[w]);
    }
  }
  return count;
}

// Where not all are covered at least one more is known, however few are missing.
static uint64_t known_documents(uint64_t covered, double share) {
  if (share >= 1) return covered;
  uint64_t known = share > 0 ? (uint64_t)((double)covered / share + 0.5) : 0;
  return known > covered ? known : covered + 1;
}

void delivery_summarise(const Delivery *delivery, uint64_t candidates, QuerySummary *out) {
  const Snapshot *snapshot = delivery->context->snapshot;
  const char *reason = delivery->reason;
  if (!reason && !snapshot->text_complete) reason = "indexing";
  uint64_t covered = live_documents(snapshot);
  *out = (QuerySummary){.hits = delivery->hits,
                        .documents = delivery->documents,
                        .generation = snapshot->generation,
                        .covered = snapshot->covered,
                        .documents_covered = covered,
                        .documents_known = known_documents(covered, snapshot->covered),
                        .truncated = delivery->reason != NULL,
                        .reason = reason ? reason : "",
                        .elapsed_ns = os_monotonic_ns() - delivery->started_ns,
                        .candidates = candidates};
}

// ---- lines around a hit -------------------------------------------------------------------------

// [from, to) without the line's end.
static Str line_of(Str text, size_t from, size_t to) {
  if (to > from && text.ptr[to - 1] == '\n') to--;
  if (to > from && text.ptr[to - 1] == '\r') to--;
  return str_slice(text, from, to);
}

static size_t line_start(Str text, size_t offset) {
  while (offset > 0 && text.ptr[offset - 1] != '\n') offset--;
  return offset;
}

// Behind the line end at or after `offset`.
static size_t next_line(Str text, size_t offset) {
  size_t end = str_find_byte(text, offset, '\n');
  return end < text.len ? end + 1 : text.len;
}

void lines_around(Str text, Str line, const SearchRequest *request, Arena *arena, SearchHit *hit) {
  size_t start = line_start(text, (size_t)(line.ptr - text.ptr)), first = start;
  size_t end = next_line(text, (size_t)(line.ptr - text.ptr) + line.len);
  uint32_t before = 0, after = 0;
  while (before < request->before && first > 0) {
    first = line_start(text, first - 1);
    before++;
  }
  for (size_t at = end; after < request->after && at < text.len; after++) at = next_line(text, at);
  Str *lines = arena_array(arena, Str, (size_t)before + after + 1);
  for (uint32_t i = 0; i < before; i++, first = next_line(text, first)) {
    lines[i] = line_of(text, first, next_line(text, first));
  }
  for (uint32_t i = 0; i < after; i++, end = next_line(text, end)) {
    lines[before + i] = line_of(text, end, next_line(text, end));
  }
  hit->before = lines;
  hit->before_count = before;
  hit->after = lines + before;
  hit->after_count = after;
}
