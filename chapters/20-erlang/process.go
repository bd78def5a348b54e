package main

import (
	"errors"

	"slowpoetry/code/panics"
)

// A down is the message of a monitor: its process is over.
type down struct {
	n      int   // which process
	reason error // nil when its function returned nil
}

// spawnMonitor runs f in a goroutine. However f ends, it then sends a down to the mailbox: with the
// error that f returned, or what it has panicked with.
func spawnMonitor(mailbox chan<- any, n int, f func() error) {
	go func() {
		reason := errExited // which it is after runtime.Goexit
		defer func() {
			if v := recover(); v != nil {
				reason = panics.New(v, "main.spawnMonitor")
			}
			mailbox <- down{n, reason}
		}()
		reason = f()
	}()
}

var errExited = errors.New("it has exited without a result")
