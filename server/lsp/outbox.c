#include "lsp/outbox.h"

#include "base/err.h"

#include <stdlib.h>

static bool replace_news(Outbox *outbox, Buf *body, uint64_t key) {
  for (OutMessage *m = outbox->first; m; m = m->next) {
    if (m->key != key) continue;
    outbox->bytes = outbox->bytes - m->body.len + body->len;
    buf_release(&m->body);
    m->body = *body;
    outbox->dropped++;
    return true;
  }
  return false;
}

void outbox_push(Outbox *outbox, Buf *body, OutKind kind, uint64_t key) {
  Buf taken = *body;
  *body = (Buf){0};
  if (key && replace_news(outbox, &taken, key)) return;
  if (kind == OUT_NEWS && outbox->bytes > OUTBOX_NEWS_MAX) {
    buf_release(&taken);
    outbox->dropped++;
    return;
  }
  OutMessage *message = xcalloc(1, sizeof *message);
  message->body = taken;
  message->key = key;
  outbox->bytes += taken.len;
  if (outbox->last)
    outbox->last->next = message;
  else
    outbox->first = message;
  outbox->last = message;
}

OutMessage *outbox_pop(Outbox *outbox) {
  OutMessage *message = outbox->first;
  if (!message) return NULL;
  outbox->first = message->next;
  if (!outbox->first) outbox->last = NULL;
  message->next = NULL;
  return message;
}

void outbox_written(Outbox *outbox, size_t bytes) { outbox->bytes -= bytes; }

void out_message_free(OutMessage *message) {
  buf_release(&message->body);
  free(message);
}

void outbox_release(Outbox *outbox) {
  OutMessage *message;
  while ((message = outbox_pop(outbox))) out_message_free(message);
  outbox->bytes = 0;
}
