// Writes JSON straight into a buffer, on whichever thread makes the answer: large results never
// exist as a tree. Commas are put where they belong; what the caller nests must be balanced.
#ifndef TREELINE_LSP_JSON_OUT_H
#define TREELINE_LSP_JSON_OUT_H

#include "base/buf.h"
#include "lsp/position.h"

typedef struct {
  Buf *buf;
  bool comma; // the next value or key needs one before it
} JsonOut;

static inline JsonOut json_out(Buf *buf) { return (JsonOut){buf, false}; }
void json_open(JsonOut *out, char bracket);   // '{' or '['
void json_close(JsonOut *out, char bracket);  // '}' or ']'
void json_key(JsonOut *out, const char *key); // plain ASCII, written as it is
// Bytes that are no UTF-8 become U+FFFD, so that no file can break the stream.
void json_string(JsonOut *out, Str text);
void json_unsigned(JsonOut *out, uint64_t value);
void json_real(JsonOut *out, double value); // 4 decimals; what is not finite becomes 0
void json_bool(JsonOut *out, bool value);
void json_null(JsonOut *out);
void json_raw(JsonOut *out, Str json);                       // one value, already JSON
void json_range(JsonOut *out, Position start, Position end); // a Range

// A key with its value.
void json_put_string(JsonOut *out, const char *key, Str text);
void json_put_unsigned(JsonOut *out, const char *key, uint64_t value);
void json_put_real(JsonOut *out, const char *key, double value);
void json_put_bool(JsonOut *out, const char *key, bool value);
void json_put_raw(JsonOut *out, const char *key, Str json);
void json_put_range(JsonOut *out, const char *key, Position start, Position end);

#endif
