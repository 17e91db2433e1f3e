#pragma once

namespace net {
namespace http {

struct Header {
  struct Field {
    std::string name, value;
    enum Kind { Plain, Folded } kind;
  };
  std::vector<Field> fields;

  struct {
    int major, minor;
  } version;

  union {
    int code;
    const char *reason;
  };
};

template <class Body>
class Request {
 public:
  class Builder {
   public:
    Builder &header(std::string name) {
      struct Local {
        int inside;
        void run() { int hidden = inside; }
      };
      header_ = name;
      return *this;
    }
    Request build();

   private:
    std::string header_;
  };

  template <class T>
  struct Rebind {
    using type = Request<T>;
    static type from(const T &t);
  };

#ifdef NET_TRACE
  void trace(const char *why) const;
  Request(int traced);
#endif
};

namespace {
int counter = 0;
void bump() { counter++; }
}  // namespace

inline namespace v2 {
template <class Body>
typename Request<Body>::Builder &reuse(typename Request<Body>::Builder &b) { return b; }
}  // namespace v2

}  // namespace http
}  // namespace net

namespace net::ws::detail {

struct Frame;
void send(Frame *frame, int opcode = 1);

void Socket::Impl::close() {
  static int closes = 0;
  auto done = [this](int code) {
    int inner = code;
    report(inner);
  };
  done(++closes);
}

}  // namespace net::ws::detail

extern "C" {
int net_init(void);
void net_done(void) {}
}

extern "C" int net_version;

template <typename... Ts>
struct Overload : Ts... {
  using Ts::operator()...;
};
template <typename... Ts> Overload(Ts...) -> Overload<Ts...>;

static const auto on_exit = [] {
  int code = 3;
  return code;
};
