package main

import (
	"errors"
	"fmt"
	"time"
)

// A workload is something that peers are measured at.
type workload struct {
	name    string // for the command line
	title   string
	peers   []string
	fewer   int // rounds less than others have, because each takes long
	columns []column
	targets []target

	// turn measures a peer once, and returns a number for each column.
	turn func(p *peer, span time.Duration) ([]float64, error)
}

// A column is one of the things that are measured.
type column struct {
	head    string
	unit    float64 // what one is, of the number printed
	digits  int     // after the point
	divisor string  // also print the ratio to this peer's
}

// A target is what ours must reach, by a ratio to another's if that has a name.
type target struct {
	peer    string
	column  int
	divisor string
	least   bool // or else at most
	limit   float64
}

var (
	everybody = []string{"twisted", "goroutines", "gnet", "bare", "portable", "reactor"}
	natives   = []string{"twisted", "goroutines", "gnet", "bare", "reactor"}
	keepers   = []string{"twisted", "goroutines", "container", "reactor"}
)

// workloads are in the order in which they are measured.
var workloads = []workload{
	echoOver(100, target{"reactor", 0, "twisted", true, 1.9}, target{"reactor", 1, "gnet", false, 1.1}),
	echoOver(1000, target{"reactor", 0, "twisted", true, 2}, target{"reactor", 1, "gnet", false, 1.1},
		target{"portable", 0, "twisted", true, 1.4}),
	{
		name: "accept", title: "20,000 connections that are made and ended, 64 at a time", peers: natives,
		columns: []column{{"connections/s", 1, 0, "twisted"}, {"CPU µs each", 1e-6, 1, "twisted"}},
		targets: []target{{"reactor", 1, "twisted", false, 0.7}},
		turn: func(p *peer, span time.Duration) ([]float64, error) {
			return serving(p, "echo", 0, func(s *server) ([]float64, error) {
				a, err := runAccept(s, 20_000)
				return []float64{a.rate, a.cpu.Seconds()}, err
			})
		},
	},
	poemsAt(100*time.Millisecond, target{"reactor", 0, "", true, 0.999}, target{"reactor", 2, "gnet", false, 1},
		target{"reactor", 4, "", false, 600}),
	poemsAt(time.Second, target{"reactor", 2, "gnet", false, 1}, target{"reactor", 3, "gnet", false, 1}),
	{
		name: "timers", title: "A million timers", peers: keepers, fewer: 1,
		columns: []column{{"adds/s", 1, 0, "twisted"}, {"cancels/s", 1, 0, "twisted"}, {"bytes each", 1, 0, ""}},
		targets: []target{{"reactor", 0, "twisted", true, 15}, {"reactor", 1, "twisted", true, 4},
			{"reactor", 2, "", false, 64}},
		turn: func(p *peer, span time.Duration) ([]float64, error) {
			t, err := p.tryTimers()
			return []float64{1e9 / t.add, 1e9 / t.cancel, t.bytes}, err
		},
	},
}

func echoOver(callers int, targets ...target) workload {
	return workload{
		name: fmt.Sprintf("echo-%d", callers), title: fmt.Sprintf("Echo, %d connections, 64 bytes a message", callers),
		peers:   everybody,
		columns: []column{{"messages/s", 1, 0, "twisted"}, {"CPU µs each", 1e-6, 2, "gnet"}},
		targets: targets,
		turn: func(p *peer, span time.Duration) ([]float64, error) {
			return serving(p, "echo", 0, func(s *server) ([]float64, error) {
				e, err := runEcho(s, callers, span)
				return []float64{e.rate, e.cpu.Seconds()}, err
			})
		},
	}
}

func poemsAt(delay time.Duration, targets ...target) workload {
	return workload{
		name: fmt.Sprintf("poems-%v", delay), title: fmt.Sprintf("10,000 poems at once, a piece every %v each", delay),
		peers: natives, fewer: 1,
		columns: []column{{"delivered %", 0.01, 1, ""}, {"late p50 ms", 1e-3, 2, ""}, {"p99 ms", 1e-3, 2, "gnet"},
			{"CPU %", 0.01, 0, "gnet"}, {"memory B each", 1, 0, ""}},
		targets: targets,
		turn: func(p *peer, span time.Duration) ([]float64, error) {
			return serving(p, "recite", delay, func(s *server) ([]float64, error) {
				r, err := runPoems(s, 10_000, delay, 2*span)
				return []float64{r.delivered, r.p50.Seconds(), r.p99.Seconds(), r.cpu, float64(r.memory)}, err
			})
		},
	}
}

// serving starts a server, measures it, and stops it.
func serving(p *peer, what string, delay time.Duration, measure func(*server) ([]float64, error)) ([]float64, error) {
	s, err := start(p, what, delay)
	if err != nil {
		return nil, err
	}
	defer s.stop()
	values, err := measure(s)
	if err != nil && s.ended() {
		err = errors.Join(errors.New("the server is gone"), err)
	}
	return values, err
}
