// A place in a document, as most requests name one: params.textDocument and params.position. Read on
// the loop, used by the request's worker, in the request's arena.
#ifndef TREELINE_LSP_PLACE_H
#define TREELINE_LSP_PLACE_H

#include "lsp/offers.h"
#include "lsp/rpc.h"

typedef struct {
  Request *request;
  Position position; // as the client counts
  Str name;          // what should stand there, or empty: if it does not, its nearest is the place
  bool keep_text;    // all of it
  bool keep_line;
  int64_t timeout_ns; // of all that is asked about it, from the first question on; 0: none
  int64_t until_ns;   // when that is over; 0: nothing has been asked
  // Once the index has asked for it:
  size_t offset;          // in the text, bytes
  Str text;               // copies, if they are to be kept
  Str line;               // what lies around the place on its line
  uint32_t line_start;    // byte offset in the text of what `line` holds
  Position line_position; // and its position
} Place;

// Settles which folder is asked about a document. False if the answer is null: it is no document of ours, or
// another server's, or the feature is off.
bool place_settle(Server *server, Request *request, Feature feature, Str uri);
// The same for params.textDocument.uri; false, too, if that is malformed: the request has failed.
bool place_read_uri(Server *server, Request *request, const cJSON *params, Feature feature);
// The line of it will be kept. What is asked about it is answered with what PLACE_TIMEOUT_S finds, if nobody
// says otherwise: clients that never cancel must not keep a worker.
enum { PLACE_TIMEOUT_S = 20 };
Place *place_new(Request *request, Position position);
// Also params.position. NULL if the request is settled with it.
Place *place_read(Server *server, Request *request, const cJSON *params, Feature feature);
// A Position. False if it is none.
bool place_read_position(const cJSON *json, Position *position);

// On the worker: who answers, and what it is asked.
Index *place_index(const Request *request); // NULL: nobody, the answer is null
SourcePlace place_source(Place *place);
int64_t place_left_ns(Place *place); // of its time, at least 1; 0: it has no end
// Puts the range of bytes [start, end) of the text if they lie on the place's line.
void place_put_range(const Place *place, JsonOut *out, const char *key, uint32_t start,
                     uint32_t end);
// Says at the end of the request's progress how much was found, `noun` or `nouns`, whether there is more, and
// of how much of the tree: the protocol has no other place for it.
void place_note(Request *request, const NavigationSummary *summary, const char *noun,
                const char *nouns);
// True if there may be something to answer; else null is the answer, or the request has failed.
bool place_found(Request *request, Status status, const Error *error);

#endif
