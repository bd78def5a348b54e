package sim_test

import (
	"io"
	"testing"
	"time"

	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

// BenchmarkDrips has a thousand clients each read a poem of a hundred drips, one every tenth of a
// second. An operation is the whole evening.
func BenchmarkDrips(b *testing.B) {
	for range b.N {
		e := newEvening(b, sim.Conditions{MinLatency: time.Millisecond, MaxLatency: 20 * time.Millisecond})
		for range 1000 {
			s, err := e.world.Connect("127.0.0.1:10000")
			e.no(err)
			e.no(e.poller.Add(s, socket.Readable, s))
			e.guests++
		}
		e.run()
		if e.heard != 1000*100*10 {
			b.Fatalf("%d bytes", e.heard)
		}
	}
}

type evening struct {
	*testing.B
	world    *sim.World
	poller   socket.Poller
	listener socket.Listener
	guests   int
	heard    int
}

func newEvening(b *testing.B, c sim.Conditions) *evening {
	e := &evening{B: b, world: sim.NewWorld(c)}
	var err error
	e.poller, err = e.world.NewPoller()
	e.no(err)
	e.listener, err = e.world.Listen("127.0.0.1:10000")
	e.no(err)
	e.no(e.poller.Add(e.listener, socket.Readable, nil))
	return e
}

func (e *evening) no(err error) {
	if err != nil {
		e.Helper()
		e.Fatal(err)
	}
}

func (e *evening) run() {
	events, buffer := make([]socket.Event, 64), make([]byte, 1000)
	for e.guests > 0 {
		n, err := e.poller.Wait(events, -1)
		e.no(err)
		for _, event := range events[:n] {
			if event.Source == e.listener {
				e.recite()
				continue
			}
			s := event.Owner.(socket.Socket)
			n, err := s.Read(buffer)
			e.heard += n
			if err == io.EOF {
				e.no(s.Close())
				e.guests--
			}
		}
	}
}

// recite accepts a guest and drips.
func (e *evening) recite() {
	s, err := e.listener.Accept()
	e.no(err)
	drips := 100
	var drip func()
	drip = func() {
		_, err := s.Write([]byte("ten bytes "))
		e.no(err)
		if drips--; drips == 0 {
			e.no(s.Close())
			return
		}
		e.world.At(e.world.Now()+100*time.Millisecond, drip)
	}
	drip()
}
