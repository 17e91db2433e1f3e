#include "cli/table.h"

enum { BATCH_ROWS = 500 };

Table table_make(Out *out, const TableColumn *columns, unsigned count) {
  return (Table){.out = out, .columns = columns, .count = count};
}

static unsigned cell_width(const Table *table, unsigned column, Str cell) {
  unsigned width = out_width(cell), widest = table->columns[column].widest;
  return table->out->terminal && widest && width > widest ? widest : width;
}

static void put_spaces(Out *out, unsigned count) {
  while (count-- > 0) buf_byte(&out->buf, ' ');
}

// Length of the run of bytes at `at` that are all marked or all not.
static size_t run_length(const TableRow *row, Str cell, size_t at, uint32_t *mark, bool *marked) {
  while (*mark < row->mark_count && row->marks[*mark] < at) ++*mark;
  *marked = *mark < row->mark_count && row->marks[*mark] == at;
  if (!*marked) return (*mark < row->mark_count ? row->marks[*mark] : cell.len) - at;
  size_t end = at;
  while (*mark < row->mark_count && row->marks[*mark] == end) ++*mark, end++;
  return end - at;
}

// The cell, `columns` wide at most, with its marks. Returns the columns used.
static unsigned put_marked(Table *table, const TableRow *row, Str cell, unsigned columns) {
  const Style plain = table->columns[0].style;
  unsigned shown = 0;
  uint32_t mark = 0;
  for (size_t at = 0; at < cell.len && shown < columns;) {
    bool marked;
    Str rest;
    size_t length = run_length(row, cell, at, &mark, &marked);
    if (marked) out_style(table->out, STYLE_MATCH);
    shown += out_visible(table->out, str_slice(cell, at, at + length), columns - shown, &rest);
    if (marked) {
      out_style(table->out, STYLE_NONE);
      if (plain != STYLE_NONE) out_style(table->out, plain);
    }
    at += length;
  }
  return shown;
}

static void put_cell(Table *table, unsigned column, const TableRow *row, unsigned width) {
  const TableColumn *form = &table->columns[column];
  Str cell = row->cells[column];
  Out *out = table->out;
  unsigned used = cell_width(table, column, cell);
  bool last = column + 1 == table->count;
  if (form->right) put_spaces(out, width - used);
  if (form->style != STYLE_NONE) out_style(out, form->style);
  Str rest;
  bool cut = out_width(cell) > used;
  unsigned columns = cut ? used - 1 : used;
  bool marked = column == 0 && row->mark_count && out->colored;
  unsigned shown =
      marked ? put_marked(table, row, cell, columns) : out_visible(out, cell, columns, &rest);
  if (cut) {
    out_put(out, STR("\xE2\x80\xA6"));
    shown++;
  }
  if (form->style != STYLE_NONE) out_style(out, STYLE_NONE);
  if (last) return;
  if (!form->right) put_spaces(out, width - shown);
  put_spaces(out, 2);
}

static void put_titles(Table *table, const unsigned *widths) {
  Out *out = table->out;
  out_style(out, STYLE_DIM);
  for (unsigned c = 0; c < table->count; c++) {
    Str title = str_from_c(table->columns[c].title);
    unsigned missing = widths[c] - (unsigned)title.len;
    if (table->columns[c].right) put_spaces(out, missing);
    out_put(out, title);
    if (c + 1 == table->count) break;
    if (!table->columns[c].right) put_spaces(out, missing);
    put_spaces(out, 2);
  }
  out_style(out, STYLE_NONE);
  out_put(out, STR("\n"));
}

static void flush_rows(Table *table) {
  unsigned widths[TABLE_COLUMNS_MAX] = {0};
  bool titles = !table->titled && table->columns[0].title;
  for (unsigned c = 0; c < table->count; c++) {
    if (titles) widths[c] = (unsigned)strlen(table->columns[c].title);
    for (size_t r = 0; r < table->rows.count; r++) {
      unsigned width = cell_width(table, c, table->rows.items[r].cells[c]);
      if (width > widths[c]) widths[c] = width;
    }
  }
  if (titles && table->rows.count) put_titles(table, widths);
  for (size_t r = 0; r < table->rows.count; r++) {
    for (unsigned c = 0; c < table->count; c++) {
      if (widths[c]) put_cell(table, c, &table->rows.items[r], widths[c]); // else all empty
    }
    out_put(table->out, STR("\n"));
  }
  if (table->rows.count) table->titled = true;
  table->rows.count = 0;
  arena_reset(&table->text);
}

void table_add(Table *table, const Str *cells) { table_add_marked(table, cells, NULL, 0); }

void table_add_marked(Table *table, const Str *cells, const uint32_t *marks, uint32_t count) {
  uint32_t *copy = arena_array(&table->text, uint32_t, count + 1);
  if (count) memcpy(copy, marks, count * sizeof *copy);
  TableRow row = {.marks = copy, .mark_count = count};
  for (unsigned c = 0; c < table->count; c++) row.cells[c] = arena_dup(&table->text, cells[c]);
  array_push(&table->rows, row);
  if (table->rows.count >= BATCH_ROWS) flush_rows(table);
}

void table_end(Table *table) {
  flush_rows(table);
  array_free(&table->rows);
  arena_release(&table->text);
}
