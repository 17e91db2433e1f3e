// A branch is even if it begins and ends between declarations at the same depth. As long as
// branches are even, the next one is read too; an uneven first one is the only one; an uneven later
// one is taken back. So the depth is always that of one consistent reading.
#include "intake/ccond.h"

static CConditional *top_of(CConditionals *conditionals) {
  return conditionals->count ? &conditionals->items[conditionals->count - 1] : NULL;
}

static bool is_even(const CPlace *start, const CPlace *here) {
  return start->between && here->between && start->scopes == here->scopes
         && start->inner == here->inner;
}

uint32_t ccond_floor(const CConditionals *conditionals) {
  return conditionals->count ? conditionals->items[conditionals->count - 1].floor : 0;
}

void ccond_open(CConditionals *conditionals, const CPlace *here, bool only) {
  CConditional opened = {.start = *here, .only = only, .floor = ccond_floor(conditionals)};
  array_push(conditionals, opened);
}

CCondAction ccond_next(CConditionals *conditionals, const CPlace *here, CPlace *back) {
  CConditional *top = top_of(conditionals);
  if (!top) return CCOND_READ;
  if (!top->only && is_even(&top->start, here)) {
    // A branch without declarations leaves the next as free as the first.
    if (here->inner == 0 && here->skeleton == top->start.skeleton) return CCOND_READ;
    top->later = true;
    top->start = *here;
    top->floor = (uint32_t)here->scopes + here->inner;
    return CCOND_READ;
  }
  if (top->later) {
    *back = top->start;
    return CCOND_REWIND;
  }
  conditionals->count--;
  return CCOND_SKIP;
}

CCondAction ccond_close(CConditionals *conditionals, const CPlace *here, CPlace *back) {
  CConditional *top = top_of(conditionals);
  if (!top) return CCOND_READ;
  conditionals->count--;
  if (!top->later || is_even(&top->start, here)) return CCOND_READ;
  *back = top->start;
  return CCOND_REWIND;
}

bool ccond_abandon(CConditionals *conditionals, CPlace *back, uint32_t *open) {
  size_t at = conditionals->count;
  while (at > 0 && !conditionals->items[at - 1].later) at--;
  if (at == 0) return false;
  *open = (uint32_t)(conditionals->count - at);
  *back = conditionals->items[at - 1].start;
  conditionals->count = at;
  return true;
}
