// Within a document hits are in order of what they are; among equals, lines with more of the
// query's texts come first, then position. A hit is a definition if the name of one that the query
// asks for stands where it is.
//
// What stands together with a hit is known two lines later: until then lines are pending, and their
// hits are held behind those that are settled.
#include "query/rank_hits.h"

#include "base/array.h"
#include "base/bits.h"
#include "query/margin.h"
#include "query/score.h"
#include "query/together.h"

enum {
  PRUNED_FROM = 64,          // hits held beyond twice those that will be kept
  CLOSE = 2,                 // lines apart
  WINDOW_MAX = 2 * CLOSE + 1 // lines that may be close to one
};

static RankTier tier_of_claim(unsigned claim) {
  return claim == CLAIM_DEFINITION    ? TIER_DEFINITION
         : claim == CLAIM_DECLARATION ? TIER_DECLARATION
                                      : TIER_PART;
}

// Takes over the definition's tier and score if they are better.
static void claim(const Definition *definition, const Ranked *document, const RankWords *words,
                  RankTier *tier, float *score) {
  RankTier one = tier_of_claim(definition->claim);
  if (one == TIER_PART || one < *tier) return;
  double named_for = score_named_for(document->path, words->items[definition->word].name);
  float worth = (float)score_definition(definition->worth, named_for,
                                        (double)document->score - (double)document->relevance,
                                        document->relevance);
  if (one == *tier && worth <= *score) return;
  *tier = one;
  *score = worth;
}

RankTier rank_claim(const Ranked *document, const RankWords *words, float *score) {
  DefinitionRange range = definitions_of(&document->part->definitions, document->document);
  RankTier tier = TIER_PART;
  *score = document->score;
  for (size_t i = 0; i < range.count; i++) claim(&range.items[i], document, words, &tier, score);
  return tier;
}

// ---- judging ------------------------------------------------------------------------------------

// A line with hits.
typedef struct {
  uint32_t number;
  size_t hits;           // of them, while it is pending
  uint64_t texts, words; // a bit for each text on it, and for each that is there as a whole word
  uint32_t row;          // how many texts, from the query's first on, are one behind the other ...
  size_t row_end;        // ... up to this column
  bool as_typed;         // all of them are, somewhere on the line
} HitLine;

typedef struct {
  RankTurn *turn;
  const RankReader *reader;
  DefinitionRange definitions;
  size_t next_definition;     // the first one that is not on a line before the hit's
  uint32_t last_definition;   // line of the last one that is asked for
  size_t good;                // whole words and better
  bool full;                  // as many hits are held as will be kept, or more,
  RankHit worst;              // the last of which would be this one
  size_t settled;             // hits; those behind them are of pending lines
  uint64_t path_texts;        // a bit for each text that the file's path has: as if on every line
  HitLine lines[WINDOW_MAX];  // the last lines with hits that may be close to others, in order
  size_t line_count, pending; // lines[pending] is the first that is not settled
} Judge;

static void judge(Judge *j, const Match *match, RankHit *hit) {
  const DefinitionRange *all = &j->definitions;
  while (j->next_definition < all->count && all->items[j->next_definition].line < match->line) {
    j->next_definition++;
  }
  hit->tier = TIER_PART;
  hit->score = j->turn->at.score;
  for (size_t i = j->next_definition; i < all->count; i++) {
    const Definition *definition = &all->items[i];
    if (definition->line != match->line || definition->column >= match->column + match->length)
      break;
    if (definition->column < match->column) continue;
    claim(definition, &j->turn->at, j->reader->words, &hit->tier, &hit->score);
  }
  if (hit->tier > TIER_WORD) return;
  // An expression says itself where it begins and ends.
  if (j->reader->query->texts[match->number]->text.form != TEXT_LITERAL) hit->tier = TIER_WORD;
  size_t end = match->column + match->length;
  bool starts = match->column == 0 || !is_word_byte(match->text.ptr[match->column - 1]);
  bool ends = end >= match->text.len || !is_word_byte(match->text.ptr[end]);
  if (starts && ends) hit->tier = TIER_WORD;
}

static int compare_hits(const void *a, const void *b) {
  const RankHit *x = a, *y = b;
  if (x->tier != y->tier) return x->tier > y->tier ? -1 : 1;
  if (x->together != y->together) return x->together > y->together ? -1 : 1;
  if (x->score != y->score) return x->score > y->score ? -1 : 1;
  if (x->line_worth != y->line_worth) return x->line_worth > y->line_worth ? -1 : 1;
  if (x->shown.line != y->shown.line) return x->shown.line < y->shown.line ? -1 : 1;
  return (x->shown.column > y->shown.column) - (x->shown.column < y->shown.column);
}

// Puts the hits that are settled in order and drops those of them that will not be kept.
static void prune(Judge *j) {
  RankTurn *turn = j->turn;
  size_t keep = j->reader->keep, behind = turn->hits.count - j->settled;
  if (j->settled == 0) return;
  qsort(turn->hits.items, j->settled, sizeof *turn->hits.items, compare_hits);
  if (keep == 0 || j->settled <= keep) return;
  memmove(turn->hits.items + keep, turn->hits.items + j->settled,
          behind * sizeof *turn->hits.items);
  turn->hits.count = keep + behind;
  turn->more = true;
  j->settled = keep;
}

static RankTogether together_on(const Judge *j, const HitLine *line) {
  const RankReader *reader = j->reader;
  if (!reader->together) return TOGETHER_NOT;
  if (together_all(reader->query, j->path_texts | line->texts)) return TOGETHER_ON_LINE;
  uint64_t close = j->path_texts;
  for (size_t i = 0; i < j->line_count; i++) {
    const HitLine *other = &j->lines[i];
    uint32_t apart =
        other->number < line->number ? line->number - other->number : other->number - line->number;
    if (apart <= CLOSE) close |= other->texts;
  }
  return together_all(reader->query, close) ? TOGETHER_CLOSE : TOGETHER_NOT;
}

// First whether it has the texts as they were typed, then how many, then how many as whole words.
static uint32_t worth_of_line(const HitLine *line) {
  enum { TEXTS_MAX = 256 };
  uint32_t texts = bits_count(line->texts);
  uint32_t words = bits_count(line->words);
  return (line->as_typed * TEXTS_MAX + texts) * TEXTS_MAX + words;
}

// Decides on the hits of the first pending line, and drops those that will not be kept.
static void settle_line(Judge *j) {
  const HitLine *line = &j->lines[j->pending++];
  RankTurn *turn = j->turn;
  RankTogether together = together_on(j, line);
  uint32_t worth = j->reader->together ? worth_of_line(line) : 0;
  size_t from = j->settled, end = from + line->hits;
  for (size_t i = from; i < end; i++) {
    RankHit *hit = &turn->hits.items[i];
    hit->line_worth = worth;
    if (hit->tier <= TIER_WORD) hit->together = together;
    if (hit->together && hit->tier == TIER_PART) hit->tier = TIER_WORD;
    if (!j->full || compare_hits(hit, &j->worst) < 0) turn->hits.items[j->settled++] = *hit;
  }
  size_t dropped = end - j->settled;
  if (dropped == 0) return;
  turn->more = true;
  memmove(turn->hits.items + j->settled, turn->hits.items + end,
          (turn->hits.count - end) * sizeof *turn->hits.items);
  turn->hits.count -= dropped;
}

// Settles the lines that no line from `number` on is close to.
static void settle_before(Judge *j, uint64_t number) {
  const uint64_t close = j->reader->together ? CLOSE : 0;
  while (j->pending < j->line_count && j->lines[j->pending].number + close < number) {
    settle_line(j);
  }
  size_t keep = j->reader->keep;
  if (keep && j->settled > PRUNED_FROM && (j->settled - PRUNED_FROM) / 2 > keep) {
    prune(j);
    j->full = true;
    j->worst = j->turn->hits.items[keep - 1];
  }
  size_t gone = 0; // too far from any that is pending or to come
  while (gone < j->pending && j->lines[gone].number + 2 * close < number) gone++;
  memmove(j->lines, j->lines + gone, (j->line_count - gone) * sizeof *j->lines);
  j->line_count -= gone;
  j->pending -= gone;
}

// Nothing that follows will be kept.
static bool is_enough(const Judge *j, const Match *match) {
  const RankReader *reader = j->reader;
  return reader->keep && reader->query->text_count == 1 && j->good > reader->keep
         && match->line > j->last_definition;
}

// At most signs between: page fault, page-fault, page_fault, pagefault.
static bool is_next(Str line, size_t from, size_t to) {
  enum { SIGNS_MAX = 2 };
  if (to < from || to - from > SIGNS_MAX) return false;
  for (size_t i = from; i < to; i++) {
    if (is_word_byte(line.ptr[i]) && line.ptr[i] != '_') return false;
  }
  return true;
}

static void follow_row(const Judge *j, HitLine *line, const Match *match) {
  bool next = line->row > 0 && match->number == line->row
              && is_next(match->text, line->row_end, match->column);
  line->row = next ? line->row + 1 : match->number == 0;
  line->row_end = match->column + match->length;
  line->as_typed |= line->row == j->reader->query->text_count;
}

static void add(Judge *j, const Match *match) {
  RankHit hit = {.shown = {.line = match->line,
                           .column = match->column,
                           .length = match->length,
                           .end_line = match->end_line,
                           .end_column = match->end_column,
                           .text = match->text}};
  const HitLine *last = j->line_count ? &j->lines[j->line_count - 1] : NULL;
  if (!last || last->number != match->line) {
    bool back = last && last->number > match->line; // numbers from disk may say so: all begins anew
    settle_before(j, back ? UINT64_MAX : match->line);
    j->lines[j->line_count++] = (HitLine){.number = match->line};
  }
  judge(j, match, &hit);
  j->good += hit.tier >= TIER_WORD;
  HitLine *line = &j->lines[j->line_count - 1];
  uint64_t text = (uint64_t)1 << match->number;
  line->texts |= text;
  if (hit.tier >= TIER_WORD) line->words |= text;
  if (j->reader->together) follow_row(j, line, match);
  line->hits++;
  array_push(&j->turn->hits, hit);
}

// ---- keeping ------------------------------------------------------------------------------------

// Copies of lines: each by itself, or, where they come to more than the text (a line of a megabyte with
// thousands of hits), parts of one copy of it.
typedef struct {
  Arena *arena;
  Str text;
  const char *whole; // NULL: each by itself
} Copies;

static Str copy_of(const Copies *copies, Str line) {
  if (line.len == 0) return STR("");
  if (!copies->whole) return arena_dup(copies->arena, line);
  return str_make(copies->whole + (line.ptr - copies->text.ptr), line.len);
}

static const Str *copy_lines(const Copies *copies, const Str *lines, uint32_t count) {
  if (count == 0) return NULL;
  Str *copy = arena_array(copies->arena, Str, count);
  for (uint32_t i = 0; i < count; i++) copy[i] = copy_of(copies, lines[i]);
  return copy;
}

static size_t bytes_of(const SearchHit *hit) {
  size_t sum = hit->text.len;
  for (uint32_t i = 0; i < hit->before_count; i++) sum += hit->before[i].len;
  for (uint32_t i = 0; i < hit->after_count; i++) sum += hit->after[i].len;
  return sum;
}

// Numbers what is kept, and copies it out of the document's text.
static void keep_hits(RankTurn *turn, const RankReader *reader, ContentReader *contents,
                      const Content *content) {
  Str text = content->text;
  uint32_t counts[TIER_DEFINITION + 1] = {0};
  const SearchRequest *request = reader->request;
  Copies copies = {.arena = &turn->arena, .text = text};
  size_t bytes = 0;
  for (size_t i = 0; i < turn->hits.count; i++) {
    RankHit *hit = &turn->hits.items[i];
    hit->round = counts[hit->tier]++ / HITS_A_ROUND;
    if (request->before || request->after) {
      lines_around(text, hit->shown.text, request, &turn->arena, &hit->shown);
    }
    bytes += bytes_of(&hit->shown);
  }
  if (bytes > text.len) copies.whole = arena_dup(&turn->arena, text).ptr;
  for (size_t i = 0; i < turn->hits.count; i++) {
    SearchHit *shown = &turn->hits.items[i].shown;
    shown->text = copy_of(&copies, shown->text);
    shown->before = copy_lines(&copies, shown->before, shown->before_count);
    shown->after = copy_lines(&copies, shown->after, shown->after_count);
    margin_extend(contents, content, request, &turn->arena, shown);
  }
}

void rank_turn_read(RankTurn *turn, const RankReader *reader) {
  if (query_cancelled(reader->context)) return;
  Workspace *workspace = workspace_take(reader->workspaces);
  MatchScratch *scratch = workspace->scratch;
  Content content;
  MeterSample sample = meter_sample(reader->context->meter, STAGE_READ);
  turn->gone = !content_read(&workspace->reader, reader->context->snapshot, turn->at.part->part,
                             turn->at.document, &content);
  if (workspace->reader.unread) query_note_unread(reader->context);
  meter_sample_lap(reader->context->meter, STAGE_READ, &sample);
  bool found = !turn->gone && match_open(scratch, reader->matcher, &content);
  if (found) {
    Judge j = {.turn = turn, .reader = reader};
    if (reader->together) j.path_texts = together_in_path(reader->query, turn->at.path);
    j.definitions = definitions_of(&turn->at.part->definitions, turn->at.document);
    for (size_t i = 0; i < j.definitions.count; i++) {
      const Definition *definition = &j.definitions.items[i];
      if (definition->claim) j.last_definition = definition->line;
    }
    Match match;
    while (match_next(scratch, &match)) {
      add(&j, &match);
      if (is_enough(&j, &match)) break;
    }
    settle_before(&j, UINT64_MAX);
    prune(&j);
    keep_hits(turn, reader, &workspace->reader, &content);
  } else if (!turn->gone && !match_gave_up(scratch)) {
    query_note_miss(reader->context, turn->at.part->number, turn->at.document);
  }
  meter_sample_lap(reader->context->meter, STAGE_MATCH, &sample);
  if (!turn->gone) turn->gave_up = match_gave_up(scratch);
  workspace_give(reader->workspaces, workspace);
}

void rank_turn_release(RankTurn *turn) {
  arena_release(&turn->arena);
  array_free(&turn->hits);
}
