package main

import "slowpoetry/code/deferred"

//listing:shared

// getShared returns one Deferred to all who ask while a poem is being fetched. It is broken on
// purpose.
func (p *proxy) getShared() *deferred.Deferred[string] {
	switch {
	case p.fresh():
		return deferred.Succeed(p.text)
	case p.shared == nil:
		p.shared = p.fetch().AddCallback(p.keep).AddBoth(p.forget)
	}
	return p.shared
}

// forget is for both: the fetch is over, and the next one who asks begins another.
func (p *proxy) forget(text string, err error) (string, error) {
	p.shared = nil
	return text, err
}

//listing:end

//listing:together

// getTogether returns a Deferred of its own to each who asks, and fetches once for all of them.
func (p *proxy) getTogether() *deferred.Deferred[string] {
	if p.fresh() {
		return deferred.Succeed(p.text)
	}
	d := deferred.New[string]()
	p.waiting = append(p.waiting, d)
	if len(p.waiting) == 1 {
		p.fetch().AddCallback(p.keep).AddBoth(p.tellAll)
	}
	return d
}

// tellAll is for both: it fires the Deferreds of all who wait.
func (p *proxy) tellAll(text string, err error) (string, error) {
	waiting := p.waiting
	p.waiting = nil // before the first fires: it may ask again
	for _, d := range waiting {
		if err != nil {
			d.Errback(err)
		} else {
			d.Callback(text)
		}
	}
	return "", nil
}

//listing:end
