// Standard output as the verbs use it: buffered, coloured if wanted, quiet about a reader that has
// gone. Main thread only.
#ifndef TREELINE_CLI_OUT_H
#define TREELINE_CLI_OUT_H

#include "base/buf.h"
#include "cli/args.h"

#include <stdio.h>

typedef enum { STYLE_NONE, STYLE_PATH, STYLE_NUMBER, STYLE_MATCH, STYLE_DIM, STYLE_BOLD } Style;

typedef struct {
  Buf buf;
  FILE *stream;
  bool terminal;
  bool colored;
  bool broken;      // nobody reads any more: everything further is dropped
  int write_error;  // errno of another failure, as of a full disk; 0: none
  unsigned columns; // of the terminal
} Out;

void out_open(Out *out, FILE *stream, ColorChoice color);
// Flushes and frees; false, with words on standard error, if something could not be written.
bool out_close(Out *out);
void out_flush(Out *out);
// Flushes if much is waiting, or a person is. False if nobody reads any more: stop producing.
bool out_continue(Out *out);

void out_put(Out *out, Str text);
void out_printf(Out *out, const char *format, ...) PRINTF_LIKE(2, 3);
// What follows is in this style, until STYLE_NONE. Nothing without colours.
void out_style(Out *out, Style style);

// Text from outside as a terminal may see it: control characters as pictures of them, bad UTF-8 and
// marks of direction replaced, a tab as two spaces, at most `columns` wide. Returns the columns used;
// *rest receives what did not fit.
unsigned out_visible(Out *out, Str text, unsigned columns, Str *rest);
// Columns that out_visible would use without a limit.
unsigned out_width(Str text);

// 1234567 -> "1,234,567"; 1234567 -> "1.2 MB"; 1500000000 ns -> "1.50 s". In the arena.
Str human_count(Arena *arena, uint64_t count);
Str human_bytes(Arena *arena, uint64_t bytes);
Str human_time(Arena *arena, int64_t ns);

#endif
