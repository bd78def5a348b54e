package deferred

// A more is what many Deferreds need not have.
type more[T any] struct {
	queue     queue[T] // the chain behind its first stage
	canceller func(*Deferred[T])
	unhandled *unhandledError
	notes     *notes
}

// needMore returns the more of d.
func (d *Deferred[T]) needMore() *more[T] {
	if d.more == nil {
		d.more = new(more[T])
	}
	return d.more
}

// Notes are what few Deferreds need.
type notes struct {
	created string // where it was made, see Debug
	fired   string // where it was fired
	tracing *tracing
	members interface{ cancelAll(lists []link) } // if it is a list
}

// note returns the notes of d.
func (d *Deferred[T]) note() *notes {
	m := d.needMore()
	if m.notes == nil {
		m.notes = new(notes)
	}
	return m.notes
}
