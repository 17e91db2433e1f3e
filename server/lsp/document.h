// The documents that the client has open, and what has changed in them that the sync worker has not
// taken yet. The loop's, but for what says otherwise.
#ifndef TREELINE_LSP_DOCUMENT_H
#define TREELINE_LSP_DOCUMENT_H

#include "base/arena.h"
#include "lsp/json_in.h"
#include "lsp/text.h"

typedef struct Folder Folder;
typedef struct OpenDocument OpenDocument;
struct OpenDocument {
  OpenDocument *next;
  char *uri;
  uint64_t uri_hash;
  char *path;     // absolute, or of an untitled document its URI
  char *language; // LSP language id
  bool open;      // else it is kept until the index has heard of it
  int64_t version;
  bool version_odd; // it has gone back once, and that was logged

  bool dirty; // in its present state not yet with a sync job
  bool fresh; // opened since the last sync job: its index is to be given all of it
  TextChange *changes, *last_change;

  bool syncing;   // a sync job has it
  Text text;      // the sync job's, as is `lost`; else nobody's
  bool lost;      // it became too large: there is none until a whole one comes
  Folder *holder; // referenced: whose index has been told of it, or NULL
  char *held_as;  // under this path
};

typedef struct {
  OpenDocument *first; // the one opened or changed last
  size_t open_count;
  uint64_t change;      // grows with every change of any document
  size_t changes_bytes; // of messages whose changes no sync job has taken
} Documents;

// The path under which a document's URI is known: of a file its absolute path, of an untitled document
// the URI itself. False for any other: it is no document for us. In `arena`, or borrowed from `uri`.
bool document_path(Str uri, Arena *arena, Str *path);
bool document_path_is_untitled(Str path);

OpenDocument *documents_find(const Documents *documents, Str uri); // open ones only
// Takes `text` over. A document that is open already gets the new text.
void documents_open(Documents *documents, Str uri, Str path, Str language, TextChange *text);
// Takes the list of changes over.
void documents_change(Documents *documents, OpenDocument *document, TextChange *changes);
void documents_close(Documents *documents, OpenDocument *document);
// All must be told to the index again, wherever they belong then: a folder has come or gone.
void documents_mark_all(Documents *documents);
// A sync job takes the document's changes, and it is dirty no more.
TextChange *documents_take(Documents *documents, OpenDocument *document);
// The sync job is done with it: frees it if it is closed and has no news.
void documents_give_back(Documents *documents, OpenDocument *document);
void documents_release(Documents *documents); // references to folders must have been dropped

// The list of contentChanges, whose texts are taken out of the JSON. NULL if any element of it is
// none, or if there is none: nothing is taken then.
TextChange *documents_read_changes(const cJSON *changes);
// A whole text: the string member `text` of `object`, which is taken out of it. NULL if there is none.
TextChange *documents_read_text(const cJSON *object);

#endif
