package main

import "time"

// A schedule is what is to be done, the earliest first: a heap of four branches, which is what
// anybody would give a bare loop who wants it to be fast.
type schedule[T any] []entry[T]

type entry[T any] struct {
	due  time.Duration
	what T
}

// add puts what into the schedule.
func (s *schedule[T]) add(due time.Duration, what T) {
	*s = append(*s, entry[T]{})
	h := *s
	i := len(h) - 1
	for i > 0 {
		parent := (i - 1) / 4
		if h[parent].due <= due {
			break
		}
		h[i] = h[parent]
		i = parent
	}
	h[i] = entry[T]{due, what}
}

// replace changes when the earliest is due, and what it is.
func (s schedule[T]) replace(due time.Duration, what T) {
	i := 0
	for {
		first := 4*i + 1
		if first >= len(s) {
			break
		}
		least := first
		for child := first + 1; child < min(first+4, len(s)); child++ {
			if s[child].due < s[least].due {
				least = child
			}
		}
		if due <= s[least].due {
			break
		}
		s[i] = s[least]
		i = least
	}
	s[i] = entry[T]{due, what}
}

// drop takes out the earliest.
func (s *schedule[T]) drop() {
	h := *s
	last := len(h) - 1
	moved := h[last]
	h[last] = entry[T]{}
	*s = h[:last]
	if last > 0 {
		(*s).replace(moved.due, moved.what)
	}
}
