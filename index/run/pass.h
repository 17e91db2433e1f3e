// How the two passes go about a set of files: as bulk work, or for somebody who waits.
#ifndef TREELINE_RUN_PASS_H
#define TREELINE_RUN_PASS_H

#include "run/counters.h"
#include "run/reuse.h"

typedef struct {
  bool urgent;    // on the caller's thread; else by the bulk lane's
  bool in_memory; // else to disk
  bool
      gradual; // segments are published and committed as they fill, else by who runs the pass, at its end
  const atomic_bool *stop; // polled between files
  Counters *counters;
  const ReuseSources *reuse;
  ARRAY(uint64_t) segments; // unless gradual: those that the text pass made, for the symbol pass
} PassPlan;

#endif
