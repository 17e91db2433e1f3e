// The masked reader: what of a text tree-sitter gets to see, and what is found without it. A row of
// `cases` is a sentence, a text, and the skeleton expected of it, but for white space.
#include "base/buf.h"
#include "intake/cmask.h"
#include "intake/extract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

typedef struct {
  const char *sentence;
  const char *text;
  const char *skeleton;
} Case;

typedef struct {
  CMask *mask;
  Definitions definitions;
  Extraction out;
} Fixture;

static int set_up(void **state) {
  Fixture *fixture = xcalloc(1, sizeof *fixture);
  fixture->mask = cmask_new();
  *state = fixture;
  return 0;
}

static int tear_down(void **state) {
  Fixture *fixture = *state;
  cmask_free(fixture->mask);
  array_free(&fixture->definitions);
  extraction_release(&fixture->out);
  free(fixture);
  return 0;
}

static const Skeleton *run(Fixture *fixture, CDialect dialect, const char *text) {
  fixture->definitions.count = 0;
  fixture->out.spans.count = 0;
  return cmask_run(fixture->mask, dialect, str_from_c(text), &fixture->definitions, &fixture->out);
}

// Without white space, except a space between two words.
static void put_compact(Buf *out, Str text) {
  bool space = false;
  for (size_t i = 0; i < text.len; i++) {
    char byte = text.ptr[i];
    if (!ascii_is_space(byte)) {
      if (space && out->len && is_word_byte(byte) && is_word_byte(out->data[out->len - 1])) {
        buf_byte(out, ' ');
      }
      buf_byte(out, (uint8_t)byte);
    }
    space = ascii_is_space(byte);
  }
  buf_byte(out, 0);
}

static void check_cases(Fixture *fixture, CDialect dialect, const Case *cases, size_t count) {
  bool all = true;
  for (size_t i = 0; i < count; i++) {
    Buf found = {0}, expected = {0};
    put_compact(&found, buf_str(&run(fixture, dialect, cases[i].text)->bytes));
    put_compact(&expected, str_from_c(cases[i].skeleton));
    if (strcmp(found.data, expected.data) != 0) {
      print_error("%s:\n  expected: %s\n  found:    %s\n", cases[i].sentence, expected.data,
                  found.data);
      all = false;
    }
    buf_release(&found);
    buf_release(&expected);
  }
  assert_true(all);
}

#define CHECK(state, dialect, cases) check_cases(*(state), dialect, cases, COUNT_OF(cases))

// ---- C ------------------------------------------------------------------------------------------

static void declarations_are_kept_and_all_else_is_dropped(void **state) {
  static const Case cases[] = {
      {"a body is dropped, its braces stay", "int f(void) { return g(1); }", "int f() {}"},
      {"braces in literals and comments are no braces",
       "int f(void) { char c = '}'; s = \"}}\"; /* } */ // }\n }\nint x;", "int f() {} int x;"},
      {"an escaped quote does not end a literal", "int f(void) { s = \"\\\"}\"; c = '\\''; }",
       "int f() {}"},
      {"a comment separates tokens", "static/* x */int f(void);", "static int f();"},
      {"parameters are dropped", "int f(int a, struct b *c, ...);", "int f();"},
      {"an initialiser is dropped", "int a = 1 + f(2), b;", "int a, b;"},
      {"so is one in braces", "static int a[3] = { 1, 2, { 3 } };", "static int a[];"},
      {"an array's bounds are dropped", "char name[MAX(A, 3)][N + 1];", "char name[][];"},
      {"a structure's members are read", "struct s { int a : 3; struct t *b; } c, *d;",
       "struct s { int a; struct t *b; } c, *d;"},
      {"structures nest", "struct { union { int a; float b; }; struct { int c; } d; };",
       "struct { union { int a; float b; }; struct { int c; } d; };"},
      {"an enumerator's value is dropped", "enum e { A, B = A + f(1), C = ',', D };",
       "enum e { A, B, C, D, };"},
      {"a function may return a structure", "struct s *f(int a) { }", "struct s *f() {}"},
      {"pointers to functions keep their name", "int (*f)(int, char *) = g;", "int (*f)();"},
      {"and so do arrays of them", "void *(*f[3])(int);", "void *(*f[])();"},
      {"and functions that return them", "void (*signal(int n, void (*h)(int)))(int);",
       "void (*signal())();"},
      {"a name in parentheses is a name", "int (puts)(const char *s) { }", "int (puts)() {}"},
      {"a type may be one too", "typedef u8 (reader)(void *p);", "typedef u8 (reader)();"},
      {"a function without a type is given one", "main() { }", "int main() {}"},
      {"a K&R definition is one declaration",
       "int f(a, b) int a; register char *b; { return a; } int g;", "int f() {} int g;"},
      {"what only looks like one is two", "int f(a_t) API b; int c; struct s { int d; };",
       "int f(); int c; struct s { int d; };"},
      {"a forward declaration is kept", "struct s; enum e;", "struct s; enum e;"},
      {"statements are no declarations", "if (a) b(); for (;;) { c(); } int x;", "int x;"},
      {"a label and its statement are none", "default: case 1: int x;", "int x;"},
      {"extern C blocks leave no trace", "extern \"C\" { int f(void); }", "int f();"},
  };
  CHECK(state, C_DIALECT_C, cases);
}

static void attribute_macros_are_dropped_by_where_they_stand(void **state) {
  static const Case cases[] = {
      {"before the name", "static int __init probe(void) { }", "static int probe() {}"},
      {"before the type", "asmlinkage __visible void f(void);", "void f();"},
      {"with arguments, before all", "__printf(1, 2) void f(const char *s, ...);", "void f();"},
      {"with arguments, behind all", "void f(void) __acquires(x) MY_ATTR(y) { }", "void f() {}"},
      {"as GNU attributes", "int __attribute__((noreturn)) f(void) __attribute__((cold));",
       "int f();"},
      {"behind a variable", "static int x __read_mostly = 3;", "static int x;"},
      {"behind a variable, with arguments", "static char b[8] MY_ALIGN(8), c;",
       "static char b[], c;"},
      {"in a pointer", "void __iomem *regs; char __user *p;", "void *regs; char *p;"},
      {"behind a structure", "struct s { int a; } __packed __aligned(8);", "struct s { int a; };"},
      {"between struct and its tag", "struct __attribute__((packed)) s { int a; };",
       "struct s { int a; };"},
      {"shouted before the tag", "struct PACKED s { int a; };", "struct s { int a; };"},
      {"as calling conventions", "BOOL WINAPI f(HWND h) { } void (CALLBACK *g)(int);",
       "BOOL f() {} void (*g)();"},
      {"before a name with underscores", "INLINE __diagnose_as(f, 1)\nsize_t __strlen(char *s) { }",
       "size_t __strlen() {}"},
      {"around the type", "PyAPI_FUNC(PyObject *) PyList_New(Py_ssize_t n);", "int PyList_New();"},
      {"around the parameters", "int f PARAMS((int, char *));", "int f();"},
      {"between name and parameters", "void *malloc NO_MACRO (size_t n) { }", "void *malloc() {}"},
      {"types with underscores are types", "__u32 x; static __le16 __read_mostly y;",
       "__u32 x; static __le16 y;"},
      {"and new types", "typedef __u32 __bitwise __be32;", "typedef __u32 __be32;"},
      {"a shouted variable stays", "DWORD COUNT; extern int LIMIT;",
       "DWORD COUNT; extern int LIMIT;"},
      {"behind a comma too", "typedef struct { int a; } X, API *PX;",
       "typedef struct { int a; } X, *PX;"},
  };
  CHECK(state, C_DIALECT_C, cases);
}

static void macro_calls_between_declarations_are_dropped(void **state) {
  static const Case cases[] = {
      {"with a semicolon", "MODULE_LICENSE(\"GPL\"); int x;", "int x;"},
      {"without one", "EXPORT_SYMBOL(f)\nstatic int g(void) { }", "static int g() {}"},
      {"several", "module_init(a)\nmodule_exit(b)\nstatic int g(void) { }", "static int g() {}"},
      {"before a K&R-like function", "FOO(a)\nbar(b) { }", "int bar() {}"},
      {"in a structure", "struct s { DECLARE_BITMAP(bits, 8); int a; FLAGS };",
       "struct s { int a; };"},
      {"a call with a body is a function", "TEST(a) { b(); }", "int TEST() {}"},
      {"before an enum", "static DEF_CMD(x)\n\nenum e { A };", "enum e { A, };"},
      {"assembly is no declaration", ".macro save r\n st \\r, [sp]\n .endm\n; int x;", "int x;"},
  };
  CHECK(state, C_DIALECT_C, cases);
}

static void conditionals_leave_one_consistent_reading(void **state) {
  static const Case cases[] = {
      {"even branches are all read",
       "#if A\nint a;\n#elif B\nint b;\n#else\nint c;\n#endif\nint d;",
       "int a; int b; int c; int d;"},
      {"#if 0 is not", "#if 0\nint a; {{{ don't\n#else\nint b;\n#endif\nint c;", "int b; int c;"},
      {"of uneven branches the first is read",
       "#ifdef A\nint f(int a) {\n#else\nint f(void) {\n#endif\n}\nint b;", "int f() {} int b;"},
      {"an uneven later branch is taken back",
       "#if A\nint a;\n#else\nint b; struct s {\n#endif\nint c;", "int a; int c;"},
      {"a later branch cannot close what is open",
       "struct s {\n#if A\nint a;\n#else\nint b; };\n#endif\nint c; };",
       "struct s { int a; int c; };"},
      {"an empty branch leaves the next free", "#if A\n#else\nnamespace(x) {\n#endif\n} int a;",
       "int namespace() {} int a;"},
      {"braces that differ inside a body are counted once",
       "int f(void) {\n#if A\n if (a) {\n#else\n if (b) {\n#endif\n }\n}\nint x;",
       "int f() {} int x;"},
      {"a body may end in each branch",
       "int f(void) {\n#if A\n return 1; }\n#else\n return 2; }\n#endif\nint x;",
       "int f() {} int x;"},
      {"inside a declaration the first counts", "static\n#if A\nint\n#else\nlong\n#endif\nf(void);",
       "static int f();"},
      {"inside an enum too", "enum {\nA,\n#if X\nB = 1,\n#else\nB = 2,\n#endif\nC };",
       "enum { A, B, B, C, };"},
      {"inside parameters", "int f(int a\n#if X\n, int b)\n#else\n)\n#endif\n{ }", "int f() {}"},
      {"C++ in C is not read",
       "#ifdef __cplusplus\nextern \"C\" {\n#endif\nint f(void);\n"
       "#ifdef __cplusplus\n}\n#endif\n",
       "int f();"},
      {"nor is assembly behind #else", "#ifndef __ASSEMBLY__\nint a;\n#else\nint b;\n#endif",
       "int a;"},
      {"nor is assembly", "#ifdef __ASSEMBLY__\n.macro x\n'\n#else\nint a;\n#endif\n", "int a;"},
      {"a macro call before a conditional is complete",
       "EXPORT(a)\n#if A\nint b;\n#else\nint c;\n#endif", "int b; int c;"},
      {"nested conditionals are skipped whole", "#if 0\n#if A\n#else\n#endif\n{\n#endif\nint a;",
       "int a;"},
      {"a stray #else or #endif is passed", "#else\nint a;\n#endif\n#endif\nint b;",
       "int a; int b;"},
  };
  CHECK(state, C_DIALECT_C, cases);
}

static void broken_text_loses_no_more_than_its_neighbourhood(void **state) {
  static const Case cases[] = {
      {"a brace too few: column 0 ends the function",
       "int f(void)\n{\n if (a) {\n}\nint g(void)\n{\n}", "int f() {} int g() {}"},
      {"a brace too many", "int f(void)\n{\n }\n}\nint g(void)\n{\n}\n", "int f() {} int g() {}"},
      {"an open string ends with its line", "char *a = \"x;\nint b;\nint c;", "char *a; int c;"},
      {"a continued string does not", "char *a = \"x\\\ny;\"; int b;", "char *a; int b;"},
      {"an apostrophe in #error is no quote", "#error don't\nint a; // it's\nint b;",
       "int a; int b;"},
      {"an open comment ends with the text", "int a; /* int b;", "int a;"},
      {"an open parenthesis ends at a brace in column 0", "int f(int a\n{\n}\nint b;",
       "int f() {} int b;"},
      {"a structure in parameters is no such brace", "int f(struct {\n int a;\n} b) { } int c;",
       "int f() {} int c;"},
      {"a line comment may be continued", "// a \\\nint b;\nint c;", "int c;"},
      {"an open structure is closed", "struct s { int a;", "struct s { int a; };"},
  };
  CHECK(state, C_DIALECT_C, cases);
}

// ---- C++ ----------------------------------------------------------------------------------------

static void cpp_classes_are_read(void **state) {
  static const Case cases[] = {
      {"bases are dropped", "class A final : public B<int>, C { int a; };", "class A { int a; };"},
      {"export macros too", "class EXPORT_API A { }; struct Foundation_API UTF8 { };",
       "class A { }; struct UTF8 { };"},
      {"access is kept", "class A { Q_OBJECT public: int a; private slots: void b(); };",
       "class A { public: int a; private: void b(); };"},
      {"constructors need no type", "class A { A(int a) : b(a), c{a} { } explicit A(B b); ~A(); };",
       "class A { A() {} A(); ~A(); };"},
      {"nor do operators", "class A { operator bool() const; bool operator==(const A &b) { } };",
       "class A { operator bool(); bool operator==() {} };"},
      {"the call operator has two pairs", "class A { int operator()(int a) const { } };",
       "class A { int operator()() {} };"},
      {"pure, defaulted, deleted", "class A { virtual int f() = 0; A() = default; };",
       "class A { virtual int f() = 0; A() = default; };"},
      {"other macros in a class are dropped", "class A { Q_PROPERTY(int a READ b) int c; };",
       "class A { int c; };"},
      {"values in braces", "class A { int a{1}; B b = { 2 }; C c[2]{}; };",
       "class A { int a; B b; C c[]; };"},
      {"scoped enumerations", "enum class E : unsigned char { A = 1, B };",
       "enum class E { A, B, };"},
      {"a friend's body is a function, a friend is not",
       "class A { friend class B; friend bool operator<(A a, A b) { } };",
       "class A { bool operator<() {} };"},
      {"members of a class named with its scope",
       "A::A(int a) : b(a) { } A::~A() { } int A::f() { }", "A::A() {} A::~A() {} int A::f() {}"},
      {"a member's name may be a keyword elsewhere", "class A { T *final() const { } };",
       "class A { T *final() {} };"},
  };
  CHECK(state, C_DIALECT_CPP, cases);
}

static void cpp_templates_and_scopes_are_read(void **state) {
  static const Case cases[] = {
      {"parameters of templates", "template <class T, int N = (1 > 2)> class A { T a; };",
       "template <> class A { T a; };"},
      {"arguments of templates", "std::map<int, std::vector<B>> f(); A<(1 > 2)> a;",
       "std::map f(); A a;"},
      {"specialisations", "template <> struct A<int, B<C>> { };", "template <> struct A { };"},
      {"members of templates", "template <class T> void A<T>::f() { }",
       "template <> void A ::f() {}"},
      {"comparison in arguments", "template <int N> enable_if_t<N >= 64, bool> f() { } int a;",
       "template <> enable_if_t f() {} int a;"},
      {"conditionals in arguments", "struct A : B<int\n#if X\n, C\n#endif\n> { int a; };",
       "struct A { int a; };"},
      {"explicit instantiations are nothing",
       "template class A<int>; extern template class B<int>;", ""},
      {"namespaces", "namespace a::b { inline namespace c { int d; } } namespace { int e; }",
       "namespace a::b { inline namespace c { int d; } } namespace { int e; }"},
      {"macros that stand for one", "INLINE_NAMESPACE(v1) { int a; } BEGIN_NS int b;",
       "int a; int b;"},
      {"aliases", "using A = B<int>; namespace c = d::e; using f::g;",
       "using A = x; namespace c = x;"},
      {"concepts", "template <class T> concept C = requires(T a) { a.b(); };",
       "template <> concept C = x;"},
      {"requires-clauses",
       "template <class T> requires A<T> && (B<T> || C) void f() { } void g() requires D<int> { }",
       "template <> void f() {} void g() {}"},
      {"requires-expressions", "template <class T> requires requires(T a) { a.b(); } void f() { }",
       "template <> void f() {}"},
      {"attributes", "[[nodiscard]] int f [[gnu::pure]] (); alignas(8) int a;", "int f(); int a;"},
      {"results behind", "auto f(int a) noexcept(true) -> std::vector<int> { }", "auto f() {}"},
      {"a function's try", "A::A() try : b(1) { } catch (...) { } int c;", "A::A() {} int c;"},
      {"lambdas are values", "auto f = [](int a) { return a; }; int b;", "auto f; int b;"},
      {"arguments are no parameters", "A a(1); B b(\"x\"); C c(d);", "A a; B b; C c();"},
      {"constants keep that they have a value", "static constexpr int a = 1;",
       "static constexpr int a = x;"},
      {"raw strings", "auto a = R\"x(\")\" { )x\"; int b;", "auto a; int b;"},
      {"digit separators", "int a = 1'000'000; int b;", "int a; int b;"},
      {"linkage of one declaration", "extern \"C\" int f(); extern \"C\" { int g(); }",
       "extern int f(); int g();"},
      {"tests", "TEST(Suite, name) { } int a;", "int a;"},
  };
  CHECK(state, C_DIALECT_CPP, cases);
}

// ---- Objective-C --------------------------------------------------------------------------------

static void objc_classes_are_read(void **state) {
  static const Case cases[] = {
      {"interfaces",
       "@interface A : B <C, D> { int e; }\n- (void)f;\n+ (id)g:(int)h i:(int)j;\n@end",
       "@interface A : B { int e; } - (id)f; + (id)g:(id)h i:(id)j; @end"},
      {"implementations", "@implementation A\n- (int)f { return [b c]; }\nint g(void) { }\n@end",
       "@implementation A - (id)f {} int g() {} @end"},
      {"categories", "@interface A (Category)\n- f;\n@end", "@interface A (Category) - f; @end"},
      {"properties", "@interface A : B\n@property (nonatomic, copy) NSString *c;\n@end",
       "@interface A : B @property NSString *c; @end"},
      {"attributes of methods",
       "@protocol A <B>\n@optional\n- (void)f:(int)g NS_SWIFT_NAME(h());\n@end",
       "@protocol A - (id)f:(id)g; @end"},
      {"references", "@class A, B; @protocol C; @synthesize d = _d; int e;",
       "@class A, B; @protocol C; int e;"},
      {"blocks", "typedef void (^Handler)(NSData *d);", "typedef void (^Handler)();"},
      {"enumerations by macro", "typedef NS_ENUM(NSInteger, Kind) { KindA = 1, KindB };",
       "enum Kind { KindA, KindB, };"},
      {"generics", "@interface A<T> : B\n- (NSArray<T> *)f;\n@end NSArray<NSString *> *g;",
       "@interface A : B - (id)f; @end NSArray *g;"},
  };
  CHECK(state, C_DIALECT_OBJC, cases);
}

// ---- what is found without a parser -------------------------------------------------------------

static void put_definitions(Buf *out, Str text, const Definitions *definitions) {
  for (size_t i = 0; i < definitions->count; i++) {
    const Definition *d = &definitions->items[i];
    Str name = str_slice(text, d->name_start, d->name_end), kind = symbol_kind_name(d->kind);
    assert_true(str_equal(name, d->name));
    buf_printf(out, "%.*s %.*s [%u,%u)%s%.*s;", STR_ARGS(kind), STR_ARGS(name), d->start, d->end,
               d->container.len ? " in " : "", STR_ARGS(d->container));
  }
  buf_byte(out, 0);
}

static void check_definitions(Fixture *fixture, const char *text, const char *expected) {
  Buf found = {0};
  run(fixture, C_DIALECT_C, text);
  put_definitions(&found, str_from_c(text), &fixture->definitions);
  assert_string_equal(found.data, expected);
  buf_release(&found);
}

static void every_define_is_a_definition(void **state) {
  check_definitions(*state, "#define A 1\n  #  define B(x) \\\n   (x)\n",
                    "macro A [0,11);macro B [14,37);");
  check_definitions(*state, "int f(void) {\n#define IN_BODY\n}", "macro IN_BODY [14,29);");
  check_definitions(*state, "struct s {\n#define MEMBER 1 // why\n};", "macro MEMBER [11,34);");
  check_definitions(*state, "#if A\n#define X 1\n#else\n#define X 2\n#endif",
                    "macro X [6,17);macro X [24,35);");
  check_definitions(*state, "int f(\n#if A\n#define X\nint a) {\n#else\n#define Y\n) {\n#endif\n}",
                    "macro X [13,22);macro Y [38,47);");
  check_definitions(*state, "#if 0\n#define DEAD\n#else\n#define LIVE\n#endif",
                    "macro LIVE [25,37);");
  check_definitions(*state, "#define A \"x\\\"y\" /* a\nb */\n#define B 'a\n#define C\n",
                    "macro A [0,26);macro B [27,39);macro C [40,49);");
  check_definitions(*state, "#define\n#define 1\nx = a # define B\n", "");
}

static void macros_that_define_make_definitions(void **state) {
  check_definitions(*state, "SYSCALL_DEFINE2(dup2, unsigned int, a, int, b) { }",
                    "function dup2 [0,50);");
  check_definitions(*state, "static DEFINE_MUTEX(lock);", "variable lock [0,26);");
  check_definitions(*state, "DEFINE_PER_CPU(struct a, b) = { 1 };", "variable b [0,36);");
  check_definitions(*state, "struct s { DECLARE_BITMAP(bits, 3); };", "field bits [11,35);");
  check_definitions(*state, "TRACE_EVENT(sched_switch, TP_PROTO(int a));",
                    "event sched_switch [0,43);");
  check_definitions(*state, "TEST(Suite, Name) { }", "function Name [0,21) in Suite;");
  check_definitions(*state, "DEFINE_X(1); DEFINE_Y(a b);", "");
}

static void comments_and_strings_are_spans(void **state) {
  Fixture *fixture = *state;
  const char *text =
      "#include <a.h> // b\n/* c */ char *d = \"e\"; int f(void) { g('h', \"i\"); }\n"
      "#if 0\n\"j\" // k\n#endif\n#define L \"m\"";
  static const char *const expected[] = {"<a.h>", "// b",  "/* c */", "\"e\"", "'h'",
                                         "\"i\"", "\"j\"", "// k",    "\"m\""};
  run(fixture, C_DIALECT_C, text);
  assert_int_equal(fixture->out.spans.count, COUNT_OF(expected));
  for (size_t i = 0; i < COUNT_OF(expected); i++) {
    Span span = fixture->out.spans.items[i];
    Str found = str_slice(str_from_c(text), span.start, span.end);
    assert_true(str_equal(found, str_from_c(expected[i])));
    assert_int_equal(span.kind, found.ptr[0] == '/' ? SPAN_COMMENT : SPAN_STRING);
  }
}

static void a_header_of_nothing_but_macros_has_no_skeleton(void **state) {
  const Skeleton *skeleton =
      run(*state, C_DIALECT_C, "/* (c) */\n#ifndef A_H\n#define A_H\n#define B 1\n#endif\n");
  assert_int_equal(skeleton->bytes.len, 0);
}

static void positions_lead_back_to_the_text(void **state) {
  const char *text = "/* x */ static int __init probe(int a)\n{\n return 1;\n}\n";
  const Skeleton *skeleton = run(*state, C_DIALECT_C, text);
  Str bytes = buf_str(&skeleton->bytes), whole = str_from_c(text);
  uint32_t name = (uint32_t)str_find(bytes, STR("probe"));
  uint32_t type = (uint32_t)str_find(bytes, STR("static"));
  assert_int_equal(skeleton_start(skeleton, name), str_find(whole, STR("probe")));
  assert_int_equal(skeleton_end(skeleton, name + 5), str_find(whole, STR("probe")) + 5);
  assert_int_equal(skeleton_start(skeleton, type), 8);
  assert_int_equal(skeleton_end(skeleton, (uint32_t)bytes.len), whole.len - 1);
}

// ---- extraction ---------------------------------------------------------------------------------

static void extraction_combines_both(void **state) {
  (void)state;
  Extractor *extractor = extractor_new();
  Extraction out = {0};
  Arena arena = {0};
  Error error;
  ExtractOptions options = {0};
  Str text = STR("#define A 1\nstatic int __init f(void)\n{\n#define B\n}\nDEFINE_MUTEX(m);\n");
  assert_int_equal(extractor_run(extractor, LANGUAGE_c, text, &options, &arena, &out, &error),
                   STATUS_OK);
  static const char *const names[] = {"A", "f", "B", "m"};
  static const uint32_t lines[] = {0, 1, 3, 5};
  assert_int_equal(out.symbols.count, COUNT_OF(names));
  for (size_t i = 0; i < COUNT_OF(names); i++) {
    assert_true(str_equal(out.symbols.items[i].name, str_from_c(names[i])));
    assert_int_equal(out.symbols.items[i].line, lines[i]);
  }
  assert_int_equal(out.symbols.items[1].end_line, 4);
  assert_false(out.has_errors);
  assert_false(out.too_large);
  arena_release(&arena);
  extraction_release(&out);
  extractor_free(extractor);
}

static void a_text_with_too_much_to_parse_says_so(void **state) {
  (void)state;
  Extractor *extractor = extractor_new();
  Extraction out = {0};
  Arena arena = {0};
  Error error;
  ExtractOptions options = {.parse_limit = 16};
  Str text = STR("#define A 1\nint a_long_name; int another_long_name;\n");
  assert_int_equal(extractor_run(extractor, LANGUAGE_c, text, &options, &arena, &out, &error),
                   STATUS_OK);
  assert_true(out.too_large);
  assert_int_equal(out.symbols.count, 1);
  arena_release(&arena);
  extraction_release(&out);
  extractor_free(extractor);
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(declarations_are_kept_and_all_else_is_dropped),
      TEST(attribute_macros_are_dropped_by_where_they_stand),
      TEST(macro_calls_between_declarations_are_dropped),
      TEST(conditionals_leave_one_consistent_reading),
      TEST(broken_text_loses_no_more_than_its_neighbourhood),
      TEST(cpp_classes_are_read),
      TEST(cpp_templates_and_scopes_are_read),
      TEST(objc_classes_are_read),
      TEST(every_define_is_a_definition),
      TEST(macros_that_define_make_definitions),
      TEST(comments_and_strings_are_spans),
      TEST(a_header_of_nothing_but_macros_has_no_skeleton),
      TEST(positions_lead_back_to_the_text),
      TEST(extraction_combines_both),
      TEST(a_text_with_too_much_to_parse_says_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
