package main

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"slowpoetry/code/trace"
)

// A scene is some jobs and a machine that is to do them.
type scene struct {
	machine
	jobs []job
}

func (s scene) String() string { return fmt.Sprintf("%+v on %+v", s.jobs, s.machine) }

// scenes makes up n of them, the same each time.
func scenes(n int) []scene {
	random := rand.New(rand.NewPCG(1, 1))
	some := func(limit int) time.Duration { return time.Duration(random.IntN(limit)) * ms }
	var list []scene
	for range n {
		s := scene{machine: machine{
			processors: 1 + random.IntN(4),
			holds:      random.IntN(3) == 0,
			slice:      some(40),
			pickUp:     some(5),
		}}
		for range 1 + random.IntN(8) {
			s.jobs = append(s.jobs, job{
				pieces: 1 + random.IntN(6),
				work:   ms + some(100),
				wait:   some(200),
				rude:   random.IntN(4) == 0,
			})
		}
		list = append(list, s)
	}
	return list
}

func TestEveryJobGetsItsWorkAndItsWaits(t *testing.T) {
	for _, s := range scenes(500) {
		s.pickUp = 0
		run := s.do(s.jobs)
		lanes := run.Lanes()
		if len(lanes) != len(s.jobs) {
			t.Fatalf("%v: %d lanes", s, len(lanes))
		}
		for i, j := range s.jobs {
			lane := lanes[i]
			if got, want := lane.Total(trace.Run), time.Duration(j.pieces)*j.work; got != want {
				t.Errorf("%v: %s ran for %v, want %v", s, lane.Task, got, want)
			}
			waits := lane.Total(trace.Wait) + lane.Total(trace.Block)
			if want := time.Duration(j.pieces-1) * j.wait; waits != want {
				t.Errorf("%v: %s waited for %v, want %v", s, lane.Task, waits, want)
			}
		}
	}
}

func TestPickingUpIsPaidForEachTime(t *testing.T) {
	for _, s := range scenes(200) {
		run := s.do(s.jobs)
		for i, lane := range run.Lanes() {
			pickedUp, state := 0, trace.Ready
			for _, e := range run {
				if e.Task != lane.Task {
					continue
				}
				if state == trace.Ready && e.Kind == trace.Run {
					pickedUp++
				}
				state = e.Kind
			}
			j := s.jobs[i]
			want := time.Duration(j.pieces)*j.work + time.Duration(pickedUp)*s.pickUp
			if got := lane.Total(trace.Run); got != want {
				t.Errorf("%v: %s ran for %v, was picked up %d times, want %v", s, lane.Task, got, pickedUp, want)
			}
		}
	}
}

// A processor is held by a job that runs and by one that blocks. There are never more of these
// than processors, and when there are fewer, nobody stands in line.
func TestProcessorsAreNeitherSharedNorIdle(t *testing.T) {
	for _, s := range scenes(500) {
		lanes := s.do(s.jobs).Lanes()
		for _, moment := range changes(lanes) {
			states := statesAt(lanes, moment)
			held := states[trace.Run] + states[trace.Block]
			if held > s.processors {
				t.Fatalf("%v: at %v %d jobs hold a processor", s, moment, held)
			}
			if held < s.processors && states[trace.Ready] > 0 {
				t.Fatalf("%v: at %v %d jobs could run, and only %d do", s, moment, states[trace.Ready], held)
			}
		}
	}
}

// changes returns the moments at which something changes.
func changes(lanes []trace.Lane) []time.Duration {
	var moments []time.Duration
	for _, lane := range lanes {
		for _, span := range lane.Spans {
			moments = append(moments, span.From)
		}
	}
	slices.Sort(moments)
	return slices.Compact(moments)
}

// statesAt counts the jobs in each state, right after the changes of that moment.
func statesAt(lanes []trace.Lane, moment time.Duration) map[trace.Kind]int {
	states := map[trace.Kind]int{}
	for _, lane := range lanes {
		for _, span := range lane.Spans {
			if span.From <= moment && moment < span.To {
				states[span.Kind]++
			}
		}
	}
	return states
}

func TestAJobIsSomewhereUntilItEnds(t *testing.T) {
	for _, s := range scenes(200) {
		run := s.do(s.jobs)
		ends := 0
		for _, e := range run {
			if e.Kind == trace.End {
				ends++
			}
		}
		if ends != len(s.jobs) {
			t.Errorf("%v: %d jobs ended", s, ends)
		}
		for _, lane := range run.Lanes() {
			var end time.Duration
			for _, span := range lane.Spans {
				if span.From != end {
					t.Errorf("%v: %s is nowhere from %v to %v", s, lane.Task, end, span.From)
				}
				end = span.To
			}
		}
	}
}

func TestNoOrderMakesLessOfTheWork(t *testing.T) {
	for _, s := range scenes(500) {
		var work, longest time.Duration
		for _, j := range s.jobs {
			alone := time.Duration(j.pieces)*j.work + time.Duration(j.pieces-1)*j.wait
			work += time.Duration(j.pieces) * j.work
			longest = max(longest, alone)
		}
		least := max(work/time.Duration(s.processors), longest)
		if took := s.do(s.jobs).Duration(); took < least {
			t.Errorf("%v: %v, which is less than %v", s, took, least)
		}
	}
}

func TestABlockedJobNeverLetsGo(t *testing.T) {
	for _, s := range scenes(200) {
		s.holds = true
		for _, lane := range s.do(s.jobs).Lanes() {
			if wait := lane.Total(trace.Wait); wait != 0 {
				t.Errorf("%v: %s waits for %v and lets others run", s, lane.Task, wait)
			}
		}
	}
	for _, s := range scenes(200) {
		s.holds, s.slice = false, ms
		for _, lane := range s.do(s.jobs).Lanes() {
			if block := lane.Total(trace.Block); block != 0 {
				t.Errorf("%v: %s blocks for %v, under a scheduler", s, lane.Task, block)
			}
		}
	}
}

func TestTheSameJobsGoTheSameWay(t *testing.T) {
	for _, s := range scenes(50) {
		if first, second := s.do(s.jobs), s.do(s.jobs); !reflect.DeepEqual(first, second) {
			t.Errorf("%v: two runs differ", s)
		}
	}
}
