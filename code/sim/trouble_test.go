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
	p := newPlay(t, Conditions{Trouble: Trouble{NoFiles: true}})
	l := p.listen()
	p.connect("127.0.0.1:10000")
	p.world.At(time.Minute, func() { p.world.MakeTrouble(home, Trouble{}) })
	for range 3 {
		p.await(l, socket.Readable)
		if _, err := l.Accept(); !errors.Is(err, syscall.EMFILE) || err.Error() != "accept: too many open files" {
			t.Errorf("%v", err)
		}
	}
	p.pass(time.Minute)
	if _, err := l.Accept(); err != nil {
		t.Error(err)
	}
}

func TestBreakIsHeardAtBothEnds(t *testing.T) {
	p := newPlay(t, exactly(10*time.Millisecond))
	near, far := p.pair()
	write(near, "arrived")
	p.await(far, socket.Readable)
	write(near, ", lost")
	if !p.world.Break(far.LocalAddr(), far.RemoteAddr()) {
		t.Error("there is no connection")
	}
	p.says(near, "", syscall.ECONNRESET, "read 127.0.0.1:10000: connection reset by peer")
	got, err := p.all(far)
	if got != "arrived" || !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("%q, %v", got, err)
	}
	p.no(near.Close())
	p.no(far.Close())
	if p.world.Break(near.LocalAddr(), near.RemoteAddr()) {
		t.Error("there is still a connection")
	}
	p.empty()
}

func TestBreakMayMeetAHandshake(t *testing.T) {
	for stage := range 3 {
		p := newPlay(t, exactly(10*time.Millisecond))
		l := p.listen()
		near := p.connect("127.0.0.1:10000")
		p.pass(time.Duration(5+10*stage) * time.Millisecond)
		if p.world.Break(near.LocalAddr(), near.RemoteAddr()) != (stage > 0) {
			t.Errorf("stage %d", stage)
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

func TestStallHoldsUpOneDirection(t *testing.T) {
	p := newPlay(t, exactly(10*time.Millisecond))
	near, far := p.pair()
	start := p.world.Now()
	write(near, "under way")
	if !p.world.Stall(near.LocalAddr(), near.RemoteAddr(), time.Minute) {
		t.Error("there is no connection")
	}
	write(near, " and later")
	write(far, "back")
	p.await(near, socket.Readable)
	p.at(start + 10*time.Millisecond)
	p.await(far, socket.Readable)
	p.at(start + time.Minute)
	p.no(near.Close())
	if text, _ := p.all(far); text != "under way and later" {
		t.Errorf("%q", text)
	}
	if p.world.Stall(home, home, time.Minute) {
		t.Error("a connection that there is not")
	}
}
