// The parameters of treeline/search and treeline/explain, read and checked. Lives in the request's
// arena; read on the loop, used by its worker.
#ifndef TREELINE_LSP_SEARCH_ASK_H
#define TREELINE_LSP_SEARCH_ASK_H

#include "lsp/cursor.h"
#include "lsp/rpc.h"

typedef struct {
  SearchRequest request; // without what differs from folder to folder
  Str near;              // absolute path of a file, or empty
  Str *recent;           // absolute paths
  size_t recent_count;
  bool lines;
  int64_t until_ns; // monotonic time at which the answer is cut; 0: none
  uint64_t hash;    // of the question: what a cursor must fit
  Cursor *cursor;   // of the page before, or NULL
} SearchAsk;

// NULL, with the request failed, if anything is wrong with the parameters.
SearchAsk *search_ask_read(Server *server, Request *request, const cJSON *params);
// What one folder is asked: near, recent and the time that is left. Its strings are in `arena`.
SearchRequest search_ask_folder(const SearchAsk *ask, const Folder *folder, Arena *arena);

#endif
