package socket_test

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"syscall"
	"testing"

	. "slowpoetry/code/socket"
)

// fates are what becomes of connections that end badly. The networks in memory must tell the same
// story as the system, or a program that loses bytes passes its tests.
var fates = []struct {
	what string
	want string
	tell func(w *world) string
}{
	{"the first write to a peer that has closed", "<nil>", func(w *world) string {
		s, peer := w.pair()
		w.no(peer.Close())
		w.expect(s, "")
		_, err := s.Write([]byte("?"))
		return last(err)
	}},
	{"the writes after it, in the end", "broken pipe", func(w *world) string {
		s, peer := w.pair()
		w.no(peer.Close())
		w.expect(s, "")
		var err error
		for err == nil || err == ErrWouldBlock {
			w.await(s, Writable)
			_, err = s.Write([]byte("?"))
		}
		return last(err)
	}},
	{"what a peer has sent that then closes with something unread", "words, connection reset by peer", func(w *world) string {
		s, peer := w.pair()
		_, err := s.Write([]byte("unread"))
		w.no(err)
		one := make([]byte, 1)
		_, err = io.ReadFull(peer, one)
		w.no(err)
		w.say(peer, "words")
		w.await(s, Readable)
		w.no(peer.Close())
		text, err := w.read(s, 1000)
		return string(text) + ", " + last(err)
	}},
	{"a long answer of one who closes while the peer still talks", "cut short, connection reset by peer", func(w *world) string {
		s, peer := w.pair()
		sent := w.fill(s, bytes.Repeat([]byte("x"), 100_000))
		w.no(s.Close())
		w.say(peer, "one more thing")
		received, err := io.Copy(io.Discard, peer)
		if int(received) < sent || w.stack.Name() == "portable" { // whose goroutines may be quick enough
			return "cut short, " + last(err)
		}
		return "whole, " + last(err)
	}},
	{"closing the writing half of a connection that was reset", "transport endpoint is not connected", func(w *world) string {
		s, peer := w.pair()
		w.no(peer.SetLinger(0))
		w.no(peer.Close())
		_, err := w.read(s, 1)
		if !errors.Is(err, syscall.ECONNRESET) {
			w.Error(err)
		}
		err = s.CloseWrite()
		if !errors.Is(err, syscall.ENOTCONN) {
			return last(err)
		}
		return "transport endpoint is not connected" // in other systems' words it is "socket is …"
	}},
	{"the address of what is closed", "invalid AddrPort, invalid AddrPort", func(w *world) string {
		l := w.listen()
		s, _ := w.pair()
		w.no(s.Close())
		w.no(l.Close())
		say := func(a netip.AddrPort) string {
			if a.IsValid() {
				return a.String()
			}
			return "invalid AddrPort"
		}
		return say(s.LocalAddr()) + ", " + say(l.LocalAddr())
	}},
}

// last returns what the system said, without the words around it.
func last(err error) string {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	if err == nil {
		return "<nil>"
	}
	return err.Error()
}

func TestConnectionsEndAlike(t *testing.T) {
	for _, fate := range fates {
		t.Run(fate.what, func(t *testing.T) {
			inEachWorld(t, func(w *world) {
				if got := fate.tell(w); got != fate.want {
					w.Errorf("%s; want %s", got, fate.want)
				}
			})
		})
	}
}
