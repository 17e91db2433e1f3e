// What is known of files beyond their path, size and content: which repository they lie in, and what git
// would call modified. Any thread may ask; what was loaded does not change.
//
// A file is changed if git would name it in `git status`: its index does not know it (untracked, or ignored
// where the index of ours has ignored files), has it in conflict, or has another content of it, or the
// last commit has (staged). The content is told by size and time, and, where the size is the same and the
// time another or too close to the index's own (racily clean), by the file itself. Two things are not told
// as git does: a changed mode is no change, and a file that git converts (line ends, filters) is one when
// its time was touched.
#ifndef TREELINE_QUERY_FACTS_H
#define TREELINE_QUERY_FACTS_H

#include "base/err.h"
#include "base/os.h"
#include "base/str.h"
#include "store/snapshot.h"

typedef struct Facts Facts;

// Asks the repositories at, around and below the root of a snapshot, in the directories of its
// documents: a few milliseconds for 100,000 files. What cannot be read counts as no repository. Of the
// tree, directories only are read. The snapshot is not kept.
Facts *facts_load_snapshot(const Snapshot *snapshot);
void facts_free(Facts *facts); // NULL is allowed
// Whether the repositories have written their indexes or moved HEAD since: then it is time to load anew.
// Two looks a repository. A repository that came later is not noticed.
bool facts_are_stale(const Facts *facts);
// Directory of the innermost repository that the path (relative to the root) lies in, relative to the root;
// "" is the root itself, or a repository around it. false: in none.
bool facts_repo(const Facts *facts, Str path, Str *directory);
// What the repository whose directory is "" is called: its directory's name, wherever that is; empty: none.
Str facts_root_name(const Facts *facts);
// Whether git would call a file with this stamp modified, added or untracked. false where there is no
// git, or its index cannot be read. May read the file, a bounded number of times; the answer is kept.
bool facts_changed(const Facts *facts, Str path, const Stamp *stamp);

#endif
