#ifndef NESTING_H
#define NESTING_H

#ifdef __cplusplus
extern "C" {
#endif

struct forward;

struct outer {
  struct inner {
    struct deepest {
      int leaf;
    } at[2];
    int count;
  } first, *rest;
  union choice {
    long number;
    char *text;
  } choice;
  struct outer *parent;
  void (*visit)(struct outer *self, int (*filter)(struct inner *));
};

#if defined(HAVE_THREADS)
struct lock;
int lock_take(struct lock *lock);
#define LOCKED 1
#else
static inline int lock_take(struct lock *lock) { return lock == 0; }
#define LOCKED 0
#endif

enum { ANON_FIRST, ANON_SECOND = ANON_FIRST + 4 };

typedef struct list {
  struct list *next;
  enum colour { RED, GREEN } colour;
} list, *list_ptr;

int walk(struct outer *root) {
  struct frame {
    struct outer *node;
    int depth;
  } frames[16];
  enum state { START, END } state = START;
  int helper(int);
  for (int i = 0; i < 16; i++) {
    int nested = helper(i);
    frames[i].depth = nested + state;
  }
  return frames[0].depth;
}

static struct config {
  const char *name;
  struct outer tree;
} config = {
    .name = "default",
};

#ifdef __cplusplus
}
#endif
#endif
