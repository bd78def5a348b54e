package main

import (
	"errors"
	"io"

	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
	"slowpoetry/code/socket"
)

// getBlocking is the broken client of chapter 4, with a Deferred: it takes each poem in one go. It
// has no limit and makes one attempt.
func getBlocking(r *reactor.Reactor, address string) *deferred.Deferred[string] {
	poem := deferred.New[string]()
	s, err := r.Stack().Connect(address)
	if err == nil {
		err = r.AddReader(&greedy{s, poem})
	}
	if err != nil {
		poem.Errback(err)
	}
	return poem
}

// A greedy download takes the whole poem at once.
type greedy struct {
	socket socket.Socket
	poem   *deferred.Deferred[string]
}

func (d *greedy) Source() socket.Source { return d.socket }

// DoRead reads until the poem is complete.
func (d *greedy) DoRead() error {
	text, err := io.ReadAll(d)
	if err == nil {
		d.poem.Callback(string(text))
		err = io.EOF
	}
	return err
}

// Read would wait for the next piece, with time.Sleep, as in chapter 4. In a world in memory that
// would be forever: the clock moves when the loop waits, and the loop waits for us.
func (d *greedy) Read(p []byte) (int, error) {
	n, err := d.socket.Read(p)
	if err == socket.ErrWouldBlock {
		panic(errBlocks)
	}
	return n, err
}

var errBlocks = errors.New("a callback wants to sleep until more has come")

func (d *greedy) ConnectionLost(reason error) {
	d.socket.Close()
	if reason != io.EOF {
		d.poem.Errback(reason)
	}
}
