// Package exercise is about a server that is out, and about not asking it again at once.
package exercise

import (
	"time"

	"slowpoetry/code/deferred"
)

// Poems is a cache of one poem, which remembers for a while that there was none.
type Poems struct {
	Fetch func() *deferred.Deferred[string] // asks the server
	Now   func() time.Duration              // the time, on a clock of the caller's

	// Pause is how long after a failed fetch the server is left alone.
	Pause time.Duration

	text    string
	fetched bool
	waiting []*deferred.Deferred[string]
}

// Get returns a Deferred of its own to each caller. It has the poem, or will have it, or an error.
//
// There is one fetch at a time, for all who wait. A poem that was fetched is kept for good. When a
// fetch has failed, then for the time of a Pause all who call get that error at once, without a fetch.
func (p *Poems) Get() *deferred.Deferred[string] {
	// This asks again at once, however often the server has been out.
	if p.fetched {
		return deferred.Succeed(p.text)
	}
	d := deferred.New[string]()
	p.waiting = append(p.waiting, d)
	if len(p.waiting) == 1 {
		p.Fetch().AddBoth(p.tellAll)
	}
	return d
}

// tellAll is for both: it fires the Deferreds of all who wait.
func (p *Poems) tellAll(text string, err error) (string, error) {
	p.text, p.fetched = text, err == nil
	waiting := p.waiting
	p.waiting = nil
	for _, d := range waiting {
		if err != nil {
			d.Errback(err)
		} else {
			d.Callback(text)
		}
	}
	return "", nil
}
