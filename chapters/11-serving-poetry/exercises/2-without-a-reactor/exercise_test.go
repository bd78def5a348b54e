package exercise_test

import (
	"bytes"
	"io"
	"testing"
	"time"

	exercise "slowpoetry/chapters/11-serving-poetry/exercises/2-without-a-reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

var poem = bytes.Repeat([]byte("a line of it\n"), 1000)

// A client connects at a time, and then looks again and again what has come.
type client struct {
	*play
	comes   time.Duration
	says    string
	reads   int // bytes at a time, every millisecond
	leaves  int // after so many bytes, if that is not 0
	resets  bool
	socket  socket.Socket
	heard   []byte
	reason  error         // how it ended
	ended   time.Duration // and when
	hasSaid bool
}

// A play is a world with a server in it. It counts how often the server waits.
type play struct {
	*sim.World
	t     *testing.T
	waits int
}

type countingPoller struct {
	socket.Poller
	play *play
}

func (p *play) NewPoller() (socket.Poller, error) {
	poller, err := p.World.NewPoller()
	return countingPoller{poller, p}, err
}

func (p countingPoller) Wait(events []socket.Event, timeout time.Duration) (int, error) {
	if p.play.waits++; p.play.waits == 200_000 {
		p.play.t.Fatal("the server goes round and round, and has nothing to do")
	}
	return p.Poller.Wait(events, timeout)
}

// serve has these clients come to a server, and returns when the server does.
func serve(t *testing.T, clients ...*client) *play {
	t.Helper()
	p := &play{t: t, World: sim.NewWorld(sim.Conditions{SendBuffer: 1000, ReceiveBuffer: 1000, MinLatency: time.Millisecond, MaxLatency: time.Millisecond})}
	listener, err := p.Listen("127.0.0.1:10001")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range clients {
		c.play = p
		p.At(c.comes, func() {
			var err error
			if c.socket, err = p.Connect("127.0.0.1:10001"); err != nil {
				t.Error(err)
				return
			}
			c.look()
		})
	}
	if err := exercise.Serve(p, listener, poem, len(clients)); err != nil {
		t.Errorf("Serve returns: %v, with %d of %d clients done", err, done(clients), len(clients))
	}
	p.goOn(func() bool { return done(clients) == len(clients) })
	return p
}

// goOn has time pass, for what Serve has left under way, until all is over, or for a minute.
func (p *play) goOn(over func() bool) {
	poller, err := p.World.NewPoller()
	if err != nil {
		p.t.Fatal(err)
	}
	for end := p.Now() + time.Minute; p.Now() < end && !over(); {
		if _, err := poller.Wait(make([]socket.Event, 1), time.Second); err != nil {
			p.t.Fatal(err)
		}
	}
}

func done(clients []*client) (n int) {
	for _, c := range clients {
		if c.reason != nil {
			n++
		}
	}
	return n
}

// look says what there is to say, reads what has come, and looks again in a millisecond.
func (c *client) look() {
	if c.socket.ConnectError() == nil && c.says != "" && !c.hasSaid {
		c.hasSaid = true
		c.socket.Write([]byte(c.says))
	}
	buffer := make([]byte, max(c.reads, 1))
	n, err := c.socket.Read(buffer[:c.reads])
	c.heard = append(c.heard, buffer[:n]...)
	switch {
	case c.reads > 0 && err != nil && err != socket.ErrWouldBlock:
		c.reason = err
	case c.leaves > 0 && len(c.heard) >= c.leaves:
		c.reason = io.ErrUnexpectedEOF
	}
	if c.reason == nil {
		c.At(c.Now()+time.Millisecond, c.look)
		return
	}
	c.ended = c.Now()
	if c.resets {
		c.socket.Abort()
	} else {
		c.socket.Close()
	}
}

// hasHeardItAll complains if it has not.
func (c *client) hasHeardItAll(t *testing.T, who string) {
	t.Helper()
	if !bytes.Equal(c.heard, poem) || c.reason != io.EOF {
		t.Errorf("%s hears %d of %d bytes, and then: %v", who, len(c.heard), len(poem), c.reason)
	}
}

func TestAClientHearsAllOfIt(t *testing.T) {
	c := &client{reads: 500}
	serve(t, c)
	c.hasHeardItAll(t, "a client")
}

func TestASlowClientHoldsUpNoOther(t *testing.T) {
	slow, quick := &client{reads: 10}, &client{comes: 5 * time.Millisecond, reads: 500}
	serve(t, slow, quick)
	slow.hasHeardItAll(t, "a slow client")
	quick.hasHeardItAll(t, "a quick one, who comes after it,")
	if quick.ended > slow.ended/4 {
		t.Errorf("the slow client is done after %v, and the quick one after %v", slow.ended, quick.ended)
	}
}

func TestWhoHasSaidSomethingIsNotReset(t *testing.T) {
	c := &client{reads: 500, says: "GET / HTTP/1.0\r\n\r\n"}
	serve(t, c)
	c.hasHeardItAll(t, "a client that has said something")
}

func TestWhoLeavesConcernsNobodyElse(t *testing.T) {
	leaves := &client{reads: 100, leaves: 300}
	resets := &client{reads: 100, leaves: 500, resets: true}
	stays := &client{comes: time.Millisecond, reads: 50}
	serve(t, leaves, resets, stays)
	stays.hasHeardItAll(t, "who stays, when others leave,")
}

func TestItRestsWhenThereIsNothingToDo(t *testing.T) {
	c := &client{comes: time.Second, reads: 10, says: "hello"}
	p := serve(t, c)
	c.hasHeardItAll(t, "a slow client")
	// It reads every millisecond, so that there is room again at most that often.
	if most := 3*len(poem)/10 + 100; p.waits > most {
		t.Errorf("the server waits %d times, and %d would be more than enough", p.waits, most)
	}
}
