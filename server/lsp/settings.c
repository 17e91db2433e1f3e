#include "lsp/settings.h"

#include <stdio.h>

typedef enum {
  KIND_FLAG,
  KIND_NUMBER,
  KIND_PATH,
  KIND_CHOICE,
  KIND_LANGUAGES, // an array of strings
  KIND_FEATURES   // an object: one choice a feature
} SettingKind;

typedef struct {
  const char *key;
  SettingKind kind;
  uint64_t min, max; // of a number
  void (*set)(Settings *settings, uint64_t number, Str text);
  const char *const *choices; // of a choice; `max` is that of the last
  bool live;                  // may change at any time
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
SETTER(max_references, s->max_references = number)

SETTER(watch, s->watcher = (Watcher)number)

static void set_nothing(Settings *settings, uint64_t number, Str text) {
  (void)settings, (void)number, (void)text;
}

static const char *const watchers[] = {"auto", "server", "client", "off"};

static const char *const serves[] = {"auto", "on", "off"};

static const Setting settings_table[] = {
    {"cacheDir", KIND_PATH, 0, 0, set_cache_dir, NULL, false},
    {"workers", KIND_NUMBER, 0, 256, set_workers, NULL, false},
    {"memoryMB", KIND_NUMBER, 0, 1 << 20, set_memory, NULL, false},
    {"parseTimeoutMs", KIND_NUMBER, 0, 600000, set_parse_timeout, NULL, false},
    {"symbolLimitKB", KIND_NUMBER, 0, 1 << 20, set_symbol_limit, NULL, false},
    {"chunkLimitKB", KIND_NUMBER, 0, 1 << 20, set_chunk_limit, NULL, false},
    {"hidden", KIND_FLAG, 0, 0, set_hidden, NULL, false},
    {"noIgnore", KIND_FLAG, 0, 0, set_no_ignore, NULL, false},
    {"readOnly", KIND_FLAG, 0, 0, set_read_only, NULL, false},
    {"maxSymbols", KIND_NUMBER, 1, 10000, set_max_symbols, NULL, true},
    {"maxReferences", KIND_NUMBER, 1, 1000000, set_max_references, NULL, true},
    {"watch", KIND_CHOICE, 0, WATCHER_OFF, set_watch, watchers, false},
    {"features", KIND_FEATURES, 0, SERVE_OFF, set_nothing, serves, true},
    {"otherServers", KIND_LANGUAGES, 0, 0, set_nothing, NULL, true},
};

static const char *const feature_names[FEATURES] = {
    "workspaceSymbol", "documentSymbol",    "definition", "declaration",
    "references",      "documentHighlight", "hover",      "foldingRange",
    "selectionRange",  "callHierarchy",     "completion", "search",
};

const char *feature_name(Feature feature) { return feature_names[feature]; }

void settings_init(Settings *settings, const IndexOptions *defaults) {
  *settings = (Settings){.max_symbols = 256, .max_references = 1000};
  settings->features[FEATURE_COMPLETION] = SERVE_OFF;
  if (!defaults) return;
  settings->index = *defaults;
  settings->index.root = (Str){"", 0};
  settings->index.cache_dir = arena_dup(&settings->arena, defaults->cache_dir);
  settings->index.on_progress = NULL;
  settings->index.user = NULL;
}

// ---- languages that have a server of their own -----------------------------------------------------

bool settings_set_other_servers(Settings *settings, const cJSON *list) {
  if (!cJSON_IsArray(list)) return false;
  const cJSON *item;
  cJSON_ArrayForEach(item, list) {
    if (!cJSON_IsString(item)) return false;
  }
  buf_clear(&settings->other_servers);
  cJSON_ArrayForEach(item, list) {
    buf_str_put(&settings->other_servers, str_from_c(item->valuestring));
    buf_byte(&settings->other_servers, 0);
  }
  return true;
}

bool settings_has_other_server(const Settings *settings, Str language) {
  Str rest = buf_str(&settings->other_servers), other;
  while (str_next_field(&rest, '\0', &other)) {
    if (str_equal(other, language)) return true;
  }
  return false;
}

// ---- reading ---------------------------------------------------------------------------------------

// Who is told what is wrong, and what was done about it.
typedef struct {
  SettingComplaint complain;
  void *user;
  const char *instead; // words
} Complaints;

static const Setting *find_setting(const char *key) {
  for (size_t i = 0; i < COUNT_OF(settings_table); i++) {
    if (strcmp(settings_table[i].key, key) == 0) return &settings_table[i];
  }
  return NULL;
}

static bool is_whole(const cJSON *object, const Setting *setting, uint64_t *number) {
  return json_get_unsigned(object, setting->key, setting->max, number) && *number >= setting->min;
}

static bool is_choice(const cJSON *object, const char *key, const Setting *setting,
                      uint64_t *number) {
  Str text;
  if (!json_get_string(object, key, &text)) return false;
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
    if (!is_choice(options, setting->key, setting, &number)) return false;
    break;
  case KIND_LANGUAGES: return settings_set_other_servers(settings, json_get(options, setting->key));
  case KIND_FEATURES: return cJSON_IsObject(json_get(options, setting->key));
  }
  setting->set(settings, number, text);
  return true;
}

static void say_choices(const Complaints *to, const Setting *setting, const char *key) {
  char words[256];
  int used = snprintf(words, sizeof words, "option \"%.60s\" must be ", key);
  for (uint64_t i = 0; i <= setting->max; i++) {
    const char *before = i == 0 ? "" : i < setting->max ? ", " : " or ";
    used += snprintf(words + used, sizeof words - (size_t)used, "%s\"%s\"", before,
                     setting->choices[i]);
  }
  snprintf(words + used, sizeof words - (size_t)used, ": %s", to->instead);
  to->complain(to->user, SETTING_WRONG, words);
}

static void say_wrong(const Complaints *to, const Setting *setting) {
  static const char *const kinds[] = {[KIND_FLAG] = "true or false",
                                      [KIND_PATH] = "a string",
                                      [KIND_LANGUAGES] = "an array of language ids",
                                      [KIND_FEATURES] = "an object"};
  char words[256];
  if (setting->kind == KIND_CHOICE) {
    say_choices(to, setting, setting->key);
    return;
  }
  if (setting->kind == KIND_NUMBER) {
    snprintf(words, sizeof words, "option \"%s\" must be a whole number from %llu to %llu: %s",
             setting->key, (unsigned long long)setting->min, (unsigned long long)setting->max,
             to->instead);
  } else {
    snprintf(words, sizeof words, "option \"%s\" must be %s: %s", setting->key,
             kinds[setting->kind], to->instead);
  }
  to->complain(to->user, SETTING_WRONG, words);
}

static void say_unknown(const Complaints *to, const char *within, const char *key) {
  char words[256];
  snprintf(words, sizeof words, "unknown option \"%s%.100s\" ignored", within, key);
  to->complain(to->user, SETTING_UNKNOWN, words);
}

static void apply_features(Settings *settings, const Setting *setting, const cJSON *features,
                           const Complaints *to) {
  const cJSON *item;
  cJSON_ArrayForEach(item, features) {
    unsigned feature = 0;
    while (feature < FEATURES && strcmp(feature_names[feature], item->string) != 0) feature++;
    uint64_t serve;
    char key[64];
    snprintf(key, sizeof key, "features.%.40s", item->string);
    if (feature == FEATURES)
      say_unknown(to, "features.", item->string);
    else if (is_choice(features, item->string, setting, &serve))
      settings->features[feature] = (Serve)serve;
    else if (!cJSON_IsNull(item))
      say_choices(to, setting, key);
  }
}

static void apply_one(Settings *settings, const Setting *setting, const cJSON *options,
                      const Complaints *to) {
  const cJSON *item = json_get(options, setting->key);
  if (cJSON_IsNull(item)) return;
  if (!apply(settings, setting, options))
    say_wrong(to, setting);
  else if (setting->kind == KIND_FEATURES)
    apply_features(settings, setting, item, to);
}

void settings_read(Settings *settings, const cJSON *options, SettingComplaint complain,
                   void *user) {
  if (!options || cJSON_IsNull(options)) return;
  Complaints to = {complain, user, "default used"};
  if (!cJSON_IsObject(options)) {
    complain(user, SETTING_WRONG, "initializationOptions must be an object: defaults used");
    return;
  }
  const cJSON *item;
  cJSON_ArrayForEach(item, options) {
    const Setting *setting = find_setting(item->string);
    if (setting)
      apply_one(settings, setting, options, &to);
    else
      say_unknown(&to, "", item->string);
  }
}

void settings_update(Settings *settings, const cJSON *options, SettingComplaint complain,
                     void *user) {
  Complaints to = {complain, user, "left as it was"};
  for (size_t i = 0; i < COUNT_OF(settings_table); i++) {
    const Setting *setting = &settings_table[i];
    if (setting->live && json_get(options, setting->key))
      apply_one(settings, setting, options, &to);
  }
}

void settings_release(Settings *settings) {
  buf_release(&settings->other_servers);
  arena_release(&settings->arena);
}
