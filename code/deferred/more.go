package deferred

// A more holds what many Deferreds do without.
type more[T any] struct {
	queue     queue[T] // the chain behind its first stage
	canceller func(*Deferred[T])
	unhandled *unhandledError
	notes     *notes
}

// needMore returns d.more, which it makes if necessary.
func (d *Deferred[T]) needMore() *more[T] {
	if d.more == nil {
		d.more = new(more[T])
	}
	return d.more
}

// A notes holds what few Deferreds need.
type notes struct {
	created string // where it was made, see Debug
	fired   string // where it was fired
	tracing *tracing
	members interface{ cancelAll(lists []link) } // if it is a list
}

// note returns d's notes, which it makes if necessary.
func (d *Deferred[T]) note() *notes {
	m := d.needMore()
	if m.notes == nil {
		m.notes = new(notes)
	}
	return m.notes
}
