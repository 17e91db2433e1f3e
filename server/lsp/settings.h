// What can be set: the command line's defaults, then the client's initializationOptions.
// Documented in docs/protocol.md.
#ifndef TREELINE_LSP_SETTINGS_H
#define TREELINE_LSP_SETTINGS_H

#include "base/arena.h"
#include "index.h"
#include "lsp/json_in.h"

// Who looks for changes on disk; see watchers.h.
typedef enum { WATCHER_AUTO, WATCHER_SERVER, WATCHER_CLIENT, WATCHER_OFF } Watcher;

typedef struct {
  IndexOptions index; // for every folder; its strings live in `arena`
  Watcher watcher;
  uint64_t max_symbols; // most answers to workspace/symbol
  Arena arena;
} Settings;

typedef enum { SETTING_WRONG, SETTING_UNKNOWN } SettingProblem;
typedef void (*SettingComplaint)(void *user, SettingProblem problem, const char *words);

void settings_init(Settings *settings, const IndexOptions *defaults);
// Takes what is right over and complains of the rest, one call a key. NULL and null are no options.
void settings_read(Settings *settings, const cJSON *options, SettingComplaint complain, void *user);
void settings_release(Settings *settings);

#endif
