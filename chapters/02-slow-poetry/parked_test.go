//go:build unix

package main

import (
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// Where a goroutine is when it waits for bytes. Other systems have other names for it.
func TestAWaitingGoroutineIsInTheNetworkPoller(t *testing.T) {
	t.Parallel()
	want := `internal/poll.runtime_pollWait
internal/poll.(*pollDesc).wait
internal/poll.(*pollDesc).waitRead
internal/poll.(*FD).Read
net.(*netFD).Read
net.(*conn).Read
main.waitForBytes
main.parked.func1
`
	if o := programtest.Start(t, "parked").Outcome(); o.Status != 0 || o.Stdout != want || o.Stderr != "" {
		t.Errorf("got %+v, want\n%s", o, want)
	}
}
