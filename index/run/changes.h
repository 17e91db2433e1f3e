// What the coordinator is asked to look at: paths that were touched, or the whole tree; and when. Knows
// neither the file system nor a clock: times are given, so that all of it can be tested. Guarded by the
// Index's mutex.
//
// After a quiet moment the first few calls are due at once, so that a save is not waited for. While calls
// go on coming, paths gather until none has come for a moment, or the first has waited long enough. A
// burst of many paths is followed by a comparison of the whole tree when it is over, as whoever reported
// them may have lost some.
#ifndef TREELINE_RUN_CHANGES_H
#define TREELINE_RUN_CHANGES_H

#include "format/intern.h"

#include <stddef.h>

enum {
  CHANGES_MAX = 1 << 14, // more paths than this are the whole tree
  // So many paths within a span are a burst; in one call, they have been gathered by who calls.
  CHANGES_BURST = 1000,
  CHANGES_AT_ONCE = 4, // batches of a burst that need not gather
  CHANGES_FEW = 256,   // paths that go ahead of a comparison of the whole tree
  CHANGES_SPAN_NS = 1000 * 1000 * 1000,
  CHANGES_QUIET_NS = 20 * 1000 * 1000,
  CHANGES_LONGEST_NS = 200 * 1000 * 1000,
  CHANGES_ALL_QUIET_NS = 100 * 1000 * 1000, // the same two for the whole tree, amid a burst
  CHANGES_ALL_LONGEST_NS = 2000 * 1000 * 1000,
  CHANGES_AFTER_BURST_NS = 500 * 1000 * 1000, // quiet, before the comparison that follows it
  CHANGES_RACY_NS = 30 * 1000 * 1000,         // more than a racy stamp's window (see stamp_is_racy)
};
static const int64_t CHANGES_BURST_LONGEST_NS =
    10000000000; // the comparison comes even without quiet

// All-zero is empty.
typedef struct {
  Intern touched; // paths to be looked at
  Intern later;   // too many to be taken in beside the work under way
  Intern racy;    // paths read so shortly after they were written that they are to be read again
  Intern noted;   // while `noting`: handed out since then
  bool noting;
  bool all;           // the whole tree is to be compared
  bool all_held;      // ... but not before the next call: it was cancelled
  bool rules;         // what decides which files count may have changed
  bool burst;         // one is under way, or over and not yet followed up
  size_t burst_paths; // since the last quiet moment
  size_t span_paths;  // since span_ns
  int64_t span_ns;
  unsigned at_once; // batches of this burst that were due at once
  int64_t last_ns;  // of the last call; 0: never
  int64_t first_ns; // of the first that waits
  int64_t due_ns, racy_ns;
  int64_t pace_ns; // see changes_pace
  int64_t rest_ns; // see changes_rest
  int64_t all_first_ns, all_due_ns, burst_ns;
  size_t in_hand; // paths taken and not finished
  unsigned open;  // batches, the same; one may be taken while a larger one is under way
  bool owed;      // a batch was put off
  // Calls, counted: made, covered by what was taken, taken in.
  uint64_t asked, begun, done;
} Changes;

void changes_release(Changes *changes);
// Paths relative to the root; those that are none are dropped. A file of ignore rules stands for the
// directory that its rules speak of.
void changes_touch(Changes *changes, const Str *paths, size_t count, int64_t now_ns);
// The whole tree, at once.
void changes_touch_all(Changes *changes, int64_t now_ns);
// `path` is to be looked at again, not before `due_ns` unless others are.
void changes_look_again(Changes *changes, Str path, int64_t due_ns);
// Amid a burst, batches are to be at least so far apart: what they cost decides.
void changes_pace(Changes *changes, int64_t pace_ns);
// A large batch has been taken in: the comparison that follows a burst is due only after a moment of
// quiet from then on. Who has waited for the batch asks questions now.
void changes_rest(Changes *changes, int64_t now_ns);
// The comparison of the whole tree was cancelled: it is due again with the next call.
void changes_hold(Changes *changes);
void changes_let_go(Changes *changes); // ... but was at its end: it is not due any more

typedef struct {
  bool all;     // all of the tree, no paths
  bool rules;   // see Changes
  bool asked;   // by a call; else it is for files read too early
  bool pays;    // it has all that was put off
  Intern paths; // distinct, none below another; empty for `all`
} TouchBatch;

// When changes_take has something; INT64_MAX: not before another call. `few`: only as changes_take.
int64_t changes_due_ns(const Changes *changes, bool few);
// Takes what is due, a few paths first. With `few`, paths alone and never the whole tree. False if
// nothing is. The batch is the caller's (touch_batch_release).
bool changes_take(Changes *changes, int64_t now_ns, bool few, TouchBatch *batch);
void touch_batch_release(TouchBatch *batch);
// The batch is taken in.
void changes_finish(Changes *changes, const TouchBatch *batch);
// The batch is not taken in: it is due again after changes_resume.
void changes_defer(Changes *changes, const TouchBatch *batch);
void changes_resume(Changes *changes, int64_t now_ns);
uint64_t
changes_pending(const Changes *changes); // paths, with those in hand; 1 more for the whole tree

// Between these two, changes_take notes what it hands out, and changes_noted tells whether `path` or a
// directory above it was among it.
void changes_begin_noting(Changes *changes);
void changes_end_noting(Changes *changes);
bool changes_noted(const Changes *changes, Str path);

#endif
