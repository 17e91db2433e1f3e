// Looking after the index while nothing else is to be done: segments in memory go to disk, many small ones
// become few, mostly dead ones are freed of what is dead, and a disk that refused is tried again. Called by
// the coordinator only, between refreshes, except where said.
//
// What is to be written is chosen here, written by a thread of its own at low priority, which holds
// nobody up and gives way to a refresh, and taken into the catalogue by the upkeep_run that follows. So the
// catalogue changes between refreshes only. Typing and saving write nothing: a flush comes when saves
// rest or have become many, is one file and one commit, and only then is anything synced.
//
// Who does not write (a follower, read_only, no directory, a disk that refuses) merges in memory what is in
// memory. At closing what is little is flushed; the rest is read again by the next refresh, as the files are
// the truth.
#ifndef TREELINE_RUN_UPKEEP_H
#define TREELINE_RUN_UPKEEP_H

#include "index.h"

// Nanoseconds; zero: the default. Longer or shorter for tests.
typedef struct {
  int64_t rest;       // since the last segment came to memory: then all of them are flushed (3 s)
  int64_t longest;    // since the first one did (60 s)
  int64_t retry;      // after the disk has refused; doubled with each failure (15 s)
  int64_t retry_most; // (5 min)
} UpkeepDelays;

typedef struct {
  struct UpkeepJob *job; // being written, or written and not yet taken in; NULL: none
  // Guarded by the Index's mutex:
  UpkeepDelays delays;
  int64_t retry_ns;   // when to try the disk again, monotonic time
  int64_t backoff_ns; // the wait before that; 0: the disk has not refused, as far as is known
  // The coordinator's:
  int64_t deaths_ns; // since when documents are dead that the manifest says are alive; 0: none are
  int64_t last_cost_ns; // what the last flush took, with its commit
  bool distrusted;      // an input that was thought sound broke a merge: there are no more merges
  uint64_t flushes, merges, bytes_written; // since opening
} UpkeepState;

// When upkeep should next run, monotonic time: 0 now, INT64_MAX if there is nothing to do. Cheap.
int64_t upkeep_due_ns(Index *index);
// Takes in what has been written, and starts what is due: a commit's time at most. index->changed is
// signalled when there is more to take in.
void upkeep_run(Index *index);
// At closing, when the coordinator has ended: ends what is under way; flushes if that is likely to take
// less than a tenth of a second.
void upkeep_end(Index *index);
// Whether a batch of so many bytes of source may be kept in memory until it is flushed. mutex not held.
bool upkeep_takes_in_memory(Index *index, uint64_t source_bytes);
// Any thread. A disk that has refused is tried again at once.
void upkeep_set_delays(Index *index, const UpkeepDelays *delays);

#endif
