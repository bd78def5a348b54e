package main

import (
	"context"
	"fmt"
	"iter"
	"math"

	"slowpoetry/code/book/program"
)

// from yields n, n+1, n+2 and so on, without end.
func from(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for ; yield(n); n++ {
		}
	}
}

// A search looks for primes.
type search struct {
	primes   iter.Seq[int] // all of them, to divide by
	computed int           // how many it has computed so far
}

// compute yields all primes, without end. To find one it needs those before it.
func (s *search) compute(yield func(int) bool) {
	for n := range from(2) {
		if s.isPrime(n) {
			s.computed++
			if !yield(n) {
				return
			}
		}
	}
}

// isPrime divides n by the primes up to its root.
func (s *search) isPrime(n int) bool {
	if n == 2 {
		return true
	}
	for p := range s.primes {
		if p*p > n {
			break
		}
		if n%p == 0 {
			return false
		}
	}
	return true
}

// above returns the first prime above n.
func (s *search) above(n int) int {
	for m := range from(n + 1) {
		if s.isPrime(m) {
			return m
		}
	}
	panic("there is always another prime")
}

// A list is a sequence that remembers: each of its values is computed once, when it is first needed.
type list[T any] struct {
	have []T
	next func() (T, bool)
	stop func() // lets go of the sequence
}

func newList[T any](seq iter.Seq[T]) *list[T] {
	l := new(list[T])
	l.next, l.stop = iter.Pull(seq)
	return l
}

// all yields the values of l from the first on.
func (l *list[T]) all(yield func(T) bool) {
	for i := 0; ; i++ {
		if i == len(l.have) {
			v, more := l.next()
			if !more {
				return
			}
			l.have = append(l.have, v)
		}
		if !yield(l.have[i]) {
			return
		}
	}
}

// A row has a value of each of three sequences.
type row struct{ number, square, prime int }

// zip3 yields rows, until one of the sequences ends.
func zip3(numbers, squares, primes iter.Seq[int]) iter.Seq[row] {
	return func(yield func(row) bool) {
		number, stop := iter.Pull(numbers)
		defer stop()
		square, stop := iter.Pull(squares)
		defer stop()
		prime, stop := iter.Pull(primes)
		defer stop()
		for {
			n, ok := number()
			s, ok2 := square()
			p, ok3 := prime()
			if !ok || !ok2 || !ok3 || !yield(row{n, s, p}) {
				return
			}
		}
	}
}

// change yields f of each value of seq.
func change(seq iter.Seq[int], f func(int) int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for n := range seq {
			if !yield(f(n)) {
				return
			}
		}
	}
}

// nth returns a value of seq by its number, from 0.
func nth[T any](seq iter.Seq[T], n int) T {
	for v := range seq {
		if n == 0 {
			return v
		}
		n--
	}
	panic("the sequence is too short")
}

// lazy looks for a prime, and for a row of three endless sequences.
func lazy(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	above := flags.Int("above", 1_000_000, "look for the first prime above `n`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *above < 2 || *above > math.MaxInt32 {
		return program.Usagef("-above is a number from 2 to %d", math.MaxInt32)
	}
	say := func(format string, args ...any) { fmt.Fprintf(env.Stdout, format+"\n", args...) }

	//listing:knots
	forgetful := new(search)
	forgetful.primes = forgetful.compute
	say("%d, with %d primes computed", forgetful.above(*above), forgetful.computed)

	remembering := new(search)
	primes := newList(remembering.compute)
	defer primes.stop()
	remembering.primes = primes.all
	say("%d, with %d primes computed", remembering.above(*above), remembering.computed)
	//listing:end

	//listing:rows
	watched := func(name string, seq iter.Seq[int]) iter.Seq[int] {
		return change(seq, func(n int) int { say("  %s %d", name, n); return n })
	}
	square := func(n int) int { return n * n }
	rows := zip3(watched("number", from(1)), watched("square", change(from(1), square)), watched("prime", primes.all))
	say("rows has been written down")
	say("%v", nth(rows, 2))
	//listing:end
	return nil
}
