// Kotlin's scanner, made to survive broken code. While the parser recovers from an error every external
// token is valid, and the grammar's scanner then takes the rest of the file for the text of a
// multi-line string. That token and a semicolon are valid together only then.
#define tree_sitter_kotlin_external_scanner_scan scan_as_published
#include "scanner.c"
#undef tree_sitter_kotlin_external_scanner_scan

bool tree_sitter_kotlin_external_scanner_scan(void *payload, TSLexer *lexer,
                                              const bool *valid_symbols) {
  if (!valid_symbols[MULTILINE_STRING_CONTENT] || !valid_symbols[SEMI]) {
    return scan_as_published(payload, lexer, valid_symbols);
  }
  bool valid[DOLLAR + 1];
  memcpy(valid, valid_symbols, sizeof valid);
  valid[MULTILINE_STRING_CONTENT] = false;
  return scan_as_published(payload, lexer, valid);
}
