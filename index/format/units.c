// Few documents are large, so their table is small: found in by a dozen comparisons, and validated as a whole
// at opening, where all that is read later is bounded by it. Rejected: a second index from grams to
// stretches beside the one to documents (what is in both is told twice, and every query asks two
// dictionaries); large files as many documents (an AND, a NEAR or a symbol would end at their cuts).
#include "format/units.h"
#include "base/codec.h"
#include "format/segment_image.h"

#include <stdlib.h>

enum { LEAST_BYTES = 2 }; // of UNIT for each unit of a document but its first

static const char *split_at(const Segment *segment, uint32_t i) {
  return segment->unit_index.ptr + (size_t)i * UNIT_INDEX_SIZE;
}

static uint32_t split_document(const Segment *s, uint32_t i) { return le_get_u32(split_at(s, i)); }
static uint32_t split_first(const Segment *s, uint32_t i) { return le_get_u32(split_at(s, i) + 4); }
static uint32_t split_offset(const Segment *s, uint32_t i) {
  return le_get_u32(split_at(s, i) + 8);
}

// Units beyond one a document, of those before entry i.
static uint32_t extra_before(const Segment *s, uint32_t i) {
  return split_first(s, i) - split_document(s, i);
}

static uint32_t split_count(const Segment *s, uint32_t i) {
  return extra_before(s, i + 1) - extra_before(s, i) + 1;
}

// Whether entry i may follow the one before it.
static bool follows(const Segment *s, uint32_t i) {
  uint32_t document = split_document(s, i), first = split_first(s, i);
  if (first < document) return false;
  if (i == 0) return first == document && split_offset(s, i) == 0;
  uint64_t extra = extra_before(s, i), before = extra_before(s, i - 1);
  uint64_t bytes = (uint64_t)split_offset(s, i) - split_offset(s, i - 1);
  return document > split_document(s, i - 1) && extra > before
         && split_offset(s, i) >= split_offset(s, i - 1) && bytes / LEAST_BYTES >= extra - before;
}

Status units_open(Segment *segment, Error *error) {
  segment->unit_index = chunk_table_section(&segment->text, TAG_UIDX);
  segment->unit_starts = chunk_table_section(&segment->text, TAG_UNIT);
  segment->units = segment->meta.documents;
  size_t entries = segment->unit_index.len / UNIT_INDEX_SIZE;
  if (segment->unit_index.len == 0) return STATUS_OK;
  bool sound = segment->unit_index.len % UNIT_INDEX_SIZE == 0 && entries >= 2
               && entries - 1 <= segment->meta.documents;
  for (uint32_t i = 0; sound && i < entries; i++) sound = follows(segment, i);
  uint32_t last = (uint32_t)entries - 1;
  sound = sound && split_document(segment, last) == segment->meta.documents
          && split_offset(segment, last) == segment->unit_starts.len;
  if (!sound) return error_set(error, STATUS_CORRUPT, "section UIDX is malformed");
  segment->splits = last;
  segment->units = split_first(segment, last);
  return STATUS_OK;
}

uint32_t segment_units(const Segment *segment) { return segment->units; }

// How many entries, the last one not counted, are at or before `number` by the field at `field`.
static uint32_t splits_up_to(const Segment *s, uint32_t number, size_t field) {
  uint32_t low = 0, high = s->splits;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (le_get_u32(split_at(s, middle) + field) <= number)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

// Between entry i - 1 and entry i.
static UnitRun run_between(const Segment *s, uint32_t i) {
  if (s->splits == 0) return (UnitRun){0, s->units, 0, false};
  uint32_t first = i ? split_first(s, i - 1) + split_count(s, i - 1) : 0;
  return (UnitRun){first, split_first(s, i), i ? split_document(s, i - 1) + 1 : 0, false};
}

static UnitRun run_of_split(const Segment *s, uint32_t i) {
  uint32_t first = split_first(s, i);
  return (UnitRun){first, first + split_count(s, i), split_document(s, i), true};
}

UnitRun segment_run_of_unit(const Segment *segment, uint32_t unit) {
  if (unit >= segment->units) return (UnitRun){unit, unit, segment->meta.documents, false};
  uint32_t i = splits_up_to(segment, unit, 4);
  UnitRun run = i ? run_of_split(segment, i - 1) : (UnitRun){0};
  return i && unit < run.end ? run : run_between(segment, i);
}

UnitRun segment_run_of_document(const Segment *segment, uint32_t document) {
  if (document >= segment->meta.documents) return segment_run_of_unit(segment, segment->units);
  uint32_t i = splits_up_to(segment, document, 0);
  bool split = i && split_document(segment, i - 1) == document;
  return split ? run_of_split(segment, i - 1) : run_between(segment, i);
}

UnitRange segment_document_units(const Segment *segment, uint32_t document) {
  UnitRun run = segment_run_of_document(segment, document);
  if (run.first == run.end) return (UnitRange){run.first, 0};
  if (run.split) return (UnitRange){run.first, run.end - run.first};
  return (UnitRange){run.first + (document - run.document), 1};
}

Status segment_unit_starts(const Segment *segment, uint32_t document, UnitStart *starts,
                           uint32_t count) {
  if (count == 0) return STATUS_OK;
  starts[0] = (UnitStart){0, 0};
  if (count == 1) return STATUS_OK;
  Document record;
  uint32_t i = splits_up_to(segment, document, 0);
  if (segment_document(segment, document, &record) != STATUS_OK || i == 0
      || split_document(segment, i - 1) != document || split_count(segment, i - 1) != count) {
    return STATUS_INVALID;
  }
  size_t from = split_offset(segment, i - 1), to = split_offset(segment, i);
  Reader reader = reader_make(str_slice(segment->unit_starts, from, to));
  for (uint32_t k = 1; k < count; k++) {
    uint64_t left = record.chunk_size - starts[k - 1].start;
    uint64_t bytes = reader_varint_max(&reader, left), lines = reader_varint_max(&reader, bytes);
    if (reader.failed || bytes == 0 || bytes == left) return STATUS_CORRUPT;
    starts[k] = (UnitStart){starts[k - 1].start + bytes, starts[k - 1].line + (uint32_t)lines};
  }
  return reader_left(&reader) ? STATUS_CORRUPT : STATUS_OK;
}

Status units_check(const Segment *segment, Error *error) {
  UnitStart *starts = NULL;
  Status status = STATUS_OK;
  for (uint32_t i = 0; i < segment->splits && status == STATUS_OK; i++) {
    uint32_t document = split_document(segment, i), count = split_count(segment, i);
    starts = xrealloc(starts, count * sizeof *starts);
    status = segment_unit_starts(segment, document, starts, count);
    Document record = {.line_count = 0};
    (void)!segment_document(segment, document, &record);
    if (status == STATUS_OK && starts[count - 1].line > record.line_count) status = STATUS_CORRUPT;
    if (status == STATUS_OK) continue;
    Str path = segment_path(segment, document);
    error_set(error, status, "%.*s: its units are malformed", STR_ARGS(path));
  }
  free(starts);
  return status;
}
