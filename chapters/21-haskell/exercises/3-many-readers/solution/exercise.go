// Package exercise is about a poem that many read, and that is fetched once.
package exercise

import (
	"iter"
	"sync"
)

// Share returns a poem that any number of goroutines may range over, each of which gets all of it. A line
// of p is read once: when the first of them needs it. The others get what was read; one that needs a line
// that is just being read waits for it, and holds up none that needs an older one. What ends p is the end
// for all, the error included.
func Share(p iter.Seq2[string, error]) iter.Seq2[string, error] {
	s := new(shared)
	s.changed.L = &s.mu
	s.next, _ = iter.Pull2(p)
	return func(yield func(string, error) bool) {
		for i := 0; ; i++ {
			if l, ok := s.line(i); !ok || !yield(l.text, l.err) {
				return
			}
		}
	}
}

type line struct {
	text string
	err  error
}

// A shared poem is read by one of its readers at a time, who does not hold the lock meanwhile.
type shared struct {
	mu      sync.Mutex
	changed sync.Cond // there is another line, or an end
	have    []line
	reading bool
	ended   bool
	next    func() (string, error, bool)
}

// line returns a line by its number, once it is there. It returns false when there are not so many.
func (s *shared) line(i int) (line, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i >= len(s.have) && !s.ended {
		if s.reading {
			s.changed.Wait()
		} else {
			s.read()
		}
	}
	if i < len(s.have) {
		return s.have[i], true
	}
	return line{}, false
}

// read reads a line, without the lock.
func (s *shared) read() {
	s.reading = true
	s.mu.Unlock()
	text, err, more := s.next()
	s.mu.Lock()
	s.reading = false
	if more {
		s.have = append(s.have, line{text, err})
	}
	s.ended = !more
	s.changed.Broadcast()
}
