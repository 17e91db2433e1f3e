/* A table of pins and who drives them. */
#include <stddef.h>
#include "pins.h"

#define PIN_COUNT 40
#define PIN_BIT(n) (1u << ((n) % 32))
#define PIN_EACH(pin)            \
  for (int pin = 0; pin < PIN_COUNT; pin++)

struct driver;
union slot;
enum edge { EDGE_NONE, EDGE_RISING = 2, EDGE_FALLING };

typedef unsigned int pin_t, *pin_list;
typedef struct driver driver_t;
typedef int (*pin_handler)(pin_t pin, void *data);
typedef long table_t[4][8];
typedef uint8_t byte;

typedef struct {
  pin_t number;
  const char *label, **aliases;
  unsigned int pulled : 1, driven : 2;
  pin_handler on_edge[3];
  int (*read)(const pin_t *pins, size_t count);
  char name[8][16];
} Pin;

typedef enum { MODE_IN, MODE_OUT } PinMode;

typedef union word {
  unsigned value;
  unsigned char bytes[4];
} word_t;

struct driver {
  struct driver *next;
  union {
    int irq;
    void *poll;
  };
  struct {
    int low, high;
  } range;
  enum edge edge;
};

extern int pin_errors;
extern const char *const pin_names[];
int pin_reset(Pin *pin);
static inline Pin *pin_find(pin_t number), *pin_first(void);
void *(*pin_allocator(int kind))(size_t);

static Pin pins[PIN_COUNT] = {{.number = 1, .label = "one"}, {.number = 2}};
int pin_errors = 0, pin_warnings;
static const char *banner = "pins" " ready";
static int (*hooks[4])(void), (*last_hook)(void) = NULL;
struct { int depth; } stack;
struct point { int x, y; } origin = {0, 0}, *cursor;
char quote = '\'', wide = L'x';
_Thread_local volatile unsigned long long ticks;

int pin_reset(Pin *pin) {
  int old = pin->number;
  struct driver *walk = NULL;
  static int calls;
  calls++;
  return old + (walk != NULL);
}

static inline Pin *pin_find(pin_t number) {
  PIN_EACH(i) if (pins[i].number == number) return &pins[i];
  return NULL;
}

/* Kernighan and Ritchie's way. */
int old_style(a, b)
int a;
char *b;
{
  return a + b[0];
}

void *(*pin_allocator(int kind))(size_t) {
  void *(*chosen)(size_t) = kind ? malloc : NULL;
  return chosen;
}

__attribute__((constructor)) static void set_up(void) { pin_errors = 0; }
const struct driver **drivers(void) { return NULL; }
