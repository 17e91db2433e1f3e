// Filters on documents: what a query says of the file rather than of its text. Each is decided from
// the path and the document's record alone, before any content is read.
#ifndef TREELINE_QUERY_FILTER_H
#define TREELINE_QUERY_FILTER_H

#include "base/arena.h"
#include "base/buf.h"
#include "format/segment.h"
#include "query/facts.h"

typedef enum {
  FILTER_FILE,    // the path contains it; with * ? [ ]: a glob over the base name, or with a / over
                  // the path
  FILTER_DIR,     // lies in a directory of that name or path, at any depth; /dir: from the root
  FILTER_EXT,     // has one of these extensions (comma-separated)
  FILTER_LANG,    // is in one of these languages (comma-separated)
  FILTER_REPO,    // lies in a repository of that name, or below that directory; see facts.h
  FILTER_SIZE,    // bytes of the file: <10k, >=1.5M, 4k..64k, 4k.., 0; units of 1024
  FILTER_CHANGED, // git (or yes): differs from what git last recorded, or is new; or edited within
                  // 30m, 2h, 7d: counted from filter_make
} FilterField;

typedef struct {
  FilterField field;
  Str value;             // as typed; borrowed
  bool fold;             // case does not count: the value has no capitals
  uint32_t languages[8]; // FILTER_LANG: bit l of word l/32
  uint64_t least, most;  // FILTER_SIZE: bytes, both included
  bool by_git;           // FILTER_CHANGED: git decides; else
  int64_t since_ns;      // FILTER_CHANGED: the wall time since which it was edited
} Filter;

// STATUS_INVALID with words for people if the value makes no sense.
MUST_USE Status filter_make(FilterField field, Str value, Filter *out, Error *error);
// `facts` may be NULL: then nothing is known to be changed or in a repository.
bool filter_matches(const Filter *filter, const Facts *facts, const Segment *segment,
                    uint32_t document);
// The same for all documents of a segment together, which costs some nanoseconds each: sets bit d%64 of
// word d/64, and leaves others as they are.
void filter_documents(const Filter *filter, const Facts *facts, const Segment *segment,
                      uint64_t *bits);
// The same by the document's record.
bool filter_matches_record(const Filter *filter, const Facts *facts, const Document *record);
// On a path alone (and a language), for what is no document of a segment.
bool filter_matches_path(const Filter *filter, Str path, uint8_t language);
void filter_print(const Filter *filter, Buf *out); // `lang:c`
// Its value is one path, commas and all: a list of them is several filters, and what has a comma is quoted.
bool filter_is_path(FilterField field);

// `text` matches the glob as a whole: * any bytes but '/', ** any bytes, ? one byte, [a-z] [!a]
// sets.
bool filter_glob(Str glob, Str text, bool fold);

#endif
