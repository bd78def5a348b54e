// Package exercise is about a service that ends when the last guest has left.
package exercise

import (
	"fmt"

	"slowpoetry/code/deferred"
	"slowpoetry/code/service"
)

// A Hall has guests. When it is stopped it lets no more in, and is gone when it is empty. If Stop is
// cancelled, it fires at once, with an error that says how many are still inside.
type Hall struct {
	guests int
	open   bool
	gone   *deferred.Deferred[service.Done]
}

func (h *Hall) Name() string { return "hall" }

func (h *Hall) Start() *deferred.Deferred[service.Done] {
	h.open, h.gone = true, nil
	return service.Ended(nil)
}

// Enter lets a guest in, and reports whether the hall is open. The guest calls leave on leaving,
// more than once perhaps: a transport has several ways to say that it's over.
func (h *Hall) Enter() (leave func(), ok bool) {
	if !h.open {
		return func() {}, false
	}
	h.guests++
	inside := true
	return func() {
		if !inside {
			return
		}
		inside = false
		h.guests--
		if h.gone != nil && h.guests == 0 {
			h.gone.Callback(service.Done{})
		}
	}, true
}

func (h *Hall) Stop() *deferred.Deferred[service.Done] {
	h.gone = deferred.NewWithCanceller(func(d *deferred.Deferred[service.Done]) {
		d.Errback(fmt.Errorf("still inside: %d", h.guests))
	})
	h.open = false
	if h.guests == 0 {
		h.gone.Callback(service.Done{})
	}
	return h.gone
}
