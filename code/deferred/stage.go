package deferred

// A stage is one step of a Deferred's chain, usually a function that AddCallback or one like it
// added.
type stage[T any] interface {
	// run works on d's result. If it gives the result to another Deferred that has waited for it, it
	// returns that outer Deferred, which proceeds next.
	run(d *Deferred[T]) (outer link)
}

//listing:functions

// The functions in a chain. As a stage, a function takes no memory but its place in the chain.
type (
	callback[T any] func(T) (T, error)
	errback[T any]  func(error) (T, error)
	both[T any]     func(T, error) (T, error)
)

func (f callback[T]) run(d *Deferred[T]) link {
	if d.err == nil {
		d.settle(f(d.value))
	}
	return nil
}

func (f errback[T]) run(d *Deferred[T]) link {
	if d.err != nil && f != nil {
		d.settle(f(d.err))
	}
	return nil
}

func (f both[T]) run(d *Deferred[T]) link {
	d.settle(f(d.value, d.err))
	return nil
}

//listing:end

// A pair is a callback and an errback side by side. One of them is called.
type pair[T any] struct {
	callback callback[T]
	errback  errback[T]
}

func (p *pair[T]) run(d *Deferred[T]) link {
	if d.err != nil {
		return p.errback.run(d)
	}
	return p.callback.run(d)
}

// AddCallback adds f to d's chain. When its turn comes, f is called with d's value, and d's result
// becomes what f returns: a value, an error or, with [Deferred.Later], the result of another
// Deferred. If d has an error then, f is passed over. If its turn can come at once, f is called
// before AddCallback returns.
//
// Like all methods that add to the chain, AddCallback returns d.
func (d *Deferred[T]) AddCallback(f func(T) (T, error)) *Deferred[T] {
	mustHave(f != nil, "AddCallback")
	return d.add(callback[T](f))
}

// AddErrback adds f to d's chain. When its turn comes, f is called with d's error; if d has a
// value, f is passed over. If f returns no error, the error is handled, and the next callback is
// called with f's value. A nil f lets every result pass.
func (d *Deferred[T]) AddErrback(f func(error) (T, error)) *Deferred[T] {
	return d.add(errback[T](f))
}

// AddBoth adds f to d's chain. When its turn comes, f is called with d's value or d's error. If
// there is an error, the value is the zero value.
func (d *Deferred[T]) AddBoth(f func(T, error) (T, error)) *Deferred[T] {
	mustHave(f != nil, "AddBoth")
	return d.add(both[T](f))
}

// AddCallbacks adds f and g to d's chain, side by side: f is called with a value, g with an error.
// An error that f returns does not go to g, as it would after AddCallback(f) and AddErrback(g), but
// to the next errback. A nil g lets errors pass; f must not be nil.
func (d *Deferred[T]) AddCallbacks(f func(T) (T, error), g func(error) (T, error)) *Deferred[T] {
	mustHave(f != nil, "AddCallbacks")
	return d.add(&pair[T]{f, g})
}

// add adds s to d's chain and runs the chain as far as it can go now.
func (d *Deferred[T]) add(s stage[T]) *Deferred[T] {
	d.push(d.traced(s))
	d.proceed()
	return d
}
