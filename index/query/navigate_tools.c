#include "query/navigate_tools.h"

#include "base/scan.h"
#include "intake/decode.h"
#include "intake/lines.h"

// ---- the toolbox --------------------------------------------------------------------------------

enum { KEPT = 64 }; // more threads than this at once make their own

typedef struct {
  NavigateTools tools; // first: a NavigateTools pointer is a Slot pointer
  atomic_flag taken;
  bool kept;
} Slot;

struct NavigateToolbox {
  Slot slots[KEPT];
};

NavigateToolbox *toolbox_new(void) {
  NavigateToolbox *box = xcalloc(1, sizeof *box);
  for (int i = 0; i < KEPT; i++) {
    atomic_flag_clear(&box->slots[i].taken);
    box->slots[i].kept = true;
  }
  return box;
}

static void slot_release(Slot *slot) {
  NavigateTools *tools = &slot->tools;
  content_reader_release(&tools->reader);
  places_release(&tools->places);
  if (tools->scope) scope_reader_free(tools->scope);
  if (tools->extractor) extractor_free(tools->extractor);
  extraction_release(&tools->found);
  arena_release(&tools->arena);
}

void toolbox_free(NavigateToolbox *box) {
  if (!box) return;
  for (int i = 0; i < KEPT; i++) slot_release(&box->slots[i]);
  free(box);
}

NavigateTools *tools_take(NavigateToolbox *box) {
  for (int i = 0; i < KEPT; i++) {
    if (!atomic_flag_test_and_set(&box->slots[i].taken)) return &box->slots[i].tools;
  }
  return &((Slot *)xcalloc(1, sizeof(Slot)))->tools;
}

void tools_give(NavigateTools *tools) {
  Slot *slot = (Slot *)tools;
  if (slot->kept) {
    atomic_flag_clear(&slot->taken);
  } else {
    slot_release(slot);
    free(slot);
  }
}

ScopeReader *navigate_scope(NavigateTools *tools) {
  if (!tools->scope) tools->scope = scope_reader_new();
  return tools->scope;
}

// ---- texts --------------------------------------------------------------------------------------

enum { WHOLE_FILE_MAX = 64 << 20 };

bool navigate_find(const Snapshot *snapshot, Str path, uint32_t *part, uint32_t *document) {
  for (size_t i = snapshot->parts.count; i-- > 0;) {
    const SnapshotPart *p = &snapshot->parts.items[i];
    uint32_t position;
    if (!segment_find_path(p->segment, path, &position)) continue;
    uint32_t d = segment_by_path(p->segment, position);
    if (snapshot_part_is_dead(p, d)) continue;
    *part = (uint32_t)i;
    *document = d;
    return true;
  }
  return false;
}

static Status read_whole(const Snapshot *snapshot, NavigateText *out, Error *error) {
  Arena arena = {0};
  Str absolute = arena_join_path(&arena, snapshot->root, out->path);
  out->bytes.max = WHOLE_FILE_MAX;
  DecodedText decoded;
  Status status = os_read_file(absolute.ptr, &out->bytes, NULL, error);
  if (status == STATUS_OK) status = decode(buf_str(&out->bytes), &out->decoded, &decoded, error);
  if (status == STATUS_OK && decoded.binary) {
    status = error_set(error, STATUS_NOT_FOUND, "%.*s: a binary file", STR_ARGS(out->path));
  }
  if (status == STATUS_OK) {
    Str text = decoded.text;
    Str tail = str_slice(text, text.len > 4096 ? text.len - 4096 : 0, text.len);
    out->text = text;
    out->language = language_detect(out->path, str_slice(text, 0, 4096), tail);
  }
  arena_release(&arena);
  return status;
}

Status navigate_read(const Navigation *navigation, NavigateTools *tools, Str path,
                     NavigateText *out, Error *error) {
  const Snapshot *snapshot = navigation->query->snapshot;
  *out = (NavigateText){.path = path};
  if (navigate_find(snapshot, path, &out->part_number, &out->document)) {
    const SnapshotPart *part = &snapshot->parts.items[out->part_number];
    Content *content = &out->read;
    if (content_read(&tools->reader, snapshot, part, out->document, content)
        && !(content->record.flags & DOCUMENT_CHUNK)) {
      out->part = part;
      out->path = content->path;
      out->text = content->text;
      out->language = (LanguageId)content->language;
      return STATUS_OK;
    }
  }
  Status status = read_whole(snapshot, out, error);
  if (status != STATUS_OK) navigate_text_release(out);
  return status;
}

void navigate_text_release(NavigateText *text) {
  buf_release(&text->bytes);
  buf_release(&text->decoded);
}

// ---- symbols ------------------------------------------------------------------------------------

const Extraction *navigate_extract(const Navigation *navigation, NavigateTools *tools,
                                   const NavigateText *text) {
  const Extraction *open = NULL;
  if (navigation->outline && text->part && text->part->texts) {
    open = navigation->outline(navigation->outline_user, text->path, text->text);
  }
  if (open) return open;
  if (!tools->extractor) tools->extractor = extractor_new();
  arena_reset(&tools->arena);
  Status status = extractor_run(tools->extractor, text->language, text->text, &navigation->limits,
                                &tools->arena, &tools->found, NULL);
  return status == STATUS_OK ? &tools->found : NULL;
}

static bool is_callable(const Symbol *s) {
  return s->kind == SYMBOL_FUNCTION || s->kind == SYMBOL_METHOD || s->kind == SYMBOL_CONSTRUCTOR
         || s->kind == SYMBOL_MACRO;
}

// The last symbol that starts before the byte, or one that encloses it, is the innermost around it.
const Symbol *navigate_function_at(const Extraction *found, uint32_t offset) {
  const Symbol *all = found->symbols.items;
  size_t low = 0, high = found->symbols.count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (all[middle].start <= offset)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0) return NULL;
  uint32_t at = (uint32_t)(low - 1);
  for (size_t steps = 0; at < found->symbols.count && steps < found->symbols.count; steps++) {
    const Symbol *s = &all[at];
    if (is_callable(s) && offset < s->end && !(s->flags & SYMBOL_DECLARATION)) return s;
    at = s->parent;
  }
  return NULL;
}

// ---- languages ----------------------------------------------------------------------------------

unsigned navigate_family(LanguageId language) {
  switch (language) {
  case LANGUAGE_c:
  case LANGUAGE_cpp:
  case LANGUAGE_objc:
  case LANGUAGE_assembly: return LANGUAGE_c;
  case LANGUAGE_javascript:
  case LANGUAGE_typescript:
  case LANGUAGE_tsx:
  case LANGUAGE_vue:
  case LANGUAGE_svelte: return LANGUAGE_javascript;
  case LANGUAGE_java:
  case LANGUAGE_kotlin:
  case LANGUAGE_scala: return LANGUAGE_java;
  case LANGUAGE_css:
  case LANGUAGE_scss: return LANGUAGE_css;
  case LANGUAGE_ocaml:
  case LANGUAGE_ocaml_interface: return LANGUAGE_ocaml;
  default: return language;
  }
}

bool navigate_is_code(LanguageId language) {
  switch (language) {
  case LANGUAGE_text:
  case LANGUAGE_markdown:
  case LANGUAGE_markdown_inline:
  case LANGUAGE_json:
  case LANGUAGE_xml:
  case LANGUAGE_html:
  case LANGUAGE_yaml:
  case LANGUAGE_toml: return false;
  default: return true;
  }
}

// ---- lines --------------------------------------------------------------------------------------

uint32_t navigate_line(Str text, size_t offset, uint32_t *column) {
  if (offset > text.len) offset = text.len;
  Str line = navigate_line_text(text, offset);
  *column = (uint32_t)(text.ptr + offset - line.ptr);
  return lines_count(text, 0, (size_t)(line.ptr - text.ptr));
}

size_t navigate_line_start(Str text, uint32_t line) {
  size_t at = 0;
  for (; line > 0 && at < text.len; line--) at = str_find_byte(text, at, '\n') + 1;
  return at < text.len ? at : text.len;
}

Str navigate_line_text(Str text, size_t offset) {
  size_t start = offset < text.len ? offset : text.len;
  while (start > 0 && text.ptr[start - 1] != '\n') start--;
  Str line = str_slice(text, start, str_find_byte(text, start, '\n'));
  if (str_ends_with(line, STR("\r"))) line.len--;
  return line;
}
