// A table of chains, and a list in the order of use. Two equal requests at the same time both compute: the
// second waiting for the first was rejected, since the first may be slow, cancelled, or waiting for the
// second's caller.
//
// What is dropped under the lock is freed behind it.
#include "run/answers.h"

#include "run/retired.h"

#include <uv.h>

enum { BUCKETS = 1024, KEY_MAX = 64 << 10 };

typedef struct Entry Entry;
struct Entry {
  Entry *next;          // in its bucket
  Entry *newer, *older; // in the order of use
  uint64_t hash;
  Answer *answer; // referenced
  size_t bytes;   // all that it takes
  size_t key_len;
  char key[];
};

struct Answers {
  size_t most_bytes;
  uv_mutex_t mutex; // guards all below
  uint64_t generation;
  Entry *buckets[BUCKETS];
  Entry *newest, *oldest;
  AnswersStatus status;
};

Answers *answers_new(size_t most_bytes) {
  Answers *answers = xcalloc(1, sizeof *answers);
  answers->most_bytes = most_bytes;
  uv_mutex_init(&answers->mutex);
  return answers;
}

size_t answers_largest(const Answers *answers) { return answers->most_bytes / ANSWERS_SHARE; }

// ---- keys ---------------------------------------------------------------------------------------

static void put_str(Buf *key, Str s) {
  buf_varint(key, s.len);
  buf_str_put(key, s);
}

bool answers_names_facts(Str query) {
  return str_find(query, STR("changed:")) != SIZE_MAX || str_find(query, STR("repo:")) != SIZE_MAX;
}

bool answers_search_key(const SearchRequest *request, Buf *key) {
  if (answers_names_facts(request->query)) return false; // it changes without a generation
  const bool flags[] = {request->all,        request->ignore_case, request->match_case,
                        request->whole_word, request->regex,       request->literal,
                        request->files_only, request->count_only,  request->paths_only};
  key->max = KEY_MAX;
  buf_byte(key, 's');
  for (size_t i = 0; i < COUNT_OF(flags); i++) buf_byte(key, flags[i]);
  put_str(key, request->query);
  buf_varint(key, request->limit);
  buf_varint(key, request->document_limit);
  buf_varint(key, request->before);
  buf_varint(key, request->after);
  put_str(key, request->near);
  put_str(key, request->start_path);
  for (size_t i = 0; i < request->recent_count; i++) put_str(key, request->recent[i]);
  return !key->failed;
}

bool answers_symbols_key(const SymbolRequest *request, Buf *key) {
  if (answers_names_facts(request->query)) return false;
  key->max = KEY_MAX;
  buf_byte(key, 'y');
  put_str(key, request->query);
  buf_varint(key, (uint64_t)request->match << 1 | request->typing);
  buf_varint(key, request->limit);
  put_str(key, request->near);
  for (size_t i = 0; i < request->recent_count; i++) put_str(key, request->recent[i]);
  return !key->failed;
}

// ---- entries ------------------------------------------------------------------------------------

static void free_entry(void *memory) {
  Entry *entry = memory;
  answer_unref(entry->answer);
  free(entry);
}

static Entry *find(const Answers *answers, uint64_t hash, Str key) {
  Entry *entry = answers->buckets[hash % BUCKETS];
  while (entry && (entry->hash != hash || !str_equal(str_make(entry->key, entry->key_len), key))) {
    entry = entry->next;
  }
  return entry;
}

static void unlink_use(Answers *answers, Entry *entry) {
  *(entry->newer ? &entry->newer->older : &answers->newest) = entry->older;
  *(entry->older ? &entry->older->newer : &answers->oldest) = entry->newer;
}

static void link_newest(Answers *answers, Entry *entry) {
  entry->newer = NULL;
  entry->older = answers->newest;
  *(entry->older ? &entry->older->newer : &answers->oldest) = entry;
  answers->newest = entry;
}

static void drop(Answers *answers, Entry *entry, Retired *old) {
  Entry **at = &answers->buckets[entry->hash % BUCKETS];
  while (*at != entry) at = &(*at)->next;
  *at = entry->next;
  unlink_use(answers, entry);
  answers->status.bytes -= entry->bytes;
  answers->status.count--;
  retire(old, entry, free_entry);
}

static void drop_to(Answers *answers, size_t bytes, Retired *old) {
  while (answers->oldest && answers->status.bytes > bytes) drop(answers, answers->oldest, old);
}

void answers_free(Answers *answers) {
  if (!answers) return;
  Retired old = {0};
  drop_to(answers, 0, &old);
  retired_release(&old);
  uv_mutex_destroy(&answers->mutex);
  free(answers);
}

// ---- finding and keeping ------------------------------------------------------------------------

// False if that generation is over.
static bool turn_to(Answers *answers, uint64_t generation, Retired *old) {
  if (generation > answers->generation) {
    drop_to(answers, 0, old);
    answers->generation = generation;
  }
  return generation == answers->generation;
}

Answer *answers_find(Answers *answers, Str key, uint64_t generation, int64_t since_ns) {
  uint64_t hash = str_hash(key);
  Retired old = {0};
  Answer *answer = NULL;
  uv_mutex_lock(&answers->mutex);
  answers->status.asked++;
  Entry *entry = turn_to(answers, generation, &old) ? find(answers, hash, key) : NULL;
  if (entry && entry->answer->made_ns >= since_ns) {
    answer = answer_ref(entry->answer);
    unlink_use(answers, entry);
    link_newest(answers, entry);
    answers->status.hit++;
  }
  uv_mutex_unlock(&answers->mutex);
  retired_release(&old);
  return answer;
}

static Entry *entry_new(Str key, uint64_t hash, Answer *answer) {
  Entry *entry = xcalloc(1, sizeof *entry + key.len);
  entry->hash = hash;
  entry->answer = answer_ref(answer);
  entry->bytes = sizeof *entry + key.len + answer_bytes(answer);
  entry->key_len = key.len;
  memcpy(entry->key, key.ptr, key.len);
  return entry;
}

void answers_keep(Answers *answers, Str key, uint64_t generation, Answer *answer) {
  uint64_t hash = str_hash(key);
  Entry *entry = entry_new(key, hash, answer);
  Retired old = {0};
  uv_mutex_lock(&answers->mutex);
  if (entry->bytes <= answers_largest(answers) && turn_to(answers, generation, &old)) {
    Entry *before = find(answers, hash, key);
    if (before) drop(answers, before, &old);
    drop_to(answers, answers->most_bytes - entry->bytes, &old);
    entry->next = answers->buckets[hash % BUCKETS];
    answers->buckets[hash % BUCKETS] = entry;
    link_newest(answers, entry);
    answers->status.bytes += entry->bytes;
    answers->status.count++;
  } else {
    retire(&old, entry, free_entry);
  }
  uv_mutex_unlock(&answers->mutex);
  retired_release(&old);
}

void answers_status(Answers *answers, AnswersStatus *out) {
  uv_mutex_lock(&answers->mutex);
  *out = answers->status;
  uv_mutex_unlock(&answers->mutex);
}
