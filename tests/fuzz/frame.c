// A stream of messages of any bytes, in pieces of any size: it ends, and bodies are as long as they
// say.
#include "fuzz/fuzz.h"
#include "lsp/frame.h"

// Hands out what is there. Results are bounded by the bytes that were fed.
static void drain(Frame *frame, size_t *results, size_t most) {
  for (;;) {
    char *body = NULL;
    size_t length = 0;
    const char *problem = NULL;
    FrameResult result = frame_next(frame, &body, &length, &problem);
    if (result == FRAME_MORE) return;
    fuzz_require(++*results <= most);
    if (result == FRAME_ERROR) {
      fuzz_require(problem != NULL);
      continue;
    }
    uint8_t sum = 0; // reads all of it, and changes it as its reader may
    for (size_t i = 0; i < length; i++) sum = (uint8_t)(sum + (uint8_t)body[i]);
    if (length) body[length - 1] = (char)sum;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1) return 0;
  Frame frame = {0};
  size_t results = 0, piece = data[0] ? data[0] : size;
  for (size_t at = 1; at < size; at += piece) {
    size_t left = size - at;
    frame_feed(&frame, fuzz_str(data + at, left < piece ? left : piece));
    drain(&frame, &results, size);
  }
  frame_release(&frame);
  return 0;
}

void fuzz_seeds(FuzzSeedFn take, void *user) {
  static const char *const streams[] = {
      "\x07"
      "Content-Length: 2\r\n\r\n{}Content-Length: 4\r\n\r\nnull",
      "\xFF"
      "Content-Length: 5\r\nContent-Type: x; charset=utf-8\r\n\r\nhello",
      "\x01"
      "content-length:1\n\n1",
      "\x20"
      "garbage\r\n\r\nContent-Length: x\r\n\r\nContent-Length: 3\r\n\r\n[1]",
      "\x03"
      "Content-Length: 99999999999999999999\r\n\r\nContent-Length: 0\r\n\r\n"};
  for (size_t i = 0; i < COUNT_OF(streams); i++) take(user, str_from_c(streams[i]));
}
