package main

import (
	"net/netip"
	"time"

	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// A speaker says something in pieces, and hears what comes back. It rests before each, so that the
// one before has been read.
type speaker struct {
	reactor *reactor.Reactor
	pieces  []string
	heard   []byte
	done    func(heard string, failed error)

	protocol.Transport
}

const (
	rest  = 20 * time.Millisecond
	turns = 4
)

func (s *speaker) BuildProtocol(netip.AddrPort) protocol.Protocol { return s }
func (s *speaker) ConnectionFailed(reason error)                  { s.done("", reason) }

func (s *speaker) ConnectionMade(t protocol.Transport) {
	s.Transport = t
	s.rest(turns)
}

// rest waits for a while, and then for some turns of the loop: on a busy machine a while may be over
// before the loop has accepted a connection in one turn, and read from it in the next.
func (s *speaker) rest(more int) {
	if more > 0 {
		s.reactor.CallLater(rest/turns, func() { s.rest(more - 1) })
		return
	}
	s.speak()
}

// speak sends the next piece, or says that there is none.
func (s *speaker) speak() {
	if len(s.pieces) == 0 {
		s.CloseWrite()
		return
	}
	s.Write([]byte(s.pieces[0]))
	s.pieces = s.pieces[1:]
	s.rest(turns)
}

func (s *speaker) DataReceived(data []byte)    { s.heard = append(s.heard, data...) }
func (s *speaker) ConnectionLost(reason error) { s.done(string(s.heard), nil) }
