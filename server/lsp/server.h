// The session's state. One thread, the loop's, owns all of it; workers see only what a Request, a
// sync job or a Folder hands them, and come back through server_post and server_wake.
#ifndef TREELINE_LSP_SERVER_H
#define TREELINE_LSP_SERVER_H

#include "index.h"
#include "lsp/document.h"
#include "lsp/latencies.h"
#include "lsp/position.h"
#include "lsp/settings.h"
#include "lsp/sync.h"
#include "lsp/transport.h"
#include "lsp/workspace.h"

#include <stdatomic.h>
#include <uv.h>

typedef struct Server Server;
typedef struct Request Request;
typedef struct Call Call;

// What a worker has done and the loop must hear of; lies inside the thing itself.
typedef struct Event Event;
struct Event {
  Event *next;
  void (*handle)(Server *server, Event *event); // on the loop
};

typedef enum { SERVER_NEW, SERVER_RUNNING, SERVER_SHUT_DOWN, SERVER_ENDING } ServerState;

// What the client said it can do.
typedef struct {
  PositionEncoding encoding;
  bool hierarchical_outline;
  bool symbol_tags, outline_tags;                   // else the `deprecated` flag
  uint32_t symbol_kinds, outline_kinds;             // bit N: SymbolKind N is known
  bool progress;                                    // window/workDoneProgress/create
  bool watches_files;                               // can be asked for didChangeWatchedFiles
  bool relative_patterns;                           // of one folder
  bool tells_created, tells_deleted, tells_renamed; // files, by the person in the editor
  uint32_t registers;                               // bit N: Feature N while the session runs
  bool definition_links, declaration_links;         // LocationLink
  bool hover_markdown;
  bool folds_lines_only, folds_show_text;
  uint32_t folds_max;        // most of one document; 0: any number
  uint32_t completion_kinds; // bit N: CompletionItemKind N is known
  bool completion_edit_range;
} Client;

struct Server {
  uv_loop_t *loop;
  uv_async_t async;
  uv_timer_t progress_timer, parts_timer, parent_timer, end_timer;
  uv_timer_t bulletin_timer, work_timer;
  Transport *transport;
  ServerState state;
  bool clean_exit; // shutdown came before the end
  bool gave_up;    // on indexes that did not close
  Client client;
  bool client_ready;     // it may be asked
  struct {               // these are offers.c's
    uint32_t offered;    // bit N: Feature N, in the server's capabilities
    uint32_t registered; // and at the client, since
    Buf languages;       // of documents that were opened, each with a NUL behind it
    Buf selector;        // JSON: for which of them the call hierarchy is registered, or empty
    unsigned selectors;  // so far: names the registrations
  } offers;
  Settings settings;
  MethodLatencies latencies;
  Watcher watcher; // never WATCHER_AUTO once chosen
  Documents documents;
  Workspace workspace;
  Sync *sync;

  uv_mutex_t lock; // guards `events` only
  Event *events, *last_event;

  Request *open; // not answered yet, oldest first
  Request *last_open;
  size_t open_count;
  size_t at_work;     // jobs with workers, answered or not
  size_t asking;      // of them requests that had to wait for folders and documents
  size_t streaming;   // open requests with a stream
  size_t parts_bytes; // of finished requests that are still being delivered
  atomic_size_t held; // bytes of results of requests at work, beyond what each may hold anyway
  uint64_t told;      // messages of the client so far that may change an answer
  Request *newest_symbol_request;
  Call *calls; // our requests to the client
  uint64_t next_call;
  uint64_t progress_count; // names tokens
  uint64_t watch_count;    // names registrations
  size_t message_bytes;    // of the message that is being handled
  int parent_pid;          // 0: none
};

// From any thread: `event` is handled on the loop soon, in the order of posting.
void server_post(Server *server, Event *event);
// From any thread: the loop looks around.
void server_wake(Server *server);
// Ends the session: stops requests, closes folders, then the loop.
void server_end(Server *server);

#endif
