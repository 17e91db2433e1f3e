// textDocument/hover: what a name is: its definition's head, the comment that documents it, where it stands,
// how many others may be meant, how often it is used. Where only the name speaks for the definition,
// the words say so.
#include "lsp/elsewhere.h"
#include "lsp/features.h"

enum {
  SIGNATURE_MAX = 2000, // bytes
  COMMENT_MAX = 8000,
  FENCE_MAX = 16,
};

typedef struct {
  Place *place;
  bool markdown;
} HoverParams;

typedef struct {
  const HoverParams *params;
  Buf text;
} HoverWork;

// At most `max` bytes, cut between characters.
static Str cut(Str text, size_t max) {
  if (text.len <= max) return text;
  while (max > 0 && ((unsigned char)text.ptr[max] & 0xC0) == 0x80) max--;
  return str_slice(text, 0, max);
}

// The longest run of backticks, so that a fence or a code span can be longer.
static size_t longest_run(Str text) {
  size_t longest = 0, run = 0;
  for (size_t i = 0; i < text.len; i++) {
    run = text.ptr[i] == '`' ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest;
}

static void put_ticks(Buf *buf, size_t count) {
  while (count-- > 0) buf_byte(buf, '`');
}

static void put_code_block(Buf *buf, Str language, Str code) {
  size_t run = longest_run(code);
  size_t fence = run < 3 ? 3 : run < FENCE_MAX ? run + 1 : FENCE_MAX;
  put_ticks(buf, fence);
  buf_str_put(buf, language);
  buf_byte(buf, '\n');
  buf_str_put(buf, code);
  buf_byte(buf, '\n');
  put_ticks(buf, fence);
}

static void put_code(const HoverWork *work, Buf *buf, Str code) {
  size_t ticks = work->params->markdown ? longest_run(code) + 1 : 0;
  bool spaces = ticks > 1;
  put_ticks(buf, ticks);
  if (spaces) buf_byte(buf, ' ');
  buf_str_put(buf, code);
  if (spaces) buf_byte(buf, ' ');
  put_ticks(buf, ticks);
}

// Markdown would join the lines of what was written as lines: two spaces keep them apart.
static void put_comment(const HoverWork *work, Buf *buf, Str comment) {
  Str rest = cut(comment, COMMENT_MAX), line;
  bool shortened = rest.len < comment.len;
  while (str_next_field(&rest, '\n', &line)) {
    bool last = rest.len == 0, blank = str_trim(line).len == 0;
    buf_str_put(buf, line);
    if (last) break;
    bool before_blank = rest.ptr[0] == '\n' || rest.ptr[0] == '\r';
    if (work->params->markdown && !blank && !before_blank) buf_str_put(buf, STR("  "));
    buf_byte(buf, '\n');
  }
  if (shortened) buf_str_put(buf, STR(" \xE2\x80\xA6"));
}

static void put_where(const HoverWork *work, Buf *buf, const SourceTarget *target) {
  if (target->kind == SYMBOL_MODULE && target->name_end == 0) { // a file, and no place in it
    buf_str_put(buf, STR("file "));
    put_code(work, buf, target->path);
    return;
  }
  bool declared = target->flags & SYMBOL_DECLARATION;
  Str kind = symbol_kind_name(target->kind);
  buf_printf(buf, "%s%.*s", target->local ? "local " : "", STR_ARGS(kind));
  if (target->container.len) {
    buf_str_put(buf, STR(" of "));
    put_code(work, buf, target->container);
  }
  buf_str_put(buf, declared ? STR(", declared in ") : STR(", defined in "));
  Buf place = {0};
  buf_printf(&place, "%.*s:%u", STR_ARGS(target->path), (unsigned)target->line + 1);
  put_code(work, buf, buf_str(&place));
  buf_release(&place);
}

// How sure it is, and what else it may be.
static void put_doubts(Buf *buf, const SourceHover *hover) {
  unsigned long long others = hover->others;
  switch (hover->target->certainty) {
  case CERTAINTY_SCOPE:
  case CERTAINTY_ONLY:
    if (others) buf_printf(buf, " and %llu more place%s", others, others == 1 ? "" : "s");
    break;
  case CERTAINTY_LIKELY:
    buf_str_put(buf, STR("; likely this one"));
    if (others) buf_printf(buf, " of %llu", others + 1);
    break;
  case CERTAINTY_NAME:
    if (others)
      buf_printf(buf, "; one of %llu of this name: which is meant is not known", others + 1);
    else
      buf_str_put(buf, STR("; found by its name alone"));
    break;
  }
}

static void put_occurrences(const HoverWork *work, Buf *buf, const SourceHover *hover) {
  unsigned long long count = hover->references;
  if (!count && !hover->references_exact) return; // not one was looked at
  buf_str_put(buf, work->params->markdown ? STR("  \n") : STR("\n"));
  if (!hover->references_exact) buf_str_put(buf, STR("at least "));
  buf_printf(buf, "%llu occurrence%s in code", count, count == 1 ? "" : "s");
}

static void put_hover(void *user, const SourceHover *hover) {
  HoverWork *work = user;
  Buf *buf = &work->text;
  const char *rule = work->params->markdown ? "\n\n---\n" : "\n\n";
  Str signature = cut(hover->signature, SIGNATURE_MAX);
  if (signature.len) {
    if (work->params->markdown)
      put_code_block(buf, hover->target->language, signature);
    else
      buf_str_put(buf, signature);
  }
  if (hover->comment.len) {
    if (buf->len) buf_str_put(buf, str_from_c(rule));
    put_comment(work, buf, hover->comment);
  }
  if (buf->len) buf_str_put(buf, str_from_c(rule));
  put_where(work, buf, hover->target);
  put_doubts(buf, hover);
  put_occurrences(work, buf, hover);
}

// ---- in other folders ------------------------------------------------------------------------------

typedef struct {
  HoverWork *work;
  const ElsewhereHit *hit;
} HoverElsewhere;

// Where a hit stands, which the index counts in lines that end with \n.
static size_t hit_offset(void *user, Str text) {
  const ElsewhereHit *hit = ((HoverElsewhere *)user)->hit;
  size_t start = 0;
  for (uint32_t line = 0; line < hit->line && start < text.len; line++) {
    start = str_find_byte(text, start, '\n') + 1;
  }
  return start + hit->column < text.len ? start + hit->column : text.len;
}

static void put_hover_elsewhere(void *user, const SourceHover *found) {
  const HoverElsewhere *elsewhere = user;
  SourceHover hover = *found;
  SourceTarget target = *found->target;
  Arena arena = {0};
  Str root = str_base_name(str_from_c(elsewhere->hit->folder->root));
  target.path = arena_join_path(&arena, root, target.path);
  target.certainty = CERTAINTY_NAME;
  hover.target = &target;
  put_hover(elsewhere->work, &hover);
  arena_release(&arena);
}

static bool hover_elsewhere(void *user, const ElsewhereHit *hit) {
  HoverElsewhere elsewhere = {user, hit};
  Place *place = elsewhere.work->params->place;
  SourcePlace source = {.path = hit->path,
                        .offset = hit_offset,
                        .user = &elsewhere,
                        .timeout_ns = place_left_ns(place),
                        .cancelled = &place->request->stop};
  status_ignore(
      index_hover(hit->folder->index, &source, put_hover_elsewhere, &elsewhere, NULL, NULL));
  return elsewhere.work->text.len == 0; // one is enough
}

static void hover_work(Request *request) {
  Index *index = place_index(request);
  if (!index) return;
  HoverWork work = {.params = request->params};
  SourcePlace source = place_source(work.params->place);
  NavigationSummary summary = {0};
  Error error = {0};
  Status status = index_hover(index, &source, put_hover, &work, &summary, &error);
  bool found = place_found(request, status, &error);
  if (found && !work.text.len) {
    elsewhere_definitions(work.params->place, summary.name, 1, hover_elsewhere, &work);
  }
  if (found && work.text.len) {
    JsonOut out = json_out(&request->result);
    json_open(&out, '{');
    json_key(&out, "contents");
    json_open(&out, '{');
    json_put_string(&out, "kind", work.params->markdown ? STR("markdown") : STR("plaintext"));
    json_put_string(&out, "value", buf_str(&work.text));
    json_close(&out, '}');
    place_put_range(work.params->place, &out, "range", summary.start, summary.end);
    json_close(&out, '}');
  }
  buf_release(&work.text);
}

void hover_request(Server *server, Request *request, const cJSON *json) {
  Place *place = place_read(server, request, json, FEATURE_HOVER);
  if (!place) return;
  HoverParams *params = arena_new(&request->arena, HoverParams);
  *params = (HoverParams){.place = place, .markdown = server->client.hover_markdown};
  request->params = params;
  request->elsewhere = true;
  request->work = hover_work;
}
