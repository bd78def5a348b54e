package service

import (
	"errors"
	"fmt"
	"slices"

	"slowpoetry/code/deferred"
)

// A Group is a service made of services, its children.
type Group struct {
	// AtOnce makes Stop ask all children in the same turn, the last one first. It is for children
	// that do not lean on each other. Without it, each is asked when the one after it is gone.
	AtOnce bool
	// Tell, if not nil, is called with each new state of a service below this group. When one has
	// failed to start or to stop, err says why.
	Tell func(path string, s State, err error)

	name     string
	parent   *Group
	children []*child // in the order in which they are started
	leaving  []*child // no longer children, and not gone yet
	starting *deferred.Deferred[Done]
	running  bool
	hurry    bool   // there is no time for a stop in good order
	failed   func() // is called when a service below has failed to start, unless it is nil
}

// A child is a service in a group.
type child struct {
	Service
	state    State
	stopping *deferred.Deferred[Done]
}

// NewGroup returns a group of these children. It panics where Add returns an error.
func NewGroup(name string, children ...Service) *Group {
	g := &Group{name: name}
	for _, s := range children {
		if err := g.Add(s); err != nil {
			panic(err)
		}
	}
	return g
}

func (g *Group) Name() string { return g.name }

// Add makes s the last child of a group that has not been started. Names are unique below a parent,
// and a group has one parent at most.
func (g *Group) Add(s Service) error {
	if g.running || g.starting != nil {
		return fmt.Errorf("add %s to %s, which has been started: %w", s.Name(), g.name, ErrChanging)
	}
	c, err := g.adopt(g.children, s)
	if err == nil {
		g.children = append(g.children, c)
	}
	return err
}

// adopt makes a child of s, which is to stand beside siblings.
func (g *Group) adopt(siblings []*child, s Service) (*child, error) {
	taken := func(c *child) bool { return c.Name() == s.Name() }
	if s.Name() == "" || slices.ContainsFunc(siblings, taken) {
		return nil, fmt.Errorf("add %q to %s: %w", s.Name(), g.name, ErrName)
	}
	if inner, ok := s.(*Group); ok {
		if inner.parent != nil && inner.parent != g {
			return nil, fmt.Errorf("add %q to %s: it belongs to %s", s.Name(), g.name, inner.parent.name)
		}
		inner.parent = g
	}
	return &child{Service: s}, nil
}

// Child returns the child of this name, or nil.
func (g *Group) Child(name string) Service {
	for _, c := range g.children {
		if c.Name() == name {
			return c.Service
		}
	}
	return nil
}

// Start starts the children one after another.
func (g *Group) Start() *deferred.Deferred[Done] {
	if g.running || g.starting != nil {
		return Ended(fmt.Errorf("start %s, which has been started: %w", g.name, ErrChanging))
	}
	g.hurry = false
	return g.begin(g.children, func() { g.running = true })
}

// begin starts children, calls done if all of them run, and remembers meanwhile that it does.
func (g *Group) begin(children []*child, done func()) *deferred.Deferred[Done] {
	g.starting = deferred.New[Done]() // so that a start that is over at once is not remembered
	d := g.start(children).AddBoth(func(_ Done, err error) (Done, error) {
		g.starting = nil
		if err == nil {
			done()
		}
		return Done{}, err
	})
	if g.starting != nil {
		g.starting = d
	}
	return d
}

// start starts children one after another. If one fails, those before it are stopped.
func (g *Group) start(children []*child) *deferred.Deferred[Done] {
	if len(children) == 0 {
		return Ended(nil)
	}
	first, rest := children[0], children[1:]
	undo := func(err error) (Done, error) {
		return g.stopOne(first).AddBoth(func(Done, error) (Done, error) { return Done{}, err }).Later()
	}
	return g.startOne(first).AddCallback(func(Done) (Done, error) {
		return g.start(rest).AddErrback(undo).Later()
	})
}

// startOne starts c. A panic in its Start is an error like any other.
func (g *Group) startOne(c *child) *deferred.Deferred[Done] {
	g.tell(c, Starting, nil)
	d := Ended(nil).AddCallback(func(Done) (Done, error) { return c.Start().Later() })
	return d.AddBoth(func(_ Done, err error) (Done, error) {
		if err != nil {
			g.tell(c, Stopped, err)
			g.fail()
			return Done{}, fmt.Errorf("%s: %w", c.Name(), err)
		}
		g.tell(c, Running, nil)
		return Done{}, nil
	})
}

// fail tells the top that something below has not started.
func (g *Group) fail() {
	for ; g != nil; g = g.parent {
		if g.failed != nil {
			g.failed()
		}
	}
}

// rush cancels a start that is under way, and leaves no time for undoing what it has begun.
func (g *Group) rush() {
	if g.starting == nil {
		return
	}
	g.hurry = true
	for _, c := range g.children {
		if inner, ok := c.Service.(*Group); ok {
			inner.rush()
		}
	}
	if g.starting != nil { // a group below may have been the last
		g.starting.Cancel()
	}
}

// Stop stops the children, the last one first. A group that is being started gives that up. Stopping
// a group that does not run is not an error.
func (g *Group) Stop() *deferred.Deferred[Done] {
	inner := Ended(nil)
	if g.starting != nil {
		inner = after(g.starting)
		g.starting.Cancel()
	}
	inner.AddBoth(func(Done, error) (Done, error) {
		g.running = false
		return g.stop(append(slices.Clone(g.leaving), g.children...)).Later()
	})
	d := deferred.NewWithCanceller(func(*deferred.Deferred[Done]) {
		g.hurry = true
		inner.Cancel()
	})
	inner.Chain(d)
	return d
}

// stop stops those of children that run.
func (g *Group) stop(children []*child) *deferred.Deferred[Done] {
	if g.AtOnce {
		var all []*deferred.Deferred[Done]
		for _, c := range slices.Backward(children) {
			all = append(all, g.stopOne(c))
		}
		return deferred.Then(deferred.List(all, deferred.ConsumeErrors), joined)
	}
	if len(children) == 0 {
		return Ended(nil)
	}
	last, rest := children[len(children)-1], children[:len(children)-1]
	return g.stopOne(last).AddBoth(func(_ Done, err error) (Done, error) {
		return g.stop(rest).AddBoth(func(_ Done, before error) (Done, error) {
			return Done{}, errors.Join(err, before)
		}).Later()
	})
}

func joined(results []deferred.Result[Done]) (Done, error) {
	var errs []error
	for _, r := range results {
		errs = append(errs, r.Err)
	}
	return Done{}, errors.Join(errs...)
}

// stopOne stops c, or waits for the stop of c that has begun.
func (g *Group) stopOne(c *child) *deferred.Deferred[Done] {
	switch c.state {
	case Running:
		g.tell(c, Stopping, nil)
		c.stopping = Ended(nil).AddCallback(func(Done) (Done, error) { return c.Stop().Later() })
		c.stopping.AddBoth(func(_ Done, err error) (Done, error) {
			if err != nil {
				err = fmt.Errorf("%s: %w", c.Name(), err)
			}
			g.leaving = slices.DeleteFunc(g.leaving, func(l *child) bool { return l == c })
			g.tell(c, Stopped, err)
			return Done{}, err
		})
	case Stopping:
	default:
		return Ended(nil)
	}
	d := after(c.stopping)
	if g.hurry {
		d.Cancel()
	}
	return d
}

// after returns a Deferred that fires as d does. Cancelling it cancels d. Unlike d it may be waited
// for by a chain without taking the result away from others.
func after(d *deferred.Deferred[Done]) *deferred.Deferred[Done] {
	w := deferred.NewWithCanceller(func(*deferred.Deferred[Done]) { d.Cancel() })
	d.AddBoth(func(_ Done, err error) (Done, error) {
		if err != nil {
			w.Errback(err)
		} else {
			w.Callback(Done{})
		}
		return Done{}, nil // w has it now
	})
	return w
}

// tell notes the state of c, and passes it on to the top.
func (g *Group) tell(c *child, s State, err error) {
	c.state = s
	path := c.Name()
	for ; g != nil; g = g.parent {
		if g.Tell != nil {
			g.Tell(path, s, err)
		}
		path = g.name + "/" + path
	}
}
