#include <stdio.h>

struct before {
  int id;
  char *name;
};

int fine(struct before *b) { return b->id; }

int torn(int a, int) {
  if (a > 3 {
    return a;
  }
}

static const char *still_here(void) {
  return "here";
}

struct half {
  int good;
  int bad[;
  char *after_bad;
};

DEFINE_THING(thing, 3)

int typing(int x) {
  for (int i = 0; i < ; )
    x += "un" + ;
}

enum level { LOW, MID HIGH };

#define AFTER(x) \
  ((x) + 1)

int last(void)
{
  printf("%d\n", AFTER(1));
  return 0;
}
