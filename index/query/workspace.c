#include "query/workspace.h"

enum { KEPT = 64 }; // more threads than this at once make their own

typedef struct {
  Workspace workspace; // first: a Workspace pointer is a Slot pointer
  atomic_flag taken;
  bool kept;
} Slot;

struct Workspaces {
  const Matcher *matcher;
  uint32_t lines_around;
  const atomic_bool *cancelled;
  Slot slots[KEPT];
};

Workspaces *workspaces_new(const Matcher *matcher, uint32_t lines_around,
                           const atomic_bool *cancelled) {
  Workspaces *all = xcalloc(1, sizeof *all);
  all->matcher = matcher;
  all->lines_around = lines_around;
  all->cancelled = cancelled;
  for (int i = 0; i < KEPT; i++) {
    atomic_flag_clear(&all->slots[i].taken);
    all->slots[i].kept = true;
  }
  return all;
}

static void slot_release(Slot *slot) {
  match_scratch_free(slot->workspace.scratch);
  content_reader_release(&slot->workspace.reader);
}

void workspaces_free(Workspaces *all) {
  if (!all) return;
  for (int i = 0; i < KEPT; i++) slot_release(&all->slots[i]);
  free(all);
}

Workspace *workspace_take(Workspaces *all) {
  Slot *slot = NULL;
  for (int i = 0; i < KEPT && !slot; i++) {
    if (!atomic_flag_test_and_set(&all->slots[i].taken)) slot = &all->slots[i];
  }
  if (!slot) slot = xcalloc(1, sizeof *slot);
  Workspace *workspace = &slot->workspace;
  if (!workspace->scratch) {
    workspace->scratch = match_scratch_new(all->matcher, all->cancelled);
    workspace->reader.choice = matcher_choice(all->matcher, all->lines_around);
    workspace->reader.cancelled = all->cancelled;
  }
  return workspace;
}

void workspace_give(Workspaces *all, Workspace *workspace) {
  (void)all;
  Slot *slot = (Slot *)workspace;
  if (slot->kept) {
    atomic_flag_clear(&slot->taken);
  } else {
    slot_release(slot);
    free(slot);
  }
}
