// The folders of the workspace, each with its Index, and what keeps them in step with open
// documents. The loop's, except Folder.index, which workers use while they hold a reference to the
// folder.
//
// Opening and closing an index wait for the disk and for threads, so both happen on libuv's pool.
// A document that lies in no folder is kept in the loose folder: an index of "/" that never looks
// at the disk and so knows open documents only.
#ifndef TREELINE_LSP_WORKSPACE_H
#define TREELINE_LSP_WORKSPACE_H

#include "index.h"
#include "lsp/json_in.h"

#include <uv.h>

typedef struct Server Server;
typedef struct Request Request;

enum { FOLDERS_MAX = 64 };

typedef enum { FOLDER_OPENING, FOLDER_OPEN, FOLDER_FAILED } FolderState;
typedef enum {
  PROGRESS_NONE,
  PROGRESS_ASKED,   // for a token
  PROGRESS_REFUSED, // none until the next rest
  PROGRESS_GRANTED,
  PROGRESS_SHOWN,
} ProgressState;

typedef struct Folder Folder;
struct Folder {
  Folder *next;
  Server *server;
  size_t references; // the list's, the opening's, each request's, sync job's and look's
  FolderState state;
  bool loose;
  bool removed;    // no longer in the list
  char *uri;       // as the client wrote it
  char *root;      // absolute path, as the client wrote it, without a trailing slash unless "/"
  char *real_root; // without symlinks; NULL until open
  Index *index;    // NULL unless open
  IndexOptions options;
  uv_work_t work; // of opening, then of closing
  Error error;    // why it failed
  // What opening has come to: libuv's pool writes it, the loop takes it when that is done.
  struct {
    Index *index;
    char *real_root;
    Error error;
  } opening;
  // These are progress.c's.
  atomic_bool news; // on_progress was called
  bool watched;     // may be at work
  bool looking;     // a worker asks for its status
  ProgressState progress;
  uint64_t progress_token;
  int64_t progress_sent_ns;
  unsigned percentage;
};

typedef struct {
  Folder *first; // without the loose one
  Folder *loose; // or NULL
  size_t count;
  size_t opening;   // including removed ones
  size_t closing;   // indexes that are being closed
  bool syncing;     // a sync job is with a worker
  uint64_t applied; // Documents.change that all indexes have heard of
} Workspace;

// Adds the folders of initialize's params: workspaceFolders, else rootUri, else rootPath. Opens
// nothing.
void workspace_init(Server *server, const cJSON *params);
// Starts opening what workspace_init found.
void workspace_start(Server *server);
void workspace_add(Server *server, const cJSON *folder); // {uri, name}
void workspace_remove(Server *server, const cJSON *folder);
void workspace_remove_all(Server *server);

// Asks every index to look at the disk, soon: many calls within a moment are one.
void workspace_refresh_soon(Server *server);
void workspace_refresh_now(Server *server);

// Tells the indexes of changed documents, one job at a time.
void workspace_sync(Server *server);
// Every index is open or has failed, and has heard of `change`.
bool workspace_is_settled(const Server *server, uint64_t change);

// Fills request->folders with open folders by its path or folder, referenced; see Request.
void workspace_select(Server *server, Request *request);
void workspace_unselect(Request *request);
Folder *workspace_find(const Server *server, Str uri); // by its URI or path; NULL if none
void folder_unref(Folder *folder);                     // closes it with the last reference
// The path of `path` relative to the folder; false if it lies outside.
bool folder_relative(const Folder *folder, Str path, Str *relative);

#endif
