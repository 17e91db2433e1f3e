// treeline lsp: the language server, over standard input and output.
#include "cli/verbs.h"
#include "lsp/lsp.h"

int verb_lsp(const Args *args) {
  LspOptions options = {.index = args_index_options(args, STR(""))};
  return lsp_main(&options);
}
