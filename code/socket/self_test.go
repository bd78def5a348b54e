package socket_test

import (
	"errors"
	"strconv"
	"testing"

	. "slowpoetry/code/socket"
)

// TestNobodyConnectsToOneself asks for a port that the system may give the socket as its own, until
// it has had every chance to. Linux gives out even ports first, one after another.
func TestNobodyConnectsToOneself(t *testing.T) {
	inEachWorld(t, func(w *world) {
		if w.stack.Name() != "epoll" {
			w.Skip("elsewhere package net sees to it, or nobody is given a port that somebody asks for")
		}
		l := w.listen()
		for port := l.LocalAddr().Port(); l.LocalAddr().Port()%2 == 1; port++ {
			if even, err := w.stack.Listen("127.0.0.1:" + strconv.Itoa(int(port))); err == nil {
				l.Close()
				l = even
			}
		}
		address := l.LocalAddr().String()
		w.no(l.Close())
		p := w.poller()
		for range 15_000 {
			s, err := w.stack.Connect(address)
			w.no(err)
			w.no(p.Add(s, Writable, nil))
			w.one(p, s, Writable)
			err = s.ConnectError()
			if !errors.Is(err, refused) {
				w.Fatalf("%v to %v: %v", s.LocalAddr(), s.RemoteAddr(), err)
			}
			self := s.LocalAddr() == s.RemoteAddr()
			w.no(s.Close())
			if self { // the port is free again, at once
				l, err := w.stack.Listen(address)
				w.no(err)
				w.no(l.Close())
			}
		}
	})
}
