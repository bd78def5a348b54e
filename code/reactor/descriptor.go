package reactor

import (
	"reflect"

	"slowpoetry/code/socket"
)

// A ReadDescriptor is called when its source is readable. If it is a fmt.Stringer, that is its name
// in logs and traces.
type ReadDescriptor interface {
	// Source returns what to watch, the same each time.
	Source() socket.Source

	// DoRead is called when the source is readable: a socket has bytes, has come to its end, or
	// is broken; a listener has a connection. It must read something, or it will be called again
	// at once. After an error the reactor stops watching and calls ConnectionLost, unless it is
	// socket.ErrWouldBlock, which means not yet.
	DoRead() error

	// ConnectionLost is called once, last, with the error of DoRead or DoWrite, a *panics.Error
	// if it was a panic, or ErrStopped. The descriptor closes the source; the reactor does not.
	ConnectionLost(reason error)
}

// A WriteDescriptor is called when its source is writable.
type WriteDescriptor interface {
	Source() socket.Source

	// DoWrite is called when the source is writable: a socket has room, or its connecting has
	// come to an end. It is called again while that is so: call RemoveWriter when there is nothing
	// left to write. Errors are like those of DoRead.
	DoWrite() error

	ConnectionLost(reason error)
}

// AddReader calls d.DoRead whenever d's source is readable, until RemoveReader. A source has one
// reader: another takes its place. An error is the poller's (the source is closed, say, or comes from
// another stack), or ErrStopped while the reactor closes what is open. It leaves all as it was.
func (r *Reactor) AddReader(d ReadDescriptor) error {
	return r.want(d.Source(), socket.Readable, func(g *registration) { g.reader = d })
}

// AddWriter calls d.DoWrite whenever d's source is writable, until RemoveWriter. The rest is as with
// AddReader.
func (r *Reactor) AddWriter(d WriteDescriptor) error {
	return r.want(d.Source(), socket.Writable, func(g *registration) { g.writer = d })
}

// RemoveReader ends what AddReader began. It does nothing if d is not the reader of its source. Remove
// what is watched before you close it.
func (r *Reactor) RemoveReader(d ReadDescriptor) {
	if g := r.watched[d.Source()]; g != nil && identical(g.reader, d) {
		r.unwant(g, socket.Readable)
		g.reader = nil
	}
}

// RemoveWriter ends what AddWriter began. It does nothing if d is not the writer of its source.
func (r *Reactor) RemoveWriter(d WriteDescriptor) {
	if g := r.watched[d.Source()]; g != nil && identical(g.writer, d) {
		r.unwant(g, socket.Writable)
		g.writer = nil
	}
}

// want adds an interest to the registration of s, which it makes if there is none. The function set
// notes whom it is for.
func (r *Reactor) want(s socket.Source, interest socket.Interest, set func(*registration)) error {
	if r.state == closing {
		return ErrStopped // otherwise one that always comes back would keep Run from returning
	}
	g := r.watched[s]
	if g == nil {
		g = &registration{source: s}
	}
	before := *g
	set(g)
	if err := r.watch(g, g.interest|interest); err != nil {
		g.reader, g.writer = before.reader, before.writer
		return err
	}
	r.watched[s] = g
	return nil
}

// unwant takes an interest away, and the registration with the last.
func (r *Reactor) unwant(g *registration, interest socket.Interest) {
	if g.interest &^= interest; g.interest == 0 {
		r.forget(g)
		return
	}
	r.poller.Modify(g.source, g.interest) // fails if it is closed, and then there are no events
}

// identical reports whether two descriptors are one. If they cannot be compared, their types are.
func identical(reader, writer any) bool {
	if reader != nil && !reflect.ValueOf(reader).Comparable() {
		return reflect.TypeOf(reader) == reflect.TypeOf(writer)
	}
	return reader == writer
}
