package reactor

import (
	"reflect"

	"slowpoetry/code/internal/naming"
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
// reader: another takes its place. An error changes nothing. It is the poller's, for a source that is
// closed, say, or ErrStopped while the reactor closes what is open.
func (r *Reactor) AddReader(d ReadDescriptor) error {
	return r.want(d.Source(), socket.Readable, func(g *registration) { g.reader = d })
}

// AddWriter is as AddReader, for d.DoWrite and a source that is writable, until RemoveWriter.
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

// want adds an interest to the registration of s; set notes whom it is for.
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

// identical reports whether reader is writer. If they cannot be compared, it compares their types.
func identical(reader, writer any) bool {
	if reader != nil && !reflect.ValueOf(reader).Comparable() {
		return reflect.TypeOf(reader) == reflect.TypeOf(writer)
	}
	return reader == writer
}

// A registration is what the loop knows of a source. The poller returns it with every event.
type registration struct {
	source   socket.Source
	reader   ReadDescriptor  // called if interest has Readable
	writer   WriteDescriptor // called if interest has Writable
	interest socket.Interest

	prev, next *registration // in the ring of all; nil when it is not watched
}

func (g *registration) Source() socket.Source { return g.source }

func (g *registration) String() string {
	if g.reader != nil {
		return naming.Of(g.reader)
	}
	return naming.Of(g.writer)
}

// watch has the poller wait for g's source to become ready for interest, which may be nothing.
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

// forget is unwatch for what will not be called again.
func (r *Reactor) forget(g *registration) {
	r.unwatch(g)
	r.tracer.cease(g)
}

// unwatch ends watch. Events of this turn for g are dropped.
func (r *Reactor) unwatch(g *registration) {
	if g.next == nil {
		return
	}
	r.poller.Delete(g.source) // fails if it is closed: the poller has forgotten it then
	g.prev.next, g.next.prev = g.next, g.prev
	g.prev, g.next = nil, nil
	g.interest = 0
	delete(r.watched, g.source)
}

// call calls do, the method of d that has this name. If that fails, the reader and the writer of the
// source hear of it, and so does d if it is neither any more.
func (r *Reactor) call(g *registration, d interface{ ConnectionLost(error) }, name string, do func() error) {
	var err error
	if panicked := r.guard(g, func() { r.tracer.calls(d, name); err = do() }); panicked != nil {
		err = panicked
	}
	if err == nil || err == socket.ErrWouldBlock {
		return
	}
	if heir := r.watched[g.source]; heir != nil {
		g = heir
	}
	r.lose(g, err)
	if !identical(d, g.reader) && !identical(d, g.writer) {
		r.guard(d, func() { r.tracer.calls(d, "ConnectionLost"); d.ConnectionLost(err) })
	}
}

// lose ends g, and tells its reader and its writer why.
func (r *Reactor) lose(g *registration, reason error) {
	r.unwatch(g)
	if g.reader != nil {
		r.guard(g, func() { r.tracer.calls(g.reader, "ConnectionLost"); g.reader.ConnectionLost(reason) })
	}
	if g.writer != nil && !identical(g.reader, g.writer) {
		r.guard(g, func() { r.tracer.calls(g.writer, "ConnectionLost"); g.writer.ConnectionLost(reason) })
	}
	r.forget(g) // last, since it has its lane in the trace until then
}
