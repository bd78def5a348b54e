package leak

import (
	"errors"
	"fmt"
	"net"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/deferred"
)

// A witness is a test that notes its failures instead of failing.
type witness struct {
	cleanups []func()
	failures []string
}

func (w *witness) Cleanup(f func()) { w.cleanups = append(w.cleanups, f) }

func (w *witness) Errorf(format string, args ...any) {
	w.failures = append(w.failures, fmt.Sprintf(format, args...))
}

// tried runs a test, and returns how it failed.
func tried(test func(t T)) string {
	was := Patience
	Patience = 50 * time.Millisecond
	defer func() { Patience = was }()
	w := &witness{}
	test(w)
	for _, f := range slices.Backward(w.cleanups) {
		f()
	}
	return strings.Join(w.failures, "; ")
}

func expect(t *testing.T, got, want string) {
	t.Helper()
	if want == "" && got != "" || !strings.Contains(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestGoroutines(t *testing.T) {
	hold := make(chan struct{})
	defer close(hold)
	expect(t, tried(func(t T) {
		Goroutines(t)
		done := make(chan struct{})
		go close(done)
		<-done
	}), "")
	expect(t, tried(func(t T) {
		Goroutines(t)
		go func() { <-hold }()
	}), "goroutines left behind, started by slowpoetry/code/leak.TestGoroutines.func2 at leak_test.go:")
}

func TestDescriptors(t *testing.T) {
	door, err := net.Listen("tcp", "127.0.0.1:0") // and the runtime has its own by now
	if err != nil {
		t.Fatal(err)
	}
	defer door.Close()
	if runtime.GOOS != "linux" {
		t.Skip("this system does not say what is open")
	}
	dial := func() net.Conn {
		conn, err := net.Dial("tcp", door.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		return conn
	}
	expect(t, tried(func(t T) { Descriptors(t); dial().Close() }), "")
	var left net.Conn
	expect(t, tried(func(t T) { Descriptors(t); left = dial() }), "descriptors left behind: 1")
	left.Close()
}

func TestUnfired(t *testing.T) {
	expect(t, tried(func(t T) { Unfired(t, deferred.Succeed(1)) }), "")
	expect(t, tried(func(t T) { Unfired(t, deferred.New[int]()) }), "a Deferred never fired, from leak_test.go:")
}

func TestUnhandled(t *testing.T) {
	no := errors.New("no ink")
	expect(t, tried(func(t T) {
		Unhandled(t)
		deferred.Fail[int](no).AddErrback(func(error) (int, error) { return 0, nil })
	}), "")
	expect(t, tried(func(t T) { Unhandled(t); deferred.Fail[int](no) }), "unhandled: no ink")
}

// Stacks are long. Those of thousands of goroutines must not hide the one that comes after them.
func TestOneGoroutineAmongThousands(t *testing.T) {
	hold := make(chan struct{})
	defer close(hold)
	for range 5_000 {
		go func() { <-hold }()
	}
	expect(t, tried(func(t T) {
		Goroutines(t)
		go func() { <-hold }()
	}), "TestOneGoroutineAmongThousands.func")
}
