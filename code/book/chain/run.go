package chain

import (
	"errors"
	"slices"
	"strings"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/deferred"
)

// Run builds the chain on a Deferred, fires that, and then, one after the other, the Deferreds that
// it comes to wait for. It returns all that happened to it and to its inner chains, whose events have
// their names.
func (d Description) Run() []deferred.Event {
	r := run{inner: d.Inner}
	subject := r.build("", d.Pairs)
	fire(subject, d.Fire, d.Fire.Text)
	for r.fireInner != nil { // firing it may make a chain wait for another
		next := r.fireInner
		r.fireInner = nil
		next()
	}
	subject.Trace("", nil)
	subject.AddErrback(forgive) // the caller has the events, and does not need the error in a log too
	return r.events
}

// fire fires d as a says, with a text.
func fire(d *deferred.Deferred[string], a Action, text string) {
	if a.Verb == Fail {
		d.Errback(errors.New(text))
	} else {
		d.Callback(text)
	}
}

func forgive(error) (string, error) { return "", nil }

// A run is a chain that is fired, with its inner ones.
type run struct {
	inner     []Inner
	events    []deferred.Event
	fireInner func() // fires the Deferred that a chain waits for, if one does
}

// build makes a Deferred that has these pairs in its chain.
func (r *run) build(name string, pairs []Pair) *deferred.Deferred[string] {
	d := deferred.New[string]().Trace(name, func(e deferred.Event) { r.note(pairs, e) })
	for _, p := range pairs {
		r.add(d, p)
	}
	return d
}

// note notes an event. What happens at a pair without functions is that the result passes.
func (r *run) note(pairs []Pair, e deferred.Event) {
	if e.Stage >= 0 && pairs[e.Stage].empty() {
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
	text := fill(a.Text, with)
	switch {
	case a.Verb == Ask:
		i := slices.IndexFunc(r.inner, func(c Inner) bool { return c.Name == a.Text })
		inner := r.build(a.Text, r.inner[i].Pairs)
		r.fireInner = func() { fire(inner, r.inner[i].Fire, fill(r.inner[i].Fire.Text, with)) }
		return inner.Later()
	case a.Later:
		inner := deferred.New[string]()
		r.fireInner = func() { fire(inner, a, text) }
		return inner.Later()
	case a.Verb == Fail:
		return "", errors.New(text)
	case a.Verb == Panic:
		panic(text)
	}
	return text, nil
}

// fill puts what a function was called with into a text.
func fill(text, with string) string { return shorten(strings.ReplaceAll(text, "%v", with)) }

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
	return figure.Chain{Stages: d.stages(d.Pairs), Events: events}
}

// stages returns the stages of a picture.
func (d Description) stages(pairs []Pair) []figure.Stage {
	var stages []figure.Stage
	for _, p := range pairs {
		s := figure.Stage{Callback: p.Callback.label(), Errback: p.Errback.label()}
		if p.Both {
			s = figure.Stage{Both: p.Callback.label()}
		}
		for _, a := range []Action{p.Callback, p.Errback} {
			for _, inner := range d.Inner {
				if a.Verb == Ask && a.Text == inner.Name {
					s.Inner = append(s.Inner, figure.Inner{Name: inner.Name, Stages: d.stages(inner.Pairs)})
				}
			}
		}
		stages = append(stages, s)
	}
	return stages
}

// Firings returns small pictures of the chain, with a verb in every box: before it has fired, fired
// with a value, and fired with an error. One of the two is what d says, the other is made up. There is
// no room in them for inner chains.
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
		inner := func(e deferred.Event) bool { return e.Name != "" }
		events := slices.DeleteFunc(Description{fire, d.Pairs, d.Inner}.Run(), inner)
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
