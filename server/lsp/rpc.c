// Problem: requests come in any order and number, are cancelled, replaced and repeated, while
// workers finish when they finish. Approach: one Request object from arrival to the end of its
// work; the loop alone decides whether it is still to be answered, so that an answer goes out
// exactly once, and a cancelled request is answered at once, though its worker may need a moment
// to notice. Work that is not with a worker waits in the list of open requests, in order of
// arrival.
//
// Partial results wait at the request until the client has read most of what was sent: a cancel takes
// back what is left, and its answer has little before it. So a request stays open, finished, until
// its last part is sent.
//
// Few requests are begun at a time, since each may hold much; those that have been at work for a while do
// not count, so that a quick one waits for no slow one. What all hold together is bounded: beyond that
// answers end, and say so.
#include "lsp/rpc.h"

#include "lsp/joined.h"

#include "base/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { GATHER_MS = 10 }; // the longest that a partial result waits for others

struct Call {
  Call *next;
  uint64_t id;
  CallDone done;
  void *user;
};

// ---- what goes out ------------------------------------------------------------------------------

JsonOut rpc_notification(Buf *body, const char *method) {
  JsonOut out = json_out(body);
  json_open(&out, '{');
  json_put_string(&out, "jsonrpc", STR("2.0"));
  json_put_string(&out, "method", str_from_c(method));
  json_key(&out, "params");
  return out;
}

void rpc_notify(Server *server, Buf *body, OutKind kind, uint64_t key) {
  transport_send(server->transport, body, kind, key);
}

static void send_message(Server *server, const char *method, int type, const char *message,
                         OutKind kind) {
  Buf body = {0};
  JsonOut out = rpc_notification(&body, method);
  json_open(&out, '{');
  json_put_unsigned(&out, "type", (uint64_t)type);
  json_put_string(&out, "message", str_from_c(message));
  json_close(&out, '}');
  json_close(&out, '}');
  rpc_notify(server, &body, kind, 0);
}

void rpc_show_message(Server *server, int type, const char *format, ...) {
  char message[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  send_message(server, "window/showMessage", type, message, OUT_NEEDED);
}

void rpc_log_message(Server *server, int type, const char *message) {
  send_message(server, "window/logMessage", type, message, OUT_NEWS);
}

void rpc_call(Server *server, const char *method, Str params, CallDone done, void *user) {
  Call *call = xcalloc(1, sizeof *call);
  *call = (Call){.next = server->calls, .id = ++server->next_call, .done = done, .user = user};
  server->calls = call;
  Buf body = {0};
  JsonOut out = json_out(&body);
  json_open(&out, '{');
  json_put_string(&out, "jsonrpc", STR("2.0"));
  json_put_unsigned(&out, "id", call->id);
  json_put_string(&out, "method", str_from_c(method));
  json_put_raw(&out, "params", params);
  json_close(&out, '}');
  transport_send(server->transport, &body, OUT_NEEDED, 0);
}

void rpc_forget_calls(Server *server) {
  for (Call *call = server->calls, *next; call; call = next) {
    next = call->next;
    free(call);
  }
  server->calls = NULL;
}

static void put_error(JsonOut *out, int code, const char *message) {
  json_key(out, "error");
  json_open(out, '{');
  json_key(out, "code");
  char number[16];
  snprintf(number, sizeof number, "%d", code);
  json_raw(out, str_from_c(number));
  json_put_string(out, "message", str_from_c(message));
  json_close(out, '}');
}

static void send_error(Server *server, Str id, int code, const char *message) {
  Buf body = {0};
  JsonOut out = json_out(&body);
  json_open(&out, '{');
  json_put_string(&out, "jsonrpc", STR("2.0"));
  json_put_raw(&out, "id", id);
  put_error(&out, code, message);
  json_close(&out, '}');
  transport_send(server->transport, &body, OUT_NEEDED, 0);
}

// ---- requests -----------------------------------------------------------------------------------

void request_fail(Request *request, int code, const char *format, ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(request->message, sizeof request->message, format, args);
  va_end(args);
  request->error = code;
}

static void request_free(Request *request) {
  workspace_unselect(request);
  atomic_fetch_sub(&request->server->held, request->held);
  stream_free(request->stream);
  buf_release(&request->result);
  Arena arena = request->arena;
  free(request);
  arena_release(&arena);
}

static void unlink_open(Server *server, Request *request) {
  Request **at = &server->open, *before = NULL;
  while (*at && *at != request) before = *at, at = &(*at)->next;
  if (!*at) return;
  *at = request->next;
  if (server->last_open == request) server->last_open = before;
  server->open_count--;
  server->streaming -= request->stream != NULL;
  server->parts_bytes -= request->parts_bytes;
  if (server->newest_symbol_request == request) server->newest_symbol_request = NULL;
}

// `title` begins, `message` ends, or is NULL or empty.
static void send_work_progress(Request *request, const char *kind, const char *title,
                               const char *message) {
  if (!request->work_token.len) return;
  Buf body = {0};
  JsonOut out = rpc_notification(&body, "$/progress");
  json_open(&out, '{');
  json_put_raw(&out, "token", request->work_token);
  json_key(&out, "value");
  json_open(&out, '{');
  json_put_string(&out, "kind", str_from_c(kind));
  if (title) json_put_string(&out, "title", str_from_c(title));
  if (message && *message) json_put_string(&out, "message", str_from_c(message));
  json_close(&out, '}');
  json_close(&out, '}');
  json_close(&out, '}');
  rpc_notify(request->server, &body, OUT_NEEDED, 0);
}

// Sends the answer and forgets the request, but for its work, if any is under way.
static void request_answer(Request *request) {
  Server *server = request->server;
  unlink_open(server, request);
  latencies_answered(&server->latencies, request->method, request->came_ns,
                     request->error == RPC_CANCELLED);
  request->answered = true;
  send_work_progress(request, "end", NULL, request->note);
  if (request->error) {
    send_error(server, request->id, request->error, request->message);
    return;
  }
  if (request->result.len == request->result_start) buf_str_put(&request->result, STR("null"));
  buf_byte(&request->result, '}');
  transport_send(server->transport, &request->result, OUT_NEEDED, 0);
}

static void request_stop(Request *request, int code, const char *message) {
  joined_leave(request);
  if (!request->at_work) joined_promote(request);
  if (!request->joined) atomic_store(&request->stop, true);
  // The worker may be writing its own error and result: answer from a place that is not its.
  unlink_open(request->server, request);
  latencies_answered(&request->server->latencies, request->method, request->came_ns,
                     code == RPC_CANCELLED);
  request->answered = true;
  send_work_progress(request, "end", NULL, NULL);
  send_error(request->server, request->id, code, message);
  if (!request->at_work) request_free(request);
}

void request_shorten(Request *request) {
  atomic_store(&request->shortened, true);
  atomic_store(&request->stop, true);
}

void rpc_abandon_all(Server *server) {
  while (server->open) request_stop(server->open, RPC_FAILED, "the server is ending");
}

// ---- work ---------------------------------------------------------------------------------------

// Sends one part of a request's stream; false if none is whole.
static bool send_part(Server *server, Request *request) {
  Buf value;
  if (!stream_take(request->stream, &value)) return false;
  Buf body = {0};
  JsonOut out = rpc_notification(&body, "$/progress");
  json_open(&out, '{');
  json_put_raw(&out, "token", request->partial_token);
  json_put_raw(&out, "value", buf_str(&value));
  json_close(&out, '}');
  json_close(&out, '}');
  rpc_notify(server, &body, OUT_NEEDED, 0);
  buf_release(&value);
  return true;
}

// Counts anew what a finished request has not sent; true if that is nothing.
static bool is_delivered(Server *server, Request *request) {
  size_t left = request->stream ? stream_bytes(request->stream) : 0;
  server->parts_bytes += left - request->parts_bytes;
  request->parts_bytes = left;
  return left == 0;
}

void rpc_send_parts(Server *server) {
  bool some = server->streaming > 0;
  while (some) {
    some = false;
    for (Request *request = server->open, *next; request; request = next) {
      next = request->next;
      if (!request->stream) continue;
      if (!transport_has_room(server->transport, STREAM_BACKLOG_MAX)) return;
      some |= send_part(server, request);
      if (!request->finished || !is_delivered(server, request)) continue;
      request_answer(request);
      request_free(request);
    }
  }
}

static void gather_parts(uv_timer_t *timer) {
  Server *server = timer->data;
  bool some = false;
  for (Request *request = server->open; request; request = request->next) {
    if (!request->stream || !request->at_work) continue;
    stream_gather(request->stream);
    some = true;
  }
  rpc_send_parts(server);
  if (!some) uv_timer_stop(timer);
}

static bool has_room(Server *server) {
  return server->parts_bytes < OUTBOX_FULL && transport_has_room(server->transport, OUTBOX_FULL);
}

// Answers those that wait for this one's result, which is not sent yet. Where it is none for them, or
// more than the client can take now, the next of them is worked on.
static void answer_joined(Server *server, Request *leader) {
  bool whole = leader->error != RPC_CANCELLED && !atomic_load(&leader->shortened);
  Str result = str_slice(buf_str(&leader->result), leader->result_start, leader->result.len);
  while (whole && leader->joined && has_room(server)) {
    Request *request = joined_take(leader);
    if (leader->error)
      request_fail(request, leader->error, "%s", leader->message);
    else
      buf_str_put(&request->result, result);
    request_answer(request);
    request_free(request);
  }
  joined_promote(leader);
}

static void work_finished(Server *server, Event *event) {
  Request *request = (Request *)event; // `event` is its first member
  server->at_work--;
  server->asking -= !request->at_once;
  request->at_work = false;
  request->finished = true;
  if (request->stream) stream_gather(request->stream);
  answer_joined(server, request);
  bool failed = request->error != 0; // nobody wants the rest
  if (request->answered) {
    request_free(request);
  } else if (failed || is_delivered(server, request)) {
    request_answer(request);
    request_free(request);
  } else {
    workspace_unselect(request);
    rpc_send_parts(server);
  }
  sync_now(server->sync);
  rpc_dispatch(server);
}

static void work_on_worker(void *user) {
  Request *request = user;
  int64_t traced = trace_begin();
  request->work(request);
  trace_end("lsp", request->method, traced);
  server_post(request->server, &request->event);
}

static void start_work(Server *server, Request *request) {
  workspace_select(server, request);
  request->at_work = true;
  request->began_ns = os_monotonic_ns();
  server->at_work++;
  server->asking += !request->at_once;
  request->event.handle = work_finished;
  uv_timer_t *timer = &server->parts_timer;
  if (request->stream && !uv_is_active((uv_handle_t *)timer)) {
    uv_timer_start(timer, gather_parts, GATHER_MS, GATHER_MS);
  }
  if (request->folder_count) {
    index_run(request->folders[0]->index, work_on_worker, request);
  } else {
    work_on_worker(request); // nothing to ask, so nothing to wait for
  }
}

// Requests that began lately. *next_ns: when the first of them no longer counts as such.
static size_t count_fresh(const Server *server, int64_t now_ns, int64_t *next_ns) {
  size_t fresh = 0;
  for (Request *request = server->open; request; request = request->next) {
    int64_t until_ns = request->began_ns + (int64_t)RPC_FRESH_MS * 1000000;
    if (!request->at_work || request->at_once || until_ns <= now_ns) continue;
    if (fresh++ == 0 || until_ns < *next_ns) *next_ns = until_ns;
  }
  return fresh;
}

static void dispatch_later(uv_timer_t *timer) { rpc_dispatch(timer->data); }

// Whether one more may begin that asks the folders. If not, that is looked at again when it may.
static bool may_begin(Server *server) {
  if (server->asking < RPC_FRESH_MAX) return true;
  if (server->asking >= RPC_WORK_MAX || atomic_load(&server->held) > RPC_HELD_FEW) return false;
  int64_t now_ns = os_monotonic_ns(), next_ns = now_ns;
  if (count_fresh(server, now_ns, &next_ns) < RPC_FRESH_MAX) return true;
  uint64_t wait_ms = (uint64_t)(next_ns - now_ns) / 1000000 + 1;
  uv_timer_start(&server->work_timer, dispatch_later, wait_ms, 0);
  return false;
}

void rpc_dispatch(Server *server) {
  bool begins = may_begin(server);
  for (Request *request = server->open; request; request = request->next) {
    if (request->at_work || request->finished || request->leader) continue;
    if (!request->at_once && !begins) continue;
    if (!request->at_once && !sync_is_settled(server->sync, request->after_change)) continue;
    if (!has_room(server)) break;
    start_work(server, request);
    begins = may_begin(server);
  }
}

void request_stream(Request *request, const char *member) {
  if (request->partial_token.len) request->stream = stream_new(member);
}

bool request_may_hold(Request *request, size_t bytes) {
  Server *server = request->server;
  if (bytes <= RPC_HELD_FREE + request->held) return true;
  size_t more = RPC_HELD_FREE; // by pieces, so that it is seldom asked
  if (atomic_fetch_add(&server->held, more) + more <= RPC_HELD_MAX) {
    request->held += more;
    return true;
  }
  atomic_fetch_sub(&server->held, more);
  return false;
}

void request_send_item(Request *request, Str item) {
  if (stream_add(request->stream, item)) server_wake(request->server);
}

// ---- what comes in ------------------------------------------------------------------------------

static bool is_id(const cJSON *id) { return cJSON_IsString(id) || cJSON_IsNumber(id); }

// `item` as JSON in the request's arena; empty if it is no string or number.
static Str token_json(Arena *arena, const cJSON *item) {
  if (!is_id(item)) return (Str){"", 0};
  Buf buf = {0};
  JsonOut out = json_out(&buf);
  if (cJSON_IsString(item)) {
    json_string(&out, str_from_c(item->valuestring));
  } else {
    char *number = cJSON_PrintUnformatted(item);
    if (number) json_raw(&out, str_from_c(number));
    cJSON_free(number);
  }
  Str json = arena_dup(arena, buf_str(&buf));
  buf_release(&buf);
  return json;
}

static Request *find_open(Server *server, Str id) {
  Request *request = server->open;
  while (request && !str_equal(request->id, id)) request = request->next;
  return request;
}

static void receive_cancel(Server *server, const cJSON *params) {
  Arena arena = {0};
  Request *request = find_open(server, token_json(&arena, json_get(params, "id")));
  if (request) request_stop(request, RPC_CANCELLED, "the request was cancelled");
  arena_release(&arena);
}

static void receive_notification(Server *server, Str method, const cJSON *params) {
  if (str_equal(method, STR("$/cancelRequest"))) {
    receive_cancel(server, params);
    return;
  }
  const Method *known = rpc_method(method);
  if (!known || !known->notification) return; // nothing may be answered, so nothing is
  server->told++;
  bool always = str_equal(method, STR("exit"));
  int64_t traced = trace_begin();
  if (server->state == SERVER_RUNNING || always) known->notification(server, params);
  trace_end("lsp", known->method, traced);
}

// What is wrong with asking for `method` now, as an error of the request.
static void check_request(Server *server, Request *request, Str method, const Method *known) {
  bool initialize = str_equal(method, STR("initialize"));
  if (find_open(server, request->id)) {
    request_fail(request, RPC_INVALID_REQUEST, "a request with this id is not answered yet");
  } else if (server->state == SERVER_NEW && !initialize) {
    request_fail(request, RPC_NOT_INITIALIZED, "the first request must be initialize");
  } else if (server->state >= SERVER_SHUT_DOWN) {
    request_fail(request, RPC_INVALID_REQUEST, "the server is shut down");
  } else if (server->state == SERVER_RUNNING && initialize) {
    request_fail(request, RPC_INVALID_REQUEST, "the server is initialized already");
  } else if (!known || !known->request) {
    request_fail(request, RPC_METHOD_NOT_FOUND, "unknown method \"%.*s\"",
                 (int)(method.len < 100 ? method.len : 100), method.ptr);
  }
}

// Results are written where they will be sent from: large ones are not copied again.
static void begin_answer(Request *request) {
  JsonOut out = json_out(&request->result);
  json_open(&out, '{');
  json_put_string(&out, "jsonrpc", STR("2.0"));
  json_put_raw(&out, "id", request->id);
  json_key(&out, "result");
  request->result_start = request->result.len;
}

static void receive_request(Server *server, const cJSON *id, Str method, const cJSON *params) {
  Request *request = xcalloc(1, sizeof *request);
  request->server = server;
  request->came_ns = os_monotonic_ns();
  atomic_init(&request->stop, false);
  atomic_init(&request->shortened, false);
  request->encoding = server->client.encoding;
  request->after_change = server->documents.change;
  request->id = token_json(&request->arena, id);
  begin_answer(request);
  const Method *known = rpc_method(method);
  check_request(server, request, method, known);
  if (!request->error) {
    request->partial_token = token_json(&request->arena, json_get(params, "partialResultToken"));
    request->work_token = token_json(&request->arena, json_get(params, "workDoneToken"));
    request->method = known->method;
    int64_t traced = trace_begin();
    known->request(server, request, params);
    trace_end("lsp", known->method, traced);
  }
  request->told = server->told;
  if (request->error || !request->work) {
    request->work_token = (Str){"", 0}; // over before it could be reported
    request_answer(request);
    request_free(request);
    return;
  }
  joined_begin(server, request);
  if (server->last_open)
    server->last_open->next = request;
  else
    server->open = request;
  server->last_open = request;
  server->open_count++;
  server->streaming += request->stream != NULL;
  send_work_progress(request, "begin", "Treeline", NULL);
  rpc_dispatch(server);
}

static void receive_response(Server *server, const cJSON *message) {
  const cJSON *id = json_get(message, "id");
  Call **at = &server->calls;
  while (*at && !(cJSON_IsNumber(id) && id->valuedouble == (double)(*at)->id)) at = &(*at)->next;
  Call *call = *at;
  if (!call) return; // an answer to nothing we asked
  *at = call->next;
  if (call->done) call->done(server, call->user, !json_get(message, "error"));
  free(call);
}

static void receive_object(Server *server, const cJSON *message) {
  const cJSON *id = json_get(message, "id"), *method = json_get(message, "method");
  if (!method && (json_get(message, "result") || json_get(message, "error"))) {
    receive_response(server, message);
  } else if (!cJSON_IsString(method)) {
    send_error(server, STR("null"), RPC_INVALID_REQUEST, "a message without a method");
  } else if (!id) {
    receive_notification(server, str_from_c(method->valuestring), json_get(message, "params"));
  } else if (!is_id(id)) {
    send_error(server, STR("null"), RPC_INVALID_REQUEST, "an id must be a number or a string");
  } else {
    receive_request(server, id, str_from_c(method->valuestring), json_get(message, "params"));
  }
}

void rpc_receive(Server *server, Incoming incoming) {
  server->message_bytes = incoming.bytes;
  if (!incoming.json) {
    send_error(server, STR("null"), RPC_PARSE_ERROR, incoming.problem);
  } else if (!cJSON_IsObject(incoming.json)) {
    send_error(server, STR("null"), RPC_INVALID_REQUEST,
               cJSON_IsArray(incoming.json) ? "batches are no part of the protocol"
                                            : "a message must be an object");
  } else {
    receive_object(server, incoming.json);
  }
  cJSON_Delete(incoming.json);
}
