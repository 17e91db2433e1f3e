// What Treeline knows of one document, decoded: its identity, its symbols and its spans. Produced by
// intake/, encoded by builder, decoded by segment. Values only; strings are borrowed.
#ifndef TREELINE_FORMAT_RECORD_H
#define TREELINE_FORMAT_RECORD_H

#include "base/os.h"
#include "base/str.h"

// Order is the number on disk: append, never reorder.
#define SYMBOL_KINDS(X)                                                                            \
  X(MODULE, "module")                                                                              \
  X(NAMESPACE, "namespace")                                                                        \
  X(PACKAGE, "package")                                                                            \
  X(CLASS, "class")                                                                                \
  X(STRUCT, "struct")                                                                              \
  X(UNION, "union")                                                                                \
  X(INTERFACE, "interface")                                                                        \
  X(TRAIT, "trait")                                                                                \
  X(ENUM, "enum")                                                                                  \
  X(ENUMERATOR, "enumerator")                                                                      \
  X(TYPE, "type")                                                                                  \
  X(FUNCTION, "function")                                                                          \
  X(METHOD, "method")                                                                              \
  X(CONSTRUCTOR, "constructor")                                                                    \
  X(MACRO, "macro")                                                                                \
  X(FIELD, "field")                                                                                \
  X(PROPERTY, "property")                                                                          \
  X(VARIABLE, "variable")                                                                          \
  X(CONSTANT, "constant")                                                                          \
  X(EVENT, "event")                                                                                \
  X(HEADING, "heading")                                                                            \
  X(KEY, "key")                                                                                    \
  X(TARGET, "target")                                                                              \
  X(LABEL, "label")                                                                                \
  X(TABLE, "table")                                                                                \
  X(SELECTOR, "selector")

typedef enum {
#define X(id, name) SYMBOL_##id,
  SYMBOL_KINDS(X)
#undef X
      SYMBOL_KIND_COUNT
} SymbolKind;

Str symbol_kind_name(SymbolKind kind);
// false if no kind has that name.
bool symbol_kind_from_name(Str name, SymbolKind *kind);

enum {
  SYMBOL_DECLARATION =
      1 << 0, // not the definition itself: a prototype, a forward or extern declaration
  SYMBOL_EXPORTED = 1 << 1, // visible outside its file or module, where the language says so
  SYMBOL_DEPRECATED = 1 << 2,
};

static const uint32_t NO_PARENT = UINT32_MAX;

// Lines and columns are 0-based; columns and offsets are bytes of the document's text in UTF-8.
typedef struct {
  Str name;
  Str container; // dotted path of what encloses it, empty at top level
  SymbolKind kind;
  uint8_t flags;                 // SYMBOL_DECLARATION ...
  uint32_t parent;               // index of the enclosing symbol of this document, or NO_PARENT
  uint32_t line, column;         // where the name starts
  uint32_t column_utf16;         // the same column in UTF-16 code units
  uint32_t name_start, name_end; // byte offsets
  uint32_t start, end;           // byte offsets of the whole definition
  uint32_t end_line;             // line of its last byte
} Symbol;

// Bytes [start, old_end) of a text became bytes [start, new_end) of the one after it.
typedef struct {
  uint32_t start, old_end, new_end;
} TextEdit;

typedef enum { SPAN_COMMENT, SPAN_STRING } SpanKind;

typedef struct {
  uint32_t start, end; // byte offsets, end exclusive
  SpanKind kind;
} Span;

// What an occurrence of a name is to it.
typedef enum {
  OCCURRENCE_TEXT,        // in a comment or a string
  OCCURRENCE_READ,        // a use
  OCCURRENCE_WRITE,       // an assignment, an increment
  OCCURRENCE_CALL,        // called
  OCCURRENCE_IMPORT,      // named by an import or an include
  OCCURRENCE_DECLARATION, // declared
  OCCURRENCE_DEFINITION,  // defined
} OccurrenceKind;

typedef enum { FOLD_CODE, FOLD_COMMENT, FOLD_IMPORTS, FOLD_REGION } FoldKind;

typedef struct {
  uint32_t start, end; // byte offsets: folding hides what is between the lines of the two
  FoldKind kind;
} SourceFold;

enum {
  DOCUMENT_BINARY = 1 << 0,     // no text: only its path is known
  DOCUMENT_TEXT_ONLY = 1 << 1,  // too large to look for symbols
  DOCUMENT_TIMED_OUT = 1 << 2,  // parsing exceeded its budget: symbols may be missing
  DOCUMENT_CHUNK = 1 << 3,      // a part of a large file
  DOCUMENT_UNREADABLE = 1 << 4, // could not be read: kept so that it is reported, not skipped
  DOCUMENT_RACY = 1 << 5,       // may have changed without a trace: read again at the next refresh
};

typedef enum { ENCODING_UTF8, ENCODING_UTF16LE, ENCODING_UTF16BE, ENCODING_LATIN1 } Encoding;

typedef struct {
  Str path; // relative to the root, '/' between components
  Stamp stamp;
  uint64_t hash;        // xxHash3 of the file's bytes (of the chunk's, for a chunk)
  uint64_t chunk_start; // byte offset of a chunk in its file; 0 for whole files
  uint64_t chunk_size;  // bytes of the file that this document covers
  uint32_t first_line;  // 0-based line of the file at chunk_start
  uint32_t line_count;
  uint8_t language; // LanguageId
  uint8_t encoding; // Encoding
  uint16_t flags;   // DOCUMENT_BINARY ...
} Document;

#endif
