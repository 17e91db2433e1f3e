// Package meter counts what passes through a pipe.
package meter

import (
	"errors"
	"sync"
)

const MaxRate = 1 << 20

const (
	stateIdle = iota
	stateBusy
	StateDone, stateLost = 7, 8
)

var ErrClosed = errors.New("meter: closed")

var (
	mu      sync.Mutex
	a, b, c = 1, "two", '3'
)

/* Unit is what a reading is in. */
type Unit int

type Celsius = float64

type (
	Reading struct {
		sync.Mutex
		*Clock
		Value, Error float64 `json:"value"`
		unit         Unit
		nested       struct {
			Depth int
		}
	}
	Ring[T any] struct {
		items []T
	}
)

type Source interface {
	Read(p []byte) (n int, err error)
	close() error
	error
}

type Handler func(r *Reading) error

func New(rate int) *Reading {
	const scale = 3
	var factor = rate * scale
	type local struct{ hidden int }
	return &Reading{Value: float64(factor), unit: Unit(local{1}.hidden)}
}

func (r *Reading) Scale(by float64) float64 {
	r.Lock()
	defer r.Unlock()
	scaled := r.Value * by
	return scaled
}

func (u Unit) String() string { return `unit
of several lines` }

func (r *Ring[T]) Push(item T) { r.items = append(r.items, item) }

func (Ring[T]) Len() int { return 0 }

func max[T int | float64](x, y T) T {
	if x > y {
		return x
	}
	return y
}

var fallback = func(r *Reading) error {
	var attempts int
	_ = attempts
	return ErrClosed
}

func assembly(x uint64) uint64
