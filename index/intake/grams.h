// Which grams a text has: three bytes in a row, ASCII letters folded to lower case, none of them a line
// end (\n or \r). A gram is a number, first byte highest.
//
// So that two bytes can be looked for, too, by the grams they begin or end: where a line is these two
// bytes and no more, there is gram_of_line of them. (It may be there without such a line, if one line begins
// with them and another one ends so.) Every text has GRAM_MARK, which says that it was read so.
// The three bytes around an underscore are on many lines, and so are the halves of a name. What tells
// page_fault from page_table and default is what stands on both sides: a joint, three letters or digits, the
// underscore and two more, folded as grams are. Its gram is one of GRAM_JOINTS, by a hash: seven of eight
// texts of usual size that do not have a joint have none with its number, either.
#ifndef TREELINE_INTAKE_GRAMS_H
#define TREELINE_INTAKE_GRAMS_H

#include "base/array.h"
#include "base/str.h"

enum { GRAM_COUNT = 1 << 24 };

static inline uint32_t gram_make(unsigned char a, unsigned char b, unsigned char c) {
  return (uint32_t)a << 16 | (uint32_t)b << 8 | c;
}

static inline uint32_t gram_of_line(unsigned char a, unsigned char b) {
  return gram_make('\n', a, b);
}
enum { GRAM_MARK = '\n' << 16 | '\n' << 8 | '\n' };

enum { GRAM_JOINTS = 2048 };
// Whether the underscore at `at` is in a joint; its gram.
bool gram_of_joint(Str text, size_t at, uint32_t *gram);
// For people: which of them it is.
static inline uint32_t gram_joint(uint32_t gram) { return gram >> 16 << 8 | (gram & 0xFF); }
static inline bool gram_is_joint(uint32_t gram) {
  return (gram >> 8 & 0xFF) == '\n' && gram >> 16 < GRAM_JOINTS / 256;
}

typedef struct {
  uint32_t *items;
  size_t count, capacity;
} GramList;

// Collects the distinct grams of texts, one text after the other. Holds 2 MB; one per thread.
typedef struct GramSet GramSet;
GramSet *gram_set_new(void);
void gram_set_free(GramSet *set);
// Appends the distinct grams of `text` to `out` (cleared first), in no particular order.
void gram_set_collect(GramSet *set, Str text, GramList *out);

#endif
