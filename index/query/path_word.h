// How a word stands in a path: as the file's name, as a part of it, as a directory, or in the
// middle of nothing.
#ifndef TREELINE_QUERY_PATH_WORD_H
#define TREELINE_QUERY_PATH_WORD_H

#include "base/str.h"

// Normalised for BM25F (score.h): of the file's name without its extension, and of its directories.
typedef struct {
  double name, path;
} PathWord;

// The word that stands at [at, at + length) of the path.
PathWord path_word(Str path, size_t at, size_t length);

#endif
