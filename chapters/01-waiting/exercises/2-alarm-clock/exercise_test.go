package exercise

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// diary notes who ran, and when.
type diary struct {
	start time.Time
	lines []string
}

// job returns a job that does len(waits)+1 pieces of work with these waits in between.
func (d *diary) job(name string, waits ...time.Duration) Job {
	return func() (time.Duration, bool) {
		d.lines = append(d.lines, fmt.Sprintf("%v %s", time.Since(d.start), name))
		if len(waits) == 0 {
			return 0, false
		}
		wait := waits[0]
		waits = waits[1:]
		return wait, true
	}
}

const ms = time.Millisecond

// inSimulatedTime runs f in a bubble of testing/synctest, in which time stands still while anybody
// runs, and jumps ahead when all are asleep. A Run that keeps asking would hang there, so a watchdog
// on a real clock looks on from outside.
func inSimulatedTime(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	watchdog := time.AfterFunc(5*time.Second, func() {
		fmt.Printf("--- FAIL: %s\n    Run keeps asking, and never sleeps: so simulated time stands still\n", t.Name())
		os.Exit(1)
	})
	defer watchdog.Stop()
	synctest.Test(t, f)
}

func TestEveryJobRunsWhenItsWaitIsOver(t *testing.T) {
	inSimulatedTime(t, func(t *testing.T) {
		d := &diary{start: time.Now()}
		Run(
			d.job("tea", 30*ms, 30*ms),
			d.job("toast", 50*ms),
			d.job("post"),
		)
		want := []string{"0s tea", "0s toast", "0s post", "30ms tea", "50ms toast", "60ms tea"}
		if !slices.Equal(d.lines, want) {
			t.Errorf("got  %q\nwant %q", d.lines, want)
		}
	})
}

func TestTheOneThatWasDueFirstRunsFirst(t *testing.T) {
	inSimulatedTime(t, func(t *testing.T) {
		d := &diary{start: time.Now()}
		slow := func() (time.Duration, bool) {
			d.lines = append(d.lines, fmt.Sprintf("%v slow", time.Since(d.start)))
			time.Sleep(100 * ms) // works, without letting go
			return 0, false
		}
		Run(
			d.job("late", 40*ms),
			d.job("early", 20*ms),
			slow,
		)
		want := []string{"0s late", "0s early", "0s slow", "100ms early", "100ms late"}
		if !slices.Equal(d.lines, want) {
			t.Errorf("got  %q\nwant %q", d.lines, want)
		}
	})
}

func TestAJobThatDoesNotWaitLetsOthersRun(t *testing.T) {
	inSimulatedTime(t, func(t *testing.T) {
		d := &diary{start: time.Now()}
		Run(
			d.job("eager", 0, 0),
			d.job("calm", 0),
		)
		want := []string{"0s eager", "0s calm", "0s eager", "0s calm", "0s eager"}
		if !slices.Equal(d.lines, want) {
			t.Errorf("got  %q\nwant %q", d.lines, want)
		}
	})
}

func TestWaitsOverlap(t *testing.T) {
	inSimulatedTime(t, func(t *testing.T) {
		d := &diary{start: time.Now()}
		var jobs []Job
		for i := range 100 {
			jobs = append(jobs, d.job(fmt.Sprint(i), 10*ms, 10*ms, 10*ms))
		}
		Run(jobs...)
		if took := time.Since(d.start); took != 30*ms {
			t.Errorf("a hundred jobs that wait for 30ms each took %v, want 30ms", took)
		}
		if len(d.lines) != 400 {
			t.Errorf("they did %d pieces of work, want 400", len(d.lines))
		}
	})
}
