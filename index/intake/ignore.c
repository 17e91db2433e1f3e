// gitignore(5) at a cost that does not show in a walk of a hundred thousand files.
//
// Nearly all rules are a name, `*suffix`, `prefix*` or a plain path. They are found by a hash of
// the name, or by its last or first byte, so that a file is compared with the two or three rules
// that could match it, whatever the number of rules in force. The rest are compiled globs, tried
// only if the name has all the bytes they need. Each table chains its rules from last to first, and
// the last matching rule of a file wins, so a chain is left at the first rule older than the best
// so far.
//
// One oddity of git is kept: in a rule with a '/', the glob begins behind the literal prefix, so
// the stars of `src**/x` count as "any directories" although they do not stand alone.
#include "intake/ignore.h"
#include "base/arena.h"
#include "base/array.h"
#include "base/err.h"
#include "intake/glob.h"

#include <stdatomic.h>

// ---- one file of rules --------------------------------------------------------------------------

enum { BYTE_BUCKETS = 64 };
static const uint32_t NO_RULE = UINT32_MAX;

typedef enum { RULE_NAME, RULE_SUFFIX, RULE_PREFIX, RULE_GLOB } RuleKind;

typedef struct {
  Str literal; // all of the rule, or the head, or tail, before or behind its stars
  Glob glob;   // RULE_GLOB: what follows the literal (of a path), or all (of a name)
  uint32_t next;
  RuleKind kind;
  bool negated, only_directories;
  bool whole_path; // compared with the path below the rules' directory, not with the name
} Rule;

struct IgnoreRules {
  Arena arena;
  struct {
    Rule *items;
    size_t count, capacity;
  } rules;
  uint32_t *by_name; // heads of chains; name_buckets of them, a power of two
  uint32_t name_buckets;
  uint32_t by_suffix[BYTE_BUCKETS], by_prefix[BYTE_BUCKETS], globs;
  bool fold;
};

static uint32_t name_hash(Str name) {
  uint32_t hash = 2166136261u; // FNV-1a: names are short
  for (size_t i = 0; i < name.len; i++) {
    hash = (hash ^ (unsigned char)ascii_lower(name.ptr[i])) * 16777619u;
  }
  return hash ^ hash >> 15;
}

static unsigned byte_bucket(char c) { return (unsigned char)ascii_lower(c) & (BYTE_BUCKETS - 1); }

static bool equal(const IgnoreRules *rules, Str a, Str b) {
  return rules->fold ? str_equal_fold(a, b) : str_equal(a, b);
}

static bool is_literal(Str s) { return glob_literal_prefix(s) == s.len; }

// `pattern` is without '!' and trailing '/', and not empty. False if it can match nothing.
static bool rule_compile(IgnoreRules *rules, Str pattern, Rule *rule) {
  rule->whole_path = str_find_byte(pattern, 0, '/') < pattern.len;
  if (pattern.ptr[0] == '/') pattern = str_slice(pattern, 1, pattern.len);
  if (pattern.len == 0) return false;
  Str tail = str_slice(pattern, 1, pattern.len);
  Str head = str_slice(pattern, 0, pattern.len - 1);
  if (is_literal(pattern)) {
    rule->kind = RULE_NAME;
    rule->literal = arena_dup(&rules->arena, pattern);
    return true;
  }
  if (!rule->whole_path && pattern.len > 1) {
    bool suffix = pattern.ptr[0] == '*' && is_literal(tail);
    bool prefix = pattern.ptr[pattern.len - 1] == '*' && is_literal(head);
    if (suffix || prefix) {
      rule->kind = suffix ? RULE_SUFFIX : RULE_PREFIX;
      rule->literal = arena_dup(&rules->arena, suffix ? tail : head);
      return true;
    }
  }
  rule->kind = RULE_GLOB;
  size_t plain = rule->whole_path ? glob_literal_prefix(pattern) : 0;
  rule->literal = arena_dup(&rules->arena, str_slice(pattern, 0, plain));
  return glob_compile(&rules->arena, str_slice(pattern, plain, pattern.len), rules->fold,
                      &rule->glob);
}

// Without trailing spaces, unless a backslash keeps them; a lone backslash at the end keeps all.
static Str trim_spaces(Str line) {
  size_t end = 0; // behind the last byte that stays
  for (size_t i = 0; i < line.len; i++) {
    if (line.ptr[i] == ' ') continue;
    if (line.ptr[i] == '\\' && ++i == line.len) return line;
    end = i + 1;
  }
  return str_slice(line, 0, end);
}

static void parse_line(IgnoreRules *rules, Str line) {
  if (line.len == 0 || line.ptr[0] == '#') return;
  if (line.ptr[line.len - 1] == '\r') line.len--;
  line = trim_spaces(str_slice(line, 0, str_find_byte(line, 0, '\0')));
  Rule rule = {0};
  if (str_starts_with(line, STR("!"))) {
    rule.negated = true;
    line = str_slice(line, 1, line.len);
  }
  if (str_ends_with(line, STR("/"))) {
    rule.only_directories = true;
    line.len--;
  }
  if (line.len && rule_compile(rules, line, &rule)) array_push(&rules->rules, rule);
}

static void chain(IgnoreRules *rules, uint32_t *head, uint32_t index) {
  rules->rules.items[index].next = *head;
  *head = index;
}

static void build_tables(IgnoreRules *rules) {
  uint32_t count = (uint32_t)rules->rules.count;
  rules->name_buckets = 4;
  while (rules->name_buckets < count * 2) rules->name_buckets *= 2;
  size_t size = rules->name_buckets * sizeof *rules->by_name;
  rules->by_name = arena_alloc(&rules->arena, size);
  memset(rules->by_name, 0xFF, size); // NO_RULE
  memset(rules->by_suffix, 0xFF, sizeof rules->by_suffix);
  memset(rules->by_prefix, 0xFF, sizeof rules->by_prefix);
  rules->globs = NO_RULE;
  for (uint32_t i = 0; i < count; i++) {
    const Rule *rule = &rules->rules.items[i];
    Str s = rule->literal;
    switch (rule->kind) {
    case RULE_NAME: {
      uint32_t bucket = name_hash(str_base_name(s)) & (rules->name_buckets - 1);
      chain(rules, &rules->by_name[bucket], i);
      break;
    }
    case RULE_SUFFIX: chain(rules, &rules->by_suffix[byte_bucket(s.ptr[s.len - 1])], i); break;
    case RULE_PREFIX: chain(rules, &rules->by_prefix[byte_bucket(s.ptr[0])], i); break;
    case RULE_GLOB: chain(rules, &rules->globs, i); break;
    }
  }
}

IgnoreRules *ignore_rules_parse(Str text, bool fold_case) {
  IgnoreRules *rules = xcalloc(1, sizeof *rules);
  rules->fold = fold_case;
  if (str_starts_with(text, STR("\xEF\xBB\xBF"))) text = str_slice(text, 3, text.len);
  if (text.len > IGNORE_FILE_MAX) text.len = IGNORE_FILE_MAX;
  Str line;
  while (str_next_field(&text, '\n', &line)) parse_line(rules, line);
  build_tables(rules);
  return rules;
}

void ignore_rules_free(IgnoreRules *rules) {
  if (!rules) return;
  arena_release(&rules->arena);
  free(rules->rules.items);
  free(rules);
}

size_t ignore_rules_count(const IgnoreRules *rules) { return rules->rules.count; }

// ---- asking one file ----------------------------------------------------------------------------

IgnoreSubject ignore_subject(Str path, bool is_directory) {
  Str name = str_base_name(path);
  return (IgnoreSubject){path, name, byte_mask(name), name_hash(name), is_directory};
}

typedef struct {
  const IgnoreRules *rules;
  const IgnoreSubject *subject;
  Str below; // the path from the rules' directory on
} Question;

static bool glob_rule_matches(const Question *q, const Rule *rule) {
  if (!rule->whole_path) {
    return !(rule->glob.needs & ~q->subject->name_mask)
           && glob_match(&rule->glob, q->subject->name, q->rules->fold);
  }
  if (q->below.len < rule->literal.len) return false;
  if (!equal(q->rules, str_slice(q->below, 0, rule->literal.len), rule->literal)) return false;
  return glob_match(&rule->glob, str_slice(q->below, rule->literal.len, q->below.len),
                    q->rules->fold);
}

static bool rule_matches(const Question *q, const Rule *rule) {
  Str name = q->subject->name, literal = rule->literal;
  if (rule->only_directories && !q->subject->is_directory) return false;
  switch (rule->kind) {
  case RULE_NAME: return equal(q->rules, rule->whole_path ? q->below : name, literal);
  case RULE_SUFFIX:
    return name.len >= literal.len
           && equal(q->rules, str_slice(name, name.len - literal.len, name.len), literal);
  case RULE_PREFIX:
    return name.len >= literal.len && equal(q->rules, str_slice(name, 0, literal.len), literal);
  case RULE_GLOB: return glob_rule_matches(q, rule);
  }
  return false;
}

// The last matching rule of the chain from `at` on, if it comes after `*best` (-1: none).
static void ask_chain(const Question *q, uint32_t at, int64_t *best) {
  const Rule *rules = q->rules->rules.items;
  for (; at != NO_RULE && (int64_t)at > *best; at = rules[at].next) {
    if (!rule_matches(q, &rules[at])) continue;
    *best = at;
    return;
  }
}

IgnoreVerdict ignore_rules_match(const IgnoreRules *rules, const IgnoreSubject *subject,
                                 size_t base) {
  if (rules->rules.count == 0 || subject->name.len == 0) return IGNORE_UNDECIDED;
  Question q = {rules, subject, str_slice(subject->path, base, subject->path.len)};
  int64_t best = -1;
  Str name = subject->name;
  ask_chain(&q, rules->by_name[subject->name_hash & (rules->name_buckets - 1)], &best);
  ask_chain(&q, rules->by_suffix[byte_bucket(name.ptr[name.len - 1])], &best);
  ask_chain(&q, rules->by_prefix[byte_bucket(name.ptr[0])], &best);
  ask_chain(&q, rules->globs, &best);
  if (best < 0) return IGNORE_UNDECIDED;
  return rules->rules.items[best].negated ? IGNORE_INCLUDED : IGNORE_EXCLUDED;
}

// ---- the rules in force in a directory ----------------------------------------------------------

struct IgnoreScope {
  atomic_size_t references;
  IgnoreScope *parent;
  IgnoreScopeParts parts;
  size_t rule_count;
  bool in_repository, fold_case;
};

static size_t count_of(const IgnoreRules *rules) { return rules ? rules->rules.count : 0; }

IgnoreScope *ignore_scope_new(IgnoreScope *parent, const IgnoreScopeParts *parts) {
  IgnoreScope *scope = xmalloc(sizeof *scope);
  atomic_init(&scope->references, 1);
  scope->parent = ignore_scope_ref(parent);
  scope->parts = *parts;
  scope->rule_count = ignore_scope_rule_count(parent) + count_of(parts->ignore)
                      + count_of(parts->gitignore) + count_of(parts->exclude)
                      + count_of(parts->global);
  scope->in_repository = parts->repository || ignore_scope_in_repository(parent);
  scope->fold_case = parts->repository ? parts->fold_case : ignore_scope_folds_case(parent);
  return scope;
}

IgnoreScope *ignore_scope_ref(IgnoreScope *scope) {
  if (scope) atomic_fetch_add_explicit(&scope->references, 1, memory_order_relaxed);
  return scope;
}

void ignore_scope_unref(IgnoreScope *scope) {
  while (scope && atomic_fetch_sub_explicit(&scope->references, 1, memory_order_acq_rel) == 1) {
    IgnoreScope *parent = scope->parent;
    ignore_rules_free(scope->parts.ignore);
    ignore_rules_free(scope->parts.gitignore);
    ignore_rules_free(scope->parts.exclude);
    ignore_rules_free(scope->parts.global);
    free(scope);
    scope = parent;
  }
}

bool ignore_scope_in_repository(const IgnoreScope *scope) { return scope && scope->in_repository; }

bool ignore_scope_folds_case(const IgnoreScope *scope) { return scope && scope->fold_case; }

size_t ignore_scope_rule_count(const IgnoreScope *scope) { return scope ? scope->rule_count : 0; }

static IgnoreVerdict ask(const IgnoreRules *rules, const IgnoreSubject *subject, size_t base) {
  return rules ? ignore_rules_match(rules, subject, base) : IGNORE_UNDECIDED;
}

// Rules of git, for a scope inside a repository.
static IgnoreVerdict ask_git(const IgnoreScope *scope, const IgnoreSubject *subject) {
  for (;; scope = scope->parent) {
    IgnoreVerdict verdict = ask(scope->parts.gitignore, subject, scope->parts.base);
    if (verdict != IGNORE_UNDECIDED) return verdict;
    if (scope->parts.repository) break;
  }
  IgnoreVerdict verdict = ask(scope->parts.exclude, subject, scope->parts.base);
  if (verdict != IGNORE_UNDECIDED) return verdict;
  return ask(scope->parts.global, subject, scope->parts.base);
}

IgnoreVerdict ignore_scope_match(const IgnoreScope *scope, const IgnoreSubject *subject) {
  for (const IgnoreScope *at = scope; at; at = at->parent) {
    IgnoreVerdict verdict = ask(at->parts.ignore, subject, at->parts.base);
    if (verdict != IGNORE_UNDECIDED) return verdict;
  }
  return ignore_scope_in_repository(scope) ? ask_git(scope, subject) : IGNORE_UNDECIDED;
}
