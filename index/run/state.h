// The Index itself, shared by the files of run/. Private to run/.
//
// Threads: one coordinator (coordinator.h), the pool's workers, the watch's, and any number of callers.
// `mutex` guards what is marked so; it is never held while a file is read, written or parsed. What a
// refresh works with (Found, passes) is the coordinator's and is handed to workers for one pass.
#ifndef TREELINE_RUN_STATE_H
#define TREELINE_RUN_STATE_H

#include "index.h"
#include "run/answers.h"
#include "run/changes.h"
#include "run/counters.h"
#include "run/documents.h"
#include "run/facts_kept.h"
#include "run/follow.h"
#include "run/monitor.h"
#include "run/pool.h"
#include "run/touch.h"
#include "run/typing.h"
#include "run/upkeep.h"
#include "run/warmup.h"
#include "run/watch.h"
#include "store/catalog.h"

#include <uv.h>

struct Index {
  IndexOptions options; // with defaults filled in; strings are the arena's
  Arena arena;
  Pool *pool;
  Counters counters;
  atomic_bool closing;
  atomic_bool stop;                // what is under way; also set while closing
  atomic_int_fast64_t activity_ns; // when a person was last at work, monotonic time
  atomic_int_fast64_t next_progress_ns;

  uv_thread_t coordinator;
  uv_mutex_t commit_mutex; // held over a whole commit, taken before `mutex`
  uv_mutex_t mutex;
  uv_cond_t changed; // phase or refresh flags changed

  Answers *answers;
  atomic_int_fast64_t answers_since_ns; // kept answers begun before are not given again
  Typing *typing;
  FactsKept *facts;
  Monitor monitor;

  Watch *watch;  // NULL: none. Set before the coordinator starts
  Warmup warmup; // of who opens and closes

  FollowState follow; // coordinator's
  UpkeepState upkeep; // coordinator's
  TouchState touch;   // coordinator's

  // guarded by mutex:
  Changes changes;
  Catalog catalog;
  Documents documents;
  Snapshot *snapshot; // what queries get
  IndexPhase phase;
  bool refreshing;         // a refresh or a large batch is under way
  uint64_t refreshing_for; // it covers so many calls, as Changes counts them
  bool verified;
  int64_t verified_ns;     // when the whole tree was last compared, monotonic time; 0: never
  int64_t compare_cost_ns; // what that took
  bool disk_failed;        // writing failed: segments stay in memory from now on
  double covered;
  bool text_complete, symbols_complete;
  bool text_whole; // text of the whole tree is known, but for what a batch under way reads
  int64_t started_ns, ended_ns;
  char message[sizeof(((Error *)0)->message)]; // of the last refresh, or of the disk
  bool message_stays;                          // it is of the disk, which does not get better
};

// Fills in what requests.c knows: latencies, kept answers.
void requests_status(Index *index, IndexStatus *out);
// A new snapshot of catalogue and open documents, with a generation of its own. mutex held.
void index_publish(Index *index);
// Writes the manifest. mutex not held. A failure is one of the disk (index_disk_failed).
void index_commit(Index *index);
// Removes files that no segment and no manifest needs, unless a commit has failed. mutex not held; no
// pass is under way, nor another commit.
void index_sweep(Index *index);
// The disk refused: turns writing off, and keeps the message. mutex not held.
void index_disk_failed(Index *index, const char *message);
// Whether any segment has no symbols yet. mutex held.
bool index_lacks_symbols(const Index *index);
// A refresh or a large batch has ended. Unless it is finished, what is left stays pending in the status.
// mutex held.
void index_end_work(Index *index, bool finished);
// mutex not held.
void index_set_phase(Index *index, IndexPhase phase);
void index_set_message(Index *index, const char *message);
// Tells the program, at most every 100 ms unless `now`. Any thread; mutex not held.
void index_progress(Index *index, bool now);

#endif
