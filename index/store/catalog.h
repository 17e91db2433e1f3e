// The live segments of one index, in memory and as its directory on disk names them. Owned and locked by
// run/indexer; nothing here is thread-safe. Files are written before the catalogue learns of them
// (segment_file.h), so that no lock is held while the disk works.
//
// Invariants: (1) the manifest on disk never names a file that is not whole on disk; (2) a document is
// dead once another live document has its path, or its file is gone; (3) files that no manifest names
// are removed only by the writer, after a commit; (4) nothing is written without the lock; (5) a segment
// that is in memory alone has an id that no manifest can name.
//
// Its directory is a cache that may be removed, moved or replaced while it is in use. What was mapped stays
// readable, so nothing is lost: catalog_encode and catalog_write refuse to name what is not there, and
// catalog_recover finds out what has happened and which segments must be written again.
#ifndef TREELINE_STORE_CATALOG_H
#define TREELINE_STORE_CATALOG_H

#include "store/manifest.h"
#include "store/segment_file.h"

#define CATALOG_MEMORY_ID ((uint64_t)1 << 63) // set in the ids of segments in memory

typedef struct {
  uint64_t id;
  bool on_disk, symbols_on_disk;
  bool verified; // its checksums are right, or it was written by this process
  SharedSegment *shared;
  uint64_t *dead; // one bit a document
  uint32_t dead_count;
  uint64_t dead_bytes;   // of source
  uint64_t *loaded_dead; // what the manifest it was loaded from says is dead; NULL: nothing
  uint64_t *bare;        // documents that its symbols lack, being dead or gone then; NULL: none
  int64_t added_ns;      // monotonic time
} CatalogSegment;

typedef ARRAY(CatalogSegment) CatalogSegments;

// Of a set of documents, one bit each; NULL is the empty set.
static inline bool document_set_has(const uint64_t *set, uint32_t document) {
  return set && (set[document / 64] >> (document % 64) & 1);
}

typedef struct {
  Str directory; // NUL-terminated; empty: nothing is kept on disk
  Str wanted;    // the directory asked for, even if it could not be used
  Str root;
  uint64_t options;
  OsLock *lock; // held: this process writes
  bool read_only;
  bool writable; // may become the writer
  bool
      foreign; // the manifest is of no use to us, or not all of it: no use in waiting for its writer
  uint64_t generation, next_id, next_memory_id;
  uint64_t spared; // files with this id or a higher one are being written: not to be swept; 0: none
  uint64_t encoded_dead; // documents that the manifest last encoded or loaded calls dead
  uint64_t loaded;       // generation of the manifest last loaded; ours runs ahead of it
  uint64_t encoded;      // generation of the manifest last encoded: each has one of its own
  bool complete;         // text of the whole tree is in it, but for:
  uint64_t unsaved; // documents that were in their writer's memory when the manifest was loaded
  bool left_out; // the manifest on disk names segments that are not here, being missing or damaged
  CatalogSegments segments;
  Arena arena; // directory and root
} Catalog;

typedef struct {
  ARRAY(Str) items;
  Arena arena; // what they point into
} CatalogPaths;
void catalog_paths_release(CatalogPaths *paths);

// Opens the directory (created if absent), takes the lock if it is free and `read_only` is false, and
// loads the manifest. What is missing, of another version or damaged is left out, and found again by
// the next refresh; that is no error. A directory that cannot be written is only read, one that cannot
// be used at all leaves the catalogue in memory only, both with the reason in *error (its status is OK
// otherwise). Arguments are copied.
void catalog_open(Catalog *catalog, Str directory, Str root, uint64_t options, bool read_only,
                  Error *error);
void catalog_close(Catalog *catalog);
// Loads the manifest again if it has changed since; for followers of another process's index, and for
// who has just become the writer. Returns whether anything changed. What is known here alone is kept:
// segments in memory, but for the documents that the manifest has with the same stamps, and which files
// are gone. A path about which the two differ is answered as before. It is appended to *differing (may be
// NULL), as are paths that come or go or have another stamp: they are to be looked at.
bool catalog_reload_keeping(Catalog *catalog, CatalogPaths *differing);
bool catalog_reload(Catalog *catalog); // the same, for who looks at all paths anyway
// Tries to become the writer; makes the directory again if it is gone. True if it is now.
bool catalog_try_lock(Catalog *catalog);
// Whether the directory that this process writes was taken away, by someone who empties caches. Then
// the lock is given up, all segments count as being in memory only, and the directory is made again:
// who takes its lock (catalog_try_lock) is the writer.
bool catalog_lost_directory(Catalog *catalog);
// The share of the documents of the tree, as it was last known, that is here: 0 unless complete.
double catalog_covered(const Catalog *catalog);
// Whether another process may be about to commit what is lacking here, and it is worth waiting for.
bool catalog_awaits_writer(const Catalog *catalog);
// After a failure to write, or where there was no directory to write to: looks at the directory and at
// the files of all segments. Makes directory and lock again if they are gone; becomes a follower if another
// process has them now; counts those segments as in memory whose files are gone (which gives them new
// ids). True if that gives hope that writing now succeeds. *error says why catalog_lacks_directory.
bool catalog_recover(Catalog *catalog, Error *error);
// Whether this process would write, but has found no directory for it.
bool catalog_lacks_directory(const Catalog *catalog);

// Where the next segment's files go (memory, for those that do not write); takes an id.
SegmentPlace catalog_next_place(Catalog *catalog);
SegmentPlace catalog_memory_place(Catalog *catalog); // in memory, whoever writes
SegmentPlace catalog_place(const Catalog *catalog, const CatalogSegment *segment); // of its symbols
// Adds a segment (takes over the reference). Returns its place in segments.items.
size_t catalog_add(Catalog *catalog, uint64_t id, SharedSegment *shared, bool on_disk);
// Replaces the shared segment of `id` by one with symbols (takes over the reference).
// `bare` (copied, NULL: none): documents without symbols there though they should have some. They are dead,
// and never called alive again: nobody could tell that they lack anything.
void catalog_upgrade(Catalog *catalog, uint64_t id, SharedSegment *with_symbols, bool on_disk,
                     const uint64_t *bare);
// Whether documents have died that the manifest calls alive.
bool catalog_has_new_deaths(const Catalog *catalog);
// Whether any of its images lies in memory alone.
bool catalog_is_unsaved(const CatalogSegment *segment);
// The same segment, on disk now under another id (takes over the reference): its dead documents stay dead.
void catalog_persisted(Catalog *catalog, uint64_t id, uint64_t disk_id, SharedSegment *shared);
// Puts the segment (takes over the reference) in place of those it was merged from, which must all be there.
// Documents that have died since are killed in it by the caller.
void catalog_merged(Catalog *catalog, const uint64_t *ids, size_t count, uint64_t id,
                    SharedSegment *shared, bool on_disk);
CatalogSegment *catalog_find(Catalog *catalog, uint64_t id);         // NULL if it is gone
void catalog_kill(Catalog *catalog, uint64_t id, uint32_t document); // once more is fine
void catalog_kill_path(Catalog *catalog, uint64_t id, Str path);     // all chunks of a file
void catalog_drop_emptied(Catalog *catalog);      // segments in memory without live documents
void catalog_drop(Catalog *catalog, uint64_t id); // a damaged segment; its files are found again
// A commit, in two steps so that no lock is held while the disk works: the manifest's bytes (after
// dropping segments without live documents), and writing them. catalog_write reads only what never
// changes and may run beside anything but another catalog_write. Nothing is written without the lock.
MUST_USE Status catalog_encode(Catalog *catalog, Buf *image, Error *error);
MUST_USE Status catalog_write(const Catalog *catalog, Str image, Error *error);
// Removes files of segments that neither live nor are named by the manifest on disk, and what a crash left.
// Does nothing without the lock, or if the manifest on disk is a later one than ours. Not during a commit.
void catalog_sweep(Catalog *catalog);
// The same in two steps, so that no lock is held while the disk works. catalog_sweep_but reads only what
// never changes; no file of a segment may come to the directory between the two.
typedef struct {
  ARRAY(uint64_t) ids; // of the segments that live
  uint64_t spared, generation;
} CatalogLiving;
CatalogLiving catalog_living(const Catalog *catalog);
void catalog_sweep_but(const Catalog *catalog, CatalogLiving *living); // releases it

// A snapshot of all segments, of the present generation.
Snapshot *catalog_snapshot(const Catalog *catalog);
uint64_t catalog_disk_bytes(const Catalog *catalog);

#endif
