package exercise

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"slowpoetry/code/deferred"
)

// A yard is where jobs are done, when the test says so.
type yard struct {
	begun   []int
	pending map[int]*deferred.Deferred[string]
}

func (y *yard) do(job int) *deferred.Deferred[string] {
	y.begun = append(y.begun, job)
	y.pending[job] = deferred.New[string]()
	return y.pending[job]
}

func newYard() *yard { return &yard{pending: map[int]*deferred.Deferred[string]{}} }

func (y *yard) expect(t *testing.T, when string, d *deferred.Deferred[int], state string, begun ...int) {
	t.Helper()
	if !slices.Equal(y.begun, begun) {
		t.Fatalf("%s: jobs %v have begun, want %v", when, y.begun, begun)
	}
	if d.String() != state {
		t.Errorf("%s: the Deferred has %s, want %s", when, d, state)
	}
}

func TestTwoAtATime(t *testing.T) {
	y := newYard()
	d := AtATime(2, 4, y.do)
	y.expect(t, "at first", d, "no result yet", 0, 1)
	y.pending[1].Callback("done")
	y.expect(t, "when job 1 is done", d, "no result yet", 0, 1, 2)
	y.pending[0].Callback("done")
	y.expect(t, "when job 0 is done, too", d, "no result yet", 0, 1, 2, 3)
	y.pending[3].Callback("done")
	y.pending[2].Callback("done")
	y.expect(t, "when all are done", d, "value 4", 0, 1, 2, 3)
}

func TestAfterAnErrorNothingBegins(t *testing.T) {
	y := newYard()
	d := AtATime(2, 4, y.do)
	if len(y.begun) < 2 {
		t.Fatalf("%d jobs are under way, want 2", len(y.begun))
	}
	y.pending[0].Errback(errors.New("no ink"))
	y.expect(t, "when job 0 has failed", d, "no result yet", 0, 1)
	y.pending[1].Errback(errors.New("no paper"))
	y.expect(t, "when job 1 has failed, too", d, `error "no ink"`, 0, 1)
	d.AddErrback(func(error) (int, error) { return 0, nil })
}

func TestFewJobsAndNone(t *testing.T) {
	for jobs := range 3 {
		y := newYard()
		d := AtATime(5, jobs, y.do)
		for job := range jobs {
			if y.pending[job] == nil {
				t.Fatalf("with 5 hands for %d jobs, job %d has not begun", jobs, job)
			}
		}
		for _, p := range y.pending {
			p.Callback("done")
		}
		if got, want := d.String(), fmt.Sprint("value ", jobs); got != want {
			t.Errorf("%d jobs: the Deferred has %s, want %s", jobs, got, want)
		}
	}
}

func TestJobsMayBeDoneAtOnce(t *testing.T) {
	d := AtATime(3, 100_000, func(int) *deferred.Deferred[string] { return deferred.Succeed("done") })
	if got := d.String(); got != "value 100000" {
		t.Errorf("the Deferred has %s", got)
	}
}
