package socket_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	. "slowpoetry/code/socket"
)

func TestReadTakesWhatIsThere(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, peer := w.pair()
		w.say(peer, "seven words ")
		w.await(s, Readable)
		small := make([]byte, 5)
		n, err := s.Read(small)
		if string(small[:n]) != "seven" || err != nil {
			w.Fatalf("%q, %v", small[:n], err)
		}
		w.await(s, Readable) // still
		if n, err := s.Read(nil); n != 0 || err != nil {
			w.Errorf("reading into nothing: %d, %v", n, err)
		}
		w.say(peer, "more")
		w.no(peer.Close())
		w.expect(s, " words more")
	})
}

func TestTheEndLasts(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, peer := w.pair()
		w.no(peer.Close())
		for range 3 {
			w.await(s, Readable)
			if n, err := s.Read(make([]byte, 10)); n != 0 || err != io.EOF {
				w.Fatalf("%d, %v", n, err)
			}
		}
	})
}

func TestHalfCloseLeavesTheOtherHalf(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, peer := w.pair()
		_, err := s.Write([]byte("question"))
		w.no(err)
		w.no(s.CloseWrite())
		question, err := io.ReadAll(peer)
		w.no(err)
		w.say(peer, "answer to "+string(question))
		w.no(peer.Close())
		if _, err := s.Write([]byte("more")); !errors.Is(err, syscall.EPIPE) {
			w.Errorf("writing after CloseWrite: %v", err)
		}
		w.expect(s, "answer to question")
	})
}

func TestThePeersHalfCloseLeavesOurHalf(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, peer := w.pair()
		w.say(peer, "question")
		w.no(peer.CloseWrite())
		w.expect(s, "question")
		_, err := s.Write([]byte("answer"))
		w.no(err)
		w.no(s.Close())
		answer, err := io.ReadAll(peer)
		if string(answer) != "answer" || err != nil {
			w.Errorf("%q, %v", answer, err)
		}
	})
}

func TestCloseDeliversWhatWasTaken(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, peer := w.pair()
		text := bytes.Repeat([]byte("0123456789"), 1000)
		n, err := s.Write(text)
		if n != len(text) || err != nil {
			w.Fatalf("%d, %v", n, err)
		}
		clear(text) // it is ours again
		w.no(s.Close())
		got, err := io.ReadAll(peer)
		if !bytes.Equal(got, bytes.Repeat([]byte("0123456789"), 1000)) || err != nil {
			w.Errorf("%d bytes, %v", len(got), err)
		}
	})
}

// fill writes until the connection has no more room, and returns how much that took.
func (w *world) fill(s Socket, chunk []byte) (total int) {
	p := w.poller()
	w.no(p.Add(s, Writable, nil))
	defer p.Delete(s)
	for {
		n, err := s.Write(chunk)
		total += n
		switch {
		case err == nil && n == len(chunk):
		case err != ErrWouldBlock || n >= len(chunk):
			w.Fatalf("Write = %d of %d, %v", n, len(chunk), err)
		default:
			// It is full, but the kernel, or a goroutine, may be moving things on.
			ready, err := p.Wait(make([]Event, 1), 20*time.Millisecond)
			w.no(err)
			if ready == 0 {
				return total
			}
		}
	}
}

func TestFullSocketWouldBlockUntilThePeerReads(t *testing.T) {
	inEachWorld(t, func(w *world) {
		w.needsGoroutines()
		s, peer := w.pair()
		sent := w.fill(s, make([]byte, 100_000))
		for { // there may be room, if too little to speak of
			n, err := s.Write([]byte("more"))
			if sent += n; err == ErrWouldBlock {
				break
			}
			w.no(err)
		}
		received := make(chan int)
		go func() {
			n, _ := io.Copy(io.Discard, peer)
			received <- int(n)
		}()
		w.await(s, Writable)
		n, err := s.Write([]byte("more"))
		if n != 4 || err != nil {
			w.Errorf("%d, %v", n, err)
		}
		w.no(s.Close())
		if got := <-received; got != sent+4 {
			w.Errorf("sent %d, received %d", sent+4, got)
		}
	})
}

func TestSlowReaderHoldsUpTheSender(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, peer := w.pair()
		p := w.poller()
		w.no(p.Add(s, Readable, nil))
		w.no(peer.SetWriteDeadline(time.Now().Add(50 * time.Millisecond)))
		var sent int64
		for { // nobody reads: not even what watches for something to read may go on for ever
			n, err := peer.Write(make([]byte, 100_000))
			sent += int64(n)
			if err != nil {
				break
			}
			if sent > 100<<20 {
				w.Fatal("100 MB have gone somewhere")
			}
		}
		w.no(p.Delete(s))
		w.no(peer.Close())
		var received int64
		for {
			n, err := w.read(s, 1000)
			received += int64(len(n))
			if err == io.EOF {
				break
			}
			w.no(err)
		}
		if received != sent {
			w.Errorf("sent %d, received %d", sent, received)
		}
	})
}

// TestNothingIsLostOrMixedUp sends a million random bytes both ways at once, in random pieces.
func TestNothingIsLostOrMixedUp(t *testing.T) {
	inEachWorld(t, func(w *world) {
		w.needsGoroutines()
		random := rand.New(rand.NewPCG(1, 2))
		text := make([]byte, 1_000_000)
		for i := range text {
			text[i] = byte(random.Uint32())
		}
		s, peer := w.pair()
		go func() {
			io.Copy(peer, iotest.HalfReader(io.LimitReader(peer, int64(len(text))))) // an echo
			peer.CloseWrite()
		}()
		p := w.poller()
		w.no(p.Add(s, Readable|Writable, nil))
		sent, received, buffer := 0, []byte(nil), make([]byte, 70_000)
		for ended := false; !ended; {
			events := make([]Event, 1)
			n, err := p.Wait(events, patience)
			if n != 1 || err != nil {
				w.Fatalf("Wait = %d, %v after %d sent, %d received", n, err, sent, len(received))
			}
			if events[0].Ready&Writable != 0 {
				n, err := s.Write(text[sent:min(len(text), sent+random.IntN(70_000))])
				if err != nil && err != ErrWouldBlock {
					w.Fatal(err)
				}
				if sent += n; sent == len(text) {
					w.no(p.Modify(s, Readable))
				}
			}
			if events[0].Ready&Readable != 0 {
				n, err := s.Read(buffer[:1+random.IntN(len(buffer)-1)])
				received = append(received, buffer[:n]...)
				ended = err == io.EOF
				if err != nil && !ended && err != ErrWouldBlock {
					w.Fatal(err)
				}
			}
		}
		if !bytes.Equal(received, text) {
			w.Errorf("%d bytes came back of %d, or others", len(received), len(text))
		}
	})
}

func TestResetByPeerIsNoEnd(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, peer := w.pair()
		w.no(peer.SetLinger(0))
		w.no(peer.Close())
		for range 3 {
			w.await(s, Readable)
			_, err := s.Read(make([]byte, 10))
			if !errors.Is(err, syscall.ECONNRESET) || err.Error() != "read "+s.RemoteAddr().String()+": connection reset by peer" {
				w.Fatalf("%v", err)
			}
		}
		w.await(s, Writable)
	})
}

func TestResetOfOneWhoDidNotAskWhetherItIsConnected(t *testing.T) {
	inEachWorld(t, func(w *world) {
		l, err := w.network.Listen(context.Background(), "tcp", "127.0.0.1:0")
		w.no(err)
		defer l.Close()
		s := w.connect(l.Addr().String())
		peer, err := l.Accept()
		w.no(err)
		w.no(peer.(peerConn).SetLinger(0))
		w.no(peer.Close())
		w.await(s, Readable)
		_, err = s.Read(make([]byte, 10))
		if !errors.Is(err, syscall.ECONNRESET) {
			w.Errorf("%v", err)
		}
		if _, again := s.Read(make([]byte, 10)); again != err {
			w.Errorf("then %v", again)
		}
	})
}

func TestResetThatWriteHearsOfIsNoEndForRead(t *testing.T) {
	inEachWorld(t, func(w *world) {
		if w.stack.Name() == "portable" && !w.virtual {
			w.Skip("here a read may come between package net's write and us; TestPortableHeedsAReset has both orders")
		}
		s, peer := w.pair()
		w.no(peer.SetLinger(0))
		w.no(peer.Close())
		for range 100 {
			w.await(s, Writable)
			if _, err := s.Write([]byte("anybody?")); err != nil && err != ErrWouldBlock {
				break
			}
		}
		w.await(s, Readable)
		if _, err := s.Read(make([]byte, 10)); !errors.Is(err, syscall.ECONNRESET) {
			w.Errorf("Read: %v", err)
		}
		if _, err := s.Write([]byte("anybody?")); err == nil || err == ErrWouldBlock {
			w.Errorf("Write: %v", err)
		}
	})
}

func TestWritingToOneWhoHasLeftFailsInTheEnd(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, peer := w.pair()
		w.no(peer.Close())
		var err error
		for err == nil || err == ErrWouldBlock {
			w.await(s, Writable)
			_, err = s.Write([]byte("still there?"))
		}
		if !errors.Is(err, syscall.EPIPE) && !errors.Is(err, syscall.ECONNRESET) {
			w.Errorf("%v", err)
		}
	})
}
