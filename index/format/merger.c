// Rejected: reading and parsing the files again, which takes ten times the CPU and couples merging to the
// state of the tree; merging only the dictionaries and leaving the lists in parts, which leaves the cost
// with every query.
#include "format/merger.h"
#include "base/codec.h"
#include "format/gram_merge.h"
#include "format/segment_image.h"
#include "format/symbol_merge.h"
#include "format/text_builder.h"
#include "format/units.h"
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

static uint32_t *none_taken(uint32_t count) {
  uint32_t *numbers = xmalloc((size_t)count * sizeof *numbers);
  memset(numbers, 0xFF, (size_t)count * sizeof *numbers); // NOT_TAKEN
  return numbers;
}

static void number_documents(Merging *merging) {
  const Merge *merge = merging->merge;
  merging->numbers = xcalloc(merge->input_count, sizeof *merging->numbers);
  merging->units = xcalloc(merge->input_count, sizeof *merging->units);
  for (uint32_t i = 0; i < merge->input_count; i++) {
    merging->numbers[i] = none_taken(segment_documents(merge->inputs[i]));
    merging->units[i] = none_taken(segment_units(merge->inputs[i]));
  }
  for (uint32_t n = 0; n < merge->documents; n++) {
    MergedDocument from = merge->order[n];
    bool there = from.document < segment_documents(merge->inputs[from.input]);
    if (!there) continue;
    merging->numbers[from.input][from.document] = n;
    UnitRange units = segment_document_units(merge->inputs[from.input], from.document);
    for (uint32_t k = 0; k < units.count; k++) {
      merging->units[from.input][units.first + k] = merging->unit_count++;
    }
  }
}

static void each_gram(void *user, GramListFn fn, void *fn_user) {
  gram_merge_each(user, fn, fn_user);
}

static void each_word(void *user, WordListFn fn, void *fn_user) {
  word_merge_each(user, fn, fn_user);
}

static void add_units(Merging *merging, TextBuilder *builder, MergedDocument from) {
  const Segment *segment = merging->merge->inputs[from.input];
  uint32_t count = segment_document_units(segment, from.document).count;
  if (count <= 1) return;
  UnitStart *starts = xmalloc(count * sizeof *starts);
  if (segment_unit_starts(segment, from.document, starts, count) == STATUS_OK) {
    for (uint32_t k = 1; k < count; k++) {
      text_builder_add_unit(builder, starts[k].start, starts[k].line, NULL, 0);
    }
  } else {
    merging_fail(merging, STATUS_CORRUPT, "units are malformed");
  }
  free(starts);
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
    add_units(merging, builder, from);
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
  for (uint32_t i = 0; i < merge->input_count; i++) {
    free(merging.numbers[i]);
    free(merging.units[i]);
  }
  free(merging.numbers);
  free(merging.units);
  return status;
}
