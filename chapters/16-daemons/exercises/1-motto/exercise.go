// Package exercise is a plugin of poetryd: it makes known a kind of service called motto, which says
// one line to everyone who connects, and hangs up.
//
//	poetryd motto -address 127.0.0.1:10001 -text "Keep calm and poll on."
package exercise

import (
	"slowpoetry/chapters/16-daemons/daemon"
	"slowpoetry/code/deferred"
	"slowpoetry/code/service"
)

// A Motto says its text, and a line feed, to everyone who connects to its address. Once it is being
// stopped, it takes nobody more.
type Motto struct {
	daemon.Host
	address, text string
}

func (m *Motto) Name() string                            { return m.Host.Name }
func (m *Motto) Start() *deferred.Deferred[service.Done] { return service.Ended(nil) }
func (m *Motto) Stop() *deferred.Deferred[service.Done]  { return service.Ended(nil) }
