// Inverts documents into posting lists in memory: grams come document by document, lists leave gram by
// gram. Not thread-safe.
#ifndef TREELINE_FORMAT_GRAM_LISTS_H
#define TREELINE_FORMAT_GRAM_LISTS_H

#include <stddef.h>
#include <stdint.h>

typedef struct GramLists GramLists;

GramLists *gram_lists_new(void);
void gram_lists_free(GramLists *lists);
// `document` must be larger than all before.
void gram_lists_add(GramLists *lists, uint32_t document, const uint32_t *grams, size_t count);
uint64_t gram_lists_memory(const GramLists *lists); // bytes

// Calls `fn` for every gram in ascending order with its ascending documents (borrowed for the call).
typedef void (*GramListFn)(void *user, uint32_t gram, const uint32_t *documents, uint32_t count);
void gram_lists_each(GramLists *lists, GramListFn fn, void *user);

#endif
