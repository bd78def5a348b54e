package deferred

import (
	"slices"
	"strconv"
	"time"
)

func seconds(word string) time.Duration {
	n, err := strconv.Atoi(word)
	if err != nil {
		panic(err)
	}
	return time.Duration(n) * time.Second
}

// A clock stands still until it is told how much time has passed.
type clock struct {
	now   time.Duration
	calls []*timer // that are to come, in order
}

type timer struct {
	clock *clock
	due   time.Duration
	f     func()
}

func (c *clock) CallLater(delay time.Duration, f func()) *timer {
	t := &timer{c, c.now + delay, f}
	i, _ := slices.BinarySearchFunc(c.calls, t, func(a, b *timer) int {
		if a.due <= b.due {
			return -1 // after those that are due at the same time
		}
		return 1
	})
	c.calls = slices.Insert(c.calls, i, t)
	return t
}

// Cancel makes sure that the call does not come.
func (t *timer) Cancel() bool {
	i := slices.Index(t.clock.calls, t)
	if i >= 0 {
		t.clock.calls = slices.Delete(t.clock.calls, i, i+1)
	}
	return i >= 0
}

// advance has time pass.
func (c *clock) advance(by time.Duration) {
	c.now += by
	for len(c.calls) > 0 && c.calls[0].due <= c.now {
		t := c.calls[0]
		c.calls = c.calls[1:]
		t.f()
	}
}
