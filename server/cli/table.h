// Rows in aligned columns. Rows are held until some hundreds are there, then aligned among
// themselves and written, so that a table without end needs no memory without end.
#ifndef TREELINE_CLI_TABLE_H
#define TREELINE_CLI_TABLE_H

#include "base/array.h"
#include "cli/out.h"

enum { TABLE_COLUMNS_MAX = 6 };

typedef struct {
  const char *title; // of the whole table, above the first row; NULL: no titles
  unsigned widest;   // on a terminal, longer cells are cut; 0: never
  Style style;
  bool right; // numbers
} TableColumn;

typedef struct {
  Str cells[TABLE_COLUMNS_MAX];
  const uint32_t *marks; // bytes of the first cell that are shown as matches, ascending
  uint32_t mark_count;
} TableRow;

typedef struct {
  Out *out;
  const TableColumn *columns;
  unsigned count; // of columns
  ARRAY(TableRow) rows;
  Arena text;
  bool titled;
} Table;

// `columns` is borrowed.
Table table_make(Out *out, const TableColumn *columns, unsigned count);
void table_add(Table *table, const Str *cells); // copies
// The same, with these bytes of the first cell shown as matches; ascending.
void table_add_marked(Table *table, const Str *cells, const uint32_t *marks, uint32_t count);
void table_end(Table *table); // writes what is held, frees

#endif
