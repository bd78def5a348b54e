package main

import (
	"time"

	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
)

//listing:cache

// A cache is a poem that we have fetched, as long as it is fresh.
type cache struct {
	reactor *reactor.Reactor
	fetch   func() *deferred.Deferred[string] // from the slow server
	keeps   time.Duration                     // how long a poem stays fresh

	text  string
	until time.Duration // when text is stale, on the reactor's clock
}

// fresh reports whether there is a poem in the cache.
func (c *cache) fresh() bool { return c.reactor.Now() < c.until }

// keep is a callback: it keeps the poem, and passes it on.
func (c *cache) keep(text string) (string, error) {
	c.text, c.until = text, c.reactor.Now()+c.keeps
	return text, nil
}

//listing:end
