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

// AddReader has d called when its source is readable, until RemoveReader. A source has one reader
// at a time: another takes the place of the first. An error is the poller's: the source is closed,
// say, or comes from another stack.
func (r *Reactor) AddReader(d ReadDescriptor) error {
	return r.want(registration{source: d.Source(), reader: d, interest: socket.Readable})
}

// AddWriter has d called when its source is writable, until RemoveWriter. Else it is as AddReader.
func (r *Reactor) AddWriter(d WriteDescriptor) error {
	return r.want(registration{source: d.Source(), writer: d, interest: socket.Writable})
}

// RemoveReader has d not called any more when its source is readable. Remove what is watched
// before you close it. To remove what is not there does nothing.
func (r *Reactor) RemoveReader(d ReadDescriptor) { r.unwant(d.Source(), socket.Readable) }

// RemoveWriter has d not called any more when its source is writable.
func (r *Reactor) RemoveWriter(d WriteDescriptor) { r.unwant(d.Source(), socket.Writable) }

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

// want adds what is wanted to the registration of the source, or makes it one if there is none.
func (r *Reactor) want(wanted registration) error {
	g := r.watched[wanted.source]
	if g == nil {
		g = &registration{source: wanted.source}
	}
	if wanted.reader != nil {
		g.reader = wanted.reader
	}
	if wanted.writer != nil {
		g.writer = wanted.writer
	}
	if err := r.watch(g, g.interest|wanted.interest); err != nil {
		return err
	}
	r.watched[g.source] = g
	return nil
}

// unwant takes an interest away, and the registration with the last.
func (r *Reactor) unwant(s socket.Source, interest socket.Interest) {
	g := r.watched[s]
	if g == nil {
		return
	}
	if g.interest &^= interest; g.interest == 0 {
		r.forget(g)
		return
	}
	if interest == socket.Readable {
		g.reader = nil // and is not told of what becomes of the writer
	} else {
		g.writer = nil
	}
	r.poller.Modify(s, g.interest) // fails if s is closed, and then nothing comes of it anyway
}

// watch has the poller wait for g's source, for interest, which may be nothing for a while.
func (r *Reactor) watch(g *registration, interest socket.Interest) error {
	if g.next == nil {
		if err := r.poller.Add(g.source, interest, g); err != nil {
			return err
		}
		g.prev, g.next = r.all.prev, &r.all
		g.prev.next, g.next.prev = g, g
		if r.tracer != nil {
			r.tracer.expect(g)
		}
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
	if r.tracer != nil {
		r.tracer.cease(g)
	}
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

// lose ends g, and tells those who asked for it that this was the end, and why.
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

//listing:do

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
