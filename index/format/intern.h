// Gives equal strings the same small number, in order of first appearance. Not thread-safe.
#ifndef TREELINE_FORMAT_INTERN_H
#define TREELINE_FORMAT_INTERN_H

#include "base/arena.h"

typedef struct {
  Arena bytes;
  Str *strings; // by number
  uint32_t count, capacity;
  uint32_t *slots; // number + 1; 0: free
  uint32_t slot_count; // a power of two, or 0
} Intern;

// An all-zero Intern is empty. The string is copied at first sight.
uint32_t intern_number(Intern *intern, Str string);
// false if the string has no number yet.
bool intern_find(const Intern *intern, Str string, uint32_t *number);
// Frees what finding needs: afterwards only `strings` may be read.
void intern_seal(Intern *intern);
uint64_t intern_memory(const Intern *intern); // bytes
void intern_release(Intern *intern);

#endif
