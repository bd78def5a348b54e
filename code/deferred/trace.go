package deferred

// An Event is what happened to a Deferred, see [Deferred.Trace].
type Event struct {
	Name  string // of the Deferred
	Kind  Kind
	Stage int    // where in the chain: 0 for what was added first, -1 for what happens nowhere in it
	Value any    // the result of the Deferred now, if it has one
	Err   error  // or its error
	For   string // with Waiting, the name of the Deferred that it waits for; "" if that is not traced
}

// A Kind says what has happened.
type Kind uint8

const (
	Fired     Kind = iota // it was fired, with this result
	Called                // a function is going to be called, with this result
	Returned              // the function has returned this result, or panicked
	Passed                // a function was passed over: it is not for such a result
	Waiting               // a function has returned a Deferred that has no result
	Resumed               // that Deferred has got one, and handed it over
	Gave                  // it handed its own result over, and has nothing
	Cancelled             // it is being cancelled, before it has fired
)

var kinds = [...]string{"fired", "called", "returned", "passed", "waiting", "resumed", "gave", "cancelled"}

func (k Kind) String() string { return kinds[k] }

// Trace has f called with whatever happens to d, as it happens, under this name; with nil it stops
// that. f must not touch d. Functions that were added before are not heard of, and do not count as
// stages: the best time for Trace is right after New. A Deferred that is not traced pays nothing.
func (d *Deferred[T]) Trace(name string, f func(Event)) *Deferred[T] {
	if f == nil {
		d.note().tracing = nil
	} else {
		d.note().tracing = &tracing{name: name, f: f}
	}
	return d
}

// A tracing is where the events of a Deferred go.
type tracing struct {
	name   string
	f      func(Event)
	stages int // that were added
	stage  int // whose turn it is
}

// tracing returns where d's events go, or nil.
func (d *Deferred[T]) tracing() *tracing {
	if d.more == nil || d.more.notes == nil {
		return nil
	}
	return d.more.notes.tracing
}

// tell reports an event, if d is traced.
func (d *Deferred[T]) tell(kind Kind) {
	if t := d.tracing(); t != nil {
		d.report(kind, t)
	}
}

func (d *Deferred[T]) report(kind Kind, t *tracing) {
	e := Event{Name: t.name, Kind: kind, Stage: -1}
	switch {
	case kind == Gave || d.state&fired == 0 || d.state&waiting != 0: // nothing
	case d.err != nil:
		e.Err = d.err
	default:
		e.Value = d.value
	}
	if kind == Called || kind == Returned || kind == Passed || kind == Waiting {
		e.Stage = t.stage
	}
	if kind == Waiting {
		e.For = d.awaits().traceName()
	}
	t.f(e)
}

// A traced stage tells what becomes of it.
type traced[T any] struct {
	stage   stage[T]
	number  int
	tracing *tracing
}

// traced returns s as a stage that is traced, if d is.
func (d *Deferred[T]) traced(s stage[T]) stage[T] {
	t := d.tracing()
	if t == nil {
		return s
	}
	t.stages++
	return &traced[T]{s, t.stages - 1, t}
}

func (s *traced[T]) run(d *Deferred[T]) (outer link) {
	s.tracing.stage = s.number
	if passes(s.stage, d.err) {
		d.tell(Passed)
		return nil
	}
	d.tell(Called)
	outer = s.stage.run(d)
	if d.state&waiting == 0 {
		d.tell(Returned)
	}
	return outer
}

// passes reports whether s lets the result pass, one with this error or none.
func passes[T any](s stage[T], err error) bool {
	switch s := s.(type) {
	case callback[T]:
		return err != nil
	case errback[T]:
		return err == nil || s == nil
	case *pair[T]:
		return err != nil && s.errback == nil
	}
	return false
}
