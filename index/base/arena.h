// A region of memory that is freed at once: the lifetime of one job or one request. Not thread-safe;
// one owner at a time. Blocks double in size up to a megabyte, so small arenas stay small.
#ifndef TREELINE_BASE_ARENA_H
#define TREELINE_BASE_ARENA_H

#include "base/compiler.h"
#include "base/str.h"

typedef struct ArenaBlock ArenaBlock;

typedef struct {
  ArenaBlock *head; // the block allocations come from
  size_t used;      // bytes used of head
  size_t total;     // bytes held over all blocks
} Arena;

// An all-zero Arena is empty and ready to use.
void arena_release(Arena *arena);
// Forgets all allocations and keeps the largest block for the next round.
void arena_reset(Arena *arena);
// `size` bytes, uninitialised, aligned to 16.
void *arena_alloc(Arena *arena, size_t size);
// `size` bytes without alignment, packed behind one another: for strings by the million.
char *arena_bytes(Arena *arena, size_t size);
void *arena_zalloc(Arena *arena, size_t size);
#define arena_new(arena, Type) ((Type *)arena_zalloc((arena), sizeof(Type)))
#define arena_array(arena, Type, count) ((Type *)arena_alloc((arena), sizeof(Type) * (count)))
Str arena_dup(Arena *arena, Str s); // also NUL-terminated behind its end
Str arena_printf(Arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
// `a`, a '/' unless a is empty, then `b`.
Str arena_join_path(Arena *arena, Str a, Str b);

#endif
