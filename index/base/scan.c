// Problem: most queries read much text and find little, so the search for a literal decides their
// time.
//
// Approach: compare two bytes of the needle, the two that are rarest in source code, at 32 (AVX2)
// or 16 (SSE2) positions at once, and compare the whole needle only where both agree. ASCII case is
// ignored by ORing 0x20 to what is compared with a letter, so folding costs nothing more.
//
// Rejected: the C library's memmem (no case folding, and it looks for the first bytes, which are
// often common: "static" begins with "st"); Boyer-Moore (slower than a vector loop for needles this
// short).
#include "base/scan.h"

#include "base/bits.h"
#include "base/simd.h"

// From the most common byte to the least, counted over files of several languages.
static const char common_bytes[] = " 0et\t_\nrisnao,cdxlfupmh;)(E*-b3g1Tv=2RACISFw>}{kD/"
                                   "N.L4MyP8O6B5[]9G:\"UX&#7qWHVK<+z|Y!Q%\\j@'Z";

unsigned char scan_byte_commonness(char byte) {
  const char *at = byte ? memchr(common_bytes, byte, sizeof common_bytes - 1) : NULL;
  return at ? (unsigned char)(255 - (at - common_bytes)) : 0;
}

double scan_byte_share(char byte) {
  double share = 0.06; // of the most common one
  for (int rank = 255 - scan_byte_commonness(byte); rank > 0; rank--) share *= 0.95;
  return share;
}

// Of a folded letter, either case counts.
static unsigned commonness(char byte, bool fold) {
  unsigned most = scan_byte_commonness(byte);
  if (fold && ascii_is_lower(byte)) {
    unsigned upper = scan_byte_commonness((char)(byte - 32));
    if (upper > most) most = upper;
  }
  return most;
}

// A text's eight bytes begin as the needle does if ((bytes | head_fold) & head_keep) == head.
static void make_head(ScanNeedle *made) {
  size_t size = made->needle.len < 8 ? made->needle.len : 8;
  unsigned char fold[8] = {0}, keep[8] = {0};
  for (size_t i = 0; i < 8; i++) {
    if (i >= size) break; // a bound that GCC sees on arm64, too
    keep[i] = 0xFF;
    fold[i] = made->fold && ascii_is_lower(made->needle.ptr[i]) ? 0x20 : 0;
  }
  memcpy(&made->head, made->needle.ptr, size);
  memcpy(&made->head_fold, fold, 8);
  memcpy(&made->head_keep, keep, 8);
}

ScanNeedle scan_needle_make(Str needle, bool fold) {
  ScanNeedle made = {.needle = needle, .fold = fold};
  make_head(&made);
  size_t first = 0, second = needle.len - 1;
  for (size_t i = 0; i < needle.len; i++) {
    if (commonness(needle.ptr[i], fold) < commonness(needle.ptr[first], fold)) first = i;
  }
  if (second == first) second = 0;
  for (size_t i = 0; i < needle.len; i++) {
    if (i == first || needle.ptr[i] == needle.ptr[first]) continue;
    if (commonness(needle.ptr[i], fold) < commonness(needle.ptr[second], fold)) second = i;
  }
  made.at[0] = first;
  made.at[1] = second;
  for (int i = 0; i < 2; i++) {
    char byte = needle.ptr[made.at[i]];
    made.byte[i] = (unsigned char)byte;
    made.mask[i] = fold && ascii_is_lower(byte) ? 0x20 : 0;
  }
  return made;
}

static bool matches_from(const ScanNeedle *n, const char *at, size_t i) {
  if (!n->fold) return memcmp(at + i, n->needle.ptr + i, n->needle.len - i) == 0;
  for (; i < n->needle.len; i++) {
    if (ascii_lower(at[i]) != n->needle.ptr[i]) return false;
  }
  return true;
}

static bool matches_at(const ScanNeedle *n, const char *at) { return matches_from(n, at, 0); }

// ---- the reference ------------------------------------------------------------------------------

static size_t find_by_memchr(const ScanNeedle *n, Str text, size_t from) {
  size_t last = text.len - n->needle.len, rare = n->at[0];
  while (from <= last) {
    const char *hit = memchr(text.ptr + from + rare, n->byte[0], last - from + 1);
    if (!hit) return SIZE_MAX;
    from = (size_t)(hit - text.ptr) - rare;
    if (matches_at(n, text.ptr + from)) return from;
    from++;
  }
  return SIZE_MAX;
}

size_t scan_find_scalar(const ScanNeedle *n, Str text, size_t from) {
  if (text.len < n->needle.len) return SIZE_MAX;
  if (n->mask[0] == 0) return find_by_memchr(n, text, from);
  size_t last = text.len - n->needle.len;
  for (; from <= last; from++) {
    unsigned char byte = (unsigned char)text.ptr[from + n->at[0]];
    if ((byte | n->mask[0]) == n->byte[0] && matches_at(n, text.ptr + from)) return from;
  }
  return SIZE_MAX;
}

size_t scan_count_byte_scalar(Str text, char byte) {
  size_t count = 0;
  for (size_t i = 0; i < text.len; i++) count += text.ptr[i] == byte;
  return count;
}

bool scan_is_ascii_scalar(Str text) {
  unsigned char all = 0;
  for (size_t i = 0; i < text.len; i++) all |= (unsigned char)text.ptr[i];
  return all < 0x80;
}

// ---- sets ---------------------------------------------------------------------------------------

// The low nibbles that set `i` has under each high nibble.
static void rows_of_set(const unsigned char member[256], size_t i, unsigned rows[16]) {
  for (unsigned byte = 0; byte < 256; byte++) {
    if (byte % 16 == 0) rows[byte / 16] = 0;
    if (member[byte] >> i & 1) rows[byte / 16] |= 1u << (byte % 16);
  }
}

// One bit for each different row; from the eighth on they share a bit, which only adds bytes.
void scan_sets_make(ScanSets *sets, size_t count, const unsigned char member[256]) {
  *sets = (ScanSets){.count = count};
  memcpy(sets->member, member, 256);
  for (size_t i = 0; i < count; i++) {
    unsigned rows[16], kinds[8] = {0};
    size_t used = 0;
    rows_of_set(member, i, rows);
    for (unsigned high = 0; high < 16; high++) {
      if (rows[high] == 0) continue;
      size_t kind = 0;
      while (kind < used && kinds[kind] != rows[high]) kind++;
      if (kind == 8)
        kind = 7;
      else if (kind == used)
        used++;
      kinds[kind] |= rows[high];
      sets->high[i][high] |= (unsigned char)(1u << kind);
    }
    for (unsigned low = 0; low < 16; low++) {
      for (size_t kind = 0; kind < used; kind++) {
        if (kinds[kind] >> low & 1) sets->low[i][low] |= (unsigned char)(1u << kind);
      }
    }
  }
}

static bool sets_match_at(const ScanSets *sets, const char *at) {
  for (size_t i = 0; i < sets->count; i++) {
    if (!(sets->member[(unsigned char)at[i]] >> i & 1)) return false;
  }
  return true;
}

size_t scan_find_sets_scalar(const ScanSets *sets, Str text, size_t from) {
  for (; from + sets->count <= text.len; from++) {
    if (sets_match_at(sets, text.ptr + from)) return from;
  }
  return SIZE_MAX;
}

#if !SIMD_X86
size_t scan_find_sets(const ScanSets *sets, Str text, size_t from) {
  return scan_find_sets_scalar(sets, text, from);
}
size_t scan_find(const ScanNeedle *n, Str text, size_t from) {
  return scan_find_scalar(n, text, from);
}
size_t scan_count_byte(Str text, char byte) { return scan_count_byte_scalar(text, byte); }
bool scan_is_ascii(Str text) { return scan_is_ascii_scalar(text); }
#else

// ---- 16 bytes at once: every x86-64 -------------------------------------------------------------

// As matches_at; most positions that are no match differ in the first eight bytes.
static inline bool matches_in(const ScanNeedle *n, Str text, size_t position) {
  uint64_t head;
  if (text.len - position < sizeof head) return matches_at(n, text.ptr + position);
  memcpy(&head, text.ptr + position, sizeof head);
  if (((head | n->head_fold) & n->head_keep) != n->head) return false;
  return n->needle.len <= sizeof head || matches_from(n, text.ptr + position, sizeof head);
}

// First match among the positions `at + bit` whose bits are set, or SIZE_MAX.
static size_t first_match(const ScanNeedle *n, Str text, size_t at, unsigned bits) {
  while (bits) {
    size_t position = at + bits_lowest(bits);
    if (matches_in(n, text, position)) return position;
    bits &= bits - 1;
  }
  return SIZE_MAX;
}

// Bits of the 16 positions from `at` where both bytes agree. at + 15 is a possible start.
static unsigned candidates_16(const ScanNeedle *n, const char *at) {
  __m128i both = _mm_set1_epi8((char)0xFF);
  for (int i = 0; i < 2; i++) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(at + n->at[i]));
    bytes = _mm_or_si128(bytes, _mm_set1_epi8((char)n->mask[i]));
    both = _mm_and_si128(both, _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)n->byte[i])));
  }
  return (unsigned)_mm_movemask_epi8(both);
}

static size_t find_sse2(const ScanNeedle *n, Str text, size_t from) {
  size_t starts = text.len - n->needle.len + 1; // positions where it could begin
  if (starts < 16) return scan_find_scalar(n, text, from);
  while (from < starts) {
    size_t at = from + 16 <= starts ? from : starts - 16; // the last step overlaps the one before
    unsigned bits = candidates_16(n, text.ptr + at) & ~0u << (from - at);
    size_t found = bits ? first_match(n, text, at, bits) : SIZE_MAX;
    if (found != SIZE_MAX) return found;
    from = at + 16;
  }
  return SIZE_MAX;
}

// ---- 32 bytes at once ---------------------------------------------------------------------------

static bool has_avx2(void) { return simd_level() >= SIMD_AVX2; }

AVX2 static inline __m256i load_32(const char *at) {
  return _mm256_loadu_si256((const __m256i *)(const void *)at);
}

AVX2 static size_t find_avx2(const ScanNeedle *n, Str text, size_t from) {
  size_t starts = text.len - n->needle.len + 1;
  if (starts < 32) return find_sse2(n, text, from);
  const __m256i byte0 = _mm256_set1_epi8((char)n->byte[0]);
  const __m256i byte1 = _mm256_set1_epi8((char)n->byte[1]);
  const __m256i mask0 = _mm256_set1_epi8((char)n->mask[0]);
  const __m256i mask1 = _mm256_set1_epi8((char)n->mask[1]);
  while (from < starts) {
    size_t at = from + 32 <= starts ? from : starts - 32;
    __m256i a = _mm256_or_si256(load_32(text.ptr + at + n->at[0]), mask0);
    __m256i b = _mm256_or_si256(load_32(text.ptr + at + n->at[1]), mask1);
    __m256i both = _mm256_and_si256(_mm256_cmpeq_epi8(a, byte0), _mm256_cmpeq_epi8(b, byte1));
    unsigned bits = (unsigned)_mm256_movemask_epi8(both) & ~0u << (from - at);
    if (bits) {
      size_t found = first_match(n, text, at, bits);
      if (found != SIZE_MAX) return found;
    }
    from = at + 32;
  }
  return SIZE_MAX;
}

size_t scan_find(const ScanNeedle *n, Str text, size_t from) {
  if (text.len < n->needle.len || from > text.len - n->needle.len) return SIZE_MAX;
  if (has_avx2()) return find_avx2(n, text, from);
  return simd_level() == SIMD_SSE2 ? find_sse2(n, text, from) : scan_find_scalar(n, text, from);
}

AVX2 static inline unsigned equal_32(const char *at, __m256i wanted) {
  return (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(load_32(at), wanted));
}

// Adds up in bytes for at most 255 steps before they could overflow.
AVX2 static size_t count_long(Str text, __m256i wanted, size_t *at) {
  const __m256i zero = _mm256_setzero_si256();
  size_t count = 0;
  while (text.len - *at >= 256) {
    __m256i lanes = zero;
    for (int step = 0; step < 255 && text.len - *at >= 32; step++, *at += 32) {
      lanes = _mm256_sub_epi8(lanes, _mm256_cmpeq_epi8(load_32(text.ptr + *at), wanted));
    }
    __m256i sums = _mm256_sad_epu8(lanes, zero);
    count += (size_t)_mm256_extract_epi64(sums, 0) + (size_t)_mm256_extract_epi64(sums, 1)
             + (size_t)_mm256_extract_epi64(sums, 2) + (size_t)_mm256_extract_epi64(sums, 3);
  }
  return count;
}

// Between two hits lie some lines: the ends of short pieces matter as much as their middles.
AVX2 static size_t count_avx2(Str text, char byte) {
  if (text.len < 32) return scan_count_byte_scalar(text, byte);
  const __m256i wanted = _mm256_set1_epi8(byte);
  size_t at = 0, count = count_long(text, wanted, &at);
  for (; text.len - at >= 32; at += 32) {
    count += bits_count(equal_32(text.ptr + at, wanted));
  }
  size_t left = text.len - at; // the last 32 bytes, without those that were counted
  if (left == 0) return count;
  unsigned last = equal_32(text.ptr + text.len - 32, wanted) >> (32 - left);
  return count + bits_count(last);
}

size_t scan_count_byte(Str text, char byte) {
  return has_avx2() ? count_avx2(text, byte) : scan_count_byte_scalar(text, byte);
}

AVX2 static bool is_ascii_avx2(Str text) {
  size_t at = 0;
  while (text.len - at >= 128) {
    __m256i a = _mm256_or_si256(load_32(text.ptr + at), load_32(text.ptr + at + 32));
    __m256i b = _mm256_or_si256(load_32(text.ptr + at + 64), load_32(text.ptr + at + 96));
    if (_mm256_movemask_epi8(_mm256_or_si256(a, b))) return false;
    at += 128;
  }
  return scan_is_ascii_scalar(str_slice(text, at, text.len));
}

bool scan_is_ascii(Str text) {
  return has_avx2() ? is_ascii_avx2(text) : scan_is_ascii_scalar(text);
}

// Bits of the 32 positions from `at` whose bytes may be in the sets.
AVX2 static inline unsigned may_be_in_sets(const ScanSets *sets, const char *at) {
  const __m256i nibble = _mm256_set1_epi8(0x0F), zero = _mm256_setzero_si256();
  __m256i missing = zero;
  for (size_t i = 0; i < sets->count; i++) {
    __m256i bytes = load_32(at + i);
    __m256i low = _mm256_and_si256(bytes, nibble);
    __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble);
    const __m128i *low_table = (const __m128i *)(const void *)sets->low[i];
    const __m128i *high_table = (const __m128i *)(const void *)sets->high[i];
    low = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128(low_table)), low);
    high = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128(high_table)), high);
    missing = _mm256_or_si256(missing, _mm256_cmpeq_epi8(_mm256_and_si256(low, high), zero));
  }
  return ~(unsigned)_mm256_movemask_epi8(missing);
}

AVX2 static size_t find_sets_avx2(const ScanSets *sets, Str text, size_t from) {
  while (from + 32 + SCAN_SETS_MAX <= text.len) {
    unsigned bits = may_be_in_sets(sets, text.ptr + from);
    for (; bits; bits &= bits - 1) {
      size_t position = from + bits_lowest(bits);
      if (sets_match_at(sets, text.ptr + position)) return position;
    }
    from += 32;
  }
  return scan_find_sets_scalar(sets, text, from);
}

size_t scan_find_sets(const ScanSets *sets, Str text, size_t from) {
  return has_avx2() ? find_sets_avx2(sets, text, from) : scan_find_sets_scalar(sets, text, from);
}
#endif
