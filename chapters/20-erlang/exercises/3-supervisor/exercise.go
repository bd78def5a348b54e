// Package exercise is about a supervisor as Erlang has it.
package exercise

import (
	"context"
	"fmt"
)

// Supervise runs the children, each in a goroutine of its own, until all of them are done, and returns
// nil. A child is done when it returns nil. When it returns an error or panics, it has crashed:
// Supervise calls it again.
//
// All children together may crash as often as limit says. With one crash more Supervise gives up. It
// does so as a supervisor of Erlang does: it ends the children that are still running by ending the
// context that it has given them, waits until they have returned, and crashes itself, that is, it
// returns an error that wraps the last crash.
//
// When ctx is done, Supervise ends the children, waits for them, and returns the error of ctx. What
// they return then is no crash.
func Supervise(ctx context.Context, limit int, children ...func(context.Context) error) error {
	ended := make(chan error)
	for _, child := range children {
		go func() {
			for ctx.Err() == nil && attempt(ctx, child) != nil {
			}
			ended <- nil
		}()
	}
	for range children {
		<-ended
	}
	return nil
}

// attempt calls the child, and makes an error of a panic.
func attempt(ctx context.Context, child func(context.Context) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	return child(ctx)
}
