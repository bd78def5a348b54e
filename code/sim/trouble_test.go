package sim

import (
	"errors"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"slowpoetry/code/socket"
)

var home = netip.MustParseAddrPort("127.0.0.1:10000")

func TestConnectsMayBeRefusedForAWhile(t *testing.T) {
	p := newPlay(t, Conditions{})
	p.listen()
	p.world.MakeTrouble(home, Trouble{Refuse: 1})
	p.world.At(time.Minute, func() { p.world.MakeTrouble(home, Trouble{}) })
	if err := p.connects("127.0.0.1:10000"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("%v", err)
	}
	p.pass(time.Minute)
	p.no(p.connects("127.0.0.1:10000"))
}

func TestNobodyAnswersFromABlackHole(t *testing.T) {
	p := newPlay(t, exactly(10*time.Millisecond))
	hole := netip.MustParseAddrPort("192.0.2.1:10000")
	p.world.MakeTrouble(hole, Trouble{Ignore: 1})
	s := p.connect("192.0.2.1:10000")
	p.pass(time.Second)
	if _, err := s.Read(make([]byte, 1)); err != socket.ErrWouldBlock || s.ConnectError() != socket.ErrWouldBlock {
		t.Errorf("%v, %v", err, s.ConnectError())
	}
	p.says(s, "", syscall.ETIMEDOUT, "connect 192.0.2.1:10000: connection timed out")
	p.at(127 * time.Second)
	p.no(s.Close())
	p.empty()
}

func TestWhoIsIgnoredAsksAgain(t *testing.T) {
	p := newPlay(t, Conditions{})
	p.listen()
	p.world.MakeTrouble(home, Trouble{Ignore: 1})
	p.world.At(5*time.Second, func() { p.world.MakeTrouble(home, Trouble{}) })
	p.no(p.connects("127.0.0.1:10000"))
	p.at(7 * time.Second) // after 1, 3 and 7 seconds
}

func TestTooManyOpenFilesPass(t *testing.T) {
	p := newPlay(t, Conditions{})
	p.world.MakeTrouble(home, Trouble{NoFiles: true})
	l := p.listen()
	if _, err := l.Accept(); err != socket.ErrWouldBlock {
		t.Errorf("nobody waits, and Accept says %v", err)
	}
	callers := []socket.Socket{p.connect("127.0.0.1:10000"), p.connect("127.0.0.1:10000")}
	p.pass(time.Second)
	p.await(l, socket.Readable)
	if _, err := l.Accept(); !errors.Is(err, syscall.EMFILE) || err.Error() != "accept: too many open files" {
		t.Errorf("%v", err)
	}
	for _, s := range callers {
		p.says(s, "", nil, "") // it is told that there is no room
		p.no(s.Close())
	}
	if _, err := l.Accept(); err != socket.ErrWouldBlock {
		t.Errorf("all were turned away, and Accept says %v", err)
	}
	p.world.MakeTrouble(home, Trouble{})
	s := p.connect("127.0.0.1:10000")
	p.await(l, socket.Readable)
	_, err := l.Accept()
	p.no(err)
	p.no(s.ConnectError())
}

func TestBreakIsHeardAtBothEnds(t *testing.T) {
	p := newPlay(t, exactly(10*time.Millisecond))
	near, far := p.pair()
	write(near, "arrived")
	p.await(far, socket.Readable)
	write(near, ", lost")
	far.(*worldSocket).breakOff()
	p.says(near, "", syscall.ECONNRESET, "read 127.0.0.1:10000: connection reset by peer")
	got, err := p.all(far)
	if got != "arrived" || !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("%q, %v", got, err)
	}
	p.no(near.Close())
	p.no(far.Close())
	p.empty()
}

func TestBreakMayMeetAHandshake(t *testing.T) {
	for stage := range 3 {
		p := newPlay(t, exactly(10*time.Millisecond))
		l := p.listen()
		near := p.connect("127.0.0.1:10000")
		p.pass(time.Duration(5+10*stage) * time.Millisecond)
		if stage > 0 { // at stage 0 there is no other end yet
			near.(*worldSocket).breakOff()
		}
		p.pass(time.Second)
		if stage > 0 {
			p.says(near, "", syscall.ECONNRESET, "read 127.0.0.1:10000: connection reset by peer")
			if _, err := l.Accept(); err != socket.ErrWouldBlock {
				t.Errorf("stage %d: %v", stage, err)
			}
		}
	}
}

func TestSegmentsMayBreakTheirConnection(t *testing.T) {
	broken := 0
	for seed := range uint64(100) {
		p := newPlay(t, Conditions{Seed: seed})
		p.world.MakeTrouble(home, Trouble{Break: 0.3})
		near, far := p.pair()
		write(near, "words")
		p.no(near.Close())
		text, err := p.all(far)
		switch {
		case errors.Is(err, syscall.ECONNRESET) && text == "":
			broken++
		case err != nil || text != "words":
			t.Errorf("%q, %v", text, err)
		}
		p.no(far.Close())
		p.empty()
	}
	if broken < 20 || broken > 40 {
		t.Errorf("%d of 100", broken)
	}
}

func TestConnectMayFailAtOnce(t *testing.T) {
	p := newPlay(t, Conditions{})
	p.world.MakeTrouble(netip.AddrPort{}, Trouble{NoFiles: true})
	if _, err := p.world.Connect(home.String()); !errors.Is(err, syscall.EMFILE) {
		t.Errorf("a connection: %v", err)
	}
	if _, err := p.world.NewPoller(); !errors.Is(err, syscall.EMFILE) {
		t.Errorf("a poller: %v", err)
	}
	p.world.MakeTrouble(netip.AddrPort{}, Trouble{})
	p.empty()
}

func TestABacklogHasAnEnd(t *testing.T) {
	p := newPlay(t, Conditions{})
	p.world.backlog = 2
	l := p.listen()
	for range 2 {
		p.no(p.connects("127.0.0.1:10000"))
	}
	late := p.connect("127.0.0.1:10000")
	p.pass(500 * time.Millisecond)
	if err := late.ConnectError(); err != socket.ErrWouldBlock {
		t.Errorf("one too many: %v", err)
	}
	if _, err := l.Accept(); err != nil {
		t.Error(err)
	}
	p.await(late, socket.Writable)
	p.at(time.Second) // when it asks again
	p.no(late.ConnectError())
}

func TestReadinessMayBeFalse(t *testing.T) {
	p := newPlay(t, Conditions{Spurious: 0.5})
	near, far := p.pairPatiently()
	wrong := 0
	for range 100 {
		for sent := 0; sent == 0; {
			p.await(near, socket.Writable)
			sent, _ = write(near, "x")
		}
		for {
			p.await(far, socket.Readable)
			_, err := far.Read(make([]byte, 1))
			if err == nil {
				break
			}
			if err != socket.ErrWouldBlock {
				t.Fatal(err)
			}
			wrong++
		}
	}
	if wrong < 50 || wrong > 200 {
		t.Errorf("%d times", wrong)
	}
}

// pairPatiently returns a connection, although a listener's readiness may be false.
func (p *play) pairPatiently() (near, far socket.Socket) {
	l := p.listen()
	near = p.connect("127.0.0.1:10000")
	for {
		p.await(l, socket.Readable)
		far, err := l.Accept()
		if err == nil {
			return near, far
		}
	}
}

func TestAResetMayPurgeWhatHasArrived(t *testing.T) {
	for _, purge := range []bool{false, true} {
		p := newPlay(t, Conditions{Purge: purge})
		near, far := p.pair()
		write(near, "words")
		p.await(far, socket.Readable)
		p.no(near.Abort())
		p.pass(time.Second)
		text, err := p.all(far)
		if (text == "") != purge || !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("purge %v: %q, %v", purge, text, err)
		}
	}
}

// Who has been told that there is no more, and then loses what there was, must not take the rest for
// the whole.
func TestAResetThatPurgesIsNoEnd(t *testing.T) {
	for _, purge := range []bool{false, true} {
		p := newPlay(t, Conditions{Purge: purge})
		near, far := p.pair()
		write(near, "words")
		p.no(near.CloseWrite())
		p.pass(time.Second)
		p.no(near.Abort())
		p.pass(time.Second)
		text, err := p.all(far)
		if purge && (text != "" || !errors.Is(err, syscall.ECONNRESET)) || !purge && (text != "words" || err != nil) {
			t.Errorf("purge %v: %q, %v", purge, text, err)
		}
	}
}
