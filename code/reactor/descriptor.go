package reactor

import (
	"reflect"

	"slowpoetry/code/internal/naming"
	"slowpoetry/code/socket"
)

// A ReadDescriptor wants to be called when its source is readable. If it is a fmt.Stringer, that
// is its name in logs and traces.
type ReadDescriptor interface {
	// Source is what to watch. It must be the same as long as it is watched.
	Source() socket.Source

	// DoRead is called when the source is readable: a socket has bytes, or has come to its end
	// or to grief; a listener has a connection. It must read something, or it will be called
	// again at once. After an error the reactor stops watching, and calls ConnectionLost;
	// socket.ErrWouldBlock is no error here, it means not yet.
	DoRead() error

	// ConnectionLost is called once, last, with what DoRead or DoWrite returned, with a
	// *panics.Error if it was a panic, or with ErrStopped. The reactor watches no longer, and
	// leaves the source for the descriptor to close.
	ConnectionLost(reason error)
}

// A WriteDescriptor wants to be called when its source is writable.
type WriteDescriptor interface {
	Source() socket.Source

	// DoWrite is called when the source is writable: a socket has room, or its connecting has
	// come to an end. It is called again and again while that is so: who has nothing left to
	// write calls RemoveWriter. Errors are as those of DoRead.
	DoWrite() error

	ConnectionLost(reason error)
}

//listing:add

// AddReader calls d.DoRead whenever d's source is readable, until RemoveReader. A source has one
// reader at a time: another takes its place. An error is the poller's, and leaves everything as it
// was: the source is closed, say, or comes from another stack. While the reactor closes what is
// open, the error is ErrStopped.
func (r *Reactor) AddReader(d ReadDescriptor) error {
	g := r.registrationOf(d.Source())
	before := g.reader
	g.reader = d
	err := r.want(g, socket.Readable)
	if err != nil {
		g.reader = before
	}
	return err
}

// AddWriter calls d.DoWrite whenever d's source is writable, until RemoveWriter. Everything else is
// as with AddReader.
func (r *Reactor) AddWriter(d WriteDescriptor) error {
	g := r.registrationOf(d.Source())
	before := g.writer
	g.writer = d
	err := r.want(g, socket.Writable)
	if err != nil {
		g.writer = before
	}
	return err
}

// RemoveReader ends what AddReader began, and does nothing if d is not the reader of its source.
// Remove what is watched before you close it.
func (r *Reactor) RemoveReader(d ReadDescriptor) {
	if g := r.watched[d.Source()]; g != nil && identical(g.reader, d) {
		r.unwant(g, socket.Readable)
		g.reader = nil
	}
}

// RemoveWriter ends what AddWriter began, and does nothing if d is not the writer of its source.
func (r *Reactor) RemoveWriter(d WriteDescriptor) {
	if g := r.watched[d.Source()]; g != nil && identical(g.writer, d) {
		r.unwant(g, socket.Writable)
		g.writer = nil
	}
}

//listing:end

// A registration is what the loop knows of a source that it watches. The poller hands it back in
// every event, so that nobody has to look it up.
type registration struct {
	source   socket.Source
	reader   ReadDescriptor  // called if interest has Readable
	writer   WriteDescriptor // called if interest has Writable
	interest socket.Interest

	prev, next *registration // in the ring of all; nil when it is not watched
}

// String returns the name of whoever is called.
func (g *registration) String() string {
	if g.reader != nil {
		return naming.Of(g.reader)
	}
	return naming.Of(g.writer)
}

// registrationOf returns the registration of a source, a new one if there is none.
func (r *Reactor) registrationOf(s socket.Source) *registration {
	if g := r.watched[s]; g != nil {
		return g
	}
	return &registration{source: s}
}

// want adds an interest to a registration.
func (r *Reactor) want(g *registration, interest socket.Interest) error {
	if r.state == closing {
		return ErrStopped // otherwise one that always comes back would keep Run from returning
	}
	if err := r.watch(g, g.interest|interest); err != nil {
		return err
	}
	r.watched[g.source] = g
	return nil
}

// unwant takes an interest away, and the registration with the last.
func (r *Reactor) unwant(g *registration, interest socket.Interest) {
	if g.interest &^= interest; g.interest == 0 {
		r.forget(g)
		return
	}
	r.poller.Modify(g.source, g.interest) // fails if it is closed, and then nothing comes of it anyway
}

// watch has the poller wait for g's source, for interest, which may be nothing for a while.
func (r *Reactor) watch(g *registration, interest socket.Interest) error {
	if g.next == nil {
		if err := r.poller.Add(g.source, interest, g); err != nil {
			return err
		}
		g.prev, g.next = r.all.prev, &r.all
		g.prev.next, g.next.prev = g, g
		r.tracer.expect(g)
	} else if interest != g.interest {
		if err := r.poller.Modify(g.source, interest); err != nil {
			return err
		}
	}
	g.interest = interest
	return nil
}

// forget is unwatch for what will not hear of the reactor again.
func (r *Reactor) forget(g *registration) {
	r.unwatch(g)
	r.tracer.cease(g)
}

// unwatch has the poller watch g's source no longer. Events of this turn that name it are dropped.
func (r *Reactor) unwatch(g *registration) {
	if g.next == nil {
		return
	}
	r.poller.Delete(g.source) // fails if it is closed: then the poller has forgotten it by itself
	g.prev.next, g.next.prev = g.next, g.prev
	g.prev, g.next = nil, nil
	g.interest = 0
	delete(r.watched, g.source)
}

// fail ends g because one of its descriptors has failed: caller, which may have removed itself, or
// handed its source to another, meanwhile.
func (r *Reactor) fail(g *registration, caller interface{ ConnectionLost(error) }, reason error) {
	heir := r.watched[g.source]
	r.lose(g, reason)
	if !identical(caller, g.reader) && !identical(caller, g.writer) {
		r.guard(caller, func() { caller.ConnectionLost(reason) })
	}
	if heir != nil && heir != g {
		r.lose(heir, reason)
	}
}

// lose ends g, and tells its reader and its writer why.
func (r *Reactor) lose(g *registration, reason error) {
	r.unwatch(g)
	if g.reader != nil {
		r.guard(g, func() { g.reader.ConnectionLost(reason) })
	}
	if g.writer != nil && !identical(g.reader, g.writer) {
		r.guard(g, func() { g.writer.ConnectionLost(reason) })
	}
	r.forget(g) // not before: until here it has its lane in the trace
}

// identical reports whether a reader is the writer too. Those that cannot be compared are one if they are
// of one type.
func identical(reader, writer any) bool {
	if reader != nil && !reflect.ValueOf(reader).Comparable() {
		return reflect.TypeOf(reader) == reflect.TypeOf(writer)
	}
	return reader == writer
}

// doRead and doWrite call a descriptor, and make an error of a panic.

func (r *Reactor) doRead(g *registration) (err error) {
	if r.tracer != nil {
		defer r.tracer.leave(r.tracer.enter(g))
	}
	defer r.contain(g, &err)
	return g.reader.DoRead()
}

func (r *Reactor) doWrite(g *registration) (err error) {
	if r.tracer != nil {
		defer r.tracer.leave(r.tracer.enter(g))
	}
	defer r.contain(g, &err)
	return g.writer.DoWrite()
}

//listing:end
