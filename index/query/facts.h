// What is known of files beyond their path, size and content: which repository they lie in, and what git
// would call modified. Immutable once loaded; any thread.
#ifndef TREELINE_QUERY_FACTS_H
#define TREELINE_QUERY_FACTS_H

#include "base/err.h"
#include "base/os.h"
#include "base/str.h"

typedef struct Facts Facts;

// Asks the repositories at and below `root` (absolute, NUL-terminated). What cannot be read counts as no
// repository. Reads git's own index files and none of the tree's: milliseconds for 100,000 files.
Facts *facts_load(Str root);
void facts_free(Facts *facts); // NULL is allowed
// Whether what was read of the repositories has changed since: a few stamps are compared.
bool facts_stale(const Facts *facts);
// Directory of the innermost repository that the path (relative to the root) lies in, relative to the root;
// "" is the root itself, or a repository around it. false: in none.
bool facts_repo(const Facts *facts, Str path, Str *directory);
// Whether git would call a file with this stamp modified, added or untracked. false where there is no git.
bool facts_changed(const Facts *facts, Str path, const Stamp *stamp);

#endif
