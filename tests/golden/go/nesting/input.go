package main

import "fmt"

type Server struct {
	routes map[string]func(w Writer, r *Request)
	opts   struct {
		TLS struct {
			Cert, Key string
		}
		Ports []struct{ Number int }
	}
}

type Writer interface {
	interface {
		Flush() error
	}
	Write(b []byte) (int, error)
}

type Request struct{ Path string }

func (s *Server) Handle(path string, fn func(w Writer, r *Request)) {
	type entry struct {
		path string
		fn   func(Writer, *Request)
	}
	var e = entry{path, fn}
	register := func(x entry) {
		var copied = x
		s.routes[copied.path] = copied.fn
	}
	register(e)
}

func (s Server) walk(visit func(depth int) bool) {
	var inner func(depth int)
	inner = func(depth int) {
		const limit = 10
		if depth < limit && visit(depth) {
			inner(depth + 1)
		}
	}
	inner(0)
}

var handlers = map[string]func() int{
	"one": func() int {
		var one = 1
		return one
	},
	"two": func() int { return 2 },
}

func main() {
	s := &Server{routes: map[string]func(Writer, *Request){}}
	s.walk(func(depth int) bool {
		fmt.Printf("depth %d\n", depth)
		return depth < 3
	})
}

var _ Meter = (*Tide)(nil)

var _ = Describe("a tide", func() {
	var level int
	type local struct{ depth int }
	It("rises", func() { level++ })
})

var afterwards = 1

var (
	_      = first()
	second = 2
)
