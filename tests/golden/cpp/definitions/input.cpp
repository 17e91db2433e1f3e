// Shapes on a canvas.
#include <memory>
#include "canvas.hpp"

#define CANVAS_API
#define CLAMP(x, low, high) ((x) < (low) ? (low) : (x) > (high) ? (high) : (x))

namespace canvas {

class Renderer;
struct Style;
template <typename T> class Pool;
enum class Join : unsigned char;

using Points = std::vector<Point>;
template <typename K> using Index = std::unordered_map<K, Points>;
typedef void (*Callback)(const Style &, void *);
namespace fs = std::filesystem;
using std::string;

template <typename T>
concept Drawable = requires(T t) { t.draw(); };

enum class Join : unsigned char { Miter, Round = 4, Bevel };
enum Legacy { LEGACY_A, LEGACY_B };

constexpr double kPi = 3.14159;
extern int live_shapes;
static thread_local int depth = 0, *depth_pointer;

class Shape : public Base<Shape>, private Counted {
 public:
  Shape();
  explicit Shape(const Style &style) : style_(style), id_(next_++) {}
  Shape(Shape &&other) noexcept = default;
  template <typename S> Shape(S &&style);
  virtual ~Shape() = default;

  Shape &operator=(const Shape &) = delete;
  bool operator==(const Shape &other) const { return id_ == other.id_; }
  explicit operator bool() const { return id_ != 0; }
  int operator()(int x, int y);

  virtual double area() const = 0;
  const Style &style() const noexcept;
  static std::unique_ptr<Shape> make(const char *name);
  auto clone() const -> std::unique_ptr<Shape> { return nullptr; }
  template <Drawable D> void draw_all(const D &items) {
    for (auto &item : items) item.draw();
  }

  class Observer;
  enum State { Idle, Busy };
  using Id = unsigned long;
  static constexpr int kLimit = 32;

 protected:
  Style *style_ = nullptr, &fallback_;
  Id id_{0};
  static Id next_;
  void (*on_change_)(Shape *) = nullptr;
  int flags_ : 4;

  friend class Renderer;
  friend void swap(Shape &a, Shape &b);
};

template <> struct Hash<Shape> {
  size_t operator()(const Shape &s) const { return s ? 1 : 0; }
};

template <typename T>
class Pool {
  T *items;
};

union Word {
  int number;
  float real;
};

Shape::Id Shape::next_ = 1;

Shape::Shape() : id_(0) { live_shapes++; }
Shape::~Shape() { live_shapes--; }
const Style &Shape::style() const noexcept { return *style_; }
int Shape::operator()(int x, int y) { return x * y; }
Shape::operator bool() const { return true; }

template <typename T>
T *Pool<T>::allocate(size_t count) {
  T *fresh = new T[count];
  auto grow = [&](int by) { int more = by; return more; };
  return fresh + grow(1);
}

class Shape::Observer {
  void notify(Shape *);
};

std::ostream &operator<<(std::ostream &out, const Shape &s) {
  return out << R"(shape "raw")" << 'c';
}

}  // namespace canvas

int canvas::detail::Layout::measure(const string &text) const { return text.size(); }

CANVAS_API void canvas_flush(canvas::Renderer *renderer);

int main(int argc, char **argv) {
  std::lock_guard<std::mutex> guard(mutex);
  Shape shape(style);
  auto [x, y] = origin();
  return x + y;
}
