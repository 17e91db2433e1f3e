/* SPDX-License-Identifier: GPL-2.0 */

#include <linux/list.h>
#include <linux/mutex.h>

#include "local.h"

/**
 * struct thing - a thing
 * @size: how large it is
 *
 * Long words.
 */
struct thing {
	int size; /* in bytes */
	const char *name; ///< what it is called
	/* the next one */
	struct thing *next;
};

// One colour a line.
// And another line.
enum colour {
	RED, // warm
	GREEN = 2,
};

#define LIMIT 10 /* no more */
/* The larger of two. */
#define MAX(a, b) \
	((a) > (b) ? (a) : (b))

typedef struct {
	int x;
} point_t;
typedef int (*callback)(int depth);

static DEFINE_MUTEX(lock);
int counter = 3, other;
static const char *const names[] = {
	"one",
	"two",
};

#ifdef CONFIG_A
/*
 * Reads a thing.
 *
 * Returns how many.
 */
static int __init
reader(struct thing *thing,
       size_t count)
{
	if (count) {
		return 1;
	} else {
		return call(thing,
			    count);
	}
}
#else
int reader(struct thing *thing, size_t count) { return 0; }
#endif

/* not about it */

int plain(void);
