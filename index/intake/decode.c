// Telling text from binary and making UTF-8 of it, at the speed of memory for the common case.
//
// Rejected: guessing legacy encodings by statistics. A wrong guess would make files unfindable;
// reading broken bytes as Latin-1 keeps every ASCII word, and every byte apart from every other.
#include "intake/decode.h"

// ---- what it is ---------------------------------------------------------------------------------

static bool has_nul_unit(Str s) {
  for (size_t i = 0; i + 1 < s.len; i += 2) {
    if (s.ptr[i] == 0 && s.ptr[i + 1] == 0) return true;
  }
  return false;
}

void decode_probe(Str head, DecodedText *out) {
  DecodedText found = {.text = STR(""), .encoding = ENCODING_UTF8};
  head = str_slice(head, 0, DECODE_PROBE);
  if (str_starts_with(head, STR("\xEF\xBB\xBF"))) found.bom_size = 3;
  bool little = str_starts_with(head, STR("\xFF\xFE"));
  bool big = str_starts_with(head, STR("\xFE\xFF"));
  if (little || big) {
    found.encoding = little ? ENCODING_UTF16LE : ENCODING_UTF16BE;
    found.bom_size = 2;
    found.binary = has_nul_unit(head); // also the mark of UTF-32, which nobody stores
  } else {
    found.binary = str_find_byte(head, 0, '\0') < head.len;
  }
  *out = found;
}

// ---- making UTF-8 of it -------------------------------------------------------------------------

enum { ROOM = 4096 }; // bytes asked of the scratch buffer at a time

// A writer into `scratch` that checks for room once a block, not once a character.
typedef struct {
  Buf *scratch;
  size_t used, room;
  bool failed;
} Output;

static void output_make_room(Output *out) {
  out->scratch->len = out->used;
  size_t wanted = ROOM + out->used / 2;
  if (out->scratch->max && wanted > out->scratch->max - out->used) {
    wanted = out->scratch->max - out->used;
  }
  if (wanted < 4 || !buf_extend(out->scratch, wanted)) out->failed = true;
  out->room = out->used + wanted;
}

static void output_put(Output *out, uint32_t code_point) {
  if (out->room - out->used < 4 && !out->failed) output_make_room(out);
  if (out->failed) return;
  out->used += utf8_encode(code_point, out->scratch->data + out->used);
}

static void output_put_bytes(Output *out, Str bytes) {
  if (out->failed) return;
  out->scratch->len = out->used;
  buf_str_put(out->scratch, bytes);
  out->failed = out->scratch->failed;
  out->used = out->room = out->scratch->len;
}

static uint32_t unit_at(Str s, size_t at, bool big) {
  uint32_t first = (unsigned char)s.ptr[at], second = (unsigned char)s.ptr[at + 1];
  return big ? first << 8 | second : second << 8 | first;
}

static void decode_utf16(Str s, bool big, Output *out) {
  size_t at = 0;
  while (at + 1 < s.len && !out->failed) {
    uint32_t unit = unit_at(s, at, big);
    at += 2;
    if (unit >= 0xD800 && unit < 0xDC00 && at + 1 < s.len) {
      uint32_t low = unit_at(s, at, big);
      if (low >= 0xDC00 && low < 0xE000) {
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        at += 2;
      }
    }
    output_put(out, unit); // a lone surrogate is no scalar: U+FFFD
  }
  if (at < s.len) output_put(out, 0xFFFD);
}

static void decode_broken_utf8(Str s, size_t valid, Output *out) {
  for (;;) {
    output_put_bytes(out, str_slice(s, 0, valid));
    s = str_slice(s, valid, s.len);
    if (s.len == 0 || out->failed) return;
    output_put(out, (unsigned char)s.ptr[0]);
    s = str_slice(s, 1, s.len);
    valid = utf8_valid_prefix(s);
  }
}

// `*encoding` becomes LATIN1 if the UTF-8 is broken.
static Status decode_body(Str bytes, Encoding *encoding, Buf *scratch, Str *text, Error *error) {
  Output out = {.scratch = scratch};
  buf_clear(scratch);
  if (*encoding == ENCODING_UTF16LE || *encoding == ENCODING_UTF16BE) {
    decode_utf16(bytes, *encoding == ENCODING_UTF16BE, &out);
  } else {
    size_t valid = utf8_valid_prefix(bytes);
    if (valid == bytes.len) {
      *text = bytes;
      return STATUS_OK;
    }
    decode_broken_utf8(bytes, valid, &out);
    *encoding = ENCODING_LATIN1;
  }
  if (out.failed) {
    buf_clear(scratch);
    return error_set(error, STATUS_LIMIT, "more than %zu bytes of text", scratch->max);
  }
  scratch->len = out.used;
  *text = scratch->len ? buf_str(scratch) : STR("");
  return STATUS_OK;
}

Status decode_part(Str bytes, Encoding encoding, Buf *scratch, Str *text, Error *error) {
  return decode_body(bytes, &encoding, scratch, text, error);
}

Status decode(Str bytes, Buf *scratch, DecodedText *out, Error *error) {
  DecodedText found;
  decode_probe(bytes, &found);
  if (!found.binary) {
    Str body = str_slice(bytes, found.bom_size, bytes.len);
    Status status = decode_body(body, &found.encoding, scratch, &found.text, error);
    if (status != STATUS_OK) return status;
  }
  *out = found;
  return STATUS_OK;
}

// ---- was it written by hand? --------------------------------------------------------------------

enum {
  SHAPE_SAMPLE = 8192,    // bytes looked at for long lines
  HEADING_SAMPLE = 1024,  // bytes looked at for words
  MINIFIED_AVERAGE = 250, // bytes a line; prose in one line a paragraph stays below
  MINIFIED_LEAST = 1024,  // shorter texts are not judged
};

static bool has_minified_lines(Str text) {
  Str sample = str_slice(text, 0, SHAPE_SAMPLE);
  if (sample.len < MINIFIED_LEAST) return false;
  size_t lines = 1;
  for (size_t i = 0; i < sample.len; i++) lines += sample.ptr[i] == '\n';
  return sample.len / lines > MINIFIED_AVERAGE;
}

// Offset of `words` (lower case) in s without ASCII case, or SIZE_MAX.
static size_t find_words(Str s, Str words) {
  for (size_t at = 0; at + words.len <= s.len; at++) {
    if (ascii_lower(s.ptr[at]) != words.ptr[0]) continue;
    if (str_equal_fold(str_slice(s, at, at + words.len), words)) return at;
  }
  return SIZE_MAX;
}

static bool has_generated_heading(Str text) {
  Str head = str_slice(text, 0, HEADING_SAMPLE);
  size_t generated = find_words(head, STR("generated"));
  if (generated == SIZE_MAX) return false;
  if (generated > 0 && head.ptr[generated - 1] == '@') return true;
  return find_words(head, STR("do not edit")) != SIZE_MAX
         || find_words(head, STR("do not modify")) != SIZE_MAX
         || find_words(head, STR("automatically generated")) != SIZE_MAX
         || find_words(head, STR("auto-generated")) != SIZE_MAX;
}

bool decode_looks_generated(Str text) {
  return has_minified_lines(text) || has_generated_heading(text);
}
