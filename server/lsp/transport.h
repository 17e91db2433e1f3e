// The two threads between the loop and the client. The reader cuts the input into messages and
// parses them; the writer writes what the outbox holds. Neither the loop nor a worker ever waits
// for the client: the loop takes messages when it is woken and leaves answers in the outbox.
//
// Both queues are bounded. The reader stops reading while INCOMING_MAX messages (or
// INCOMING_BYTES_MAX bytes) wait for the loop, so that a flood stays in the client's own pipe; the
// outbox has the policy of outbox.h.
#ifndef TREELINE_LSP_TRANSPORT_H
#define TREELINE_LSP_TRANSPORT_H

#include "lsp/json_in.h"
#include "lsp/outbox.h"

enum { INCOMING_MAX = 1024, INCOMING_BYTES_MAX = 64 << 20 };

typedef struct {
  cJSON *json;         // the taker's; NULL: `problem` says what came instead
  const char *problem; // static words
  size_t bytes;
} Incoming;

typedef struct Transport Transport;
typedef enum { TRANSPORT_OPEN, TRANSPORT_INPUT_ENDED, TRANSPORT_BROKEN } TransportState;

// Starts both threads on two descriptors. `wake` is called from them, never under a lock: when
// messages wait, when the outbox has room again, and when the stream has ended.
Transport *transport_open(int input, int output, void (*wake)(void *user), void *user);

// The functions below are the loop's.
bool transport_take(Transport *transport, Incoming *incoming); // false: none waits
// TRANSPORT_INPUT_ENDED once everything from the input was taken; TRANSPORT_BROKEN when nothing
// can be written any more.
TransportState transport_state(Transport *transport);
void transport_send(Transport *transport, Buf *body, OutKind kind, uint64_t key);
// Bytes that wait to be written.
size_t transport_backlog(Transport *transport);
// Whether fewer than `limit` do. If not, `wake` is called once fewer than half of that do.
bool transport_has_room(Transport *transport, size_t limit);
// Waits up to `flush_ms` for the outbox to empty, then ends. False if a thread hangs in the
// system's read or write: it is left behind with what it needs, may still call `wake`, and ends
// with the process.
bool transport_close(Transport *transport, uint64_t flush_ms);

#endif
