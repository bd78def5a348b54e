package deferred_test

import (
	"errors"
	"fmt"
	"io"
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
	got := unhandled(t, 4, func() {
		fail("dropped")
		deferred.Succeed(1).AddCallback(func(int) (int, error) { panic(errUnhandled) })
		deferred.Then(fail("through Then"), func(int) (string, error) { return "", nil })
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
	want := []string{"dropped: unhandled", "panic: unhandled", "through Then: unhandled", "unhandled"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	kept.AddErrback(mend)
}

func TestUnhandledErrorsAreLoggedIfNobodySaysOtherwise(t *testing.T) {
	usual := slog.Default()
	defer slog.SetDefault(usual)
	read, write := io.Pipe()
	slog.SetDefault(slog.New(slog.NewTextHandler(write, nil)))
	defer deferred.OnUnhandled(nil)()

	lines := make(chan string, 100)
	go func() {
		buffer := make([]byte, 4096)
		for {
			n, err := read.Read(buffer)
			if err != nil {
				return
			}
			lines <- string(buffer[:n])
		}
	}()
	defer read.Close()
	deferred.Succeed(1).AddCallback(func(int) (int, error) { panic("over there") })
	for patience := time.After(time.Minute); ; {
		runtime.GC()
		select {
		case line := <-lines:
			if strings.Contains(line, `level=ERROR msg="unhandled error in a Deferred" error="panic: over there" stack=`) {
				return
			}
		case <-patience:
			t.Fatal("nothing was logged")
		case <-time.After(time.Millisecond):
		}
	}
}
