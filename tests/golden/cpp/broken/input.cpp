#include <string>

namespace store {

class Before {
 public:
  int fine() const { return count; }

  int torn(int a) {
    if (a > {
      return a;
    }
  }

  std::string still_here() { return "here"; }

 private:
  int count = ;
  int after_count;
};

struct Half {
  int good;
  std::vector<int bad;
  char *after_bad;
};

template <typename T>
class Unfinished {
  int a b;
  void kept();
};

SOME_MACRO(x, y)

void typing(Before &b) {
  b.fine(
}

enum class Level { Low, Mid High };

int Before::fine2() {
  return 2;
}

}  // namespace store

int last() { return 0; }
