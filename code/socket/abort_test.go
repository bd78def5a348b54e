package socket_test

import (
	"errors"
	"io"
	"net"
	"syscall"
	"testing"

	. "slowpoetry/code/socket"
)

func TestAbortResetsTheOtherEnd(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, peer := w.pair()
		w.say(peer, "hello")
		w.await(s, Readable)
		w.no(s.Abort())
		if n, err := peer.Read(make([]byte, 10)); n != 0 || !errors.Is(err, syscall.ECONNRESET) {
			w.Errorf("the other end read %d bytes, %v", n, err)
		}
	})
}

// TestAbortLosesWhatIsUnsent aborts a connection that is full up to the brim.
func TestAbortLosesWhatIsUnsent(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, peer := w.pair()
		taken := w.fill(s, make([]byte, 1<<20))
		w.no(s.Abort())
		got, err := io.Copy(io.Discard, peer)
		if !errors.Is(err, syscall.ECONNRESET) || got >= int64(taken) {
			w.Errorf("the other end got %d of %d bytes, and %v", got, taken, err)
		}
	})
}

func TestAfterAbortAllIsClosed(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, _ := w.pair()
		p := w.poller()
		w.no(p.Add(s, Readable|Writable, nil))
		w.no(s.Abort())
		w.none(p)
		_, readErr := s.Read(make([]byte, 1))
		_, writeErr := s.Write(make([]byte, 1))
		for _, err := range []error{readErr, writeErr, s.CloseWrite(), s.ConnectError(), s.Close(), s.Abort()} {
			if err != net.ErrClosed {
				w.Errorf("%v", err)
			}
		}
	})
}

func TestAbortGivesUpConnecting(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s := w.connect(w.refusing())
		w.no(s.Abort())
		if err := s.ConnectError(); err != net.ErrClosed {
			w.Errorf("%v", err)
		}
	})
}

func TestAbortAfterTheEndOfTheOther(t *testing.T) {
	inEachWorld(t, func(w *world) {
		s, peer := w.pair()
		w.no(peer.Close())
		w.expect(s, "")
		w.no(s.Abort())
	})
}
