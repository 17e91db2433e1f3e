// A signal handler has nowhere but a global to write to: these two are the program's only ones.
#include "cli/interrupt.h"

#include "base/os.h"

#include <signal.h>
#include <stddef.h>

static atomic_bool flag;
static atomic_int which;

static void on_signal(int number) {
  atomic_store(&which, number);
  atomic_store(&flag, true);
  signal(number, SIG_DFL); // the second one kills
}

void interrupt_install(void) {
  signal(SIGINT, on_signal);
  signal(SIGTERM, on_signal);
  os_ignore_broken_pipes();
}

const atomic_bool *interrupt_flag(void) { return &flag; }

bool interrupted(void) { return atomic_load(&flag); }

void interrupt_finish(void) {
  int number = atomic_load(&which);
  if (number == 0) return;
  signal(number, SIG_DFL);
  raise(number);
}
