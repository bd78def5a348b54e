package main

import (
	"errors"

	"slowpoetry/code/deferred"
)

func (s script) edges() {
	s.say("Without a canceller, two results come late:")
	d := deferred.New[string]()
	d.AddCallbacks(s.callback, s.errback)
	d.Cancel()
	s.say("  the first Callback returns: %v", d.Callback("tide"))
	s.say("  the second: %v", d.Callback("tide"))

	s.say("With a canceller, one:")
	d = deferred.NewWithCanceller(func(*deferred.Deferred[string]) {})
	d.AddCallbacks(s.callback, s.errback)
	d.Cancel()
	s.say("  Callback returns: %v", d.Callback("tide"))

	s.say("Cancelled by its canceller too, and once more:")
	d = deferred.NewWithCanceller(func(d *deferred.Deferred[string]) {
		s.say("  the canceller is called")
		d.Cancel()
	})
	d.AddCallbacks(s.callback, s.errback)
	d.Cancel()
	d.Cancel()

	s.say("The canceller panics:")
	d = deferred.NewWithCanceller(func(d *deferred.Deferred[string]) { panic(errors.New("no brakes")) })
	d.AddCallbacks(s.callback, s.errback)
	func() {
		defer func() { s.say("  we, who cancel, recover: %v", recover()) }()
		d.Cancel()
	}()
	s.say("  fired: %v", d.Fired())
	s.say("  Callback returns: %v", d.Callback("tide"))
}
