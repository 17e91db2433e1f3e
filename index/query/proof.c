// A set of bits for each text and part, made before anything is asked: candidates come in order of path,
// and posting lists are in another. Two bytes are the union of the lists of all grams that they begin or
// end; that a line is these two bytes and no more is in no list that could be believed (intake/grams.h). What
// a list lacks is no matter: the file is read then.
//
// Rejected: proofs of absence (a candidate is what the lists have left); longer literals (that all
// grams of "abcd" are there does not say that they are together).
#include "query/proof.h"

#include "format/units.h"
#include "intake/grams.h"

static bool is_provable_text(const QueryText *text) {
  bool plain = text->form == TEXT_LITERAL && !text->whole_word && !text->edits && !text->symbol
               && !text->places && !text->not_places && !text->kinds;
  if (!plain || text->text.len < 2 || text->text.len > 3) return false;
  for (size_t i = 0; i < text->text.len; i++) {
    char c = text->text.ptr[i];
    bool letter = ascii_is_upper(c) || ascii_is_lower(c);
    if (c == '\n' || c == '\r' || (letter && text->match_case)) return false; // grams fold case
  }
  return true;
}

bool proof_by_first_lines(const QueryNode *node) {
  const QueryText *text = &node->text;
  if (node->kind == QUERY_FILTER) return true;
  if (node->kind == QUERY_NOT) return false;
  if (node->kind == QUERY_TEXT) {
    bool anywhere = !text->symbol && !text->places && !text->not_places && !text->kinds;
    return text->form == TEXT_LITERAL && anywhere;
  }
  for (size_t i = 0; i < node->count; i++) {
    if (!proof_by_first_lines(node->items[i])) return false;
  }
  return true;
}

static bool is_of_fields(const QueryNode *node) {
  if (node->kind == QUERY_TEXT) return false;
  for (size_t i = 0; i < node->count; i++) {
    if (!is_of_fields(node->items[i])) return false;
  }
  return true;
}

// Of NOT: fields are known either way, texts only where they are.
static bool is_provable(const QueryNode *node) {
  if (node->kind == QUERY_TEXT) return is_provable_text(&node->text);
  if (node->kind == QUERY_NEAR) return false;
  if (node->kind == QUERY_NOT) return is_of_fields(node);
  for (size_t i = 0; i < node->count; i++) {
    if (!is_provable(node->items[i])) return false;
  }
  return true;
}

// ---- looking up ---------------------------------------------------------------------------------

// The documents of the units that have the gram.
static void add_list(const Segment *segment, uint32_t gram, uint64_t *bits) {
  Posting list;
  UnitRun run = {0};
  segment_gram(segment, gram, &list);
  for (uint32_t unit = list.current; unit != POSTING_END; unit = posting_next(&list)) {
    if (unit >= run.end) run = segment_run_of_unit(segment, unit);
    uint32_t document = unit_run_document(&run, unit);
    bits[document / 64] |= (uint64_t)1 << (document % 64);
  }
}

static void add_pair(const Segment *segment, unsigned char a, unsigned char b, uint64_t *bits) {
  for (unsigned c = 0; c < 256; c++) {
    if (c == '\n' || c == '\r' || ascii_is_upper((char)c)) continue; // in no gram
    add_list(segment, gram_make(a, b, (unsigned char)c), bits);
    add_list(segment, gram_make((unsigned char)c, a, b), bits);
  }
}

static const uint64_t *look_up(Arena *arena, const Segment *segment, Str text) {
  size_t words = (size_t)segment_documents(segment) / 64 + 1;
  uint64_t *bits = arena_zalloc(arena, words * sizeof *bits);
  unsigned char bytes[3] = {0};
  for (size_t i = 0; i < text.len; i++) bytes[i] = (unsigned char)ascii_lower(text.ptr[i]);
  if (!segment_has_grams(segment)) return bits;
  if (text.len == 3)
    add_list(segment, gram_make(bytes[0], bytes[1], bytes[2]), bits);
  else
    add_pair(segment, bytes[0], bytes[1], bits);
  return bits;
}

bool proof_open(Proof *proof, const QueryContext *context, const PlanInput *input) {
  const Query *query = input->query;
  const Snapshot *snapshot = context->snapshot;
  *proof = (Proof){.input = input, .snapshot = snapshot};
  if (!is_provable(query->root)) return false;
  size_t parts = snapshot->parts.count, texts = query->text_count;
  proof->texts = arena_array(&proof->arena, const uint64_t *, parts *texts + 1);
  for (size_t i = 0; i < parts * texts && !query_cancelled(context); i++) {
    const Segment *segment = snapshot->parts.items[i / texts].segment;
    proof->texts[i] = look_up(&proof->arena, segment, query->texts[i % texts]->text.text);
  }
  return !query_cancelled(context);
}

void proof_close(Proof *proof) { arena_release(&proof->arena); }

// ---- asking -------------------------------------------------------------------------------------

typedef struct {
  const Proof *proof;
  const Segment *segment;
  uint32_t part, document;
} Question;

static bool holds(const Question *q, const QueryNode *node) {
  const PlanInput *input = q->proof->input;
  switch (node->kind) {
  case QUERY_TEXT: {
    const uint64_t *bits = q->proof->texts[q->part * input->query->text_count + node->number];
    return bits[q->document / 64] >> (q->document % 64) & 1;
  }
  case QUERY_FILTER: return filter_matches(&node->filter, input->facts, q->segment, q->document);
  case QUERY_NOT: return !holds(q, node->items[0]);
  case QUERY_AND:
    for (size_t i = 0; i < node->count; i++) {
      if (!holds(q, node->items[i])) return false;
    }
    return true;
  case QUERY_OR:
    for (size_t i = 0; i < node->count; i++) {
      if (holds(q, node->items[i])) return true;
    }
    return false;
  case QUERY_NEAR: break;
  }
  return false;
}

bool proof_holds(const Proof *proof, uint32_t part, uint32_t document) {
  Question question = {proof, proof->snapshot->parts.items[part].segment, part, document};
  return holds(&question, proof->input->query->root);
}
