package exercise

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

const ms = time.Millisecond

// A step is what one call of a job should do.
type step struct {
	wrote []string // by f, up to where it waits or returns
	wait  time.Duration
	more  bool
}

// follow calls a job once for each step, and checks what f has written by then. It gives f time to go
// on by itself, which f must not do.
func follow(t *testing.T, written *[]string, job Job, steps []step) {
	t.Helper()
	for i, want := range steps {
		*written = nil
		start := time.Now()
		wait, more := job()
		synctest.Wait()
		if took := time.Since(start); took > 0 {
			t.Fatalf("call %d of the job took %v: it waited itself, where it should say how long to wait", i+1, took)
		}
		if !slices.Equal(*written, want.wrote) {
			t.Fatalf("after call %d of the job, f has written %q, want %q", i+1, *written, want.wrote)
		}
		if wait != want.wait || more != want.more {
			t.Fatalf("call %d of the job returned %v, %v, want %v, %v", i+1, wait, more, want.wait, want.more)
		}
	}
}

func TestAJobStopsInTheMiddleAndGoesOnThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var written []string
		write := func(s string) { written = append(written, s) }
		job := Steps(func(wait func(time.Duration)) {
			write("fill the kettle")
			wait(30 * ms)
			write("warm the pot")
			wait(20 * ms)
			write("pour")
			write("drink")
		})
		synctest.Wait()
		if written != nil {
			t.Errorf("f has written %q before the job was called", written)
		}
		follow(t, &written, job, []step{
			{[]string{"fill the kettle"}, 30 * ms, true},
			{[]string{"warm the pot"}, 20 * ms, true},
			{[]string{"pour", "drink"}, 0, false},
		})
	})
}

func TestAWaitMayBeInALoopOrInAnotherFunction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var written []string
		job := Steps(func(wait func(time.Duration)) {
			rest := func(i int) { wait(time.Duration(i) * ms) }
			for i := range 3 {
				written = append(written, fmt.Sprint(i))
				rest(i)
			}
		})
		follow(t, &written, job, []step{
			{[]string{"0"}, 0, true},
			{[]string{"1"}, 1 * ms, true},
			{[]string{"2"}, 2 * ms, true},
			{nil, 0, false},
		})
	})
}

func TestAFunctionThatNeverWaitsIsOnePiece(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var written []string
		job := Steps(func(func(time.Duration)) { written = append(written, "done") })
		follow(t, &written, job, []step{{[]string{"done"}, 0, false}})
	})
}

// Two jobs write to one string and need no lock: only one of them runs at any moment. (Try this one
// with go test -race, too.)
func TestTwoJobsTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var written []string
		spell := func(word string) Job {
			return Steps(func(wait func(time.Duration)) {
				for _, r := range word {
					written = append(written, string(r))
					wait(0)
				}
			})
		}
		jobs := []Job{spell("ace"), spell("bdf")}
		for range 3 {
			for _, job := range jobs {
				if _, more := job(); !more {
					t.Fatal("a job has no more to do before the end of its word")
				}
			}
		}
		for _, job := range jobs {
			if _, more := job(); more {
				t.Error("a job has more to do after its last letter")
			}
		}
		if want := []string{"a", "b", "c", "d", "e", "f"}; !slices.Equal(written, want) {
			t.Errorf("wrote %q, want %q", written, want)
		}
	})
}
