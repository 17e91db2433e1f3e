// The text half of builder.h, as builder.c and merger.c call it. Private to format/.
#ifndef TREELINE_FORMAT_TEXT_BUILDER_H
#define TREELINE_FORMAT_TEXT_BUILDER_H

#include "format/builder.h"
#include "format/gram_lists.h"
#include "format/layout.h"
#include "format/word_lists.h"

// Posting lists that come from elsewhere than text_builder_add: `each` calls `fn` as gram_lists_each does.
typedef struct {
  void (*each)(void *user, GramListFn fn, void *fn_user);
  void *user;
} GramSource;
void text_builder_set_source(TextBuilder *builder, GramSource source);
// The same for words.
typedef struct {
  void (*each)(void *user, WordListFn fn, void *fn_user);
  void *user;
} WordSource;
void text_builder_set_words(TextBuilder *builder, WordSource source);

// Writes the text sections; fills documents, source_bytes, text_id and the kind of *meta.
void text_builder_put(TextBuilder *builder, ChunkWriter *writer, ImageMeta *meta);
void image_meta_put(ChunkWriter *writer, const ImageMeta *meta);

#endif
