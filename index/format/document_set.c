#include "format/document_set.h"
#include "base/bits.h"
#include "base/err.h"

#include <stdlib.h>

DocumentSet document_set_make(uint32_t universe) {
  size_t words = (size_t)universe / 64 + 1;
  DocumentSet set = {.summary_count = words / 64 + 1};
  set.words = xcalloc(words, sizeof *set.words);
  set.summary = xcalloc(set.summary_count, sizeof *set.summary);
  return set;
}

void document_set_release(DocumentSet *set) {
  free(set->words);
  free(set->summary);
}

uint32_t document_set_drain(DocumentSet *set, uint32_t *out) {
  uint32_t count = 0;
  for (size_t s = 0; s < set->summary_count; s++) {
    for (uint64_t full = set->summary[s]; full; full &= full - 1) {
      size_t word = s * 64 + bits_lowest(full);
      for (uint64_t bits = set->words[word]; bits; bits &= bits - 1) {
        out[count++] = (uint32_t)(word * 64) + bits_lowest(bits);
      }
      set->words[word] = 0;
    }
    set->summary[s] = 0;
  }
  return count;
}
