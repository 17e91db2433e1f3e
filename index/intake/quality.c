#include "intake/quality.h"
uint32_t quality_of(Str path, uint64_t size) {
  uint32_t depth = 0;
  for (size_t i = 0; i < path.len; i++) depth += path.ptr[i] == '/';
  return (size > (512 << 10) ? 1000 : 0) + depth;
}
