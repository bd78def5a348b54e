package deferred_test

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/deferred"
)

// Many tests leave errors unhandled, and nobody wants to hear of it.
func TestMain(m *testing.M) {
	deferred.OnUnhandled(func(error) {})
	os.Exit(m.Run())
}

// errUnhandled is in the errors that unhandled is to return. Of other tests' there may be many.
var errUnhandled = errors.New("unhandled")

// unhandled calls f, and returns n of the errors that nobody handled of the Deferreds it made, and
// more if more come, in order of the alphabet.
func unhandled(t *testing.T, n int, f func()) (got []string) {
	t.Helper()
	errs := make(chan error, 100)
	defer deferred.OnUnhandled(func(err error) {
		if errors.Is(err, errUnhandled) {
			errs <- err
		}
	})()
	f()
	patience := time.After(time.Minute)
	for rounds := 3; rounds > 0; { // that many after the last, for what should not come
		runtime.GC()
		select {
		case err := <-errs:
			got = append(got, err.Error())
		case <-patience:
			t.Fatalf("the collector never came: %q", got)
		case <-time.After(time.Millisecond):
			if len(got) >= n {
				rounds--
			}
		}
	}
	slices.Sort(got)
	return got
}

func TestUnhandledErrorIsReportedWhenItsDeferredIsCollected(t *testing.T) {
	fail := func(how string) ints { return deferred.Fail[int](fmt.Errorf("%s: %w", how, errUnhandled)) }
	mend := func(error) (int, error) { return 0, nil }
	kept := fail("kept")
	got := unhandled(t, 5, func() {
		fail("dropped")
		deferred.Succeed(1).AddCallback(func(int) (int, error) { panic(errUnhandled) })
		deferred.Then(fail("through Then"), func(int) (string, error) { return "", nil })
		fail("first").AddErrback(func(error) (int, error) { return 0, fmt.Errorf("second: %w", errUnhandled) })
		fail("late").AddErrback(mend).AddCallback(func(int) (int, error) { return 0, errUnhandled })

		fail("handled").AddErrback(mend)
		inner := fail("moved")
		deferred.Succeed(1).AddCallback(func(int) (int, error) { return inner.Later() }).AddErrback(mend)
		deferred.List([]ints{fail("consumed")}, deferred.ConsumeErrors)
		deferred.Inline(func(c *deferred.Coroutine) (int, error) {
			fail("awaited").Await(c)
			return 0, nil
		})
	})
	want := []string{"dropped: unhandled", "panic: unhandled", "second: unhandled", "through Then: unhandled", "unhandled"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	kept.AddErrback(mend)
}

func TestErrorsAreLoggedIfNobodySaysOtherwise(t *testing.T) {
	usual := slog.Default()
	defer slog.SetDefault(usual)
	defer deferred.OnUnhandled(nil)()
	lines := make(logged, 100)
	slog.SetDefault(slog.New(slog.NewTextHandler(lines, nil)))
	deferred.Succeed(1).AddCallback(func(int) (int, error) { panic("over there") })
	lines.await(t, `msg="unhandled error in a Deferred" error="panic: over there" stack=`)

	deferred.Debug(true)
	defer deferred.Debug(false)
	deferred.Fail[int](errTest)
	lines.await(t, `msg="unhandled error in a Deferred" error=trouble created=unhandled_test.go:`)

	canceller := func(ints) { panic("called off") }
	deferred.List([]ints{deferred.NewWithCanceller(canceller)}).Cancel()
	lines.await(t, `msg="canceller of a Deferred of a list" error="panic: called off" stack=`)

	own := deferred.New[int]()
	own.AddCallback(func(int) (int, error) { return own.Later() })
	own.Callback(1)
	lines.await(t, `msg="Deferreds that never go on" error="a Deferred waits for itself: the one made at unhandled_test.go:`)
}

// A logged has the lines of a log, one by one.
type logged chan string

func (l logged) Write(line []byte) (int, error) {
	select {
	case l <- string(line):
	default: // nobody reads on
	}
	return len(line), nil
}

// await has the collector come until there is a line with this text.
func (l logged) await(t *testing.T, text string) {
	t.Helper()
	for patience := time.After(time.Minute); ; {
		runtime.GC()
		select {
		case line := <-l:
			if strings.Contains(line, "level=ERROR "+text) {
				return
			}
		case <-patience:
			t.Fatalf("nothing was logged with %s", text)
		case <-time.After(time.Millisecond):
		}
	}
}

func TestDebugTellsThePlacesOfAnUnhandledError(t *testing.T) {
	deferred.Debug(true)
	defer deferred.Debug(false)
	got := unhandled(t, 2, func() {
		deferred.New[int]().Errback(errUnhandled)
		gate := deferred.New[int]()
		deferred.Inline(func(c *deferred.Coroutine) (int, error) { gate.Await(c); return 0, errUnhandled })
		gate.Callback(1)
	})
	if len(got) != 2 {
		t.Fatal(got)
	}
	for _, text := range got {
		if !strings.HasPrefix(text, "unhandled (Deferred made at unhandled_test.go:") || strings.Count(text, "unhandled_test.go:") != 2 {
			t.Error(text)
		}
	}
	d := deferred.New[int]()
	d.Callback(1)
	if err := d.Callback(2); strings.Count(err.Error(), "unhandled_test.go:") != 2 {
		t.Error(err)
	}
}
