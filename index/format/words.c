#include "format/segment.h"

bool segment_has_words(const Segment *segment) {
  (void)segment;
  return false;
}

bool word_cursor_open(WordCursor *cursor, const Segment *segment, Str word) {
  (void)cursor, (void)segment, (void)word;
  return false;
}

uint32_t word_cursor_document(const WordCursor *cursor) {
  (void)cursor;
  return POSTING_END;
}

uint8_t word_cursor_weight(const WordCursor *cursor) {
  (void)cursor;
  return 0;
}

uint32_t word_cursor_next(WordCursor *cursor) {
  (void)cursor;
  return POSTING_END;
}

uint32_t word_cursor_count(const WordCursor *cursor) {
  (void)cursor;
  return 0;
}
