// Within a document hits are in order of what they are; among equals, lines with more of the
// query's texts come first, then position. A hit is a definition if the name of one that the query
// asks for stands where it is.
#include "query/rank_hits.h"

#include "base/array.h"
#include "query/margin.h"
#include "query/score.h"

enum { PRUNED_FROM = 64 }; // hits held beyond twice those that will be kept

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

typedef struct {
  RankTurn *turn;
  const RankReader *reader;
  DefinitionRange definitions;
  size_t next_definition;   // the first one that is not on a line before the hit's
  uint32_t last_definition; // line of the last one that is asked for
  size_t good;              // whole words and better
  bool full;                // as many hits are held as will be kept, or more,
  RankHit worst;            // the last of which would be this one
  const char *line;         // of the hits whose texts are being counted
  size_t line_start;        // the first of them
  uint64_t line_texts;      // a bit for each text on the line
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
  if (x->score != y->score) return x->score > y->score ? -1 : 1;
  if (x->texts != y->texts) return x->texts > y->texts ? -1 : 1;
  if (x->shown.line != y->shown.line) return x->shown.line < y->shown.line ? -1 : 1;
  return (x->shown.column > y->shown.column) - (x->shown.column < y->shown.column);
}

// Puts the hits in order and drops those that will not be kept.
static void prune(RankTurn *turn, size_t keep) {
  if (turn->hits.count == 0) return;
  qsort(turn->hits.items, turn->hits.count, sizeof *turn->hits.items, compare_hits);
  if (keep && turn->hits.count > keep) {
    turn->hits.count = keep;
    turn->more = true;
  }
}

// Counts the texts of the line whose hits come last, and drops those of them that will not be kept.
static void end_line(Judge *j) {
  uint32_t texts = (uint32_t)__builtin_popcountll(j->line_texts);
  RankTurn *turn = j->turn;
  size_t keep = j->reader->keep, end = j->line_start;
  for (size_t i = j->line_start; i < turn->hits.count; i++) {
    RankHit *hit = &turn->hits.items[i];
    hit->texts = texts;
    if (!j->full || compare_hits(hit, &j->worst) < 0) turn->hits.items[end++] = *hit;
  }
  turn->more |= end < turn->hits.count;
  turn->hits.count = end;
  if (keep && end > 2 * keep + PRUNED_FROM) {
    prune(turn, keep);
    j->full = true;
    j->worst = turn->hits.items[keep - 1];
  }
  j->line_start = turn->hits.count;
  j->line_texts = 0;
}

// Nothing that follows will be kept.
static bool is_enough(const Judge *j, const Match *match) {
  const RankReader *reader = j->reader;
  return reader->keep && reader->query->text_count == 1 && j->good > reader->keep
         && match->line > j->last_definition;
}

static void add(Judge *j, const Match *match) {
  RankHit hit = {.shown = {.line = match->line,
                           .column = match->column,
                           .length = match->length,
                           .end_line = match->end_line,
                           .end_column = match->end_column,
                           .text = match->text}};
  if (match->text.ptr != j->line) {
    end_line(j);
    j->line = match->text.ptr;
  }
  judge(j, match, &hit);
  j->good += hit.tier >= TIER_WORD;
  j->line_texts |= (uint64_t)1 << (match->number & 63);
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
  meter_sample_lap(reader->context->meter, STAGE_READ, &sample);
  bool found = !turn->gone && match_open(scratch, reader->matcher, &content);
  if (found) {
    Judge j = {.turn = turn, .reader = reader};
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
    end_line(&j);
    prune(turn, reader->keep);
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
