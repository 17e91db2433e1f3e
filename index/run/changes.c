// Problem: a save must be searchable at once, a build or a checkout names thousands of files over seconds,
// and nobody tells which of them it is. Approach: a burst may have a few batches at once, which is what
// editors need that write a temporary file, rename it and touch it again; then it gathers.
//
// Rejected: waiting for quiet before the first batch (a save would cost the wait), and a batch a call
// without end (a log that is written a hundred times a second would be read as often).
#include "run/changes.h"

#include <string.h>

void changes_release(Changes *changes) {
  intern_release(&changes->touched);
  intern_release(&changes->later);
  intern_release(&changes->racy);
  intern_release(&changes->noted);
}

void touch_batch_release(TouchBatch *batch) { intern_release(&batch->paths); }

// ---- paths --------------------------------------------------------------------------------------

static Str parent_of(Str path) {
  Str name = str_base_name(path);
  return str_slice(path, 0, path.len > name.len ? path.len - name.len - 1 : 0);
}

static bool is_name(Str name) {
  return name.len > 0 && !str_equal(name, STR("..")) && !str_equal(name, STR("."))
         && str_find_byte(name, 0, '\0') == name.len;
}

// As walks write it: without "./" before and '/' behind. False if it is no path below the root.
static bool canonical(Str *path) {
  while (str_starts_with(*path, STR("./"))) *path = str_slice(*path, 2, path->len);
  while (path->len > 1 && path->ptr[path->len - 1] == '/') path->len--;
  if (str_equal(*path, STR("."))) path->len = 0;
  Str rest = *path, name;
  if (rest.len && rest.ptr[0] == '/') return false;
  while (str_next_field(&rest, '/', &name)) {
    if (!is_name(name)) return false;
  }
  return true;
}

// Whether the path decides which files count. *directory is then where.
static bool is_rule(Str path, Str *directory) {
  static const Str inside[] = {{".git/info/exclude", 17}, {".git/info", 9}, {".git/config", 11}};
  Str name = str_base_name(path);
  *directory = parent_of(path);
  if (str_equal(name, STR(".gitignore")) || str_equal(name, STR(".ignore"))
      || str_equal(name, STR(".git"))) {
    return true;
  }
  for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
    if (!str_ends_with(path, inside[i])) continue;
    size_t above = path.len - inside[i].len;
    if (above && path.ptr[above - 1] != '/') continue;
    *directory = str_slice(path, 0, above ? above - 1 : 0);
    return true;
  }
  return false;
}

// Whether the set holds the path or a directory above it.
static bool covers(const Intern *set, Str path, bool itself) {
  uint32_t number;
  if (itself && intern_find(set, path, &number)) return true;
  for (size_t i = path.len; i > 0; i--) {
    if (path.ptr[i - 1] == '/' && intern_find(set, str_slice(path, 0, i - 1), &number)) return true;
  }
  return false;
}

// ---- asking -------------------------------------------------------------------------------------

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

static void note_call(Changes *changes, int64_t now_ns) {
  if (changes->last_ns == 0 || now_ns - changes->last_ns > CHANGES_QUIET_NS) {
    changes->burst_paths = 0;
    changes->at_once = 0;
    changes->pace_ns = 0;
  }
  changes->last_ns = now_ns;
}

// However the paths are spread over the span: who writes slowly, or tells in small pieces, may lose some.
static void note_burst(Changes *changes, size_t count, int64_t now_ns) {
  if (now_ns - changes->span_ns > CHANGES_SPAN_NS) {
    changes->span_ns = now_ns;
    changes->span_paths = 0;
  }
  changes->span_paths += count;
  if (changes->span_paths < CHANGES_BURST || changes->burst) return;
  changes->burst = true;
  changes->burst_ns = now_ns;
}

static void want_all(Changes *changes, int64_t now_ns, int64_t due_ns) {
  if (!changes->all) changes->all_first_ns = now_ns;
  if (!changes->all || changes->all_due_ns > now_ns) {
    changes->all_due_ns = least(due_ns, changes->all_first_ns + CHANGES_ALL_LONGEST_NS);
  }
  changes->all = true;
}

void changes_touch_all(Changes *changes, int64_t now_ns) {
  changes->asked++;
  changes->all_held = false;
  want_all(changes, now_ns, now_ns);
  changes->all_due_ns = now_ns;
}

// Whether there was any path. *all: it stands for the whole tree.
static bool add_path(Changes *changes, Str path, bool *all) {
  Str directory;
  if (!canonical(&path)) return false;
  if (is_rule(path, &directory)) {
    changes->rules = true;
    path = directory;
  }
  changes->burst_paths++;
  if (path.len == 0) {
    *all = true;
  } else {
    intern_number(&changes->touched, path);
  }
  return true;
}

// `gathered`: by who calls.
static void set_due(Changes *changes, int64_t now_ns, bool waiting, bool gathered) {
  if (!waiting) changes->first_ns = now_ns;
  if (changes->at_once < CHANGES_AT_ONCE && (changes->burst_paths <= CHANGES_FEW || gathered)) {
    changes->due_ns = now_ns;
  } else if (!waiting || changes->due_ns > now_ns) {
    int64_t quiet = most(CHANGES_QUIET_NS, changes->pace_ns);
    int64_t longest = most(CHANGES_LONGEST_NS, changes->pace_ns);
    changes->due_ns = least(now_ns + quiet, changes->first_ns + longest);
  }
}

void changes_touch(Changes *changes, const Str *paths, size_t count, int64_t now_ns) {
  bool all = false, any = false, waiting = changes->touched.count > 0;
  note_call(changes, now_ns);
  note_burst(changes, count, now_ns);
  for (size_t i = 0; i < count; i++) any = add_path(changes, paths[i], &all) || any;
  if (!any) return;
  changes->asked++;
  changes->all_held = false;
  if (changes->touched.count > CHANGES_MAX) {
    intern_release(&changes->touched);
    all = true;
  }
  if (all) {
    bool at_once = changes->at_once++ < CHANGES_AT_ONCE;
    want_all(changes, now_ns, at_once ? now_ns : now_ns + CHANGES_ALL_QUIET_NS);
  }
  if (changes->touched.count) set_due(changes, now_ns, waiting, count >= CHANGES_BURST);
}

void changes_pace(Changes *changes, int64_t pace_ns) {
  changes->pace_ns = least(pace_ns, CHANGES_ALL_LONGEST_NS);
}

void changes_rest(Changes *changes, int64_t now_ns) { changes->rest_ns = now_ns; }

void changes_look_again(Changes *changes, Str path, int64_t due_ns) {
  changes->racy_ns = changes->racy.count ? least(changes->racy_ns, due_ns) : due_ns;
  intern_number(&changes->racy, path);
}

void changes_hold(Changes *changes) { changes->all = changes->all_held = true; }

void changes_let_go(Changes *changes) {
  if (changes->all_held) changes->all = changes->all_held = false;
}

// ---- taking -------------------------------------------------------------------------------------

static bool all_is_wanted(const Changes *changes) { return changes->all && !changes->all_held; }

// When a burst that is over, or goes on for too long, is followed up.
static int64_t follow_up_ns(const Changes *changes) {
  if (!changes->burst) return INT64_MAX;
  return least(most(changes->last_ns, changes->rest_ns) + CHANGES_AFTER_BURST_NS,
               changes->burst_ns + CHANGES_BURST_LONGEST_NS);
}

int64_t changes_due_ns(const Changes *changes, bool few) {
  int64_t due = INT64_MAX;
  if (changes->touched.count) due = changes->due_ns;
  if (changes->racy.count) due = least(due, changes->racy_ns);
  if (few) return due;
  if (all_is_wanted(changes)) due = least(due, changes->all_due_ns);
  return least(due, follow_up_ns(changes));
}

static void take_paths(Changes *changes, Intern *from, TouchBatch *batch) {
  for (uint32_t i = 0; i < from->count; i++) {
    Str path = from->strings[i];
    if (covers(from, path, false)) continue;
    intern_number(&batch->paths, path);
    if (changes->noting) intern_number(&changes->noted, path);
  }
  intern_release(from);
  changes->in_hand += batch->paths.count;
}

static void take_all(Changes *changes, TouchBatch *batch) {
  batch->all = true;
  changes->all = changes->burst = false;
  intern_release(&changes->touched);
  intern_release(&changes->later);
  intern_release(&changes->racy);
}

bool changes_take(Changes *changes, int64_t now_ns, bool few, TouchBatch *batch) {
  *batch = (TouchBatch){0};
  bool wanted = all_is_wanted(changes) && changes->all_due_ns <= now_ns;
  bool all = !few && (wanted || follow_up_ns(changes) <= now_ns);
  bool paths = changes->touched.count > 0 && changes->due_ns <= now_ns
               && (!all || changes->touched.count <= CHANGES_FEW);
  if (!paths && !all) {
    bool racy = changes->racy.count > 0 && changes->racy_ns <= now_ns;
    if (racy) take_paths(changes, &changes->racy, batch);
    return racy;
  }
  if (paths) {
    take_paths(changes, &changes->touched, batch);
    changes->at_once++;
  } else {
    take_all(changes, batch);
  }
  batch->asked = true;
  batch->pays = changes->owed && changes->later.count == 0;
  batch->rules = changes->rules;
  changes->rules = false;
  changes->begun = changes->asked;
  changes->open++;
  return true;
}

void changes_finish(Changes *changes, const TouchBatch *batch) {
  changes->in_hand -= batch->paths.count;
  if (!batch->asked) return;
  changes->open--;
  if (batch->pays) changes->owed = false;
  if (changes->open == 0 && !changes->owed && !all_is_wanted(changes)) {
    changes->done = changes->begun;
  }
}

void changes_defer(Changes *changes, const TouchBatch *batch) {
  changes->in_hand -= batch->paths.count;
  for (uint32_t i = 0; i < batch->paths.count; i++) {
    intern_number(&changes->later, batch->paths.strings[i]);
  }
  if (!batch->asked) return;
  changes->open--;
  changes->owed = true;
  changes->rules = changes->rules || batch->rules;
}

void changes_resume(Changes *changes, int64_t now_ns) {
  if (changes->later.count == 0) return;
  for (uint32_t i = 0; i < changes->later.count; i++) {
    intern_number(&changes->touched, changes->later.strings[i]);
  }
  intern_release(&changes->later);
  changes->first_ns = changes->due_ns = now_ns;
}

uint64_t changes_pending(const Changes *changes) {
  return (uint64_t)changes->touched.count + changes->later.count + changes->in_hand + changes->all;
}

// ---- noting -------------------------------------------------------------------------------------

void changes_begin_noting(Changes *changes) { changes->noting = true; }

void changes_end_noting(Changes *changes) {
  changes->noting = false;
  intern_release(&changes->noted);
}

bool changes_noted(const Changes *changes, Str path) {
  return changes->noted.count > 0 && covers(&changes->noted, path, true);
}
