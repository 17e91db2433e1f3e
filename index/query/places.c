// Whether a text is the one that was indexed is told by its hash: a stamp would have to be asked for, and
// may lie.
#include "query/places.h"

#include "query/query.h"

static const int64_t PARSE_TIMEOUT_NS = 2000000000;
enum { PARSE_LIMIT = 4 << 20 }; // bytes, as when indexing

void places_release(Places *places) {
  array_free(&places->stored);
  extraction_release(&places->found);
  extractor_free(places->extractor);
  arena_release(&places->arena);
}

void places_open(Places *places, const Content *content) {
  places->content = content;
  places->indexed = INDEXED_UNKNOWN;
  places->read = places->extracted = false;
}

bool places_are_indexed(Places *p) {
  if (p->indexed == INDEXED_UNKNOWN) {
    const Content *content = p->content;
    // An open document's symbols come with the text they are of, or say that they do not.
    bool yes = segment_has_symbols(content->part->segment) && !content->part->lagging
               && (content->part->texts || str_hash(content->bytes) == content->record.hash);
    p->indexed = yes ? INDEXED_YES : INDEXED_NOT;
  }
  return p->indexed == INDEXED_YES;
}

// As when indexing: a chunk may begin anywhere, which only the C family's reader is made for.
static bool can_be_read(const Document *document) {
  const unsigned without = DOCUMENT_BINARY | DOCUMENT_TEXT_ONLY | DOCUMENT_UNREADABLE;
  if (document->flags & without) return false;
  return !(document->flags & DOCUMENT_CHUNK)
         || language_is_c_family((LanguageId)document->language);
}

static void extract(Places *p) {
  if (p->extracted) return;
  p->extracted = true;
  p->found.symbols.count = p->found.spans.count = 0;
  extraction_trim(&p->found);
  arena_reset(&p->arena);
  if (!can_be_read(&p->content->record)) return;
  if (!p->extractor) p->extractor = extractor_new();
  ExtractOptions options = {
      .timeout_ns = PARSE_TIMEOUT_NS, .parse_limit = PARSE_LIMIT, .cancelled = p->cancelled};
  LanguageId language = (LanguageId)p->content->language;
  Status status =
      extractor_run(p->extractor, language, p->content->text, &options, &p->arena, &p->found, NULL);
  if (status != STATUS_OK) p->found.symbols.count = p->found.spans.count = 0;
}

static void read_spans(Places *p) {
  p->read = true;
  const Content *content = p->content;
  if (places_are_indexed(p)
      && segment_spans(content->part->segment, content->document, &p->stored) == STATUS_OK) {
    p->spans = p->stored.items;
    p->span_count = p->stored.count;
    return;
  }
  extract(p);
  p->spans = p->found.spans.items;
  p->span_count = p->found.spans.count;
}

unsigned places_at(Places *p, size_t offset) {
  if (!p->read) read_spans(p);
  size_t low = 0, high = p->span_count; // the first span that ends behind the offset
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (p->spans[middle].end <= offset)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == p->span_count || p->spans[low].start > offset) return PLACE_CODE;
  return p->spans[low].kind == SPAN_COMMENT ? PLACE_COMMENT : PLACE_STRING;
}

const Symbol *places_symbols(Places *p, size_t *count) {
  extract(p);
  *count = p->found.symbols.count;
  return p->found.symbols.items;
}
