// Three tables. The lists of attributes are short on purpose: most are recognised by where they
// stand (cdecl.c); here are those that position alone cannot tell from a name.
#include "intake/cword.h"
#include "base/compiler.h"

enum { C = 1, P = 2, O = 4, ALL = 7 }; // the dialects: C, C++, Objective-C

typedef struct {
  Str word;
  uint8_t class;
  uint8_t dialects;
} WordRow;

#define W(word, class, dialects)                                                                   \
  { {word, sizeof word - 1}, class, dialects }

// In bytewise order: found by binary search.
static const WordRow words[] = {
    W("@catch", WORD_STATEMENT, O),
    W("@class", WORD_OBJC_REFERENCE, O),
    W("@compatibility_alias", WORD_OBJC_REFERENCE, O),
    W("@dynamic", WORD_OBJC_OTHER, O),
    W("@end", WORD_OBJC_END, O),
    W("@implementation", WORD_OBJC_CLASS, O),
    W("@import", WORD_OBJC_OTHER, O),
    W("@interface", WORD_OBJC_CLASS, O),
    W("@optional", WORD_OBJC_LABEL, O),
    W("@package", WORD_OBJC_LABEL, O),
    W("@private", WORD_OBJC_LABEL, O),
    W("@property", WORD_OBJC_PROPERTY, O),
    W("@protected", WORD_OBJC_LABEL, O),
    W("@protocol", WORD_OBJC_CLASS, O),
    W("@public", WORD_OBJC_LABEL, O),
    W("@required", WORD_OBJC_LABEL, O),
    W("@synthesize", WORD_OBJC_OTHER, O),
    W("APIENTRY", WORD_NOISE, ALL),
    W("CALLBACK", WORD_NOISE, ALL),
    W("CF_ENUM", WORD_ENUM_MACRO, O),
    W("CF_OPTIONS", WORD_ENUM_MACRO, O),
    W("NS_CLOSED_ENUM", WORD_ENUM_MACRO, O),
    W("NS_ENUM", WORD_ENUM_MACRO, O),
    W("NS_OPTIONS", WORD_ENUM_MACRO, O),
    W("Q_SIGNALS", WORD_ACCESS, P),
    W("Q_SLOTS", WORD_ACCESS, P),
    W("STDMETHODCALLTYPE", WORD_NOISE, ALL),
    W("WINAPI", WORD_NOISE, ALL),
    W("_Alignas", WORD_ATTRIBUTE, ALL),
    W("_Atomic", WORD_ATTRIBUTE, ALL),
    W("_Bool", WORD_TYPE, ALL),
    W("_Complex", WORD_NOISE, ALL),
    W("_Noreturn", WORD_NOISE, ALL),
    W("_Pragma", WORD_ATTRIBUTE, ALL),
    W("_Static_assert", WORD_STATEMENT, ALL),
    W("_Thread_local", WORD_NOISE, ALL),
    W("____cacheline_aligned", WORD_NOISE, ALL),
    W("____cacheline_aligned_in_smp", WORD_NOISE, ALL),
    W("__acquires", WORD_ATTRIBUTE, ALL),
    W("__aligned", WORD_ATTRIBUTE, ALL),
    W("__alloc_size", WORD_ATTRIBUTE, ALL),
    W("__always_inline", WORD_NOISE, ALL),
    W("__asm", WORD_ATTRIBUTE, ALL),
    W("__asm__", WORD_ATTRIBUTE, ALL),
    W("__attribute", WORD_ATTRIBUTE, ALL),
    W("__attribute__", WORD_ATTRIBUTE, ALL),
    W("__bitwise", WORD_NOISE, ALL),
    W("__bitwise__", WORD_NOISE, ALL),
    W("__cacheline_aligned", WORD_NOISE, ALL),
    W("__cacheline_aligned_in_smp", WORD_NOISE, ALL),
    W("__cdecl", WORD_NOISE, ALL),
    W("__cond_acquires", WORD_ATTRIBUTE, ALL),
    W("__const", WORD_NOISE, ALL),
    W("__const__", WORD_NOISE, ALL),
    W("__declspec", WORD_ATTRIBUTE, ALL),
    W("__exit", WORD_NOISE, ALL),
    W("__extension__", WORD_NOISE, ALL),
    W("__fastcall", WORD_NOISE, ALL),
    W("__force", WORD_NOISE, ALL),
    W("__forceinline", WORD_NOISE, ALL),
    W("__init", WORD_NOISE, ALL),
    W("__initconst", WORD_NOISE, ALL),
    W("__initdata", WORD_NOISE, ALL),
    W("__inline", WORD_NOISE, ALL),
    W("__inline__", WORD_NOISE, ALL),
    W("__iomem", WORD_NOISE, ALL),
    W("__malloc", WORD_ATTRIBUTE, ALL),
    W("__maybe_unused", WORD_NOISE, ALL),
    W("__must_check", WORD_NOISE, ALL),
    W("__must_hold", WORD_ATTRIBUTE, ALL),
    W("__nocast", WORD_NOISE, ALL),
    W("__packed", WORD_NOISE, ALL),
    W("__percpu", WORD_NOISE, ALL),
    W("__pragma", WORD_ATTRIBUTE, ALL),
    W("__printf", WORD_ATTRIBUTE, ALL),
    W("__rcu", WORD_NOISE, ALL),
    W("__read_mostly", WORD_NOISE, ALL),
    W("__releases", WORD_ATTRIBUTE, ALL),
    W("__restrict", WORD_NOISE, ALL),
    W("__restrict__", WORD_NOISE, ALL),
    W("__ro_after_init", WORD_NOISE, ALL),
    W("__scanf", WORD_ATTRIBUTE, ALL),
    W("__section", WORD_ATTRIBUTE, ALL),
    W("__signed__", WORD_NOISE, ALL),
    W("__stdcall", WORD_NOISE, ALL),
    W("__thread", WORD_NOISE, ALL),
    W("__typeof", WORD_ATTRIBUTE, ALL),
    W("__typeof__", WORD_ATTRIBUTE, ALL),
    W("__user", WORD_NOISE, ALL),
    W("__volatile", WORD_NOISE, ALL),
    W("__volatile__", WORD_NOISE, ALL),
    W("__weak", WORD_NOISE, ALL),
    W("alignas", WORD_ATTRIBUTE, ALL),
    W("asm", WORD_ATTRIBUTE, ALL),
    W("asmlinkage", WORD_NOISE, ALL),
    W("auto", WORD_TYPE, P),
    W("bool", WORD_TYPE, ALL),
    W("break", WORD_STATEMENT, ALL),
    W("case", WORD_STATEMENT, ALL),
    W("catch", WORD_STATEMENT, P),
    W("char", WORD_TYPE, ALL),
    W("class", WORD_AGGREGATE, P),
    W("concept", WORD_CONCEPT, P),
    W("const", WORD_SPECIFIER, ALL),
    W("consteval", WORD_SPECIFIER, P),
    W("constexpr", WORD_SPECIFIER, P),
    W("constinit", WORD_NOISE, P),
    W("continue", WORD_STATEMENT, ALL),
    W("decltype", WORD_ATTRIBUTE, P),
    W("default", WORD_STATEMENT, ALL),
    W("delete", WORD_STATEMENT, P),
    W("do", WORD_STATEMENT, ALL),
    W("double", WORD_TYPE, ALL),
    W("else", WORD_STATEMENT, ALL),
    W("enum", WORD_ENUM, ALL),
    W("explicit", WORD_ATTRIBUTE, P),
    W("export", WORD_NOISE, P),
    W("extern", WORD_EXTERN, ALL),
    W("fastcall", WORD_NOISE, C | O),
    W("final", WORD_NOISE, P),
    W("float", WORD_TYPE, ALL),
    W("for", WORD_STATEMENT, ALL),
    W("friend", WORD_SPECIFIER, P),
    W("goto", WORD_STATEMENT, ALL),
    W("if", WORD_STATEMENT, ALL),
    W("inline", WORD_SPECIFIER, ALL),
    W("int", WORD_TYPE, ALL),
    W("long", WORD_TYPE, ALL),
    W("mutable", WORD_NOISE, P),
    W("namespace", WORD_NAMESPACE, P),
    W("new", WORD_STATEMENT, P),
    W("noexcept", WORD_ATTRIBUTE, P),
    W("noinline", WORD_NOISE, ALL),
    W("noinline_for_stack", WORD_NOISE, ALL),
    W("noinstr", WORD_NOISE, ALL),
    W("notrace", WORD_NOISE, ALL),
    W("operator", WORD_OPERATOR, P),
    W("override", WORD_NOISE, P),
    W("private", WORD_ACCESS, P),
    W("protected", WORD_ACCESS, P),
    W("public", WORD_ACCESS, P),
    W("register", WORD_NOISE, ALL),
    W("requires", WORD_REQUIRES, P),
    W("restrict", WORD_NOISE, C | O),
    W("return", WORD_STATEMENT, ALL),
    W("short", WORD_TYPE, ALL),
    W("signals", WORD_ACCESS, P),
    W("signed", WORD_TYPE, ALL),
    W("sizeof", WORD_STATEMENT, ALL),
    W("slots", WORD_ACCESS, P),
    W("static", WORD_SPECIFIER, ALL),
    W("static_assert", WORD_STATEMENT, ALL),
    W("struct", WORD_AGGREGATE, ALL),
    W("switch", WORD_STATEMENT, ALL),
    W("template", WORD_TEMPLATE, P),
    W("thread_local", WORD_NOISE, P),
    W("throw", WORD_ATTRIBUTE, P),
    W("try", WORD_NOISE, P),
    W("typedef", WORD_TYPEDEF, ALL),
    W("typename", WORD_NOISE, P),
    W("typeof", WORD_ATTRIBUTE, ALL),
    W("union", WORD_AGGREGATE, ALL),
    W("unsigned", WORD_TYPE, ALL),
    W("using", WORD_USING, P),
    W("virtual", WORD_SPECIFIER, P),
    W("void", WORD_TYPE, ALL),
    W("volatile", WORD_NOISE, ALL),
    W("wchar_t", WORD_TYPE, P),
    W("while", WORD_STATEMENT, ALL),
};

CWord cword_class(Str word, CDialect dialect) {
  size_t low = 0, high = COUNT_OF(words);
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = str_compare(word, words[middle].word);
    if (order == 0) {
      bool applies = words[middle].dialects & (1u << dialect);
      return applies ? (CWord)words[middle].class : WORD_NAME;
    }
    if (order < 0) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return WORD_NAME;
}

bool cword_looks_like_attribute(Str name) {
  if (name.len < 2) return false;
  if (name.ptr[0] == '_' && name.ptr[1] == '_') {
    char last = name.ptr[name.len - 1];
    return !ascii_is_digit(last) && !str_ends_with(name, STR("_t"));
  }
  if (str_ends_with(name, STR("_API")) || str_ends_with(name, STR("_EXPORT"))) return true;
  bool has_upper = false;
  for (size_t i = 0; i < name.len; i++) {
    if (ascii_is_lower(name.ptr[i])) return false;
    if (ascii_is_upper(name.ptr[i])) has_upper = true;
  }
  return has_upper;
}

// ---- macros that make definitions ---------------------------------------------------------------

typedef struct {
  Str prefix;
  CMacro macro;
} MacroRow;

#define M(prefix, kind, flags, argument)                                                           \
  {                                                                                                \
    {prefix, sizeof prefix - 1}, { SYMBOL_##kind, flags, argument, NO_ARGUMENT }                   \
  }
#define TEST_MACRO(prefix)                                                                         \
  {                                                                                                \
    {prefix, sizeof prefix - 1}, { SYMBOL_FUNCTION, 0, 1, 0 }                                      \
  }

// The first row whose text starts the macro's name decides; one that ends in `(` is the whole name.
static const MacroRow macros[] = {
    M("SYSCALL_DEFINE", FUNCTION, 0, 0),
    M("COMPAT_SYSCALL_DEFINE", FUNCTION, 0, 0),
    M("BPF_CALL_", FUNCTION, 0, 0),
    M("TRACE_EVENT", EVENT, 0, 0),
    M("DECLARE_EVENT_CLASS", EVENT, 0, 0),
    M("DEFINE_EVENT", EVENT, 0, 1),
    M("DEFINE_PER_CPU", VARIABLE, 0, 1),
    M("DECLARE_PER_CPU", VARIABLE, SYMBOL_DECLARATION, 1),
    M("DEFINE_STATIC_KEY", VARIABLE, 0, 0),
    M("DECLARE_STATIC_KEY", VARIABLE, SYMBOL_DECLARATION, 0),
    M("DEFINE_", VARIABLE, 0, 0),
    M("DECLARE_", VARIABLE, 0, 0),
    M("LIST_HEAD", VARIABLE, 0, 0),
    M("HLIST_HEAD", VARIABLE, 0, 0),
    M("LLIST_HEAD", VARIABLE, 0, 0),
    M("BLOCKING_NOTIFIER_HEAD", VARIABLE, 0, 0),
    M("ATOMIC_NOTIFIER_HEAD", VARIABLE, 0, 0),
    M("RAW_NOTIFIER_HEAD", VARIABLE, 0, 0),
    M("SRCU_NOTIFIER_HEAD", VARIABLE, 0, 0),
    M("DEVICE_ATTR", VARIABLE, 0, 0),
    M("DRIVER_ATTR", VARIABLE, 0, 0),
    M("BUS_ATTR", VARIABLE, 0, 0),
    M("CLASS_ATTR", VARIABLE, 0, 0),
    M("SENSOR_DEVICE_ATTR", VARIABLE, 0, 0),
    M("IIO_DEVICE_ATTR", VARIABLE, 0, 0),
    TEST_MACRO("TEST("),
    TEST_MACRO("TEST_F"),
    TEST_MACRO("TEST_P"),
    TEST_MACRO("TYPED_TEST"),
};

bool cword_defining_macro(Str name, CMacro *macro) {
  if (name.len < 4 || !ascii_is_upper(name.ptr[0])) return false;
  for (size_t i = 0; i < COUNT_OF(macros); i++) {
    Str prefix = macros[i].prefix;
    bool whole = prefix.ptr[prefix.len - 1] == '(';
    if (whole) prefix.len--;
    if (whole ? !str_equal(name, prefix) : !str_starts_with(name, prefix)) continue;
    *macro = macros[i].macro;
    return true;
  }
  return false;
}
