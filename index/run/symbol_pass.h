// The second pass of indexing: symbols and spans of segments that have text alone. All workers parse
// documents of one segment after the other; who finishes a segment's last document writes its image
// while the others go on with the next.
#ifndef TREELINE_RUN_SYMBOL_PASS_H
#define TREELINE_RUN_SYMBOL_PASS_H

#include "run/pass.h"

#include "index.h"

// Gives symbols to the segments that the plan names, or, if it is gradual, to all that have none. Content
// known from plan->reuse is not extracted again. Returns early when the plan says stop. Coordinator only.
void symbol_pass_run(Index *index, PassPlan *plan);

#endif
