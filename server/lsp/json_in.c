#include "lsp/json_in.h"

#include <math.h>

static int hex_digit(char c) {
  if (ascii_is_digit(c)) return c - '0';
  c = ascii_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The code unit of an escape \uXXXX at `at`, or -1 if there is none.
static int32_t escape_unit(const char *at, const char *end) {
  if (end - at < 6 || at[0] != '\\' || at[1] != 'u') return -1;
  int32_t unit = 0;
  for (int i = 2; i < 6; i++) {
    int digit = hex_digit(at[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

// cJSON ends a string at \u0000 and refuses half surrogate pairs; a document may hold both.
static void replace_escapes(char *at, const char *end) {
  while ((at = memchr(at, '\\', (size_t)(end - at)))) {
    int32_t unit = escape_unit(at, end);
    if (unit < 0) {
      if (end - at < 2) return;
      at += 2;
      continue;
    }
    bool high = unit >= 0xD800 && unit <= 0xDBFF;
    int32_t low = high ? escape_unit(at + 6, end) : -1;
    if (high && low >= 0xDC00 && low <= 0xDFFF)
      at += 6; // a pair
    else if (unit >= 0xD800 && unit <= 0xDFFF)
      memcpy(at, "\\ufffd", 6);
    else if (unit == 0)
      at[5] = '1';
    at += 6;
  }
}

cJSON *json_parse(char *text, size_t length, const char **problem) {
  char nothing[1] = ""; // where there is no text at all
  if (length == 0) text = nothing;
  if (utf8_valid_prefix((Str){text, length}) != length) {
    *problem = "the message is not UTF-8";
    return NULL;
  }
  if (memchr(text, 0, length)) {
    *problem = "the message holds a NUL byte";
    return NULL;
  }
  replace_escapes(text, text + length);
  const char *end = NULL;
  cJSON *json = cJSON_ParseWithLengthOpts(text, length, &end, false);
  if (json && str_trim((Str){end, (size_t)(text + length - end)}).len) {
    cJSON_Delete(json);
    json = NULL;
  }
  if (!json) *problem = "the message is not JSON";
  return json;
}

const cJSON *json_get(const cJSON *object, const char *key) {
  return cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, key) : NULL;
}

const cJSON *json_at(const cJSON *object, const char *path) {
  Str rest = str_from_c(path), head;
  char key[64];
  while (object && str_next_field(&rest, '.', &head) && head.len < sizeof key) {
    memcpy(key, head.ptr, head.len);
    key[head.len] = 0;
    object = json_get(object, key);
  }
  return object;
}

bool json_get_string(const cJSON *object, const char *key, Str *value) {
  const cJSON *item = json_get(object, key);
  if (!cJSON_IsString(item) || !item->valuestring) return false;
  *value = str_from_c(item->valuestring);
  return true;
}

bool json_get_bool(const cJSON *object, const char *key, bool *value) {
  const cJSON *item = json_get(object, key);
  if (!cJSON_IsBool(item)) return false;
  *value = cJSON_IsTrue(item);
  return true;
}

bool json_flag(const cJSON *object, const char *path) {
  return cJSON_IsTrue(json_at(object, path));
}

bool json_get_unsigned(const cJSON *object, const char *key, uint64_t max, uint64_t *value) {
  const cJSON *item = json_get(object, key);
  if (!cJSON_IsNumber(item)) return false;
  double number = item->valuedouble;
  if (!(number >= 0 && number <= (double)max) || number != floor(number)) return false;
  *value = (uint64_t)number;
  return true;
}

bool json_get_clamped(const cJSON *object, const char *key, uint32_t *value) {
  const cJSON *item = json_get(object, key);
  if (!cJSON_IsNumber(item)) return false;
  double number = item->valuedouble;
  *value = number > 0 ? (number < (double)UINT32_MAX ? (uint32_t)number : UINT32_MAX) : 0;
  return true;
}
