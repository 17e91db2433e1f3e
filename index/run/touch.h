// Taking in what was touched: looks at the paths, compares what is there with the catalogue, reads what
// differs. A few files are read on the coordinator's own thread into a segment in memory, text and
// symbols published at once. Many are one batch of the bulk lane, in memory too unless they are very many,
// so that nobody waits for the disk; upkeep writes it as soon as it is in.
#ifndef TREELINE_RUN_TOUCH_H
#define TREELINE_RUN_TOUCH_H

#include "intake/walk.h"
#include "run/changes.h"
#include "run/found.h"

#include "index.h"

// What is kept from one batch to the next. Coordinator's.
typedef struct {
  Walker *walker; // NULL: to be opened
  WalkLook *look;
  int64_t racy_ns; // when a file was last read too early to be sure of it, monotonic time
} TouchState;

void touch_release(Index *index);
// What decides which files count may have changed: it is read again at the next batch.
void touch_forget_rules(Index *index);

// Takes the batch in, releases it, and says so to the index's changes. `beside` other work: in
// small pieces, and what is more than a few of them is put off. Coordinator only.
void touch_take_in(Index *index, TouchBatch *batch, bool beside);

// After a pass: files that it read too early are looked at again by and by.
void touch_look_again(Index *index, const Found *found, int64_t took_ns);
// How long ago a document was last read too early to be sure of it.
int64_t touch_since_racy_ns(const Index *index);

#endif
