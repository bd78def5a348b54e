// Package exercise is about services that lean on each other.
package exercise

import (
	"slices"

	"slowpoetry/code/deferred"
	"slowpoetry/code/service"
)

// A Part is a service, and the names of those it leans on.
type Part struct {
	service.Service
	Needs []string
}

// A Crew is a service made of parts. Each part is started as soon as all that it needs are running,
// and stopped as soon as all that need it are gone. Parts that don't lean on each other don't wait for
// each other.
//
// If a part does not start, no more are started. Those that are on their way are waited for, and
// then those that run are stopped in the same order as by Stop. The error is that part's. An error
// in stopping does not keep the others from being stopped, and is the error of Stop.
//
// The needs name parts of the crew, and do not go round in circles.
type Crew struct {
	parts   []Part
	state   []service.State // of each part
	up      bool            // we want all of them to run, or none of them
	err     error           // the first that went wrong
	outcome *deferred.Deferred[service.Done]
}

// New returns a crew that has not been started.
func New(parts ...Part) *Crew {
	return &Crew{parts: parts, state: make([]service.State, len(parts))}
}

func (c *Crew) Name() string { return "crew" }

func (c *Crew) Start() *deferred.Deferred[service.Done] { return c.want(true) }
func (c *Crew) Stop() *deferred.Deferred[service.Done]  { return c.want(false) }

// want has all parts run, or none.
func (c *Crew) want(up bool) *deferred.Deferred[service.Done] {
	d := deferred.New[service.Done]()
	c.up, c.err, c.outcome = up, nil, d
	c.advance()
	return d
}

// advance begins what can begin. It is called whenever something has changed, and may so call itself.
func (c *Crew) advance() {
	for i := range c.parts {
		switch {
		case c.up && c.state[i] == service.Stopped && c.all(i, service.Running, c.needs):
			c.begin(i, service.Starting, service.Running, c.parts[i].Start)
		case !c.up && c.state[i] == service.Running && c.all(i, service.Stopped, c.isNeededBy):
			c.begin(i, service.Stopping, service.Stopped, c.parts[i].Stop)
		}
	}
	goal := service.Stopped
	if c.up {
		goal = service.Running
	}
	for _, s := range c.state {
		if s != goal {
			return
		}
	}
	if d := c.outcome; d != nil { // the innermost call fires it
		c.outcome = nil
		if c.err != nil {
			d.Errback(c.err)
		} else {
			d.Callback(service.Done{})
		}
	}
}

// begin starts or stops a part.
func (c *Crew) begin(i int, meanwhile, then service.State, f func() *deferred.Deferred[service.Done]) {
	c.state[i] = meanwhile
	f().AddBoth(func(_ service.Done, err error) (service.Done, error) {
		c.state[i] = then
		if err != nil {
			if c.err == nil {
				c.err = err
			}
			c.state[i] = service.Stopped
			c.up = false
		}
		c.advance()
		return service.Done{}, nil
	})
}

// all reports whether all parts that are related to part i are in a state.
func (c *Crew) all(i int, s service.State, related func(i, j int) bool) bool {
	for j := range c.parts {
		if related(i, j) && c.state[j] != s {
			return false
		}
	}
	return true
}

func (c *Crew) needs(i, j int) bool      { return slices.Contains(c.parts[i].Needs, c.parts[j].Name()) }
func (c *Crew) isNeededBy(i, j int) bool { return c.needs(j, i) }
