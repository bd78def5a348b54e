package deferred

// An Event is something that happened to a Deferred. See [Deferred.Trace].
type Event struct {
	Name  string // of the Deferred
	Kind  Kind
	Stage int    // where in the chain: 0 for what was added first, -1 for what happens nowhere in it
	Value any    // the result of the Deferred now, if it has one
	Err   error  // or its error
	For   string // with Waiting, the name of the Deferred that it waits for; "" if that is not traced
}

// A Kind says what happened.
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
	Made                  // it is there; only in an Observation
)

var kinds = [...]string{"fired", "called", "returned", "passed", "waiting", "resumed", "gave", "cancelled", "made"}

func (k Kind) String() string { return kinds[k] }

// Trace calls f with each event of d as it happens. Name becomes the Name of these events. If f is
// nil, Trace stops that. f must not touch d. Functions that were added before Trace cause no events
// and do not count as stages, so call Trace right after New. A Deferred that is not traced pays
// nothing.
func (d *Deferred[T]) Trace(name string, f func(Event)) *Deferred[T] {
	number := 0
	if old := d.tracing(); old != nil {
		number = old.number
	}
	if f == nil && number == 0 {
		d.note().tracing = nil
	} else {
		d.note().tracing = &tracing{name: name, f: f, number: number}
	}
	return d
}

// A tracing says where the events of a Deferred go.
type tracing struct {
	name   string
	f      func(Event)
	stages int // that were added
	stage  int // whose turn it is
	number int // of the Deferred, if it is observed
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
	t := d.tracing()
	if t == nil {
		return
	}
	if kind != Called { // which its stage has told
		observe(Observation{Number: t.number, Name: t.name, Kind: kind})
	}
	if t.f != nil {
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

// A traced is a stage that reports its events.
type traced[T any] struct {
	stage   stage[T]
	number  int
	tracing *tracing
}

// traced returns s, wrapped in a traced if d is traced.
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
		s.tell(d, Passed)
		return nil
	}
	observe(Observation{Number: s.tracing.number, Name: s.tracing.name, Kind: Called, Function: function(s.stage, d.err)})
	s.tell(d, Called)
	outer = s.stage.run(d)
	if d.state&waiting == 0 {
		s.tell(d, Returned)
	}
	return outer
}

// tell reports an event of s, unless d has been traced anew since s was added.
func (s *traced[T]) tell(d *Deferred[T], kind Kind) {
	if d.tracing() == s.tracing {
		d.tell(kind)
	}
}

// passes reports whether s lets a result with this error, or with none, pass.
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
