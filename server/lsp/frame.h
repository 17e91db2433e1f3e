// Cuts a stream of bytes into the bodies of messages: `Content-Length: N`, other headers, an empty
// line, N bytes. A value fed by one thread.
//
// Nothing the peer sends can wedge it: after a broken header block it skips to the next text that
// looks like a Content-Length header and goes on from there, reporting each such gap once.
#ifndef TREELINE_LSP_FRAME_H
#define TREELINE_LSP_FRAME_H

#include "base/buf.h"

enum { FRAME_HEADER_MAX = 16 * 1024 }; // bytes of one header block
#define FRAME_BODY_MAX (256u << 20)    // bytes of one message

typedef enum { FRAME_MORE, FRAME_BODY, FRAME_ERROR } FrameResult;

typedef struct {
  Buf bytes;    // received and not yet handed out
  size_t start; // of what is not handed out
  size_t body;  // length of the body that follows, if in_body
  bool in_body;
  bool skipping; // lost: looking for the next header
} Frame;

// An all-zero Frame is ready to use.
void frame_release(Frame *frame);
void frame_feed(Frame *frame, Str bytes);
// FRAME_BODY: *body is the next message, changeable, valid until the next call of any function.
// FRAME_ERROR: *problem says what was skipped. FRAME_MORE: feed first.
FrameResult frame_next(Frame *frame, char **body, size_t *length, const char **problem);

#endif
