package exercise

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/netip"
	"strconv"
	"testing"
	"time"

	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
)

const poem = "Rain on the relay hut; the line hums on."

// A receiver takes a piece of a poem, as Reader does.
type receiver interface {
	DataReceived(data []byte) (poem string, complete bool, err error)
}

// complaint has a receiver hear the poem in one world, and returns what is wrong with it, or "".
func complaint(seed uint64, r receiver) (wrong string) {
	world := sim.NewWorld(sim.Conditions{Seed: seed, MinLatency: time.Millisecond, MaxLatency: 50 * time.Millisecond, Split: 0.05})
	loop, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
	if err != nil {
		return err.Error()
	}
	defer loop.Close()
	port, err := loop.ListenTCP("127.0.0.1:0", protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol { return server{} }))
	if err != nil {
		return err.Error()
	}
	h := &hearing{receiver: r, over: func(text string) {
		wrong = text
		loop.Stop()
	}}
	loop.CallWhenRunning(func() { loop.ConnectTCP(port.LocalAddr().String(), h, 0) })
	if err := loop.Run(context.Background()); err != nil {
		return err.Error()
	}
	return wrong
}

// A server says the poem behind its length, and hangs up.
type server struct{}

func (server) ConnectionMade(t protocol.Transport) {
	fmt.Fprintf(t, "%d:%s", len(poem), poem)
	t.LoseConnection()
}
func (server) DataReceived([]byte)  {}
func (server) ConnectionLost(error) {}

// A hearing is the client's end.
type hearing struct {
	receiver receiver
	heard    string
	wrong    string
	over     func(wrong string)
}

func (h *hearing) BuildProtocol(netip.AddrPort) protocol.Protocol { return h }
func (h *hearing) ConnectionMade(protocol.Transport)              {}
func (h *hearing) ConnectionFailed(reason error)                  { h.over(reason.Error()) }

func (h *hearing) DataReceived(data []byte) {
	text, complete, err := h.receiver.DataReceived(data)
	if complete {
		h.heard = text
	}
	if err != nil && h.wrong == "" {
		h.wrong = err.Error()
	}
}

func (h *hearing) ConnectionLost(reason error) {
	switch {
	case h.wrong != "":
	case reason != io.EOF:
		h.wrong = reason.Error()
	case h.heard != poem:
		h.wrong = fmt.Sprintf("heard %q", h.heard)
	}
	h.over(h.wrong)
}

// visit has the Reader as it was given hear the poem in a world.
func visit(world uint64) string { return complaint(world, new(planted)) }

func TestFind(t *testing.T) {
	if world := Find(visit); visit(world) == "" {
		t.Errorf("you found world %d, and the Reader hears the poem there as it should", world)
	}
}

func TestNoWorldBreaksYourReader(t *testing.T) {
	broken := 0
	for world := range uint64(3000) {
		if complaint(world, new(Reader)) != "" {
			broken++
		}
	}
	if broken > 0 {
		t.Errorf("of 3000 worlds %d break your Reader", broken)
	}
	found := Find(visit)
	if wrong := complaint(found, new(Reader)); wrong != "" {
		t.Errorf("in world %d, which you found: %s, and the poem is %q", found, wrong, poem)
	}
}

func TestWhatIsNoPoem(t *testing.T) {
	for _, text := range []string{"123456", "x:", ":", "-1:", "0:", "12"} {
		_, complete, err := new(Reader).DataReceived([]byte(text))
		if want := map[bool]error{true: nil, false: ErrMalformed}[text == "12"]; complete || err != want {
			t.Errorf("%q: %v, %v; want false, %v", text, complete, err, want)
		}
	}
}

// planted is the Reader as you were given it.
type planted struct {
	buffer []byte
	want   int
	known  bool
}

func (r *planted) DataReceived(data []byte) (poem string, complete bool, err error) {
	if !r.known {
		colon := bytes.IndexByte(data, ':')
		if colon < 0 {
			if len(r.buffer)+len(data) > 5 {
				return "", false, ErrMalformed
			}
			r.buffer = append(r.buffer, data...)
			return "", false, nil
		}
		digits := append(r.buffer, data[:colon]...)
		if r.want, err = strconv.Atoi(string(digits)); err != nil || r.want < 1 {
			return "", false, ErrMalformed
		}
		r.known = true
		r.buffer = append(r.buffer, data[colon+1:]...)
	} else {
		r.buffer = append(r.buffer, data...)
	}
	if len(r.buffer) < r.want {
		return "", false, nil
	}
	return string(r.buffer[:r.want]), true, nil
}
