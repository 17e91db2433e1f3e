#include "lsp/target.h"

static uint32_t smaller(uint32_t a, uint32_t b) { return a < b ? a : b; }
static uint32_t larger(uint32_t a, uint32_t b) { return a > b ? a : b; }

TargetRanges target_ranges(const SourceTarget *target, PositionEncoding encoding) {
  uint32_t name_end = larger(target->name_start, target->name_end);
  uint32_t offsets[4] = {smaller(target->start, target->name_start), larger(target->end, name_end),
                         target->name_start, name_end};
  Position at[4];
  position_of_offsets(target->text, encoding, offsets, 4, at);
  return (TargetRanges){at[0], at[1], at[2], at[3]};
}

bool target_is_at(const SourceTarget *target, const Place *place) {
  return str_equal(target->path, place->request->relative) && target->name_start < target->name_end
         && target->name_start <= place->offset && place->offset <= target->name_end;
}

void target_put_uri(JsonOut *out, const char *key, const Folder *folder, Str path) {
  Buf uri = {0};
  folder_put_uri(folder, path, &uri);
  json_put_string(out, key, buf_str(&uri));
  buf_release(&uri);
}

void target_put_occurrence(JsonOut *out, const char *key, const SourceReference *reference,
                           PositionEncoding encoding) {
  size_t from = reference->column, to = from + reference->length;
  size_t before = position_units(str_slice(reference->text, 0, from), encoding);
  size_t units = position_units(str_slice(reference->text, from, to), encoding);
  json_put_range(out, key, (Position){reference->line, (uint32_t)before},
                 (Position){reference->line, (uint32_t)(before + units)});
}
