// What can be set: the command line's defaults, then the client's initializationOptions, then, of some of it,
// what the client says while it runs. Documented in docs/protocol.md. The loop's.
#ifndef TREELINE_LSP_SETTINGS_H
#define TREELINE_LSP_SETTINGS_H

#include "base/arena.h"
#include "base/buf.h"
#include "index.h"
#include "lsp/json_in.h"

// Who looks for changes on disk; see watchers.h.
typedef enum { WATCHER_AUTO, WATCHER_SERVER, WATCHER_CLIENT, WATCHER_OFF } Watcher;

// What another server of the editor may do as well, or the person may not want.
typedef enum {
  FEATURE_WORKSPACE_SYMBOL,
  FEATURE_DOCUMENT_SYMBOL,
  FEATURE_DEFINITION,
  FEATURE_DECLARATION,
  FEATURE_REFERENCES,
  FEATURE_DOCUMENT_HIGHLIGHT,
  FEATURE_HOVER,
  FEATURE_FOLDING_RANGE,
  FEATURE_SELECTION_RANGE,
  FEATURE_CALL_HIERARCHY,
  FEATURE_COMPLETION,
  FEATURE_SEARCH, // treeline/search and treeline/explain
  FEATURES
} Feature;

// Of one feature. SERVE_AUTO: but for documents of a language that another server answers for.
typedef enum { SERVE_AUTO, SERVE_ON, SERVE_OFF } Serve;

typedef struct {
  IndexOptions index; // for every folder; its strings live in `arena`
  Watcher watcher;
  uint64_t max_symbols;    // most answers to workspace/symbol
  uint64_t max_references; // and to textDocument/references
  Serve features[FEATURES];
  Buf other_servers; // language ids that have a server of their own, each with a NUL behind it
  Arena arena;
} Settings;

typedef enum { SETTING_WRONG, SETTING_UNKNOWN } SettingProblem;
typedef void (*SettingComplaint)(void *user, SettingProblem problem, const char *words);

void settings_init(Settings *settings, const IndexOptions *defaults);
// Takes what is right over and complains of the rest, one call a key. NULL and null are no options.
void settings_read(Settings *settings, const cJSON *options, SettingComplaint complain, void *user);
// The same for what may change at any time; all else in `options` is passed over without a word.
void settings_update(Settings *settings, const cJSON *options, SettingComplaint complain,
                     void *user);
void settings_release(Settings *settings);

// Replaces the languages that have a server of their own; false, and nothing changes, if `list` is no array
// of strings.
bool settings_set_other_servers(Settings *settings, const cJSON *list);
bool settings_has_other_server(const Settings *settings, Str language);

const char *feature_name(Feature feature); // "workspaceSymbol", ...

#endif
