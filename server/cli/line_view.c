#include "cli/line_view.h"

enum { TAB_STOP = 4 };

#define ELLIPSIS STR("\xE2\x80\xA6")

typedef struct {
  Out *out;
  unsigned at, end; // columns
  bool cut;         // something did not fit
} View;

static unsigned tab_width(unsigned at) { return TAB_STOP - at % TAB_STOP; }

static unsigned width_of(Str text) {
  unsigned at = 0;
  while (text.len) {
    size_t tab = str_find_byte(text, 0, '\t');
    at += out_width(str_slice(text, 0, tab));
    if (tab >= text.len) break;
    at += tab_width(at);
    text = str_slice(text, tab + 1, text.len);
  }
  return at;
}

static void put_tab(View *view) {
  for (unsigned n = tab_width(view->at); n > 0; n--) {
    if (view->at == view->end) {
      view->cut = true;
      return;
    }
    out_put(view->out, STR(" "));
    view->at++;
  }
}

static void put_text(View *view, Str text) {
  while (text.len && !view->cut) {
    size_t tab = str_find_byte(text, 0, '\t');
    Str rest;
    view->at += out_visible(view->out, str_slice(text, 0, tab), view->end - view->at, &rest);
    view->cut |= rest.len > 0;
    if (view->cut || tab >= text.len) return;
    put_tab(view);
    text = str_slice(text, tab + 1, text.len);
  }
}

// Where the line is to begin so that its first part comes within the first third of the view.
static size_t head_cut(Str line, LinePart first, unsigned columns) {
  if (width_of(str_slice(line, 0, first.end)) <= columns) return 0;
  size_t from = first.start;
  for (unsigned used = 0; from > 0 && used < columns / 3; used++) {
    from--;
    while (from > 0 && ((unsigned char)line.ptr[from] & 0xC0) == 0x80) from--;
  }
  return from;
}

void line_view_put(Out *out, Str line, const LinePart *parts, size_t count, unsigned columns) {
  View view = {.out = out, .end = columns > 1 ? columns - 1 : 1}; // room for an ellipsis
  size_t at = count ? head_cut(line, parts[0], columns - 2) : 0;
  if (at > 0) {
    out_put(out, ELLIPSIS);
    view.at++;
  }
  for (size_t i = 0; i < count && !view.cut; i++) {
    put_text(&view, str_slice(line, at, parts[i].start));
    out_style(out, STYLE_MATCH);
    put_text(&view, str_slice(line, parts[i].start, parts[i].end));
    out_style(out, STYLE_NONE);
    at = parts[i].end;
  }
  put_text(&view, str_slice(line, at, line.len));
  if (view.cut) out_put(out, ELLIPSIS);
}
