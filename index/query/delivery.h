// The one place where hits leave a search: counts them, honours the limit, and writes the summary.
// Used on the calling thread only.
#ifndef TREELINE_QUERY_DELIVERY_H
#define TREELINE_QUERY_DELIVERY_H

#include "base/arena.h"
#include "index.h"
#include "query/context.h"

typedef struct {
  const QueryContext *context;
  SearchFn fn;
  void *user;
  uint64_t limit; // 0: none
  uint64_t hits, documents;
  bool stopped;       // deliver no more
  bool late;          // the deadline has passed, and what is held is being handed over
  const char *reason; // why not all was found; NULL: all was
  int64_t started_ns;
} Delivery;

Delivery delivery_make(const QueryContext *context, uint64_t limit, SearchFn fn, void *user);
// Hands one hit over; false once the search should end. `new_document`: the first hit of its file.
bool delivery_put(Delivery *delivery, const SearchHit *hit, bool new_document);
// The same for who hands over many at once, and measures and asks delivery_goes_on from time to time.
bool delivery_put_quickly(Delivery *delivery, const SearchHit *hit, bool new_document);
// Counts `hits` > 0 of one file without handing them over; false once the search should end.
bool delivery_count(Delivery *delivery, uint64_t hits, bool new_document);
// Remembers that something was left out, without ending the search.
void delivery_note(Delivery *delivery, const char *reason);
#define DELIVERY_GAVE_UP "the regular expression took too long on some lines"
// Ends the search with a reason ("limit", "cancelled" ...). The first one stays.
void delivery_stop(Delivery *delivery, const char *reason);
// Whether to go on; notices that the request was cancelled, or that its time is over.
bool delivery_goes_on(Delivery *delivery);
// For who holds hits until the end: whether to hand them over now. If time is over that is noted,
// and does not count from here on; being cancelled does.
bool delivery_closes(Delivery *delivery);
void delivery_summarise(const Delivery *delivery, uint64_t candidates, QuerySummary *out);

// Fills in the lines around a hit, as many as the request asks for: slices of `text`, the
// document's, in arrays of the arena. `line` is the hit's line or lines, a slice of `text`, too.
// Lines that are wanted on either side of a hit, at most.
static inline uint32_t lines_wanted(const SearchRequest *request) {
  return request->before > request->after ? request->before : request->after;
}
void lines_around(Str text, Str line, const SearchRequest *request, Arena *arena, SearchHit *hit);

#endif
