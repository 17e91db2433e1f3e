// workspace/didChangeConfiguration and treeline/otherServers: what may be set while the session runs. Both
// are notifications, so what is wrong in them is shown or logged, and all else holds.
#include "lsp/features.h"
#include "lsp/offers.h"

void configuration_complain(void *server, SettingProblem problem, const char *words) {
  if (problem == SETTING_WRONG)
    rpc_show_message(server, 2, "Treeline: %s", words);
  else
    rpc_log_message(server, 3, words);
}

// Clients send what else is in the section, too, and some send nothing at all.
void configuration_changed(Server *server, const cJSON *params) {
  const cJSON *section = json_at(params, "settings.treeline");
  if (!cJSON_IsObject(section)) return;
  settings_update(&server->settings, section, configuration_complain, server);
  offers_changed(server);
}

void configuration_other_servers(Server *server, const cJSON *params) {
  if (settings_set_other_servers(&server->settings, json_get(params, "languages")))
    offers_changed(server);
  else
    rpc_log_message(server, 2,
                    "treeline/otherServers without an array of language ids was ignored");
}
