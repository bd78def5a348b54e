package exercise

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A server has lines. Each takes a second to read.
type server struct {
	lines int
	err   error // after the last line
	mu    sync.Mutex
	read  int // so far
	twice bool
	busy  bool
}

func (s *server) poem(yield func(string, error) bool) {
	for n := 1; n <= s.lines; n++ {
		s.mu.Lock()
		s.twice = s.twice || s.busy
		s.busy = true
		s.mu.Unlock()
		time.Sleep(time.Second)
		s.mu.Lock()
		s.busy = false
		s.read++
		s.mu.Unlock()
		if !yield(fmt.Sprint("line ", n), nil) {
			return
		}
	}
	if s.err != nil {
		yield("", s.err)
	}
}

// hear reads n lines of a poem, or all if n is negative.
func hear(p iter.Seq2[string, error], n int) (got []string) {
	if n == 0 {
		return nil
	}
	for text, err := range p {
		if err != nil {
			text = "error: " + err.Error()
		}
		if got = append(got, text); len(got) == n {
			break
		}
	}
	return got
}

// guarded calls f, whose panics fail the test.
func guarded(t *testing.T, f func()) {
	defer func() {
		if v := recover(); v != nil {
			t.Errorf("two goroutines needed a line at once: %v", v)
		}
	}()
	f()
}

func TestNothingIsReadBeforeItIsNeeded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{lines: 5}
		poem := Share(s.poem)
		time.Sleep(time.Minute)
		if s.read != 0 {
			t.Errorf("nobody has asked, and %d lines have been read", s.read)
		}
		first := hear(poem, 2)
		time.Sleep(time.Minute)
		if s.read != 2 || len(first) != 2 {
			t.Errorf("two lines were needed, and %d have been read: %q", s.read, first)
		}
		hear(poem, -1)
	})
}

func TestManyReadersAndOneReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{lines: 4, err: errors.New("no ink")}
		poem := Share(s.poem)
		want := []string{"line 1", "line 2", "line 3", "line 4", "error: no ink"}
		var mu sync.Mutex
		var all sync.WaitGroup
		start := time.Now()
		for i := range 3 {
			all.Go(func() {
				guarded(t, func() {
					time.Sleep(time.Duration(i) * 300 * time.Millisecond)
					got := hear(poem, -1)
					mu.Lock()
					defer mu.Unlock()
					if !slices.Equal(got, want) {
						t.Errorf("reader %d has %q, want %q", i+1, got, want)
					}
				})
			})
		}
		all.Wait()
		if took := time.Since(start); took != 4*time.Second || s.read != 4 {
			t.Errorf("three readers took %v and read %d lines, want 4s and 4", took, s.read)
		}
		if got := hear(poem, -1); !slices.Equal(got, want) {
			t.Errorf("one who comes later has %q, want %q", got, want)
		}
	})
}

func TestWhatIsThereIsNotHeldUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{lines: 3}
		poem := Share(s.poem)
		hear(poem, 1)
		var all sync.WaitGroup
		all.Go(func() { guarded(t, func() { hear(poem, -1) }) })
		time.Sleep(500 * time.Millisecond) // line 2 is being read
		start := time.Now()
		guarded(t, func() { hear(poem, 1) })
		if took := time.Since(start); took != 0 {
			t.Errorf("line 1 had been read long ago, and takes %v: who reads line 2 holds up who needs line 1", took)
		}
		all.Wait()
	})
}
