package p

import (
	"fmt"
	<=1>m "math"
)

var <0>global = <1>m.Pi

func (<=10>r *T[<=11>K]) F(<=12>a, b int, rest ...<11>K) (<=13>n int, err error) {
	<=14>x, err := <12>a, 1
	if <=15>x := <14>x; <15>x > 0 {
		<15>x++
	} else {
		<15>x--
	}
	<14>x = <10>r.x
	for <=16>i, <=17>v := range <14>x {
		fmt.Println(<16>i, <17>v)
	}
	for <=18>i := 0; <18>i < 3; <18>i++ {
		break
	}
	switch <=19>t := b.(type) {
	case int:
		<19>t.F()
	}
	select {
	case <=20>msg := <-c:
		use(<20>msg)
	}
	<=21>f := func(<=22>x int) int { return <22>x + <0>global }
	y := S{x: <14>x, <0>n: <21>f(1)}
	y, <=23>z := <14>x, y
	var <=24>global = <0>global
	_ = <24>global + <23>z
	<13>n = 1
	return
}

func G[<=30>A any](<=31>x <30>A) <30>A { return <31>x }
