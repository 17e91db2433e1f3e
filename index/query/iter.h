// Iterators over the documents of one segment, or its units (format/units.h), as a tree: each node walks
// ascending numbers and never goes backward. A plan is such a tree. Nodes live in an arena; a tree belongs to
// one thread.
#ifndef TREELINE_QUERY_ITER_H
#define TREELINE_QUERY_ITER_H

#include "base/arena.h"
#include "base/buf.h"
#include "format/segment.h"

typedef struct Iter Iter;

static const uint32_t ITER_END = UINT32_MAX; // as POSTING_END

// Decides about one document; `user` outlives the tree.
typedef bool (*IterTest)(const void *user, const Segment *segment, uint32_t document);

Iter *iter_none(Arena *arena);
Iter *iter_all(Arena *arena, const Segment *segment);
// Units, not documents: of the whole segment, and those of a gram's list. iter_and and iter_or work on them,
// too; iter_documents makes documents of them.
Iter *iter_all_units(Arena *arena, const Segment *segment);
Iter *iter_gram(Arena *arena, const Segment *segment, uint32_t gram);
Iter *iter_unit_bits(Arena *arena, const Segment *segment, const uint64_t *bits);
// The documents that the units are of. Takes over `units`.
Iter *iter_documents(Arena *arena, const Segment *segment, Iter *units);
// Documents of all items; the rarest leads. Takes over the items; at least one.
Iter *iter_and(Arena *arena, Iter **items, size_t count);
// Documents of any item. Takes over the items; at least one.
Iter *iter_or(Arena *arena, const Segment *segment, Iter **items, size_t count);
// Those whose bit is set (bit d%64 of word d/64); the bits are borrowed and do not change meanwhile.
Iter *iter_bits(Arena *arena, const Segment *segment, const uint64_t *bits);
// Those of an ascending array of distinct documents, borrowed.
Iter *iter_list(Arena *arena, const Segment *segment, const uint32_t *documents, size_t count);
// Documents of `from` for which test(...) is true.
Iter *iter_filter(Arena *arena, const Segment *segment, Iter *from, IterTest test,
                  const void *user);
// Says in a dump what a node is about; `label` is borrowed.
void iter_set_label(Iter *iter, Str label);

uint32_t iter_peek(const Iter *iter);                  // the document it stands on, or ITER_END
uint32_t iter_advance(Iter *iter);                     // to the next one
uint32_t iter_advance_to(Iter *iter, uint32_t target); // to the first >= target, never backward
uint32_t iter_estimate(const Iter *iter);              // documents it will yield, at most, roughly
uint32_t iter_actual(const Iter *iter);                // documents it has stood on so far
// One line a node, indented by `depth`: `gram "abc"   120 ->   15`, the estimate and what came out of it
// so far (of an AND's items: what they stood on). To be called behind the walk.
void iter_dump(const Iter *iter, int depth, Buf *out);

#endif
