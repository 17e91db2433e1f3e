#include "base/arena.h"
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { ARENA_ALIGN = 16, ARENA_FIRST_BLOCK = 4096, ARENA_LARGEST_BLOCK = 1 << 20 };

struct ArenaBlock {
  ArenaBlock *next;
  size_t size; // of the bytes behind this header
};

static size_t round_up(size_t size) {
  return (size + (ARENA_ALIGN - 1)) & ~(size_t)(ARENA_ALIGN - 1);
}

static char *block_bytes(ArenaBlock *block) { return (char *)block + round_up(sizeof(ArenaBlock)); }

void arena_release(Arena *arena) {
  for (ArenaBlock *block = arena->head; block;) {
    ArenaBlock *next = block->next;
    free(block);
    block = next;
  }
  *arena = (Arena){0};
}

void arena_reset(Arena *arena) {
  ArenaBlock *largest = arena->head;
  for (ArenaBlock *block = arena->head; block; block = block->next) {
    if (block->size > largest->size) largest = block;
  }
  for (ArenaBlock *block = arena->head; block;) {
    ArenaBlock *next = block->next;
    if (block != largest) free(block);
    block = next;
  }
  if (largest) largest->next = NULL;
  *arena = (Arena){.head = largest, .total = largest ? largest->size : 0};
}

static void arena_grow(Arena *arena, size_t wanted) {
  size_t size = arena->head ? arena->head->size * 2 : ARENA_FIRST_BLOCK;
  if (size > ARENA_LARGEST_BLOCK) size = ARENA_LARGEST_BLOCK;
  if (size < wanted) size = wanted;
  ArenaBlock *block = xmalloc(round_up(sizeof *block) + size);
  *block = (ArenaBlock){.next = arena->head, .size = size};
  arena->head = block;
  arena->used = 0;
  arena->total += size;
}

void *arena_alloc(Arena *arena, size_t size) {
  size_t wanted = round_up(size ? size : 1);
  arena->used = round_up(arena->used); // arena_bytes may have left it anywhere
  if (!arena->head || arena->used > arena->head->size || arena->head->size - arena->used < wanted) {
    arena_grow(arena, wanted);
  }
  void *memory = block_bytes(arena->head) + arena->used;
  arena->used += wanted;
  return memory;
}

char *arena_bytes(Arena *arena, size_t size) {
  if (!arena->head || arena->used > arena->head->size || arena->head->size - arena->used < size) {
    arena_grow(arena, size ? size : 1);
  }
  char *memory = block_bytes(arena->head) + arena->used;
  arena->used += size;
  return memory;
}

void *arena_zalloc(Arena *arena, size_t size) { return memset(arena_alloc(arena, size), 0, size); }

Str arena_dup(Arena *arena, Str s) {
  char *copy = arena_alloc(arena, s.len + 1);
  if (s.len) memcpy(copy, s.ptr, s.len);
  copy[s.len] = '\0';
  return (Str){copy, s.len};
}

Str arena_printf(Arena *arena, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, format, args);
  va_end(args);
  size_t size = length > 0 ? (size_t)length : 0;
  char *text = arena_alloc(arena, size + 1);
  vsnprintf(text, size + 1, format, again);
  va_end(again);
  return (Str){text, size};
}

Str arena_join_path(Arena *arena, Str a, Str b) {
  bool slash = a.len && a.ptr[a.len - 1] != '/';
  char *path = arena_alloc(arena, a.len + slash + b.len + 1);
  if (a.len) memcpy(path, a.ptr, a.len);
  if (slash) path[a.len] = '/';
  if (b.len) memcpy(path + a.len + slash, b.ptr, b.len);
  path[a.len + slash + b.len] = '\0';
  return (Str){path, a.len + slash + b.len};
}
