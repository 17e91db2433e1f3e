// How likely a file is what someone searches for, by its path and size alone. Documents of a
// segment are ordered by it, so that the first hits are the best hits and a search may stop early.
#ifndef TREELINE_INTAKE_QUALITY_H
#define TREELINE_INTAKE_QUALITY_H

#include "base/str.h"

// Best first. A file that is several of these is the last of them.
typedef enum {
  QUALITY_OWN,           // code of this project
  QUALITY_DOCUMENTATION, // also examples
  QUALITY_TEST,
  QUALITY_VENDORED,  // code of other projects, kept here
  QUALITY_GENERATED, // written by programs: protocol stubs, lock files, minified scripts
  QUALITY_HUGE,      // mostly data
} QualityClass;

enum { QUALITY_HUGE_SIZE = 1 << 20 }; // bytes

// Smaller is better: the class, then the depth of the path.
typedef uint16_t Quality;

// `path` is relative to the root. A pure function: it may be computed again instead of being
// stored.
Quality quality_of(Str path, uint64_t size);
// As quality_of, for a file whose text looks generated (see decode_looks_generated).
Quality quality_generated(Quality quality);
QualityClass quality_class(Quality quality);
// A total order of paths, better first: quality, then the paths' bytes.
int quality_compare(Quality a, Str a_path, Quality b, Str b_path);

#endif
