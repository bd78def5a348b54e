// Package exercise is about a service that takes its time.
package exercise

import (
	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
)

// A Later is a handler of netstrings.
type Later struct {
	Service func(request string) *deferred.Deferred[string]

	protocol.NetstringTransport
	reply *deferred.Deferred[string] // nil before the request
	over  bool                       // answered, or lost
}

func (l *Later) ConnectionMade(t protocol.NetstringTransport) { l.NetstringTransport = t }

func (l *Later) NetstringReceived(text []byte) {
	if l.reply != nil {
		return
	}
	l.reply = l.Service(string(text))
	l.reply.AddBoth(l.answer)
}

// answer is for both: the service has an answer, or says why not.
func (l *Later) answer(reply string, err error) (string, error) {
	if l.over {
		return "", nil
	}
	l.over = true
	if err == nil {
		l.WriteNetstring(reply)
	}
	l.LoseConnection()
	return "", nil
}

// ReadConnectionLost makes it a protocol.HalfCloser: who has asked may still wait.
func (l *Later) ReadConnectionLost() {
	if l.reply == nil {
		l.LoseConnection()
	}
}

func (l *Later) ConnectionLost(reason error) {
	if l.over {
		return
	}
	l.over = true
	if l.reply != nil {
		l.reply.Cancel()
	}
}
