// All in integers, so that every machine gives a document the same weights.
//
//   frequency = count / (1 - b + b * bytes / PIVOT), b = 3/4
//
// PIVOT is about the mean source file. A word that occurs once weighs nothing, however short the
// document: its grams say as much.
#include "format/weight.h"
#include "format/word_key.h"

enum { PIVOT = 16384, FRACTION = 16, LEAST_COUNT = 2 };

// Where the levels from 1 begin: 2 * 1.6^(level - 1), in sixteenths.
static const uint16_t starts[WORD_WEIGHTS - 1] = {32, 51, 82, 131, 210, 336, 537};

// 4 * PIVOT times the divisor of `count`. No document is a terabyte.
static uint64_t divisor(uint64_t bytes) {
  uint64_t most = (uint64_t)1 << 40;
  return PIVOT + 3 * (bytes < most ? bytes : most);
}

uint8_t word_weight(uint32_t count, uint64_t bytes) {
  if (count < LEAST_COUNT) return 0;
  uint64_t frequency = (uint64_t)count * (4 * PIVOT * FRACTION) / divisor(bytes);
  uint8_t level = 0;
  while (level < WORD_WEIGHTS - 1 && frequency >= starts[level]) level++;
  return level;
}

uint32_t word_weight_least(uint64_t bytes) {
  uint64_t unit = 4 * PIVOT * FRACTION;
  uint64_t least = (starts[0] * divisor(bytes) + unit - 1) / unit;
  return least < LEAST_COUNT ? LEAST_COUNT : (uint32_t)least;
}

double word_weight_value(uint8_t level) {
  static const double middles[WORD_WEIGHTS] = {0, 2.5, 4.0, 6.5, 10.4, 16.6, 26.5, 42.5};
  return level < WORD_WEIGHTS ? middles[level] : middles[WORD_WEIGHTS - 1];
}

bool word_is_kept(Str word) { return word_key(word) != 0; }
