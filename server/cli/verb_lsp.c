// treeline lsp: the language server, over standard input and output.
#include "cli/interrupt.h"
#include "cli/verbs.h"
#include "lsp/lsp.h"

int verb_lsp(const Args *args) {
  LspOptions options = {0};
  (void)args;
  return lsp_main(&options);
}
