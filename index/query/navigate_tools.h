// What navigation works with: the text of a path as a snapshot has it, and what one thread needs to read
// texts and their scopes, lent to whichever thread works on an item.
#ifndef TREELINE_QUERY_NAVIGATE_TOOLS_H
#define TREELINE_QUERY_NAVIGATE_TOOLS_H

#include "intake/scope.h"
#include "query/places.h"
#include "query/context.h"

typedef struct {
  ContentReader reader;
  Places places;
  ScopeReader *scope;   // made when first needed: navigate_scope
  Extractor *extractor; // the same: navigate_extract
  Extraction found;     // of the last navigate_extract
  Arena arena;          // its strings; reset by each navigate_extract
} NavigateTools;

typedef struct NavigateToolbox NavigateToolbox;

NavigateToolbox *toolbox_new(void);
void toolbox_free(NavigateToolbox *box); // NULL is allowed; none may be lent
// Any thread. The one that took it gives it back.
NavigateTools *tools_take(NavigateToolbox *box);
void tools_give(NavigateTools *tools);

// What one request works with. Borrowed by all that run on its behalf.
typedef struct {
  const QueryContext *query;
  ExtractOptions limits; // of parsing one text
  NavigateToolbox *tools;
  // What was found in an open document, valid until the request ends; NULL: not at hand. May be NULL itself.
  const Extraction *(*outline)(void *user, Str path, Str text);
  void *outline_user;
} Navigation;

// One document of a snapshot, or a file that is not in it.
typedef struct {
  Str path, text; // the whole document's, UTF-8
  LanguageId language;
  const SnapshotPart *part; // NULL: not in the snapshot
  uint32_t part_number, document;
  const Content *content; // NULL as `part`; for Places
  Content read;
  Buf bytes, decoded; // of a file that had to be read as a whole
} NavigateText;

// The document of `path` in the snapshot, of a large file its first chunk; false if there is none.
bool navigate_find(const Snapshot *snapshot, Str path, uint32_t *part, uint32_t *document);
// Reads the text of `path` (relative to the root): of the open document, else of the file, whole. It is valid
// until the tools' next use, if the snapshot does not hold it, and until navigate_text_release.
// STATUS_NOT_FOUND, STATUS_LIMIT (too large to navigate in).
MUST_USE Status navigate_read(const Navigation *navigation, NavigateTools *tools, Str path,
                              NavigateText *out, Error *error);
void navigate_text_release(NavigateText *text);

ScopeReader *navigate_scope(NavigateTools *tools);
// What is found in a text: by the request's outline, else now, valid until the tools' next such call. NULL if
// it could not be read (too large, cancelled).
const Extraction *navigate_extract(const Navigation *navigation, NavigateTools *tools,
                                   const NavigateText *text);
// The innermost symbol of a function-like kind around a byte; NULL: none.
const Symbol *navigate_function_at(const Extraction *found, uint32_t offset);

// Languages that mean the same things by their names: C and C++, JavaScript and TypeScript, those of the JVM.
unsigned navigate_family(LanguageId language);
// Programs, not prose or data.
bool navigate_is_code(LanguageId language);
// 0-based line of a byte; *column in bytes.
uint32_t navigate_line(Str text, size_t offset, uint32_t *column);
// Where a line begins; beyond the last: the end.
size_t navigate_line_start(Str text, uint32_t line);
// The line around a byte, without its end. Lines end with \n or \r\n, as symbols' and searches' do.
Str navigate_line_text(Str text, size_t offset);

#endif
