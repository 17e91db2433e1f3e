// Open addressing with linear probing over numbers; the strings themselves lie packed in an arena.
// Rejected: uthash (56 bytes a string beside the string; a builder holds a million).
#include "format/intern.h"
#include "base/array.h"
#include "base/err.h"

static void place(Intern *intern, uint32_t number) {
  uint32_t mask = intern->slot_count - 1;
  uint32_t slot = (uint32_t)str_hash(intern->strings[number]) & mask;
  while (intern->slots[slot]) slot = (slot + 1) & mask;
  intern->slots[slot] = number + 1;
}

static void grow(Intern *intern) {
  free(intern->slots);
  intern->slot_count = intern->slot_count ? intern->slot_count * 2 : 1024;
  intern->slots = xcalloc(intern->slot_count, sizeof *intern->slots);
  for (uint32_t i = 0; i < intern->count; i++) place(intern, i);
}

// The slot that holds the string, or the free one where it belongs.
static uint32_t find_slot(const Intern *intern, Str string) {
  uint32_t mask = intern->slot_count - 1;
  uint32_t slot = (uint32_t)str_hash(string) & mask;
  while (intern->slots[slot] && !str_equal(intern->strings[intern->slots[slot] - 1], string)) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

bool intern_find(const Intern *intern, Str string, uint32_t *number) {
  uint32_t found = intern->slot_count ? intern->slots[find_slot(intern, string)] : 0;
  if (found) *number = found - 1;
  return found != 0;
}

uint32_t intern_number(Intern *intern, Str string) {
  if (intern->count >= intern->slot_count / 4 * 3) grow(intern);
  uint32_t slot = find_slot(intern, string);
  if (intern->slots[slot]) return intern->slots[slot] - 1;
  size_t capacity = intern->capacity;
  intern->strings = array_grown(intern->strings, sizeof(Str), intern->count + 1, &capacity);
  intern->capacity = (uint32_t)capacity;
  char *copy = arena_bytes(&intern->bytes, string.len);
  if (string.len) memcpy(copy, string.ptr, string.len);
  intern->strings[intern->count] = str_make(copy, string.len);
  intern->slots[slot] = intern->count + 1;
  return intern->count++;
}

void intern_seal(Intern *intern) {
  free(intern->slots);
  intern->slots = NULL;
  intern->slot_count = 0;
}

uint64_t intern_memory(const Intern *intern) {
  return intern->bytes.total + (uint64_t)intern->capacity * sizeof(Str)
         + (uint64_t)intern->slot_count * sizeof *intern->slots;
}

void intern_release(Intern *intern) {
  arena_release(&intern->bytes);
  free(intern->strings);
  free(intern->slots);
  *intern = (Intern){0};
}
