// The little of git that a walk needs to know: where a repository keeps its data, and what the
// configuration says about ignoring files. Reads files only, never runs git. Any thread.
#ifndef TREELINE_INTAKE_GIT_H
#define TREELINE_INTAKE_GIT_H

#include "base/arena.h"
#include "base/buf.h"

typedef struct {
  Str excludes_file; // as configured, `~/` expanded; may be relative to the worktree; empty: none
  bool ignore_case;  // core.ignoreCase
  bool sha256;       // contents are named by SHA-256 instead of SHA-1
} GitSettings;

// The machine's and the user's configuration, the user's default excludes file included. Strings
// live in `arena`. What cannot be read or parsed is left out, as nothing can be done about it here.
GitSettings git_user_settings(Arena *arena);
// Overrides `settings` by what the repository with this common directory says.
void git_repository_settings(Str common_dir, Arena *arena, GitSettings *settings);
// Where the repository of `worktree` (a directory with a `.git`) keeps what is this worktree's: `.git`
// itself, or where a `.git` file leads. False if it leads nowhere.
bool git_directory(Str worktree, Arena *arena, Str *directory);
// Where it keeps what all its worktrees share: the same, or where its `commondir` leads.
bool git_common_dir(Str worktree, Arena *arena, Str *common_dir);

// The syntax of git's configuration, one variable a call.
typedef struct {
  Str rest;
  Buf section, name, value;
} GitConfig;
GitConfig git_config_open(Str text); // borrows text
// `name` is "section.key" or "section.subsection.key", section and key in lower case; a key without
// a value reads "true". Both live until the next call. False at the end or the first broken line.
bool git_config_next(GitConfig *config, Str *name, Str *value);
void git_config_close(GitConfig *config);

#endif
