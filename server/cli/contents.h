// What an index holds, as `index` and `status` print it.
#ifndef TREELINE_CLI_CONTENTS_H
#define TREELINE_CLI_CONTENTS_H

#include "lsp/json_out.h"
#include "cli/session.h"
#include "cli/table.h"

// Rows of a title and a value.
Table contents_table(Session *session);
void contents_row(Table *table, const char *title, Str value);

void contents_print(Session *session, const IndexStatus *status, Table *table);
// One line a kind of section.
void contents_json_sections(Session *session);
// Members of an object.
void contents_json(JsonOut *json, const IndexStatus *status);

#endif
