// Segments being written on a thread of their own: several as one, or one as it is. See upkeep.h.
#ifndef TREELINE_RUN_UPKEEP_JOB_H
#define TREELINE_RUN_UPKEEP_JOB_H

#include "base/array.h"
#include "format/merger.h"
#include "index.h"
#include "store/catalog.h"

#include <stdatomic.h>
#include <uv.h>

typedef struct {
  SharedSegment *shared; // our reference; the segment's id may change meanwhile, this does not
  uint64_t *dead;        // as it was at the beginning
} UpkeepInput;

// One segment to be written.
typedef struct {
  ARRAY(UpkeepInput) inputs;
  bool as_it_is;      // the one input, with its dead documents
  SegmentPlace place; // on disk, or in memory
  // The result:
  MergedDocument *order; // which documents it has; NULL: as_it_is
  uint32_t documents;
  SharedSegment *out; // NULL: not written, or all of it was dead
  bool on_disk;
} UpkeepTask;

typedef struct UpkeepJob {
  Index *index;
  ARRAY(UpkeepTask) tasks;
  bool flush;   // of what is in memory
  bool hurried; // at closing: gives way to nothing
  int64_t started_ns, took_ns;
  bool threaded;
  uv_thread_t thread;
  atomic_bool done;
  Status status; // of the first task that failed; those behind it were not begun
  Error error;
} UpkeepJob;

UpkeepJob *upkeep_job_new(Index *index);
UpkeepTask *upkeep_job_add(UpkeepJob *job, SegmentPlace place); // valid until the next one
// Copies what it needs. mutex held.
void upkeep_task_take(UpkeepTask *task, const CatalogSegment *segment);
// Begins; index->changed is signalled at the end.
void upkeep_job_start(UpkeepJob *job);
void upkeep_job_run(UpkeepJob *job);  // the same, on this thread
void upkeep_job_free(UpkeepJob *job); // joins the thread. NULL is allowed; mutex not held

#endif
