package protocol

import "slices"

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
	if l.closing {
		return
	}
	if len(l.rest) == 0 {
		l.rest, l.borrowed = rest, true
	} else { // it was not receive that called us
		l.rest, l.borrowed = slices.Concat(rest, l.rest), false
	}
	l.searched = 0
	l.goOn()
}
