package protocol

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"net"
	"slices"

	"slowpoetry/code/internal/naming"
)

// ErrLineTooLong is why a [LineReceiver] closes the connection of an other end that goes on and on.
var ErrLineTooLong = errors.New("line too long")

// defaultMaxLength is how many bytes a line may have by default.
const defaultMaxLength = 16 << 10

// A LineHandler receives the lines that come through a connection. The loop calls its methods one
// at a time, like those of a [Protocol].
//
// A handler that is a [HalfCloser] too hears when there will be no more lines, and one that is a
// [fmt.Stringer] has a name in logs and traces.
type LineHandler interface {
	// ConnectionMade comes first: t is the connection.
	ConnectionMade(t LineTransport)

	// LineReceived is given one line, without the delimiter. The bytes are valid until it
	// returns.
	LineReceived(line []byte)

	// ConnectionLost comes last, with a reason as in [Protocol]. The beginning of a line that
	// was never completed is dropped.
	ConnectionLost(reason error)
}

// A LongLineHandler is a [LineHandler] that does not hang up when a line is too long.
type LongLineHandler interface {
	// LineTooLong is called in place of LineReceived, as soon as the line is known to be too
	// long. The rest of it is skipped.
	LineTooLong()
}

// A LineReceiver is a [Protocol] that cuts a stream of bytes into lines:
//
//	&protocol.LineReceiver{Handler: h, Delimiter: "\n"}
//
// It is a protocol to its transport, and a [LineTransport] to its handler. It keeps no more than the
// beginning of a line, and what one DataReceived has brought. When the connection is lost, the
// receiver may be used for another.
type LineReceiver struct {
	// Transport is the connection, from ConnectionMade on. What is set here before is ignored.
	Transport

	// Handler receives the lines.
	Handler LineHandler

	// Delimiter ends a line. If it is empty, that is "\r\n", as in the protocols of the Internet.
	// If it is "\n", a "\r" before it is dropped too: some of the programs in which people type
	// send the one, and some the other. A change holds from the next line on.
	Delimiter string

	// MaxLength is how many bytes a line may have, without its delimiter. If it is 0, that is
	// 16 KiB. It must not change once the connection is made.
	MaxLength int

	rest     []byte            // what came and was not dealt with yet
	borrowed bool              // rest is not ours, and gone when the loop has control again
	searched int               // how much of rest is known to have no delimiter in it
	sought   string            // which delimiter
	skipping bool              // we are in a line that is too long
	raw      func(data []byte) // gets everything in place of the handler, unless it is nil
	producer Producer          // of what is written, if there is one
	paused   bool
	mute     bool // a producer comes too late, the transport stops it at once
	closing  bool
	busy     bool  // deliver is at work, here or further down the stack
	reason   error // why we close the connection; nil if it is not we who do
}

func (l *LineReceiver) delimiter() string { return cmp.Or(l.Delimiter, "\r\n") }
func (l *LineReceiver) maxLength() int    { return cmp.Or(l.MaxLength, defaultMaxLength) }

// ConnectionMade is for the loop to call, and so are the three methods that follow.
func (l *LineReceiver) ConnectionMade(t Transport) {
	*l = LineReceiver{Transport: t, Handler: l.Handler, Delimiter: l.Delimiter, MaxLength: l.MaxLength}
	l.Handler.ConnectionMade(l)
}

func (l *LineReceiver) DataReceived(data []byte) {
	if l.closing {
		return
	}
	if len(l.rest) > 0 {
		l.rest = append(l.rest, data...)
	} else {
		l.rest, l.borrowed = data, true
	}
	l.deliver()
}

func (l *LineReceiver) ReadConnectionLost() {
	if h, ok := l.Handler.(HalfCloser); ok {
		h.ReadConnectionLost()
		return
	}
	l.hangUp(io.EOF) // as the transport would, were we no HalfCloser either
	if p := l.producer; p != nil {
		l.UnregisterProducer()
		p.StopProducing()
	}
}

func (l *LineReceiver) ConnectionLost(reason error) {
	if l.reason != nil && errors.Is(reason, net.ErrClosed) { // else something broke it first
		reason = l.reason
	}
	l.close()
	l.Handler.ConnectionLost(reason)
}

// String returns the name of the handler, or its type if it has none.
func (l *LineReceiver) String() string { return naming.Of(l.Handler) }

// deliver passes on what can be passed on. What the handler does meanwhile, such as pausing or
// asking for raw bytes, holds for the very next line.
func (l *LineReceiver) deliver() {
	if l.busy {
		return // the handler called us; the loop further down the stack goes on when it returns
	}
	l.busy = true
	defer l.keep() // even if the handler panics
	for len(l.rest) > 0 && !l.paused && !l.closing {
		if l.raw != nil && !l.skipping {
			data := l.rest
			l.rest = nil
			l.raw(data)
			continue
		}
		switch line, ok := l.next(); {
		case !ok:
			l.limit()
			return
		case l.skipping: // this was its end
			l.skipping = false
		case len(line) > l.maxLength():
			l.tooLong()
		default:
			l.Handler.LineReceived(line)
		}
	}
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

// limit drops what has come of a line that is too long, but for what may be the beginning of its
// delimiter.
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

// tooLong tells the handler of a line that is too long, or hangs up if it does not want to know.
func (l *LineReceiver) tooLong() {
	if h, ok := l.Handler.(LongLineHandler); ok {
		h.LineTooLong()
		return
	}
	l.hangUp(ErrLineTooLong)
}

// keep ends deliver, and makes what is left ours, for the loop wants its buffer back.
func (l *LineReceiver) keep() {
	switch {
	case len(l.rest) == 0:
		l.rest = nil // an idle connection takes up no more memory than it must
	case l.borrowed:
		l.rest = slices.Clone(l.rest)
	}
	l.borrowed, l.busy = false, false
}
