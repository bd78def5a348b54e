package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"
)

// TestMain lets the test binary be the servers' too.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "child" {
		fail(child(os.Args[2:]))
		return
	}
	os.Exit(m.Run())
}

// serverOf starts a server that ends with the test. The test is skipped if the peer is not here.
func serverOf(t testing.TB, p *peer, what string, delay time.Duration) *server {
	t.Helper()
	if p.missing != nil && p.missing() != nil {
		t.Skip("not checked: ", p.missing())
	}
	s, err := start(p, what, delay)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	return s
}

// eachPeer runs a test for each peer that a workload measures.
func eachPeer(t *testing.T, load string, test func(t *testing.T, p *peer)) {
	i := slices.IndexFunc(workloads, func(w workload) bool { return w.name == load })
	for j := range peers {
		if p := &peers[j]; slices.Contains(workloads[i].peers, p.name) {
			t.Run(p.name, func(t *testing.T) { test(t, p) })
		}
	}
}

func TestEverybodyEchoes(t *testing.T) {
	eachPeer(t, "echo-100", func(t *testing.T, p *peer) {
		e, err := runEcho(serverOf(t, p, "echo", 0), 5, 500*time.Millisecond)
		if err != nil || e.rate <= 0 || e.cpu <= 0 {
			t.Errorf("got %+v, %v", e, err)
		}
	})
}

func TestEverybodyLetsClientsComeAndGo(t *testing.T) {
	eachPeer(t, "accept", func(t *testing.T, p *peer) {
		a, err := runAccept(serverOf(t, p, "echo", 0), 300)
		if err != nil || a.rate <= 0 || a.cpu <= 0 {
			t.Errorf("got %+v, %v", a, err)
		}
	})
}

func TestEverybodyRecitesAllPiecesToAll(t *testing.T) {
	eachPeer(t, "poems-1s", func(t *testing.T, p *peer) {
		const delay = 100 * time.Millisecond
		r, err := runPoems(serverOf(t, p, "recite", delay), 30, delay, 20*delay)
		// Some pieces that are due may be on the way when we stop to count: on a busy machine, many.
		if err != nil || r.delivered < 0.5 || r.delivered > 1.06 || r.p50 < 0 || r.p99 < r.p50 {
			t.Errorf("got %+v, %v", r, err)
		}
	})
}

// A server must not outlive us, however we end.
func TestServersEndWhenTheirStandardInputDoes(t *testing.T) {
	for i := range peers {
		p := &peers[i]
		if p.echo == nil && p.script == "" {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			s := serverOf(t, p, "echo", 0)
			s.stdin.Close()
			ended := make(chan error)
			go func() { ended <- s.Wait() }()
			select {
			case err := <-ended:
				if err != nil {
					t.Error(err)
				}
			case <-time.After(time.Minute):
				t.Error("still there after a minute")
			}
		})
	}
}

func TestAScheduleIsInOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var s schedule[int]
	for i := range 1000 {
		s.add(time.Duration(random.IntN(500)), i)
	}
	for i := range 500 { // some of them again, later
		s.replace(s[0].due+time.Duration(random.IntN(500)), i)
	}
	var order []time.Duration
	for len(s) > 0 {
		order = append(order, s[0].due)
		s.drop()
	}
	if len(order) != 1000 || !slices.IsSortedFunc(order, cmp.Compare) {
		t.Errorf("%d entries, in order: %v", len(order), slices.IsSorted(order))
	}
}

func TestMediansAreTakenColumnByColumn(t *testing.T) {
	got := medians([][]float64{{1, 30}, {3, 10}, {2, 20}})
	if want := []float64{2, 20}; !slices.Equal(got, want) {
		t.Errorf("of three %v, want %v", got, want)
	}
	got = medians([][]float64{{1, 30}, {3, 10}})
	if want := []float64{2, 20}; !slices.Equal(got, want) {
		t.Errorf("of two %v, want %v", got, want)
	}
}

// BenchmarkEcho is the first workload for those who like to compare with benchstat. A run takes
// as long as -benchtime says, or a second and a half.
func BenchmarkEcho(b *testing.B) {
	for _, callers := range []int{100, 1000} {
		for i := range peers {
			p := &peers[i]
			if p.echo == nil && p.script == "" {
				continue
			}
			b.Run(fmt.Sprintf("%d/%s", callers, p.name), func(b *testing.B) {
				e, err := runEcho(serverOf(b, p, "echo", 0), callers, 1500*time.Millisecond)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(e.rate, "messages/s")
				b.ReportMetric(float64(e.cpu), "cpu-ns/message")
			})
		}
	}
}

// BenchmarkTimers is a million timers, added and cancelled.
func BenchmarkTimers(b *testing.B) {
	for _, p := range peers {
		if p.timers == nil {
			continue
		}
		b.Run(p.name, func(b *testing.B) {
			var sum trial
			for b.Loop() {
				t, err := p.timers()
				if err != nil {
					b.Fatal(err)
				}
				sum.add, sum.cancel, sum.bytes = sum.add+t.add, sum.cancel+t.cancel, sum.bytes+t.bytes
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(sum.add/float64(b.N), "ns/add")
			b.ReportMetric(sum.cancel/float64(b.N), "ns/cancel")
			b.ReportMetric(sum.bytes/float64(b.N), "B/timer")
		})
	}
}
