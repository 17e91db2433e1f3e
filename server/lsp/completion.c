// textDocument/completion: words of the text and names of the tree that go on as what was typed begins.
// It knows no syntax, so it is off unless asked for.
#include "lsp/features.h"
#include "lsp/place.h"
#include "lsp/results.h"

#include <stdio.h>

enum {
  WORDS_MAX = 100,
  LETTERS_MIN = 3,   // of a word: shorter ones are typed sooner than chosen
  TIMEOUT_MS = 1000, // later than that nobody waits for words
};

typedef struct {
  Place *place;
  uint32_t kinds;
  bool edit_range;
} CompletionParams;

// The protocol's CompletionItemKind, and what every client knows instead.
typedef struct {
  uint8_t best, instead;
} ItemKind;

enum {
  ITEM_TEXT = 1,
  ITEM_METHOD = 2,
  ITEM_FUNCTION = 3,
  ITEM_CONSTRUCTOR = 4,
  ITEM_FIELD = 5,
  ITEM_VARIABLE = 6,
  ITEM_CLASS = 7,
  ITEM_INTERFACE = 8,
  ITEM_MODULE = 9,
  ITEM_PROPERTY = 10,
  ITEM_VALUE = 12,
  ITEM_ENUM = 13,
  ITEM_ENUM_MEMBER = 20,
  ITEM_CONSTANT = 21,
  ITEM_STRUCT = 22,
  ITEM_EVENT = 23,
};

static const ItemKind item_kinds[SYMBOL_KIND_COUNT] = {
    [SYMBOL_MODULE] = {ITEM_MODULE, ITEM_MODULE},
    [SYMBOL_NAMESPACE] = {ITEM_MODULE, ITEM_MODULE},
    [SYMBOL_PACKAGE] = {ITEM_MODULE, ITEM_MODULE},
    [SYMBOL_CLASS] = {ITEM_CLASS, ITEM_CLASS},
    [SYMBOL_STRUCT] = {ITEM_STRUCT, ITEM_CLASS},
    [SYMBOL_UNION] = {ITEM_STRUCT, ITEM_CLASS},
    [SYMBOL_INTERFACE] = {ITEM_INTERFACE, ITEM_INTERFACE},
    [SYMBOL_TRAIT] = {ITEM_INTERFACE, ITEM_INTERFACE},
    [SYMBOL_ENUM] = {ITEM_ENUM, ITEM_ENUM},
    [SYMBOL_ENUMERATOR] = {ITEM_ENUM_MEMBER, ITEM_VALUE},
    [SYMBOL_TYPE] = {ITEM_CLASS, ITEM_CLASS},
    [SYMBOL_FUNCTION] = {ITEM_FUNCTION, ITEM_FUNCTION},
    [SYMBOL_METHOD] = {ITEM_METHOD, ITEM_METHOD},
    [SYMBOL_CONSTRUCTOR] = {ITEM_CONSTRUCTOR, ITEM_CONSTRUCTOR},
    [SYMBOL_MACRO] = {ITEM_CONSTANT, ITEM_FUNCTION},
    [SYMBOL_FIELD] = {ITEM_FIELD, ITEM_FIELD},
    [SYMBOL_PROPERTY] = {ITEM_PROPERTY, ITEM_PROPERTY},
    [SYMBOL_VARIABLE] = {ITEM_VARIABLE, ITEM_VARIABLE},
    [SYMBOL_CONSTANT] = {ITEM_CONSTANT, ITEM_VALUE},
    [SYMBOL_EVENT] = {ITEM_EVENT, ITEM_FIELD},
    [SYMBOL_KEY] = {ITEM_PROPERTY, ITEM_PROPERTY},
    [SYMBOL_TARGET] = {ITEM_FUNCTION, ITEM_FUNCTION},
    [SYMBOL_TABLE] = {ITEM_STRUCT, ITEM_CLASS},
    [SYMBOL_SELECTOR] = {ITEM_CLASS, ITEM_CLASS},
};

static unsigned kind_of(const SourceWord *word, uint32_t known) {
  bool has_kind = word->symbol && (unsigned)word->kind < SYMBOL_KIND_COUNT;
  ItemKind kind = has_kind ? item_kinds[word->kind] : (ItemKind){0};
  if (!kind.best) return ITEM_TEXT;
  return known >> kind.best & 1 ? kind.best : kind.instead;
}

static bool is_long_enough(Str word) { return position_units(word, POSITION_UTF32) >= LETTERS_MIN; }

// Clients sort by themselves: `sortText` keeps the order.
static bool add_word(void *user, const SourceWord *word) {
  Results *results = user;
  const CompletionParams *params = results->request->params;
  if (!is_long_enough(word->text)) return true;
  char order[16];
  snprintf(order, sizeof order, "%05llu", (unsigned long long)results->added);
  JsonOut out = results_begin_item(results);
  json_open(&out, '{');
  json_put_string(&out, "label", word->text);
  json_put_unsigned(&out, "kind", kind_of(word, params->kinds));
  if (word->container.len) json_put_string(&out, "detail", word->container);
  json_put_string(&out, "sortText", str_from_c(order));
  json_put_string(&out, "filterText", word->text);
  json_close(&out, '}');
  results_end_item(results, word->score);
  return !results_full(results);
}

static void put_list(Request *request, Results *results, const NavigationSummary *summary) {
  const CompletionParams *params = request->params;
  const Place *place = params->place;
  JsonOut out = json_out(&request->result);
  json_open(&out, '{');
  json_put_bool(&out, "isIncomplete", summary->truncated || summary->covered < 1);
  if (params->edit_range && summary->start <= place->offset) {
    json_key(&out, "itemDefaults");
    json_open(&out, '{');
    place_put_range(place, &out, "editRange", summary->start, (uint32_t)place->offset);
    json_close(&out, '}');
  }
  json_key(&out, "items");
  results_finish(results, &out);
  json_close(&out, '}');
}

static void completion_work(Request *request) {
  Index *index = place_index(request);
  if (!index) return;
  const CompletionParams *params = request->params;
  SourcePlace source = place_source(params->place);
  Results results = {.request = request};
  NavigationSummary summary = {.covered = 1};
  Error error = {0};
  Status status = index_words(index, &source, WORDS_MAX, add_word, &results, &summary, &error);
  if (place_found(request, status, &error)) put_list(request, &results, &summary);
  results_release(&results);
}

void completion_request(Server *server, Request *request, const cJSON *json) {
  Place *place = place_read(server, request, json, FEATURE_COMPLETION);
  if (!place) return;
  place->timeout_ns = TIMEOUT_MS * (int64_t)1000000;
  CompletionParams *params = arena_new(&request->arena, CompletionParams);
  *params = (CompletionParams){.place = place,
                               .kinds = server->client.completion_kinds,
                               .edit_range = server->client.completion_edit_range};
  request->params = params;
  request->work = completion_work;
}
