// Hits as the command line shows them, in the order of their coming. Hits become lines: those on one line
// are shown on one, the lines around them are shown once, and a gap between two lines of a file is
// marked. What a line looks like is the form's.
#ifndef TREELINE_CLI_PRINTER_H
#define TREELINE_CLI_PRINTER_H

#include "cli/session.h"

typedef enum {
  FORM_JSON,    // an object a hit
  FORM_ROWS,    // path:line:column:text, a row a hit
  FORM_LINES,   // path:text or path:line:text, a row a line: as grep
  FORM_GROUPED, // for a person: the path once, the lines beneath it
  FORM_FILES,   // the path of each file
  FORM_COUNTS,  // path:count
  FORM_TOTAL,   // printer_put_total alone
  FORM_NOTHING
} PrintForm;

// What the options ask for; `rows` if they leave it open and no person looks.
PrintForm print_form(const Session *session, const Args *args, PrintForm rows);

typedef struct {
  PrintForm form;
  bool json;    // FORM_FILES and FORM_COUNTS: as objects
  bool context; // lines around the hits were asked for
  bool numbers; // FORM_LINES: with the numbers of lines
  bool null;    // a NUL behind each path
  bool lines;   // FORM_COUNTS: lines are counted, not hits
} PrintOptions;

typedef struct Printer Printer;
Printer *printer_new(Session *session, const PrintOptions *options);
// A SearchFn: `user` is the printer. False once nobody reads any more.
bool printer_put(void *user, const SearchHit *hit);
// How many there are of all, as a line of its own. Not as JSON: the summary has it.
void printer_put_total(Printer *printer, uint64_t count);
// Prints what waits, and frees.
void printer_end(Printer *printer);

#endif
