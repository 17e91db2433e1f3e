#include <linux/list.h>

#define TWICE(<=1>x, y) ((<1>x) + <1>x + y)
#define PLAIN x

static int counter;
static int <0>shared;

static int __init reader(int <=10>count, char **argv)
{
  struct count <=11>item = {.count = <10>count}, *<=12>next = &<11>item;
  int <=13>size = sizeof <13>size;
  char buffer[<10>count];

  for (int <=14>i = 0; <14>i < <10>count; <14>i++) {
    int <=15>count = <14>i; /* count */
    <12>next->count = <15>count;
  }
  for (int <=16>i = 0; <16>i < 3; ++<16>i) <0>counter += <16>i;
  list_for_each_entry(<12>next, &head, list) {
    int <=17>size = <12>next->size;
    printk("size %d\n", <17>size);
  }
#ifdef CONFIG_A
  if (<10>count) {
#else
  if (<0>shared) {
#endif
    <13>size++;
  }
  <10>count = <0>shared;
  goto size;
size:
  return <13>size + buffer[0];
}

int <0>shared_again(void (*<=20>callback)(int <=21>depth), int <=22>depth)
{
  void __iomem *<=23>base = <0>ioremap(<22>depth);
  <20>callback(<22>depth);
  return <0>callback_of(<23>base);
}

int old(<=30>a, b)
  int <30>a;
  char b;
{
  typedef int <=31>number;
  <31>number <=32>n = <30>a;
  enum { <=33>ONE, TWO };
  return <32>n + <33>ONE;
}

SYSCALL_DEFINE3(open, const char __user *, <=40>filename, int, <=41>flags, umode_t, mode)
{
  return <0>do_open(<40>filename, <41>flags, mode);
}

int prototype(int <=50>first, int second);
int <0>reader_again(void) { return <0>reader(1, 0) + <0>count; }
