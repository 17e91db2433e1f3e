// Package shapes has shapes.
package shapes

import (
	"fmt"
	"os"
)

// A Box holds things.
// Many of them.
type Box struct {
	Size int // in bytes
	// The name.
	Name string
}

// Area is width by height.
func (b *Box) Area(scale int, rest ...string) (n int, err error) {
	for {
		n++
	}
}

const Limit = 10 // no more
