// Package exercise is a plugin of poetryd: it makes known a kind of service called motto, which says
// one line to everyone who connects, and hangs up.
//
//	poetryd motto -address 127.0.0.1:10001 -text "Keep calm and poll on."
package exercise

import (
	"flag"
	"net/netip"

	"slowpoetry/chapters/16-daemons/daemon"
	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/service"
)

func init() {
	daemon.Register(daemon.Kind{
		Name:     "motto",
		Synopsis: "say one line to everyone who connects",
		Options: func(flags *flag.FlagSet) func(daemon.Host) (service.Service, error) {
			m := &Motto{}
			flags.StringVar(&m.address, "address", "127.0.0.1:0", "listen at this `address`, HOST:PORT")
			flags.StringVar(&m.text, "text", "Keep calm and poll on.", "what to say")
			return func(h daemon.Host) (service.Service, error) {
				m.Host = h
				return m, nil
			}
		},
	})
}

// A Motto says its text, and a line feed, to everyone who connects to its address. Once it is being
// stopped, it takes nobody more.
type Motto struct {
	daemon.Host
	address, text string
	port          *reactor.Port
}

func (m *Motto) Name() string { return m.Host.Name }

func (m *Motto) Start() *deferred.Deferred[service.Done] {
	var err error
	m.port, err = m.Reactor.ListenTCP(m.address, m)
	return service.Ended(err)
}

func (m *Motto) Stop() *deferred.Deferred[service.Done] {
	m.port.StopListening()
	return service.Ended(nil)
}

func (m *Motto) BuildProtocol(netip.AddrPort) protocol.Protocol { return speaker{m} }

// A speaker says the line to one client.
type speaker struct{ motto *Motto }

func (s speaker) ConnectionMade(t protocol.Transport) {
	t.Write([]byte(s.motto.text + "\n"))
	t.LoseConnection()
}

func (s speaker) DataReceived([]byte)  {}
func (s speaker) ConnectionLost(error) {}
