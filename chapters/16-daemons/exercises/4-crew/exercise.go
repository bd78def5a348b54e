// Package exercise is about services that lean on each other.
package exercise

import (
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
type Crew struct{ parts []Part }

// New returns a crew that has not been started.
func New(parts ...Part) *Crew { return &Crew{parts} }

func (c *Crew) Name() string { return "crew" }

// Start starts the parts one after another, which takes too long.
func (c *Crew) Start() *deferred.Deferred[service.Done] {
	d := service.Ended(nil)
	for _, p := range c.parts {
		d.AddCallback(func(service.Done) (service.Done, error) { return p.Start().Later() })
	}
	return d
}

// Stop stops them in the wrong order.
func (c *Crew) Stop() *deferred.Deferred[service.Done] {
	d := service.Ended(nil)
	for _, p := range c.parts {
		d.AddCallback(func(service.Done) (service.Done, error) { return p.Stop().Later() })
	}
	return d
}
