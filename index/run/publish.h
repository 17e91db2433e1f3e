// What queries see is put together here: the catalogue's segments, the open documents laid over them,
// and what is hidden. Publishing happens at every keystroke, so it must not cost time for each document
// of the tree: which documents of a segment are dead is worked out when that changes, and shared by all
// snapshots until it changes again. Guarded by the Index's mutex.
#ifndef TREELINE_RUN_PUBLISH_H
#define TREELINE_RUN_PUBLISH_H

#include "index.h"
#include "run/retired.h"
#include "store/snapshot.h"

// What of a segment counts, for the status. Counted by who asks first.
typedef struct {
  bool known;
  uint64_t files, documents, source_bytes, binary, unreadable, text_only;
} PartCounts;

// A segment of the catalogue as it was published last: the snapshot's part of the same number.
typedef struct {
  SharedSegment *shared; // a reference, so that no other segment comes to have its address
  uint32_t catalog_dead; // how many documents were dead in the catalogue
  DeadSet *hidden;       // documents below hidden directories; NULL: none
  DeadSet *dead;         // all that do not count; NULL: none
  bool hidden_known;
  bool stale; // `dead` is of other open documents
  PartCounts counts;
} PublishedPart;

typedef struct {
  ARRAY(PublishedPart) parts;
  ARRAY(Str) directories; // hidden; heap
} Publisher;

void publisher_release(Publisher *publisher);
// The next snapshot; the one that it replaces goes to `old`. If it would be the same again there is none,
// and what is kept of this generation stays. index_publish (state.h) is the same for who has nowhere to
// put it. mutex held.
void publish_next(Index *index, Retired *old);
// `path` has been opened or closed: the next snapshot will tell. mutex held.
void publish_path_changed(Index *index, Str path);
// Whether `path` lies below a hidden directory. mutex held.
bool publish_hides(const Publisher *publisher, Str path);

#endif
