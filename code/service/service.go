// Package service has what a long-running program is made of: services that start, run for a while
// and stop, and groups of them, which start and stop together.
//
//	poems := service.NewGroup("poems", evening, morning)
//	root := service.NewGroup("poetryd", log, health, poems)
//	err := service.Run(ctx, r, root, 10*time.Second, func() { fmt.Println("ready") })
//
// Children start in order, each when the one before it runs. They stop in reverse order. If one
// cannot start, those that run already are stopped, the last one first, and the group's Start fails.
//
// The one rule: a service belongs to the goroutine of its reactor, like the Deferreds that its
// methods return.
package service

import (
	"errors"

	"slowpoetry/code/deferred"
)

// Done is the value of a Deferred that says when and not what.
type Done struct{}

// A Service runs for a while. Its methods do not block: what takes time is over when the Deferred
// fires.
type Service interface {
	// Name returns the service's name, which does not change.
	Name() string
	// Start returns a Deferred that fires when the service runs, or with the reason why it does
	// not; then nothing is left to stop. Cancelling it gives up the start.
	Start() *deferred.Deferred[Done]
	// Stop is called while the service runs. Its Deferred fires when all of the service is gone,
	// with an error if that did not go well. Cancelling it says that there is no more time: what
	// is unfinished is dropped.
	Stop() *deferred.Deferred[Done]
}

// Ended returns a Deferred for what is over already: it has fired, with err if err is not nil.
func Ended(err error) *deferred.Deferred[Done] {
	if err != nil {
		return deferred.Fail[Done](err)
	}
	return deferred.Succeed(Done{})
}

// A State is what a service is doing.
type State uint8

const (
	Stopped  State = iota // not started yet, or gone
	Starting              // its Start has not fired
	Running
	Stopping // its Stop has not fired
)

func (s State) String() string { return [...]string{"stopped", "starting", "running", "stopping"}[s] }

// ErrName is why a group does not take a service: its name is empty, or the name of another child.
var ErrName = errors.New("the name is taken")

// ErrChanging is why a group cannot be started or changed at the moment.
var ErrChanging = errors.New("not now")
