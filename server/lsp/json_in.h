// Reads JSON from the client: cJSON with what it leaves open closed, and accessors that never
// trust a type. All of it works on any thread; a tree belongs to whoever parsed it until it is
// handed on.
#ifndef TREELINE_LSP_JSON_IN_H
#define TREELINE_LSP_JSON_IN_H

#include "base/str.h"

#include <cjson/cJSON.h>

// Parses one JSON text in place (`text` is changed), or returns NULL with words in *problem.
// Refused: what is not UTF-8, what nests deeper than 1000, anything after the value. Two escapes
// that C strings or UTF-8 cannot hold are replaced by characters of the same length in UTF-16:
// \u0000 by U+0001, and half a surrogate pair by U+FFFD.
cJSON *json_parse(char *text, size_t length, const char **problem);

// The member `key` of an object; NULL if absent, or if `object` is NULL or no object.
const cJSON *json_get(const cJSON *object, const char *key);
// As json_get along a path of keys, "workspace.symbol.tagSupport".
const cJSON *json_at(const cJSON *object, const char *path);

// False, and *value untouched, if the value is absent or of another type.
bool json_get_string(const cJSON *object, const char *key, Str *value); // borrowed from the tree
bool json_get_bool(const cJSON *object, const char *key, bool *value);
bool json_flag(const cJSON *object, const char *path); // true only if there and true
// A whole number in [0, max]; anything beyond is no such number.
bool json_get_unsigned(const cJSON *object, const char *key, uint64_t max, uint64_t *value);

// A number of a position in the client's text: negative ones are 0, huge ones UINT32_MAX. False if
// it is no number.
bool json_get_clamped(const cJSON *object, const char *key, uint32_t *value);

#endif
