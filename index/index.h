// Treeline's library: indexing and searching one tree of files. The one header that server/ includes.
//
// An Index is one root. It owns a pool of worker threads (started by index_open, joined by index_close),
// the snapshot that queries read, and the directory on disk that it keeps. Every function may be called
// from any thread unless it says otherwise; queries run on the caller's thread, with the pool's help.
#ifndef TREELINE_INDEX_H
#define TREELINE_INDEX_H

#include "base/err.h"
#include "base/str.h"
#include "format/record.h"

#include <stdatomic.h>

typedef struct Index Index;

typedef struct {
  Str root;                 // a directory; need not be absolute
  Str cache_dir;            // where indexes live; empty: the user's cache directory
  unsigned workers;         // 0: one per usable CPU
  uint64_t memory_bytes;    // what bulk indexing may hold; 0: 200 MiB, less under a small cgroup
  int64_t parse_timeout_ns; // CPU time per file, so that a busy machine loses nothing; 0: 2 s
  uint64_t symbol_limit;    // files with more bytes to parse are text-only; 0: 4 MiB
  uint64_t chunk_limit;     // larger files are taken in chunks; 0: 8 MiB
  uint64_t unit_bytes;      // large files are looked up in stretches of so many bytes; 0: 32 KiB
  bool hidden;              // also hidden files and directories
  bool no_ignore;           // ignore files do not count
  bool read_only;           // never write: follow what is on disk
  bool foreground;          // somebody waits for the index: workers at normal priority
  bool watch;               // the index notices changes of the tree by itself: see index_touch
  bool documents_only;      // nothing on disk counts: open documents are all there is
  // Called from worker threads at most about ten times a second, and at the end of each phase.
  void (*on_progress)(void *user, Index *index);
  void *user;
} IndexOptions;

// The stages of a query, for whoever asks where the time goes.
typedef enum {
  STAGE_PARSE,      // the query's text, its regular expressions, its plan
  STAGE_CANDIDATES, // posting lists, filters, order
  STAGE_READ,       // opening and reading files
  STAGE_MATCH,      // looking through their text
  STAGE_RANK,       // scores and order
  STAGE_DELIVER,    // the caller's function
  QUERY_STAGES
} QueryStage;

typedef enum {
  REQUEST_SEARCH, // ranked
  REQUEST_SEARCH_ALL,
  REQUEST_SYMBOLS,
  REQUEST_OUTLINE,
  REQUEST_DEFINITION, // and declaration
  REQUEST_REFERENCES, // and highlights, calls
  REQUEST_HOVER,
  REQUEST_STRUCTURE, // folds, enclosing ranges, words
  REQUEST_KINDS
} IndexRequest;

Str index_stage_name(QueryStage stage);
Str index_request_name(IndexRequest kind);

// Of times in nanoseconds since opening; the percentiles are right to 6%.
typedef struct {
  uint64_t count;
  int64_t p50_ns, p95_ns, p99_ns;
} Latencies;

typedef enum {
  PHASE_IDLE,    // nothing asked for yet; or cancelled, with files pending
  PHASE_WALKING, // finding files, comparing their stamps
  PHASE_TEXT,    // reading files: text becomes searchable
  PHASE_SYMBOLS, // text is complete; symbols are being extracted
  PHASE_READY,   // everything that was found is searchable
  PHASE_FAILED,  // see IndexStatus.message
} IndexPhase;

Str index_phase_name(IndexPhase phase);

// How an index learns of changes on disk, beside index_touch and index_refresh.
typedef enum {
  WATCH_OFF,     // from its callers only
  WATCH_PLACING, // directories are being watched; a comparison of the tree will follow
  WATCH_ALL,     // every directory of the tree is watched
  WATCH_PARTIAL, // the system's limit left some out: the tree is compared from time to time
} WatchState;

Str index_watch_name(WatchState state); // "off", "placing", "all", "partial"

typedef struct {
  IndexPhase phase;
  uint64_t generation;     // of the snapshot that answers now; grows with every publication
  uint64_t files;          // in the snapshot (files, not chunks)
  uint64_t documents;      // in the snapshot
  uint64_t symbols, names; // in the snapshot
  uint64_t source_bytes;   // in the snapshot
  uint64_t disk_bytes;     // of the index
  uint64_t segments;
  uint64_t files_found;     // by the walk under way or the last one
  uint64_t files_pending;   // found, and not yet (or not in their present form) searchable as text
  uint64_t symbols_pending; // files whose symbols are still to come
  // Of the refresh under way or the last one:
  uint64_t bytes_found, text_bytes_done, symbol_bytes_done;
  uint64_t timed_out, unreadable, binary, text_only; // files
  uint64_t open_documents;
  double covered; // 0..1: share of files found that the snapshot answers for
  bool verified;  // the tree has been compared with the index since opening
  bool writer;    // this process holds the lock and writes
  WatchState watch;
  uint64_t watched_directories, unwatched_directories;
  uint64_t touched;         // paths that changed and have not been looked at yet
  uint64_t memory_segments; // segments that are not on disk, without open documents
  int64_t verified_ago_ns;  // since the whole tree was last compared; -1: never
  // Of edits of open documents, from index_document_edit to the symbols published; right to 6%:
  uint64_t edits; // since opening
  int64_t edit_p50_ns, edit_p99_ns;
  Latencies requests[REQUEST_KINDS];
  Latencies stages[QUERY_STAGES]; // of searches
  // Answers that were kept: how many requests looked for theirs, found it, and what they hold. A kept answer
  // counts for its generation only: that grows when a change of the tree is noticed.
  uint64_t answers_asked, answers_hit, answers_bytes;
  int64_t elapsed_ns; // since indexing began, or what it took
  char root[1024];
  char directory[1024]; // of the index on disk
  char message[512];    // words about what went wrong, or empty
} IndexStatus;

// Opens the index of a root: maps what is on disk, starts the workers. Reads no file of the tree.
MUST_USE Status index_open(const IndexOptions *options, Index **index, Error *error);
// Cancels what is under way, joins the workers, frees.
void index_close(Index *index);

// Starts bringing the index up to date with the tree, in the background. While one refresh is under
// way, another call makes one more follow it.
void index_refresh(Index *index);
// These may have changed on disk: `paths`, relative to the root, of files or directories, there or gone.
// They are compared and taken into the index soon (a directory with all below it; "" is all of the tree):
// at once and beside other work if they are few, together if many come: then as a refresh does, with its
// phases. A file of ignore rules stands for the directory they speak of. Never waits.
void index_touch(Index *index, const Str *paths, size_t count);
// Stops the refresh, or the large batch of touched paths, that is under way or about to begin, between two
// files. What it had still to read stays pending, as IndexStatus says, until the next index_refresh or
// index_touch, of whatever path: that goes on with all of it.
void index_cancel(Index *index);
// The person is at work: bulk indexing gives way for a moment. Queries and edits say so themselves.
void index_note_activity(Index *index);
// Waits until the phase is at least `phase` for all that was asked for (PHASE_READY: everything), or it
// failed or was cancelled, or `timeout_ns` (0: for ever) has passed: false then. What is asked for later is
// not waited for. Not from a worker.
bool index_wait(Index *index, IndexPhase phase, int64_t timeout_ns);
void index_status(Index *index, IndexStatus *out);
// The same but for what has to be counted in the snapshot (files, documents, symbols, names, source_bytes,
// binary, unreadable, text_only stay 0): microseconds, whatever the tree's size.
void index_figures(Index *index, IndexStatus *out);

// ---- open documents -----------------------------------------------------------------------------

// The text of an open document replaces what is on disk for every query that starts after this call
// returns. `path` is relative to the root; `text` is copied. `language` is an LSP language id or empty.
MUST_USE Status index_document_set(Index *index, Str path, Str language, Str text, Error *error);
// The document's text has changed by `edits`, in order, to `text` (all of it, copied): the same as
// index_document_set, but only what changed is parsed again. A path that is not open is opened, its
// language told by its name. Edits that do not lead to `text` count as none: all of it is parsed.
MUST_USE Status index_document_edit(Index *index, Str path, Str text, const TextEdit *edits,
                                    size_t count, Error *error);
// Back to what is on disk, which is looked at anew. An unknown path is ignored.
void index_document_clear(Index *index, Str path);

// Documents below these directories (relative to the root) do not count in any answer: another Index
// answers for them. Replaces what was hidden before. Paths are copied.
void index_hide(Index *index, const Str *directories, size_t count);

// ---- queries ------------------------------------------------------------------------------------

typedef struct {
  Str query;        // the query language of design: words, "phrases", /regex/, file: lang: ...
  uint64_t limit;   // most hits; 0: no limit
  bool all;         // exhaustive: every match, in path order; else ranked, best first
  bool ignore_case; // force; else smart case: capitals in the query make it case-sensitive
  bool match_case;  // force
  bool whole_word;
  bool regex;              // the whole query is one regular expression (PCRE2 syntax)
  bool literal;            // the whole query is one literal text
  uint64_t document_limit; // most hits of one file; 0: no limit
  bool files_only;         // one hit a file, its first; a query may be of filters alone
  bool count_only;         // no hits at all: the summary counts them; with files_only, files
  // With files_only: nothing but the path of a hit counts. Where the index proves that there is one, the
  // file is not read, and the hit is at its beginning with an empty text.
  bool paths_only;
  Str start_path;         // all: files before it in the order of paths are left out; or empty
  uint32_t before, after; // lines of context with each hit
  Str near;               // ranked: the file the person is in; nearer ones rank higher. Or empty
  const Str *recent;      // ranked: files they edited lately, the latest first
  size_t recent_count;
  int64_t timeout_ns; // the answer is cut after so long, with the reason "deadline"; 0: never
  const atomic_bool *cancelled; // may be NULL
} SearchRequest;

// Valid during the callback only. Lines and columns are 0-based, columns and lengths in UTF-8 bytes.
typedef struct {
  Str path;
  Str language;
  uint32_t line;
  uint32_t column;
  uint32_t length; // in bytes, line ends included where it spans lines
  uint32_t end_line, end_column;
  Str text; // the whole line, or all lines that it touches, without the last one's end
  // Lines around it, as many as asked for and there are, without their ends.
  const Str *before, *after;
  uint32_t before_count, after_count;
  uint32_t folded; // ranked: so many more files with the same content have it, too
} SearchHit;

typedef struct {
  uint64_t hits;
  uint64_t documents; // files with hits
  uint64_t generation;
  double covered;
  uint64_t documents_covered,
      documents_known; // the files that the answer speaks for, of those that were found
  bool truncated;
  // Why truncated or not all covered: "limit", "indexing", "deadline", "cancelled"; or "".
  const char *reason;
  int64_t elapsed_ns;
  uint64_t candidates; // files read to answer
} QuerySummary;

// Returns false to stop; the summary then says truncated.
typedef bool (*SearchFn)(void *user, const SearchHit *hit);
// Calls `fn` on this thread. STATUS_INVALID with words for people if the query does not parse.
MUST_USE Status index_search(Index *index, const SearchRequest *request, SearchFn fn, void *user,
                             QuerySummary *summary, Error *error);

typedef enum {
  SYMBOL_MATCH_FUZZY,
  SYMBOL_MATCH_SUBSTRING,
  SYMBOL_MATCH_PREFIX,
  SYMBOL_MATCH_EXACT
} SymbolMatch;

typedef struct {
  Str query;         // may be empty: the best symbols of the tree. kind: lang: file: filters count
  SymbolMatch match; // the loosest match that counts; better ones always rank first
  uint64_t limit;    // 0: no limit
  Str near;          // the file the person is in; nearer ones rank higher. Or empty
  const Str *recent; // files they have open or edited lately, the latest first
  size_t recent_count;
  bool typing; // a filter that cannot be read is not finished yet, and counts for nothing
  const atomic_bool *cancelled;
} SymbolRequest;

typedef struct {
  Str name, container, path, language;
  SymbolKind kind;
  uint8_t flags;
  uint32_t line, column, column_utf16, end_line; // 0-based
  double score;                                  // higher is better
  // Where the letters that were typed stand in `name`: byte offsets, ascending; none for an empty query.
  const uint32_t *matched;
  uint32_t matched_count;
} SymbolHit;

typedef bool (*SymbolFn)(void *user, const SymbolHit *hit);
MUST_USE Status index_symbols(Index *index, const SymbolRequest *request, SymbolFn fn, void *user,
                              QuerySummary *summary, Error *error);

// The symbols of one document, of its open text if it is open, else of the file, in order of position;
// Symbol.parent gives the nesting: what was found last in an open text, extracted now in a file.
// STATUS_NOT_FOUND if there is no such file, or no text in it. `text` is what the symbols refer to; both are
// valid during the callback only.
typedef void (*OutlineFn)(void *user, Str text, const Symbol *symbols, size_t count);
MUST_USE Status index_outline(Index *index, Str path, const atomic_bool *cancelled, OutlineFn fn,
                              void *user, Error *error);

// ---- navigation ---------------------------------------------------------------------------------
// By syntax: what a name means inside its file is said by the file's scopes, else the tree's symbols of
// that name are ranked by how likely the place means them. No answer is more certain than it says.

// A place in a document, of its open text if it is open, else of the file.
typedef struct {
  Str path; // relative to the root
  // The byte offset in `text`, which is the document's, of the place: so the caller counts columns as it
  // likes. Called once, on this thread; what is beyond the end is the end.
  size_t (*offset)(void *user, Str text);
  void *user;
  int64_t timeout_ns; // what is asked about it is cut after so long ("deadline"); 0: never
  const atomic_bool *cancelled; // may be NULL
} SourcePlace;

typedef enum {
  CERTAINTY_NAME,   // it has the name, no more is known
  CERTAINTY_LIKELY, // an import, a directory, a container speaks for it
  CERTAINTY_ONLY,   // the only one of that name and a fitting kind in the tree
  CERTAINTY_SCOPE,  // the scopes of the text say so
} Certainty;

Str index_certainty_name(Certainty certainty); // "name", "likely", "only", "scope"

// A definition. Valid during the callback only. Offsets are bytes of `text`, the whole document.
typedef struct {
  Str path, language, text;
  Str name, container;
  SymbolKind kind; // of a local or a parameter: SYMBOL_VARIABLE
  uint8_t flags;   // SYMBOL_DECLARATION ...
  bool local;      // its scope is a part of its file
  Certainty certainty;
  uint32_t line;                 // of the name, 0-based
  uint32_t name_start, name_end; // its name
  uint32_t start, end;           // all of it
} SourceTarget;

Str index_occurrence_name(OccurrenceKind kind); // "text", "read", ...

// One occurrence of a name. Valid during the callback only. 0-based; column and length are UTF-8 bytes.
typedef struct {
  Str path, language;
  uint32_t line, column, length;
  Str text; // the whole line without its end
  OccurrenceKind kind;
  Certainty certainty;
} SourceReference;

typedef struct {
  Str name; // what the place names, empty: nothing. There from the first callback on, and until
            // this thread's next call of navigation; of very long ones the beginning
  uint32_t start, end; // of the name at the place, byte offsets
  uint64_t found;      // delivered
  bool truncated;
  const char *reason; // as in QuerySummary
  uint64_t generation;
  double covered;
} NavigationSummary;

typedef bool (*TargetFn)(void *user, const SourceTarget *target);
// Where what stands at the place is defined (or, `declarations`, declared), the likeliest first. On a
// definition itself: its declarations and what else is likely to be the same thing first, then itself, so
// that a jump leads back and forth, then others of that name. An include or import leads to the file it
// names: a target with an empty name. No name at the place: no target. Where the first target is more than
// CERTAINTY_NAME, those that are no more than that may be left out by who wants few.
MUST_USE Status index_definitions(Index *index, const SourcePlace *place, bool declarations,
                                  uint64_t limit, TargetFn fn, void *user,
                                  NavigationSummary *summary, Error *error);

typedef struct {
  bool definitions; // also where it is defined and declared
  bool texts;       // also in comments and strings, behind all others
  uint64_t limit;   // 0: none
} ReferenceOptions;

typedef bool (*ReferenceFn)(void *user, const SourceReference *reference);
// Where it is used: of a local name all of its scope; else of the tree, files that are likely to mean the
// same first, within a file in order of position.
MUST_USE Status index_references(Index *index, const SourcePlace *place,
                                 const ReferenceOptions *options, ReferenceFn fn, void *user,
                                 NavigationSummary *summary, Error *error);
// Its occurrences within the document, in order of position; scopes respected.
MUST_USE Status index_highlights(Index *index, const SourcePlace *place, ReferenceFn fn, void *user,
                                 NavigationSummary *summary, Error *error);

// An import or include is its file: a target with an empty name, no signature, and what the file says of
// itself before its code.
typedef struct {
  const SourceTarget *target; // the likeliest
  Str signature;              // its head as it is written, lines joined sensibly: no body
  Str comment;         // the comment that documents it, without its marks; or empty. Markdown stays
  uint64_t others;     // more definitions that may be meant
  uint64_t references; // occurrences of the name in code; see references_exact
  bool references_exact; // false: at least so many
} SourceHover;

typedef void (*HoverFn)(void *user, const SourceHover *hover);
MUST_USE Status index_hover(Index *index, const SourcePlace *place, HoverFn fn, void *user,
                            NavigationSummary *summary, Error *error);

// One function that calls, or is called, with where it does so: `calls` are pairs of byte offsets (start,
// end) in the caller's text: of `target` if it is the caller (incoming), of the place's if not (outgoing).
typedef struct {
  const SourceTarget *target;
  const uint32_t *calls;
  size_t call_count;
} SourceCalls;

// Code outside of functions calls as its file: a module of its base name, which has no place in the text.
typedef bool (*CallsFn)(void *user, const SourceCalls *calls);
// Of the function whose name stands at the place.
MUST_USE Status index_calls(Index *index, const SourcePlace *place, bool incoming, uint64_t limit,
                            CallsFn fn, void *user, NavigationSummary *summary, Error *error);

typedef struct {
  Str text; // the whole word
  SymbolKind kind;
  bool symbol;   // else a word of the text
  Str container; // of a symbol
  double score;  // higher is better
} SourceWord;

typedef bool (*WordFn)(void *user, const SourceWord *word);
// Words that complete what stands before the place: names of this text, then of the tree, best first.
MUST_USE Status index_words(Index *index, const SourcePlace *place, uint64_t limit, WordFn fn,
                            void *user, NavigationSummary *summary, Error *error);

// ---- structure of one document ------------------------------------------------------------------

// The text and its folds in order of start; valid during the callback.
typedef void (*FoldsFn)(void *user, Str text, const SourceFold *folds, size_t count);
MUST_USE Status index_folds(Index *index, Str path, const atomic_bool *cancelled, FoldsFn fn,
                            void *user, Error *error);

// For one place: ranges (pairs of byte offsets) that enclose it, the innermost first, each a part of the
// next.
typedef void (*EnclosingFn)(void *user, Str text, const uint32_t *ranges, size_t count);
MUST_USE Status index_enclosing(Index *index, const SourcePlace *place, EnclosingFn fn, void *user,
                                Error *error);

// The plan of a search in words and numbers, for `treeline explain`, appended line by line to `fn`.
typedef void (*ExplainFn)(void *user, Str line);
MUST_USE Status index_explain(Index *index, const SearchRequest *request, ExplainFn fn, void *user,
                              Error *error);

// ---- work and upkeep ----------------------------------------------------------------------------

// Runs `job` on a worker, ahead of all indexing. It is never dropped: what has not begun at index_close
// is run before the workers end, so every request is answered.
typedef void (*IndexJob)(void *user);
void index_run(Index *index, IndexJob job, void *user);

// Verifies every checksum and invariant on disk, line by line to `fn`; STATUS_CORRUPT if any fails.
MUST_USE Status index_check(Index *index, ExplainFn fn, void *user, Error *error);

// Bytes on disk by kind of section, summed over segments.
void index_sections(Index *index, void (*fn)(void *user, Str name, uint64_t bytes), void *user);

#endif
