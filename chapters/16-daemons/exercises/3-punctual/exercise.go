// Package exercise is about a service that has no more than some time to start.
package exercise

import (
	"time"

	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
	"slowpoetry/code/service"
)

// A Punctual is a service that gives up when it has not started in time. Then the error of Start is
// "not started after 5s", and the Start of the service inside has been cancelled. If that answers
// that it runs after all, it runs. Stop takes as long as it takes.
type Punctual struct {
	service.Service
	Reactor  *reactor.Reactor
	Patience time.Duration
}

func (p *Punctual) Start() *deferred.Deferred[service.Done] { return p.Service.Start() }
