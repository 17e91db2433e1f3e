// The folders of the workspace, each with its Index. The loop's, except Folder.index, which workers
// use while they hold a reference to the folder.
//
// Every path is answered for by one folder: the innermost. The same directory under two names is one
// folder with an index and a twin without. A document that lies in no folder, or is no file, is kept
// in the loose folder: an index of "/" that never looks at the disk and so knows open documents only.
//
// Opening and closing an index wait for the disk and for threads, so both happen on libuv's pool.
#ifndef TREELINE_LSP_WORKSPACE_H
#define TREELINE_LSP_WORKSPACE_H

#include "base/buf.h"
#include "index.h"
#include "lsp/bulletin.h"
#include "lsp/json_in.h"

#include <uv.h>

typedef struct Server Server;
typedef struct Request Request;

enum { FOLDERS_MAX = 64 };

typedef enum { FOLDER_OPENING, FOLDER_OPEN, FOLDER_FAILED, FOLDER_TWIN } FolderState;
typedef enum { WATCHING_NOT, WATCHING_ASKED, WATCHING_REFUSED } Watching;
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
  size_t references; // the list's, the opening's, each document's, request's, sync job's and look's
  FolderState state;
  bool loose;
  bool removed;    // no longer in the list
  bool resolved;   // real_root was looked for, and those before it in the list are waited for
  char *uri;       // as the client wrote it
  char *root;      // absolute path, as the client wrote it, without a trailing slash unless "/"
  char *real_root; // without symlinks; NULL until that is known
  Index *index;    // NULL unless open
  Folder *twin;    // the folder of the same directory that answers for this one, or NULL
  IndexOptions options;
  uv_work_t work; // of opening, in two steps, then of closing
  Error error;    // why it failed
  // What opening has come to: libuv's pool writes it, the loop takes it when that is done.
  struct {
    Index *index;
    char *real_root;
    Error error;
  } opening;
  // These are bulletins.c's.
  Bulletin *bulletin; // NULL: none yet
  bool telling;       // it is being written
  // These are watchers.c's.
  _Atomic(Watching) watching; // by the client; workers read it, too
  uint64_t watch_id;          // names the registration
  // These are progress.c's.
  atomic_bool news; // on_progress was called
  bool watched;     // may be at work
  int64_t watched_since_ns;
  bool looking; // a worker asks for its status
  ProgressState progress;
  bool progress_cancelled; // by the person
  uint64_t progress_token;
  int64_t progress_sent_ns;
  unsigned percentage;
};

typedef struct {
  Folder *first; // without the loose one
  Folder *loose; // or NULL
  size_t count;
  size_t opening; // including removed ones
  size_t closing; // indexes that are being closed
} Workspace;

// Adds the folders of initialize's params: workspaceFolders, else rootUri, else rootPath. Opens
// nothing.
void workspace_init(Server *server, const cJSON *params);
// Starts opening what workspace_init found.
void workspace_start(Server *server);
void workspace_add(Server *server, const cJSON *folder); // {uri, name}
void workspace_remove(Server *server, const cJSON *folder);
void workspace_remove_all(Server *server);

// Every index compares its tree with the disk.
void workspace_refresh(Server *server);
// These absolute paths (NUL-terminated) may have changed on disk: the folders that hold them, and those
// that lie in them, look.
void workspace_touch(Server *server, const Str *paths, size_t count);

// The open folder that answers for a path (see document_path), and the path within it: the innermost,
// else the loose one. NULL if that is not open.
Folder *workspace_holder(const Server *server, Str path, Str *relative);
// Starts opening the loose folder; false if that was done before.
bool workspace_open_loose(Server *server);

// Fills request->folders with open folders by its path or folder, referenced; see Request.
void workspace_select(Server *server, Request *request);
void workspace_unselect(Request *request);
Folder *workspace_find(const Server *server, Str uri); // by its URI or path; NULL if none
void folder_unref(Folder *folder);                     // closes it with the last reference
// True if `inner` lies below `outer`, and where. Both are open.
bool folder_contains(const Folder *outer, const Folder *inner, Str *below);
// A path (see document_path) as it is called in the folder, though it may be an inner folder that answers
// for it; false if it lies outside. Any thread, while the folder is open.
bool folder_relative(const Folder *folder, Str path, Str *relative);
// Appends the URI of one of its documents. Any thread.
void folder_put_uri(const Folder *folder, Str path, Buf *out);

#endif
