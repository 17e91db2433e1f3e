// As gram_merge.c: one walk over dictionaries that are in the same order, each word's documents put in order
// by a set. Their weights wait at their new numbers.
#include "format/word_merge.h"
#include "base/err.h"
#include "format/document_set.h"
#include "format/word_entries.h"
#include "format/word_key.h"

#include <stdlib.h>

#define WORD_END UINT64_MAX // above all keys

typedef struct {
  WordEntries entries;
  WordEntry entry;         // it stands on; its key is WORD_END behind the last
  const uint32_t *numbers; // of its documents in the merged segment
  uint32_t page;           // the next one
} WordInput;

typedef struct {
  WordInput *inputs;
  uint32_t count;
  DocumentSet set;
  uint8_t *weight_of;  // [document of the merged segment], where the set has it
  uint32_t *documents; // of one word
  uint8_t *weights;
} WordMerge;

// Moves to the next word. False if the bytes are wrong.
static bool input_next(WordInput *input) {
  const Segment *segment = input->entries.segment;
  uint64_t before = input->entry.key;
  while (!word_entries_next(&input->entries, &input->entry)) {
    if (input->entries.left.failed || reader_left(&input->entries.left)) return false;
    if (input->page == segment->word_pages) {
      input->entry.key = WORD_END;
      return true;
    }
    word_entries_enter(&input->entries, segment, input->page++);
  }
  return input->entry.key > before;
}

static bool input_open(WordInput *input, const Segment *segment, const uint32_t *numbers) {
  *input = (WordInput){.numbers = numbers};
  input->entries.segment = segment;
  input->entries.left = reader_make(STR(""));
  return input_next(input); // no key is 0
}

// The documents of the present word that are taken. False if the list is wrong.
static bool collect_input(WordMerge *merge, const WordInput *input) {
  const WordEntry *entry = &input->entry;
  Posting posting;
  uint32_t found = 0;
  posting_open(&posting, entry->list, entry->count, segment_documents(input->entries.segment));
  for (uint32_t d = posting.current; d != POSTING_END; d = posting_next(&posting)) {
    uint32_t number = input->numbers[d];
    if (number != NOT_TAKEN) {
      document_set_add(&merge->set, number);
      merge->weight_of[number] = word_entry_weight(entry, found);
    }
    if (++found > entry->count) return false;
  }
  return found == entry->count && !posting.corrupt;
}

static uint64_t smallest_key(const WordMerge *merge) {
  uint64_t key = WORD_END;
  for (uint32_t i = 0; i < merge->count; i++) {
    if (merge->inputs[i].entry.key < key) key = merge->inputs[i].entry.key;
  }
  return key;
}

static bool collect(WordMerge *merge, uint64_t key, WordPostings *word) {
  for (uint32_t i = 0; i < merge->count; i++) {
    WordInput *input = &merge->inputs[i];
    if (input->entry.key != key) continue;
    if (!collect_input(merge, input) || !input_next(input)) return false;
  }
  uint32_t count = document_set_drain(&merge->set, merge->documents);
  for (uint32_t i = 0; i < count; i++) {
    merge->weights[i] = merge->weight_of[merge->documents[i]];
  }
  *word = (WordPostings){key, merge->documents, merge->weights, count};
  return true;
}

static bool merge_open(WordMerge *merge, const Merging *merging) {
  const Merge *wanted = merging->merge;
  size_t room = (size_t)wanted->documents + 1;
  *merge = (WordMerge){.count = wanted->input_count,
                       .inputs = xcalloc(wanted->input_count, sizeof *merge->inputs),
                       .set = document_set_make(wanted->documents),
                       .weight_of = xmalloc(room),
                       .documents = xmalloc(room * sizeof *merge->documents),
                       .weights = xmalloc(room)};
  for (uint32_t i = 0; i < merge->count; i++) {
    if (!input_open(&merge->inputs[i], wanted->inputs[i], merging->numbers[i])) return false;
  }
  return true;
}

static void merge_release(WordMerge *merge) {
  free(merge->inputs);
  free(merge->weight_of);
  free(merge->documents);
  free(merge->weights);
  document_set_release(&merge->set);
}

void word_merge_each(Merging *merging, WordListFn fn, void *user) {
  WordMerge merge;
  WordPostings word;
  bool sound = merge_open(&merge, merging);
  uint64_t key;
  while (sound && (key = smallest_key(&merge)) != WORD_END && merging_step(merging)) {
    sound = collect(&merge, key, &word);
    if (sound && word.count) fn(user, &word);
  }
  if (!sound) merging_fail(merging, STATUS_CORRUPT, "words are malformed");
  merge_release(&merge);
}
