// Proves what lies on disk, as it lies there: the manifest, and every checksum and invariant of
// every segment it names. A catalogue cannot tell, because it leaves out what is damaged when it
// opens.
#ifndef TREELINE_STORE_VERIFY_H
#define TREELINE_STORE_VERIFY_H

#include "base/err.h"
#include "base/str.h"

typedef void (*VerifyLine)(void *user, Str line);

// One line a segment to `fn`. STATUS_NOT_FOUND if `directory` (NUL-terminated) holds no index,
// STATUS_CORRUPT if anything is wrong. Another process may write meanwhile: what it has replaced is
// looked at again. Any thread.
MUST_USE Status verify_directory(Str directory, VerifyLine fn, void *user, Error *error);

#endif
