// The words of C, C++ and Objective-C that decide how a declaration reads, the attributes that are
// usually hidden in macros, and the macros that make definitions.
#ifndef TREELINE_INTAKE_CWORD_H
#define TREELINE_INTAKE_CWORD_H

#include "format/record.h"
#include "intake/ctext.h"

typedef enum {
  WORD_NAME,      // any other identifier
  WORD_TYPE,      // int, void ...
  WORD_SPECIFIER, // kept before a declaration: static, const, virtual ...
  WORD_EXTERN,
  WORD_TYPEDEF,
  WORD_AGGREGATE, // struct, union, class
  WORD_ENUM,
  WORD_NAMESPACE,
  WORD_TEMPLATE,
  WORD_USING,
  WORD_OPERATOR,
  WORD_CONCEPT,
  WORD_REQUIRES,
  WORD_ACCESS,     // public, protected, private, signals ...
  WORD_STATEMENT,  // if, return ...: no declaration starts so
  WORD_NOISE,      // dropped: volatile, __init, WINAPI ...
  WORD_ATTRIBUTE,  // dropped, with the (...) behind it
  WORD_ENUM_MACRO, // NS_ENUM(type, name) { ...
  WORD_OBJC_CLASS, // @interface, @implementation, @protocol
  WORD_OBJC_END,
  WORD_OBJC_PROPERTY,
  WORD_OBJC_LABEL,     // @optional, @public ...
  WORD_OBJC_REFERENCE, // @class
  WORD_OBJC_OTHER,     // @synthesize ...: passed to the semicolon
} CWord;

CWord cword_class(Str word, CDialect dialect);
// Whether a name looks like a macro that stands for attributes: `__must_check`, `EXPORT_API`; but
// not like the types `__u32` and `__kernel_size_t`.
bool cword_looks_like_attribute(Str name);

typedef struct {
  SymbolKind kind;
  uint8_t flags;
  uint8_t argument;  // which argument is the name
  uint8_t container; // which argument is its container, or NO_ARGUMENT
} CMacro;
enum { NO_ARGUMENT = 255 };

// Whether `name` is a macro whose use defines something: DEFINE_MUTEX(x), SYSCALL_DEFINE2(x, ...).
bool cword_defining_macro(Str name, CMacro *macro);

#endif
