// Package exercise is about an Inline of our own, which is as good as the library's.
package exercise

import (
	"iter"

	"slowpoetry/code/deferred"
)

// A Text is a poem that may not be here yet.
type Text = *deferred.Deferred[string]

// Inline runs body in turns: await takes the result of a Deferred, and waits for it. The Deferred that
// Inline returns fires with what body returns, or with an error if body panics. Cancelling it before
// that cancels what body awaits. Results that are there when they are awaited take no stack, however
// many there are.
//
// It is the chapter's small inline, and keeps none of the last three promises.
func Inline(body func(await func(Text) (string, error)) (string, error)) Text {
	d := deferred.New[string]()
	var value string
	var err error
	next, _ := iter.Pull(func(yield func(Text) bool) {
		result, failure := body(func(awaited Text) (string, error) {
			yield(awaited)
			return value, err
		})
		if failure != nil {
			d.Errback(failure)
			return
		}
		d.Callback(result)
	})
	var turn func(string, error) (string, error)
	turn = func(v string, e error) (string, error) {
		value, err = v, e
		if awaited, more := next(); more {
			awaited.AddBoth(turn)
		}
		return "", nil
	}
	turn("", nil)
	return d
}
