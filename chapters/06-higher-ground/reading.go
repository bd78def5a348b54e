package main

import (
	"errors"
	"io"

	"slowpoetry/code/protocol"
)

// A reading is one connection to a poetry server: chapter 5's protocol, which now hands over what it
// has when its connection is over.
type reading struct {
	address string
	text    []byte                       // what has come so far, cut anywhere
	end     func(text []byte, err error) // called once, with one of the two
}

func (r *reading) ConnectionMade(protocol.Transport) {}

// DataReceived adds a piece to what has come. It copies the piece.
func (r *reading) DataReceived(data []byte) { r.text = append(r.text, data...) }

// ConnectionLost hands over the poem, or the reason why it is not one.
func (r *reading) ConnectionLost(reason error) {
	switch {
	case reason != io.EOF:
		r.end(nil, reason)
	case len(r.text) == 0:
		r.end(nil, errSilent)
	default:
		r.end(r.text, nil)
	}
}

// String returns the name of the connection in traces and logs.
func (r *reading) String() string { return r.address }

// errSilent says that a server was there, and hung up without a word.
var errSilent = errors.New("the server said nothing")
