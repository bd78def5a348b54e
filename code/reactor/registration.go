package reactor

import (
	"slowpoetry/code/internal/naming"
	"slowpoetry/code/socket"
)

// A registration is what the loop knows of a source that it watches. The poller returns it in every
// event.
type registration struct {
	source   socket.Source
	reader   ReadDescriptor  // called if interest has Readable
	writer   WriteDescriptor // called if interest has Writable
	interest socket.Interest

	prev, next *registration // in the ring of all; nil when it is not watched
}

// Source and String are those of the descriptor.
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

// forget is unwatch for a registration whose owner will not be called again.
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

// call calls do, a method of d, which is a descriptor of g. If that fails, the reader and the writer of
// the source hear of it, and so does d if it is neither any more.
func (r *Reactor) call(g *registration, d interface{ ConnectionLost(error) }, do func() error) {
	var err error
	if panicked := r.guard(g, func() { err = do() }); panicked != nil {
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
		r.guard(d, func() { d.ConnectionLost(err) })
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
	r.forget(g) // last, since it has its lane in the trace until then
}
