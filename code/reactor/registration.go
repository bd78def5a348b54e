package reactor

import (
	"slowpoetry/code/internal/naming"
	"slowpoetry/code/socket"
)

// A registration is what the loop knows of a source that it watches. The poller hands it back in
// every event, so that the loop need not look it up.
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

// call calls d, a descriptor of g, to do something. If that fails, everybody who watches the source
// hears of it, and so does d if it does not watch it any more.
func (r *Reactor) call(g *registration, d interface{ ConnectionLost(error) }, do func() error) {
	err := r.do(g, do)
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

// do calls a descriptor of g, and makes an error of a panic.
func (r *Reactor) do(g *registration, f func() error) (err error) {
	defer r.tracer.leave(r.tracer.enter(g))
	defer r.contain(g, &err)
	return f()
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
