package main

import (
	"net/netip"
	"time"

	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// A speaker says something in pieces, and hears what comes back. It rests between two pieces, so
// that each has arrived before the next is sent.
type speaker struct {
	reactor *reactor.Reactor
	pieces  []string
	heard   []byte
	done    func(heard string, failed error)

	protocol.Transport
}

const rest = 20 * time.Millisecond

func (s *speaker) BuildProtocol(netip.AddrPort) protocol.Protocol { return s }
func (s *speaker) ConnectionFailed(reason error)                  { s.done("", reason) }

func (s *speaker) ConnectionMade(t protocol.Transport) {
	s.Transport = t
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
	s.reactor.CallLater(rest, s.speak)
}

func (s *speaker) DataReceived(data []byte)    { s.heard = append(s.heard, data...) }
func (s *speaker) ConnectionLost(reason error) { s.done(string(s.heard), nil) }
