package deferred

// Then is AddCallback for a function that returns another type, and so there has to be another
// Deferred. That one waits for d, as if a callback of its own had returned d: errors of d are its
// errors, cancelling it cancels d, and d is left with nothing.
func Then[T, U any](d *Deferred[T], f func(T) (U, error)) *Deferred[U] {
	mustHave(f != nil, "Then")
	c := &conversion[T, U]{f: f}
	created(&c.outer)
	c.outer.state, c.outer.by = fired|waiting, byThen
	c.outer.err = (*later[T])(d)
	c.outer.push((*converted[T, U])(c))
	if d.state&fired == 0 || d.halted() {
		d.push(c)
		d.state |= awaited
	} else {
		c.run(d)
		c.outer.proceed()
	}
	return &c.outer
}

// A conversion is a stage of two chains. In that of the inner one it takes the result and wakes the
// outer one; there, where it is first, it converts.
type conversion[T, U any] struct {
	f     func(T) (U, error)
	value T // from the one to the other
	err   error
	outer Deferred[U]
}

func (c *conversion[T, U]) run(inner *Deferred[T]) link {
	c.value, c.err = inner.takeResult()
	c.outer.err = nil
	c.outer.state &^= waiting
	c.outer.tell(Resumed)
	return &c.outer
}

//listing:converted

type converted[T, U any] conversion[T, U]

func (c *converted[T, U]) run(outer *Deferred[U]) link {
	value, err := c.value, c.err
	var none T
	c.value, c.err = none, nil // not ours to keep
	if err != nil {
		var none U
		outer.settle(none, err)
		return nil
	}
	outer.settle(c.f(value))
	return nil
}

//listing:end

// Chain adds a function that fires next with d's result. It leaves d with nothing, or if next has
// fired by then, with the error of firing it again.
func (d *Deferred[T]) Chain(next *Deferred[T]) *Deferred[T] {
	if next == nil {
		panic("deferred: Chain to a nil Deferred")
	}
	return d.AddBoth(func(value T, err error) (T, error) {
		var none T
		if err != nil {
			return none, next.Errback(err)
		}
		return none, next.Callback(value)
	})
}
