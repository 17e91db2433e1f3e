// JSON-RPC as LSP uses it. Every request of the client is answered exactly once, whatever happens
// to it; ours to the client are matched with their answers. The loop's, except where a function
// says worker.
#ifndef TREELINE_LSP_RPC_H
#define TREELINE_LSP_RPC_H

#include "lsp/json_in.h"
#include "lsp/json_out.h"
#include "lsp/server.h"
#include "lsp/stream.h"

enum {
  RPC_PARSE_ERROR = -32700,
  RPC_INVALID_REQUEST = -32600,
  RPC_METHOD_NOT_FOUND = -32601,
  RPC_INVALID_PARAMS = -32602,
  RPC_NOT_INITIALIZED = -32002,
  RPC_FAILED = -32803,
  RPC_CANCELLED = -32800,
};

enum {
  RPC_OPEN_MAX = 1024, // requests not answered, over which no more input is taken
  RPC_WORK_MAX = 24,   // requests with workers at a time
  RPC_FRESH_MAX = 8, // of them such as began lately: what takes long does not hold up what does not
  RPC_FRESH_MS = 50,
  RPC_HELD_FREE = 1 << 20,  // bytes of results that each request may hold
  RPC_HELD_MAX = 256 << 20, // what they may hold together beyond that
  RPC_HELD_FEW = 64 << 20,  // over which no more than RPC_FRESH_MAX are begun
};

// A request of the client, from its arrival to the end of the work it caused. A handler either
// fills `result` or calls request_fail, and it is answered at once; or it sets `work`, and it is
// answered when a worker has run that, and all partial results are sent. `work` owns the request while
// it runs; only `stop`, `answered` and taking from `stream` are not its.
struct Request {
  Event event; // its work is over
  Request *next;
  Server *server;
  Arena arena;        // of id and params; freed with the request
  Str id;             // as JSON
  const char *method; // of methods.c; NULL: unknown
  int64_t came_ns;    // monotonic time
  void (*work)(Request *request);
  void *params; // what `work` needs, in `arena`
  PositionEncoding encoding;
  Buf result;          // the answer up to its result; one JSON value goes behind it
  size_t result_start; // where that value begins
  int error;           // 0, or the code of `message`
  char message[512];
  char note[96];                 // what the end of its work-done progress says, or empty
  Str partial_token, work_token; // as JSON, or empty
  Stream *stream;                // of partial results, or NULL
  size_t parts_bytes;            // finished: of those not sent

  // Which folders it asks: the one that holds `path` (or the loose one), or the one whose root is
  // `folder`, or, both empty, all. Found when its time comes.
  Str path, folder;
  Str relative;     // `path` as the folder that holds it has it
  Folder **folders; // referenced while it has them
  size_t folder_count;
  bool elsewhere;        // `path` names the first of them; behind it come all others
  uint64_t after_change; // not before this change of documents is applied
  bool at_once;          // whatever state the folders and documents are in

  // See joined.h. What it asks, beside its method: equal questions have equal answers. Empty: nobody joins.
  Str question;
  uint64_t told;   // what the client had told when it came: Server.told
  Request *leader; // whose result it waits for, or NULL
  Request *joined, *joined_next;

  int64_t began_ns; // its work, monotonic time
  size_t held;      // bytes of results counted in Server.held; its worker's

  atomic_bool stop;      // for the library
  atomic_bool shortened; // `stop` is set because a newer request replaced it: answer what is there
  bool answered;         // nothing of it may be sent any more
  bool at_work;
  bool finished; // its work is over; open until the last part is sent
};

typedef struct {
  const char *method;
  void (*request)(Server *server, Request *request, const cJSON *params); // or NULL
  void (*notification)(Server *server, const cJSON *params);              // or NULL
} Method;
const Method *rpc_method(Str name); // NULL if unknown; see methods.c

// One message from the client, or what came instead.
void rpc_receive(Server *server, Incoming incoming);
// Gives work to workers as far as its time has come: folders open, documents applied, room for
// answers.
void rpc_dispatch(Server *server);
// Sends partial results as far as the client reads, and the answers behind them.
void rpc_send_parts(Server *server);
// Answers every open request as failed, and stops its work: the session ends.
void rpc_abandon_all(Server *server);

// Sets the answer to an error; loop or worker.
void request_fail(Request *request, int code, const char *format, ...) PRINTF_LIKE(3, 4);
// If the client has given a token for it, results will be sent in parts {"member":[...]} (NULL: the
// array itself) with request_send_item. Loop, before the work begins.
void request_stream(Request *request, const char *member);
// Whether its results may grow to so many bytes; if not, they have to end here. Worker.
bool request_may_hold(Request *request, size_t bytes);
// One item of a part, a JSON value. Dropped if the request is answered meanwhile. Worker.
void request_send_item(Request *request, Str item);
// Answers and stops a request, without its result.
void request_shorten(Request *request);

// Appends {"jsonrpc":"2.0","method":M,"params": and leaves the object open for params and
// json_close.
JsonOut rpc_notification(Buf *body, const char *method);
void rpc_notify(Server *server, Buf *body, OutKind kind, uint64_t key);
// Words for the person (window/showMessage) or the log (window/logMessage). type: 1 error .. 4 log.
void rpc_show_message(Server *server, int type, const char *format, ...) PRINTF_LIKE(3, 4);
void rpc_log_message(Server *server, int type, const char *message);

// Asks the client. `params` is JSON. `done` may be NULL; it learns whether the client agreed.
typedef void (*CallDone)(Server *server, void *user, bool ok);
void rpc_call(Server *server, const char *method, Str params, CallDone done, void *user);
void rpc_forget_calls(Server *server); // frees those that were never answered

#endif
