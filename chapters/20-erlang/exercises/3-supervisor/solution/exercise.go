// Package exercise is about a supervisor as Erlang has it.
package exercise

import (
	"context"
	"errors"
	"fmt"
)

// A down is the message of a monitor: which child is over, and why.
type down struct {
	child  int
	reason error
}

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
	within, end := context.WithCancel(ctx)
	defer end()
	mailbox := make(chan down)
	start := func(i int) {
		go func() { mailbox <- down{i, attempt(within, children[i])} }()
	}
	for i := range children {
		start(i)
	}
	crashes := 0
	var last error // why there are no more restarts
	for running := len(children); running > 0; {
		message := <-mailbox
		switch crashed := message.reason != nil; {
		case crashed && ctx.Err() == nil && last == nil && crashes < limit:
			crashes++
			start(message.child)
			continue
		case crashed && ctx.Err() == nil && last == nil:
			last = fmt.Errorf("child %d has crashed once too often: %w", message.child+1, message.reason)
			end()
		}
		running--
	}
	if last != nil {
		return last
	}
	return ctx.Err()
}

// attempt calls the child, and makes an error of a panic.
func attempt(ctx context.Context, child func(context.Context) error) (err error) {
	err = errors.New("it has exited")
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
			if cause, ok := v.(error); ok {
				err = fmt.Errorf("panic: %w", cause)
			}
		}
	}()
	return child(ctx)
}
