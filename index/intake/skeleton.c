#include "intake/skeleton.h"

void skeleton_release(Skeleton *skeleton) {
  buf_release(&skeleton->bytes);
  array_free(&skeleton->pieces);
}

void skeleton_clear(Skeleton *skeleton) {
  buf_clear(&skeleton->bytes);
  skeleton->pieces.count = 0;
}

void skeleton_keep(Skeleton *skeleton, Str text, uint32_t start, uint32_t end) {
  uint32_t at = (uint32_t)skeleton->bytes.len;
  buf_put(&skeleton->bytes, text.ptr + start, end - start);
  if (skeleton->pieces.count) {
    // A single inserted space that the document has too joins two pieces.
    SkeletonPiece *last = &skeleton->pieces.items[skeleton->pieces.count - 1];
    bool one_byte_apart = last->at + last->length + 1 == at
                          && last->text + last->length + 1 == start
                          && text.ptr[start - 1] == skeleton->bytes.data[at - 1];
    bool adjacent = last->at + last->length == at && last->text + last->length == start;
    if (one_byte_apart || adjacent) {
      last->length = at + (end - start) - last->at;
      return;
    }
  }
  SkeletonPiece piece = {at, start, end - start};
  array_push(&skeleton->pieces, piece);
}

void skeleton_insert(Skeleton *skeleton, Str bytes) { buf_str_put(&skeleton->bytes, bytes); }

void skeleton_cut(Skeleton *skeleton, size_t bytes) {
  skeleton->bytes.len = bytes;
  while (skeleton->pieces.count) {
    SkeletonPiece *last = &skeleton->pieces.items[skeleton->pieces.count - 1];
    if (last->at < bytes) {
      if (last->at + last->length > bytes) last->length = (uint32_t)bytes - last->at;
      return;
    }
    skeleton->pieces.count--;
  }
}

// How many pieces begin at or before `at`.
static size_t pieces_before(const Skeleton *skeleton, uint32_t at) {
  size_t low = 0, high = skeleton->pieces.count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (skeleton->pieces.items[middle].at <= at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

uint32_t skeleton_start(const Skeleton *skeleton, uint32_t at) {
  size_t before = pieces_before(skeleton, at);
  if (before) {
    const SkeletonPiece *piece = &skeleton->pieces.items[before - 1];
    uint32_t inside = at - piece->at;
    if (inside < piece->length) return piece->text + inside;
    if (before == skeleton->pieces.count) return piece->text + piece->length;
  }
  return before < skeleton->pieces.count ? skeleton->pieces.items[before].text : 0;
}

uint32_t skeleton_end(const Skeleton *skeleton, uint32_t at) {
  if (at == 0) return skeleton_start(skeleton, 0);
  size_t before = pieces_before(skeleton, at - 1);
  if (before == 0) return skeleton_start(skeleton, 0);
  const SkeletonPiece *piece = &skeleton->pieces.items[before - 1];
  uint32_t inside = at - piece->at;
  return piece->text + (inside < piece->length ? inside : piece->length);
}
