#include "lsp/settings.h"

#include <stdio.h>

typedef enum { KIND_FLAG, KIND_NUMBER, KIND_PATH, KIND_CHOICE } SettingKind;

typedef struct {
  const char *key;
  SettingKind kind;
  uint64_t min, max; // of a number
  void (*set)(Settings *settings, uint64_t number, Str text);
  const char *const *choices; // of a choice; `max` is that of the last
} Setting;

#define SETTER(name, statement)                                                                    \
  static void set_##name(Settings *s, uint64_t number, Str text) {                                 \
    (void)number, (void)text;                                                                      \
    statement;                                                                                     \
  }
SETTER(cache_dir, s->index.cache_dir = arena_dup(&s->arena, text))
SETTER(workers, s->index.workers = (unsigned)number)
SETTER(memory, s->index.memory_bytes = number << 20)
SETTER(parse_timeout, s->index.parse_timeout_ns = (int64_t)number * 1000000)
SETTER(symbol_limit, s->index.symbol_limit = number << 10)
SETTER(chunk_limit, s->index.chunk_limit = number << 10)
SETTER(hidden, s->index.hidden = number != 0)
SETTER(no_ignore, s->index.no_ignore = number != 0)
SETTER(read_only, s->index.read_only = number != 0)
SETTER(max_symbols, s->max_symbols = number)

SETTER(watch, s->watcher = (Watcher)number)

static const char *const watchers[] = {"auto", "server", "client", "off"};

static const Setting settings_table[] = {
    {"cacheDir", KIND_PATH, 0, 0, set_cache_dir, NULL},
    {"workers", KIND_NUMBER, 0, 256, set_workers, NULL},
    {"memoryMB", KIND_NUMBER, 0, 1 << 20, set_memory, NULL},
    {"parseTimeoutMs", KIND_NUMBER, 0, 600000, set_parse_timeout, NULL},
    {"symbolLimitKB", KIND_NUMBER, 0, 1 << 20, set_symbol_limit, NULL},
    {"chunkLimitKB", KIND_NUMBER, 0, 1 << 20, set_chunk_limit, NULL},
    {"hidden", KIND_FLAG, 0, 0, set_hidden, NULL},
    {"noIgnore", KIND_FLAG, 0, 0, set_no_ignore, NULL},
    {"readOnly", KIND_FLAG, 0, 0, set_read_only, NULL},
    {"maxSymbols", KIND_NUMBER, 1, 10000, set_max_symbols, NULL},
    {"watch", KIND_CHOICE, 0, WATCHER_OFF, set_watch, watchers},
};

void settings_init(Settings *settings, const IndexOptions *defaults) {
  *settings = (Settings){.max_symbols = 256};
  if (!defaults) return;
  settings->index = *defaults;
  settings->index.root = (Str){"", 0};
  settings->index.cache_dir = arena_dup(&settings->arena, defaults->cache_dir);
  settings->index.on_progress = NULL;
  settings->index.user = NULL;
}

static const Setting *find_setting(const char *key) {
  for (size_t i = 0; i < COUNT_OF(settings_table); i++) {
    if (strcmp(settings_table[i].key, key) == 0) return &settings_table[i];
  }
  return NULL;
}

static bool is_whole(const cJSON *object, const Setting *setting, uint64_t *number) {
  return json_get_unsigned(object, setting->key, setting->max, number) && *number >= setting->min;
}

static bool is_choice(const cJSON *object, const Setting *setting, uint64_t *number) {
  Str text;
  if (!json_get_string(object, setting->key, &text)) return false;
  for (uint64_t i = 0; i <= setting->max; i++) {
    if (!str_equal(text, str_from_c(setting->choices[i]))) continue;
    *number = i;
    return true;
  }
  return false;
}

// True if the value is right, and set.
static bool apply(Settings *settings, const Setting *setting, const cJSON *options) {
  uint64_t number = 0;
  bool flag = false;
  Str text = {"", 0};
  switch (setting->kind) {
  case KIND_FLAG:
    if (!json_get_bool(options, setting->key, &flag)) return false;
    number = flag;
    break;
  case KIND_NUMBER:
    if (!is_whole(options, setting, &number)) return false;
    break;
  case KIND_PATH:
    if (!json_get_string(options, setting->key, &text)) return false;
    break;
  case KIND_CHOICE:
    if (!is_choice(options, setting, &number)) return false;
    break;
  }
  setting->set(settings, number, text);
  return true;
}

static void describe_choices(const Setting *setting, char *words, size_t size) {
  int used = snprintf(words, size, "option \"%s\" must be ", setting->key);
  for (uint64_t i = 0; i <= setting->max; i++) {
    const char *before = i == 0 ? "" : i < setting->max ? ", " : " or ";
    used += snprintf(words + used, size - (size_t)used, "%s\"%s\"", before, setting->choices[i]);
  }
  snprintf(words + used, size - (size_t)used, ": default used");
}

static void describe(const Setting *setting, char *words, size_t size) {
  if (setting->kind == KIND_CHOICE) {
    describe_choices(setting, words, size);
  } else if (setting->kind == KIND_NUMBER) {
    snprintf(words, size, "option \"%s\" must be a whole number from %llu to %llu: default used",
             setting->key, (unsigned long long)setting->min, (unsigned long long)setting->max);
  } else {
    snprintf(words, size, "option \"%s\" must be %s: default used", setting->key,
             setting->kind == KIND_FLAG ? "true or false" : "a string");
  }
}

void settings_read(Settings *settings, const cJSON *options, SettingComplaint complain,
                   void *user) {
  if (!options || cJSON_IsNull(options)) return;
  char words[256];
  if (!cJSON_IsObject(options)) {
    complain(user, SETTING_WRONG, "initializationOptions must be an object: defaults used");
    return;
  }
  const cJSON *item;
  cJSON_ArrayForEach(item, options) {
    const Setting *setting = find_setting(item->string);
    if (!setting) {
      snprintf(words, sizeof words, "unknown option \"%.100s\" ignored", item->string);
      complain(user, SETTING_UNKNOWN, words);
    } else if (!cJSON_IsNull(item) && !apply(settings, setting, options)) {
      describe(setting, words, sizeof words);
      complain(user, SETTING_WRONG, words);
    }
  }
}

void settings_release(Settings *settings) { arena_release(&settings->arena); }
