// textDocument/documentHighlight: the other occurrences, in the document, of the name at a place.
#include "lsp/features.h"
#include "lsp/place.h"
#include "lsp/results.h"
#include "lsp/target.h"

enum { HIGHLIGHT_TEXT = 1, HIGHLIGHT_READ = 2, HIGHLIGHT_WRITE = 3 };

static unsigned kind_of(OccurrenceKind kind) {
  switch (kind) {
  case OCCURRENCE_READ:
  case OCCURRENCE_CALL:
  case OCCURRENCE_IMPORT: return HIGHLIGHT_READ;
  case OCCURRENCE_WRITE:
  case OCCURRENCE_DEFINITION: return HIGHLIGHT_WRITE;
  case OCCURRENCE_TEXT:
  case OCCURRENCE_DECLARATION: break;
  }
  return HIGHLIGHT_TEXT;
}

static bool add_highlight(void *user, const SourceReference *reference) {
  Results *results = user;
  JsonOut out = results_begin_item(results);
  json_open(&out, '{');
  target_put_occurrence(&out, "range", reference, results->request->encoding);
  json_put_unsigned(&out, "kind", kind_of(reference->kind));
  json_close(&out, '}');
  results_end_item(results, 0);
  return !results_full(results);
}

static void highlight_work(Request *request) {
  Index *index = place_index(request);
  if (!index) return;
  SourcePlace source = place_source(request->params);
  Results results = {.request = request};
  NavigationSummary summary;
  Error error = {0};
  Status status = index_highlights(index, &source, add_highlight, &results, &summary, &error);
  bool found = place_found(request, status, &error) && results.added; // null: others may be asked
  if (found) {
    JsonOut out = json_out(&request->result);
    results_finish(&results, &out);
  }
  results_release(&results);
}

void highlight_request(Server *server, Request *request, const cJSON *params) {
  request->params = place_read(server, request, params, FEATURE_DOCUMENT_HIGHLIGHT);
  if (request->params) request->work = highlight_work;
}
