// What a server tells other processes of itself: a small file in the index's directory, server-PID.json,
// replaced as a whole, for `treeline status` to read. While the server lives it holds a lock on
// server-PID.lock; a file whose lock is free was left by one that died, and is removed by whoever finds it.
//
// Only one thread at a time may use a Bulletin; reading is anybody's.
#ifndef TREELINE_LSP_BULLETIN_H
#define TREELINE_LSP_BULLETIN_H

#include "index.h"

typedef struct Bulletin Bulletin;

Bulletin *bulletin_new(void);
// Writes the figures of the index, if they have changed. What the disk refuses is tried again next time.
void bulletin_write(Bulletin *bulletin, Index *index);
void bulletin_free(Bulletin *bulletin); // takes the file away; NULL is allowed

typedef struct {
  uint64_t pid;
  int64_t age_ns; // since the figures last changed
  char version[32];
  uint64_t resident; // bytes of memory of the whole process
  // phase, generation, open_documents, touched and what figures.h has; the rest is 0.
  IndexStatus status;
} BulletinEntry;

enum { BULLETINS_MAX = 64 }; // servers on one tree that are shown

// Calls `fn` for every server that lives, by process id. The files are somebody else's: what makes no
// sense in them counts as not said.
void bulletin_read_all(Str directory, void (*fn)(void *user, const BulletinEntry *entry),
                       void *user);

#endif
