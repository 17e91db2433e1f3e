// Rejected: reading and parsing the files again, which takes ten times the CPU and couples merging to the
// state of the tree; merging only the dictionaries and leaving the lists in parts, which leaves the cost
// with every query.
#include "format/merger.h"
#include "base/codec.h"
#include "format/gram_merge.h"
#include "format/segment_image.h"
#include "format/symbol_merge.h"
#include "format/text_builder.h"
#include "format/word_merge.h"

#include <stdlib.h>

enum { STEPS_BETWEEN = 256 }; // of grams and names, before asking whether to proceed

bool merging_fail(Merging *merging, Status status, const char *what) {
  if (merging->status == STATUS_OK)
    merging->status = error_set(&merging->error, status, "%s", what);
  return false;
}

bool merging_step(Merging *merging) {
  const Merge *merge = merging->merge;
  if (merging->status != STATUS_OK) return false;
  if (++merging->steps % STEPS_BETWEEN || !merge->proceed || merge->proceed(merge->user)) {
    return true;
  }
  return merging_fail(merging, STATUS_CANCELLED, "cancelled");
}

bool merger_takes(const Segment *segment) {
  return segment_has_grams(segment) && segment_has_words(segment) && segment_has_symbols(segment)
         && segment_has_spans(segment);
}

static void number_documents(Merging *merging) {
  const Merge *merge = merging->merge;
  merging->numbers = xcalloc(merge->input_count, sizeof *merging->numbers);
  for (uint32_t i = 0; i < merge->input_count; i++) {
    size_t size = (size_t)segment_documents(merge->inputs[i]) * sizeof **merging->numbers;
    merging->numbers[i] = xmalloc(size);
    memset(merging->numbers[i], 0xFF, size); // NOT_TAKEN
  }
  for (uint32_t n = 0; n < merge->documents; n++) {
    MergedDocument from = merge->order[n];
    bool there = from.document < segment_documents(merge->inputs[from.input]);
    if (there) merging->numbers[from.input][from.document] = n;
  }
}

static void each_gram(void *user, GramListFn fn, void *fn_user) {
  gram_merge_each(user, fn, fn_user);
}

static void each_word(void *user, WordListFn fn, void *fn_user) {
  word_merge_each(user, fn, fn_user);
}

static void put_text(Merging *merging, ChunkWriter *writer, ImageMeta *meta) {
  const Merge *merge = merging->merge;
  TextBuilder *builder = text_builder_new();
  text_builder_set_source(builder, (GramSource){each_gram, merging});
  text_builder_set_words(builder, (WordSource){each_word, merging});
  for (uint32_t n = 0; n < merge->documents; n++) {
    Document document;
    MergedDocument from = merge->order[n];
    if (segment_document(merge->inputs[from.input], from.document, &document) != STATUS_OK) {
      merging_fail(merging, STATUS_INVALID, "no such document");
      break;
    }
    text_builder_add(builder, &document, NULL, 0);
  }
  text_builder_put(builder, writer, meta);
  text_builder_free(builder);
}

Status merger_write_image(const Merge *merge, ByteSink sink, Error *error) {
  for (uint32_t i = 0; i < merge->input_count; i++) {
    if (merger_takes(merge->inputs[i])) continue;
    return error_set(error, STATUS_INVALID, "a segment without grams, words or symbols");
  }
  Merging merging = {.merge = merge};
  ImageMeta meta = {0};
  ChunkWriter *writer = chunk_writer_new(sink);
  number_documents(&merging);
  put_text(&merging, writer, &meta);
  if (merging.status == STATUS_OK) symbol_merge_put(&merging, writer, &meta);
  image_meta_put(writer, &meta);
  Status status = chunk_writer_finish(writer, error);
  if (merging.status != STATUS_OK) {
    status = merging.status;
    if (error) *error = merging.error;
  }
  for (uint32_t i = 0; i < merge->input_count; i++) free(merging.numbers[i]);
  free(merging.numbers);
  return status;
}
