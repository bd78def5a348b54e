package sim

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/socket"
)

// rough returns conditions that are different for each seed, and rarely good.
func rough(seed uint64) Conditions {
	random := rand.New(rand.NewPCG(seed, 1))
	return Conditions{
		Seed:          seed,
		MinLatency:    time.Duration(random.IntN(1000)) * time.Microsecond,
		MaxLatency:    time.Duration(random.IntN(100)) * time.Millisecond,
		Segment:       []int{0, 0, 1, 536, 1460}[random.IntN(5)],
		Split:         random.Float64() * random.Float64(),
		Merge:         random.Float64(),
		SendBuffer:    1 + random.IntN(5000),
		ReceiveBuffer: 1 + random.IntN(5000),
		Spurious:      []float64{0, 0.1}[random.IntN(2)],
		Purge:         random.IntN(2) == 0,
		Trouble: Trouble{
			Refuse: []float64{0, 0.1}[random.IntN(2)],
			Ignore: []float64{0, 0.1}[random.IntN(2)],
			Break:  []float64{0, 0.01}[random.IntN(2)],
		},
	}
}

// A visitor says something to an echo, and listens.
type visitor struct {
	*soak
	socket      socket.Socket
	text        []byte // to say
	said, heard int
	err         error // how it ended, nil while it has not
	resets      bool  // it does not wait for the end
}

// A soak is an echo, some visitors, and a diary of all that happens, if there is one.
type soak struct {
	*play
	random   *rand.Rand // the program's own; the world has another
	listener socket.Listener
	buffer   []byte
	visitors int // who have not left
	diary    *strings.Builder
}

func (s *soak) note(who netip.AddrPort, what string, n int, err error) {
	if s.diary != nil {
		fmt.Fprintf(s.diary, "%v %v %s %d, %v\n", s.world.Now(), who, what, n, err)
	}
}

// echoes has count visitors come to an echo under these conditions, and returns them as they leave.
func echoes(t *testing.T, c Conditions, count int, diary *strings.Builder) (visitors []*visitor) {
	return echoesIn(newPlay(t, c), count, diary)
}

func echoesIn(p *play, count int, diary *strings.Builder) (visitors []*visitor) {
	c := p.world.conditions
	s := &soak{play: p, random: rand.New(rand.NewPCG(c.Seed, 2)), buffer: make([]byte, 2000), visitors: count, diary: diary}
	s.listener = p.listen()
	p.watch(s.listener, socket.Readable, s.accept)
	for range count {
		v := &visitor{soak: s, text: make([]byte, s.random.IntN(3000)), resets: s.random.IntN(5) == 0}
		for i := range v.text {
			v.text[i] = byte(s.random.Uint32())
		}
		visitors = append(visitors, v)
		p.world.At(time.Duration(s.random.IntN(1000))*time.Millisecond, v.come)
	}
	p.run()
	p.empty()
	return visitors
}

func (s *soak) accept(socket.Interest) {
	for {
		guest, err := s.listener.Accept()
		if err == socket.ErrWouldBlock || err == net.ErrClosed {
			return
		}
		s.no(err)
		s.note(guest.RemoteAddr(), "is accepted", 0, nil)
		s.serve(guest)
	}
}

// serve echoes until the guest has nothing more to say.
func (s *soak) serve(guest socket.Socket) {
	var unsent []byte
	ended := false
	s.watch(guest, socket.Readable, func(ready socket.Interest) {
		if ready&socket.Readable != 0 {
			n, err := guest.Read(s.buffer[:1+s.random.IntN(len(s.buffer)-1)])
			s.note(guest.RemoteAddr(), "said", n, err)
			unsent = append(unsent, s.buffer[:n]...)
			ended = err == io.EOF
			if err != nil && !ended && err != socket.ErrWouldBlock {
				s.quit(guest)
				return
			}
		}
		n, err := guest.Write(unsent)
		unsent = unsent[n:]
		switch {
		case err != nil && err != socket.ErrWouldBlock, ended && len(unsent) == 0:
			s.quit(guest)
		case len(unsent) > 0: // read no more until it is gone
			s.no(s.poller.Modify(guest, socket.Writable))
		default:
			s.no(s.poller.Modify(guest, socket.Readable))
		}
	})
}

func (v *visitor) come() {
	var err error
	v.socket, err = v.world.Connect(home.String())
	v.no(err)
	v.watch(v.socket, socket.Readable|socket.Writable, v.goOn)
	if v.resets {
		v.world.At(v.world.Now()+time.Duration(v.random.IntN(1000))*time.Millisecond, func() {
			if v.err == nil {
				v.leave(v.socket.Abort(), net.ErrClosed)
			}
		})
	}
}

func (v *visitor) goOn(ready socket.Interest) {
	if v.err != nil {
		return // an event that came too late
	}
	if ready&socket.Readable != 0 {
		n, err := v.socket.Read(v.buffer[:1+v.random.IntN(len(v.buffer)-1)])
		v.note(v.socket.LocalAddr(), "heard", n, err)
		if v.heard+n > v.said || !bytes.Equal(v.buffer[:n], v.text[v.heard:v.heard+n]) {
			v.Fatalf("seed %d: it heard what it had not said", v.world.conditions.Seed)
		}
		v.heard += n
		if err != nil && err != socket.ErrWouldBlock {
			v.leave(v.socket.Close(), err)
			return
		}
	}
	if ready&socket.Writable != 0 && v.socket.ConnectError() == nil {
		n, err := v.socket.Write(v.text[v.said:min(len(v.text), v.said+v.random.IntN(1000))])
		v.said += n
		if err == nil && v.said == len(v.text) {
			err = v.socket.CloseWrite()
			v.no(v.poller.Modify(v.socket, socket.Readable))
		}
		if err != nil && err != socket.ErrWouldBlock {
			v.leave(v.socket.Close(), err)
		}
	}
}

// leave notes how it ended. The last one out turns off the light.
func (v *visitor) leave(failed, why error) {
	v.no(failed)
	v.err = why
	v.open--
	v.note(v.socket.LocalAddr(), "leaves", v.heard, why)
	if v.visitors--; v.visitors == 0 {
		v.quit(v.listener)
	}
}

// TestWhatArrivesIsWhatWasSent holds under all conditions: all of it, or else an error.
func TestWhatArrivesIsWhatWasSent(t *testing.T) {
	complete, broken := 0, 0
	for seed := range uint64(200) {
		for i, v := range echoes(t, rough(seed), 10, nil) {
			switch {
			case v.err == io.EOF && v.heard == len(v.text):
				complete++
			case v.err == io.EOF || v.err == nil:
				t.Errorf("seed %d: visitor %d heard %d of %d bytes, %v", seed, i, v.heard, len(v.text), v.err)
			default:
				broken++
			}
		}
	}
	if complete < 1000 || broken < 200 {
		t.Errorf("%d complete, %d broken: hardly a test", complete, broken)
	}
}

func TestOneSeedIsOneInterleaving(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(20) {
		c := Conditions{Seed: seed, MinLatency: time.Millisecond, MaxLatency: 10 * time.Millisecond, Split: 0.3}
		var first, again strings.Builder
		echoes(t, c, 5, &first)
		echoes(t, c, 5, &again)
		if first.String() != again.String() {
			t.Errorf("seed %d: two diaries", seed)
		}
		seen[first.String()] = true
	}
	if len(seen) != 20 {
		t.Errorf("20 seeds, %d diaries", len(seen))
	}
}

// TestInterleavingsStayTheSame keeps figures and transcripts of the book from changing unnoticed.
func TestInterleavingsStayTheSame(t *testing.T) {
	p := newPlay(t, Conditions{Seed: 7, MinLatency: time.Millisecond, MaxLatency: 20 * time.Millisecond, Split: 0.5})
	var got []string
	for i, piece := range p.arrivals("How doth ", "the little ", "crocodile") {
		got = append(got, fmt.Sprintf("%d %q", i, piece))
	}
	got = append(got, p.world.Now().String())
	want := []string{`0 "How dot"`, `1 "h"`, `2 " the"`, `3 " little crocodile"`, "32.105045ms"}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}
