package main

import "slowpoetry/code/deferred"

// order fetches p and has it transformed. It runs in a coroutine, once for each poem. It is client
// 7.0.
func (p *poem) order(c *deferred.Coroutine) (string, error) {
	text, err := p.fetch().Await(c)
	if err != nil {
		p.say("%v", err)
		return "", err
	}
	slow, err := p.transform(text).Await(c)
	if err != nil {
		p.say("not transformed: %v", err)
		slow = text
	}
	p.say("complete, %d bytes", len(slow))
	return slow, nil
}

// came is a callback: p is here.
func (p *poem) came(text string) (string, error) {
	p.text = text
	p.complete = append(p.complete, p)
	return text, nil
}

// failed is an errback: p will not come. It has been said why.
func (p *poem) failed(err error) (string, error) {
	p.err = err
	return "", nil
}

// settled is for both: nothing more will be heard of p. If it was the last, the reactor stops.
func (p *poem) settled(text string, err error) (string, error) {
	if p.missing--; p.missing == 0 {
		p.reactor.Stop()
	}
	p.note("settled", deferred.Event{})
	return text, err
}
