// The second pass of indexing: symbols and spans of segments that have text alone. All workers parse
// documents of one segment after the other; who finishes a segment's last document writes its image
// while the others go on with the next.
#ifndef TREELINE_RUN_SYMBOL_PASS_H
#define TREELINE_RUN_SYMBOL_PASS_H

#include "index.h"

// Coordinator only. Returns early when the index is closing.
void symbol_pass_run(Index *index);

#endif
