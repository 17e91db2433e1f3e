// Problem: `static` has 50,000 candidates in the kernel, and a page must come in 2 ms.
//
// Approach: nothing is done per candidate that a table or a sweep can do. A word's weights come
// from its list in one merge with the candidates; a weight's share of the score is looked up, since
// levels are few. Names of files and directories are found by a scan of all paths for the word when
// candidates are many, path by path when they are few. Only the few candidates that have more than
// content are computed in full. Order is a 64-bit key, and as much of it is sorted as is asked for.
#include "query/rank_part.h"

#include "base/array.h"
#include "query/path_word.h"
#include "query/score.h"

enum {
  SCAN_PATHS = 8, // with more than one candidate in so many documents, all paths are scanned
  FIRST_SORTED = 32,
  SORTED_IN_STEPS = 8 * FIRST_SORTED,
  RECENT_MAX = 32,
};

// ---- candidates ---------------------------------------------------------------------------------

size_t rank_part_find(const RankPart *p, uint32_t document) {
  size_t low = 0, high = p->documents.count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (p->documents.items[middle] < document)
      low = middle + 1;
    else
      high = middle;
  }
  bool found = low < p->documents.count && p->documents.items[low] == document;
  return found ? low : SIZE_MAX;
}

// ---- content ------------------------------------------------------------------------------------

// How often the word stands in the text by itself.
static uint32_t count_word(const RankWord *word, Str text) {
  uint32_t count = 0;
  size_t length = word->word.len;
  for (size_t at = 0; (at = scan_find(&word->needle, text, at)) != SIZE_MAX; at += length) {
    bool starts = at == 0 || !is_word_byte(text.ptr[at - 1]);
    bool ends = at + length == text.len || !is_word_byte(text.ptr[at + length]);
    count += starts && ends;
  }
  return count;
}

// Of open documents, whose texts are at hand.
static void levels_from_texts(RankPart *p, const RankInput *input, size_t w) {
  uint8_t *levels = arena_alloc(&p->arena, p->documents.count + 1);
  for (size_t i = 0; i < p->documents.count; i++) {
    Str text = p->part->texts[p->documents.items[i]];
    uint32_t count = count_word(&input->words->items[w], text);
    levels[i] = word_weight(count, text.len);
    p->containing[w] += count > 0;
  }
  p->levels[w] = levels;
}

static void levels_from_index(RankPart *p, const RankInput *input, size_t w) {
  WordCursor cursor;
  if (!word_cursor_open(&cursor, p->part->segment, input->words->items[w].word)) return;
  const uint32_t *documents = p->documents.items;
  size_t count = p->documents.count;
  p->containing[w] = word_cursor_count(&cursor);
  if (count == 0) return;
  uint8_t *levels = arena_zalloc(&p->arena, count);
  uint32_t at = word_cursor_document(&cursor);
  for (size_t i = 0; i < count && at != POSTING_END; i++) {
    while (at < documents[i]) at = word_cursor_next(&cursor);
    if (at == documents[i]) levels[i] = word_cursor_weight(&cursor);
  }
  p->levels[w] = levels;
}

// ---- names and paths ----------------------------------------------------------------------------

static RankFields *fields_of(RankPart *p, size_t w, size_t candidate) {
  if (!p->fields[w]) {
    p->fields[w] = arena_zalloc(&p->arena, p->documents.count * sizeof **p->fields);
  }
  return &p->fields[w][candidate];
}

static void add_path_word(RankPart *p, size_t w, size_t candidate, PathWord found) {
  if (found.name == 0 && found.path == 0) return;
  RankFields *fields = fields_of(p, w, candidate);
  if (found.name > fields->name) fields->name = (float)found.name;
  fields->path += (float)found.path;
}

static void find_in_path(RankPart *p, const RankWord *word, size_t w, size_t candidate) {
  Str path = segment_path(p->part->segment, p->documents.items[candidate]);
  size_t at = 0, length = word->word.len;
  while ((at = scan_find(&word->needle, path, at)) != SIZE_MAX) {
    add_path_word(p, w, candidate, path_word(path, at, length));
    at += length;
  }
}

// All paths lie behind one another, in order of documents. Empty if they do not.
static Str all_paths(const Segment *segment) {
  uint32_t count = segment_documents(segment);
  if (count == 0) return STR("");
  Str first = segment_path(segment, 0), last = segment_path(segment, count - 1);
  if (first.len == 0 || last.len == 0 || last.ptr < first.ptr) return STR("");
  return str_make(first.ptr, (size_t)(last.ptr - first.ptr) + last.len);
}

static bool ends_before(const RankPart *p, size_t candidate, const char *position) {
  Str path = segment_path(p->part->segment, p->documents.items[candidate]);
  return path.ptr + path.len <= position;
}

// The first candidate at or behind `from` whose path reaches beyond `position`: of short words mostly the
// next one, so steps grow from there.
static size_t candidate_at(const RankPart *p, size_t from, const char *position) {
  size_t low = from, high = from, count = p->documents.count;
  for (size_t step = 1; high < count && ends_before(p, high, position); step *= 2) {
    low = high + 1;
    high = count - high > step ? high + step : count;
  }
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (ends_before(p, middle, position))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static void find_in_all_paths(RankPart *p, const RankWord *word, size_t w) {
  Str all = all_paths(p->part->segment);
  size_t at = 0, candidate = 0;
  while ((at = scan_find(&word->needle, all, at)) != SIZE_MAX) {
    const char *position = all.ptr + at;
    candidate = candidate_at(p, candidate, position);
    if (candidate == p->documents.count) return;
    Str path = segment_path(p->part->segment, p->documents.items[candidate]);
    bool inside = path.ptr <= position && position + word->word.len <= path.ptr + path.len;
    at += inside ? word->word.len : 1; // else it is no candidate's, or reaches into the next path
    if (!inside) continue;
    PathWord found = path_word(path, (size_t)(position - path.ptr), word->word.len);
    add_path_word(p, w, candidate, found);
  }
}

static void find_in_paths(RankPart *p, const RankInput *input, size_t w) {
  const RankWord *word = &input->words->items[w];
  if (word->joined && word->first < w) { // only where what it begins with is
    const RankFields *first = p->fields[word->first];
    for (size_t i = 0; first && i < p->documents.count; i++) {
      if (first[i].name > 0 || first[i].path > 0) find_in_path(p, word, w, i);
    }
    return;
  }
  if (p->documents.count > segment_documents(p->part->segment) / SCAN_PATHS) {
    find_in_all_paths(p, word, w);
    return;
  }
  for (size_t i = 0; i < p->documents.count; i++) find_in_path(p, word, w, i);
}

// ---- gathering ----------------------------------------------------------------------------------

static void count_definitions(RankPart *p) {
  for (size_t i = 0; i < p->definitions.count; i++) {
    const Definition *definition = &p->definitions.items[i];
    size_t candidate = rank_part_find(p, definition->document);
    if (candidate != SIZE_MAX) fields_of(p, definition->word, candidate)->symbols += 1;
  }
}

void rank_part_gather(RankPart *p, const RankInput *input) {
  QueryMeter *meter = input->context->meter;
  int64_t began = meter_begin(meter);
  candidates_in_part(input->context, input->plan, p->number, &p->documents);
  meter_end(meter, STAGE_CANDIDATES, began);
  if (query_cancelled(input->context)) return;
  began = meter_begin(meter);
  p->standing = standing_of(p->part);
  definitions_find(p->part, input->words, &p->definitions);
  for (size_t w = 0; w < input->words->count; w++) {
    if (p->part->texts && !segment_has_words(p->part->segment)) {
      levels_from_texts(p, input, w);
    } else {
      levels_from_index(p, input, w);
    }
    find_in_paths(p, input, w);
  }
  count_definitions(p);
  meter_end(meter, STAGE_RANK, began);
}

// ---- scores -------------------------------------------------------------------------------------

static double word_score(uint8_t level, uint8_t length, const RankFields *fields) {
  const double usual = 16384, longest = 4; // bytes; beyond so many times that, files are alike
  double normalised[SCORE_FIELDS] = {0};
  if (level) {
    double times = standing_length(length) / usual;
    if (times > longest) times = longest;
    normalised[FIELD_CONTENT] = score_content(word_weight_value(level), times);
  }
  if (fields) {
    normalised[FIELD_SYMBOLS] = fields->symbols;
    normalised[FIELD_NAME] = fields->name;
    normalised[FIELD_PATH] = fields->path;
  }
  return score_word(normalised);
}

void rank_shares(RankInput *input, const RankPart *parts, size_t count) {
  // What several words make together counts for half of one that was asked for.
  const double joined = 0.5;
  uint64_t documents = 0;
  double sum = 0;
  for (size_t i = 0; i < count; i++) documents += segment_documents(parts[i].part->segment);
  for (size_t w = 0; w < input->words->count; w++) {
    uint64_t containing = 0;
    for (size_t i = 0; i < count; i++) containing += parts[i].containing[w];
    double idf = score_idf(documents, containing);
    bool is_joined = input->words->items[w].joined;
    input->shares[w] = is_joined ? joined * idf : idf;
    if (!is_joined) sum += idf;
  }
  for (size_t w = 0; w < input->words->count && sum > 0; w++) input->shares[w] /= sum;
  for (unsigned i = 0; i < WORD_WEIGHTS; i++) {
    for (unsigned k = 0; k < STANDING_LENGTHS; k++) {
      input->content_scores[i][k] = word_score((uint8_t)i, (uint8_t)k, NULL);
    }
  }
}

static void add_word_scores(RankPart *p, const RankInput *input, size_t w) {
  const uint8_t *levels = p->levels[w];
  const RankFields *fields = p->fields[w];
  double share = input->shares[w];
  if (!levels && !fields) return;
  for (size_t i = 0; i < p->documents.count; i++) {
    uint8_t level = levels ? levels[i] : 0, length = p->standing[p->documents.items[i]].length;
    bool more = fields && (fields[i].symbols > 0 || fields[i].name > 0 || fields[i].path > 0);
    double score =
        more ? word_score(level, length, &fields[i]) : input->content_scores[level][length];
    p->relevance[i] += (float)(share * score);
  }
}

static void add_standing(RankPart *p, const RankInput *input) {
  const Segment *segment = p->part->segment;
  Quality last = 0;
  uint8_t last_flags = 0;
  float prior = (float)score_quality(last, false);
  for (size_t i = 0; i < p->documents.count; i++) {
    Standing standing = p->standing[p->documents.items[i]];
    if (standing.quality != last || standing.flags != last_flags) {
      last = standing.quality;
      last_flags = standing.flags;
      prior = (float)score_quality(last, last_flags & STANDING_AUXILIARY);
    }
    p->scores[i] = p->relevance[i] + prior;
    if (input->near.len) {
      bool same_language = standing.language == input->near_language;
      Str path = segment_path(segment, p->documents.items[i]);
      p->scores[i] += (float)score_near(input->near, path, same_language);
    }
  }
}

static void add_recent(RankPart *p, const RankInput *input) {
  const Segment *segment = p->part->segment;
  for (size_t r = 0; r < input->recent_count && r < RECENT_MAX; r++) {
    uint32_t position;
    if (!segment_find_path(segment, input->recent[r], &position)) continue;
    for (; position < segment_documents(segment); position++) { // and its chunks
      uint32_t document = segment_by_path(segment, position);
      if (!str_equal(segment_path(segment, document), input->recent[r])) break;
      size_t candidate = rank_part_find(p, document);
      if (candidate != SIZE_MAX) p->scores[candidate] += (float)score_recent(r);
    }
  }
}

// ---- order --------------------------------------------------------------------------------------

// Better scores have smaller keys; equal scores are in order of number: of quality, then of path.
static uint64_t key_of(float score, size_t candidate) {
  uint32_t bits;
  memcpy(&bits, &score, sizeof bits);
  bits = bits >> 31 ? ~bits : bits | (uint32_t)1 << 31; // now in the order of floats
  return (uint64_t)~bits << 32 | (uint32_t)candidate;
}

void rank_part_score(RankPart *p, const RankInput *input) {
  int64_t began = meter_begin(input->context->meter);
  size_t count = p->documents.count;
  if (count == 0 || !p->standing) {
    p->documents.count = 0; // cancelled
    return;
  }
  p->relevance = arena_zalloc(&p->arena, count * sizeof *p->relevance);
  p->scores = arena_array(&p->arena, float, count);
  p->keys = arena_array(&p->arena, uint64_t, count);
  p->taken = arena_zalloc(&p->arena, (count / 64 + 1) * sizeof *p->taken);
  for (size_t w = 0; w < input->words->count; w++) add_word_scores(p, input, w);
  add_standing(p, input);
  add_recent(p, input);
  for (size_t i = 0; i < count; i++) p->keys[i] = key_of(p->scores[i] + 0.0f, i);
  rank_part_best(p); // sorts the first ones, on this thread
  meter_end(input->context->meter, STAGE_RANK, began);
}

static void swap(uint64_t *a, uint64_t *b) {
  uint64_t kept = *a;
  *a = *b;
  *b = kept;
}

// Brings the FIRST_SORTED smallest of more items to the front, in order: two sweeps, as nearly all items are
// told by one comparison with the worst of the best so far.
static void sort_first(uint64_t *items, size_t count) {
  uint64_t best[FIRST_SORTED];
  size_t held = 0;
  for (size_t i = 0; i < count; i++) {
    if (held == FIRST_SORTED && items[i] > best[FIRST_SORTED - 1]) continue;
    size_t at = held < FIRST_SORTED ? held++ : FIRST_SORTED - 1;
    for (; at > 0 && best[at - 1] > items[i]; at--) best[at] = best[at - 1];
    best[at] = items[i];
  }
  size_t front = 0;
  for (size_t i = 0; i < count && front < held; i++) {
    if (items[i] <= best[held - 1]) swap(&items[i], &items[front++]);
  }
  memcpy(items, best, held * sizeof *items);
}

static int compare_keys(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

// The first few are all that most searches ask for. Who asks for more than a page or two gets all.
static void sort_more(RankPart *p) {
  size_t left = p->documents.count - p->sorted;
  uint64_t *from = p->keys + p->sorted;
  if (p->sorted < SORTED_IN_STEPS && left > FIRST_SORTED) {
    sort_first(from, left);
    p->sorted += FIRST_SORTED;
  } else {
    qsort(from, left, sizeof *from, compare_keys);
    p->sorted += left;
  }
}

size_t rank_part_best(RankPart *p) {
  if (p->next == p->documents.count) return SIZE_MAX;
  if (p->next == p->sorted) sort_more(p);
  return (size_t)(uint32_t)p->keys[p->next];
}

void rank_part_take(RankPart *p) { p->next++; }

void rank_part_release(RankPart *p) {
  arena_release(&p->arena);
  array_free(&p->documents);
  array_free(&p->definitions);
}
