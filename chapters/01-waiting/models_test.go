package main

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/trace"
)

// alike returns n jobs that are all the same.
func alike(n int, j job) []job {
	jobs := make([]job, n)
	for i := range jobs {
		jobs[i] = j
	}
	return jobs
}

// The jobs of the chapter.
var (
	tireless = alike(3, job{pieces: 3, work: 100 * ms})
	patient  = alike(3, job{pieces: 3, work: 100 * ms, wait: 200 * ms})
)

func TestWithoutWaitingAllModelsEndTogether(t *testing.T) {
	for _, m := range []machine{oneAfterAnother, threads(1, 100*ms), interleaved} {
		if took := m.do(tireless).Duration(); took != 900*ms {
			t.Errorf("%s: %v, want 900ms", m.name, took)
		}
	}
}

func TestOneAfterAnotherEndsAJobBeforeTheNextBegins(t *testing.T) {
	run := oneAfterAnother.do(tireless)
	for i, want := range []time.Duration{300 * ms, 600 * ms, 900 * ms} {
		if end := endOf(laneOf(t, run, fmt.Sprintf("job %d", i+1))); end != want {
			t.Errorf("job %d ends at %v, want %v", i+1, end, want)
		}
	}
	for _, m := range []machine{threads(1, 100*ms), interleaved} {
		if end := endOf(laneOf(t, m.do(tireless), "job 1")); end < 700*ms {
			t.Errorf("%s: job 1 is over at %v already, as if it did not take turns", m.name, end)
		}
	}
}

func TestWaitingMakesTheDifference(t *testing.T) {
	for _, test := range []struct {
		machine
		want time.Duration
	}{
		{oneAfterAnother, 2100 * ms},
		{threads(1, 100*ms), 1133 * ms},
		{interleaved, 900 * ms},
		{threads(2, 100*ms), 800 * ms},
	} {
		if took := test.do(patient).Duration().Round(ms); took != test.want {
			t.Errorf("%s on %d processors: %v, want %v", test.name, test.processors, took, test.want)
		}
	}
}

func TestTheModelsProgramSaysHowLongEachTook(t *testing.T) {
	for line, want := range map[string][]string{
		"models":               {"one after another: 2.10 s\n", "a thread each: 1.13 s\n", "interleaved by hand: 0.90 s\n"},
		"models -processors 2": {"one after another: 2.1 s\n", "a thread each: 0.8 s\n", "interleaved by hand: 0.9 s\n"},
		"models -wait 0":       {"one after another: 900 ms\n", "a thread each: 900 ms\n", "interleaved by hand: 900 ms\n"},
		"models -rude 2":       {"a thread each: 1.13 s\n", "interleaved by hand: 1.50 s\n"},
	} {
		out := chapter.Succeed(t, program.System, strings.Fields(line)...)
		for _, want := range want {
			if !strings.Contains(out, want) {
				t.Errorf("%s does not say %q:\n%s", line, want, out)
			}
		}
	}
}

func TestOnlyTheOthersPayForARudeJob(t *testing.T) {
	rude := alike(3, patient[1])
	rude[1].rude = true
	before, after := interleaved.do(patient), interleaved.do(rude)
	if took := after.Duration(); took != 1500*ms {
		t.Errorf("with a rude job: %v, want 1.5s", took)
	}
	for _, job := range []string{"job 1", "job 2", "job 3"} {
		early, late := endOf(laneOf(t, before, job)), endOf(laneOf(t, after, job))
		if job == "job 2" && late != early {
			t.Errorf("the rude job ends at %v, and polite at %v: it should not notice", late, early)
		}
		if job != "job 2" && late <= early {
			t.Errorf("%s ends at %v with a rude one beside it, and at %v without", job, late, early)
		}
	}
}

// The chapter says why the others are late, job by job.
func TestARudeJobKeepsTheOthersFromBeginning(t *testing.T) {
	rude := alike(3, patient[1])
	rude[1].rude = true
	before, after := interleaved.do(patient), interleaved.do(rude)
	for _, test := range []struct {
		job            string
		run            int // which of its pieces of work
		polite, beside time.Duration
	}{
		{"job 1", 2, 300 * ms, 900 * ms},
		{"job 3", 1, 200 * ms, 800 * ms},
	} {
		if at := runOf(laneOf(t, before, test.job), test.run); at != test.polite {
			t.Errorf("%s begins piece %d at %v, want %v", test.job, test.run, at, test.polite)
		}
		if at := runOf(laneOf(t, after, test.job), test.run); at != test.beside {
			t.Errorf("%s, with a rude job, begins piece %d at %v, want %v", test.job, test.run, at, test.beside)
		}
	}
}

// runOf returns when the lane's nth piece of work begins.
func runOf(lane trace.Lane, n int) time.Duration {
	for _, span := range lane.Spans {
		if span.Kind == trace.Run {
			if n--; n == 0 {
				return span.From
			}
		}
	}
	return -1
}

func TestASchedulerDoesNotWaitToBeAsked(t *testing.T) {
	rude := alike(3, patient[1])
	rude[1].rude = true
	for processors := 1; processors <= 3; processors++ {
		m := threads(processors, 100*ms)
		if polite, rude := m.do(patient), m.do(rude); !reflect.DeepEqual(polite, rude) {
			t.Errorf("threads on %d processors: a rude job makes a difference:\n%v\n%v", processors, polite, rude)
		}
	}
}

// The quiz of the chapter: a hundred jobs fit into the 100 ms that a round of one takes, and a
// hundred and first would add nothing.
func TestAHundredShortPiecesFillALongWait(t *testing.T) {
	for _, n := range []int{100, 101, 150} {
		jobs := alike(n, job{pieces: 100, work: ms, wait: 99 * ms})
		gain := float64(oneAfterAnother.do(jobs).Duration()) / float64(interleaved.do(jobs).Duration())
		if gain < 98 || gain > 101 {
			t.Errorf("%d jobs: %.1f times as fast, want about 100", n, gain)
		}
	}
}
