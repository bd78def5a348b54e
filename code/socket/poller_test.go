package socket_test

import (
	"bytes"
	"errors"
	"net"
	"sync"
	"testing"
	"time"

	. "slowpoetry/code/socket"
)

func TestWaitReportsTheSourceItsOwnerAndWhatItIsReadyFor(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, peer := w.pair()
		p := w.poller()
		owner := &struct{ name string }{"poem 1"}
		w.no(p.Add(s, Readable|Writable, owner))
		w.one(p, s, Writable)
		w.say(peer, "words")
		w.fully(p, s, Readable|Writable)
		var events [2]Event
		n, err := p.Wait(events[:], -1)
		if n != 1 || err != nil || events[0].Owner != owner {
			w.Errorf("%d, %v, %v", n, err, events[0])
		}
	})
}

// fully waits until a source that is ready in one way is ready in all of these.
func (w *world) fully(p Poller, s Source, ready Interest) {
	w.Helper()
	var events [2]Event // kqueue counts reading and writing apart
	for events[0].Ready != ready {
		n, err := p.Wait(events[:], patience)
		if n != 1 || err != nil || events[0].Source != s {
			w.Fatalf("%d, %v, %v", n, err, events[0])
		}
	}
}

func TestReadyStaysReadyUntilAttendedTo(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, peer := w.pair()
		p := w.poller()
		w.no(p.Add(s, Readable, nil))
		w.none(p)
		w.say(peer, "words")
		for range 3 {
			w.one(p, s, Readable)
		}
		if n, err := s.Read(make([]byte, 10)); n != 5 || err != nil {
			w.Fatalf("%d, %v", n, err)
		}
		w.none(p)
		w.say(peer, "more words")
		w.one(p, s, Readable)
	})
}

func TestModifyChangesWhatIsWatchedFor(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, peer := w.pair()
		w.say(peer, "words")
		w.await(s, Readable)
		p := w.poller()
		w.no(p.Add(s, Writable, "owner"))
		w.one(p, s, Writable)
		w.no(p.Modify(s, Readable))
		w.one(p, s, Readable)
		w.no(p.Modify(s, Readable|Writable))
		w.one(p, s, Readable|Writable)
		w.no(p.Modify(s, 0))
		w.none(p)
		w.no(p.Modify(s, 0))
		w.no(p.Modify(s, Writable))
		w.no(p.Modify(s, Writable))
		w.one(p, s, Writable)
	})
}

func TestNoInterestMeansNoEventsNotEvenOfTheEnd(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, peer := w.pair()
		p := w.poller()
		w.no(p.Add(s, 0, "owner"))
		w.no(peer.SetLinger(0))
		w.no(peer.Close())
		w.none(p)
		w.no(p.Modify(s, Readable))
		w.one(p, s, Readable)
		w.no(p.Modify(s, 0))
		w.none(p)
	})
}

func TestHangUpIsReportedAsWhatWasAskedFor(t *testing.T) {
	for _, interest := range []Interest{Readable, Writable, Readable | Writable} {
		inEachWorld(t, func(w *world) {
			s, peer := w.pair()
			p := w.poller()
			w.no(peer.SetLinger(0))
			w.no(peer.Close())
			w.await(s, Readable)
			w.no(p.Add(s, interest, nil))
			w.fully(p, s, interest)
		})
	}
}

func TestDeletedSourceIsLeftAlone(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, peer := w.pair()
		p := w.poller()
		w.no(p.Add(s, Readable, nil))
		w.say(peer, "words")
		w.one(p, s, Readable)
		w.no(p.Delete(s))
		w.none(p)
		other := w.poller()
		w.no(other.Add(s, Readable, nil))
		w.one(other, s, Readable)
		w.none(p)
		w.no(other.Delete(s))
		w.no(p.Add(s, Readable, nil))
		w.one(p, s, Readable)
	})
}

func TestClosingASourceTakesItOut(t *testing.T) {
	inEachWorld(t, func(w *world) {
		p := w.poller()
		for range 5 { // the descriptor is used again and again
			s, peer := w.pair()
			w.no(p.Add(s, Readable, nil))
			w.say(peer, "words")
			w.one(p, s, Readable)
			w.no(s.Close())
			w.none(p)
		}
		l := w.listen()
		w.no(p.Add(l, Readable, nil))
		w.no(l.Close())
		w.none(p)
	})
}

func TestClosingAPollerLeavesItsSourcesOpen(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, peer := w.pair()
		p, err := w.stack.NewPoller()
		w.no(err)
		w.no(p.Add(s, Writable, nil))
		w.one(p, s, Writable)
		w.no(p.Close())
		if _, err := p.Wait(make([]Event, 1), 0); !errors.Is(err, net.ErrClosed) {
			w.Errorf("Wait: %v", err)
		}
		if err := p.Close(); !errors.Is(err, net.ErrClosed) {
			w.Errorf("Close: %v", err)
		}
		if err := p.Wake(); !errors.Is(err, net.ErrClosed) {
			w.Errorf("Wake: %v", err)
		}
		w.say(peer, "words")
		w.await(s, Readable)
	})
}

func TestMistakesAreToldAndHarmless(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, _ := w.pair()
		p, other := w.poller(), w.poller()
		stranger := *new(Socket)
		if foreign, err := Portable(w.network).Connect(s.RemoteAddr().String()); err == nil {
			defer foreign.Close()
			stranger = foreign
		}
		check := func(what string, err error, want error) {
			w.Helper()
			if !errors.Is(err, want) {
				w.Errorf("%s: %v; want %v", what, err, want)
			}
		}
		check("modify before add", p.Modify(s, Readable), ErrUnwatched)
		check("delete before add", p.Delete(s), ErrUnwatched)
		w.no(p.Add(s, Writable, nil))
		check("add twice", p.Add(s, Readable, nil), ErrWatched)
		check("add to another", other.Add(s, Readable, nil), ErrWatched)
		check("delete from another", other.Delete(s), ErrUnwatched)
		check("add a stranger", p.Add(stranger, Readable, nil), ErrForeign)
		check("add nothing", p.Add(nil, Readable, nil), ErrForeign)
		_, err := p.Wait(nil, -1)
		check("no room", err, ErrNoEvents)
		w.one(p, s, Writable)
	})
}

func TestWaitKeepsItsTimeout(t *testing.T) {
	inEachWorld(t, func(w *world) {
		exact := w.virtual || w.stack.Name() == "simulated"
		p := w.poller()
		s, _ := w.pair()
		w.no(p.Add(s, Readable, nil))
		for _, timeout := range []time.Duration{0, 1, 999 * time.Microsecond, time.Millisecond, 2500 * time.Microsecond} {
			start := w.now()
			n, err := p.Wait(make([]Event, 1), timeout)
			took := w.now() - start
			if n != 0 || err != nil || took < timeout || exact && took != timeout {
				w.Errorf("after %v of %v: %d, %v", took, timeout, n, err)
			}
		}
		if exact {
			start := w.now()
			if n, err := p.Wait(make([]Event, 1), 1000*time.Hour); n != 0 || err != nil || w.now()-start != 1000*time.Hour {
				w.Errorf("%d, %v after %v", n, err, w.now()-start)
			}
		}
	})
}

func TestHugeTimeoutIsLong(t *testing.T) {
	inEachWorld(t, func(w *world) {
		p := w.poller()
		go p.Wake()
		n, err := p.Wait(make([]Event, 1), 1<<63-1)
		if n != 0 || err != nil {
			w.Errorf("%d, %v", n, err)
		}
	})
}

func TestWakeEndsTheWaitUnderWay(t *testing.T) {
	inEachWorld(t, func(w *world) {
		p := w.poller()
		for range 100 {
			var done sync.WaitGroup
			done.Go(func() { w.no(p.Wake()) })
			n, err := p.Wait(make([]Event, 1), -1)
			if n != 0 || err != nil {
				w.Fatalf("%d, %v", n, err)
			}
			done.Wait()
		}
	})
}

func TestWakeEndsTheNextWait(t *testing.T) {
	inEachWorld(t, func(w *world) {
		p := w.poller()
		w.no(p.Wake())
		if n, err := p.Wait(make([]Event, 1), -1); n != 0 || err != nil {
			w.Fatalf("%d, %v", n, err)
		}
	})
}

func TestSeveralWakesAreOne(t *testing.T) {
	inEachWorld(t, func(w *world) {
		p := w.poller()
		for range 3 {
			w.no(p.Wake())
		}
		for i, timeout := range []time.Duration{-1, time.Millisecond} {
			start := w.now()
			n, err := p.Wait(make([]Event, 1), timeout)
			if n != 0 || err != nil || w.now()-start < timeout {
				w.Errorf("Wait %d after %v: %d, %v", i, w.now()-start, n, err)
			}
		}
	})
}

func TestWakeDoesNotHideEvents(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, _ := w.pair()
		p := w.poller()
		w.no(p.Add(s, Writable, nil))
		w.no(p.Wake())
		seen := false
		for range 2 { // the bell may come first
			n, err := p.Wait(make([]Event, 1), patience)
			w.no(err)
			seen = seen || n == 1
		}
		if !seen {
			w.Error("never reported")
		}
	})
}

// TestNoWakeIsLost has many goroutines leave a note and wake the poller. If one of them were lost,
// the last Wait would not end.
func TestNoWakeIsLost(t *testing.T) {
	inEachWorld(t, func(w *world) {
		const writers, notes = 4, 500
		p := w.poller()
		var mu sync.Mutex
		pending := 0
		var done sync.WaitGroup
		for range writers {
			done.Go(func() {
				for range notes {
					mu.Lock()
					pending++
					mu.Unlock()
					p.Wake()
				}
			})
		}
		for read := 0; read < writers*notes; {
			if _, err := p.Wait(make([]Event, 1), -1); err != nil {
				w.Fatal(err)
			}
			mu.Lock()
			read += pending
			pending = 0
			mu.Unlock()
		}
		done.Wait()
	})
}

// TestWakeMayMeetClose is about the race detector, and about descriptors that were closed and mean
// something else by now.
func TestWakeMayMeetClose(t *testing.T) {
	inEachWorld(t, func(w *world) {
		for range 50 {
			p, err := w.stack.NewPoller()
			w.no(err)
			var done sync.WaitGroup
			for range 2 {
				done.Go(func() { p.Wake() })
			}
			w.no(p.Close())
			done.Wait()
		}
	})
}

func TestEverybodyGetsATurn(t *testing.T) {
	inEachWorld(t, func(w *world) {
		const sources = 7
		p := w.poller()
		for i := range sources {
			s, _ := w.pair()
			w.no(p.Add(s, Writable, i))
		}
		turns := map[any]int{}
		var events [3]Event
		for range 70 {
			n, err := p.Wait(events[:], patience)
			w.no(err)
			for _, e := range events[:n] {
				turns[e.Owner]++
			}
		}
		for i := range sources {
			if turns[i] < 3 {
				w.Fatalf("turns: %v", turns)
			}
		}
	})
}

// TestThousandsOfSockets has one loop serve and visit at once: each client says its number, and
// each server says it back.
func TestThousandsOfSockets(t *testing.T) {
	inEachWorld(t, func(w *world) {
		clients := 2000
		if limit := descriptorLimit(); clients > (limit-100)/2 {
			clients = (limit - 100) / 2
			w.Logf("only %d clients: a process may have %d descriptors here", clients, limit)
		}
		p := w.poller()
		l := w.listen()
		w.no(p.Add(l, Readable, nil))
		var open []Socket
		add := func(s Socket, owner any) {
			w.no(p.Add(s, Readable|Writable, owner))
			open = append(open, s)
		}
		for i := range clients {
			s, err := w.stack.Connect(l.LocalAddr().String())
			w.no(err)
			add(s, i)
		}
		word := func(i int) []byte { return []byte{byte(i >> 8), byte(i)} }
		events, buffer := make([]Event, 256), make([]byte, 3)
		for answered := 0; answered < clients; {
			n, err := p.Wait(events, patience)
			if err != nil || n == 0 {
				w.Fatalf("%d, %v with %d of %d answered", n, err, answered, clients)
			}
			for _, e := range events[:n] {
				if l, ok := e.Source.(Listener); ok {
					for {
						s, err := l.Accept()
						if err == ErrWouldBlock {
							break
						}
						w.no(err)
						add(s, nil)
					}
					continue
				}
				s := e.Source.(Socket)
				i, isClient := e.Owner.(int)
				if e.Ready&Writable != 0 {
					if isClient {
						_, err := s.Write(word(i))
						w.no(err)
					}
					w.no(p.Modify(s, Readable))
				}
				if e.Ready&Readable != 0 {
					n, err := s.Read(buffer)
					w.no(err)
					if !isClient {
						_, err := s.Write(buffer[:n])
						w.no(err)
						continue
					}
					if !bytes.Equal(buffer[:n], word(i)) {
						w.Fatalf("%v got %v", word(i), buffer[:n])
					}
					w.no(p.Delete(s))
					answered++
				}
			}
		}
		for _, s := range open {
			w.no(s.Close())
		}
	})
}
