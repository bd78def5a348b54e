package main

import (
	"errors"

	"slowpoetry/code/deferred"
)

func (s script) cancel1() {
	//listing:1
	d := deferred.New[string]()
	d.AddCallback(s.callback)
	s.say("Cancel")
	d.Cancel()
	s.say("Cancel has returned")
	//listing:end
}

func (s script) cancel2() {
	d := deferred.New[string]()
	d.AddCallbacks(s.callback, s.errback)
	s.say("Cancel")
	d.Cancel()
	s.say("Cancel has returned")
}

func (s script) cancel3() {
	d := deferred.New[string]()
	d.AddCallbacks(s.callback, s.errback)
	s.say("Callback")
	d.Callback("tide")
	s.say("Cancel")
	d.Cancel()
	s.say("Cancel has returned")
}

func (s script) cancel4() {
	d := deferred.New[string]()
	d.AddCallbacks(s.callback, s.errback)
	s.say("Cancel")
	d.Cancel()
	s.say("Callback")
	err := d.Callback("tide")
	s.say("Callback has returned: %v", err)
}

func (s script) cancel5() {
	d := deferred.NewWithCanceller(func(*deferred.Deferred[string]) {
		s.say("  the canceller is called")
	})
	d.AddCallbacks(s.callback, s.errback)
	s.say("Cancel")
	d.Cancel()
	s.say("Cancel has returned")
}

func (s script) cancel6() {
	d := deferred.NewWithCanceller(func(d *deferred.Deferred[string]) {
		d.Callback("the first verse")
	})
	d.AddCallbacks(s.callback, s.errback)
	s.say("Cancel")
	d.Cancel()
}

func (s script) cancel7() {
	d := deferred.NewWithCanceller(func(d *deferred.Deferred[string]) {
		d.Errback(errors.New("interrupted at verse two"))
	})
	d.AddCallbacks(s.callback, s.errback)
	s.say("Cancel")
	d.Cancel()
}

func (s script) cancel8() {
	d := deferred.NewWithCanceller(func(*deferred.Deferred[string]) {
		s.say("  the canceller is called")
	})
	d.AddCallbacks(s.callback, s.errback)
	s.say("Callback")
	d.Callback("tide")
	s.say("Cancel")
	d.Cancel()
	s.say("Cancel has returned")
}

func (s script) cancel12() {
	outer := deferred.NewWithCanceller(func(*deferred.Deferred[string]) {
		s.say("  the outer canceller is called")
	})
	inner := deferred.NewWithCanceller(func(*deferred.Deferred[string]) {
		s.say("  the inner canceller is called")
	})
	//listing:12
	outer.AddCallback(func(poem string) (string, error) {
		s.say("  a callback has %s, and asks for a translation", poem)
		return inner.Later()
	})
	outer.AddCallbacks(s.callback, s.errback)
	//listing:end
	s.say("Callback")
	outer.Callback("tide")
	s.say("Cancel")
	outer.Cancel()
	s.say("Cancel has returned")
}
