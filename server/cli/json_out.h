// JSON Lines, written straight into an Out: no tree is built, so that 700,000 hits cost what their bytes
// cost. Members are written in the order of the calls; commas are its business.
#ifndef TREELINE_CLI_JSON_OUT_H
#define TREELINE_CLI_JSON_OUT_H

#include "cli/out.h"

typedef struct {
  Out *out;
  bool comma; // something stands before the next member
} JsonOut;

// `name` is NULL inside an array and for the outermost object. Names are literals of ours: not escaped.
void json_object_begin(JsonOut *json, const char *name);
void json_object_end(JsonOut *json);
void json_array_begin(JsonOut *json, const char *name);
void json_array_end(JsonOut *json);
// Invalid UTF-8 becomes U+FFFD, byte by byte.
void json_text(JsonOut *json, const char *name, Str text);
void json_count(JsonOut *json, const char *name, uint64_t value);
void json_share(JsonOut *json, const char *name, double value); // six decimals at most
void json_bool(JsonOut *json, const char *name, bool value);
void json_line_end(JsonOut *json);

#endif
