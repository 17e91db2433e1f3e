#include "lsp/kinds.h"

enum {
  LSP_MODULE = 2,
  LSP_NAMESPACE = 3,
  LSP_PACKAGE = 4,
  LSP_CLASS = 5,
  LSP_METHOD = 6,
  LSP_PROPERTY = 7,
  LSP_FIELD = 8,
  LSP_CONSTRUCTOR = 9,
  LSP_ENUM = 10,
  LSP_INTERFACE = 11,
  LSP_FUNCTION = 12,
  LSP_VARIABLE = 13,
  LSP_CONSTANT = 14,
  LSP_STRING = 15,
  LSP_KEY = 20,
  LSP_ENUM_MEMBER = 22,
  LSP_STRUCT = 23,
  LSP_EVENT = 24,
};

typedef struct {
  uint8_t best, instead; // `instead` is among the kinds that every client knows
} KindPair;

static const KindPair pairs[SYMBOL_KIND_COUNT] = {
    [SYMBOL_MODULE] = {LSP_MODULE, LSP_MODULE},
    [SYMBOL_NAMESPACE] = {LSP_NAMESPACE, LSP_NAMESPACE},
    [SYMBOL_PACKAGE] = {LSP_PACKAGE, LSP_PACKAGE},
    [SYMBOL_CLASS] = {LSP_CLASS, LSP_CLASS},
    [SYMBOL_STRUCT] = {LSP_STRUCT, LSP_CLASS},
    [SYMBOL_UNION] = {LSP_STRUCT, LSP_CLASS},
    [SYMBOL_INTERFACE] = {LSP_INTERFACE, LSP_INTERFACE},
    [SYMBOL_TRAIT] = {LSP_INTERFACE, LSP_INTERFACE},
    [SYMBOL_ENUM] = {LSP_ENUM, LSP_ENUM},
    [SYMBOL_ENUMERATOR] = {LSP_ENUM_MEMBER, LSP_CONSTANT},
    [SYMBOL_TYPE] = {LSP_CLASS, LSP_CLASS},
    [SYMBOL_FUNCTION] = {LSP_FUNCTION, LSP_FUNCTION},
    [SYMBOL_METHOD] = {LSP_METHOD, LSP_METHOD},
    [SYMBOL_CONSTRUCTOR] = {LSP_CONSTRUCTOR, LSP_CONSTRUCTOR},
    [SYMBOL_MACRO] = {LSP_CONSTANT, LSP_CONSTANT},
    [SYMBOL_FIELD] = {LSP_FIELD, LSP_FIELD},
    [SYMBOL_PROPERTY] = {LSP_PROPERTY, LSP_PROPERTY},
    [SYMBOL_VARIABLE] = {LSP_VARIABLE, LSP_VARIABLE},
    [SYMBOL_CONSTANT] = {LSP_CONSTANT, LSP_CONSTANT},
    [SYMBOL_EVENT] = {LSP_EVENT, LSP_FIELD},
    [SYMBOL_HEADING] = {LSP_STRING, LSP_STRING},
    [SYMBOL_KEY] = {LSP_KEY, LSP_PROPERTY},
    [SYMBOL_TARGET] = {LSP_FUNCTION, LSP_FUNCTION},
    [SYMBOL_LABEL] = {LSP_KEY, LSP_CONSTANT},
    [SYMBOL_TABLE] = {LSP_STRUCT, LSP_CLASS},
    [SYMBOL_SELECTOR] = {LSP_CLASS, LSP_CLASS},
};

unsigned kind_to_lsp(SymbolKind kind, uint32_t known) {
  KindPair pair = (unsigned)kind < SYMBOL_KIND_COUNT ? pairs[kind] : (KindPair){0, 0};
  if (pair.best == 0) return LSP_VARIABLE;
  return known >> pair.best & 1 ? pair.best : pair.instead;
}

uint32_t kinds_known(const cJSON *symbol_kind) {
  const cJSON *item, *set = json_get(symbol_kind, "valueSet");
  if (!cJSON_IsArray(set)) return KINDS_DEFAULT;
  uint32_t known = 0;
  cJSON_ArrayForEach(item, set) {
    double kind = cJSON_IsNumber(item) ? item->valuedouble : 0;
    if (kind >= 1 && kind <= 26) known |= 1u << (unsigned)kind;
  }
  return known;
}
