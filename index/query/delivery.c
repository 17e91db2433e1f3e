#include "query/delivery.h"

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

bool delivery_goes_on(Delivery *delivery) {
  if (!delivery->stopped && query_cancelled(delivery->context)) {
    delivery_stop(delivery, query_expired(delivery->context) ? "deadline" : "cancelled");
  }
  return !delivery->stopped;
}

bool delivery_put(Delivery *delivery, const SearchHit *hit, bool new_document) {
  if (delivery->stopped) return false;
  if (delivery->limit && delivery->hits == delivery->limit) {
    delivery_stop(delivery, "limit"); // one more was there
    return false;
  }
  delivery->hits++;
  delivery->documents += new_document;
  if (!delivery->fn(delivery->user, hit)) delivery_stop(delivery, "stopped");
  return delivery_goes_on(delivery);
}

void delivery_summarise(const Delivery *delivery, uint64_t candidates, QuerySummary *out) {
  const Snapshot *snapshot = delivery->context->snapshot;
  const char *reason = delivery->reason;
  if (!reason && !snapshot->text_complete) reason = "indexing";
  *out = (QuerySummary){.hits = delivery->hits,
                        .documents = delivery->documents,
                        .generation = snapshot->generation,
                        .covered = snapshot->covered,
                        .truncated = delivery->reason != NULL,
                        .reason = reason ? reason : "",
                        .elapsed_ns = os_monotonic_ns() - delivery->started_ns,
                        .candidates = candidates};
}
