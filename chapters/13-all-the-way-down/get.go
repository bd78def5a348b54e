package main

import "slowpoetry/code/book/sketch"

// order asks for p, and adds to its Deferred what is to be done with it. It is client 5.1 with
// another callback in the place of the engine.
func (p *poem) order() {
	d := sketch.Of(getPoetry(p.reactor, p.address), brief)
	p.drawn = d
	d.AddCallback(p.transform)
	d.AddCallbacks(p.came, p.failed)
	d.AddBoth(p.settled)
}

// transform is a callback whose result comes later. It costs no poem: if the transform fails, the
// result is the poem as it was.
func (p *poem) transform(text string) (string, error) {
	reply := p.drawn.Within("reply", p.transformer.transform(text))
	reply.AddErrback(original{p, text}.instead)
	return reply.Later()
}

// An original is a poem as it was before its transform.
type original struct {
	*poem
	before string
}

// instead is an errback for a transform that has failed. It returns the original.
func (o original) instead(err error) (string, error) {
	o.say("%s: not transformed: %v", o.task, err)
	return o.before, nil
}

// came is a callback: p is here.
func (p *poem) came(text string) (string, error) {
	p.text = text
	p.complete = append(p.complete, p)
	p.say("%s: complete, %d bytes", p.task, len(text))
	return text, nil
}

// failed is an errback: p will not come.
func (p *poem) failed(err error) (string, error) {
	p.err = err
	p.say("%s: %v", p.task, err)
	return "", nil
}

// settled is for both: nothing more will be heard of p. If it was the last, the reactor stops.
func (p *poem) settled(text string, err error) (string, error) {
	if p.missing--; p.missing == 0 {
		p.reactor.Stop()
	}
	return text, err
}
