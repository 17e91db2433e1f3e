package broken

import "strings"

type Before struct {
	Name string
	Age  int
}

func (b *Before) Greet() string {
	return "hello, " + b.Name
}

func unfinished(x int) int {
	if x > 3 {
		return strings.Count("a", 
	}
	for i := 0; i <

type Middle interface {
	Do() error
}

func (m *Missing Oops() {

}

const limit = 12

func After(values []int) (sum int) {
	for _, v := range values {
		sum += v
	}
	return sum
}

var last = "the end"
