package chain

import (
	"errors"
	"strings"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/deferred"
)

// Run builds the chain on a Deferred, fires that, and then, one after the other, the Deferreds that
// it comes to wait for. It returns all that happened to it.
func (d Description) Run() []deferred.Event {
	var r run
	subject := deferred.New[string]().Trace("", func(e deferred.Event) { r.note(d, e) })
	for _, p := range d.Pairs {
		r.add(subject, p)
	}
	if d.Fire.Verb == Fail {
		subject.Errback(errors.New(d.Fire.Text))
	} else {
		subject.Callback(d.Fire.Text)
	}
	for r.fireInner != nil { // firing it may make the chain wait for another
		fire := r.fireInner
		r.fireInner = nil
		fire()
	}
	subject.Trace("", nil)
	subject.AddErrback(forgive) // the caller has the events, and does not need the error in a log too
	return r.events
}

func forgive(error) (string, error) { return "", nil }

// A run is a chain that is fired.
type run struct {
	events    []deferred.Event
	fireInner func() // fires the Deferred that the chain waits for, if it does
}

// note notes an event. What happens at a pair without functions is that the result passes.
func (r *run) note(d Description, e deferred.Event) {
	if e.Stage >= 0 && d.Pairs[e.Stage].empty() {
		if e.Kind == deferred.Called {
			return
		}
		e.Kind = deferred.Passed
	}
	r.events = append(r.events, e)
}

// empty reports whether p has no functions.
func (p Pair) empty() bool { return !p.Both && p.Callback.Verb == Pass && p.Errback.Verb == Pass }

// add adds to the chain of d what p describes.
func (r *run) add(d *deferred.Deferred[string], p Pair) {
	callback := func(value string) (string, error) { return r.do(p.Callback, value) }
	errback := func(err error) (string, error) { return r.do(p.Errback, err.Error()) }
	switch {
	case p.empty():
		d.AddBoth(func(value string, err error) (string, error) { return value, err })
	case p.Both:
		d.AddBoth(func(value string, err error) (string, error) {
			if err != nil {
				value = err.Error()
			}
			return r.do(p.Callback, value)
		})
	case p.Errback.Verb == Pass:
		d.AddCallback(callback)
	case p.Callback.Verb == Pass:
		d.AddErrback(errback)
	default:
		d.AddCallbacks(callback, errback)
	}
}

// do does what a says, in a function that was called with this text.
func (r *run) do(a Action, with string) (string, error) {
	text := shorten(strings.ReplaceAll(a.Text, "%v", with))
	switch {
	case a.Later:
		inner := deferred.New[string]()
		r.fireInner = func() {
			if a.Verb == Fail {
				inner.Errback(errors.New(text))
			} else {
				inner.Callback(text)
			}
		}
		return inner.Later()
	case a.Verb == Fail:
		return "", errors.New(text)
	case a.Verb == Panic:
		panic(text)
	}
	return text, nil
}

// shorten cuts a text that has become longer than anybody will read: "return %v%v" doubles it.
func shorten(text string) string {
	const most = 200
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// Figure returns the picture of the chain and of these events, which are what [Description.Run]
// returned, or the first few of it. The picture has the same size for any number of them.
func (d Description) Figure(events []deferred.Event) figure.Chain {
	c := figure.Chain{Events: events}
	for _, p := range d.Pairs {
		if p.Both {
			c.Stages = append(c.Stages, figure.Stage{Both: p.Callback.String()})
			continue
		}
		c.Stages = append(c.Stages, figure.Stage{Callback: p.Callback.label(), Errback: p.Errback.label()})
	}
	return c
}

// Firings returns small pictures of the chain, with a verb in every box: before it has fired, fired
// with a value, and fired with an error. One of the two is what d says, the other is made up.
func (d Description) Firings() []figure.Chain {
	value, err := Action{Verb: Return, Text: "a value"}, Action{Verb: Fail, Text: "an error"}
	if d.Fire.Verb == Fail {
		err = d.Fire
	} else {
		value = d.Fire
	}
	unfired := figure.Chain{Title: "not fired"}
	for _, p := range d.Pairs {
		s := figure.Stage{Callback: p.Callback.verb(), Errback: p.Errback.verb()}
		if p.Both {
			s = figure.Stage{Both: p.Callback.verb()}
		}
		unfired.Stages = append(unfired.Stages, s)
	}
	firings := []figure.Chain{unfired}
	for _, fire := range []Action{value, err} {
		title := "fired with a value"
		if fire.Verb == Fail {
			title = "fired with an error"
		}
		events := Description{fire, d.Pairs}.Run()
		firings = append(firings, figure.Chain{Title: title, Stages: unfired.Stages, Events: events})
	}
	return firings
}

// verb returns what stands in the box of a function that has little room, or nothing for none.
func (a Action) verb() string {
	if a.Verb == Pass {
		return ""
	}
	if a.Later {
		return "later"
	}
	return a.Verb.String()
}

// label returns what stands in the box of a function, or nothing for none.
func (a Action) label() string {
	if a.Verb == Pass {
		return ""
	}
	return a.String()
}
