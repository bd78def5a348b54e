package protocol

import (
	"bytes"
	"cmp"
	"errors"
	"io"

	"slowpoetry/code/internal/naming"
)

// ErrLineTooLong is why a [LineReceiver] closes a connection.
var ErrLineTooLong = errors.New("line too long")

// A LineHandler receives the lines of a connection, as a [Protocol] receives its bytes. It may be a
// [HalfCloser] and a [fmt.Stringer] like one.
type LineHandler interface {
	// ConnectionMade comes first: t is the connection.
	ConnectionMade(t LineTransport)

	// LineReceived is given a line without its delimiter. The bytes are valid until it returns.
	LineReceived(line []byte)

	// ConnectionLost comes last. The beginning of a line that was never completed is dropped.
	ConnectionLost(reason error)
}

// A LineTransport is a [Transport] as a [LineHandler] sees it. There may be many lines in memory, but
// after PauseProducing the handler receives none until ResumeProducing, and after LoseConnection or
// Abort none at all. ResumeProducing passes lines on before it returns, unless one of the handler's
// methods has called it.
type LineTransport interface {
	Transport

	// WriteLine sends a line and the delimiter in one piece. An error is that of Write.
	WriteLine(line string) error
}

// A LineReceiver is a [Protocol] that cuts a stream of bytes into lines:
//
//	&protocol.LineReceiver{Handler: h, Delimiter: "\n"}
//
// It is a protocol to its transport, and a [LineTransport] to its handler. It keeps at most the
// beginning of a line and what one DataReceived has brought. It may be used for one connection after
// another. Its fields must not change while there is a connection.
type LineReceiver struct {
	receiver

	// Handler receives the lines.
	Handler LineHandler

	// Delimiter ends a line: "\r\n" if it is empty, as in the protocols of the Internet. If it is
	// "\n", a "\r" before it is dropped too.
	Delimiter string

	// MaxLength is how many bytes a line may have without its delimiter: 16 KiB if it is 0. A
	// longer one ends the connection.
	MaxLength int

	searched int // how much of rest is known to have no delimiter in it
}

func (l *LineReceiver) delimiter() string { return cmp.Or(l.Delimiter, "\r\n") }
func (l *LineReceiver) maxLength() int    { return cmp.Or(l.MaxLength, 16<<10) }

// ConnectionMade is for the loop to call, and so are DataReceived and the two methods that follow.
func (l *LineReceiver) ConnectionMade(t Transport) {
	l.receiver, l.searched = receiver{Transport: t, cutter: l}, 0
	l.Handler.ConnectionMade(l)
}

func (l *LineReceiver) ReadConnectionLost()         { l.readConnectionLost(l.Handler, io.EOF) }
func (l *LineReceiver) ConnectionLost(reason error) { l.connectionLost(l.Handler, reason) }

// String returns the name of the handler, or its type if it has none.
func (l *LineReceiver) String() string { return naming.Of(l.Handler) }

// WriteLine is for the handler, see [LineTransport].
func (l *LineReceiver) WriteLine(line string) error {
	_, err := l.Write([]byte(line + l.delimiter()))
	return err
}

// cut takes a line off what has come, and passes it on.
func (l *LineReceiver) cut() bool {
	end := l.delimiter()
	// The beginning of a delimiter may be at the end of what we have searched.
	from := max(0, l.searched-len(end)+1)
	i := bytes.Index(l.rest[from:], []byte(end))
	if i < 0 {
		l.searched = len(l.rest)
		if l.searched > l.maxLength()+len(end) { // with room for a "\r", before a "\n" to come
			l.hangUp(ErrLineTooLong)
		}
		return false
	}
	line := l.rest[:from+i]
	l.rest, l.searched = l.rest[from+i+len(end):], 0
	if end == "\n" {
		line = bytes.TrimSuffix(line, []byte("\r"))
	}
	if len(line) > l.maxLength() {
		l.hangUp(ErrLineTooLong)
		return false
	}
	l.Handler.LineReceived(line)
	return true
}
