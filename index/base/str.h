// Borrowed slices of bytes, and what Treeline needs to know of Unicode. A Str owns nothing and is not
// NUL-terminated; it lives as long as the arena, buffer or mapping it points into.
#ifndef TREELINE_BASE_STR_H
#define TREELINE_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
  const char *ptr;
  size_t len;
} Str;

#define STR(literal) ((Str){(literal), sizeof(literal) - 1})
#define STR_INIT(literal)                                                                          \
  { (literal), sizeof(literal) - 1 }      // the same, in what is static
#define STR_ARGS(s) (int)(s).len, (s).ptr // for "%.*s"

static inline Str str_make(const char *ptr, size_t len) { return (Str){ptr, len}; }
Str str_from_c(const char *text); // text may be NULL: empty
char *str_to_c(Str s);            // a copy with a NUL behind it, to be freed by the caller
// Bytes [from, to), both clamped to the string.
Str str_slice(Str s, size_t from, size_t to);
Str str_trim(Str s); // without leading and trailing ASCII white space

bool str_equal(Str a, Str b);
bool str_equal_fold(Str a, Str b);  // ASCII case ignored
int str_compare(Str a, Str b);      // bytewise; shorter first on a tie
int str_compare_fold(Str a, Str b); // ASCII-folded bytewise, then bytewise: a total order
bool str_starts_with(Str s, Str prefix);
bool str_ends_with(Str s, Str suffix);
// Offset of the first `byte` at or after `from`, or s.len.
size_t str_find_byte(Str s, size_t from, char byte);
// Whether the path ('/' between names) lies below the directory; all paths but "" lie below "".
bool str_is_below(Str path, Str directory);
// Offset of the first `needle`, or SIZE_MAX. An empty needle is found at 0.
size_t str_find(Str s, Str needle);
// Cuts the head of *rest up to `separator` (which is dropped) into *head; false when nothing is left.
bool str_next_field(Str *rest, char separator, Str *head);
// Decimal digits only; false on overflow or anything else.
bool str_to_u64(Str s, uint64_t *value);
uint64_t str_hash(Str s);    // xxHash3, 64 bits
Str str_base_name(Str path); // after the last '/'
Str str_extension(Str path); // after the last '.' of the base name, without it; empty if none

static inline char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
static inline bool ascii_is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static inline bool ascii_is_lower(char c) { return c >= 'a' && c <= 'z'; }
static inline bool ascii_is_digit(char c) { return c >= '0' && c <= '9'; }
static inline bool ascii_is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
// A byte of a word as searches see it: letter, digit, underscore, or part of a non-ASCII character.
static inline bool is_word_byte(char c) {
  return ascii_is_upper(c) || ascii_is_lower(c) || ascii_is_digit(c) || c == '_'
         || (unsigned char)c >= 0x80;
}

// Length of the longest prefix of s that is valid UTF-8 (no surrogates, no overlong forms).
size_t utf8_valid_prefix(Str s);
// Decodes one character at s.ptr (s.len > 0); *code_point is 0xFFFD and the result 1 on a bad byte.
size_t utf8_decode(Str s, uint32_t *code_point);
// Writes at most 4 bytes; returns how many. A value that is no scalar is written as U+FFFD.
size_t utf8_encode(uint32_t code_point, char out[4]);
// UTF-16 code units of s; a bad byte counts as one.
size_t utf16_length(Str s);

#endif
