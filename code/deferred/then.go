package deferred

// Then calls f with d's value and returns a Deferred for what f returns, which may be of another
// type. That Deferred waits for d as if one of its own functions had returned d: an error of d
// becomes its error, and cancelling it cancels d. Then leaves d with the zero value and no error.
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

// A conversion is a stage of two chains. In the inner Deferred's chain it takes the result and
// wakes the outer Deferred. In the outer chain, where it is first, it converts the result.
type conversion[T, U any] struct {
	f     func(T) (U, error)
	value T // on its way from inner to outer
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

type converted[T, U any] conversion[T, U]

func (c *converted[T, U]) run(outer *Deferred[U]) link {
	value, err := c.value, c.err
	var none T
	c.value, c.err = none, nil // free them for the collector
	if err != nil {
		var none U
		outer.settle(none, err)
		return nil
	}
	outer.settle(c.f(value))
	return nil
}

// Chain adds a function to d's chain that fires next with d's result. It leaves d with the zero
// value and no error or, if next has already fired, with the error of firing it again.
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
