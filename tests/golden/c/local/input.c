// Types that a body defines have names, and so have their enumerators; their members have none.
int main(int argc, char **argv) {
  enum { OPT_HELP = 300, OPT_VERSION };
  struct local { int x; float b; } v;
  enum state {
    HEAD, // of the line
#define WIDTH 1
    TAIL = f(1, 2), /* and */
  };
  union either { int y; } w;
  if (argc) { struct in_block { int q; }; } else { }
  struct timeval tv = { 0 };
  static const struct PACKED deep { int z; } rows[] = { { 1 } };
  (void)(struct literal) { 1 };
#ifdef ONE
  struct choice { int a;
#else
  struct choice { long a;
#endif
  };
  return 0;
}

TEST(name) {
  struct in_macro { int z; };
}

int after;
