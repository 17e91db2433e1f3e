// Shell patterns for paths, with the meaning git gives them (wildmatch, paths apart at '/'):
//   ?       one byte but '/'              [a-z] [!a] [[:alpha:]]   one byte of a set, never '/'
//   *       any bytes but '/'             \x                       x itself
//   **/     no or any directories         ** at the end            everything below
// Two stars anywhere else are one. A pattern is compiled once into an arena and is immutable then.
#ifndef TREELINE_INTAKE_GLOB_H
#define TREELINE_INTAKE_GLOB_H

#include "base/arena.h"

typedef struct {
  uint64_t bits[4];
} ByteSet;

typedef struct {
  const uint32_t *ops; // kind in the low byte, a byte or the number of a set above it
  size_t count;
  const ByteSet *sets;
  uint64_t needs; // byte_mask of the bytes that every match contains
} Glob;

// False if the pattern is malformed: then it matches nothing, as in git. With `fold`, ASCII case is
// ignored, with git's exceptions: escaped and listed capitals then match nothing.
bool glob_compile(Arena *arena, Str pattern, bool fold, Glob *glob);
// Whether all of `text` matches. `fold` as it was compiled. Time is at worst the product of the two
// lengths within one path component, and linear in the number of components.
bool glob_match(const Glob *glob, Str text, bool fold);

// Length of the head of `pattern` that has no special character.
size_t glob_literal_prefix(Str pattern);

// The bytes of s, without ASCII case, as a set of 64 classes: a text cannot match a glob whose
// `needs` has a bit that the text's mask has not.
uint64_t byte_mask(Str s);

#endif
