package protocol

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strconv"

	"slowpoetry/code/internal/naming"
)

// These are why a [NetstringReceiver] closes a connection.
var (
	ErrNetstringTooLong  = errors.New("netstring too long")
	ErrNetstringNoLength = errors.New("netstring that does not begin with a length")
	ErrNetstringZero     = errors.New("netstring with a zero before its length")
	ErrNetstringNoColon  = errors.New("netstring without a colon after its length")
	ErrNetstringNoComma  = errors.New("netstring without a comma at its end")
)

// defaultMaxNetstring is how many bytes a netstring may have by default, as in Twisted.
const defaultMaxNetstring = 99_999

// AppendNetstring appends text to dst as a netstring, "5:hello,", and returns the extended slice.
func AppendNetstring[T string | []byte](dst []byte, text T) []byte {
	dst = slices.Grow(dst, len("99999:,")+len(text))
	dst = strconv.AppendInt(dst, int64(len(text)), 10)
	dst = append(dst, ':')
	dst = append(dst, text...)
	return append(dst, ',')
}

// A NetstringHandler receives the netstrings that come through a connection. The loop calls its
// methods one at a time, like those of a [Protocol].
//
// A handler that is a [HalfCloser] too hears when there will be no more netstrings, and one that is a
// [fmt.Stringer] has a name in logs and traces.
type NetstringHandler interface {
	// ConnectionMade comes first: t is the connection.
	ConnectionMade(t NetstringTransport)

	// NetstringReceived is given the content of one netstring. The bytes are valid until it
	// returns.
	NetstringReceived(text []byte)

	// ConnectionLost comes last, with a reason as in [Protocol], with two exceptions. If the other
	// end closed the connection in the middle of a netstring, the reason is io.ErrUnexpectedEOF.
	// If it sent something else than a netstring, the reason says what: ErrNetstringTooLong, say.
	ConnectionLost(reason error)
}

// A NetstringTransport is a [Transport] as a [NetstringHandler] sees it. Its PauseProducing,
// ResumeProducing, LoseConnection and Abort do to netstrings what those of a [LineTransport] do to lines.
type NetstringTransport interface {
	Transport

	// WriteNetstring sends text as a netstring, in one piece. An error is that of Write.
	WriteNetstring(text string) error
}

// A NetstringReceiver is a [Protocol] that takes netstrings out of a stream of bytes:
//
//	&protocol.NetstringReceiver{Handler: h, MaxLength: 10_000}
//
// It is a protocol to its transport, and a [NetstringTransport] to its handler. A length above the
// limit ends the connection when its last digit has come, or sooner, and reserves nothing: there is
// memory for the bytes that have come, and for no others. When the connection is lost, the receiver
// may be used for another.
type NetstringReceiver struct {
	receiver

	// Handler receives the netstrings.
	Handler NetstringHandler

	// MaxLength is how many bytes a netstring may contain. If it is 0, that is 99,999. It must
	// not change once the connection is made.
	MaxLength int

	length  int  // of the netstring whose content begins rest
	counted bool // length is known
}

// ConnectionMade is for the loop to call, and so are DataReceived and the two methods that follow.
func (n *NetstringReceiver) ConnectionMade(t Transport) {
	n.receiver, n.counted = receiver{Transport: t, cutter: n}, false
	n.Handler.ConnectionMade(n)
}

func (n *NetstringReceiver) ReadConnectionLost() {
	n.readConnectionLost(n.Handler, n.whole(io.EOF))
}

func (n *NetstringReceiver) ConnectionLost(reason error) {
	n.connectionLost(n.Handler, n.whole(reason))
}

// whole returns reason, or what is wrong with an end in the middle of a netstring.
func (n *NetstringReceiver) whole(reason error) error {
	if reason == io.EOF && !n.closing && (n.counted || len(n.rest) > 0) {
		return io.ErrUnexpectedEOF
	}
	return reason
}

// String returns the name of the handler, or its type if it has none.
func (n *NetstringReceiver) String() string { return naming.Of(n.Handler) }

// WriteNetstring is for the handler, see [NetstringTransport].
func (n *NetstringReceiver) WriteNetstring(text string) error {
	_, err := n.Write(AppendNetstring(nil, text))
	return err
}

// cut takes a netstring off what has come, and passes it on.
func (n *NetstringReceiver) cut() bool {
	if !n.counted && !n.count() {
		return false
	}
	if len(n.rest) <= n.length {
		return false // more is to come, at least the comma
	}
	text, comma := n.rest[:n.length], n.rest[n.length]
	if comma != ',' {
		n.hangUp(ErrNetstringNoComma)
		return false
	}
	n.rest, n.counted = n.rest[n.length+1:], false
	n.Handler.NetstringReceived(text)
	return true
}

// count takes a length and its colon off what has come, and reports whether they are there.
func (n *NetstringReceiver) count() bool {
	length := 0
	for i, c := range n.rest {
		switch {
		case c == ':' && i > 0:
			n.rest, n.length, n.counted = n.rest[i+1:], length, true
			return true
		case c < '0' || c > '9':
			n.hangUp(badLength(i))
			return false
		case i > 0 && length == 0:
			n.hangUp(ErrNetstringZero)
			return false
		}
		digit, limit := int(c-'0'), n.maxLength()
		if length > limit/10 || digit > limit-10*length {
			n.hangUp(ErrNetstringTooLong)
			return false
		}
		length = 10*length + digit
	}
	return false // more digits are to come, or the colon
}

// badLength returns what is wrong if after so many digits there is something else.
func badLength(digits int) error {
	if digits == 0 {
		return ErrNetstringNoLength
	}
	return ErrNetstringNoColon
}

func (n *NetstringReceiver) maxLength() int { return cmp.Or(n.MaxLength, defaultMaxNetstring) }
