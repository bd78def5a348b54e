// Package exercise is about noticing that nothing happens.
package exercise

import (
	"time"

	"slowpoetry/code/reactor"
)

// A Watchdog barks when it has not been fed for a while. It belongs to the goroutine of its reactor.
type Watchdog struct {
	reactor  *reactor.Reactor
	patience time.Duration
	bark     func()
	next     *reactor.Call // of bark
	away     bool
}

// NewWatchdog returns a watchdog that is fed. It calls bark when patience has passed since it was
// fed last, and then no more until it is fed again. Bark may feed it, or send it away.
func NewWatchdog(r *reactor.Reactor, patience time.Duration, bark func()) *Watchdog {
	w := &Watchdog{reactor: r, patience: patience, bark: bark}
	w.next = r.CallLater(patience, bark)
	return w
}

// Feed keeps the watchdog quiet for as long as its patience, from now on.
func (w *Watchdog) Feed() {
	if !w.away {
		w.next.Reset(w.patience)
	}
}

// SendAway makes sure that the watchdog never barks again, even if it is fed.
func (w *Watchdog) SendAway() {
	w.away = true
	w.next.Cancel()
}
