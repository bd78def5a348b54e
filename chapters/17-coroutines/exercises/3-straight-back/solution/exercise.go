// Package exercise is about an Inline of our own, which is as good as the library's.
package exercise

import (
	"fmt"
	"iter"

	"slowpoetry/code/deferred"
)

// A Text is a poem that may not be here yet.
type Text = *deferred.Deferred[string]

// Inline runs body in turns: await takes the result of a Deferred, and waits for it. The Deferred that
// Inline returns fires with what body returns, or with an error if body panics. Cancelling it before
// that cancels what body awaits. Results that are there when they are awaited take no stack, however
// many there are.
func Inline(body func(await func(Text) (string, error)) (string, error)) Text {
	var awaits Text
	d := deferred.NewWithCanceller(func(Text) { awaits.Cancel() })
	var value string
	var err error
	next, _ := iter.Pull(func(yield func(Text) bool) {
		result, failure := contained(func() (string, error) {
			return body(func(awaited Text) (string, error) {
				yield(awaited)
				return value, err
			})
		})
		if failure != nil {
			d.Errback(failure)
			return
		}
		d.Callback(result)
	})
	var run func()
	run = func() {
		for more := true; more; {
			if awaits, more = next(); !more {
				return
			}
			asleep, there := false, false
			awaits.AddBoth(func(v string, e error) (string, error) {
				value, err, there = v, e, true
				if asleep {
					run()
				}
				return "", nil
			})
			asleep, more = true, there
		}
	}
	run()
	return d
}

// contained calls f, and makes an error of its panic.
func contained(f func() (string, error)) (result string, err error) {
	defer func() {
		if v := recover(); v != nil {
			result, err = "", fmt.Errorf("panic: %v", v)
		}
	}()
	return f()
}
