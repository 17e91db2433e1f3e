// The scripts that source code and its comments are written in, by ranges: ASCII, Latin, Greek, Cyrillic,
// and what has no case at all. All else is "not known", which costs time and never a result. A test
// compares every code point with what PCRE2 says. Rejected: asking PCRE2 for each letter (it tells
// other cases only by matching them).
#include "query/letters.h"

#include "base/compiler.h"

// Capitals from first to last are `distance` before their small letters; in steps of two where small
// letters alternate with them.
typedef struct {
  uint16_t first, last, distance, step;
} Range;

static const Range ranges[] = {
    {'A', 'Z', 32, 1},     {0xC0, 0xD6, 32, 1},   {0xD8, 0xDE, 32, 1},   {0x100, 0x12E, 1, 2},
    {0x132, 0x136, 1, 2},  {0x139, 0x147, 1, 2},  {0x14A, 0x176, 1, 2},  {0x179, 0x17D, 1, 2},
    {0x386, 0x386, 38, 1}, {0x388, 0x38A, 37, 1}, {0x38C, 0x38C, 64, 1}, {0x38E, 0x38F, 63, 1},
    {0x391, 0x3A1, 32, 1}, {0x3A3, 0x3AB, 32, 1}, {0x400, 0x40F, 80, 1}, {0x410, 0x42F, 32, 1},
};

// A small letter's further forms; or, where `capital` is set, letters without a range.
static const struct {
  uint16_t small, capital, others[2];
} further[] = {
    {'k', 0, {0x212A}},   {'s', 0, {0x17F}},          {0xE5, 0, {0x212B}},
    {0xDF, 0x1E9E, {0}},  {0xFF, 0x178, {0}},         {0x3B2, 0, {0x3D0}},
    {0x3B5, 0, {0x3F5}},  {0x3B8, 0, {0x3D1, 0x3F4}}, {0x3B9, 0, {0x345, 0x1FBE}},
    {0x3BA, 0, {0x3F0}},  {0x3BC, 0, {0xB5}},         {0x3C0, 0, {0x3D6}},
    {0x3C1, 0, {0x3F1}},  {0x3C3, 0, {0x3C2}},        {0x3C6, 0, {0x3D5}},
    {0x3C9, 0, {0x2126}}, {0x432, 0, {0x1C80}},       {0x434, 0, {0x1C81}},
    {0x43E, 0, {0x1C82}}, {0x441, 0, {0x1C83}},       {0x442, 0, {0x1C84, 0x1C85}},
    {0x44A, 0, {0x1C86}},
};

// Without case: signs, most of the world's scripts, private use.
static const uint32_t plain[][2] = {
    {0, '@'},           {'[', '`'},         {'{', 0xB4},      {0xB6, 0xBF},     {0xD7, 0xD7},
    {0xF7, 0xF7},       {0x590, 0x109F},    {0x1100, 0x139F}, {0x1400, 0x1C7F}, {0x2000, 0x2125},
    {0x2190, 0x24B5},   {0x24EA, 0x2BFF},   {0x2E00, 0xA63F}, {0xAC00, 0xD7FF}, {0xE000, 0xFAFF},
    {0x1F000, 0x1FAFF}, {0x20000, 0x3FFFF},
};

static uint32_t small_of(uint32_t c) {
  for (size_t i = 0; i < COUNT_OF(further); i++) {
    if (c == further[i].capital && c) return further[i].small;
    for (size_t k = 0; k < 2; k++) {
      if (c == further[i].others[k] && c) return further[i].small;
    }
  }
  for (size_t i = 0; i < COUNT_OF(ranges); i++) {
    const Range *r = &ranges[i];
    if (c >= r->first && c <= r->last && (c - r->first) % r->step == 0) return c + r->distance;
  }
  return c;
}

size_t letter_forms(uint32_t c, uint32_t forms[LETTER_FORMS_MAX]) {
  for (size_t i = 0; i < COUNT_OF(plain); i++) {
    if (c < plain[i][0] || c > plain[i][1]) continue;
    forms[0] = c;
    return 1;
  }
  uint32_t small = small_of(c);
  size_t count = 0;
  for (size_t i = 0; i < COUNT_OF(ranges) && count == 0; i++) {
    const Range *r = &ranges[i];
    uint32_t first = r->first + r->distance, last = r->last + r->distance;
    if (small < first || small > last || (small - first) % r->step) continue;
    forms[count++] = small;
    forms[count++] = small - r->distance;
  }
  for (size_t i = 0; i < COUNT_OF(further); i++) {
    if (small != further[i].small) continue;
    if (count == 0) {
      forms[count++] = small;
      forms[count++] = further[i].capital;
    }
    for (size_t k = 0; k < 2 && further[i].others[k]; k++) forms[count++] = further[i].others[k];
  }
  return count;
}
