// Package exercise is about a service that has no more than some time to start.
package exercise

import (
	"fmt"
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

func (p *Punctual) Start() *deferred.Deferred[service.Done] {
	late := func(_ service.Done, err error) (service.Done, error) {
		if err == nil { // it runs: cancelling came too late
			return service.Done{}, nil
		}
		return service.Done{}, fmt.Errorf("not started after %v", p.Patience)
	}
	return deferred.TimeoutFunc(p.Service.Start(), p.Patience, p.Reactor, late)
}
