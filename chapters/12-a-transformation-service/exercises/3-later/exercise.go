// Package exercise is about a service that takes its time.
package exercise

import (
	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
)

// A Later is a handler of netstrings: one connection whose client asks once, and is answered when the
// service has an answer.
//
// The first netstring is the request. Others are ignored. When the service's Deferred has a value,
// that is sent as a netstring, and the connection is closed; when it has an error, the connection
// is closed without a word. Both may be so at once, or later, or never.
//
// A client that has finished writing still waits for its answer. One that does so before it has asked
// for anything gets none: the connection is closed. When the connection is lost before there is an
// answer, Later cancels the Deferred, since there is nobody who wants the result any more; after the
// answer it does not. Whatever comes too late, nothing is written to a connection that is lost. The
// Deferred is left without an error, so that none is reported as unhandled.
type Later struct {
	Service func(request string) *deferred.Deferred[string]

	protocol.NetstringTransport
}

func (l *Later) ConnectionMade(t protocol.NetstringTransport) { l.NetstringTransport = t }

func (l *Later) NetstringReceived(text []byte) {
	l.Service(string(text)).AddCallback(func(reply string) (string, error) {
		l.WriteNetstring(reply)
		l.LoseConnection()
		return reply, nil
	})
}

func (l *Later) ConnectionLost(reason error) {}
