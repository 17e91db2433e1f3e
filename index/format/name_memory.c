// Symbols come in the order of the text, and nearly all have the name they had in the last build: the
// walk over the last build's numbers finds most with one comparison. A name that it does not expect is
// looked up, and the walk goes on behind where that name was in the last build, if it was there. The
// sorted order takes in new names one by one, and keeps those out of use until they are half.
#include "format/name_memory.h"
#include "base/array.h"
#include "format/name_order.h"
#include "format/segment.h"

typedef ARRAY(uint32_t) Numbers;

struct NameMemory {
  Intern names;
  Numbers order; // of the names up to `sorted`
  uint32_t sorted;
  ARRAY(uint64_t) masks; // by number, up to `sorted`
  Numbers used;          // by number: the last build that used it
  Numbers at;            // by number: which symbol of that build had it last
  uint32_t build, in_use;
  Numbers last, present; // of the symbols of the last build and of this one
  size_t step;           // of the walk over `last`
};

NameMemory *name_memory_new(void) { return xcalloc(1, sizeof(NameMemory)); }

static void forget_names(NameMemory *memory) {
  intern_release(&memory->names);
  memory->order.count = memory->masks.count = memory->last.count = 0;
  memory->used.count = memory->at.count = 0;
  memory->sorted = 0;
}

void name_memory_free(NameMemory *memory) {
  if (!memory) return;
  forget_names(memory);
  array_free(&memory->order);
  array_free(&memory->masks);
  array_free(&memory->used);
  array_free(&memory->at);
  array_free(&memory->last);
  array_free(&memory->present);
  free(memory);
}

uint64_t name_memory_bytes(const NameMemory *memory) {
  return intern_memory(&memory->names) + memory->masks.capacity * sizeof(uint64_t)
         + sizeof(uint32_t)
               * (memory->order.capacity + memory->used.capacity + memory->at.capacity
                  + memory->last.capacity + memory->present.capacity);
}

const Intern *name_memory_names(const NameMemory *memory) { return &memory->names; }
uint32_t name_memory_count(const NameMemory *memory) { return memory->in_use; }
uint64_t name_memory_mask(const NameMemory *memory, uint32_t number) {
  return memory->masks.items[number];
}

// ---- numbering ----------------------------------------------------------------------------------

void name_memory_restart(NameMemory *memory) {
  enum { SLACK = 1024 };
  Numbers last = memory->last;
  memory->last = memory->present;
  memory->present = last;
  memory->present.count = 0;
  if (memory->names.count > 2 * memory->in_use + SLACK) forget_names(memory);
  memory->build++;
  memory->in_use = 0;
  memory->step = 0;
}

static uint32_t look_up(NameMemory *memory, Str name) {
  uint32_t number = intern_number(&memory->names, name);
  if (number == memory->used.count) {
    array_push(&memory->used, 0);
    array_push(&memory->at, 0);
  } else if (memory->used.items[number] == memory->build - 1) {
    memory->step = memory->at.items[number] + 1;
  }
  return number;
}

uint32_t name_memory_number(NameMemory *memory, Str name) {
  uint32_t number;
  bool expected = memory->step < memory->last.count
                  && str_equal(memory->names.strings[memory->last.items[memory->step]], name);
  if (expected) {
    number = memory->last.items[memory->step++];
  } else {
    number = look_up(memory, name);
  }
  if (memory->used.items[number] != memory->build) memory->in_use++;
  memory->used.items[number] = memory->build;
  memory->at.items[number] = (uint32_t)memory->present.count;
  array_push(&memory->present, number);
  return number;
}

// ---- ordering -----------------------------------------------------------------------------------

static void insert(NameMemory *memory, uint32_t number) {
  Numbers *order = &memory->order;
  size_t low = 0, high = order->count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    Str there = memory->names.strings[order->items[middle]];
    if (str_compare_fold(there, memory->names.strings[number]) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  array_push(order, number);
  memmove(&order->items[low + 1], &order->items[low],
          (order->count - 1 - low) * sizeof *order->items);
  order->items[low] = number;
}

static void sort_anew(NameMemory *memory) {
  uint32_t *order = name_order(&memory->names);
  array_free(&memory->order);
  memory->order.items = order;
  memory->order.count = memory->order.capacity = memory->names.count;
}

static void take_in_new_names(NameMemory *memory) {
  enum { FEW = 64 };
  uint32_t count = memory->names.count;
  bool few = count - memory->sorted <= FEW;
  if (!few) sort_anew(memory);
  for (uint32_t i = memory->sorted; i < count; i++) {
    if (few) insert(memory, i);
    array_push(&memory->masks, name_mask(memory->names.strings[i]));
  }
  memory->sorted = count;
}

uint32_t *name_memory_order(NameMemory *memory) {
  take_in_new_names(memory);
  uint32_t *order = xmalloc((memory->in_use + 1) * sizeof *order);
  uint32_t count = 0;
  for (size_t i = 0; i < memory->order.count; i++) {
    uint32_t number = memory->order.items[i];
    if (memory->used.items[number] == memory->build) order[count++] = number;
  }
  return order;
}
