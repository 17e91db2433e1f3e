// An index opened as the command line asks for it: the right tree, as fresh as wanted. Shared by
// the verbs that answer from one.
#ifndef TREELINE_CLI_SESSION_H
#define TREELINE_CLI_SESSION_H

#include "cli/args.h"
#include "cli/out.h"

// What every verb exits with.
enum { EXIT_FOUND = 0, EXIT_NONE = 1, EXIT_ERROR = 2 };

typedef struct {
  Index *index;
  Str root;  // absolute, without symlinks
  Str below; // from the root to the current directory, if answers are shown relative to it; else
             // empty
  Arena arena;
  Buf shown; // of session_path
  Out out;
} Session;

typedef struct {
  const Args *args;
  Str directory;   // overrides -C
  bool read_only;  // look, do not bring up to date
  IndexPhase need; // wait for this phase; PHASE_IDLE: do not wait
} SessionOptions;

// Says on standard error what is wrong, and returns EXIT_ERROR (session_close is not needed then),
// or EXIT_FOUND. Without an index on disk, a read-only session is an empty one.
int session_open(Session *session, const SessionOptions *options);
// Flushes, closes, frees. `code` is handed through, unless writing failed or an interrupt came.
int session_close(Session *session, int code);
// Waits for `phase`, showing progress.
MUST_USE Status session_wait(Session *session, const Args *args, IndexPhase phase, Error *error);
// A path of the index as it is printed: relative to DIR. Until the next call of it.
Str session_path(Session *session, Str path);
// "treeline: MESSAGE" on standard error, unless a person cancelled; EXIT_ERROR.
int session_fail(Session *session, const Error *error);

// A share with the four decimals that JSON gives it, rounded down: only the whole is shown as 1.
static inline double share_down(double share) {
  return share < 1 && share > 0.9999 ? 0.9999 : share;
}
// One query's summary: as JSON, or in words on standard error.
void session_json_summary(Session *session, const QuerySummary *summary);
void session_print_summary(Session *session, const QuerySummary *summary, const char *noun);
// What the summary makes the verb exit with. Nothing found in the time given is no answer: words on
// standard error.
int session_found(Session *session, const QuerySummary *summary);

#endif
