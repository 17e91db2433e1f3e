// A text put together from pieces of another, with the way back: what is parsed in place of a
// document that has parts which confuse the grammar or hold nothing of interest.
#ifndef TREELINE_INTAKE_SKELETON_H
#define TREELINE_INTAKE_SKELETON_H

#include "base/array.h"
#include "base/buf.h"

// Bytes [text, text + length) of the document stand at `at` in the skeleton.
typedef struct {
  uint32_t at, text, length;
} SkeletonPiece;

typedef struct {
  Buf bytes;
  ARRAY(SkeletonPiece) pieces; // ascending and disjoint, in `at` and in `text`
} Skeleton;

void skeleton_release(Skeleton *skeleton);
void skeleton_clear(Skeleton *skeleton); // keeps the memory

// Appends bytes [start, end) of `text`, which lie behind those already there.
void skeleton_keep(Skeleton *skeleton, Str text, uint32_t start, uint32_t end);
// Appends bytes that the document does not have.
void skeleton_insert(Skeleton *skeleton, Str bytes);
// Drops what was appended since the skeleton had `bytes` bytes.
void skeleton_cut(Skeleton *skeleton, size_t bytes);

// Where in the document that begins (ends) which begins (ends) at offset `at` of the skeleton.
// Inserted bytes count to the piece behind them (before them).
uint32_t skeleton_start(const Skeleton *skeleton, uint32_t at);
uint32_t skeleton_end(const Skeleton *skeleton, uint32_t at);

#endif
