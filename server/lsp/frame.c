#include "lsp/frame.h"

static const Str LENGTH_HEADER = {"content-length:", 15};

void frame_release(Frame *frame) {
  buf_release(&frame->bytes);
  *frame = (Frame){0};
}

// Room for a body grows as its bytes arrive, never because a header promised them.
void frame_feed(Frame *frame, Str bytes) {
  if (frame->start) {
    size_t left = frame->bytes.len - frame->start;
    memmove(frame->bytes.data, frame->bytes.data + frame->start, left);
    frame->bytes.len = left;
    frame->start = 0;
    if (left == 0 && frame->bytes.capacity > 1u << 20) buf_release(&frame->bytes);
  }
  buf_put(&frame->bytes, bytes.ptr, bytes.len);
}

static Str frame_left(const Frame *frame) {
  return str_slice(buf_str(&frame->bytes), frame->start, frame->bytes.len);
}

static size_t find_length_header(Str s) {
  for (size_t at = 0; at + LENGTH_HEADER.len <= s.len; at++) {
    if (str_equal_fold(str_slice(s, at, at + LENGTH_HEADER.len), LENGTH_HEADER)) return at;
  }
  return SIZE_MAX;
}

// Drops bytes up to the next header, or all that cannot be the start of one. True if it found one.
static bool frame_resume(Frame *frame) {
  Str left = frame_left(frame);
  size_t at = find_length_header(left);
  if (at != SIZE_MAX) {
    frame->start += at;
    frame->skipping = false;
    return true;
  }
  if (left.len >= LENGTH_HEADER.len) frame->start += left.len - LENGTH_HEADER.len + 1;
  return false;
}

static FrameResult frame_lost(Frame *frame, const char *what, const char **problem) {
  frame->skipping = true;
  *problem = what;
  return FRAME_ERROR;
}

static const char *read_length(Str value, size_t *length) {
  uint64_t number;
  if (!str_to_u64(str_trim(value), &number)) return "Content-Length is not a number";
  if (number > FRAME_BODY_MAX) return "Content-Length is over 256 MB";
  *length = (size_t)number;
  return NULL;
}

static bool is_header(Str line) {
  size_t colon = str_find_byte(line, 0, ':');
  for (size_t i = 0; i < colon; i++) {
    char c = line.ptr[i];
    if (c != '-' && (!is_word_byte(c) || (unsigned char)c >= 0x80)) return false;
  }
  return colon > 0 && colon < line.len;
}

// Reads the header block. On success the frame stands at its body.
static FrameResult frame_headers(Frame *frame, const char **problem) {
  Str rest = frame_left(frame);
  size_t length = SIZE_MAX;
  for (;;) {
    size_t end = str_find_byte(rest, 0, '\n');
    if (end == rest.len) {
      if (frame_left(frame).len <= FRAME_HEADER_MAX) return FRAME_MORE;
      frame->start = frame->bytes.len;
      return frame_lost(frame, "a header is too long", problem);
    }
    Str line = str_trim(str_slice(rest, 0, end));
    rest = str_slice(rest, end + 1, rest.len);
    size_t consumed = (size_t)(rest.ptr - frame->bytes.data);
    if (line.len == 0) {
      frame->start = consumed;
      if (length == SIZE_MAX) return frame_lost(frame, "Content-Length is missing", problem);
      frame->in_body = true;
      frame->body = length;
      return FRAME_MORE;
    }
    if (!is_header(line)) {
      // The rest of a body whose length was too small: a header may begin within the line.
      frame->start = (size_t)(line.ptr - frame->bytes.data);
      return frame_lost(frame, "a header was expected", problem);
    }
    if (!str_equal_fold(str_slice(line, 0, LENGTH_HEADER.len), LENGTH_HEADER)) continue;
    const char *wrong = read_length(str_slice(line, LENGTH_HEADER.len, line.len), &length);
    if (wrong) {
      frame->start = consumed;
      return frame_lost(frame, wrong, problem);
    }
  }
}

FrameResult frame_next(Frame *frame, char **body, size_t *length, const char **problem) {
  if (frame->skipping && !frame_resume(frame)) return FRAME_MORE;
  if (!frame->in_body) {
    FrameResult result = frame_headers(frame, problem);
    if (result != FRAME_MORE || !frame->in_body) return result;
  }
  if (frame->bytes.len - frame->start < frame->body) return FRAME_MORE;
  *body = frame->bytes.data + frame->start;
  *length = frame->body;
  frame->start += frame->body;
  frame->in_body = false;
  return FRAME_BODY;
}
