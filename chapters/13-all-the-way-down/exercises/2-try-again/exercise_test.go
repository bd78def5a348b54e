package exercise

import (
	"fmt"
	"runtime"
	"testing"

	"slowpoetry/code/deferred"
)

// A server is asked, and fails so many times.
type server struct {
	asked   int
	pending *deferred.Deferred[string]
}

func (s *server) ask() *deferred.Deferred[string] {
	s.asked++
	s.pending = deferred.New[string]()
	return s.pending
}

func (s *server) fail() { s.pending.Errback(fmt.Errorf("failure %d", s.asked)) }

func TestItAsksOnceAtATime(t *testing.T) {
	var s server
	d := TryAgain(5, s.ask)
	for n := 1; n <= 3; n++ {
		if s.asked != n {
			t.Fatalf("after %d failures it has asked %d times, want %d", n-1, s.asked, n)
		}
		if n < 3 {
			s.fail()
		}
	}
	s.pending.Callback("tide")
	if got := d.String(); got != "value tide" || s.asked != 3 {
		t.Errorf("after two failures and a poem the result is %s, and it has asked %d times", got, s.asked)
	}
}

func TestTheLastErrorIsTheResult(t *testing.T) {
	for n := 1; n <= 4; n++ {
		var s server
		d := TryAgain(n, s.ask)
		for range n {
			s.fail()
		}
		if got, want := d.String(), fmt.Sprintf("error %q", fmt.Sprint("failure ", n)); got != want || s.asked != n {
			t.Errorf("n = %d: the result is %s, want %s; it has asked %d times", n, got, want, s.asked)
		}
		d.AddErrback(func(error) (string, error) { return "", nil })
	}
}

func TestAnswersMayBeThereAtOnce(t *testing.T) {
	asked := 0
	d := TryAgain(10, func() *deferred.Deferred[string] {
		if asked++; asked < 4 {
			return deferred.Fail[string](fmt.Errorf("failure %d", asked))
		}
		return deferred.Succeed("tide")
	})
	if got := d.String(); got != "value tide" || asked != 4 {
		t.Errorf("after three failures at once the result is %s, and it has asked %d times", got, asked)
	}
}

func TestTheStackDoesNotGrow(t *testing.T) {
	const times = 100_000
	var calls [2000]uintptr
	asked := 0
	depth := map[int]int{}
	d := TryAgain(times, func() *deferred.Deferred[string] {
		asked++
		if asked == 10 || asked == 100 {
			if depth[asked] = runtime.Callers(0, calls[:]); depth[100] > depth[10]+50 {
				t.Fatalf("the 10th time it asked, there were %d calls on the stack; the 100th time there are %d. Try to get by without a call within a call", depth[10], depth[100])
			}
		}
		return deferred.Fail[string](fmt.Errorf("failure %d", asked))
	})
	if got := d.String(); got != `error "failure 100000"` || asked != times {
		t.Errorf("the result is %s, and it has asked %d times", got, asked)
	}
	d.AddErrback(func(error) (string, error) { return "", nil })
}
