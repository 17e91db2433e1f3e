#include "lsp/offers.h"

#include "lsp/rpc.h"

#include <stdio.h>

enum { LANGUAGES_BYTES_MAX = 4096 }; // of their ids: no client has as many

typedef struct {
  const char *client;   // the client's capability
  const char *provider; // the server's
  const char *method;   // under which it is registered
  bool of_documents;
  const char *options; // members of an object
} Offer;

#define WORK "\"workDoneProgress\":true"
static const Offer offers[FEATURES] = {
    [FEATURE_WORKSPACE_SYMBOL] = {"workspace.symbol", "workspaceSymbolProvider", "workspace/symbol",
                                  false, WORK},
    [FEATURE_DOCUMENT_SYMBOL] = {"textDocument.documentSymbol", "documentSymbolProvider",
                                 "textDocument/documentSymbol", true,
                                 WORK ",\"label\":\"Treeline\""},
    [FEATURE_DEFINITION] = {"textDocument.definition", "definitionProvider",
                            "textDocument/definition", true, WORK},
    [FEATURE_DECLARATION] = {"textDocument.declaration", "declarationProvider",
                             "textDocument/declaration", true, WORK},
    [FEATURE_REFERENCES] = {"textDocument.references", "referencesProvider",
                            "textDocument/references", true, WORK},
    [FEATURE_DOCUMENT_HIGHLIGHT] = {"textDocument.documentHighlight", "documentHighlightProvider",
                                    "textDocument/documentHighlight", true, WORK},
    [FEATURE_HOVER] = {"textDocument.hover", "hoverProvider", "textDocument/hover", true, WORK},
    [FEATURE_FOLDING_RANGE] = {"textDocument.foldingRange", "foldingRangeProvider",
                               "textDocument/foldingRange", true, WORK},
    [FEATURE_SELECTION_RANGE] = {"textDocument.selectionRange", "selectionRangeProvider",
                                 "textDocument/selectionRange", true, WORK},
    [FEATURE_CALL_HIERARCHY] = {"textDocument.callHierarchy", "callHierarchyProvider",
                                "textDocument/prepareCallHierarchy", true, WORK},
    [FEATURE_COMPLETION] = {"textDocument.completion", "completionProvider",
                            "textDocument/completion", true, WORK},
    [FEATURE_SEARCH] = {NULL, NULL, NULL, false, NULL}, // an extension: nobody registers it
};

// ---- the client ------------------------------------------------------------------------------------

static bool has_string(const cJSON *list, const char *wanted) {
  const cJSON *item;
  cJSON_ArrayForEach(item, list) {
    if (cJSON_IsString(item) && strcmp(item->valuestring, wanted) == 0) return true;
  }
  return false;
}

// Its favourite comes first; who names none knows no markdown.
static bool prefers_markdown(const cJSON *formats) {
  const cJSON *first = cJSON_IsArray(formats) ? formats->child : NULL;
  return cJSON_IsString(first) && strcmp(first->valuestring, "markdown") == 0;
}

static void read_folding(Client *client, const cJSON *folding) {
  uint64_t limit;
  client->folds_lines_only = json_flag(folding, "lineFoldingOnly");
  client->folds_show_text = json_flag(folding, "foldingRange.collapsedText");
  client->folds_max = 0;
  if (json_get_unsigned(folding, "rangeLimit", UINT32_MAX, &limit)) {
    client->folds_max = (uint32_t)limit;
  }
}

static void read_completion(Client *client, const cJSON *completion) {
  const cJSON *item, *set = json_at(completion, "completionItemKind.valueSet");
  client->completion_kinds = (1u << 19) - 2; // 1 to 18: what a client knows that says nothing
  if (cJSON_IsArray(set)) client->completion_kinds = 0;
  cJSON_ArrayForEach(item, set) {
    double kind = cJSON_IsNumber(item) ? item->valuedouble : 0;
    if (kind >= 1 && kind <= 25) client->completion_kinds |= 1u << (unsigned)kind;
  }
  const cJSON *defaults = json_at(completion, "completionList.itemDefaults");
  client->completion_edit_range = has_string(defaults, "editRange");
}

void offers_read_client(Client *client, const cJSON *capabilities) {
  for (unsigned i = 0; i < FEATURES; i++) {
    const cJSON *feature = offers[i].client ? json_at(capabilities, offers[i].client) : NULL;
    if (json_flag(feature, "dynamicRegistration")) client->registers |= 1u << i;
  }
  const cJSON *document = json_get(capabilities, "textDocument");
  client->definition_links = json_flag(document, "definition.linkSupport");
  client->declaration_links = json_flag(document, "declaration.linkSupport");
  client->hover_markdown = prefers_markdown(json_at(document, "hover.contentFormat"));
  read_folding(client, json_get(document, "foldingRange"));
  read_completion(client, json_get(document, "completion"));
}

// ---- what is offered -------------------------------------------------------------------------------

static bool is_wanted(const Server *server, unsigned feature) {
  return server->settings.features[feature] != SERVE_OFF;
}

// Offered by language: see offers.h.
static bool is_selective(const Server *server, unsigned feature) {
  return feature == FEATURE_CALL_HIERARCHY && server->client.registers >> feature & 1;
}

void offers_put_capabilities(Server *server, JsonOut *out) {
  for (unsigned i = 0; i < FEATURES; i++) {
    if (!offers[i].provider || !is_wanted(server, i) || is_selective(server, i)) continue;
    server->offers.offered |= 1u << i;
    json_key(out, offers[i].provider);
    json_open(out, '{');
    json_raw(out, str_from_c(offers[i].options));
    json_close(out, '}');
  }
}

static void registered(Server *server, void *user, bool ok) {
  if (ok) return;
  unsigned feature = (unsigned)(uintptr_t)user;
  server->offers.registered &= ~(1u << feature);
  char words[128];
  snprintf(words, sizeof words, "the client did not take %s, which was switched on",
           feature_name((Feature)feature));
  rpc_log_message(server, 2, words);
}

// `selector` is JSON, or empty for what is offered for no documents.
static void ask_client(Server *server, unsigned feature, const char *id, Str selector, bool offer) {
  const Offer *of = &offers[feature];
  Buf params = {0};
  JsonOut out = json_out(&params);
  json_open(&out, '{');
  json_key(&out, offer ? "registrations" : "unregisterations"); // the protocol spells it so
  json_open(&out, '[');
  json_open(&out, '{');
  json_put_string(&out, "id", str_from_c(id));
  json_put_string(&out, "method", str_from_c(of->method));
  if (offer) {
    json_key(&out, "registerOptions");
    json_open(&out, '{');
    if (selector.len) json_put_raw(&out, "documentSelector", selector);
    json_raw(&out, str_from_c(of->options));
    json_close(&out, '}');
  }
  json_close(&out, '}');
  json_close(&out, ']');
  json_close(&out, '}');
  rpc_call(server, offer ? "client/registerCapability" : "client/unregisterCapability",
           buf_str(&params), offer ? registered : NULL, (void *)(uintptr_t)feature);
  buf_release(&params);
}

static void offer_to_all(Server *server, unsigned feature) {
  uint32_t bit = 1u << feature;
  bool wanted = is_wanted(server, feature), is_registered = server->offers.registered & bit;
  if (server->offers.offered & bit || wanted == is_registered) return;
  if (wanted && !(server->client.registers & bit)) return;
  char id[64];
  snprintf(id, sizeof id, "treeline/%s", feature_name((Feature)feature));
  Str selector = offers[feature].of_documents ? STR("null") : STR(""); // null: the client's own
  server->offers.registered ^= bit;
  ask_client(server, feature, id, selector, wanted);
}

// ---- by language -----------------------------------------------------------------------------------

static bool serves_language(const Server *server, Feature feature, Str language) {
  Serve serve = server->settings.features[feature];
  if (serve != SERVE_AUTO) return serve == SERVE_ON;
  return !settings_has_other_server(&server->settings, language);
}

// Nothing if the feature serves none of the languages.
static void put_selector(const Server *server, Feature feature, Buf *selector) {
  JsonOut out = json_out(selector);
  Str rest = buf_str(&server->offers.languages), language;
  while (str_next_field(&rest, '\0', &language)) {
    if (!serves_language(server, feature, language)) continue;
    if (!selector->len) json_open(&out, '[');
    json_open(&out, '{');
    json_put_string(&out, "language", language);
    json_close(&out, '}');
  }
  if (selector->len) json_close(&out, ']');
}

static void offer_by_language(Server *server, Feature feature) {
  Buf *before = &server->offers.selector, selector = {0};
  put_selector(server, feature, &selector);
  bool same = str_equal(buf_str(before), buf_str(&selector));
  char id[64];
  if (!same && before->len) {
    snprintf(id, sizeof id, "treeline/%s/%u", feature_name(feature), server->offers.selectors);
    ask_client(server, feature, id, STR(""), false);
  }
  if (!same && selector.len) {
    snprintf(id, sizeof id, "treeline/%s/%u", feature_name(feature), ++server->offers.selectors);
    ask_client(server, feature, id, buf_str(&selector), true);
  }
  buf_release(before);
  *before = selector;
}

void offers_changed(Server *server) {
  if (!server->client_ready) return;
  for (unsigned i = 0; i < FEATURES; i++) {
    if (is_selective(server, i))
      offer_by_language(server, (Feature)i);
    else
      offer_to_all(server, i);
  }
}

void offers_opened(Server *server, Str language) {
  Str rest = buf_str(&server->offers.languages), known;
  while (str_next_field(&rest, '\0', &known)) {
    if (str_equal(known, language)) return;
  }
  if (!language.len || server->offers.languages.len + language.len > LANGUAGES_BYTES_MAX) return;
  buf_str_put(&server->offers.languages, language);
  buf_byte(&server->offers.languages, 0);
  offers_changed(server);
}

void offers_release(Server *server) {
  buf_release(&server->offers.languages);
  buf_release(&server->offers.selector);
}

// ---- who is answered -------------------------------------------------------------------------------

bool offers_serve(const Server *server, Feature feature, Str uri) {
  Serve serve = server->settings.features[feature];
  if (serve != SERVE_AUTO) return serve == SERVE_ON;
  if (!offers[feature].of_documents) return true;
  const OpenDocument *document = documents_find(&server->documents, uri);
  return !document || serves_language(server, feature, str_from_c(document->language));
}
