// The names of a document whose symbols are built again and again, as it is typed in: numbered, sorted and
// weighed once, so that a build costs little for names that the last one had. What a builder writes with
// one (symbol_builder_remember) is byte for byte what it writes without. Not thread-safe.
#ifndef TREELINE_FORMAT_NAME_MEMORY_H
#define TREELINE_FORMAT_NAME_MEMORY_H

#include "format/builder.h"
#include "format/intern.h"

NameMemory *name_memory_new(void);
void name_memory_free(NameMemory *memory); // NULL is allowed
uint64_t name_memory_bytes(const NameMemory *memory);

// Begins a build: no name is in use. Names that have long been out of use are forgotten; numbers last
// from here to the next such call.
void name_memory_restart(NameMemory *memory);
// The number of the next symbol's name, which is now in use.
uint32_t name_memory_number(NameMemory *memory, Str name);
// The names by number; some may be out of use.
const Intern *name_memory_names(const NameMemory *memory);
// How many are in use.
uint32_t name_memory_count(const NameMemory *memory);
// The numbers of the names in use, in order; to be freed by the caller.
uint32_t *name_memory_order(NameMemory *memory);
uint64_t name_memory_mask(const NameMemory *memory, uint32_t number); // name_mask of that name

#endif
