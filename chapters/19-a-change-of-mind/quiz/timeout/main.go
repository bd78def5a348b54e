// Command timeout is a question in chapter 19.
package main

import (
	"errors"
	"fmt"
	"time"

	"slowpoetry/code/deferred"
)

// A clock has one timer, which goes off when we say so.
type clock struct{ f func() }

func (c *clock) CallLater(_ time.Duration, f func()) deferred.Timer {
	c.f = f
	return c
}

func (c *clock) Cancel() bool { return true }

func main() {
	c := &clock{}
	//listing:question
	d := deferred.NewWithCanceller(func(d *deferred.Deferred[string]) {
		d.Errback(errors.New("the line is cut"))
	})
	deferred.Timeout(d, time.Second, c)
	d.AddErrback(func(err error) (string, error) {
		fmt.Println(err)
		return "", nil
	})
	c.f() // a second is over
	//listing:end
}
