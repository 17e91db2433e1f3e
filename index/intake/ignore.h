// The rules that keep files out of the index: .gitignore, .ignore, .git/info/exclude and the user's
// excludes file, with the exact meaning of gitignore(5). Paths are UTF-8 or any other bytes, with
// '/'.
//
// IgnoreRules is one parsed file. IgnoreScope is one directory's files together with its parent's
// scope; it is immutable and reference-counted, so that threads walking different subtrees share
// it. As in git, a directory that is excluded is not entered, so the rules are asked about an entry
// only when they let its parents pass.
#ifndef TREELINE_INTAKE_IGNORE_H
#define TREELINE_INTAKE_IGNORE_H

#include "base/str.h"

// Bounds against hostile trees, kept by those who read the files.
enum {
  IGNORE_FILE_MAX = 1 << 20,  // bytes of one rule file
  IGNORE_RULES_MAX = 1 << 19, // rules in force in one directory (some 100 bytes each)
};

typedef enum {
  IGNORE_UNDECIDED, // no rule speaks of it
  IGNORE_EXCLUDED,
  IGNORE_INCLUDED, // by a negated rule; this makes even a hidden file visible
} IgnoreVerdict;

// A path being asked about, with what is computed of it once for all rules. Borrows the path.
typedef struct {
  Str path;
  Str name; // the last component
  uint64_t name_mask;
  uint32_t name_hash; // without ASCII case
  bool is_directory;  // a symlink to a directory is none
} IgnoreSubject;
IgnoreSubject ignore_subject(Str path, bool is_directory);

typedef struct IgnoreRules IgnoreRules;
// Never fails: a line that git would not understand matches nothing. `text` is not kept.
IgnoreRules *ignore_rules_parse(Str text, bool fold_case);
void ignore_rules_free(IgnoreRules *rules); // NULL is allowed
size_t ignore_rules_count(const IgnoreRules *rules);
// What the last matching rule says. The rules' directory is subject->path[0, base), its '/'
// included.
IgnoreVerdict ignore_rules_match(const IgnoreRules *rules, const IgnoreSubject *subject,
                                 size_t base);

typedef struct IgnoreScope IgnoreScope;
typedef struct {
  size_t base;            // length of the directory's path, with its '/', in the subjects to come
  bool repository;        // has a .git: outer .gitignore files end here
  bool fold_case;         // the repository's core.ignoreCase; inherited below it
  IgnoreRules *ignore;    // .ignore: counts everywhere, and wins over all others
  IgnoreRules *gitignore; // these three count inside a repository only
  IgnoreRules *exclude;   // info/exclude of this repository
  IgnoreRules *global;    // the user's excludes file, for this repository
} IgnoreScopeParts;

// A scope with one reference. Takes ownership of the rules in `parts` (each may be NULL) and a new
// reference to `parent` (NULL for the outermost).
IgnoreScope *ignore_scope_new(IgnoreScope *parent, const IgnoreScopeParts *parts);
IgnoreScope *ignore_scope_ref(IgnoreScope *scope); // NULL is allowed
void ignore_scope_unref(IgnoreScope *scope);       // NULL is allowed
// All three: false or 0 for NULL.
bool ignore_scope_in_repository(const IgnoreScope *scope);
bool ignore_scope_folds_case(const IgnoreScope *scope);
size_t ignore_scope_rule_count(const IgnoreScope *scope); // with those of its parents
// .ignore files innermost first, then .gitignore files up to the repository's root, its exclude
// file, the user's: the first that speaks decides. NULL scope: undecided.
IgnoreVerdict ignore_scope_match(const IgnoreScope *scope, const IgnoreSubject *subject);

#endif
