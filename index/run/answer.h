// One answer that is kept: the hits as they were delivered, packed, and the summary. Recorded while a query
// delivers, replayed to another caller as if the query had run.
#ifndef TREELINE_RUN_ANSWER_H
#define TREELINE_RUN_ANSWER_H

#include "base/array.h"
#include "base/buf.h"
#include "index.h"

#include <stdatomic.h>

// Immutable; shared by reference count. Any thread.
typedef struct {
  atomic_int references;
  QuerySummary summary;
  int64_t made_ns; // when recording began, monotonic time
  Str bytes;       // hits, one after another; see answer.c
} Answer;

Answer *answer_ref(Answer *answer);
void answer_unref(Answer *answer); // NULL is allowed
size_t answer_bytes(const Answer *answer);

// Where in the recording a path stands, to be named by its number from then on.
typedef struct {
  size_t at, len; // len 0: none
  uint32_t number;
} RecordedPath;

// Stands between a query and its caller's function: recorder_take_hit or recorder_take_symbol, with the
// recorder as their `user`. The caller's thread only.
typedef struct {
  SearchFn take_hit;
  SymbolFn take_symbol;
  void *user;
  Buf bytes;
  bool dropped; // too large, or the caller wants no more
  int64_t made_ns;
  RecordedPath *paths; // open addressing; a power of two
  size_t path_slots;
  uint32_t path_count;
  RecordedPath last_path;
  size_t last_text_at, last_text_len;
} Recorder;

// Exactly one of the functions is not NULL. Answers of more than `most_bytes` are dropped.
Recorder recorder_make(size_t most_bytes, SearchFn take_hit, SymbolFn take_symbol, void *user);
bool recorder_take_hit(void *recorder, const SearchHit *hit);
bool recorder_take_symbol(void *recorder, const SymbolHit *hit);
// The answer, with one reference, if it may be kept: whole, or cut by its limit and by nothing else.
// Otherwise NULL. Frees what the recorder holds; call it whatever the query came to (`summary` NULL: it
// failed).
Answer *recorder_finish(Recorder *recorder, const QuerySummary *summary);

// How a replay is watched over.
typedef struct {
  const atomic_bool *cancelled; // may be NULL
  int64_t deadline_ns;          // monotonic time; 0: none
} ReplayLimits;

// Delivers as the query did. `summary` says the same, but for the time, and if this caller stopped early.
void answer_replay_hits(const Answer *answer, const ReplayLimits *limits, SearchFn fn, void *user,
                        QuerySummary *summary);
void answer_replay_symbols(const Answer *answer, const ReplayLimits *limits, SymbolFn fn,
                           void *user, QuerySummary *summary);

#endif
