// The documents that the client has open: their text as of its last notification. The loop's;
// texts are shared with sync jobs by reference count and never change.
#ifndef TREELINE_LSP_DOCUMENT_H
#define TREELINE_LSP_DOCUMENT_H

#include "lsp/json_in.h"
#include "lsp/position.h"

#include <stdatomic.h>

typedef struct {
  atomic_uint references;
  char *bytes; // malloc'ed
  size_t length;
} Text;

// Takes `bytes` over.
Text *text_new(char *bytes, size_t length);
Text *text_ref(Text *text);
void text_unref(Text *text); // NULL is allowed
static inline Str text_str(const Text *text) { return (Str){text->bytes, text->length}; }

typedef struct OpenDocument OpenDocument;
struct OpenDocument {
  OpenDocument *next;
  char *uri;
  char *path;     // absolute
  char *language; // LSP language id
  Text *text;     // NULL: closed, and kept until the index has heard of it
  bool dirty;     // the index has not heard of its present state
};

typedef struct {
  OpenDocument *first;
  size_t open_count;
  uint64_t change; // grows with every change of any document
} Documents;

OpenDocument *documents_find(const Documents *documents, Str uri); // open ones only
// Takes `text` over. A document that is open already gets the new text.
void documents_open(Documents *documents, Str uri, Str path, Str language, Text *text);
void documents_set_text(Documents *documents, OpenDocument *document, Text *text);
void documents_close(Documents *documents, OpenDocument *document);
// All must be told to the index again: a folder has come or gone.
void documents_mark_all(Documents *documents);
// The index has been told of `document`: frees it if it is closed.
void documents_told(Documents *documents, OpenDocument *document);
void documents_release(Documents *documents);

// The text after one element of didChange's contentChanges, full or ranged; positions are clamped.
// NULL if it is no such element.
Text *text_changed(const Text *text, const cJSON *change, PositionEncoding encoding);

#endif
