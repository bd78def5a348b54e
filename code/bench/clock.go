package main

import (
	"encoding/binary"
	"time"

	"golang.org/x/sys/unix"
)

// clock is a moment that is told in two ways. All processes of a machine agree on the kernel's
// monotonic clock, but reading that is a system call: Go's is read, and moved.
var clock = struct {
	start  time.Time
	kernel time.Duration
}{time.Now(), kernelClock()}

// now returns what the kernel's monotonic clock shows.
func now() time.Duration { return clock.kernel + time.Since(clock.start) }

func kernelClock() time.Duration {
	var t unix.Timespec
	unix.ClockGettime(unix.CLOCK_MONOTONIC, &t)
	return time.Duration(t.Nano())
}

// A piece of a poem, as all servers recite it. In the first half is the time at which it was due,
// by the server's own schedule, for whoever hears it to tell how late it is.
type piece [16]byte

// poem returns a piece that is due at no time yet.
func poem() (p piece) {
	copy(p[8:], "the moon")
	return p
}

// stamp writes when the piece is due.
func (p *piece) stamp(due time.Duration) { binary.LittleEndian.PutUint64(p[:], uint64(due)) }

// due reads it.
func (p *piece) due() time.Duration { return time.Duration(binary.LittleEndian.Uint64(p[:])) }
