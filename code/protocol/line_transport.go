package protocol

import "slices"

// A LineTransport is a [Transport] as a [LineHandler] sees it. There may be many lines in memory, but
// after PauseProducing the handler receives none until ResumeProducing, and after LoseConnection or
// Abort none at all. ResumeProducing and SetLines pass lines on before they return, unless one of the
// handler's methods has called them.
type LineTransport interface {
	Transport

	// WriteLine sends a line and the delimiter in one piece. An error is that of Write.
	WriteLine(line string) error

	// SetRaw passes everything from here on to receive, until SetLines: the body after a header,
	// say. The pieces are cut off anywhere, and valid until receive returns.
	SetRaw(receive func(data []byte))

	// SetLines ends what SetRaw began. The lines begin with rest, which is what receive was given
	// and had no use for. If nothing is raw, SetLines does nothing.
	SetLines(rest []byte)
}

// WriteLine, SetRaw and SetLines are for the handler, see [LineTransport].
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
