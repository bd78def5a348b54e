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

// A LongLineHandler is a [LineHandler] that does not hang up when a line is too long.
type LongLineHandler interface {
	// LineTooLong is called instead of LineReceived, as soon as a line is too long. The rest of
	// the line is skipped.
	LineTooLong()
}

// A LineReceiver is a [Protocol] that cuts a stream of bytes into lines:
//
//	&protocol.LineReceiver{Handler: h, Delimiter: "\n"}
//
// It is a protocol to its transport, and a [LineTransport] to its handler. It keeps at most the
// beginning of a line and what one DataReceived has brought. It may be used for one connection after
// another.
type LineReceiver struct {
	receiver

	// Handler receives the lines.
	Handler LineHandler

	// Delimiter ends a line: "\r\n" if it is empty, as in the protocols of the Internet. If it is
	// "\n", a "\r" before it is dropped too. A change holds from the next line on.
	Delimiter string

	// MaxLength is how many bytes a line may have without its delimiter: 16 KiB if it is 0. It
	// must not change while there is a connection.
	MaxLength int

	searched int               // how much of rest is known to have no delimiter in it
	sought   string            // which delimiter
	skipping bool              // we are in a line that is too long
	raw      func(data []byte) // gets everything in place of the handler, unless it is nil
}

func (l *LineReceiver) delimiter() string { return cmp.Or(l.Delimiter, "\r\n") }
func (l *LineReceiver) maxLength() int    { return cmp.Or(l.MaxLength, 16<<10) }

// ConnectionMade is for the loop to call, and so are DataReceived and the two methods that follow.
func (l *LineReceiver) ConnectionMade(t Transport) {
	*l = LineReceiver{Handler: l.Handler, Delimiter: l.Delimiter, MaxLength: l.MaxLength}
	l.receiver = receiver{Transport: t, cutter: l}
	l.Handler.ConnectionMade(l)
}

func (l *LineReceiver) ReadConnectionLost()         { l.readConnectionLost(l.Handler, io.EOF) }
func (l *LineReceiver) ConnectionLost(reason error) { l.connectionLost(l.Handler, reason) }

// String returns the name of the handler, or its type if it has none.
func (l *LineReceiver) String() string { return naming.Of(l.Handler) }

// cut takes a line off what has come, and passes it on. What the handler does meanwhile, such as
// asking for raw bytes, holds for the very next line.
func (l *LineReceiver) cut() bool {
	if l.raw != nil && !l.skipping {
		data := l.rest
		l.rest = nil
		l.raw(data)
		return true
	}
	switch line, ok := l.next(); {
	case !ok:
		l.limit()
		return false
	case l.skipping: // this was its end
		l.skipping = false
	case len(line) > l.maxLength():
		l.tooLong()
	default:
		l.Handler.LineReceived(line)
	}
	return true
}

// next takes a line off what has come, and reports whether there was one.
func (l *LineReceiver) next() (line []byte, ok bool) {
	end := l.delimiter()
	if end != l.sought {
		l.sought, l.searched = end, 0
	}
	// The beginning of a delimiter may be at the end of what we have searched.
	from := max(0, l.searched-len(end)+1)
	i := bytes.Index(l.rest[from:], []byte(end))
	if i < 0 {
		l.searched = len(l.rest)
		return nil, false
	}
	line, l.rest = l.rest[:from+i], l.rest[from+i+len(end):]
	l.searched = 0
	if end == "\n" {
		line = bytes.TrimSuffix(line, []byte("\r"))
	}
	return line, true
}

// limit drops what has come of a line that is too long, but for the possible beginning of its delimiter.
func (l *LineReceiver) limit() {
	end := len(l.delimiter())
	if len(l.rest) <= l.maxLength()+end && !l.skipping {
		return // there may be a "\r" among these bytes, before a "\n" to come
	}
	l.rest = l.rest[len(l.rest)-min(len(l.rest), end-1):]
	l.searched = len(l.rest)
	if !l.skipping {
		l.skipping = true
		l.tooLong()
	}
}

// tooLong tells the handler that a line is too long, or hangs up if it does not want to know.
func (l *LineReceiver) tooLong() {
	if h, ok := l.Handler.(LongLineHandler); ok {
		h.LineTooLong()
		return
	}
	l.hangUp(ErrLineTooLong)
}
