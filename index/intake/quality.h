#ifndef TREELINE_INTAKE_QUALITY_H
#define TREELINE_INTAKE_QUALITY_H
#include "base/str.h"
uint32_t quality_of(Str path, uint64_t size);
#endif
