// Kinds of symbols as the protocol numbers them.
#ifndef TREELINE_LSP_KINDS_H
#define TREELINE_LSP_KINDS_H

#include "format/record.h"
#include "lsp/json_in.h"

enum { KIND_LSP_STRING = 15 }; // the protocol's SymbolKind.String, which every client knows
enum { KINDS_DEFAULT = (1u << 19) - 2 }; // 1 to 18: what a client knows that says nothing

// The protocol's SymbolKind of `kind`; one that the client does not know gives way to a nearby one.
// `known`: bit N is set if the client knows SymbolKind N.
unsigned kind_to_lsp(SymbolKind kind, uint32_t known);
// Reads a `symbolKind` capability ({valueSet: [...]}).
uint32_t kinds_known(const cJSON *symbol_kind);

#endif
