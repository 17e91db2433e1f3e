// The live segments of one index, in memory and as its directory on disk names them. Owned and locked by
// run/indexer; nothing here is thread-safe. Files are written before the catalogue learns of them
// (segment_file.h), so that no lock is held while the disk works.
//
// Invariants: (1) the manifest on disk never names a file that is not whole on disk; (2) a document is
// dead once another live document has its path, or its file is gone; (3) files that no manifest names
// are removed only by the writer, after a commit; (4) nothing is written without the lock.
#ifndef TREELINE_STORE_CATALOG_H
#define TREELINE_STORE_CATALOG_H

#include "store/manifest.h"
#include "store/segment_file.h"

typedef struct {
  uint64_t id;
  bool on_disk, symbols_on_disk;
  bool verified; // its checksums are right, or it was written by this process
  SharedSegment *shared;
  uint64_t *dead; // one bit a document
  uint32_t dead_count;
  uint64_t file_bytes;
} CatalogSegment;

typedef struct {
  Str directory; // NUL-terminated; empty: nothing is kept on disk
  Str root;
  uint64_t options;
  OsLock *lock;  // held: this process writes
  bool writable; // may become the writer
  bool
      foreign; // the manifest is of no use to us, or not all of it: no use in waiting for its writer
  uint64_t generation, next_id;
  uint64_t loaded; // generation of the manifest last loaded; ours runs ahead of it
  bool complete;   // text of the whole tree is in it
  bool left_out; // the manifest on disk names segments that are not here, being missing or damaged
  ARRAY(CatalogSegment) segments;
  Arena arena; // directory and root
} Catalog;

// Opens the directory (created if absent), takes the lock if it is free and `read_only` is false, and
// loads the manifest. What is missing, of another version or damaged is left out, and found again by
// the next refresh; that is no error. A directory that cannot be written is only read, one that cannot
// be used at all leaves the catalogue in memory only, both with the reason in *error (its status is OK
// otherwise). Arguments are copied.
void catalog_open(Catalog *catalog, Str directory, Str root, uint64_t options, bool read_only,
                  Error *error);
void catalog_close(Catalog *catalog);
// Loads the manifest again if it has changed since, in place of all segments; for followers of another
// process's index, and for who has just become the writer. Returns whether anything changed.
bool catalog_reload(Catalog *catalog);
// Tries to become the writer. True if it is now.
bool catalog_try_lock(Catalog *catalog);
// Whether the directory that this process writes was taken away, by someone who empties caches. Then
// the lock is given up, all segments count as being in memory only, and the directory is made again:
// who takes its lock (catalog_try_lock) is the writer.
bool catalog_lost_directory(Catalog *catalog);
// Whether another process may be about to commit what is lacking here.
bool catalog_awaits_writer(const Catalog *catalog);

// Where the next segment's files go (memory, for those that do not write); takes an id.
SegmentPlace catalog_next_place(Catalog *catalog);
SegmentPlace catalog_place(const Catalog *catalog, const CatalogSegment *segment); // of its symbols
// Adds a segment (takes over the reference). Returns its place in segments.items.
size_t catalog_add(Catalog *catalog, uint64_t id, SharedSegment *shared, bool on_disk);
// Replaces the shared segment of `id` by one with symbols (takes over the reference).
void catalog_upgrade(Catalog *catalog, uint64_t id, SharedSegment *with_symbols, bool on_disk);
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
// Removes files of segments that no longer live, and what a crash left. Only while nobody writes one.
void catalog_sweep(Catalog *catalog);

// A snapshot of all segments, of the present generation.
Snapshot *catalog_snapshot(const Catalog *catalog);
uint64_t catalog_disk_bytes(const Catalog *catalog);

#endif
