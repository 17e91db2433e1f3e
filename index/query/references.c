// Problem: `mutex_lock` is used 22,851 times in 4,400 files of the kernel, and telling a use from a comment
// or another function's local costs a parse a file. A person wants the first page at once.
//
// Approach: the order of the files is decided by what the index knows of them, before any is read: the
// place's own, those that define the name, its directory, files that mention the defining file, the rest by
// path, other people's code and tests last. Then batches that grow are read by all threads and delivered in
// order, so that a page costs a page. Comments and strings come behind everything else by going through the
// files that have some a second time: who asks for them reads twice, and nothing need be held.
//
// Rejected: parsing each file. Where the segment knows a text's comments and strings, files that have the
// name in nothing else are told without a parser: most of those that have `main`.
#include "query/references.h"

#include "base/buf.h"
#include "base/scan.h"
#include "query/candidates.h"
#include "query/match.h"
#include "query/search.h"
#include "query/standing.h"

enum {
  FIRST_BATCH = 8,
  BATCH_ITEMS = 64,
  WAITING_MAX = 32 << 20, // bytes of texts and occurrences that wait to be delivered
  NAME_LONGEST = 1000,
  NEAR_DEFINITIONS = 8,
  POLL_OCCURRENCES = 4096,
};

typedef enum {
  TIER_DEFINING,
  TIER_BESIDE,
  TIER_MENTIONS,
  TIER_DEFINES_TOO, // something of that name, which need not be what is meant
  TIER_OWN,
  TIER_OTHERS,
  TIER_FOREIGN, // another family of languages
  TIER_PROSE,
  TIERS
} Tier;

typedef struct {
  uint32_t part, document;
  uint8_t tier;      // Tier
  atomic_bool texts; // it has occurrences in comments or strings
} Entry;

typedef enum { ITEM_WAITING, ITEM_READY, ITEM_LEFT } ItemState;

typedef struct {
  Entry *entry;
  atomic_int state; // ItemState
  Arena arena;
  ReferenceFile file;
} Item;

typedef struct {
  const Navigation *navigation;
  const ReferenceJob *job;
  ReferenceFileFn fn;
  void *user;
  Str name;
  ScanNeedle needle;
  bool text_pass; // comments and strings, else all others
  Entry *entries;
  size_t entry_count;
  NavigateCandidates by_position;
  Item items[BATCH_ITEMS];
  size_t item_count;
  atomic_size_t waiting;
  NavigateMember member;
  const char *reason;
} Run;

static bool may_go_on(const Run *run) {
  return !run->reason && !query_cancelled(run->navigation->query);
}

// ---- which files --------------------------------------------------------------------------------

typedef struct {
  Arena arena;
  Query query;
  Matcher *matcher;
  PlanInput input;
} Plan;

static bool plan_open(Plan *plan, Str text, bool whole_word) {
  *plan = (Plan){.matcher = NULL};
  QueryOptions options = {.literal = true, .whole_word = whole_word, .case_mode = CASE_MATCH};
  if (query_parse(text, &options, &plan->arena, &plan->query, NULL) != STATUS_OK) return false;
  if (matcher_new(&plan->query, &plan->matcher, NULL) != STATUS_OK) return false;
  plan->input = matcher_plan_input(plan->matcher);
  return true;
}

static void plan_close(Plan *plan) {
  matcher_free(plan->matcher);
  arena_release(&plan->arena);
}

// How other files write the file of the likeliest definition: `mutex.` of mutex.c for its header, `util` of
// util.py, pkg/util/__init__.py. Empty: nothing to tell it by.
static Str mentioned_as(const Run *run, Arena *arena) {
  const NavigateCandidates *definitions = run->job->definitions;
  if (definitions->count == 0) return STR("");
  Str path = definitions->items[0].path, word = imports_stem(path);
  static const char *const packages[] = {"__init__", "index", "mod", "lib", "main"};
  for (size_t i = 0; i < COUNT_OF(packages); i++) {
    if (str_equal(word, str_from_c(packages[i]))) word = str_base_name(imports_directory(path));
  }
  if (word.len < 3) return STR("");
  bool header = language_is_c_family(run->job->question->language);
  return header ? arena_printf(arena, "%.*s.", STR_ARGS(word)) : word;
}

static uint64_t *bits_of_part(const QueryContext *context, const PlanInput *input, uint32_t part) {
  CandidateDocuments found = {0};
  uint32_t documents = segment_documents(context->snapshot->parts.items[part].segment);
  uint64_t *bits = xcalloc((size_t)documents / 64 + 1, sizeof *bits);
  candidates_in_part(context, input, part, &found);
  for (size_t i = 0; i < found.count; i++) {
    bits[found.items[i] / 64] |= (uint64_t)1 << (found.items[i] % 64);
  }
  array_free(&found);
  return bits;
}

// The documents that may mention that file, a bit each; NULL: not known.
static uint64_t **mentions_new(const Run *run) {
  const QueryContext *context = run->navigation->query;
  Plan plan;
  Arena arena = {0};
  uint64_t **all = NULL;
  Str word = mentioned_as(run, &arena);
  if (word.len && plan_open(&plan, word, is_word_byte(word.ptr[word.len - 1]))) {
    all = xcalloc(context->snapshot->parts.count + 1, sizeof *all);
    for (uint32_t p = 0; p < context->snapshot->parts.count; p++) {
      all[p] = bits_of_part(context, &plan.input, p);
    }
  }
  if (word.len) plan_close(&plan);
  arena_release(&arena);
  return all;
}

static void mentions_free(const Run *run, uint64_t **all) {
  for (size_t p = 0; all && p < run->navigation->query->snapshot->parts.count; p++) free(all[p]);
  free(all);
}

static bool defines_likely(const Run *run, Candidate c) {
  const NavigateCandidates *definitions = run->job->definitions;
  for (size_t i = 0; i < definitions->count && i < NEAR_DEFINITIONS; i++) {
    const NavigateCandidate *d = &definitions->items[i];
    if (d->part == c.part && d->document == c.document) return i == 0 || d->reason;
  }
  return false;
}

// Whether the document defines the name at all: the first in order of position at or behind its beginning.
static bool defines(const Run *run, Candidate c) {
  const NavigateCandidates *sorted = &run->by_position;
  size_t low = 0, high = sorted->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const NavigateCandidate *d = &sorted->items[middle];
    if (d->part < c.part || (d->part == c.part && d->document < c.document))
      low = middle + 1;
    else
      high = middle;
  }
  return low < sorted->count && sorted->items[low].part == c.part
         && sorted->items[low].document == c.document;
}

static Tier tier_of(const Run *run, Candidate c, uint64_t *const *mentions) {
  const NavigateQuestion *question = run->job->question;
  const SnapshotPart *part = &run->navigation->query->snapshot->parts.items[c.part];
  const Standing *standing = &standing_of(part)[c.document];
  LanguageId language = (LanguageId)standing->language;
  if (!navigate_is_code(language) && language != question->language) return TIER_PROSE;
  if (navigate_family(language) != navigate_family(question->language)) return TIER_FOREIGN;
  if (defines_likely(run, c)) return TIER_DEFINING;
  Str path = segment_path(part->segment, c.document);
  if (str_equal(imports_directory(path), imports_directory(question->path))) return TIER_BESIDE;
  if (mentions && mentions[c.part][c.document / 64] >> (c.document % 64) & 1) return TIER_MENTIONS;
  if (defines(run, c)) return TIER_DEFINES_TOO;
  QualityClass class = quality_class(standing->quality);
  bool own =
      class <= QUALITY_DOCUMENTATION || class == quality_class(quality_of(question->path, 0));
  return own ? TIER_OWN : TIER_OTHERS;
}

// All candidates but the place's own document, by tier and then by path.
static void order_entries(Run *run, const Candidates *candidates) {
  const Snapshot *snapshot = run->navigation->query->snapshot;
  uint64_t **mentions = mentions_new(run);
  uint8_t *tiers = xmalloc(candidates->count + 1);
  size_t starts[TIERS + 1] = {0};
  for (size_t i = 0; i < candidates->count; i++) {
    Candidate c = candidates->items[i];
    Str path = segment_path(snapshot->parts.items[c.part].segment, c.document);
    bool own = str_equal(path, run->job->question->path);
    tiers[i] = own ? TIERS : (uint8_t)tier_of(run, c, mentions);
    if (!own) starts[tiers[i] + 1]++;
  }
  for (size_t t = 1; t <= TIERS; t++) starts[t] += starts[t - 1];
  run->entry_count = starts[TIERS];
  run->entries = xcalloc(run->entry_count + 1, sizeof *run->entries);
  for (size_t i = 0; i < candidates->count; i++) {
    if (tiers[i] == TIERS) continue;
    Entry *entry = &run->entries[starts[tiers[i]]++];
    entry->part = candidates->items[i].part;
    entry->document = candidates->items[i].document;
    entry->tier = tiers[i];
    atomic_init(&entry->texts, tiers[i] == TIER_PROSE);
  }
  free(tiers);
  mentions_free(run, mentions);
}

static void find_entries(Run *run) {
  Plan plan;
  Candidates candidates = {0};
  int64_t began = meter_begin(run->navigation->query->meter);
  if (plan_open(&plan, run->name, true)) {
    candidates_by_path(run->navigation->query, &plan.input, &candidates);
    order_entries(run, &candidates);
  }
  plan_close(&plan);
  array_free(&candidates);
  meter_end(run->navigation->query->meter, STAGE_CANDIDATES, began);
}

// ---- one file -----------------------------------------------------------------------------------

typedef ARRAY(ScopeOccurrence) Occurrences;

// The next place at or after `from` where the name stands as a whole word; SIZE_MAX: none.
static size_t next_word(const Run *run, Str text, size_t from) {
  for (size_t at; (at = scan_find(&run->needle, text, from)) != SIZE_MAX; from = at + 1) {
    size_t end = at + run->name.len;
    bool starts = at == 0 || !is_word_byte(text.ptr[at - 1]) || !is_word_byte(run->name.ptr[0]);
    bool ends = end == text.len || !is_word_byte(text.ptr[end])
                || !is_word_byte(run->name.ptr[run->name.len - 1]);
    if (starts && ends) return at;
  }
  return SIZE_MAX;
}

// By letters, with comments and strings told apart. Whether any is in code.
static bool occurrences_by_letters(const Run *run, NavigateTools *tools, const Content *content,
                                   bool prose, Occurrences *out) {
  Str text = content->text;
  bool any = false;
  for (size_t at = 0; (at = next_word(run, text, at)) != SIZE_MAX; at += run->name.len) {
    if (out->count % POLL_OCCURRENCES == POLL_OCCURRENCES - 1 && !may_go_on(run)) break;
    bool code = !prose && places_at(&tools->places, at) == PLACE_CODE;
    ScopeOccurrence found = {(uint32_t)at, (uint32_t)(at + run->name.len),
                             code ? OCCURRENCE_READ : OCCURRENCE_TEXT};
    array_push(out, found);
    any |= code;
  }
  return any;
}

// Where comments and strings are known, most files that have the name in nothing else need no parser.
static void find_occurrences(const Run *run, NavigateTools *tools, const Item *item,
                             const Content *content, Occurrences *out) {
  bool prose = item->entry->tier == TIER_PROSE;
  places_open(&tools->places, content);
  tools->places.cancelled = run->navigation->query->cancelled;
  bool known = prose || places_are_indexed(&tools->places);
  if (known && !occurrences_by_letters(run, tools, content, prose, out)) return;
  if (content->text.len >= UINT32_MAX) return;
  const ScopeOccurrence *found = NULL;
  size_t count = 0;
  Arena arena = {0};
  Status status =
      scope_free_occurrences(navigate_scope(tools), (LanguageId)content->language, content->text,
                             run->name, &run->navigation->limits, &arena, &found, &count, NULL);
  if (status == STATUS_OK || status == STATUS_CANCELLED) out->count = 0;
  for (size_t i = 0; status == STATUS_OK && i < count; i++) array_push(out, found[i]);
  if (status != STATUS_OK && status != STATUS_CANCELLED && !known)
    occurrences_by_letters(run, tools, content, prose, out);
  arena_release(&arena);
}

// What the symbol tables say of an occurrence outweighs what the scopes say.
static void use_symbols(const Run *run, Candidate in, Str text, uint32_t first_line,
                        Occurrences *all) {
  const NavigateCandidates *sorted = &run->by_position;
  bool any = false;
  for (size_t i = 0; i < sorted->count && !any; i++) {
    any = sorted->items[i].part == in.part && sorted->items[i].document == in.document;
  }
  if (!any) return;
  uint32_t line = first_line;
  size_t line_start = 0;
  for (size_t i = 0; i < all->count; i++) {
    ScopeOccurrence *o = &all->items[i];
    for (size_t end; (end = str_find_byte(text, line_start, '\n')) < o->start; line++) {
      line_start = end + 1;
    }
    const NavigateCandidate *c = navigate_candidate_at(sorted, in.part, in.document, line,
                                                       (uint32_t)(o->start - line_start));
    if (!c || o->kind == OCCURRENCE_TEXT) continue;
    o->kind = c->flags & SYMBOL_DECLARATION ? OCCURRENCE_DECLARATION : OCCURRENCE_DEFINITION;
  }
}

static bool is_joined(Str text, size_t start) {
  while (start > 0 && ascii_is_space(text.ptr[start - 1])) start--;
  if (start == 0) return false;
  char last = text.ptr[start - 1];
  return last == '.' || (last == '>' && start > 1 && text.ptr[start - 2] == '-');
}

static bool is_wanted(const Run *run, const ScopeOccurrence *o, Str text) {
  if (o->end > text.len || o->start > o->end) return false;
  if (!str_equal(str_slice(text, o->start, o->end), run->name)) return false;
  if (run->job->calls) {
    bool another =
        run->member == MEMBER_NEVER && is_joined(text, o->start); // p->open() is not open()
    return o->kind == OCCURRENCE_CALL && !another;
  }
  return (o->kind == OCCURRENCE_TEXT) == run->text_pass;
}

// The occurrences of this pass, in the item's memory.
static void keep_occurrences(Run *run, Item *item, Str text, const ScopeOccurrence *all,
                             size_t count) {
  ScopeOccurrence *kept = arena_array(&item->arena, ScopeOccurrence, count + 1);
  size_t at = 0;
  for (size_t i = 0; i < count; i++) {
    if (is_wanted(run, &all[i], text)) kept[at++] = all[i];
    if (all[i].kind == OCCURRENCE_TEXT && item->entry) atomic_store(&item->entry->texts, true);
  }
  item->file.items = kept;
  item->file.count = at;
}

// The number of a function among those that were met, the latest first; it is added if it is new.
static uint32_t caller_number(Item *item, Symbol *callers, const Symbol *caller) {
  ReferenceFile *file = &item->file;
  for (size_t i = file->caller_count; i-- > 0;) {
    if (callers[i].start == caller->start && callers[i].name_start == caller->name_start)
      return (uint32_t)i;
  }
  Symbol *copy = &callers[file->caller_count];
  *copy = *caller;
  copy->name = arena_dup(&item->arena, caller->name);
  copy->container = arena_dup(&item->arena, caller->container);
  return (uint32_t)file->caller_count++;
}

// The functions around the occurrences.
static void keep_callers(Run *run, NavigateTools *tools, Item *item, const NavigateText *text) {
  ReferenceFile *file = &item->file;
  const Extraction *found = navigate_extract(run->navigation, tools, text);
  Symbol *callers = arena_array(&item->arena, Symbol, file->count + 1);
  uint32_t *caller_of = arena_array(&item->arena, uint32_t, file->count + 1);
  for (size_t i = 0; i < file->count; i++) {
    const Symbol *caller = found ? navigate_function_at(found, file->items[i].start) : NULL;
    caller_of[i] = caller ? caller_number(item, callers, caller) : UINT32_MAX;
  }
  for (size_t i = 0; i < file->count; i++) {
    if (caller_of[i] == UINT32_MAX) caller_of[i] = (uint32_t)file->caller_count;
  }
  file->callers = callers;
  file->caller_of = caller_of;
}

static Certainty certainty_of(const Run *run, const Entry *entry) {
  const NavigateCandidates *definitions = run->job->definitions;
  if (entry && entry->tier >= TIER_FOREIGN) return CERTAINTY_NAME;
  bool only = definitions->count && definitions->items[0].certainty == CERTAINTY_ONLY;
  if (only) return CERTAINTY_ONLY;
  return !entry || entry->tier <= TIER_MENTIONS ? CERTAINTY_LIKELY : CERTAINTY_NAME;
}

Certainty references_certainty(const ReferenceFile *file, const ScopeOccurrence *occurrence) {
  if (file->certainty == CERTAINTY_SCOPE) return CERTAINTY_SCOPE;
  switch (occurrence->kind) {
  case OCCURRENCE_TEXT: return CERTAINTY_NAME;
  case OCCURRENCE_READ:
  case OCCURRENCE_WRITE:
  case OCCURRENCE_CALL: break;
  default: return file->certainty;
  }
  if (file->member == MEMBER_UNKNOWN) return file->certainty;
  bool fits = is_joined(file->text, occurrence->start) == (file->member == MEMBER_ALWAYS);
  return fits ? file->certainty : CERTAINTY_NAME;
}

static void fill_item(Run *run, NavigateTools *tools, Item *item) {
  const QueryContext *context = run->navigation->query;
  const SnapshotPart *part = &context->snapshot->parts.items[item->entry->part];
  Content content;
  Occurrences all = {0};
  item->file.count = 0;
  int64_t began = meter_begin(context->meter);
  bool there =
      content_read(&tools->reader, context->snapshot, part, item->entry->document, &content);
  began = meter_lap(context->meter, STAGE_READ, began);
  if (there && next_word(run, content.text, 0) != SIZE_MAX) {
    find_occurrences(run, tools, item, &content, &all);
    use_symbols(run, (Candidate){item->entry->part, item->entry->document}, content.text,
                content.first_line, &all);
    keep_occurrences(run, item, content.text, all.items, all.count);
  }
  if (item->file.count) {
    ReferenceFile *file = &item->file;
    file->path = content.path;
    file->language = (LanguageId)content.language;
    file->first_line = content.first_line;
    file->certainty = certainty_of(run, item->entry);
    file->member = run->member;
    NavigateText text = {.path = content.path,
                         .text = content.text,
                         .language = file->language,
                         .part = part,
                         .part_number = item->entry->part,
                         .document = item->entry->document};
    if (run->job->calls) keep_callers(run, tools, item, &text);
    file->text = part->texts ? content.text : arena_dup(&item->arena, content.text);
  }
  array_free(&all);
  meter_end(context->meter, STAGE_MATCH, began);
}

// ---- batches ------------------------------------------------------------------------------------

static void run_item(void *user, size_t i) {
  Run *run = user;
  Item *item = &run->items[i];
  if (!may_go_on(run)) return;
  if (atomic_load_explicit(&run->waiting, memory_order_relaxed) > WAITING_MAX) {
    atomic_store(&item->state, ITEM_LEFT);
    return;
  }
  NavigateTools *tools = tools_take(run->navigation->tools);
  fill_item(run, tools, item);
  tools_give(tools);
  atomic_fetch_add(&run->waiting, item->arena.total);
  atomic_store(&item->state, ITEM_READY);
}

static bool notice_end(Run *run) {
  const QueryContext *context = run->navigation->query;
  if (!run->reason && query_cancelled(context))
    run->reason = query_expired(context) ? "deadline" : "cancelled";
  return run->reason;
}

static void deliver_item(Run *run, Item *item) {
  if (notice_end(run)) return;
  int state = atomic_load(&item->state);
  if (state == ITEM_LEFT) { // there was no room for it beside the others
    NavigateTools *tools = tools_take(run->navigation->tools);
    fill_item(run, tools, item);
    tools_give(tools);
  }
  if (state != ITEM_WAITING && item->file.count && !run->fn(run->user, &item->file))
    run->reason = "stopped";
}

static void run_batch(Run *run) {
  const QueryContext *context = run->navigation->query;
  atomic_store(&run->waiting, 0);
  if (context->parallel && run->item_count > 1) {
    context->parallel(context->pool, run->item_count, run_item, run);
  } else {
    for (size_t i = 0; i < run->item_count; i++) run_item(run, i);
  }
  for (size_t i = 0; i < run->item_count; i++) {
    deliver_item(run, &run->items[i]);
    arena_reset(&run->items[i].arena);
    if (run->items[i].arena.total > WAITING_MAX / BATCH_ITEMS) {
      arena_release(&run->items[i].arena);
      run->items[i].arena = (Arena){0};
    }
  }
}

static bool is_in_pass(const Run *run, Entry *entry) {
  if (run->text_pass) return atomic_load(&entry->texts);
  return entry->tier < (run->job->calls ? TIER_FOREIGN : TIER_PROSE);
}

// Goes through the entries that this pass is about.
static void run_pass(Run *run) {
  size_t most = run->job->few ? FIRST_BATCH : BATCH_ITEMS;
  for (size_t at = 0; at < run->entry_count && !notice_end(run);) {
    run->item_count = 0;
    while (at < run->entry_count && run->item_count < most) {
      Entry *entry = &run->entries[at++];
      if (!is_in_pass(run, entry)) continue;
      Item *item = &run->items[run->item_count++];
      item->entry = entry;
      item->file = (ReferenceFile){.count = 0};
      atomic_store(&item->state, ITEM_WAITING);
    }
    run_batch(run);
    most = most * 2 < BATCH_ITEMS ? most * 2 : BATCH_ITEMS;
  }
}

// The place's own text, whose occurrences are known.
static void deliver_own(Run *run) {
  const ReferenceJob *job = run->job;
  Item item = {.file = {.path = job->question->path,
                        .text = job->here_text,
                        .language = job->question->language,
                        .certainty = certainty_of(run, NULL),
                        .member = run->member}};
  Occurrences all = {0};
  for (size_t i = 0; i < job->here_count; i++) array_push(&all, job->here[i]);
  use_symbols(run, (Candidate){job->here_part, job->here_document}, job->here_text, 0, &all);
  keep_occurrences(run, &item, job->here_text, all.items, all.count);
  array_free(&all);
  if (job->calls && item.file.count) {
    NavigateTools *tools = tools_take(run->navigation->tools);
    NavigateText text = {
        .path = item.file.path, .text = job->here_text, .language = item.file.language};
    keep_callers(run, tools, &item, &text);
    tools_give(tools);
  }
  if (item.file.count && !notice_end(run) && !run->fn(run->user, &item.file))
    run->reason = "stopped";
  arena_release(&item.arena);
}

static void copy_by_position(Run *run) {
  const NavigateCandidates *from = run->job->definitions;
  array_reserve(&run->by_position, from->count + 1);
  if (from->count) memcpy(run->by_position.items, from->items, from->count * sizeof *from->items);
  run->by_position.count = from->count;
  navigate_sort_by_position(&run->by_position);
}

const char *references_run(const Navigation *navigation, const ReferenceJob *job,
                           ReferenceFileFn fn, void *user) {
  Str name = job->question->name;
  if (name.len == 0 || name.len > NAME_LONGEST) return NULL;
  Run *run = xcalloc(1, sizeof *run);
  *run = (Run){.navigation = navigation, .job = job, .fn = fn, .user = user, .name = name};
  run->needle = scan_needle_make(name, false);
  run->member = navigate_member(job->question, job->definitions);
  copy_by_position(run);
  deliver_own(run);
  if (!notice_end(run) && !job->here_only) {
    find_entries(run);
    run_pass(run);
  }
  if (job->texts && !job->calls && !notice_end(run)) {
    run->text_pass = true;
    deliver_own(run);
    run_pass(run);
  }
  const char *reason = run->reason;
  for (size_t i = 0; i < BATCH_ITEMS; i++) arena_release(&run->items[i].arena);
  array_free(&run->by_position);
  free(run->entries);
  free(run);
  return reason;
}

// ---- counting -----------------------------------------------------------------------------------

static bool ignore_hit(void *user, const SearchHit *hit) {
  (void)user, (void)hit;
  return true;
}

uint64_t references_count(const Navigation *navigation, Str name, int64_t timeout_ns, bool *exact) {
  Buf query = {0};
  buf_printf(&query, "in:code \"");
  for (size_t i = 0; i < name.len; i++) {
    if (name.ptr[i] == '"' || name.ptr[i] == '\\') buf_byte(&query, '\\');
    buf_byte(&query, name.ptr[i]);
  }
  buf_byte(&query, '"');
  SearchRequest request = {.query = buf_str(&query),
                           .all = true,
                           .count_only = true,
                           .match_case = true,
                           .whole_word = true,
                           .timeout_ns = timeout_ns};
  QuerySummary summary = {.reason = ""};
  QueryContext context = *navigation->query;
  Status status = search_run(&context, &request, ignore_hit, NULL, &summary, NULL);
  buf_release(&query);
  *exact = status == STATUS_OK && !summary.truncated && !*summary.reason;
  return status == STATUS_OK ? summary.hits : 0;
}
