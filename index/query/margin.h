// Lines around a hit that lie beyond the edges of its document: a large file is searched chunk by chunk, and
// the lines before a chunk's first one are in the file all the same.
#ifndef TREELINE_QUERY_MARGIN_H
#define TREELINE_QUERY_MARGIN_H

#include "index.h"
#include "query/content.h"

// Completes hit->before and hit->after, which are the lines that the content has (lines_around), up to what
// the request asks for, as far as the file has them within 128 KB of the chunk. What is added lives in
// `arena`. `reader` is the one that read the content, and has read no other since.
void margin_extend(ContentReader *reader, const Content *content, const SearchRequest *request,
                   Arena *arena, SearchHit *hit);

#endif
