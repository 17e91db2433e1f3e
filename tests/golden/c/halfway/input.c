int before(void) { return 0; }

int broken(int a) {
  if (a) {
    while (1) {
      a++;
  return a;
}

struct after_unclosed { int x; };
int after(void) { return 1; }

<<<<<<< HEAD
static int ours(int a) {
  return a;
=======
static int theirs(int b) {
  return b;
>>>>>>> branch
}

int half(int a, 
static void next(void) { }

struct half_struct {
  int ok;
  int 
};

enum half_enum { ONE, TWO,
int last(void) { return 2; }
