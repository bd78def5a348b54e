package deferred

// A stage is one step of a Deferred's chain: mostly a function that somebody added.
type stage[T any] interface {
	// run does with d's result what the stage is there for. If it gives the result to another
	// Deferred that has waited for it, run returns that outer one, whose turn it is then.
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

//listing:pair

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

//listing:end

// AddCallback adds a function to the chain that is called with a value: the one that d has when
// the function's turn comes, which is at once if it can be. If d has an error then, the function is
// passed over. What it returns is d's result from there on: a value, or an error, or with
// [Deferred.Later] the result of another Deferred.
//
// Like all methods that add to the chain it returns d, for the next of them.
func (d *Deferred[T]) AddCallback(f func(T) (T, error)) *Deferred[T] {
	mustHave(f != nil, "AddCallback")
	return d.add(callback[T](f))
}

// AddErrback adds a function that is called with an error, and passed over if d has a value. When
// it returns no error, the trouble is over, and the next callback is called with its value. A nil f
// lets every result pass.
func (d *Deferred[T]) AddErrback(f func(error) (T, error)) *Deferred[T] {
	return d.add(errback[T](f))
}

// AddBoth adds a function that is called in either case. The value is the zero value if there is an
// error.
func (d *Deferred[T]) AddBoth(f func(T, error) (T, error)) *Deferred[T] {
	mustHave(f != nil, "AddBoth")
	return d.add(both[T](f))
}

// AddCallbacks adds two functions, side by side: f for a value, g for an error. An error from f
// does not meet g, as it would after AddCallback(f) and AddErrback(g), but the next errback. A nil g
// lets errors pass; f must not be nil.
func (d *Deferred[T]) AddCallbacks(f func(T) (T, error), g func(error) (T, error)) *Deferred[T] {
	mustHave(f != nil, "AddCallbacks")
	return d.add(&pair[T]{f, g})
}

// add adds s to the chain, and gives it its turn if it can have it now.
func (d *Deferred[T]) add(s stage[T]) *Deferred[T] {
	d.push(d.traced(s))
	d.proceed()
	return d
}
