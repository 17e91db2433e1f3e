// Messages on their way to the client, oldest first. It is a queue with a policy, and no more: the
// transport puts a lock around it.
//
// A client may stop reading for as long as it likes. What it asked for is never dropped: answers,
// and requests and notifications that change its state, are always taken, and whoever makes them
// looks at `bytes` and makes no more while it is over OUTBOX_FULL. What is only news is
// dropped when the client is not keeping up: a progress report gives way to a newer one of the
// same key, and reports and log messages are refused over OUTBOX_NEWS_MAX.
#ifndef TREELINE_LSP_OUTBOX_H
#define TREELINE_LSP_OUTBOX_H

#include "base/buf.h"

enum {
  OUTBOX_NEWS_MAX = 1 << 20, // bytes waiting over which news are dropped
  OUTBOX_FULL = 32 << 20,    // bytes waiting over which no new work should be begun
};

typedef enum { OUT_NEEDED, OUT_NEWS } OutKind;

typedef struct OutMessage OutMessage;
struct OutMessage {
  OutMessage *next;
  uint64_t key; // of replaceable news, else 0
  Buf body;
};

typedef struct {
  OutMessage *first, *last;
  size_t bytes;     // of all bodies
  uint64_t dropped; // news refused or replaced so far
} Outbox;

// Takes *body over and leaves it empty. `key` 0: never replaced.
void outbox_push(Outbox *outbox, Buf *body, OutKind kind, uint64_t key);
// The oldest message, now the caller's (out_message_free), or NULL. Its bytes count until
// outbox_written, since they are still held.
OutMessage *outbox_pop(Outbox *outbox);
void outbox_written(Outbox *outbox, size_t bytes);
void out_message_free(OutMessage *message);
void outbox_release(Outbox *outbox);

#endif
