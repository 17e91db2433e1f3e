#include "cli/progress.h"

#include "cli/interrupt.h"
#include "cli/out.h"

static const int64_t STEP_NS = 100 * 1000 * 1000;
static const int64_t QUIET_NS = 200 * 1000 * 1000; // a short wait shows nothing
static const int64_t LINE_NS = 1000 * 1000 * 1000;

typedef struct {
  IndexPhase phase;
  int64_t phase_since;
  uint64_t phase_from; // bytes done when the phase began
  int64_t next;
} Meter;

ProgressForm progress_form(bool wanted) {
  if (os_is_terminal(2)) return PROGRESS_TERMINAL;
  return wanted ? PROGRESS_LINES : PROGRESS_NONE;
}

static uint64_t bytes_done(const IndexStatus *status) {
  return status->phase == PHASE_SYMBOLS ? status->symbol_bytes_done : status->text_bytes_done;
}

// "  310 MB/s, 0:41 left", from the bytes since the phase began.
static Str pace(const Meter *meter, const IndexStatus *status, int64_t now, Arena *arena) {
  double seconds = (double)(now - meter->phase_since) / 1e9;
  uint64_t done = bytes_done(status);
  if (seconds < 0.3 || done <= meter->phase_from) return STR("");
  double rate = (double)(done - meter->phase_from) / seconds;
  Str speed = human_bytes(arena, (uint64_t)rate);
  if (done >= status->bytes_found) return arena_printf(arena, ", %.*s/s", STR_ARGS(speed));
  unsigned left = (unsigned)((double)(status->bytes_found - done) / rate + 0.5);
  return arena_printf(arena, ", %.*s/s, %u:%02u left", STR_ARGS(speed), left / 60, left % 60);
}

static Str describe(const Meter *meter, const IndexStatus *status, int64_t now, Arena *arena) {
  Str found = human_count(arena, status->files_found);
  if (status->phase == PHASE_WALKING) {
    return arena_printf(arena, "finding files: %.*s", STR_ARGS(found));
  }
  Str rest = pace(meter, status, now, arena);
  Str done = human_bytes(arena, bytes_done(status));
  Str all = human_bytes(arena, status->bytes_found);
  if (status->phase == PHASE_SYMBOLS) {
    Str symbols = human_count(arena, status->symbols);
    Str left = human_count(arena, status->symbols_pending);
    return arena_printf(arena, "symbols: %.*s found, %.*s of %.*s files left, %.*s%.*s",
                        STR_ARGS(symbols), STR_ARGS(left), STR_ARGS(found), STR_ARGS(done),
                        STR_ARGS(rest));
  }
  uint64_t ready =
      status->files_found > status->files_pending ? status->files_found - status->files_pending : 0;
  Str files = human_count(arena, ready);
  return arena_printf(arena, "text: %.*s of %.*s files, %.*s of %.*s%.*s", STR_ARGS(files),
                      STR_ARGS(found), STR_ARGS(done), STR_ARGS(all), STR_ARGS(rest));
}

static void draw(Meter *meter, Index *index, ProgressForm form, int64_t now) {
  IndexStatus status;
  Arena arena = {0};
  Out err;
  index_status(index, &status);
  if (status.phase != meter->phase) {
    meter->phase = status.phase;
    meter->phase_since = now;
    meter->phase_from = bytes_done(&status);
  }
  out_open(&err, stderr, COLOR_AUTO);
  Str line = describe(meter, &status, now, &arena);
  if (form == PROGRESS_TERMINAL) {
    out_put(&err, STR("\r"));
    out_visible(&err, line, err.columns - 1, NULL);
    out_put(&err, STR("\033[K"));
  } else {
    out_put(&err, line);
    out_put(&err, STR("\n"));
  }
  out_close(&err);
  arena_release(&arena);
}

bool progress_wait(Index *index, IndexPhase phase, ProgressForm form) {
  Meter meter = {.next = os_monotonic_ns() + QUIET_NS};
  bool drawn = false, reached = false;
  while (!interrupted() && !(reached = index_wait(index, phase, STEP_NS))) {
    IndexStatus status;
    index_status(index, &status);
    if (status.phase == PHASE_FAILED) break;
    int64_t now = os_monotonic_ns();
    if (form == PROGRESS_NONE || now < meter.next) continue;
    draw(&meter, index, form, now);
    meter.next = now + (form == PROGRESS_TERMINAL ? 0 : LINE_NS);
    drawn = true;
  }
  if (drawn && form == PROGRESS_TERMINAL) fputs("\r\033[K", stderr);
  return reached;
}
