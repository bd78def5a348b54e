package protocol

import (
	"slices"

	"slowpoetry/code/panics"
)

// A LineTransport is a [Transport] as a [LineHandler] sees it. After PauseProducing the handler
// receives no line until ResumeProducing, and after LoseConnection or Abort none at all, though there
// may be many in memory. ResumeProducing and SetLines pass these on before they return, unless it was
// one of the handler's methods that called them.
type LineTransport interface {
	Transport

	// WriteLine sends a line and the delimiter in one piece. An error is that of Write.
	WriteLine(line string) error

	// SetRaw passes everything from here on to receive instead of the handler, until SetLines:
	// the body after a header, say. The pieces are cut off anywhere, and valid until receive
	// returns.
	SetRaw(receive func(data []byte))

	// SetLines ends what SetRaw began. What receive was given and had no use for goes into rest:
	// it is where the lines begin. If nothing is raw, SetLines does nothing.
	SetLines(rest []byte)
}

// WriteLine is for the handler, see [LineTransport], and so are the methods that follow.
func (l *LineReceiver) WriteLine(line string) error {
	_, err := l.Write([]byte(line + l.delimiter()))
	return err
}

func (l *LineReceiver) SetRaw(receive func(data []byte)) {
	l.raw = receive
	l.searched = 0
}

func (l *LineReceiver) SetLines(rest []byte) {
	if l.raw == nil {
		return
	}
	l.raw = nil
	if len(l.rest) == 0 {
		l.rest, l.borrowed = rest, true
	} else { // it was not receive that called us
		l.rest, l.borrowed = slices.Concat(rest, l.rest), false
	}
	l.searched = 0
	l.goOn()
}

func (l *LineReceiver) RegisterProducer(p Producer, streaming bool) {
	if !l.mute && l.producer == nil {
		l.producer = p // else it is stopped already when the transport returns, or that panics
	}
	l.Transport.RegisterProducer(p, streaming)
}

func (l *LineReceiver) UnregisterProducer() {
	l.producer = nil
	l.Transport.UnregisterProducer()
}

func (l *LineReceiver) PauseProducing() {
	l.paused = true
	l.Transport.PauseProducing()
}

func (l *LineReceiver) ResumeProducing() {
	l.paused = false
	l.goOn()
	if !l.paused {
		l.Transport.ResumeProducing()
	}
}

// goOn delivers what is there. It may be a timer that called us; if the handler panics, it is still
// this connection that has to end.
func (l *LineReceiver) goOn() {
	defer func() {
		if value := recover(); value != nil {
			l.reason = panics.New(value, "protocol.LineReceiver.goOn")
			l.Abort()
			panic(l.reason)
		}
	}()
	l.deliver()
}

func (l *LineReceiver) CloseWrite() {
	l.mute = true
	l.Transport.CloseWrite()
}

func (l *LineReceiver) StopProducing() { l.LoseConnection() }

func (l *LineReceiver) LoseConnection() {
	l.close()
	l.Transport.LoseConnection()
}

func (l *LineReceiver) Abort() {
	l.close()
	l.Transport.Abort()
}

// hangUp is LoseConnection with a reason of our own.
func (l *LineReceiver) hangUp(reason error) {
	if !l.closing {
		l.reason = reason
		l.LoseConnection()
	}
}

func (l *LineReceiver) close() {
	l.closing, l.mute = true, true
	l.rest, l.raw = nil, nil
}
