package deferred

// function returns what to add to a chain for the function of this name.
func (r *interpreter) function(name string) func(any, error) (any, error) {
	return func(value any, err error) (any, error) {
		r.say(name, "<-", show(value, err))
		defer r.say(name, "->")
		f := r.functions[number(name)]
		for _, s := range f[:len(f)-1] {
			r.execute(s, value)
		}
		return r.conclude(f[len(f)-1], value, err)
	}
}

func (r *interpreter) callback(name string) func(any) (any, error) {
	f := r.function(name)
	return func(value any) (any, error) { return f(value, nil) }
}

func (r *interpreter) errback(name string) func(error) (any, error) {
	f := r.function(name)
	return func(err error) (any, error) { return f(nil, err) }
}

// canceller returns a canceller; an error of its function is a panic of it.
func (r *interpreter) canceller(name string) func(*Deferred[any]) {
	return func(d *Deferred[any]) {
		if _, err := r.function(name)(nil, nil); err != nil && !isLater(err) {
			panic(err)
		}
	}
}

func isLater(err error) bool {
	_, ok := err.(*later[any])
	return ok
}

// conclude returns what comes of a function that was called with value and err.
func (r *interpreter) conclude(s statement, value any, err error) (any, error) {
	switch {
	case s[0] == "raise":
		return nil, trouble(s[1])
	case s[0] == "panic":
		panic(trouble(s[1]))
	case s[0] == "pass":
		return value, err
	case s[1][0] == 'd':
		if d := r.variables[s[1]]; d != nil {
			return d.Later()
		}
		return nil, nil
	default:
		return r.value(s[1], value), nil
	}
}

func (r *interpreter) value(word string, in any) any {
	if word == "in" {
		return in
	}
	return word
}

// coroutine starts one that runs the function of this name.
func (r *interpreter) coroutine(name string) *Deferred[any] {
	return Inline(func(c *Coroutine) (value any, err error) {
		r.say(name, "starts")
		value, err = call(func() (any, error) { return r.turns(name, c) })
		r.say(name, "ends", show(value, err))
		return value, err
	})
}

// turns is the function of a coroutine.
func (r *interpreter) turns(name string, c *Coroutine) (any, error) {
	f := r.functions[number(name)]
	for _, s := range f[:len(f)-1] {
		if s[0] != "await" && s[0] != "try" {
			r.execute(s, nil)
			continue
		}
		d := r.variables[s[1]]
		if r.fuel--; r.fuel < 0 || d == nil {
			continue
		}
		r.say(name, s[0], s[1])
		value, err := d.Await(c)
		r.say(name, "got", show(value, err))
		if err != nil && s[0] == "await" {
			return nil, err
		}
	}
	last := f[len(f)-1]
	if last[0] == "return" && last[1][0] == 'd' && r.variables[last[1]] != nil {
		return r.variables[last[1]].Await(c)
	}
	return r.conclude(last, nil, nil)
}
