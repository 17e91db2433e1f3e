// Which characters are the same letter when case does not count, in line with PCRE2_CASELESS | PCRE2_UTF
// | PCRE2_UCP, as far as needed to plan with.
#ifndef TREELINE_QUERY_LETTERS_H
#define TREELINE_QUERY_LETTERS_H

#include <stddef.h>
#include <stdint.h>

enum { LETTER_FORMS_MAX = 4 };

// All forms of a character, itself among them: k, K and the Kelvin sign of each of the three. 1: it has no
// case. 0: not known, it may have any.
size_t letter_forms(uint32_t c, uint32_t forms[LETTER_FORMS_MAX]);

#endif
