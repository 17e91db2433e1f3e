#include "query/facts.h"

#include <stdlib.h>

struct Facts {
  int unused;
};

Facts *facts_load(Str root) {
  (void)root;
  return xcalloc(1, sizeof(Facts));
}

void facts_free(Facts *facts) { free(facts); }

bool facts_stale(const Facts *facts) {
  (void)facts;
  return false;
}

bool facts_repo(const Facts *facts, Str path, Str *directory) {
  (void)facts, (void)path, (void)directory;
  return false;
}

bool facts_changed(const Facts *facts, Str path, const Stamp *stamp) {
  (void)facts, (void)path, (void)stamp;
  return false;
}
