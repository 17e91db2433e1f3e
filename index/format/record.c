#include "format/record.h"

static const Str kind_names[] = {
#define X(id, name) {name, sizeof(name) - 1},
    SYMBOL_KINDS(X)
#undef X
};

Str symbol_kind_name(SymbolKind kind) {
  return (size_t)kind < SYMBOL_KIND_COUNT ? kind_names[kind] : STR("unknown");
}

bool symbol_kind_from_name(Str name, SymbolKind *kind) {
  for (size_t i = 0; i < SYMBOL_KIND_COUNT; i++) {
    if (!str_equal(kind_names[i], name)) continue;
    *kind = (SymbolKind)i;
    return true;
  }
  return false;
}
