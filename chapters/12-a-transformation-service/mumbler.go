package main

import (
	"fmt"
	"net/netip"
	"time"

	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// A mumbler says one mouthful, and hears what the server does about it.
type mumbler struct {
	*mumbling
	mouthful
	protocol.Transport
	begin   time.Duration
	heard   []byte
	dripper *reactor.LoopingCall
	giveUp  *reactor.Call
	tired   bool // of waiting
	left    bool
}

func (m *mumbler) BuildProtocol(netip.AddrPort) protocol.Protocol { return m }
func (m *mumbler) ConnectionFailed(reason error)                  { m.report(m, reason.Error()) }

func (m *mumbler) ConnectionMade(t protocol.Transport) {
	m.Transport = t
	m.giveUp = m.reactor.CallLater(m.patience, m.lose)
	m.Write([]byte(m.says))
	if m.then != nil {
		m.then(m)
	}
}

func (m *mumbler) lose() {
	m.tired = true
	m.Abort()
}

func (m *mumbler) DataReceived(data []byte) { m.heard = append(m.heard, data...) }

func (m *mumbler) ConnectionLost(reason error) {
	m.giveUp.Cancel()
	if m.dripper != nil {
		m.dripper.Stop()
	}
	did := "it hangs up"
	switch {
	case m.tired:
		did = "it waits"
	case m.left:
		did = "we leave"
	case len(m.heard) > 0:
		did = fmt.Sprintf("it answers %s", m.heard)
	}
	m.report(m, did)
}

// end says that there will be no more.
func (m *mumbler) end() { m.CloseWrite() }

// reset breaks the connection, when what was said has been sent.
func (m *mumbler) reset() {
	m.left = true
	m.reactor.CallLater(rest, m.Abort)
}

// drip says a byte now and then.
func (m *mumbler) drip() {
	m.dripper = reactor.NewLoopingCall(m.reactor, func() { m.Write([]byte("x")) })
	m.dripper.Start(rest, true)
}

// pour says as much as the other end takes, and does not end.
func (m *mumbler) pour() { m.RegisterProducer(pourer{m}, false) }

// A pourer produces bytes without an end.
type pourer struct{ *mumbler }

var flood = make([]byte, 16<<10)

func (p pourer) ResumeProducing() { p.Write(flood) }
func (p pourer) PauseProducing()  {}
func (p pourer) StopProducing()   {}
